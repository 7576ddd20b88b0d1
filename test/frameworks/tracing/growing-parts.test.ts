import * as assert from "node:assert/strict";
import type { LayerValue, ModelValue } from "../../../server/src/values/value";
import { GrowingParts } from "../../../server/src/frameworks/tracing/growing-parts";

function layer(name: string): LayerValue {
  return { kind: "layer", class: "Dense", name, arguments: new Map(), unknown: null, construction: [] };
}

function model(...layers: ModelValue["layers"]): ModelValue {
  return { kind: "model", form: "sequential", name: "m", inputs: [], outputs: [], layers, construction: [] };
}

describe("parts of a Sequential that grows", () => {
  let asked: string[];
  const isWanted = (part: LayerValue | ModelValue): boolean => {
    asked.push(part.name);
    return part.kind === "layer" ? part.name === "wanted" : part.layers.some(({ name }) => name === "wanted");
  };
  beforeEach(() => {
    asked = [];
  });

  it("are looked at once each", () => {
    const [parts, growing] = [new GrowingParts(), model()];
    for (let index = 0; index < 1_000; index++) {
      growing.layers.push(layer(`${index}`));
      assert.equal(parts.some(growing, isWanted), false);
    }
    assert.equal(asked.length, 1_000);
    growing.layers.push(layer("wanted"));
    assert.equal(parts.some(growing, isWanted), true);
  });

  it("are looked at again where they are models, which may grow themselves", () => {
    const inner = model(layer("a"));
    const [parts, growing] = [new GrowingParts(), model(inner, layer("b"))];
    assert.equal(parts.some(growing, isWanted), false);
    inner.layers.push(layer("wanted"));
    assert.equal(parts.some(growing, isWanted), true);
  });

  it("are looked at again where they were undone or have one in front", () => {
    const [parts, growing] = [new GrowingParts(), model(layer("a"), layer("b"))];
    assert.equal(parts.some(growing, isWanted), false);
    growing.layers.unshift(layer("wanted"));
    assert.equal(parts.some(growing, isWanted), true);
    growing.layers.splice(0, 3, layer("wanted"));
    assert.equal(parts.some(growing, isWanted), true);
  });
});
