/** Networks of `zoo/networks.json`, evaluated from their files in `zoo/keras`. */
import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { pathToFileURL } from "node:url";
import type { ModelRecord } from "../../measurements/records";
import { startEvaluation } from "../../server/src/languages/start";
import { PATIENT_LIMITS } from "../../server/src/eval/limits";
import { integer, tuple } from "../../server/src/values/make";
import { Networks } from "../../server/src/frameworks/roots/networks";
import { isWatched, rootsOf } from "../../server/src/frameworks/roots/roots";
import { buildGraph } from "../../server/src/graph/build";
import type { Graph, Shape, ShapedGraph } from "../../server/src/graph/graph";
import { inferGraph } from "../../server/src/graph/infer";
import { writeTopology } from "../../server/src/topology/write";
import type { Topology } from "../../server/src/topology/write";
import type { ModelValue } from "../../server/src/values/value";
import { createLibrary, createZoo } from "../../server/src/project/language";
import { NO_PROJECT, ProjectModules } from "../../server/src/project/modules";
import { withoutGuesses } from "../../server/src/analysis/report";
import { DiskFiles } from "../../server/src/node/files";
import type { Expression, Program } from "../../server/src/syntax/program";
import { parsePython } from "../../server/src/syntax/python";
import type { Network } from "./networks";
import { loadTestParsers } from "./parsers";
import { ROOT } from "./paths";

export interface ZooRow {
  readonly network: string;
  readonly file: string;
  readonly call: string;
  /** Sides of the square images. */
  readonly sizes: readonly number[];
}

interface Table {
  readonly sizes: Readonly<Record<string, readonly number[]>>;
  readonly networks: readonly (Omit<ZooRow, "sizes"> & { readonly sizes: string | readonly number[] })[];
}

export function zooRows(): readonly ZooRow[] {
  const table = JSON.parse(fs.readFileSync(path.join(ROOT, "zoo/networks.json"), "utf8")) as Table;
  return table.networks.map((row) => ({
    ...row,
    sizes: typeof row.sizes === "string" ? (table.sizes[row.sizes] ?? []) : row.sizes,
  }));
}

export interface ZooFile {
  /** Those that an editor shows of the file. */
  readonly shown: () => readonly Network[];
  /** The network that an expression over `input_shape` gives at a size; fails where it gives no whole one. */
  readonly network: (call: string, size: number) => Graph;
  /** The same as a board would get it. */
  readonly topology: (call: string, size: number) => Topology;
}

/** The file is read and its top level run once, however many networks are asked for. */
export async function openZooFile(file: string): Promise<ZooFile> {
  const parsers = await loadTestParsers();
  const parse = (text: string): Program => parsePython(parsers, text);
  const place = path.join(ROOT, "zoo/keras", `${file}.py`);
  const uri = pathToFileURL(place).href;
  const program = parse(fs.readFileSync(place, "utf8"));
  const library = createLibrary("python", createZoo(parsers));
  const evaluation = startEvaluation(uri, program, {
    library,
    limits: PATIENT_LIMITS,
    inputShape: null,
    // No test depends on how fast the machine is.
    now: () => 0,
    cancelled: () => false,
    watches: isWatched(uri),
    readModule: new ProjectModules(new DiskFiles(), parse).of(uri, NO_PROJECT).read,
  });
  assert.deepEqual(evaluation.problems, [], file);
  const calls = new Map<string, Expression>();
  return {
    shown: () => {
      const roots = rootsOf(evaluation, { program, uri, inputShape: null, networks: new Networks(library) });
      assert.deepEqual(roots.problems, [], file);
      const analysed = roots.models.map((root) => ({
        root,
        graph: inferGraph(root.network.graph),
      }));
      return withoutGuesses(analysed, roots.candidates).networks;
    },
    network: (call, size) => modelOf(call, size, (model) => buildGraph(model, null)),
    topology: (call, size) => modelOf(call, size, (model) => writeTopology(model, null)),
  };

  function modelOf<T>(call: string, size: number, take: (model: ModelValue) => T): T {
    const expression = calls.get(call) ?? expressionOf(parse(call), call);
    calls.set(call, expression);
    const names = new Map([["input_shape", tuple([size, size, 3].map(integer))]]);
    const root = { kind: "expression", expression, uri: "file:///call", names, inputShape: null } as const;
    return evaluation.run(root, ({ value, problems, assumptions }) => {
      assert.deepEqual([problems, assumptions], [[], []], call);
      assert.ok(value.kind === "model", `${call} is no model`);
      return take(value);
    });
  }
}

function expressionOf({ body: [statement] }: Program, call: string): Expression {
  assert.ok(statement?.kind === "expression-statement", call);
  return statement.expression;
}

/** What is compared of a layer. A name that Keras gave by itself, such as "conv2d_17", is null: it depends on what was built before. */
export type LayerRow = readonly [
  className: string,
  name: string | null,
  shape: Shape | null,
  parameters: number | null,
];

export function layerRows({ nodes }: ShapedGraph): readonly LayerRow[] {
  return nodes.map(({ layer, outputShape, parameters }): LayerRow => [
    layer.class,
    writtenName(layer.class, layer.name),
    outputShape,
    parameters?.total ?? null,
  ]);
}

/** The same as Keras 2.3.1 gave it. */
export function recordedRows(record: ModelRecord, size: number): readonly LayerRow[] {
  const at = record.sizes[String(size)];
  assert.ok(at !== undefined, `${record.model} at ${size} was not measured`);
  return record.layers.map((layer, index): LayerRow => [
    layer.class,
    writtenName(layer.class, layer.name),
    at.output_shapes[index] ?? null,
    at.params[index] ?? null,
  ]);
}

function writtenName(className: string, name: string): string | null {
  const automatic = className === "InputLayer" ? "input" : snakeCase(className);
  return name.replace(/_\d+$/, "") === automatic ? null : name;
}

/** As Keras makes a layer's name of its class. */
function snakeCase(className: string): string {
  return className
    .replace(/(.)([A-Z][a-z0-9]+)/g, "$1_$2")
    .replace(/([a-z])([A-Z])/g, "$1_$2")
    .toLowerCase();
}
