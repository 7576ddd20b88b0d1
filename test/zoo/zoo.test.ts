/**
 * Every network of `zoo/networks.json`. Without the measurements it is compared with what the zoo gave when it last agreed with
 * them; with them, every layer at every size with what Keras 2.3.1 gave, and its kernels with those that predictors are
 * trained on.
 */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import { MeasuredNetworks } from "../../measurements/layer-records";
import { networkFeatures } from "../../server/src/features/features";
import type { ShapedGraph } from "../../server/src/graph/graph";
import { inferGraph } from "../../server/src/graph/infer";
import { printShape, totalParameters } from "../support/networks";
import { dataFolder, ROOT } from "../support/paths";
import { layerRows, openZooFile, recordedRows, zooRows } from "../support/zoo";
import type { LayerRow, ZooFile, ZooRow } from "../support/zoo";

/** Networks whose golden lists every layer; the others have one line each. */
const LISTED = ["ResNet-50", "VGG-16", "MobileNet1.0-v2", "DenseNet-121"];

/** The size of the goldens. */
const SIZE = 224;

/** Parameters as keras.io documents them, for 1000 classes at that size. */
const DOCUMENTED = new Map([
  ["ResNet-50", 25_636_712],
  ["ResNet-101", 44_707_176],
  ["ResNet-152", 60_419_944],
  ["ResNet-50V2", 25_613_800],
  ["ResNet-101V2", 44_675_560],
  ["ResNet-152V2", 60_380_648],
  ["VGG-16", 138_357_544],
  ["VGG-19", 143_667_240],
  ["Xception", 22_910_480],
  ["Inception-v3", 23_851_784],
  ["InceptionResNetV2", 55_873_736],
  ["MobileNet1.0-v1", 4_253_864],
  ["MobileNet1.0-v2", 3_538_984],
  ["DenseNet-121", 8_062_504],
  ["DenseNet-169", 14_307_880],
  ["DenseNet-201", 20_242_984],
]);

/** Bouzidi et al., 2020, Table I: 10⁹ floating-point operations of the convolutions at 224×224. */
const TABLE_I = new Map([
  ["ResNet-50", "7.71"],
  ["DenseNet-121", "5.67"],
  ["DPN-98", "23.34"],
  ["Inception-v1", "3.00"],
  ["ResNet-101V2", "14.38"],
  ["Inception-v3", "5.67"],
]);

/** What the measurements hold under these sizes are the layers at another one, as their own input says. */
const RECORDED_AT = new Map([
  ["ShuffleNet1.0-v2 at 28", 224],
  ["ShuffleNet1.5-v2 at 28", 224],
  ["ShuffleNet2.0-v2 at 28", 224],
]);

/** What it is trained on is guessed from its list of layers, since its saved topology is missing. */
const NO_TOPOLOGY = "SENet-154";

/**
 * Networks of more layers take long to build: of their sizes every eighth is compared, from the smallest on.
 * `npm run test:deep` leaves none out.
 */
const LARGE = 1_000;
const EVERY = process.env["LATENCY_LENS_DEEP"] === "1" ? 1 : 8;

/** 2,112 of the paper's networks and six of Basic_3 and Basic_4. */
const PAIRS = 2_118;

const rows = zooRows();
let golden = new Map<string, Summary>();

describe("the zoo of Keras networks", () => {
  before(() => {
    golden = goldenSummaries();
  });
  after(() => {
    if (UPDATE) writeSummaries();
  });

  describe("zoo/networks.json", () => {
    it("holds every measured network but the synthetic ones, at exactly its measured sizes", function () {
      const networks = measurements(this);
      const measured = [...networks.records]
        .filter(({ model }) => !model.startsWith("basic_model_"))
        .map(({ model, sizes }) => [model, Object.keys(sizes).map(Number)]);
      assert.deepEqual(
        new Map(rows.map(({ network, sizes }) => [network, sizes])),
        new Map(measured as [string, number[]][]),
      );
      assert.equal(rows.length, measured.length);
      assert.equal(
        rows.reduce((pairs, { sizes }) => pairs + sizes.length, 0),
        PAIRS,
      );
    });

    it("names files of zoo/keras", () => {
      const files = new Set(fs.readdirSync(path.join(ROOT, "zoo/keras")));
      assert.deepEqual(
        rows.filter(({ file }) => !files.has(`${file}.py`)),
        [],
      );
    });
  });

  for (const file of new Set(rows.map((row) => row.file)))
    describe(`zoo/keras/${file}.py`, () => {
      let opened: ZooFile;
      before(async () => {
        opened = await openZooFile(file);
      });

      it("shows networks in an editor, everything in them known", () => {
        const shown = opened.shown();
        assert.notDeepEqual(shown, []);
        for (const { root, graph } of shown) {
          const { name, partial, problems, assumptions } = root;
          assert.deepEqual([name, partial, problems, assumptions, graph.problems], [name, false, [], [], []]);
        }
      });

      for (const row of rows.filter((candidate) => candidate.file === file)) {
        it(`${row.network} is what it was`, () => {
          const graph = inferGraph(opened.network(row.call, SIZE));
          assert.deepEqual(graph.problems, []);
          assert.deepEqual(
            graph.nodes.filter((node) => node.unknown !== null || node.cost === null),
            [],
          );
          checkSummary(row, graph);
          if (LISTED.includes(row.network)) checkListing(row, graph);
          const documented = DOCUMENTED.get(row.network);
          if (documented !== undefined) assert.equal(totalParameters(graph), documented);
        });

        it(`${row.network} has the measured layers at its sizes`, function () {
          const record = [...measurements(this).records].find(({ model }) => model === row.network);
          assert.ok(record !== undefined);
          const isLarge = record.layers.length > LARGE;
          const compared = row.sizes.filter((_, index) => !isLarge || index % EVERY === 0);
          for (const size of compared) {
            const pair = `${row.network} at ${size}`;
            const graph = inferGraph(opened.network(row.call, RECORDED_AT.get(pair) ?? size));
            assertSameRows(layerRows(graph), recordedRows(record, size), pair);
          }
        });

        it(`${row.network} has the kernels that predictors learn from`, function () {
          const size = row.sizes.find((measured) => measured === SIZE) ?? row.sizes[0] ?? 0;
          if (row.network === NO_TOPOLOGY) this.skip();
          const trained = measurements(this).graph(row.network, size);
          assert.ok(trained !== null);
          const expected = networkFeatures(inferGraph(trained));
          const features = networkFeatures(inferGraph(opened.network(row.call, size)));
          assert.deepEqual(features.aggregate, expected.aggregate);
          assert.ok(features.kernels !== null && expected.kernels !== null);
          // One by one: a listing of thousands of differences helps nobody.
          for (const [index, kernels] of features.kernels.entries())
            assert.deepEqual(kernels, expected.kernels[index], `layer ${index}`);
        });
      }
    });

  describe("Conv2D of the paper's Table I", () => {
    for (const [network, expected] of TABLE_I)
      it(`${network} has ${expected} GFLOPs`, async () => {
        const row = rows.find((candidate) => candidate.network === network);
        assert.ok(row !== undefined);
        const { nodes } = inferGraph((await openZooFile(row.file)).network(row.call, SIZE));
        const convolutions = nodes.filter((node) => node.layer.class === "Conv2D");
        const flops = convolutions.reduce((total, node) => total + 2 * (node.cost?.macs ?? NaN), 0);
        assert.equal((flops / 1e9).toFixed(2), expected);
      });
  });
});

