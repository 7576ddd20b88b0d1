/**
 * What one call of every layer class and of every function of tensors launches, beside what it launched when the figures were right:
 * `goldens/*-kernels.txt` have a call a line and its kernels under it, each with what is not 0 or 1. Sides, steps and channels differ, so
 * that none can stand for another. A change of cost changes lines there: UPDATE_GOLDENS=1 writes them.
 */
import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import type { Kernel } from "../../predictors/src/kernels";
import { constructorOf, CONSTRUCTOR_NAMES } from "../../server/src/frameworks/keras/constructors";
import { networksIn } from "../support/networks";
import { ROOT } from "../support/paths";

const IMPORTS = `import numpy as np
import tensorflow as tf
import tensorflow_addons as tfa
import keras
from keras import layers, ops, backend as K
`;

/** A sequence t beside s has another length and depth. */
const LAYER_INPUTS = {
  x: "(11, 9, 6)",
  y: "(11, 9, 6)",
  z: "(11, 9, 4)",
  q: "(1, 1, 6)",
  m: "(12, 8, 3)",
  c: "(5, 7, 64)",
  w: "(7, 9, 8, 6)",
  h: "(2, 5, 6, 7, 3)",
  s: "(10, 16)",
  t: "(13, 16)",
  v: "(12,)",
  i: "(10,)",
};

/** Those of test/oracle/operations. */
const TENSOR_INPUTS = {
  x: "(8, 8, 6)",
  y: "(8, 8, 6)",
  q: "(1, 1, 6)",
  v: "(12,)",
  s: "(10, 16)",
  i: "(10,)",
  f: "(8, 8, 6)",
};

type Inputs = Readonly<Record<string, string>>;

/** The kernels that the expression launches, a line each; or why they are not known. */
async function launched(expression: string, inputs: Inputs): Promise<readonly string[]> {
  const tensors = Object.entries(inputs).map(([name, shape]) => `${name} = keras.Input(${shape})`);
  const source = `${IMPORTS}${tensors.join("\n")}\nmodel = keras.Model([${Object.keys(inputs).join(", ")}], ${expression})\n`;
  const { networks } = await networksIn(source);
  const nodes = networks.flatMap(({ graph }) => graph.nodes).filter(({ layer }) => layer.class !== "InputLayer");
  if (nodes.length === 0) return ["no layer"];
  const lines = nodes.flatMap(({ cost, unknown }) =>
    cost === null ? [`unknown: ${unknown ?? "no cost"}`] : cost.kernels.map(kernelText),
  );
  return lines.length === 0 ? ["nothing"] : lines;
}

function kernelText(kernel: Kernel): string {
  const parts = Object.entries(kernel).flatMap(([name, value]) =>
    typeof value === "number" && value !== 0 && value !== 1 ? [`${name}=${value}`] : [],
  );
  return [kernel.kind, ...parts].join(" ");
}

function goldenOf(name: string): string {
  return path.join(ROOT, "test/graph/goldens", `${name}-kernels.txt`);
}

/** Each call with its lines; comments and headings stand before calls. */
function readGolden(text: string): ReadonlyMap<string, readonly string[]> {
  const calls = new Map<string, string[]>();
  let lines: string[] = [];
  for (const line of text.split("\n")) {
    if (line.startsWith("    ")) lines.push(line.trim());
    else if (line !== "" && !line.startsWith("#")) calls.set(line, (lines = []));
  }
  return calls;
}

async function writeGolden(name: string, calls: readonly string[], inputs: Inputs): Promise<void> {
  const lines: string[] = [];
  for (const call of calls) {
    lines.push(call);
    if (call !== "" && !call.startsWith("#"))
      lines.push(...(await launched(call, inputs)).map((line) => `    ${line}`));
  }
  fs.writeFileSync(goldenOf(name), `${lines.join("\n").trimEnd()}\n`);
}

/** The lines of a file that are no kernels. */
function callsOf(file: string): readonly string[] {
  return fs
    .readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => !line.startsWith("    "));
}

describe("kernels", () => {
  const compare = (name: string, list: string, inputs: Inputs, atLeast: number): void => {
    it(`of ${name}`, async () => {
      if (process.env["UPDATE_GOLDENS"] === "1") await writeGolden(name, callsOf(list), inputs);
      const golden = readGolden(fs.readFileSync(goldenOf(name), "utf8"));
      assert.ok(golden.size >= atLeast, `${golden.size} calls`);
      const found = new Map<string, readonly string[]>();
      for (const call of golden.keys()) found.set(call, await launched(call, inputs));
      assert.deepEqual([...found], [...golden]);
    });
  };
  compare("layer", goldenOf("layer"), LAYER_INPUTS, 170);
  compare("tensorflow", path.join(ROOT, "test/oracle/operations/tensorflow.txt"), TENSOR_INPUTS, 400);
  compare("keras3", path.join(ROOT, "test/oracle/operations/keras3.txt"), TENSOR_INPUTS, 180);

  it("are compared for every class", () => {
    const calls = [...readGolden(fs.readFileSync(goldenOf("layer"), "utf8")).keys()].join("\n");
    const called = new Set([...calls.matchAll(/layers\.(\w+)\(/g)].map(([, name = ""]) => constructorOf(name)?.class));
    const classes = new Set(CONSTRUCTOR_NAMES.map((name) => constructorOf(name)?.class));
    assert.deepEqual(
      [...classes].filter((name) => !called.has(name)),
      ["InputLayer"],
    );
  });
});
