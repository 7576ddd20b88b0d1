import assert from "node:assert/strict";
import fc from "fast-check";
import type { Graph, ShapedGraph } from "../../server/src/graph/graph";
import { inferGraph } from "../../server/src/graph/infer";
import { readKerasJson } from "../../server/src/graph/json";
import type { JsonOptions } from "../../server/src/graph/json";
import { MeasuredNetworks } from "../../measurements/layer-records";
import { names, nodeNamed } from "../support/layers";
import { dataFolder } from "../support/paths";

function graphOf(source: unknown, options: JsonOptions = {}): Graph {
  const result = readKerasJson(source, options);
  if (result.kind === "refused") assert.fail(result.why);
  return result.graph;
}

function shaped(source: unknown, options: JsonOptions = {}): ShapedGraph {
  return inferGraph(graphOf(source, options));
}

function refused(source: unknown, why: RegExp, options: JsonOptions = {}): void {
  const result = readKerasJson(source, options);
  assert.equal(result.kind, "refused");
  assert.match(result.why, why);
}

type Inbound = readonly [string, number, number, Record<string, unknown>];

function saved(class_name: string, name: string, config: object, ...inputs: readonly string[]): object {
  const inbound = inputs.map((input): Inbound => [input, 0, 0, {}]);
  return { class_name, name, config: { name, ...config }, inbound_nodes: inbound.length === 0 ? [] : [inbound] };
}

function model(layers: readonly object[], output: string, class_name = "Model"): object {
  const config = { name: "net", layers, input_layers: [["in", 0, 0]], output_layers: [[output, 0, 0]] };
  return { class_name, config, keras_version: "2.3.1", backend: "tensorflow" };
}

const INPUT = saved("InputLayer", "in", { batch_input_shape: [null, 8, 8, 3], dtype: "float32", sparse: false });
const CONV = { filters: 4, kernel_size: [3, 3], strides: [2, 2], padding: "same", activation: "relu", use_bias: true };
const SMALL = model([INPUT, saved("Conv2D", "conv", CONV, "in"), saved("Flatten", "flat", {}, "conv")], "flat");

