/**
 * Expressions on tensors, whose shapes real Keras computed (`generate.py`; the lists are `tensorflow.txt`, `keras3.txt` and `composed.txt`).
 *
 * An answer is exact where every side is Keras', or where Keras leaves a side open and ours is the one that an array of two samples
 * has. It is open where we leave a side open that Keras knows, unknown where we give a reason, and wrong otherwise.
 */
import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import type { TensorValue, Value } from "../../../server/src/values/value";
import { shapeOfTensor } from "../../../server/src/layers/tensor/read";
import { networksIn } from "../../support/networks";
import { ROOT } from "../../support/paths";

type Described = string | readonly Described[];

interface Golden {
  readonly version: string;
  readonly results: readonly (readonly [expression: string, symbolic: Described, concrete: Described])[];
}

/** Those of `generate.py`. */
const INPUTS = `
x = keras.Input(batch_shape=(None, 8, 8, 6))
y = keras.Input(batch_shape=(None, 8, 8, 6))
q = keras.Input(batch_shape=(None, 1, 1, 6))
v = keras.Input(batch_shape=(None, 12))
s = keras.Input(batch_shape=(None, 10, 16))
i = keras.Input(batch_shape=(None, 10))
u = keras.Input(batch_shape=(None, None, None, 3))
f = keras.Input(batch_shape=(4, 8, 8, 6))
`;
const SAMPLES = 2;

const TENSORFLOW =
  "import numpy as np\nimport tensorflow as tf\nfrom tensorflow import keras\nfrom tensorflow.keras import backend as K";

const IMPORTS = {
  tensorflow: TENSORFLOW,
  composed: TENSORFLOW,
  keras3: "import numpy as np\nimport keras\nfrom keras import ops, backend as K",
};

type Verdict = "exact" | "open" | "unknown" | "wrong";

describe("operations on tensors as real Keras computes them", () => {
  const check = (name: keyof typeof IMPORTS, floor: number): void => {
    const golden = readGolden(name);
    it(`${name}: ${golden.results.length} expressions of ${golden.version}`, async () => {
      const counts: Record<Verdict, number> = { exact: 0, open: 0, unknown: 0, wrong: 0 };
      const wrong: string[] = [];
      const others: string[] = [];
      for (const [expression, symbolic, concrete] of golden.results) {
        const value = await evaluated(IMPORTS[name], expression);
        const verdict = judge(value, symbolic, concrete);
        counts[verdict] += 1;
        const line = `${verdict}: ${expression}: ${described(value)}, not ${JSON.stringify(symbolic)}`;
        if (verdict === "wrong") wrong.push(line);
        else if (verdict !== "exact") others.push(line);
      }
      const summary = Object.entries(counts).map(([verdict, count]) => `${count} ${verdict}`);
      console.log(`      ${name}: ${summary.join(", ")}`);
      if (process.env.OPERATIONS_VERBOSE !== undefined) console.log(others.join("\n"));
      assert.deepEqual(wrong, []);
      assert.ok(counts.exact >= floor * golden.results.length, others.join("\n"));
    });
  };
  check("tensorflow", 0.98);
  check("keras3", 0.98);
  check("composed", 0.98);

  it("a wrong shape is found to be wrong", () => {
    assert.equal(judge({ kind: "integer", value: 3 }, "4", "4"), "wrong");
    assert.equal(judge({ kind: "tuple", items: [] }, ["tensor (None, 3)"], ["tensor (2, 3)"]), "wrong");
  });
});

function readGolden(name: string): Golden {
  return JSON.parse(fs.readFileSync(path.join(ROOT, `test/oracle/operations/${name}.json`), "utf8")) as Golden;
}

async function evaluated(imports: string, expression: string): Promise<Value> {
  const statements = expression.split("; ");
  const last = statements.pop() ?? "";
  const { evaluation } = await networksIn([imports, INPUTS, ...statements, `r = (${last})`, ""].join("\n"));
  const value = evaluation.scope.own("r");
  assert.ok(value !== undefined, `nothing is assigned by ${expression}`);
  return value;
}

