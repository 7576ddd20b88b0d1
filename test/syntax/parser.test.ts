import assert from "node:assert/strict";
import type { Parsers } from "../../server/src/syntax/parser";
import { loadTestParsers } from "../support/parsers";

describe("a parser", () => {
  let parsers: Parsers;
  before(async () => {
    parsers = await loadTestParsers();
  });

  it("that was stopped reads the next text from its start", () => {
    const long = "x = [1, 2, 3]\n".repeat(5_000);
    assert.equal(
      parsers.parse("python", long, () => true),
      null,
    );
    const short = "def f():\n  pass\n";
    const tree = parsers.parse("python", short);
    assert.deepEqual([tree?.root.type, tree?.root.broken, tree?.root.end], ["module", false, short.length]);
    assert.deepEqual(
      tree?.root.children.map(({ type }) => type),
      ["function_definition"],
    );
  });
});
