import * as assert from "node:assert/strict";
import { closest, suggestion } from "../server/src/closest";

describe("the name that was probably meant", () => {
  const NAMES = ["classes", "depth", "input_shape", "num_filters"];

  for (const [written, meant] of [
    ["clases", "classes"],
    ["dpeth", "depth"],
    ["inputShape", "input_shape"],
    ["num_filter", "num_filters"],
    ["width", null],
    ["x", null],
  ] as const)
    it(`${written}: ${meant ?? "none"}`, () => {
      assert.equal(closest(written, NAMES), meant);
    });

  it("is offered in a sentence, or not at all", () => {
    assert.equal(suggestion("clases", NAMES), "; did you mean 'classes'?");
    assert.equal(suggestion("units", NAMES), "");
  });
});