let networks: MeasuredNetworks | null = null;

/** Skips the test without the measurements. */
function measurements(context: Mocha.Context): MeasuredNetworks {
  const folder = dataFolder();
  if (folder === null) context.skip();
  return (networks ??= new MeasuredNetworks(folder));
}

function assertSameRows(actual: readonly LayerRow[], expected: readonly LayerRow[], what: string): void {
  for (const [index, row] of expected.entries()) {
    const own = actual[index];
    if (own === undefined || String(own) !== String(row)) assert.deepEqual(own, row, `${what}, layer ${index}`);
  }
  assert.equal(actual.length, expected.length, what);
}

// ---------------------------------------------------------------- goldens

interface Summary {
  readonly layers: number;
  readonly parameters: number | null;
  readonly macs: number;
  /** Of class, written name, shape and parameters of every layer. */
  readonly sha256: string;
}

/** `UPDATE_GOLDENS=1` writes the files in place of comparing with them. */
const UPDATE = process.env["UPDATE_GOLDENS"] === "1";
const GOLDENS = path.join(ROOT, "test/zoo/goldens");
const ORIGIN =
  "at 224×224, written by UPDATE_GOLDENS=1 node test/unit.mjs test/zoo after every layer agreed at every measured size " +
  "with Keras 2.3.1 (public repository of Bouzidi et al., 2020).";

function goldenSummaries(): Map<string, Summary> {
  const place = path.join(GOLDENS, "networks.json");
  if (UPDATE) return new Map();
  const { networks: summaries } = JSON.parse(fs.readFileSync(place, "utf8")) as { networks: Record<string, Summary> };
  return new Map(Object.entries(summaries));
}

function checkSummary({ network }: ZooRow, graph: ShapedGraph): void {
  const summary: Summary = {
    layers: graph.nodes.length,
    parameters: totalParameters(graph),
    macs: graph.nodes.reduce((total, node) => total + (node.cost?.macs ?? NaN), 0),
    sha256: createHash("sha256")
      .update(JSON.stringify(layerRows(graph)))
      .digest("hex"),
  };
  if (UPDATE) golden.set(network, summary);
  assert.deepEqual(summary, golden.get(network));
}

function writeSummaries(): void {
  const lines = rows.map(({ network }) => `    ${JSON.stringify(network)}: ${JSON.stringify(golden.get(network))}`);
  const origin = JSON.stringify(`Every network of zoo/networks.json ${ORIGIN}`);
  fs.writeFileSync(
    path.join(GOLDENS, "networks.json"),
    `{\n  "origin": ${origin},\n  "networks": {\n${lines.join(",\n")}\n  }\n}\n`,
  );
}

/** One layer a line, so that a change reads as one. */
function checkListing({ network, file }: ZooRow, graph: ShapedGraph): void {
  const listing = {
    origin: `${network} of zoo/keras/${file}.py: class, name, shape and parameters of each layer ${ORIGIN}`,
    layers: graph.nodes.map((node) => [
      node.layer.class,
      node.layer.name,
      printShape(node),
      node.parameters?.total ?? null,
    ]),
  };
  const place = path.join(GOLDENS, `${file}-${SIZE}.json`);
  if (UPDATE) {
    const lines = listing.layers.map((layer) => `    ${JSON.stringify(layer)}`);
    const origin = JSON.stringify(listing.origin);
    fs.writeFileSync(place, `{\n  "origin": ${origin},\n  "layers": [\n${lines.join(",\n")}\n  ]\n}\n`);
  }
  assert.deepEqual(JSON.parse(fs.readFileSync(place, "utf8")), listing);
}
