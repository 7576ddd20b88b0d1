/**
 * Application of layers and models to symbolic tensors.
 *
 * A model applied to a tensor is replayed: its layers are applied anew, in order, so that the graph holds layers only and a
 * layer of a shared model is the same layer each time.
 */
import type { Frame } from "../../../../protocol/report";
import { describe, list, unknown } from "../../eval/read";
import type { CallContext, InstanceValue, LayerValue, ModelValue, TensorValue, UnknownValue, Value } from "../../eval/values";
import { inferOutput } from "../../graph/infer";
import { operationOf } from "../../graph/operations";
import type { Operation } from "../../graph/operations";
import { inputShapeOf, makeLayer, unknownLayer } from "./layers";

export class Tracer {
  private readonly operations = new WeakMap<LayerValue, Operation>();
  private readonly outputs = new WeakMap<LayerValue, TensorValue[]>();
  private readonly chains = new WeakMap<ModelValue, readonly Link[]>();

  /** One application of a layer. Shape errors are not reported here: `graph` finds them again where they matter. */
  applyLayer(layer: LayerValue, inputs: readonly TensorValue[], origin: readonly Frame[]): TensorValue {
    const tensor: TensorValue = {
      kind: "tensor",
      shape: this.outputShape(layer, inputs),
      batch: layer.class === "InputLayer" ? (inputShapeOf(layer)?.batch ?? null) : (inputs[0]?.batch ?? null),
      producer: { layer, inputs, origin },
    };
    const outputs = this.outputs.get(layer);
    if (outputs === undefined) this.outputs.set(layer, [tensor]);
    else outputs.push(tensor);
    return tensor;
  }

  /** Tensors that a model's layers give for other inputs; one for each of its outputs. */
  applyModel(model: ModelValue, inputs: readonly TensorValue[], call: CallContext): readonly TensorValue[] {
    if (model.form === "sequential") return [this.applySequential(model, inputs, call)];
    const replayed = new Map<TensorValue, TensorValue>();
    model.inputs.forEach((input, index) => {
      const replacement = inputs[index];
      if (replacement !== undefined) replayed.set(input, replacement);
    });
    return model.outputs.map((output) => this.replay(output, replayed, call));
  }

  /** Outputs of a layer, in the order of its applications. */
  outputsOf(layer: LayerValue): readonly TensorValue[] {
    return this.outputs.get(layer) ?? [];
  }

  /** Tensors between the layers of a Sequential, the input first; the same ones at each question while it only grows. */
  chainOf(model: ModelValue, call: CallContext): readonly TensorValue[] {
    const known = this.chains.get(model) ?? [];
    const kept = known.filter((link, index) => link.part === model.layers[index]);
    const links = kept.length === known.length ? [...known] : [];
    for (const part of model.layers.slice(links.length)) {
      links.push({ part, tensor: this.nextLink(part, links.at(-1)?.tensor, call) });
    }
    this.chains.set(model, links);
    return links.map((link) => link.tensor);
  }

  inputsOf(model: ModelValue, call: CallContext): readonly TensorValue[] {
    if (model.form === "functional") return model.inputs;
    const [first] = model.layers;
    if (first?.kind === "model") return this.inputsOf(first, call);
    return this.chainOf(model, call).slice(0, 1);
  }

  modelOutputs(model: ModelValue, call: CallContext): readonly TensorValue[] {
    return model.form === "functional" ? model.outputs : this.chainOf(model, call).slice(-1);
  }

  /** The tensors of an argument, a structure of tensors; what is none becomes a tensor that says why it is not known. */
  tensorsOf(value: Value, call: CallContext): readonly TensorValue[] {
    switch (value.kind) {
      case "tensor":
        return [value];
      case "list":
      case "tuple":
        return value.items.flatMap((item) => this.tensorsOf(item, call));
      case "dictionary":
        return [...value.entries.values()].flatMap((entry) => this.tensorsOf(entry.value, call));
      case "unknown":
        return [this.unknownTensor(value, value.tensors ?? [], call)];
      case "layer":
        return [this.unknownTensor(unknown(notApplied(value), call.location), [], call)];
      default:
        return [
          this.unknownTensor(unknown(`${describe(value)} stands where a tensor should be`, call.location), [], call),
        ];
    }
  }

  /** Output of something that is not understood: the graph stays whole, and everything below names this reason. */
  unknownTensor(
    why: UnknownValue,
    inputs: readonly TensorValue[],
    call: CallContext,
    className = "unknown",
  ): TensorValue {
    return this.applyLayer(unknownLayer(className, why, call), inputs, call.frames);
  }

