/** Our side: a program's text to its models, by the chain that the editor runs. */
import * as fs from "node:fs";
import * as path from "node:path";
import type { Evaluation } from "../../server/src/eval/evaluate";
import type { ModuleRequest, ModuleSource } from "../../server/src/eval/host";
import { startEvaluation } from "../../server/src/languages/start";
import { PATIENT_LIMITS } from "../../server/src/eval/limits";
import type { EvaluationProblem } from "../../server/src/values/value";
import type { RootModel } from "../../server/src/frameworks/roots/root-model";
import { Networks } from "../../server/src/frameworks/roots/networks";
import { isWatched, rootsOf } from "../../server/src/frameworks/roots/roots";
import { constructorOf } from "../../server/src/frameworks/keras/constructors";
import { buildGraph } from "../../server/src/graph/build";
import type { LayerSpec, ShapedGraph, ShapedNode } from "../../server/src/graph/graph";
import { OWN_WEIGHTS } from "../../server/src/layers/own-weights";
import type { Rules } from "../../server/src/layers/rules";
import { inferGraph } from "../../server/src/graph/infer";
import { createLibrary, createZoo } from "../../server/src/project/language";
import type { Parsers } from "../../server/src/syntax/parser";
import { parsePython } from "../../server/src/syntax/python";
import type { BuiltLayer, BuiltModel, OracleProgram, Ours } from "./program";

const DOCUMENT = "file:///program.py";

export class Chain {
  private readonly zoo: ReturnType<typeof createZoo>;

  /** `packages` holds folders of modules that programs import, by the name of the package. */
  constructor(
    private readonly parsers: Parsers,
    private readonly packages: ReadonlyMap<string, string>,
  ) {
    this.zoo = createZoo(parsers);
  }

  /** By the names that the program lists. */
  build(program: OracleProgram): ReadonlyMap<string, Ours> {
    const parsed = parsePython(this.parsers, program.source);
    const library = createLibrary("python", this.zoo);
    const evaluation = startEvaluation(DOCUMENT, parsed, {
      library,
      limits: PATIENT_LIMITS,
      inputShape: null,
      now: () => 0,
      cancelled: () => false,
      watches: isWatched(DOCUMENT),
      readModule: (request) => this.readModule(request),
    });
    const networks = new Networks(library);
    const { models: roots } = rootsOf(evaluation, { program: parsed, uri: DOCUMENT, inputShape: null, networks });
    return new Map(program.models.map((name) => [name, answerFor(name, evaluation, roots)]));
  }

  private readModule({ module, level, from }: ModuleRequest): ModuleSource | undefined {
    const names = module === "" ? [] : module.split(".");
    const [root = ""] = names;
    const folder = level === 0 ? this.packages.get(root) : path.dirname(from.replace("file://", ""));
    if (folder === undefined) return undefined;
    const above = path.join(folder, ...Array<string>(Math.max(level - 1, 0)).fill(".."));
    const place = path.join(above, ...(level === 0 ? names.slice(1) : names));
    if (fs.existsSync(`${place}.py`)) return this.moduleAt(`${place}.py`);
    return fs.existsSync(place)
      ? { uri: `file://${place}/__init__.py`, program: parsePython(this.parsers, "") }
      : undefined;
  }

  private moduleAt(file: string): ModuleSource {
    return { uri: `file://${file}`, program: parsePython(this.parsers, fs.readFileSync(file, "utf8")) };
  }
}

/** A variable's own model where there is one: an editor shows a model that is part of another one only within that one. */
function answerFor(name: string, evaluation: Evaluation, roots: readonly RootModel[]): Ours {
  const value = evaluation.scope.own(name);
  if (value?.kind === "model") return answerOf(inferGraph(buildGraph(value)), evaluation);
  const root = roots.find((candidate) => candidate.name === name);
  if (root !== undefined) {
    const answer = answerOf(inferGraph(root.network.graph), {
      problems: [...evaluation.problems, ...root.problems],
      assumptions: root.assumptions,
    });
    return root.partial && answer.incomplete === null
      ? { ...answer, incomplete: "its evaluation came to no end" }
      : answer;
  }
  const why = value?.kind === "unknown" ? value.why : `there is no model ${name}`;
  const error = firstError(evaluation.problems);
  return { built: { error: why }, incomplete: error ?? (value?.kind === "unknown" ? why : null), unpriced: null };
}

