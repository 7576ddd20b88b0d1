/** The saved topologies of the measured networks against the layers, shapes and parameters that Keras 2.3.1 gave them. */
import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { MeasuredNetworks } from "../../measurements/layer-records";
import type { ModelRecord, SizeRecord } from "../../measurements/records";
import type { Graph, Shape } from "../../server/src/graph/graph";
import { inferGraph } from "../../server/src/graph/infer";
import { resizeGraph } from "../../server/src/graph/json";
import { dataFolder } from "../support/paths";

/** Networks whose saved paddings depend on the parity of sizes, so that the topology is right at some sizes only. */
const PADDED_FOR_ONE_SIZE = [
  ...["0.35", "0.5", "0.75", "1.0", "1.3", "1.4"].map((width) => `MobileNet${width}-v2`),
  "NASNet-Large",
  "NASNet-Mobile",
];

describe("graph/json on every saved topology", () => {
  const folder = dataFolder();
  const networks = folder === null ? null : new MeasuredNetworks(folder);

  /** Every record, its topology and whether a Lambda is in it; skips without the measurements. */
  function saved(context: Mocha.Context): readonly { record: ModelRecord; topology: Graph; lambda: boolean }[] {
    if (networks === null) context.skip();
    return [...networks.records].flatMap((record) => {
      const topology = networks.topology(record.model);
      const lambda = record.layers.some((layer) => layer.class === "Lambda");
      return topology === null ? [] : [{ record, topology, lambda }];
    });
  }

  it("every file is read, and belongs to a measured network", function () {
    assert.equal(saved(this).length, 118);
    assert(folder !== null);
    assert.equal(fs.readdirSync(path.join(folder, "keras-json")).length, 118);
  });

  it("without Lambda: every layer's shape and parameters at every size, from the topology alone", function () {
    let pairs = 0;
    const plain = saved(this).filter(({ record, lambda }) => !lambda && !PADDED_FOR_ONE_SIZE.includes(record.model));
    for (const { record, topology } of plain) {
      for (const [width, size] of Object.entries(record.sizes)) {
        assert.equal(difference(topology, record, size), null, `${record.model} at ${width}`);
        pairs++;
      }
    }
    assert.deepEqual([plain.length, pairs], [88, 1360]);
  });

  it("with Lambda: the same, where the recorded shapes stand in for the Lambda layers alone", function () {
    let pairs = 0;
    const withLambda = saved(this).filter(({ lambda }) => lambda);
    for (const { record, topology } of withLambda) {
      for (const [width, size] of Object.entries(record.sizes)) {
        const known = shapesOf(record, size, ["Lambda"]);
        assert.equal(difference(topology, record, size, known), null, `${record.model} at ${width}`);
        pairs++;
      }
    }
    assert.deepEqual([withLambda.length, pairs], [22, 599]);
  });

  it("with paddings saved for one size: the same wherever these paddings fit; the zoo has MobileNetV2 at every size", function () {
    const padded = saved(this).filter(({ record }) => PADDED_FOR_ONE_SIZE.includes(record.model));
    const right = padded.map(({ record, topology }) => {
      const sizes = Object.values(record.sizes);
      return [record.model, sizes.filter((size) => difference(topology, record, size) === null).length, sizes.length];
    });
    const widths = PADDED_FOR_ONE_SIZE.filter((name) => name.endsWith("-v2")).map((name) => [name, 15, 27]);
    assert.deepEqual(right, [...widths, ["NASNet-Large", 3, 4], ["NASNet-Mobile", 3, 4]]);
  });

  it("sizes that were not recorded: from the topology alone, but never where it holds at one size only", function () {
    if (networks === null) this.skip();
    const graph = networks.graph("ResNet-50", 1000);
    assert.ok(graph);
    assert.deepEqual(
      inferGraph(graph).nodes.find(({ layer }) => layer.class === "GlobalAveragePooling2D")?.outputShape,
      [2048],
    );
    assert.deepEqual(
      ["MobileNet1.0-v2", "NASNet-Mobile", "ShuffleNet1.0-v1", "SENet-154"].map((name) => networks.graph(name, 1000)),
      [null, null, null, null],
    );
  });
});

/** The first layer that is not as recorded; null where all are. */
function difference(
  topology: Graph,
  record: ModelRecord,
  size: SizeRecord,
  knownShapes: ReadonlyMap<string, Shape> = new Map(),
): string | null {
  const [inputShape] = size.output_shapes;
  assert.ok(inputShape);
  const result = resizeGraph(topology, { inputShape, knownShapes });
  if (result.kind === "refused") return result.why;
  const { nodes } = inferGraph(result.graph);
  if (nodes.length !== record.layers.length) return `${nodes.length} layers`;
  const wrong = nodes.find(
    ({ outputShape, parameters }, index) =>
      outputShape?.join() !== size.output_shapes[index]?.join() || parameters?.total !== size.params[index],
  );
  if (wrong === undefined) return null;
  return `${wrong.layer.name}: ${wrong.outputShape?.join() ?? wrong.unknown ?? ""}, ${wrong.parameters?.total ?? "?"} parameters`;
}

function shapesOf(record: ModelRecord, size: SizeRecord, classes: readonly string[]): ReadonlyMap<string, Shape> {
  const shapes = new Map<string, Shape>();
  for (const [index, layer] of record.layers.entries()) {
    const shape = size.output_shapes[index];
    if (shape !== undefined && classes.includes(layer.class)) shapes.set(layer.name, shape);
  }
  return shapes;
}
