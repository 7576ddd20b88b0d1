/**
 * Layers and models of the user's own: `test/oracle/subclassing/idioms.py` holds ways to write them, and `generate.py` beside it
 * says how the weights that real Keras gives them were counted.
 */
import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { networksIn } from "../support/networks";
import { ROOT } from "../support/paths";

interface Figures {
  readonly total: number;
  readonly notTrained: number;
}

const FOLDER = path.join(ROOT, "test/oracle/subclassing");

function idioms(): ReadonlyMap<string, string> {
  const [head = "", ...parts] = fs.readFileSync(path.join(FOLDER, "idioms.py"), "utf8").split("\n# --- ");
  return new Map(
    parts.map((part) => {
      const end = part.indexOf("\n");
      return [part.slice(0, end), head + part.slice(end)] as const;
    }),
  );
}

/** Weights of the model that the variable `model` holds. */
async function weightsOf(source: string): Promise<Figures | string> {
  const { evaluation, networks } = await networksIn(source);
  const network = networks.find(({ root }) => root.name === "model") ?? networks.at(-1);
  if (network === undefined) return `no model: ${evaluation.problems.map(({ message }) => message).join("; ")}`;
  const unknown = network.graph.nodes.find(
    ({ outputShape, parameters }) => outputShape === null || parameters === null,
  );
  if (unknown !== undefined) return `${unknown.layer.name}: ${unknown.unknown ?? ""}`;
  const { nodes } = network.graph;
  const sum = (count: (node: (typeof nodes)[number]) => number): number =>
    nodes.reduce((total, node) => total + count(node), 0);
  return {
    total: sum((node) => node.parameters?.total ?? 0),
    notTrained: sum((node) => node.parameters?.nonTrainable ?? 0),
  };
}

describe("layers and models of the user's own", () => {
  const expected = JSON.parse(fs.readFileSync(path.join(FOLDER, "keras2.json"), "utf8")) as {
    readonly idioms: Readonly<Record<string, Figures>>;
  };

  it("every idiom has its figures", () => {
    assert.deepEqual([...idioms().keys()], Object.keys(expected.idioms));
  });

  for (const [name, source] of idioms()) {
    it(name, async () => {
      assert.deepEqual(await weightsOf(source), expected.idioms[name]);
    });
  }
});
