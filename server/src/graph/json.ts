/** Keras' `to_json()` (Keras 2 form: Sequential, Model, Functional) → the same Graph as from source text. */
import * as v from "valibot";
import { inputRules } from "../layers/input";
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
  const saved = v.safeParse(SavedModel, parsed.value);
  if (!saved.success) return { kind: "refused", why: describeIssue(saved.issues[0]) };
  try {
    return resizeGraph(buildGraph(modelValue(saved.output, 0)), options);
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

const SavedModel = v.looseObject({ class_name: v.string(), config: v.unknown() });

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
  throw new Unreadable(`${what} is not in the form of Keras 2: ${result.issues[0].message}.`);
}

// ---------------------------------------------------------------- saved form → values

const FUNCTIONAL_CLASSES = ["Model", "Functional"];
/** Deeper nesting than any network has; it bounds the recursion. */
const MOST_NESTED_MODELS = 32;

function modelValue(saved: SavedModel, depth: number): ModelValue {
  if (depth > MOST_NESTED_MODELS) throw new Unreadable("Models are nested too deeply.");
  if (saved.class_name === "Sequential") return sequentialModel(saved, depth);
  if (FUNCTIONAL_CLASSES.includes(saved.class_name)) return functionalModel(saved, depth);
  throw new Unreadable(`A ${saved.class_name} is not a model that can be read (Sequential, Model or Functional).`);
}

function sequentialModel(saved: SavedModel, depth: number): ModelValue {
  const config = read(SequentialConfig, saved.config, "The Sequential");
  const [name, layers] = Array.isArray(config) ? ["sequential", config] : [config.name ?? "sequential", config.layers];
  return {
    kind: "model",
    form: "sequential",
    name,
    inputs: [],
    outputs: [],
    layers: layers.map((layer) => layerOrModel(layer, depth)),
    construction: [],
  };
}

function functionalModel(saved: SavedModel, depth: number): ModelValue {
  const config = read(FunctionalConfig, saved.config, "The model");
  const network = new SavedNetwork(config.layers, depth);
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

/** Layers of one functional model; their applications are made in the order in which each finds its inputs. */
class SavedNetwork {
  readonly #applications = new Map<string, Application>();

  constructor(
    private readonly layers: readonly SavedLayer[],
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
    const layer = layerOrModel(saved, this.depth);
    const nodes = asArray(saved.inbound_nodes);
    if (nodes.length === 0) return [{ layer, index: 0, inputs: [] }];
    const inbound = read(InboundNodes, nodes, `The layer ${layer.name}`);
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

interface PendingApplication {
  readonly layer: LayerValue | ModelValue;
  readonly index: number;
  readonly inputs: readonly InboundTensor[];
}

function key(name: string, node: number): string {
  return `${node}:${name}`;
}

function layerOrModel(saved: SavedLayer, depth: number): LayerValue | ModelValue {
  const configName = saved.config["name"];
  const name = saved.name ?? (typeof configName === "string" ? configName : saved.class_name.toLowerCase());
  if (saved.class_name === "Sequential" || FUNCTIONAL_CLASSES.includes(saved.class_name)) {
    return { ...modelValue(saved, depth + 1), name };
  }
  return {
    kind: "layer",
    class: saved.class_name,
    name,
    arguments: new Map(
      Object.entries(saved.config).map(([argument, value]) => [argument, argumentValue(argument, value, depth)]),
    ),
    unknown: null,
    construction: [],
  };
}

/** Arguments that are layers: of wrappers and of recurrent layers. */
const LAYER_ARGUMENTS = ["layer", "backward_layer", "cell", "cells"];

function argumentValue(argument: string, value: unknown, depth: number): Value {
  if (!LAYER_ARGUMENTS.includes(argument)) return jsonValue(value);
  if (depth > MOST_NESTED_MODELS) throw new Unreadable("Layers are nested too deeply.");
  if (Array.isArray(value)) {
    return { kind: "list", items: value.map((item) => argumentValue("layer", item, depth + 1)) };
  }
  const saved = v.safeParse(SavedLayer, value);
  return saved.success ? layerOrModel(saved.output, depth + 1) : jsonValue(value);
}

/** JSON → Value. Objects (initializers, functions) are of no consequence and stay opaque. */
function jsonValue(value: unknown): Value {
  if (typeof value === "boolean") return { kind: "boolean", value };
  if (typeof value === "number") return { kind: Number.isInteger(value) ? "integer" : "float", value };
  if (typeof value === "string") return { kind: "string", value };
  if (Array.isArray(value)) return { kind: "list", items: value.map(jsonValue) };
  if (value === null || value === undefined) return { kind: "none" };
  return { kind: "dictionary", entries: new Map() };
}

function asArray(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
