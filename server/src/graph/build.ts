/** ModelValue → Graph, in Keras' own order of layers. Nested models are flattened. */
import type { Application, LayerValue, ModelValue, TensorValue, Value } from "../values/value";
import type { Graph, GraphNode, LayerSpec } from "./graph";
import { INPUT_LAYER, inputRules } from "../layers/input";
import { KnownLayers } from "../layers/known-layers";
import { failing, notFollowed } from "../layers/rules";
import type { Rules } from "../layers/rules";
import { notesOfLayer } from "./notes";
import { applicationOrder } from "./order";

/**
 * A layer applied twice gives two nodes with one LayerSpec. The layers of a nested model are named "outer/inner"; its own
 * inputs are no nodes. A Sequential whose first layer is no input gets one, from that layer's input shape. `inputShape`
 * (height, width, channels) is the size of an input that the source leaves open.
 */
export function buildGraph(
  model: ModelValue,
  inputShape: readonly number[] | null = null,
  layers = new KnownLayers(),
  made: Made = () => undefined,
): Graph {
  const builder = new GraphBuilder(inputShape, layers, made);
  const outputs = builder.append(model, "", null);
  const { nodes, inputs } = builder;
  return { name: model.name, nodes, inputs, outputs };
}

/** Is told of which layer of the source each one of the graph was made. */
type Made = (spec: LayerSpec, layer: LayerValue) => void;

/** A model that applies another one twice, many times over, doubles with each: the largest measured network has 7,300 layers. */
const MOST_NODES = 40_000;
/** Bounds the recursion through nested models. */
const MOST_NESTED = 64;

class GraphBuilder {
  readonly nodes: GraphNode[] = [];
  readonly inputs: number[] = [];
  #depth = 0;
  readonly #specs = new Map<LayerValue, LayerSpec>();

  constructor(
    private readonly inputShape: readonly number[] | null,
    private readonly layers: KnownLayers,
    private readonly made: Made,
  ) {}

  /** Adds a model's nodes; `given` are the nodes that feed a nested one. Returns the nodes of its outputs. */
  append(model: ModelValue, prefix: string, given: readonly number[] | null): readonly number[] {
    if (this.#depth >= MOST_NESTED || this.nodes.length >= MOST_NODES) {
      const inputs = given ?? [];
      return [this.addUnknown(model, prefix, inputs, `The network is too large: ${model.name} is not expanded.`)];
    }
    this.#depth++;
    const outputs = this.appendLayers(model, prefix, given);
    this.#depth--;
    return outputs;
  }

  private appendLayers(model: ModelValue, prefix: string, given: readonly number[] | null): readonly number[] {
    switch (model.form) {
      case "sequential":
        return this.appendSequential(model, prefix, given);
      case "functional":
        return this.appendFunctional(model, prefix, given);
    }
  }

  private appendSequential(model: ModelValue, prefix: string, given: readonly number[] | null): readonly number[] {
    const { expansion } = model;
    if (expansion !== undefined && isSameList(expansion.parts, model.layers)) {
      return this.appendFunctional({ ...model, ...expansion }, prefix, given);
    }
    let current = given;
    for (const layer of model.layers) {
      if (layer.kind === "model") current = this.append(layer, `${prefix}${layer.name}/`, current);
      else if (layer.class === INPUT_LAYER) current ??= [this.addInput(this.specOf(layer, prefix), [])];
      // What is not known may bring its own input: asking for a size would hide the reason.
      else if (layer.unknown !== null && current === null) current = [this.addInput(this.specOf(layer, prefix), [])];
      else {
        current ??= [this.addInput(impliedInput(layer, prefix, this.layers), [])];
        current = [this.add({ layer: this.specOf(layer, prefix), inputs: current, application: [] })];
      }
    }
    return current ?? [];
  }

  private appendFunctional(model: ModelValue, prefix: string, given: readonly number[] | null): readonly number[] {
    const sources = new TensorNodes();
    for (const [index, tensor] of model.inputs.entries()) {
      const source = given?.[index];
      if (source !== undefined) sources.set(tensor, source);
    }
    const boundary = new Set(model.inputs.map((tensor) => tensor.producer));
    for (const application of orderWithInputs(model, boundary, given === null)) {
      if (!boundary.has(application)) {
        sources.setAll(application, this.appendApplication(application, prefix, sources));
        continue;
      }
      for (const tensor of model.inputs) {
        if (tensor.producer !== application || sources.get(tensor) !== undefined) continue;
        sources.set(tensor, this.addInput(this.inputSpec(tensor, prefix), application.origin));
      }
    }
    this.orderInputs(model, sources, given);
    return model.outputs.map((tensor) => this.nodeOf(tensor, prefix, sources));
  }

  /** Inputs are listed as the model lists them, not as they were met. */
  private orderInputs(model: ModelValue, sources: TensorNodes, given: readonly number[] | null): void {
    if (given !== null) return;
    const listed = model.inputs.flatMap((tensor) => sources.get(tensor) ?? []);
    const others = this.inputs.filter((index) => !listed.includes(index));
    this.inputs.splice(0, this.inputs.length, ...listed, ...others);
  }

  private appendApplication(application: Application, prefix: string, sources: TensorNodes): readonly number[] {
    const { layer, origin } = application;
    const inputs = application.inputs.map((tensor) => this.nodeOf(tensor, prefix, sources));
    if (layer.kind === "model") {
      return this.append(layer, `${prefix}${layer.name}/`, inputs.length === 0 ? null : inputs);
    }
    const spec = this.specOf(layer, prefix);
    const isInput = inputs.length === 0 && spec.rules.tensors === undefined;
    return [isInput ? this.addInput(spec, origin) : this.add({ layer: spec, inputs, application: origin })];
  }

