import assert from "node:assert/strict";
import { Recent } from "../../server/src/project/recent";

describe("recent values", () => {
  it("are kept as far as there is room, those that were asked for last", () => {
    const recent = new Recent<number>(10);
    recent.set("a", 1, 4);
    recent.set("b", 2, 4);
    assert.equal(recent.get("a"), 1);
    recent.set("c", 3, 4);
    assert.deepEqual([recent.get("a"), recent.get("b"), recent.get("c")], [1, undefined, 3]);
  });

  it("take the place of what was there under the same key", () => {
    const recent = new Recent<number>(10);
    recent.set("a", 1, 8);
    recent.set("a", 2, 8);
    recent.set("b", 3, 2);
    assert.deepEqual([recent.get("a"), recent.get("b")], [2, 3]);
  });

  it("make room where they are deleted, and one that is larger than all room is kept alone", () => {
    const recent = new Recent<number>(10);
    recent.set("a", 1, 8);
    recent.delete("a");
    recent.set("b", 2, 8);
    assert.deepEqual([recent.get("a"), recent.get("b")], [undefined, 2]);
    recent.set("c", 3, 11);
    assert.deepEqual([recent.get("b"), recent.get("c")], [undefined, 3]);
  });
});
