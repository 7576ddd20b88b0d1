import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { gunzipSync } from "node:zlib";
import type { ShapedGraph } from "../../server/src/graph/graph";
import { networksIn, printShape, totalParameters } from "../support/networks";
import { dataFolder, ROOT } from "../support/paths";

/** Files of `zoo/keras`, the paper's names of their networks, and the totals that keras.io documents for 1000 classes at 224×224. */
const NETWORKS = [
  { file: "resnet50", entry: "resnet50", measured: "ResNet-50", parameters: 25_636_712 },
  { file: "vgg16", entry: "vgg16", measured: "VGG-16", parameters: 138_357_544 },
  { file: "mobilenet_v2", entry: "mobilenet_v2", measured: "MobileNet1.0-v2", parameters: 3_538_984 },
  { file: "densenet121", entry: "densenet121", measured: "DenseNet-121", parameters: 8_062_504 },
];

/** Other networks that the same files build, and what to call for them. */
const VARIANTS = [
  ...["0.35", "0.5", "0.75", "1.3", "1.4"].map((width) => ({
    measured: `MobileNet${width}-v2`,
    file: "mobilenet_v2",
    call: `mobilenet_v2(input_shape, alpha=${width})`,
  })),
  {
    measured: "DenseNet-169",
    file: "densenet121",
    call: "densenet121(input_shape, blocks=(6, 12, 32, 32))",
  },
  {
    measured: "DenseNet-201",
    file: "densenet121",
    call: "densenet121(input_shape, blocks=(6, 12, 48, 32))",
  },
];

describe("zoo/keras", () => {
  for (const { file, entry, measured, parameters } of NETWORKS) {
    describe(file, () => {
      it("has one entry, everything known", async () => {
        const { evaluation, networks } = await networksIn(readZoo(file));
        assert.deepEqual(evaluation.problems, []);
        assert.deepEqual(
          networks.map(({ root, graph }) => [root.name, root.partial, root.problems, root.assumptions, graph.problems]),
          [[entry, false, [], [], []]],
        );
        assert.deepEqual(
          networks[0]?.graph.nodes.filter((node) => node.unknown !== null || node.cost === null),
          [],
        );
      });

      it(`has ${parameters.toLocaleString("en-US")} parameters`, async () => {
        assert.equal(totalParameters(await graphOf(file, null)), parameters);
      });

      it("equals its golden", async () => {
        checkGolden(file, await graphOf(file, null));
      });

      it("has the measured network's layers at every measured size", async function () {
        const data = dataFolder();
        if (data === null) {
          this.skip();
        }
        const sizes = measuredSizes(data, measured);
        assert.ok(sizes.length > 0);
        for (const { size, layers } of sizes) {
          const graph = await graphOf(file, [size, size, 3]);
          assert.deepEqual(rowsOf(graph), layers, `${measured} at ${size}`);
        }
      });
    });
  }

  for (const { measured, file, call } of VARIANTS) {
    it(`${file} also builds ${measured} as measured at every size`, async function () {
      const data = dataFolder();
      if (data === null) {
        this.skip();
      }
      const sizes = measuredSizes(data, measured);
      assert.ok(sizes.length > 0);
      const source = `${readZoo(file)}\ndef variant(input_shape=(224, 224, 3)):\n    return ${call}\n`;
      for (const { size, layers } of sizes) {
        const { networks } = await networksIn(source, [size, size, 3]);
        const network = networks.find(({ root }) => root.name === "variant");
        assert.ok(network !== undefined);
        assert.deepEqual(rowsOf(network.graph), layers, `${measured} at ${size}`);
      }
    });
  }

  it("ResNet-50's convolutions are 7.71 GFLOPs (Bouzidi et al., 2020, Table I)", async () => {
    const graph = await graphOf("resnet50", null);
    const convolutions = graph.nodes.filter((node) => node.layer.class === "Conv2D");
    const flops = convolutions.reduce((total, node) => total + 2 * (node.cost?.macs ?? 0), 0);
    assert.equal((flops / 1e9).toFixed(2), "7.71");
  });
});

function readZoo(file: string): string {
  return fs.readFileSync(path.join(ROOT, "zoo/keras", `${file}.py`), "utf8");
}

async function graphOf(file: string, inputShape: readonly number[] | null): Promise<ShapedGraph> {
  const { networks } = await networksIn(readZoo(file), inputShape);
  const [network] = networks;
  assert.ok(network !== undefined && networks.length === 1);
  return network.graph;
}

type Row = readonly [className: string, shape: readonly (number | null)[], parameters: number];

function rowsOf(graph: ShapedGraph): readonly Row[] {
  return graph.nodes.map((node): Row => [node.layer.class, node.outputShape ?? [], node.parameters?.total ?? NaN]);
}

interface LayerRecord {
  readonly model: string;
  readonly layers: readonly { readonly class: string }[];
  readonly sizes: Readonly<
    Record<string, { readonly output_shapes: readonly (readonly number[])[]; readonly params: readonly number[] }>
  >;
}

/** The layers of a network as Keras 2.3.1 gave them, per input size. */
function measuredSizes(
  data: string,
  model: string,
): readonly { readonly size: number; readonly layers: readonly Row[] }[] {
  const text = gunzipSync(fs.readFileSync(path.join(data, "layers/layers.jsonl.gz"))).toString("utf8");
  const line = text.split("\n").find((candidate) => candidate.startsWith(`{"model":${JSON.stringify(model)},`));
  const record = line === undefined ? undefined : (JSON.parse(line) as LayerRecord);
  return Object.entries(record?.sizes ?? {}).map(([size, { output_shapes: shapes, params }]) => ({
    size: Number(size),
    layers: (record?.layers ?? []).map((layer, index): Row => [layer.class, shapes[index] ?? [], params[index] ?? NaN]),
  }));
}

/** `UPDATE_GOLDENS=1` writes the file in place of comparing with it. */
function checkGolden(file: string, graph: ShapedGraph): void {
  const golden = {
    origin:
      `zoo/keras/${file}.py at its default size: class, name, shape and parameters of each layer. Written by ` +
      "UPDATE_GOLDENS=1 node test/unit.mjs test/zoo, after the same file agreed at every measured size with the layers of " +
      "Keras 2.3.1 (public repository of Bouzidi et al., 2020) and its total with the one that keras.io documents.",
    layers: graph.nodes.map((node) => [
      node.layer.class,
      node.layer.name,
      printShape(node),
      node.parameters?.total ?? null,
    ]),
  };
  const place = path.join(ROOT, "test/zoo/goldens", `${file}-224.json`);
  if (process.env["UPDATE_GOLDENS"] === "1") fs.writeFileSync(place, printGolden(golden));
  assert.deepEqual(JSON.parse(fs.readFileSync(place, "utf8")), golden);
}

/** One layer a line, so that a change reads as one. */
function printGolden({ origin, layers }: { readonly origin: string; readonly layers: readonly unknown[] }): string {
  const lines = layers.map((layer) => `    ${JSON.stringify(layer)}`);
  return `{\n  "origin": ${JSON.stringify(origin)},\n  "layers": [\n${lines.join(",\n")}\n  ]\n}\n`;
}
