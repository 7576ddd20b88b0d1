import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { ROOT } from "../support/paths";
import { printShape, scriptNetworksIn, totalParameters } from "../support/networks";
import type { ShapedGraph } from "../../server/src/graph/graph";

/** The networks of a file of the zoo, by name. */
async function zoo(
  name: string,
  inputShape: readonly number[] | null = null,
): Promise<ReadonlyMap<string, ShapedGraph>> {
  const source = fs.readFileSync(path.join(ROOT, "zoo", "tfjs", name), "utf8");
  const file = await scriptNetworksIn(source, name.endsWith(".ts") ? "typescript" : "javascript", inputShape);
  assert.deepEqual(file.evaluation.problems, []);
  return new Map(file.networks.map(({ root, graph }) => [root.name, graph]));
}

/** Layers as `class (shape) parameters`, one a line. */
function layersOf(graph: ShapedGraph | undefined): readonly string[] {
  return (graph?.nodes ?? []).map((node) => `${node.layer.name} ${printShape(node)} ${node.parameters?.total ?? "?"}`);
}

describe("zoo/tfjs", () => {
  // `model.layers.map((l) => [l.name, l.outputShape, l.countParams()])` of @tensorflow/tfjs 4.22.0 running these files.
  it("digits.js has the layers that TensorFlow.js makes", async () => {
    const networks = await zoo("digits.js");
    assert.deepEqual([...networks.keys()], ["model"]);
    assert.deepEqual(layersOf(networks.get("model")), [
      "conv2d_Conv2D1_input (None, 28, 28, 1) 0",
      "conv2d_Conv2D1 (None, 28, 28, 8) 208",
      "max_pooling2d_MaxPooling2D1 (None, 14, 14, 8) 0",
      "conv2d_Conv2D2 (None, 14, 14, 16) 3216",
      "max_pooling2d_MaxPooling2D2 (None, 7, 7, 16) 0",
      "flatten_Flatten1 (None, 784) 0",
      "dense_Dense1 (None, 128) 100480",
      "dropout_Dropout1 (None, 128) 0",
      "dense_Dense2 (None, 10) 1290",
    ]);
  });

  it("tiny_residual.ts too", async () => {
    const networks = await zoo("tiny_residual.ts");
    assert.deepEqual([...networks.keys()], ["tinyResidual"]);
    const graph = networks.get("tinyResidual");
    assert.deepEqual([...layersOf(graph)].sort(), [...TINY_RESIDUAL].sort());
    assert.ok(graph !== undefined);
    assert.equal(totalParameters(graph), 176_858);
  });

  it("tiny_residual.ts takes another input size", async () => {
    const graph = (await zoo("tiny_residual.ts", [64, 64, 3])).get("tinyResidual");
    assert.ok(layersOf(graph).includes("add_Add6 (None, 16, 16, 64) 0"));
  });
});

const TINY_RESIDUAL = [
  "image (None, 32, 32, 3) 0",
  "conv2d_Conv2D1 (None, 32, 32, 16) 432",
  "batch_normalization_BatchNormalization1 (None, 32, 32, 16) 64",
  "re_lu_ReLU1 (None, 32, 32, 16) 0",
  "conv2d_Conv2D2 (None, 32, 32, 16) 2304",
  "batch_normalization_BatchNormalization2 (None, 32, 32, 16) 64",
  "re_lu_ReLU2 (None, 32, 32, 16) 0",
  "conv2d_Conv2D3 (None, 32, 32, 16) 2304",
  "batch_normalization_BatchNormalization3 (None, 32, 32, 16) 64",
  "add_Add1 (None, 32, 32, 16) 0",
  "re_lu_ReLU3 (None, 32, 32, 16) 0",
  "conv2d_Conv2D4 (None, 32, 32, 16) 2304",
  "batch_normalization_BatchNormalization4 (None, 32, 32, 16) 64",
  "re_lu_ReLU4 (None, 32, 32, 16) 0",
  "conv2d_Conv2D5 (None, 32, 32, 16) 2304",
  "batch_normalization_BatchNormalization5 (None, 32, 32, 16) 64",
  "add_Add2 (None, 32, 32, 16) 0",
  "re_lu_ReLU5 (None, 32, 32, 16) 0",
  "conv2d_Conv2D6 (None, 16, 16, 32) 4608",
  "batch_normalization_BatchNormalization6 (None, 16, 16, 32) 128",
  "re_lu_ReLU6 (None, 16, 16, 32) 0",
  "conv2d_Conv2D7 (None, 16, 16, 32) 9216",
  "conv2d_Conv2D8 (None, 16, 16, 32) 512",
  "batch_normalization_BatchNormalization7 (None, 16, 16, 32) 128",
  "batch_normalization_BatchNormalization8 (None, 16, 16, 32) 128",
  "add_Add3 (None, 16, 16, 32) 0",
  "re_lu_ReLU7 (None, 16, 16, 32) 0",
  "conv2d_Conv2D9 (None, 16, 16, 32) 9216",
  "batch_normalization_BatchNormalization9 (None, 16, 16, 32) 128",
  "re_lu_ReLU8 (None, 16, 16, 32) 0",
  "conv2d_Conv2D10 (None, 16, 16, 32) 9216",
  "batch_normalization_BatchNormalization10 (None, 16, 16, 32) 128",
  "add_Add4 (None, 16, 16, 32) 0",
  "re_lu_ReLU9 (None, 16, 16, 32) 0",
  "conv2d_Conv2D11 (None, 8, 8, 64) 18432",
  "batch_normalization_BatchNormalization11 (None, 8, 8, 64) 256",
  "re_lu_ReLU10 (None, 8, 8, 64) 0",
  "conv2d_Conv2D12 (None, 8, 8, 64) 36864",
  "conv2d_Conv2D13 (None, 8, 8, 64) 2048",
  "batch_normalization_BatchNormalization12 (None, 8, 8, 64) 256",
  "batch_normalization_BatchNormalization13 (None, 8, 8, 64) 256",
  "add_Add5 (None, 8, 8, 64) 0",
  "re_lu_ReLU11 (None, 8, 8, 64) 0",
  "conv2d_Conv2D14 (None, 8, 8, 64) 36864",
  "batch_normalization_BatchNormalization14 (None, 8, 8, 64) 256",
  "re_lu_ReLU12 (None, 8, 8, 64) 0",
  "conv2d_Conv2D15 (None, 8, 8, 64) 36864",
  "batch_normalization_BatchNormalization15 (None, 8, 8, 64) 256",
  "add_Add6 (None, 8, 8, 64) 0",
  "re_lu_ReLU13 (None, 8, 8, 64) 0",
  "global_average_pooling2d_GlobalAveragePooling2D1 (None, 16) 0",
  "global_average_pooling2d_GlobalAveragePooling2D2 (None, 32) 0",
  "global_average_pooling2d_GlobalAveragePooling2D3 (None, 64) 0",
  "concatenate_Concatenate1 (None, 112) 0",
  "dropout_Dropout1 (None, 112) 0",
  "dense_Dense1 (None, 10) 1130",
];
