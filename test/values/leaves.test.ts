import * as assert from "node:assert/strict";
import { leavesOf, MOST_LEAVES } from "../../server/src/values/leaves";
import { dictionary, integer, list, string, tuple, unknown } from "../../server/src/values/make";
import type { Value } from "../../server/src/values/value";

const PLACE = { uri: "file:///a.py", range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } } };

describe("leaves of a structure", () => {
  it("in order, of lists, tuples and dicts in each other", () => {
    const value = tuple([integer(1), list([integer(2), tuple([])]), dictionary([[string("k"), integer(3)]])]);
    assert.deepEqual(leavesOf(value), [integer(1), integer(2), integer(3)]);
    assert.deepEqual(leavesOf(integer(4)), [integer(4)]);
  });

  it("what is no longer known is one of them", () => {
    const why = unknown("because", PLACE);
    const poisoned = list([integer(1)]);
    poisoned.poison = why;
    assert.deepEqual(leavesOf(tuple([poisoned, integer(2)])), [why, integer(2)]);
  });

  it("each list once, although it holds itself or is shared", () => {
    const circle = list([integer(1)]);
    circle.items.push(circle);
    assert.deepEqual(leavesOf(circle), [integer(1)]);
    let shared: Value = list([integer(1)]);
    for (let round = 0; round < 60; round++) shared = tuple([shared, shared]);
    assert.deepEqual(leavesOf(shared), [integer(1)]);
  });

  it("no more than are asked for", () => {
    const many = list(Array.from({ length: 3 * MOST_LEAVES }, (_, index) => integer(index)));
    assert.equal(leavesOf(tuple([many, many])).length, MOST_LEAVES);
    assert.equal(leavesOf(many).at(-1)?.kind, "integer");
  });
});
