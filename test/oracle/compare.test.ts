/** The comparison with real Keras finds a difference where there is one. Keras itself is not needed here. */
import assert from "node:assert/strict";
import { compare } from "./compare";
import type { BuiltLayer, BuiltModel, Ours } from "./program";

const INPUT = layer("InputLayer", "image", [8, 8, 3], 0);
const CONVOLUTION = layer("Conv2D", "first", [6, 6, 4], 112);
const KERAS = model([INPUT, CONVOLUTION], 112);

function layer(className: string, name: string, shape: readonly (number | null)[], total: number): BuiltLayer {
  return { class: className, name, shapes: [shape], total, own: false, nested: false, operation: false };
}

function model(layers: readonly BuiltLayer[], total: number): BuiltModel {
  return { inputs: [[8, 8, 3]], outputs: [layers.at(-1)?.shapes[0] ?? null], total, layers };
}

function exact(built: BuiltModel): Ours {
  return { built, incomplete: null, unpriced: null };
}

function verdict(ours: Ours, theirs: Parameters<typeof compare>[1] = KERAS): string {
  return compare(ours, theirs).verdict;
}

describe("test/oracle", () => {
  it("takes equal models as equal", () => {
    assert.deepEqual(compare(exact(KERAS), KERAS), { verdict: "exact", why: null, layers: 2 });
  });

  for (const [what, changed] of [
    ["a shape", layer("Conv2D", "first", [6, 6, 5], 112)],
    ["weights", layer("Conv2D", "first", [6, 6, 4], 108)],
    ["a class", layer("SeparableConv2D", "first", [6, 6, 4], 112)],
    ["a name that is given", layer("Conv2D", "second", [6, 6, 4], 112)],
  ] as const) {
    it(`finds ${what}`, () => {
      assert.equal(verdict(exact(model([INPUT, changed], 112))), "wrong");
    });
  }

  it("finds a layer too few, one too many, and another order", () => {
    const relu = layer("ReLU", "re_lu", [6, 6, 4], 0);
    const keras = model([INPUT, CONVOLUTION, relu], 112);
    assert.equal(verdict(exact(model([INPUT, CONVOLUTION], 112)), keras), "wrong");
    assert.equal(verdict(exact(model([INPUT, CONVOLUTION, relu, relu], 112)), keras), "wrong");
    assert.equal(verdict(exact(model([INPUT, relu, CONVOLUTION], 112)), keras), "wrong");
  });

  it("does not look at names that Keras gives by itself", () => {
    const keras = model([INPUT, layer("Conv2D", "conv2d_7", [6, 6, 4], 112)], 112);
    assert.equal(verdict(exact(KERAS), keras), "exact");
  });

  it("an error of Keras has to be one of ours, or something that we do not know", () => {
    const error = { error: "Computed output size would be negative." };
    assert.equal(verdict(exact(KERAS), error), "wrong");
    assert.equal(verdict({ ...exact(KERAS), incomplete: "error: the output is empty" }, error), "refused");
  });

  it("a model of inputs alone may be none, and no other", () => {
    const none: Ours = { built: { error: "there is no model" }, incomplete: null, unpriced: null };
    assert.equal(verdict(none, model([INPUT], 0)), "exact");
    assert.equal(verdict(none), "wrong");
  });

  it("what we do not know is no difference; an error where Keras has none is told apart", () => {
    assert.equal(verdict({ ...exact(KERAS), incomplete: "the layer is not known" }), "partial");
    assert.equal(verdict({ ...exact(KERAS), incomplete: "error: the shapes do not agree" }), "alarm");
    assert.equal(verdict(exact(model([INPUT, layer("Conv2D", "first", [null, 6, 4], 112)], 112))), "partial");
  });
});
