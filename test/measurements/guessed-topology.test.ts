import assert from "node:assert/strict";
import { guessGraph } from "../../measurements/guessed-topology";
import type { ModelRecord, SizeRecord } from "../../measurements/records";
import { inferGraph } from "../../server/src/graph/infer";
import { printShape } from "../support/networks";

/** A residual block as it was recorded: its shapes and parameters, and not what is connected with what. */
const LAYERS: readonly (readonly [layer: ModelRecord["layers"][number], shape: readonly number[], params: number])[] = [
  [{ name: "image", class: "InputLayer" }, [8, 8, 3], 0],
  // (3·3·3 + 1)·16.
  [{ name: "stem", class: "Conv2D", filters: 16, kernel: [3, 3], use_bias: true }, [4, 4, 16], 448],
  // 1·1·16·8.
  [{ name: "narrow", class: "Conv2D", filters: 8, kernel: [1, 1], use_bias: false }, [4, 4, 8], 128],
  // 3·5·8·16.
  [{ name: "wide", class: "Conv2D", filters: 16, kernel: [3, 5], use_bias: false }, [4, 4, 16], 1920],
  // 1·1·16·16: of "stem", or of "wide", which is nearer.
  [{ name: "side", class: "Conv2D", filters: 16, kernel: [1, 1], use_bias: false }, [4, 4, 16], 256],
  [{ name: "sum", class: "Add" }, [4, 4, 16], 0],
  [{ name: "pool", class: "GlobalAveragePooling2D" }, [16], 0],
  // 16·10 + 10.
  [{ name: "out", class: "Dense", use_bias: true, activation: "softmax" }, [10], 170],
];

const SIZE: SizeRecord = {
  output_shapes: LAYERS.map(([, shape]) => shape),
  params: LAYERS.map(([, , params]) => params),
};
const RECORD: ModelRecord = { model: "Net", layers: LAYERS.map(([layer]) => layer), sizes: { "8": SIZE } };

describe("measurements/guessed-topology", () => {
  const graph = guessGraph(RECORD, SIZE);

  it("feeds each layer by the one before it, and by the nearest one that fits", () => {
    assert.deepEqual(
      graph.nodes.map(({ layer, inputs }) => [layer.name, inputs]),
      [
        ["image", []],
        ["stem", [0]],
        ["narrow", [1]],
        ["wide", [2]],
        ["side", [3]],
        ["sum", [4, 4]],
        ["pool", [5]],
        ["out", [6]],
      ],
    );
    assert.deepEqual([graph.inputs, graph.outputs], [[0], [7]]);
  });

  it("guesses a stride by the sides before and behind", () => {
    const shaped = inferGraph(graph);
    assert.deepEqual(
      shaped.nodes.flatMap(({ cost }) =>
        cost?.kernels.filter(({ kind }) => kind === "conv").map(({ stride, macs }) => [stride, macs]),
      ),
      // Places times weights.
      [
        [2, 16 * 432],
        [1, 16 * 128],
        [1, 16 * 1920],
        [1, 16 * 256],
      ],
    );
  });

  it("gives the shapes and parameters that were recorded", () => {
    const shaped = inferGraph(graph);
    assert.deepEqual(
      shaped.nodes.map((node) => [printShape(node), node.parameters?.total]),
      LAYERS.map(([, shape, params]) => [`(None, ${shape.join(", ")})`, params]),
    );
  });

  it("feeds a layer without weights by the one before it, however few channels an earlier one has", () => {
    assert.deepEqual(
      inputsOf([
        [{ name: "grey", class: "InputLayer" }, [8, 8, 1], 0],
        [{ name: "conv", class: "Conv2D", filters: 4, kernel: [1, 1], use_bias: false }, [8, 8, 4], 4],
        [{ name: "pool", class: "MaxPooling2D" }, [4, 4, 4], 0],
      ]),
      [[], [0], [1]],
    );
  });

  it("finds a convolution's channels where the record does not say that it has a bias", () => {
    assert.deepEqual(
      inputsOf([
        [{ name: "image", class: "InputLayer" }, [8, 8, 3], 0],
        // 1·1·3·4, then 3·3·3·4 + 4.
        [{ name: "one", class: "Conv2D", filters: 4, kernel: [1, 1], use_bias: false }, [8, 8, 4], 12],
        [{ name: "other", class: "Conv2D", filters: 4, kernel: [3, 3] }, [8, 8, 4], 112],
      ]),
      [[], [0], [0]],
    );
  });
});

function inputsOf(layers: typeof LAYERS): readonly (readonly number[])[] {
  const size: SizeRecord = {
    output_shapes: layers.map(([, shape]) => shape),
    params: layers.map(([, , params]) => params),
  };
  const record: ModelRecord = { model: "Net", layers: layers.map(([layer]) => layer), sizes: { "8": size } };
  return guessGraph(record, size).nodes.map(({ inputs }) => inputs);
}
