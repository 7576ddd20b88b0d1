import assert from "node:assert/strict";
import * as fc from "fast-check";
import type { LayerReport } from "../../protocol/report";
import { layerChanges } from "../../server/src/ide/layer-changes";
import { smallModel } from "../support/report";

/** Of "name:class:parameters"; everything else is the same for all. */
function layer(text: string): LayerReport {
  const [name = "", kind = "Conv2D", parameters = "1"] = text.split(":");
  const [some] = smallModel().layers;
  assert.ok(some);
  return { ...some, name, class: kind, parameters: Number(parameters) };
}

/** "before→after" for each change, "–" for nothing. */
function changes(before: readonly string[], after: readonly string[]): string[] {
  return layerChanges(before.map(layer), after.map(layer)).map(
    (change) => `${change.before?.name ?? "–"}→${change.after?.name ?? "–"}`,
  );
}

describe("layerChanges", () => {
  it("pairs the layers of equal networks, whatever they are called", () => {
    assert.deepEqual(changes(["a", "b:Add"], ["a_1", "b_1:Add"]), ["a→a_1", "b→b_1"]);
  });

  it("leaves a new layer alone, and one that is gone", () => {
    assert.deepEqual(changes(["a:A", "c:C"], ["a:A", "b:B", "c:C"]), ["a→a", "–→b", "c→c"]);
    assert.deepEqual(changes(["a:A", "b:B", "c:C"], ["a:A", "c:C"]), ["a→a", "b→–", "c→c"]);
  });

  it("pairs changed layers by name and class first, then by class in order", () => {
    const before = ["in:Input", "x:Conv2D:9", "y:Conv2D:9", "out:Dense:5"];
    const after = ["in:Input", "y:Conv2D:4", "z:Conv2D:4", "out:Dense:5"];
    assert.deepEqual(changes(before, after), ["in→in", "x→z", "y→y", "out→out"]);
  });

  it("pairs none of a class by order where one side has more of it", () => {
    assert.deepEqual(changes(["x:Conv2D:9", "y:Conv2D:9"], ["z:Conv2D:4"]), ["x→–", "y→–", "–→z"]);
  });

  it("keeps what lies between two changes", () => {
    const before = ["a:A:1", "same:S", "b:B:1"];
    const after = ["a:A:2", "same:S", "b:B:2"];
    assert.deepEqual(changes(before, after), ["a→a", "same→same", "b→b"]);
  });

  it("has every layer of both sides once, and the after's in order where nothing is paired by name", () => {
    const some = fc.array(fc.constantFrom("p:A:1", "q:B:1", "r:A:2", "s:C:1"), { maxLength: 12 });
    fc.assert(
      fc.property(some, some, (before, after) => {
        const [first, second] = [before.map(layer), after.map(layer)];
        const found = layerChanges(first, second);
        const sides = (side: "before" | "after"): LayerReport[] =>
          found.flatMap((change) => (change[side] === null ? [] : [change[side]]));
        assert.deepEqual(new Set(sides("before")), new Set(first));
        assert.equal(sides("before").length, first.length);
        assert.deepEqual(new Set(sides("after")), new Set(second));
        assert.equal(sides("after").length, second.length);
        for (const { before: old, after: present } of found)
          assert.ok(old === null || present === null || old.class === present.class);
      }),
      { seed: 1, numRuns: 300 },
    );
  });

  it("compares two long networks without a common layer in bounded work", () => {
    const many = (parameters: number): LayerReport[] =>
      Array.from({ length: 3_000 }, (_, index) => layer(`l${index}:Conv2D:${parameters}`));
    const found = layerChanges(many(1), many(2));
    assert.equal(found.length, 3_000);
    assert.ok(found.every(({ before, after }) => before?.name === after?.name));
  });
});