  /** Why the shape of a tensor is not known: the first cause on the way to it. */
  whyUnknown(tensor: TensorValue, call: CallContext): UnknownValue {
    const seen = new Set<TensorValue>();
    const pending = [tensor];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      if (seen.has(next)) continue;
      seen.add(next);
      const { layer, inputs } = next.producer;
      const nearest = inputs.filter((input) => input.shape === null);
      if (nearest.length === 0 && layer.kind === "layer") return this.whyLayerUnknown(layer, call);
      pending.push(...nearest);
    }
    return unknown("the shape of a tensor is not known", call.location);
  }

  operationOf(layer: LayerValue): Operation {
    let operation = this.operations.get(layer);
    if (operation === undefined) {
      operation = operationOf(layer.operation ?? layer.class, layer.arguments);
      this.operations.set(layer, operation);
    }
    return operation;
  }

  private outputShape(layer: LayerValue, inputs: readonly TensorValue[]): readonly (number | null)[] | null {
    if (layer.class === "InputLayer") return inputShapeOf(layer)?.shape ?? null;
    if (layer.unknown !== null) return null;
    const shapes: (readonly (number | null)[])[] = [];
    for (const { shape } of inputs) {
      if (shape === null) return null;
      shapes.push(shape);
    }
    const output = inferOutput(this.operationOf(layer), shapes);
    return output.kind === "shape" ? output.shape : null;
  }

  private whyLayerUnknown(layer: LayerValue, call: CallContext): UnknownValue {
    if (layer.unknown !== null) return layer.unknown;
    const location = layer.construction[0]?.location ?? call.location;
    if (layer.class === "InputLayer") {
      return unknown("the input has no shape", location);
    }
    const operation = this.operationOf(layer);
    if (operation.type === "unknown") return unknown(operation.why, operation.origin ?? location);
    return unknown(`the output shape of ${layer.name} is not known`, location);
  }

  private replay(tensor: TensorValue, replayed: Map<TensorValue, TensorValue>, call: CallContext): TensorValue {
    const pending = [tensor];
    for (let next = pending.at(-1); next !== undefined; next = pending.at(-1)) {
      const missing = next.producer.inputs.filter((input) => !replayed.has(input));
      if (!replayed.has(next) && missing.length > 0) {
        pending.push(...missing);
        continue;
      }
      pending.pop();
      if (!replayed.has(next)) replayed.set(next, this.replayOne(next, replayed, call));
    }
    return replayed.get(tensor) ?? tensor;
  }

  private replayOne(
    tensor: TensorValue,
    replayed: ReadonlyMap<TensorValue, TensorValue>,
    call: CallContext,
  ): TensorValue {
    const { layer, inputs, origin } = tensor.producer;
    // An input that the call does not replace (a constant) stays what it is.
    if (inputs.length === 0 || layer.kind === "model") return tensor;
    call.interpreter.spend(REPLAY_WORK);
    const mapped = inputs.map((input) => replayed.get(input) ?? input);
    return this.applyLayer(layer, mapped, [...origin, ...call.frames]);
  }

  private applySequential(model: ModelValue, inputs: readonly TensorValue[], call: CallContext): TensorValue {
    let current = inputs;
    for (const part of model.layers) {
      if (part.kind === "model") current = this.applyModel(part, current, call);
      else if (part.custom !== undefined) current = this.applyCustom(part.custom, current, call);
      else if (part.class !== "InputLayer") current = [this.applyLayer(part, current, call.frames)];
      call.interpreter.spend(REPLAY_WORK);
    }
    const [output] = current;
    return output ?? this.unknownTensor(unknown(`${model.name} has no layers`, call.location), [], call);
  }

  private nextLink(part: LayerValue | ModelValue, above: TensorValue | undefined, call: CallContext): TensorValue {
    if (part.kind === "layer" && part.custom !== undefined) {
      const [output] = this.applyCustom(part.custom, [above ?? this.missingInput(call)], call);
      return output ?? this.unknownTensor(unknown(`${part.name} has no output`, call.location), [], call);
    }
    if (part.kind === "layer") {
      if (part.class === "InputLayer") return this.applyLayer(part, [], []);
      if (part.unknown !== null) return this.applyLayer(part, above === undefined ? [] : [above], []);
      return this.applyLayer(part, [above ?? this.missingInput(call)], []);
    }
    const [output] =
      above === undefined ? this.modelOutputs(part, call) : this.applyModel(part, [above], { ...call, frames: [] });
    return output ?? this.unknownTensor(unknown(`${part.name} has no output`, call.location), [], call);
  }

  /** A layer of the user's own within a Sequential. */
  private applyCustom(
    instance: InstanceValue,
    inputs: readonly TensorValue[],
    call: CallContext,
  ): readonly TensorValue[] {
    const [first] = inputs;
    const argument: Value = inputs.length === 1 && first !== undefined ? first : list(inputs);
    return this.tensorsOf(call.interpreter.call(instance, [argument], new Map(), call.location), call);
  }

  /** The input of a Sequential that was not told its size. */
  private missingInput(call: CallContext): TensorValue {
    return this.applyLayer(makeLayer("InputLayer", new Map(), call, null, "input"), [], []);
  }
}

/** Work of one replayed layer in the evaluator's items: about what evaluating its line would cost. */
const REPLAY_WORK = 256;

interface Link {
  readonly part: LayerValue | ModelValue;
  readonly tensor: TensorValue;
}

/** The tensors that a tensor rests on and that rest on nothing, in the order in which they are met. */
export function sourcesOf(tensors: readonly TensorValue[]): readonly TensorValue[] {
  const sources: TensorValue[] = [];
  const seen = new Set<TensorValue>();
  const pending = [...tensors].reverse();
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    const { inputs, layer } = next.producer;
    if (inputs.length === 0 && layer.kind === "layer" && layer.class === "InputLayer") sources.push(next);
    pending.push(...[...inputs].reverse());
  }
  return sources;
}

/** `Conv2D(8, 3)` where `Conv2D(8, 3)(x)` was meant. */
function notApplied(layer: LayerValue): string {
  return `the layer ${layer.name} is not applied to a tensor: ${layer.class}(…)(x) gives one`;
}

/** The first argument of a call of a layer, by position or by one of the names that layers give it. */
export function inputArgument(call: CallContext): Value | undefined {
  const [first] = call.positional;
  if (first !== undefined) return first;
  const name = ["inputs", "input", "x", "input_tensor", "tensor"].find((candidate) => call.keywords.has(candidate));
  return name === undefined ? undefined : call.keywords.get(name);
}