describe("graph/json", () => {
  it("reads a saved model, from text or parsed", () => {
    for (const source of [SMALL, JSON.stringify(SMALL)]) {
      const graph = shaped(source);
      assert.deepEqual(names(graph), ["in", "conv", "flat"]);
      assert.deepEqual(nodeNamed(graph, "conv").outputShape, [4, 4, 4]);
      assert.equal(nodeNamed(graph, "conv").parameters?.total, 112);
    }
  });

  it("reads TensorFlow's Functional and any order of layers", () => {
    const layers = [saved("Flatten", "flat", {}, "conv"), saved("Conv2D", "conv", CONV, "in"), INPUT];
    assert.deepEqual(names(shaped(model(layers, "flat", "Functional"))), ["in", "conv", "flat"]);
  });

  it("reads a Sequential in both of its forms", () => {
    const layers = [
      { class_name: "Conv2D", config: { ...CONV, name: "conv", batch_input_shape: [null, 8, 8, 3] } },
      { class_name: "Flatten", config: { name: "flat" } },
    ];
    for (const config of [layers, { name: "net", layers }]) {
      const graph = shaped({ class_name: "Sequential", config });
      assert.deepEqual(names(graph), ["conv_input", "conv", "flat"]);
      assert.deepEqual(nodeNamed(graph, "flat").outputShape, [64]);
    }
  });

  it("flattens nested models", () => {
    const inner = {
      ...(SMALL as { config: object }),
      class_name: "Model",
      name: "block",
      inbound_nodes: [[["in", 0, 0, {}]]],
    };
    assert.deepEqual(names(shaped(model([INPUT, inner], "block"))), ["in", "block/conv", "block/flat"]);
  });

  it("a shared layer is one layer with several applications", () => {
    const shared = {
      ...saved("Conv2D", "conv", { ...CONV, filters: 3, strides: [1, 1] }),
      inbound_nodes: [[["in", 0, 0, {}]], [["conv", 0, 0, {}]]],
    };
    const source = model([INPUT, shared], "conv") as { config: Record<string, unknown> };
    const graph = shaped({ ...source, config: { ...source.config, output_layers: [["conv", 1, 0]] } });
    assert.deepEqual(
      graph.nodes.map((node) => node.parameters?.total),
      [0, 84, 0],
    );
  });

  it("another input size takes the place of the saved one", () => {
    assert.deepEqual(nodeNamed(shaped(SMALL, { inputShape: [16, 16, 3] }), "flat").outputShape, [256]);
  });

  it("known shapes stand in for Lambda layers", () => {
    const lambda = { function: ["4wEAAAA", null, null], function_type: "lambda", output_shape: null, arguments: {} };
    const source = model([INPUT, saved("Lambda", "slice", lambda, "in")], "slice");
    assert.equal(nodeNamed(shaped(source), "slice").unknown, "What this Lambda computes is not known.");
    const graph = shaped(source, { knownShapes: new Map([["slice", [8, 8, 1]]]) });
    assert.deepEqual(graph.problems, []);
    assert.deepEqual(
      nodeNamed(graph, "slice").cost?.kernels.map(({ kind }) => kind),
      ["slice"],
    );
  });

  it("an unknown layer is a problem of the graph, not of the reader", () => {
    const graph = shaped(model([INPUT, saved("Mystery", "m", {}, "in")], "m"));
    assert.deepEqual(
      graph.problems.map(({ code }) => code),
      ["unknown-layer"],
    );
  });

  it("refuses what is no topology, with the reason", () => {
    refused("{", /not JSON/);
    refused(null, /not a Keras topology/);
    refused([], /not a Keras topology/);
    refused({ class_name: "Model" }, /not a Keras topology: config/);
    refused({ class_name: "Model", config: {} }, /The model is not in a form that Keras saves/);
    refused({ class_name: "Forest", config: {} }, /A Forest is not a model/);
    refused(model([INPUT], "missing"), /There is no layer missing/);
    refused(model([INPUT, saved("Flatten", "flat", {}, "nowhere")], "flat"), /flat has inputs that do not exist/);
    refused(model([saved("Flatten", "a", {}, "b"), saved("Flatten", "b", {}, "a")], "a"), /inputs that do not exist/);
    const odd = { ...saved("Flatten", "flat", {}), inbound_nodes: [{ called: [] }] };
    refused(model([INPUT, odd], "flat"), /The layer flat is not in a form that Keras saves/);
    const none = { class_name: "Sequential", config: [] };
    refused(none, /0 inputs/, { inputShape: [8, 8, 3] });
  });

  it("never throws, whatever the text says", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), fc.jsonValue(), (a, b, c) => {
        const layers = [
          INPUT,
          { class_name: "Conv2D", name: "x", config: { filters: a, kernel_size: b }, inbound_nodes: c },
        ];
        const inputs = { input_layers: [["in", 0, 0]], output_layers: [["x", 0, 0]] };
        for (const source of [
          a,
          model(layers, "x"),
          { class_name: "Model", config: { ...inputs, layers, input_layers: c } },
        ]) {
          const result = readKerasJson(source);
          if (result.kind === "graph") inferGraph(result.graph);
        }
      }),
    );
  });

  it("refuses models nested without end", () => {
    let nested: object = SMALL;
    for (let depth = 0; depth < 100; depth++)
      nested = { class_name: "Sequential", config: { name: "s", layers: [nested] } };
    refused(nested, /nested too deeply/);
  });

  it("every measured network at every size has the recorded layers, shapes and parameters", function () {
    const folder = dataFolder();
    if (folder === null) {
      this.skip();
      return;
    }
    const networks = new MeasuredNetworks(folder);
    let pairs = 0;
    for (const { model: name, layers, sizes } of networks.records) {
      for (const [width, size] of Object.entries(sizes)) {
        const graph = networks.graph(name, Number(width));
        assert.ok(graph);
        const { nodes } = inferGraph(graph);
        const title = `${name} at ${width}`;
        // Three networks were saved and measured with different automatic names of the input.
        const named = ({ name, class: className }: { name: string; class: string }): string =>
          className === "InputLayer" ? className : `${className} ${name}`;
        assert.deepEqual(
          nodes.map((node) => named(node.layer)),
          layers.map(named),
          title,
        );
        assert.deepEqual(
          nodes.map((node) => node.outputShape),
          size.output_shapes,
          title,
        );
        assert.deepEqual(
          nodes.map((node) => node.parameters?.total),
          size.params,
          title,
        );
        pairs++;
      }
    }
    assert.equal(pairs, 2153);
  });
});
