/** Topologies as Keras 1, Keras 3 and TensorFlow.js save them, and files that are none or too much. */
import assert from "node:assert/strict";
import { inferGraph } from "../../server/src/graph/infer";
import { readKerasJson } from "../../server/src/graph/json";
import { bodiesOf, FACTORY_CASES } from "../frameworks/tfjs/factory-cases";
import { totalParameters } from "../support/networks";
import { buildWithTfjs } from "../support/tfjs";

function described(source: unknown): string {
  const read = readKerasJson(source);
  if (read.kind === "refused") return read.why;
  const graph = inferGraph(read.graph);
  const outputs = graph.outputs.map((output) => graph.nodes[output]?.outputShape ?? null);
  return `${JSON.stringify(outputs)} ${totalParameters(graph) ?? "?"}`;
}

const KERAS_1 = {
  class_name: "Sequential",
  keras_version: "1.2.1",
  config: [
    {
      class_name: "Convolution2D",
      config: {
        ...{
          name: "c",
          nb_filter: 4,
          nb_row: 3,
          nb_col: 5,
          border_mode: "same",
          subsample: [2, 2],
          dim_ordering: "tf",
        },
        ...{ activation: "relu", bias: false, batch_input_shape: [null, 8, 8, 3] },
      },
    },
    { class_name: "Dropout", config: { name: "p", p: 0.5 } },
    { class_name: "Flatten", config: { name: "f" } },
    { class_name: "Dense", config: { name: "d", output_dim: 2, bias: true, activation: "linear" } },
  ],
};

const tensor = (layer: string): object => ({
  class_name: "__keras_tensor__",
  config: { shape: [null, 6, 6, 4], dtype: "float32", keras_history: [layer, 0, 0] },
});

const KERAS_3 = {
  module: "keras",
  class_name: "Functional",
  config: {
    name: "net",
    layers: [
      { class_name: "InputLayer", config: { batch_shape: [null, 8, 8, 3], name: "i" }, name: "i", inbound_nodes: [] },
      {
        class_name: "Conv2D",
        config: {
          ...{
            name: "c",
            filters: 4,
            kernel_size: [3, 3],
            use_bias: true,
            dtype: { class_name: "DTypePolicy", config: {} },
          },
          activation: { module: "builtins", class_name: "function", config: "relu", registered_name: "function" },
        },
        name: "c",
        inbound_nodes: [{ args: [tensor("i")], kwargs: {} }],
      },
      {
        class_name: "Add",
        config: { name: "a" },
        name: "a",
        inbound_nodes: [{ args: [[tensor("c"), tensor("c")]], kwargs: {} }],
      },
    ],
    input_layers: [["i", 0, 0]],
    output_layers: [["a", 0, 0]],
  },
};

describe("topologies of other versions", () => {
  it("Keras 1: old names of layers and arguments", () => {
    assert.equal(described(KERAS_1), `[[2]] ${4 * 3 * 5 * 3 + (4 * 4 * 4 * 2 + 2)}`);
  });

  it("Keras 3: calls with tensors among their arguments", () => {
    assert.equal(described(KERAS_3), `[[6,6,4]] ${4 * 9 * 3 + 4}`);
  });

  it("a GRU without reset_after has one set of biases", () => {
    const config = { name: "g", units: 4, batch_input_shape: [null, 6, 5] };
    const gru = { class_name: "Sequential", config: { name: "s", layers: [{ class_name: "GRU", config }] } };
    assert.equal(described(gru), "[[4]] 120");
  });

  it("what TensorFlow.js saves gives its outputs and weights", () => {
    let same = 0;
    for (const [factory, cases] of Object.entries(FACTORY_CASES)) {
      const [body = ""] = bodiesOf(factory, cases);
      const model = buildWithTfjs(body);
      if (model.kind !== "built" || model.computed === null) continue;
      const wrapped = { format: "layers-model", modelTopology: { model_config: model.topology }, weightsManifest: [] };
      for (const saved of [model.topology, wrapped])
        assert.equal(described(JSON.stringify(saved)), `${JSON.stringify(model.outputs)} ${model.parameters}`, factory);
      same++;
    }
    assert.ok(same >= 60, String(same));
  });
});

describe("files that are no topology, or too much", () => {
  it("graph models are refused by that name", () => {
    const graph = { format: "graph-model", modelTopology: { node: [], versions: {} } };
    for (const source of [graph, graph.modelTopology])
      assert.match(described(source), /^This is a graph model of TensorFlow/);
  });

  it("a million layers, deep lists, a cycle and __proto__ end with a reason or a figure", () => {
    const relu = { class_name: "ReLU", config: {} };
    const many = { class_name: "Sequential", config: { layers: new Array(1_000_000).fill(relu) } };
    assert.match(described(many), /more than 20000 layers/);
    const deep = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;
    const odd = `{"class_name":"Sequential","config":{"layers":[{"class_name":"Dense","config":{"__proto__":{"units":3},"units":${deep}}}]}}`;
    assert.match(described(odd), /\?$/);
    const a = { class_name: "ReLU", name: "a", config: {}, inbound_nodes: [[["b", 0, 0, {}]]] };
    const b = { ...a, name: "b", inbound_nodes: [[["a", 0, 0, {}]]] };
    const cycle = { class_name: "Model", config: { layers: [a, b], input_layers: [], output_layers: [["a", 0, 0]] } };
    assert.match(described(cycle), /has inputs that do not exist/);
  });

  it("spoilt texts never throw, and none takes a second", () => {
    const texts = [KERAS_1, KERAS_3].map((topology) => JSON.stringify(topology));
    let seed = 20;
    const random = (below: number): number => {
      seed = (seed * 1103515245 + 12345) % 2 ** 31;
      return seed % below;
    };
    const tokens = ["null", "-1", "1e99", "[]", "{}", '"x"', "", "[[[]]]", "true", '"class_name"'];
    const times = process.env["LATENCY_LENS_DEEP"] === undefined ? 500 : 10_000;
    for (let round = 0; round < times; round++) {
      const text = texts[round % texts.length] ?? "";
      const places = [...text.matchAll(/"[^"]*"|[\d.]+|null|true|false/g)];
      const place = places[random(places.length)];
      if (place === undefined) continue;
      const token = tokens[random(tokens.length)] ?? "";
      const spoilt = text.slice(0, place.index) + token + text.slice(place.index + place[0].length);
      const before = process.cpuUsage().user;
      assert.equal(typeof described(spoilt), "string");
      assert.ok(process.cpuUsage().user - before < 1_000_000, spoilt);
    }
  });
});
