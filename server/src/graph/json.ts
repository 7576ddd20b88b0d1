/** A saved topology (`to_json()` of Keras 1, 2 and 3, `model.json` of TF.js layers) → the same Graph as from source text. */
import * as v from "valibot";
import { inputRules } from "../layers/input";
import { savedSpelling } from "../layers/saved-spellings";
import { buildGraph } from "./build";
import type { Application, LayerValue, ModelValue, TensorValue, Value } from "../values/value";
import type { Graph, GraphNode, Shape } from "./graph";

export interface JsonOptions {
  /** Takes the place of the saved input size of a network with one input. */
  readonly inputShape?: Shape;
  /** Output shapes by layer name that take the place of inference: functions that are not saved, and paddings that hold only for the saved size. */
  readonly knownShapes?: ReadonlyMap<string, Shape>;
}

export type JsonResult =
  | { readonly kind: "graph"; readonly graph: Graph }
  /** `why` is a whole sentence. */
  | { readonly kind: "refused"; readonly why: string };

/** `source` is the text, or what `JSON.parse` made of it. Never throws: what cannot be read is refused with the reason. */
export function readKerasJson(source: unknown, options: JsonOptions = {}): JsonResult {
  const parsed = typeof source === "string" ? parseText(source) : { value: source };
  if ("why" in parsed) return { kind: "refused", why: parsed.why };
  const topology = topologyWithin(parsed.value);
  if ("why" in topology) return { kind: "refused", why: topology.why };
  const saved = v.safeParse(SavedModel, topology.value);
  if (!saved.success) return { kind: "refused", why: describeIssue(saved.issues[0]) };
  const isKeras1 = /^1\./.test(saved.output.keras_version ?? "");
  try {
    return resizeGraph(buildGraph(new SavedReader(isKeras1).model(saved.output, 0)), options);
  } catch (error) {
    if (error instanceof Unreadable) return { kind: "refused", why: error.message };
    throw error;
  }
}

/** The same network at another input size. */
export function resizeGraph(graph: Graph, { inputShape, knownShapes }: JsonOptions): JsonResult {
  if (inputShape !== undefined && graph.inputs.length !== 1) {
    const why = `The network has ${graph.inputs.length} inputs: one input size cannot take their place.`;
    return { kind: "refused", why };
  }
  const nodes = graph.nodes.map((node, index): GraphNode => {
    if (inputShape !== undefined && graph.inputs[0] === index) {
      return { ...node, layer: { ...node.layer, rules: inputRules(inputShape) } };
    }
    const shape = knownShapes?.get(node.layer.name);
    return shape === undefined ? node : { ...node, recordedOutput: shape };
  });
  return { kind: "graph", graph: { ...graph, nodes } };
}

/** Caught at the border above; it keeps the walk through nested models free of result types. */
class Unreadable extends Error {}

function parseText(text: string): { readonly value: unknown } | { readonly why: string } {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return { why: "The text is not JSON." };
  }
}

/** What TF.js' `model.json` and the attributes of an HDF5 file hold around a topology; graph models have none. */
function topologyWithin(value: unknown): { readonly value: unknown } | { readonly why: string } {
  let inner = value;
  for (const wrapper of ["modelTopology", "model_config"]) {
    if (v.is(v.looseObject({ format: v.literal("graph-model") }), inner) || v.is(GraphModel, inner)) {
      return {
        why: "This is a graph model of TensorFlow: it holds operations and no layers. Save the Keras model itself (model.to_json()), or convert it as a layers model.",
      };
    }
    const wrapped = v.safeParse(v.looseObject({ [wrapper]: v.looseObject({}) }), inner);
    if (wrapped.success) inner = wrapped.output[wrapper];
  }
  return { value: inner };
}

const GraphModel = v.looseObject({ node: v.array(v.unknown()), versions: v.unknown() });

// ---------------------------------------------------------------- the saved form

/** [layer, index of its application, index of the output, keywords] */
const InboundTensor = v.looseTuple([v.string(), v.number(), v.number()]);

const SavedLayer = v.looseObject({
  class_name: v.string(),
  name: v.optional(v.string()),
  config: v.record(v.string(), v.unknown()),
  inbound_nodes: v.optional(v.unknown()),
});

const FunctionalConfig = v.looseObject({
  name: v.optional(v.string()),
  layers: v.array(SavedLayer),
  input_layers: v.unknown(),
  output_layers: v.unknown(),
});