function judge(value: Value, symbolic: Described, concrete: Described): Verdict {
  if (typeof symbolic !== "string") {
    if (value.kind === "unknown") return "unknown";
    const items = value.kind === "list" || value.kind === "tuple" ? value.items : [];
    if (items.length !== symbolic.length) return "wrong";
    const parts = items.map((item, index) => judge(item, symbolic[index] ?? "", concrete[index] ?? ""));
    return (["wrong", "unknown", "open"] as const).find((verdict) => parts.includes(verdict)) ?? "exact";
  }
  if (value.kind === "tensor") return judgeTensor(value, symbolic, typeof concrete === "string" ? concrete : "");
  if (value.kind === "unknown") return symbolic === "error" ? "exact" : "unknown";
  if (symbolic === "error") return isRefused(value) ? "exact" : "wrong";
  return printed(value) === symbolic ? "exact" : "wrong";
}

/** A list of tensors none of which is known. */
function isRefused(value: Value): boolean {
  if (value.kind === "tensor") return value.shape === null;
  return (value.kind === "list" || value.kind === "tuple") && value.items.length > 0 && value.items.every(isRefused);
}

function judgeTensor(tensor: TensorValue, symbolic: string, concrete: string): Verdict {
  const own = shapeOfTensor(tensor);
  // What Keras refuses at the latest with arrays is refused here.
  if (own === null) return symbolic === "error" || concrete === "error" ? "exact" : "unknown";
  // Where only the symbolic evaluation is refused, the concrete one says what is meant.
  const reference = sidesIn(symbolic) ?? sidesIn(concrete);
  if (reference === null || reference.length !== own.sides.length) return "wrong";
  const running = sidesIn(concrete);
  let verdict: Verdict = "exact";
  for (const [axis, side] of own.sides.entries()) {
    const expected = reference[axis] ?? null;
    const { samples } = own;
    if (side === null && expected !== null) {
      const isBatch = sidesIn(symbolic) === null && typeof samples === "object" && samples.axis === axis;
      if (!isBatch || samples.rows * SAMPLES !== expected) verdict = "open";
    } else if (side !== null && side !== (expected ?? running?.[axis])) return "wrong";
    if (typeof samples === "object" && samples.axis === axis && side === null && running !== null) {
      if (running[axis] !== samples.rows * SAMPLES) return "wrong";
    }
  }
  return verdict;
}

function sidesIn(text: string): readonly (number | null)[] | null {
  const inner = /^tensor \(([^)]*)\)$/.exec(text)?.[1];
  if (inner === undefined) return null;
  const sides = inner.split(",").filter((side) => side.trim() !== "");
  return sides.map((side) => (side.trim() === "None" ? null : Number(side)));
}

/** Python's repr of a value that is no tensor. */
function printed(value: Value): string {
  switch (value.kind) {
    case "none":
      return "None";
    case "boolean":
      return value.value ? "True" : "False";
    case "integer":
      return String(value.value);
    case "float":
      return Number.isInteger(value.value) ? value.value.toFixed(1) : String(value.value);
    case "string":
      return `'${value.value}'`;
    case "list":
      return `[${value.items.map(printed).join(", ")}]`;
    case "tuple":
      return value.items.length === 1
        ? `(${value.items.map(printed).join("")},)`
        : `(${value.items.map(printed).join(", ")})`;
    default:
      return value.kind;
  }
}

function described(value: Value): string {
  if (value.kind === "unknown") return `unknown (${value.why})`;
  if (value.kind === "tensor") {
    const whole = shapeOfTensor(value);
    return whole === null
      ? `unknown (${whyOf(value)})`
      : `tensor (${whole.sides.map((side) => side ?? "None").join(", ")}) ${JSON.stringify(whole.samples)}`;
  }
  return value.kind === "list" || value.kind === "tuple"
    ? `[${value.items.map(described).join("; ")}]`
    : printed(value);
}

function whyOf({ producer }: TensorValue): string {
  return producer.layer.kind === "layer" ? (producer.layer.unknown?.why ?? producer.layer.name) : "";
}
