import assert from "node:assert/strict";
import type { TensorValue } from "../../server/src/values/value";
import { apply, functional, input, layer, names, nodeNamed, sequential, shaped } from "../support/layers";

function conv(name: string, filters: number, ...inputs: readonly TensorValue[]): TensorValue {
  return apply(layer("Conv2D", { filters, kernel_size: 1 }, name), ...inputs);
}

describe("graph/build", () => {
  it("lists a residual block in Keras' order: by depth, ties by the first traversal from the output", () => {
    const start = input([8, 8, 16]);
    const a = conv("branch2a", 4, start);
    const c = conv("branch2c", 16, a);
    const shortcut = conv("branch1", 16, start);
    const main = apply(layer("BatchNormalization", {}, "bn2c"), c);
    const side = apply(layer("BatchNormalization", {}, "bn1"), shortcut);
    const graph = shaped(functional([start], [apply(layer("Add", {}, "add_1"), main, side)]));
    assert.deepEqual(names(graph), ["input", "branch2a", "branch2c", "branch1", "bn2c", "bn1", "add_1"]);
    assert.deepEqual(nodeNamed(graph, "add_1").inputs, [4, 5]);
  });

  it("a Sequential gets its input from the first layer", () => {
    for (const given of [{ input_shape: [8, 8, 3] }, { batch_input_shape: [null, 8, 8, 3] }]) {
      const first = layer("Conv2D", { filters: 4, kernel_size: 3, ...given }, "first");
      const graph = shaped(sequential([first, layer("Flatten")]));
      assert.deepEqual(names(graph), ["first_input", "first", "flatten"]);
      assert.deepEqual(nodeNamed(graph, "flatten").outputShape, [144]);
    }
    const dense = shaped(sequential([layer("Dense", { units: 4, input_dim: 10 })]));
    assert.equal(nodeNamed(dense, "dense").parameters?.total, 44);
  });

  it("a Sequential with an InputLayer keeps it", () => {
    const graph = shaped(sequential([layer("InputLayer", { input_shape: [8, 8, 3] }, "start"), layer("Flatten")]));
    assert.deepEqual(names(graph), ["start", "flatten"]);
  });

  it("without an input size nothing is known, and one problem says so", () => {
    const graph = shaped(sequential([layer("Conv2D", { filters: 4, kernel_size: 3 }), layer("Flatten")]));
    assert.deepEqual(
      graph.problems.map(({ code, node }) => [code, node]),
      [["no-input-size", 0]],
    );
    assert.match(nodeNamed(graph, "flatten").unknown ?? "", /^The input size is not given: .*# latency:/);
  });

  it("a shared layer counts its weights once", () => {
    const shared = layer("Dense", { units: 4 }, "shared");
    const [left, right] = [input([10], "left"), input([10], "right")];
    const joined = apply(layer("Add"), apply(shared, left), apply(shared, right));
    const graph = shaped(functional([left, right], [joined]));
    const nodes = graph.nodes.filter((node) => node.layer.name === "shared");
    assert.deepEqual(
      nodes.map((node) => node.parameters?.total),
      [44, 0],
    );
    assert.equal(nodes[0]?.layer, nodes[1]?.layer);
    assert.deepEqual(
      graph.inputs.map((index) => graph.nodes[index]?.layer.name),
      ["left", "right"],
    );
  });

  it("a layer that is applied twice stands both times where its longer way to an output puts it", () => {
    const shared = layer("Dense", { units: 10 }, "shared");
    const [left, right] = [input([10], "left"), input([10], "right")];
    const long = apply(layer("Dense", { units: 2 }, "last"), apply(layer("Dense", { units: 4 }), apply(shared, left)));
    const graph = shaped(functional([left, right], [apply(shared, right), long]));
    assert.deepEqual(names(graph), ["right", "left", "shared", "shared", "dense", "last"]);
  });

  it("lists inputs as the model does, and what the outputs do not need is left out", () => {
    const [left, right] = [input([10], "left"), input([10], "right")];
    conv("unused", 4, left);
    const graph = shaped(functional([right, left], [apply(layer("Add"), left, right)]));
    assert.deepEqual(names(graph), ["left", "right", "add"]);
    assert.deepEqual(graph.inputs, [1, 0]);
  });

  it("flattens nested models under their names, sharing their weights", () => {
    const innerInput = input([8, 8, 4], "inner_input");
    const inner = functional([innerInput], [conv("conv", 4, innerInput)], "block");
    const start = input([8, 8, 4], "start");
    const graph = shaped(functional([start], [apply(inner, apply(inner, start))]));
    assert.deepEqual(names(graph), ["start", "block/conv", "block/conv"]);
    assert.deepEqual(
      graph.nodes.map((node) => node.parameters?.total),
      [0, 20, 0],
    );
    assert.deepEqual(graph.outputs, [2]);
  });

  it("a backbone at the start of a Sequential brings the input", () => {
    const start = input([8, 8, 3], "start");
    const backbone = functional([start], [conv("conv", 4, start)], "backbone");
    const graph = shaped(sequential([backbone, layer("Flatten")]));
    assert.deepEqual(names(graph), ["backbone/start", "backbone/conv", "flatten"]);
    assert.deepEqual(graph.inputs, [0]);
  });

  it("a nested model with several outputs", () => {
    const innerInput = input([8, 8, 4], "inner_input");
    const inner = functional([innerInput], [conv("a", 4, innerInput), conv("b", 6, innerInput)], "fork");
    const start = input([8, 8, 4], "start");
    const first = apply(inner, start);
    const second: TensorValue = { ...first, output: 1 };
    const graph = shaped(functional([start], [apply(layer("Concatenate"), first, second)]));
    assert.deepEqual(nodeNamed(graph, "concatenate").outputShape, [8, 8, 10]);
  });

  it("a model that starts in the middle of another one", () => {
    const start = input([8, 8, 4], "start");
    const middle: TensorValue = { ...conv("before", 4, start), shape: [8, 8, 4] };
    const graph = shaped(functional([middle], [conv("after", 6, middle)]));
    assert.deepEqual(names(graph), ["before_input", "after"]);
    assert.deepEqual(nodeNamed(graph, "after").outputShape, [8, 8, 6]);
  });

  it("survives a chain deeper than the stack", () => {
    let tensor = input([10]);
    const start = tensor;
    for (let index = 0; index < 20_000; index++) tensor = apply(layer("Dropout", {}, `d${index}`), tensor);
    assert.equal(shaped(functional([start], [tensor])).nodes.length, 20_001);
  });

  it("one problem at the first cause, none below it", () => {
    const start = input([8, 8, 4]);
    const broken = apply(layer("Conv2D", { filters: 4, kernel_size: 9 }, "broken"), start);
    const below = conv("below", 4, broken);
    const graph = shaped(functional([start], [apply(layer("Add"), below, conv("beside", 4, start))]));
    assert.deepEqual(
      graph.problems.map(({ node }) => graph.nodes[node]?.layer.name),
      ["broken"],
    );
    assert.equal(nodeNamed(graph, "add").unknown, graph.problems[0]?.message);
    assert.notEqual(nodeNamed(graph, "beside").cost, null);
  });

  it("a model that doubles forty times is cut at a limit", () => {
    const first = input([8], "first");
    let model = functional([first], [apply(layer("Dropout"), first)], "m");
    for (let index = 0; index < 40; index++) {
      const start = input([8], `start${index}`);
      model = functional([start], [apply(model, apply(model, start))], `m${index}`);
    }
    const graph = shaped(model);
    assert.ok(graph.nodes.length < 50_000);
    assert.match(graph.problems[0]?.message ?? "", /too large/);
  });

  it("an output that a nested model does not have is unknown", () => {
    const innerInput = input([8], "inner_input");
    const inner = functional([innerInput], [apply(layer("Dropout"), innerInput)], "inner");
    const start = input([8], "start");
    const absent: TensorValue = { ...apply(inner, start), output: 3 };
    const graph = shaped(functional([start], [absent]));
    assert.deepEqual(
      graph.problems.map(({ message }) => message),
      ["inner has no such output."],
    );
  });
});
