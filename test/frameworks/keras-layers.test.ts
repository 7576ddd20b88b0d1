/**
 * Every layer with many options: output shape and weights as real Keras has them. `test/oracle/layers/generate.py` says how the
 * expected figures were made; they are of Keras 2.15 on TensorFlow and of Keras 3.15.
 */
import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import type { Shape } from "../../server/src/graph/graph";
import { inferGraph } from "../../server/src/graph/infer";
import { readKerasJson } from "../../server/src/graph/json";
import { networksIn } from "../support/networks";
import { ROOT } from "../support/paths";

interface Row {
  readonly call: string;
  readonly inputs: readonly Shape[];
  readonly state: string;
  readonly output?: Shape;
  readonly class?: string;
  readonly total?: number;
  readonly notTrained?: number;
  readonly config?: Readonly<Record<string, unknown>>;
  readonly error?: string;
}

/** What comes of a layer: "11×9×8, 440 weights (0 not trained)", or "refused". */
type Answer = string;

const REFUSED: Answer = "refused";

const VERSIONS = [
  ["Keras 2", "keras2.json"],
  ["Keras 3", "keras3.json"],
] as const;

/** Calls that Keras lets touch the batch, which is one everywhere here: nothing is said of them. */
const NOT_FOLLOWED: ReadonlySet<string> = new Set([
  "Concatenate(axis=0) of (11, 9, 6) and (11, 9, 6)",
  "Dot(axes=0) of (4, 5) and (4, 5)",
  "Resizing(5, 4) of (9, 3)",
  "CenterCrop(5, 4) of (9, 3)",
]);

function rowsOf(file: string): readonly Row[] {
  const text = fs.readFileSync(path.join(ROOT, "test/oracle/layers/goldens", file), "utf8");
  return (JSON.parse(text) as { readonly rows: readonly Row[] }).rows;
}

function describeAnswer(output: Shape, total: number | null, notTrained: number | null): Answer {
  const sides = output.map((side) => side ?? "None").join("×");
  return `${sides}, ${total ?? "?"} weights (${notTrained ?? "?"} not trained)`;
}

function expectedOf(row: Row): Answer {
  if (row.output === undefined) return REFUSED;
  return describeAnswer(row.output, row.total ?? null, row.notTrained ?? null);
}

function keyOf({ call, inputs, state }: Row): string {
  const after = state === "channels_last" ? "" : ` after set_image_data_format("${state}")`;
  return `${call} of ${inputs.map((input) => `(${input.map((side) => side ?? "None").join(", ")})`).join(" and ")}${after}`;
}

/** Every case, with what each version answers; undefined where it has no such layer. */
function cases(): ReadonlyMap<string, { readonly row: Row; readonly expected: readonly (Answer | undefined)[] }> {
  const versions = VERSIONS.map(([, file]) => new Map(rowsOf(file).map((row) => [keyOf(row), row] as const)));
  const keys = new Set(versions.flatMap((rows) => [...rows.keys()]));
  return new Map(
    [...keys].map((key) => {
      const rows = versions.map((version) => version.get(key));
      const row = rows.find((candidate) => candidate !== undefined);
      assert.ok(row);
      return [key, { row, expected: rows.map((one) => (one === undefined ? undefined : expectedOf(one))) }];
    }),
  );
}

/** The case as a file of Keras. */
function sourceOf({ call, inputs, state }: Row): string {
  const shapes = inputs.map((input) => `(${input.map((side) => `${side ?? "None"}, `).join("")})`);
  const tensors = shapes.map((shape) => `Input(${shape})`).join(", ");
  return [
    "from keras.layers import *",
    "from keras import Model, backend as K",
    `K.set_image_data_format("${state}")`,
    `tensors = [${tensors}]`,
    `output = ${call}(${inputs.length === 1 ? "tensors[0]" : "tensors"})`,
    "model = Model(tensors, output)",
  ].join("\n");
}

async function answerToSource(row: Row): Promise<Answer> {
  const { evaluation, networks } = await networksIn(sourceOf(row));
  if (evaluation.problems.some(({ severity }) => severity === "error")) return REFUSED;
  const node = networks[0]?.graph.nodes.at(-1);
  if (node === undefined || node.outputShape === null) return REFUSED;
  return describeAnswer(node.outputShape, node.parameters?.total ?? null, node.parameters?.nonTrainable ?? null);
}

/** The layer as a saved topology holds it, alone in a model. */
function answerToJson(row: Row): Answer {
  const inputs = row.inputs.map((input, index) => ({
    class_name: "InputLayer",
    name: `input_${index}`,
    config: { batch_input_shape: [null, ...input] },
    inbound_nodes: [],
  }));
  const tested = {
    class_name: row.class ?? "",
    name: "tested",
    config: row.config ?? {},
    inbound_nodes: [inputs.map(({ name }) => [name, 0, 0, {}])],
  };
  const read = readKerasJson({
    class_name: "Functional",
    config: {
      name: "model",
      layers: [...inputs, tested],
      input_layers: inputs.map(({ name }) => [name, 0, 0]),
      output_layers: [["tested", 0, 0]],
    },
  });
  assert.equal(read.kind, "graph");
  const node = inferGraph(read.graph).nodes.at(-1);
  if (node?.outputShape == null) return REFUSED;
  return describeAnswer(node.outputShape, node.parameters?.total ?? null, node.parameters?.nonTrainable ?? null);
}

/** Where the versions differ, nothing may be said too. */
function isRight(answer: Answer, expected: readonly (Answer | undefined)[]): boolean {
  const answers = new Set(expected.filter((one) => one !== undefined));
  return answers.has(answer) || (answer === REFUSED && answers.size > 1);
}

describe("layers as real Keras has them", () => {
  it("from source", async () => {
    const wrong: string[] = [];
    for (const [key, { row, expected }] of cases()) {
      const answer = await answerToSource(row);
      if (NOT_FOLLOWED.has(key)) assert.equal(answer, REFUSED);
      else if (!isRight(answer, expected)) wrong.push(`${key}: ${answer}, Keras 2 and 3: ${expected.join(" and ")}`);
    }
    assert.deepEqual(wrong, []);
  });

  for (const [version, file] of VERSIONS) {
    it(`from topologies that ${version} saved`, () => {
      const known = cases();
      const saved = rowsOf(file).filter(({ config }) => config !== undefined);
      const wrong = saved.flatMap((row) => {
        const answer = answerToJson(row);
        const key = keyOf(row);
        if (NOT_FOLLOWED.has(key) || isRight(answer, known.get(key)?.expected ?? [])) return [];
        return [`${key}: ${answer}, Keras: ${expectedOf(row)}`];
      });
      assert.deepEqual(wrong, []);
    });
  }
});
