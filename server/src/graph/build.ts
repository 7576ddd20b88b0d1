/** ModelValue → Graph, in Keras' own order of layers. Nested models are flattened. */
import type { Application, LayerValue, ModelValue, TensorValue, Value } from "../eval/values";
import type { Graph, GraphNode, LayerSpec } from "./graph";
import { applicationOrder } from "./order";
import { operationOf } from "./operations";
import type { Operation } from "./operations";

/**
 * A layer applied twice gives two nodes with one LayerSpec. The layers of a nested model are named "outer/inner"; its own
 * inputs are no nodes. A Sequential whose first layer is no InputLayer gets one, from that layer's input shape.
 */
export function buildGraph(model: ModelValue): Graph {
  const builder = new GraphBuilder();
  const outputs = builder.append(model, "", null);
  const { nodes, inputs } = builder;
  return { name: model.name, nodes, inputs, outputs };
}

class GraphBuilder {
  readonly nodes: GraphNode[] = [];
  readonly inputs: number[] = [];
  readonly #specs = new Map<LayerValue, LayerSpec>();

  /** Adds a model's nodes; `given` are the nodes that feed a nested one. Returns the nodes of its outputs. */
  append(model: ModelValue, prefix: string, given: readonly number[] | null): readonly number[] {
    switch (model.form) {
      case "sequential":
        return this.appendSequential(model, prefix, given);
      case "functional":
        return this.appendFunctional(model, prefix, given);
    }
  }

  private appendSequential(model: ModelValue, prefix: string, given: readonly number[] | null): readonly number[] {
    let current = given;
    for (const layer of model.layers) {
      if (layer.kind === "model") current = this.append(layer, `${prefix}${layer.name}/`, current);
      else if (layer.class === "InputLayer") current ??= [this.addInput(this.specOf(layer, prefix), [])];
      else {
        current ??= [this.addInput(impliedInput(layer, prefix), [])];
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
    for (const application of applicationOrder(model.outputs, boundary)) {
      const tensor = model.inputs.find((input) => input.producer === application);
      if (tensor !== undefined) {
        if (!sources.has(tensor))
          sources.set(tensor, this.addInput(this.inputSpec(tensor, prefix), application.origin));
      } else sources.setAll(application, this.appendApplication(application, prefix, sources));
    }
    this.orderInputs(model, sources, given);
    return model.outputs.map((tensor) => sources.get(tensor));
  }

  /** Inputs are listed as the model lists them, not as they were met. */
  private orderInputs(model: ModelValue, sources: TensorNodes, given: readonly number[] | null): void {
    if (given !== null) return;
    const listed = model.inputs.flatMap((tensor) => (sources.has(tensor) ? [sources.get(tensor)] : []));
    const others = this.inputs.filter((index) => !listed.includes(index));
    this.inputs.splice(0, this.inputs.length, ...listed, ...others);
  }

  private appendApplication(application: Application, prefix: string, sources: TensorNodes): readonly number[] {
    const { layer, origin } = application;
    const inputs = application.inputs.map((tensor) => sources.get(tensor));
    if (layer.kind === "model") return this.append(layer, `${prefix}${layer.name}/`, inputs);
    const spec = this.specOf(layer, prefix);
    return [inputs.length === 0 ? this.addInput(spec, origin) : this.add({ layer: spec, inputs, application: origin })];
  }

  private addInput(layer: LayerSpec, application: GraphNode["application"]): number {
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
    if (layer.kind === "layer" && layer.class === "InputLayer") return this.specOf(layer, prefix);
    const operation: Operation = { type: "input", shape: tensor.shape };
    return { class: "InputLayer", name: `${prefix}${layer.name}_input`, operation, construction: layer.construction };
  }

  private specOf(layer: LayerValue, prefix: string): LayerSpec {
    const known = this.#specs.get(layer);
    if (known !== undefined) return known;
    const spec: LayerSpec = {
      class: layer.class,
      name: prefix + layer.name,
      operation: operationOfLayer(layer),
      construction: layer.construction,
    };
    this.#specs.set(layer, spec);
    return spec;
  }
}

function operationOfLayer(layer: LayerValue): Operation {
  if (layer.unknown === null) return operationOf(layer.class, layer.arguments);
  return { type: "unknown", cause: "unknown-layer", why: layer.unknown.why, origin: layer.unknown.location };
}

const INPUT_ARGUMENTS = ["input_shape", "batch_input_shape", "input_dim"];

function impliedInput(first: LayerValue, prefix: string): LayerSpec {
  const given = new Map<string, Value>();
  for (const name of INPUT_ARGUMENTS) {
    const value = first.arguments.get(name);
    if (value !== undefined) given.set(name, value);
  }
  return {
    class: "InputLayer",
    name: `${prefix}${first.name}_input`,
    operation: operationOf("InputLayer", given),
    construction: first.construction,
  };
}

/** Which node computes a tensor. Every tensor of one output of one application is the same. */
class TensorNodes {
  readonly #nodes = new Map<Application, Map<number, number>>();

  has(tensor: TensorValue): boolean {
    return this.#nodes.get(tensor.producer)?.has(tensor.output ?? 0) ?? false;
  }

  /** Applications come in an order in which every input is computed before. */
  get(tensor: TensorValue): number {
    const node = this.#nodes.get(tensor.producer)?.get(tensor.output ?? 0);
    if (node === undefined) throw new Error(`the tensor of ${tensor.producer.layer.name} has no node`);
    return node;
  }

  set(tensor: TensorValue, node: number): void {
    this.setOutput(tensor.producer, tensor.output ?? 0, node);
  }

  setAll(application: Application, nodes: readonly number[]): void {
    for (const [output, node] of nodes.entries()) this.setOutput(application, output, node);
  }

  private setOutput(application: Application, output: number, node: number): void {
    const outputs = this.#nodes.get(application) ?? new Map<number, number>();
    outputs.set(output, node);
    this.#nodes.set(application, outputs);
  }
}
