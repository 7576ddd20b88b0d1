/** Files around one or two idioms each, beside what Keras says of them (`test/oracle/idioms/generate.py`). */
import * as assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";
import type { ShapedGraph } from "../../server/src/graph/graph";
import { networksIn, totalParameters } from "../support/networks";
import { ROOT } from "../support/paths";

const FOLDER = path.join(ROOT, "test/fixtures/idioms");

type Row = readonly [className: string, shape: readonly (number | null)[], parameters: number];

interface Golden {
  readonly parameters: number;
  readonly layers: readonly Row[];
}

/** Class, shape and weights of each layer, once where it is shared; operators and functions on tensors are none of Keras' layers. */
function rowsOf(graph: ShapedGraph, golden: Golden): string[] {
  const classes = new Set(golden.layers.map(([name]) => name));
  const first = new Map(graph.nodes.map((node) => [node.layer, node] as const).reverse());
  return graph.nodes
    .filter((node) => classes.has(node.layer.class) && first.get(node.layer) === node)
    .map(({ layer, outputShape, parameters }) => print([layer.class, outputShape ?? [], parameters?.total ?? -1]))
    .sort();
}

function print([className, shape, parameters]: Row): string {
  return `${className} (${shape.map((side) => side ?? "None").join(", ")}) ${parameters}`;
}

describe("idioms", () => {
  const files = readdirSync(FOLDER).filter((name) => name.endsWith(".py"));

  it("are thirty or more", () => {
    assert.ok(files.length >= 30);
  });

  for (const file of files)
    it(`${file} is what Keras makes of it`, async () => {
      const source = readFileSync(path.join(FOLDER, file), "utf8");
      const golden = JSON.parse(readFileSync(path.join(FOLDER, file.replace(/\.py$/, ".json")), "utf8")) as Readonly<
        Record<string, Golden>
      >;
      const { networks, evaluation } = await networksIn(source);
      const why = JSON.stringify(evaluation.problems.map((problem) => problem.message));
      for (const [name, model] of Object.entries(golden)) {
        const rows = model.layers.map(print).sort();
        // A variable that holds what a function gives without arguments is shown as the function.
        const found =
          networks.find(({ root }) => root.name === name) ??
          networks.find(({ graph }) => rowsOf(graph, model).join() === rows.join());
        assert.ok(found, `${name} is not found among ${networks.map(({ root }) => root.id).join(", ")} ${why}`);
        assert.deepEqual(rowsOf(found.graph, model), rows, name);
        assert.equal(totalParameters(found.graph), model.parameters, name);
        const wrong = found.graph.problems.filter((problem) => problem.severity !== "information");
        assert.deepEqual(wrong, []);
      }
    });
});