const SequentialConfig = v.union([
  v.looseObject({ name: v.optional(v.string()), layers: v.array(SavedLayer) }),
  v.array(SavedLayer),
]);

const SavedModel = v.looseObject({
  class_name: v.string(),
  config: v.unknown(),
  keras_version: v.optional(v.nullable(v.string())),
});

/** Keras 3: an application is a call with tensors among its arguments. */
const SavedCall = v.looseObject({ args: v.array(v.unknown()), kwargs: v.optional(v.unknown()) });
const SavedTensor = v.looseObject({
  class_name: v.literal("__keras_tensor__"),
  config: v.looseObject({ keras_history: InboundTensor }),
});

const InboundNodes = v.array(v.array(InboundTensor));
const TensorList = v.array(InboundTensor);

type SavedModel = v.InferOutput<typeof SavedModel>;
type SavedLayer = v.InferOutput<typeof SavedLayer>;
type InboundTensor = v.InferOutput<typeof InboundTensor>;

function describeIssue(issue: v.BaseIssue<unknown>): string {
  const path = v.getDotPath(issue);
  return `This is not a Keras topology: ${path === null ? "" : `${path}: `}${issue.message}.`;
}

function read<Schema extends v.GenericSchema>(schema: Schema, value: unknown, what: string): v.InferOutput<Schema> {
  const result = v.safeParse(schema, value);
  if (result.success) return result.output;
  throw new Unreadable(`${what} is not in a form that Keras saves: ${result.issues[0].message}.`);
}

// ---------------------------------------------------------------- saved form → values

const FUNCTIONAL_CLASSES = ["Model", "Functional"];
/** Deeper nesting than any network has; it bounds the recursion. */
const MOST_NESTED_MODELS = 32;

/** More than any network has. */
const MOST_LAYERS = 20_000;

class SavedReader {
  #layers = 0;

  constructor(private readonly isKeras1: boolean) {}

  model(saved: SavedModel, depth: number): ModelValue {
    if (depth > MOST_NESTED_MODELS) throw new Unreadable("Models are nested too deeply.");
    if (saved.class_name === "Sequential") return this.sequential(saved, depth);
    if (FUNCTIONAL_CLASSES.includes(saved.class_name)) return this.functional(saved, depth);
    throw new Unreadable(`A ${saved.class_name} is not a model that can be read (Sequential, Model or Functional).`);
  }

  layerOrModel(written: SavedLayer, depth: number): LayerValue | ModelValue {
    if (++this.#layers > MOST_LAYERS)
      throw new Unreadable(`There are more than ${MOST_LAYERS} layers, which is more than is looked at.`);
    const saved = { ...written, ...savedSpelling(written, this.isKeras1) };
    const configName = saved.config["name"];
    const name = saved.name ?? (typeof configName === "string" ? configName : saved.class_name.toLowerCase());
    if (saved.class_name === "Sequential" || FUNCTIONAL_CLASSES.includes(saved.class_name)) {
      return { ...this.model(saved, depth + 1), name };
    }
    const given = new Map(
      Object.entries(saved.config).map(([argument, value]) => [argument, this.argument(argument, value, depth)]),
    );
    return { kind: "layer", class: saved.class_name, name, arguments: given, unknown: null, construction: [] };
  }

  private sequential(saved: SavedModel, depth: number): ModelValue {
    const config = read(SequentialConfig, saved.config, "The Sequential");
    const [name, layers] = Array.isArray(config)
      ? ["sequential", config]
      : [config.name ?? "sequential", config.layers];
    return {
      kind: "model",
      form: "sequential",
      name,
      inputs: [],
      outputs: [],
      layers: layers.map((layer) => this.layerOrModel(layer, depth)),
      construction: [],
    };
  }

  private functional(saved: SavedModel, depth: number): ModelValue {
    const config = read(FunctionalConfig, saved.config, "The model");
    const network = new SavedNetwork(config.layers, this, depth);
    return {
      kind: "model",
      form: "functional",
      name: config.name ?? "model",
      inputs: network.tensors(config.input_layers),
      outputs: network.tensors(config.output_layers),
      layers: [],
      construction: [],
    };
  }

  private argument(name: string, value: unknown, depth: number): Value {
    if (!LAYER_ARGUMENTS.includes(name)) return jsonValue(value);
    if (depth > MOST_NESTED_MODELS) throw new Unreadable("Layers are nested too deeply.");
    if (Array.isArray(value)) {
      return { kind: "list", items: value.map((item) => this.argument("layer", item, depth + 1)) };
    }
    const saved = v.safeParse(SavedLayer, value);
    return saved.success ? this.layerOrModel(saved.output, depth + 1) : jsonValue(value);
  }
}

/** Arguments that are layers: of wrappers and of recurrent layers. */
const LAYER_ARGUMENTS = ["layer", "backward_layer", "cell", "cells"];

/** Layers of one functional model; their applications are made in the order in which each finds its inputs. */
class SavedNetwork {
  readonly #applications = new Map<string, Application>();

