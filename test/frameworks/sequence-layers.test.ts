/**
 * Layers over sequences, attention and layers for data: outputs and weights as real Keras has them. `test/oracle/layers/sequences.py`
 * says how the expected figures were made; they are of Keras 2.15 on TensorFlow and of Keras 3.15.
 */
import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import type { Shape } from "../../server/src/graph/graph";
import { networksIn } from "../support/networks";
import { ROOT } from "../support/paths";

interface Row {
  readonly call: string;
  readonly inputs: readonly Shape[];
  readonly outputs?: readonly Shape[];
  readonly total?: number;
  readonly notTrained?: number;
  readonly error?: string;
}

/** "(10, 16), (16), (16): 1600 weights, 0 not trained", or "refused". */
type Answer = string;

const REFUSED: Answer = "refused";

function rowsOf(file: string): readonly Row[] {
  const text = fs.readFileSync(path.join(ROOT, "test/oracle/layers", file), "utf8");
  return (JSON.parse(text) as { readonly rows: readonly Row[] }).rows;
}

function describeAnswer(outputs: readonly Shape[], total: number, notTrained: number): Answer {
  const shapes = outputs.map((sides) => `(${sides.map((side) => side ?? "None").join(", ")})`).join(", ");
  return `${shapes}: ${total} weights, ${notTrained} not trained`;
}

function expectedOf({ outputs, total, notTrained }: Row): Answer {
  return outputs === undefined ? REFUSED : describeAnswer(outputs, total ?? 0, notTrained ?? 0);
}

function nameOf({ call, inputs }: Row): string {
  return `${call} with ${inputs.map((sides) => `(${sides.map((side) => side ?? "None").join(", ")})`).join(", ")}`;
}

/** A side that Keras leaves open while it is known all the same agrees with it. */
function agrees(answer: Answer, expected: Answer): boolean {
  const pattern = expected.replace(/[()]/g, "\\$&").replaceAll("None", "(None|\\d+)");
  return new RegExp(`^${pattern}$`).test(answer);
}

async function answerTo({ call, inputs }: Row): Promise<Answer> {
  const names = ["a", "b", "c"].slice(0, inputs.length);
  const source = [
    "from keras.layers import *",
    "from keras import Input, Model, Sequential",
    ...inputs.map(
      (sides, index) => `${names[index] ?? ""} = Input((${sides.map((side) => `${side ?? "None"}, `).join("")}))`,
    ),
    `output = ${call}`,
    `model = Model([${names.join(", ")}], output)`,
  ].join("\n");
  const { evaluation, networks } = await networksIn(source);
  const [network] = networks.slice(-1);
  if (network === undefined || evaluation.problems.some(({ severity }) => severity === "error")) return REFUSED;
  const { nodes, outputs } = network.graph;
  const shapes = outputs.map((index) => nodes[index]?.outputShape ?? null);
  if (nodes.some(({ outputShape, parameters }) => outputShape === null || parameters === null)) return REFUSED;
  const sum = (count: (node: (typeof nodes)[number]) => number): number =>
    nodes.reduce((total, node) => total + count(node), 0);
  return describeAnswer(
    shapes.flatMap((sides) => (sides === null ? [] : [sides])),
    sum((node) => node.parameters?.total ?? 0),
    sum((node) => node.parameters?.nonTrainable ?? 0),
  );
}

describe("layers over sequences, attention and layers for data, as in real Keras", () => {
  const versions = ["sequences2.json", "sequences3.json"].map(
    (file) => new Map(rowsOf(file).map((row) => [nameOf(row), row] as const)),
  );
  for (const name of new Set(versions.flatMap((rows) => [...rows.keys()]))) {
    const rows = versions.flatMap((version) => version.get(name) ?? []);
    it(name, async () => {
      const [row] = rows;
      assert.ok(row);
      const expected = rows.map(expectedOf);
      const answer = await answerTo(row);
      assert.ok(
        expected.some((one) => agrees(answer, one)),
        `${answer}; Keras says ${expected.join(" or ")}`,
      );
    });
  }
});
