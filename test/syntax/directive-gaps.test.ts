import assert from "node:assert/strict";
import { splitArguments, withoutGaps } from "../../server/src/syntax/directive-gaps";

describe("gaps of latency comments", () => {
  for (const [text, rest, gaps] of [
    ["a=1, b=2", "a=1, b=2", []],
    ["a=…, b=2", "     b=2", ["a=…"]],
    ["a=1, b=…", "a=1,    ", ["b=…"]],
    ["a=1, b=, c=3", "a=1,     c=3", ["b="]],
    ["a = ... ", "        ", ["a = ..."]],
    ["a=Input((…, …, 3)), b=1", "                    b=1", ["a=Input((…, …, 3))"]],
    ["a='…', b=\"a=…\"", "a='…', b=\"a=…\"", []],
    ["größe=…", "       ", ["größe=…"]],
    ["a=[...b]", "a=[...b]", []],
  ] as const)
    it(text, () => {
      const found = withoutGaps(text);
      assert.equal(found.text.trimEnd(), rest.trimEnd());
      assert.equal(found.text.length, text.length);
      assert.deepEqual(
        found.gaps.map(({ span }) => text.slice(span.start, span.end)),
        gaps,
      );
    });

  it("are found between the commas of the outermost level", () => {
    assert.deepEqual(splitArguments("a=(1, 2), b='x,y', c"), ["a=(1, 2)", " b='x,y'", " c"]);
  });
});