  /** Node of a tensor; one of its own, and unknown, where the producer has no such output. */
  private nodeOf(tensor: TensorValue, prefix: string, sources: TensorNodes): number {
    const { layer } = tensor.producer;
    return sources.get(tensor) ?? this.addUnknown(layer, prefix, [], `${layer.name} has no such output.`);
  }

  private addUnknown(layer: LayerValue | ModelValue, prefix: string, inputs: readonly number[], why: string): number {
    const spec: LayerSpec = {
      class: layer.kind === "layer" ? layer.class : "Model",
      name: prefix + layer.name,
      rules: notFollowed(why),
      construction: layer.construction,
    };
    return this.add({ layer: spec, inputs, application: [] });
  }

  private addInput(written: LayerSpec, application: GraphNode["application"]): number {
    const layer = { ...written, rules: closed(written.rules, this.inputShape) };
    const index = this.add({ layer, inputs: [], application });
    this.inputs.push(index);
    return index;
  }

  private add(node: GraphNode): number {
    return this.nodes.push(node) - 1;
  }

  /** A model may start at a tensor in the middle of another network: its input then has that tensor's shape. */
  private inputSpec(tensor: TensorValue, prefix: string): LayerSpec {
    const { layer } = tensor.producer;
    if (layer.kind === "layer" && layer.class === INPUT_LAYER) return this.specOf(layer, prefix);
    const rules = inputRules(tensor.shape, this.layers.words);
    return { class: INPUT_LAYER, name: `${prefix}${layer.name}_input`, rules, construction: layer.construction };
  }

  private specOf(layer: LayerValue, prefix: string): LayerSpec {
    const known = this.#specs.get(layer);
    if (known !== undefined) return known;
    const spec: LayerSpec = {
      class: layer.class,
      name: prefix + layer.name,
      rules: this.rulesOf(layer),
      construction: layer.construction,
      ...(layer.places === undefined ? {} : { places: layer.places }),
      ...withNotes(layer),
    };
    this.#specs.set(layer, spec);
    this.made(spec, layer);
    return spec;
  }

  private rulesOf(layer: LayerValue): Rules {
    if (layer.unknown === null) return this.layers.rulesOf(layer);
    const { why, location, mistake } = layer.unknown;
    const about = { message: why, origin: location };
    if (mistake === undefined) return failing({ kind: "unknown", code: "unknown-layer", ...about });
    return failing({ kind: "error", code: "argument", ...about, ...(mistake.fix && { fix: mistake.fix }) });
  }
}

/** Inputs that no output rests on are inputs all the same, where `all` are wanted, and stand in front of the last layers. */
function orderWithInputs(model: ModelValue, boundary: ReadonlySet<Application>, all: boolean): readonly Application[] {
  const order = applicationOrder(model.outputs, boundary);
  if (!all) return order;
  const missing = new Set(boundary);
  for (const application of order) missing.delete(application);
  const unread = model.inputs.filter((tensor) => missing.has(tensor.producer));
  return unread.length === 0 ? order : applicationOrder([...unread, ...model.outputs], boundary);
}

/** An input whose size is open takes the one that is asked for. */
function closed(rules: Rules, inputShape: readonly number[] | null): Rules {
  return inputShape === null ? rules : (rules.withSize?.(inputShape) ?? rules);
}

/** Most layers have none. */
function withNotes(layer: LayerValue): Pick<LayerSpec, "notes"> {
  const notes = notesOfLayer(layer);
  return notes.length === 0 ? {} : { notes };
}

function isSameList(left: readonly unknown[], right: readonly unknown[]): boolean {
  return left.length === right.length && left.every((item, index) => item === right[index]);
}

const INPUT_ARGUMENTS = ["input_shape", "batch_input_shape", "input_dim"];

function impliedInput(first: LayerValue, prefix: string, layers: KnownLayers): LayerSpec {
  const given = new Map<string, Value>();
  for (const name of INPUT_ARGUMENTS) {
    const value = first.arguments.get(name);
    if (value !== undefined) given.set(name, value);
  }
  const input: LayerValue = { ...first, class: INPUT_LAYER, arguments: given };
  return {
    class: INPUT_LAYER,
    name: `${prefix}${first.name}_input`,
    rules: layers.rulesOf({ ...input, operation: INPUT_LAYER }),
    construction: first.construction,
    ...withNotes(input),
  };
}

/** Which node computes a tensor. A layer has one output; a nested model may have several. */
class TensorNodes {
  readonly #first = new Map<Application, number>();
  /** Outputs behind the first one. */
  readonly #others = new Map<Application, Map<number, number>>();

  get(tensor: TensorValue): number | undefined {
    const index = outputIndex(tensor);
    return index === 0 ? this.#first.get(tensor.producer) : this.#others.get(tensor.producer)?.get(index);
  }

  set(tensor: TensorValue, node: number): void {
    this.setOutput(tensor.producer, outputIndex(tensor), node);
  }

  setAll(application: Application, nodes: readonly number[]): void {
    nodes.forEach((node, output) => {
      this.setOutput(application, output, node);
    });
  }

  private setOutput(application: Application, output: number, node: number): void {
    if (output === 0) {
      this.#first.set(application, node);
      return;
    }
    const others = this.#others.get(application) ?? new Map<number, number>();
    others.set(output, node);
    this.#others.set(application, others);
  }
}

function outputIndex(tensor: TensorValue): number {
  return tensor.producer.layer.kind === "layer" ? 0 : (tensor.output ?? 0);
}
