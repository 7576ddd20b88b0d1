import assert from "node:assert/strict";
import { LARGEST_SOURCE, MOST_LINES, whyTooLarge, withoutExcess } from "../../server/src/project/document-size";
import { parseDocument } from "../../server/src/project/language";
import type { Parsers } from "../../server/src/syntax/parser";
import { loadTestParsers } from "../support/parsers";

describe("the size of a document", () => {
  let parsers: Parsers;
  before(async () => {
    parsers = await loadTestParsers();
  });

  it("is bounded in characters and in lines", () => {
    assert.equal(whyTooLarge("#".repeat(LARGEST_SOURCE)), null);
    assert.equal(whyTooLarge("#".repeat(LARGEST_SOURCE + 1)), "is larger than 1 MB");
    assert.equal(whyTooLarge("\n".repeat(MOST_LINES - 1)), null);
    assert.equal(whyTooLarge("\n".repeat(MOST_LINES)), "has more than 20,000 lines");
  });

  it("is passed on with no more than shows that it is too large", () => {
    assert.equal(withoutExcess("#".repeat(LARGEST_SOURCE)).length, LARGEST_SOURCE);
    assert.equal(withoutExcess("#".repeat(LARGEST_SOURCE + 5)).length, LARGEST_SOURCE + 1);
  });

  it("decides whether a text is parsed at all", () => {
    const lines = "x = 1\n".repeat(MOST_LINES);
    assert.equal(parseDocument(parsers, lines, "python").body.length, 0);
    assert.equal(parseDocument(parsers, lines, "typescript").body.length, 0);
    assert.equal(parseDocument(parsers, "x = 1\n".repeat(100), "python").body.length, 100);
  });
});