  constructor(
    private readonly layers: readonly SavedLayer[],
    private readonly reader: SavedReader,
    private readonly depth: number,
  ) {
    this.applyAll();
  }

  tensors(list: unknown): TensorValue[] {
    const tensors = typeof asArray(list)[0] === "string" ? [list] : list;
    return read(TensorList, tensors, "The list of inputs or outputs").map((inbound) => this.tensor(inbound));
  }

  /** Keras saves layers by depth, so one pass is the rule; a pass without progress ends it. */
  private applyAll(): void {
    let pending = this.layers.flatMap((saved) => this.applicationsOf(saved));
    while (pending.length > 0) {
      const waiting = pending.filter((application) => !this.apply(application));
      if (waiting.length === pending.length) {
        throw new Unreadable(`The layer ${waiting[0]?.layer.name ?? ""} has inputs that do not exist.`);
      }
      pending = waiting;
    }
  }

  private applicationsOf(saved: SavedLayer): PendingApplication[] {
    const layer = this.reader.layerOrModel(saved, this.depth);
    const nodes = asArray(saved.inbound_nodes);
    if (nodes.length === 0) return [{ layer, index: 0, inputs: [] }];
    const inbound = read(InboundNodes, nodes.map(tensorsOfCall), `The layer ${layer.name}`);
    return inbound.map((inputs, index) => ({ layer, index, inputs }));
  }

  private apply({ layer, index, inputs }: PendingApplication): boolean {
    if (!inputs.every(([name, node]) => this.#applications.has(key(name, node)))) return false;
    this.#applications.set(key(layer.name, index), {
      layer,
      inputs: inputs.map((inbound) => this.tensor(inbound)),
      origin: [],
    });
    return true;
  }

  private tensor([name, node, output]: InboundTensor): TensorValue {
    const producer = this.#applications.get(key(name, node));
    if (producer === undefined) throw new Unreadable(`There is no layer ${name}.`);
    return { kind: "tensor", shape: null, batch: null, producer, output };
  }
}

/** The tensors that a call of Keras 3 was given, wherever they stand; the list of an older version as it is. */
function tensorsOfCall(node: unknown): unknown {
  const call = v.safeParse(SavedCall, node);
  if (!call.success) return node;
  const found: InboundTensor[] = [];
  const pending: { readonly value: unknown; readonly depth: number }[] = [{ value: node, depth: 0 }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { value, depth } = next;
    const tensor = v.safeParse(SavedTensor, value);
    if (tensor.success) found.push(tensor.output.config.keras_history);
    else if (typeof value === "object" && value !== null && depth < MOST_NESTED_MODELS)
      for (const inner of Object.values(value).reverse()) pending.push({ value: inner, depth: depth + 1 });
  }
  return found;
}

interface PendingApplication {
  readonly layer: LayerValue | ModelValue;
  readonly index: number;
  readonly inputs: readonly InboundTensor[];
}

function key(name: string, node: number): string {
  return `${node}:${name}`;
}

/** Lists of lists as deep as no argument is. */
const MOST_NESTED_LISTS = 16;

/** JSON → Value. A function by its name (Keras 3); other objects (initializers) are of no consequence and stay opaque. */
function jsonValue(value: unknown, depth = 0): Value {
  if (typeof value === "boolean") return { kind: "boolean", value };
  if (typeof value === "number") return { kind: Number.isInteger(value) ? "integer" : "float", value };
  if (typeof value === "string") return { kind: "string", value };
  if (Array.isArray(value) && depth < MOST_NESTED_LISTS)
    return { kind: "list", items: value.map((item) => jsonValue(item, depth + 1)) };
  if (value === null || value === undefined) return { kind: "none" };
  const named = v.safeParse(SavedFunction, value);
  return named.success ? { kind: "string", value: named.output.config } : { kind: "dictionary", entries: new Map() };
}

const SavedFunction = v.looseObject({ class_name: v.literal("function"), config: v.string() });

function asArray(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