function answerOf(graph: ShapedGraph, { problems, assumptions }: Pick<Evaluation, "problems" | "assumptions">): Ours {
  const unknown = graph.nodes.find((node) => node.parameters === null || node.outputShape === null);
  // Figures that rest on an assumption are marked as such wherever they are shown.
  const unpriced = graph.nodes.find((node) => node.unknown !== null)?.unknown ?? assumptions[0]?.message ?? null;
  const error = graph.problems.find(({ severity }) => severity === "error")?.message;
  const limit = problems.find(({ code }) => code === "limit")?.message;
  const incomplete =
    firstError(problems) ?? (error === undefined ? null : `error: ${error}`) ?? limit ?? whyOf(unknown);
  return { built: modelOf(graph), incomplete, unpriced };
}

function firstError(problems: readonly EvaluationProblem[]): string | null {
  const error = problems.find(({ severity }) => severity === "error");
  return error === undefined ? null : `error: ${error.message}`;
}

function whyOf(node: ShapedNode | undefined): string | null {
  if (node === undefined) return null;
  return node.unknown ?? `the size of ${node.layer.name} is not known`;
}

function modelOf(graph: ShapedGraph): BuiltModel {
  const shapesAt = (indexes: readonly number[]): BuiltModel["inputs"] =>
    indexes.map((index) => graph.nodes[index]?.outputShape ?? null);
  const layers = new Map<LayerSpec, BuiltLayer>();
  for (const node of graph.nodes) {
    const known = layers.get(node.layer);
    if (known === undefined) layers.set(node.layer, layerOf(node));
    else layers.set(node.layer, { ...known, shapes: [...known.shapes, node.outputShape] });
  }
  return {
    inputs: shapesAt(graph.inputs),
    outputs: shapesAt(graph.outputs),
    total: graph.nodes.reduce((sum, { parameters }) => sum + (parameters?.total ?? 0), 0),
    layers: [...layers.values()],
  };
}

function layerOf({ layer, outputShape, parameters }: ShapedNode): BuiltLayer {
  return {
    class: layer.class,
    name: layer.name,
    shapes: [outputShape],
    total: parameters?.total ?? 0,
    own: layer.rules === OWN_WEIGHTS || constructorOf(layer.class) === undefined,
    nested: false,
    // `keras.activations.relu(x)` is an operation of Keras 3, and named like the one of TensorFlow that it is in Keras 2.
    operation: OPERATIONS.has(layer.class) || isTensorOperation(layer.rules) || /(^|\/)tf\./.test(layer.name),
  };
}

/** Our classes for operations on tensors, constants, and the weights of a program's own layers. */
const OPERATIONS: ReadonlySet<string> = new Set(["Constant", "Operation", "SlicingOpLambda", "TFOpLambda", "Weight"]);

/** A function of the user's is a layer. */
function isTensorOperation({ tensors, body }: Rules): boolean {
  return tensors !== undefined && body === undefined;
}

/** Names of the models that our chain finds in a source. */
export function modelNames(parsers: Parsers, source: string): readonly string[] {
  const program = parsePython(parsers, source);
  const library = createLibrary("python", createZoo(parsers));
  const evaluation = startEvaluation(DOCUMENT, program, {
    library,
    limits: PATIENT_LIMITS,
    inputShape: null,
    now: () => 0,
    cancelled: () => false,
    watches: isWatched(DOCUMENT),
  });
  const networks = new Networks(library);
  return rootsOf(evaluation, { program, uri: DOCUMENT, inputShape: null, networks }).models.map(({ name }) => name);
}
