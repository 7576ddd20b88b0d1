/**
 * Application of layers and models to symbolic tensors.
 *
 * A model applied to a tensor is replayed: its layers are applied anew, in order, so that the graph holds layers only and a
 * layer of a shared model is the same layer each time.
 */
import type { Frame, Shape } from "../../../../protocol/report";
import { Cells } from "../../values/cell";
import type { Heap } from "../../values/heap";
import { describe } from "../../values/describe";
import { integer, list, unknown } from "../../values/make";
import type {
  Application,
  CallContext,
  InstanceValue,
  LayerValue,
  ModelValue,
  TensorValue,
  UnknownValue,
  Value,
} from "../../values/value";
import { whyUnwieldy } from "../../values/walk";
import { costOfBody, inferOutput, inferTensor } from "../../graph/infer";
import { INPUT_LAYER } from "../../layers/input";
import { KnownLayers } from "../../layers/known-layers";
import type { OutputShape } from "../../layers/arithmetic";
import { shapeOfTensor } from "../../layers/tensor/read";
import type { TensorOutput } from "../../layers/tensor/shapes";
import { isFilling, tensorFields } from "./constants";
import { GrowingParts } from "./growing-parts";
import { inputShapeOf } from "./inputs";
import { isFollowed, isInputLayer, makeLayer, unknownLayer } from "./layers";
import type { LayerCost } from "../../layers/arithmetic";
import type { Rules } from "../../layers/rules";

/** What a layer with several outputs has behind the first one. */
export const FURTHER_OUTPUT = "FurtherOutput";

/** What tracing asks of the framework whose sources are followed. */
export interface Spelling {
  /** The layer or model that an instance of a user's class is; null where its class derives from none of the framework's. */
  readonly asPart: (instance: InstanceValue, call: CallContext) => LayerValue | ModelValue | null;
  /** What a layer with a function of the user's, which was followed, gives for other tensors. */
  readonly reapply: (layer: LayerValue, inputs: readonly TensorValue[], call: CallContext, tracer: Tracer) => Value;
  /** How a source applies the layer: "Conv2D(…)(x)". */
  readonly application: (layer: LayerValue) => string;
}

export class Tracer {
  readonly sequentials = new GrowingParts();
  private readonly outputs: Cells<LayerValue, Outputs | UnknownValue | null>;
  private readonly inputs: Cells<TensorValue, TensorValue | null>;
  /** The same for whoever asks: what they stand for never changes. */
  private readonly furtherOutputs = new Map<LayerValue, LayerValue[]>();
  private readonly parts: Cells<Application, ModelValue | null>;
  private readonly chains: Cells<ModelValue, readonly Link[]>;
  private readonly reasons: Cells<TensorValue, UnknownValue | null>;

  constructor(
    heap: Heap,
    readonly spelling: Spelling,
    private readonly layers = new KnownLayers(),
  ) {
    this.outputs = new Cells<LayerValue, Outputs | UnknownValue | null>(heap, null, joinOutputs);
    this.inputs = new Cells<TensorValue, TensorValue | null>(heap, null, eitherOrNull);
    this.parts = new Cells<Application, ModelValue | null>(heap, null, eitherOrNull);
    this.chains = new Cells<ModelValue, readonly Link[]>(heap, [], () => []);
    this.reasons = new Cells<TensorValue, UnknownValue | null>(heap, null, eitherOrNull);
  }

  /** One application of a layer. Shape errors are not reported here: `graph` finds them again where they matter. */
  applyLayer(layer: LayerValue, inputs: readonly TensorValue[], origin: readonly Frame[]): TensorValue {
    const fed = inputs.length > 0 && inputs.every(isFilling) ? inputs.map((input) => this.asInput(input)) : inputs;
    const tensor: TensorValue = {
      kind: "tensor",
      ...this.fieldsOf(layer, fed),
      producer: { layer, inputs: fed, origin },
    };
    const earlier = this.outputs.get(layer);
    if (earlier === null || "last" in earlier) this.outputs.set(layer, { last: tensor, earlier });
    return tensor;
  }

  /** The same for a layer with `count` outputs: those behind the first are layers of their own that read it. */
  applyWithOutputs(
    layer: LayerValue,
    inputs: readonly TensorValue[],
    count: number,
    origin: readonly Frame[],
  ): readonly TensorValue[] {
    const first = this.applyLayer(layer, inputs, origin);
    const others = Array.from({ length: count - 1 }, (_, index) =>
      this.applyLayer(this.furtherOutput(layer, index + 1), [first, ...inputs], origin),
    );
    return [first, ...others];
  }

  private furtherOutput(layer: LayerValue, index: number): LayerValue {
    const known = this.furtherOutputs.get(layer) ?? [];
    this.furtherOutputs.set(layer, known);
    return (known[index] ??= {
      kind: "layer",
      class: layer.class,
      operation: FURTHER_OUTPUT,
      name: `${layer.name}[${index}]`,
      arguments: new Map<string, Value>([
        ["layer", layer],
        ["index", integer(index)],
      ]),
      unknown: null,
      construction: layer.construction,
    });
  }

  /** Tensors that a model's layers give for other inputs; one for each of its outputs. */
  applyModel(model: ModelValue, inputs: readonly TensorValue[], call: CallContext): readonly TensorValue[] {
    if (model.form === "sequential") return [this.applySequential(model, inputs, call)];
    const outputs = this.exchangeLayers(model, inputs, null, call);
    if (outputs.length < 2) return outputs;
    // All its outputs are computed, whether or not they are used: the model stays one part of the graph.
    const producer = { layer: model, inputs, origin: call.frames };
    return outputs.map((output, index) => ({ ...output, producer, output: index }));
  }

  /** The outputs of a functional model on these inputs, each layer in the place of the one that it is exchanged for. */
  exchangeLayers(
    model: ModelValue,
    inputs: readonly TensorValue[],
    exchange: Exchange | null,
    call: CallContext,
  ): readonly TensorValue[] {
    const replay: Replay = { tensors: new Map(), models: new Map(), exchange };
    model.inputs.forEach((input, index) => {
      const replacement = inputs[index];
      if (replacement !== undefined) replay.tensors.set(input, replacement);
    });
    return model.outputs.map((output) => this.replay(output, replay, call));
  }

  /** Remembers that what lies between these tensors is a call of the model. */
  notePart(model: ModelValue, inputs: readonly TensorValue[], outputs: readonly TensorValue[]): void {
    const outside = new Set(inputs.map((input) => input.producer));
    const pending = outputs.map((output) => output.producer);
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      if (outside.has(next) || this.parts.get(next) === model) continue;
      this.parts.set(next, model);
      pending.push(...next.inputs.map((input) => input.producer));
    }
  }

  /** The model, called as a whole, that an application is part of. */
  partOf(application: Application): ModelValue | undefined {
    return this.parts.get(application) ?? undefined;
  }

  /** Outputs of a layer, in the order of its applications; or why they are not known. */
  outputsOf(layer: LayerValue): readonly TensorValue[] | UnknownValue {
    const outputs = this.outputs.get(layer);
    return outputs === null || "last" in outputs ? inOrder(outputs) : outputs;
  }

  /** Tensors between the layers of a Sequential, the input first; the same ones at each question while it only grows. */
  chainOf(model: ModelValue, call: CallContext): readonly TensorValue[] {
    const known = this.chains.get(model);
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
    const why = whyUnwieldy(value, (items) => {
      call.interpreter.spend(items);
    });
    return why === null ? this.tensorsWithin(value, call) : [this.unknownTensor(unknown(why, call.location), [], call)];
  }

  private tensorsWithin(value: Value, call: CallContext): readonly TensorValue[] {
    switch (value.kind) {
      case "tensor":
        return [value];
      case "list":
      case "tuple":
        return value.items.flatMap((item) => this.tensorsWithin(item, call));
      case "dictionary":
        return [...value.entries.values()].flatMap((entry) => this.tensorsWithin(entry.value, call));
      case "unknown":
        return [this.unknownTensor(value, value.tensors ?? [], call)];
      case "layer":
        return [this.unknownTensor(unknown(this.notApplied(value), call.location), [], call)];
      default:
        return [
          this.unknownTensor(
            unknown(`${describe(value, call.interpreter.words)} stands where a tensor should be`, call.location),
            [],
            call,
          ),
        ];
    }
  }

  /** A layer stands where what it gives was meant. */
  private notApplied(layer: LayerValue): string {
    return `the layer ${layer.name} is not applied to a tensor: ${this.spelling.application(layer)} gives one`;
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
    const reason = this.firstCause(tensor, call) ?? unknown("the shape of a tensor is not known", call.location);
    this.reasons.set(tensor, reason);
    return reason;
  }

  /** Ends at the first tensor whose reason is known: the next tensor of a long network asks where the last one stopped. */
  private firstCause(tensor: TensorValue, call: CallContext): UnknownValue | null {
    const seen = new Set<TensorValue>();
    const pending = [tensor];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      const known = this.reasons.get(next);
      if (known !== null) return known;
      if (seen.has(next)) continue;
      seen.add(next);
      const { layer, inputs } = next.producer;
      const nearest = inputs.filter((input) => input.shape === null);
      if (nearest.length === 0 && layer.kind === "layer") return this.whyLayerUnknown(layer, inputs, call);
      pending.push(...nearest);
    }
    return null;
  }

  /** What one application of a network costs; null where it is not known. */
  costOf(body: ModelValue): LayerCost | null {
    return costOfBody(body, this.layers);
  }

  rulesOf(layer: LayerValue): Rules {
    return this.layers.rulesOf(layer);
  }

  /** An input of the network in place of data that the source makes up (`tf.ones((1, 224, 224, 3))`); other tensors as they are. */
  asInput(tensor: TensorValue): TensorValue {
    if (!isFilling(tensor)) return tensor;
    let input = this.inputs.get(tensor);
    if (input === null) {
      const { layer, origin } = tensor.producer;
      const shape = layer.kind === "layer" ? layer.arguments.get("shape") : undefined;
      const given = new Map(shape === undefined ? [] : [["batch_input_shape", shape] as const]);
      const made: LayerValue = {
        ...layer,
        kind: "layer",
        class: INPUT_LAYER,
        name: "input",
        arguments: given,
        unknown: null,
      };
      input = this.applyLayer(made, [], origin);
      this.inputs.set(tensor, input);
    }
    return input;
  }

  private fieldsOf(layer: LayerValue, inputs: readonly TensorValue[]): ReturnType<typeof tensorFields> {
    const batch = inputs[0]?.batch ?? null;
    if (isInputLayer(layer)) return inputShapeOf(layer) ?? { shape: null, batch };
    if (layer.unknown !== null) return { shape: null, batch };
    const output = this.outputOf(layer, inputs);
    if (output?.kind === "tensor") return tensorFields(output);
    return { shape: output?.kind === "shape" ? output.shape : null, batch };
  }

  /** Null where an input has no shape. */
  private outputOf(layer: LayerValue, inputs: readonly TensorValue[]): OutputShape | TensorOutput | null {
    const rules = this.rulesOf(layer);
    const rows = rules.tensors === undefined ? shapesOfSamples(inputs) : null;
    if (rows !== null) return inferOutput(rules, rows);
    const shapes = inputs.map(shapeOfTensor).filter((shape) => shape !== null);
    return shapes.length < inputs.length ? null : inferTensor(rules, shapes);
  }

  private whyLayerUnknown(layer: LayerValue, inputs: readonly TensorValue[], call: CallContext): UnknownValue {
    if (layer.unknown !== null) return layer.unknown;
    const location = layer.construction[0]?.location ?? call.location;
    if (isInputLayer(layer)) {
      return unknown("the input has no shape", location);
    }
    const { failure } = this.rulesOf(layer);
    if (failure !== undefined) return unknown(failure.message, failure.origin ?? location);
    const output = this.outputOf(layer, inputs);
    const why = output !== null && "message" in output ? `: ${output.message.replace(/\.$/, "")}` : "";
    return unknown(`the output shape of ${layer.name} is not known${why}`, location);
  }

  private replay(tensor: TensorValue, replay: Replay, call: CallContext): TensorValue {
    const { tensors: replayed } = replay;
    const pending = [tensor];
    for (let next = pending.at(-1); next !== undefined; next = pending.at(-1)) {
      const missing = next.producer.inputs.filter((input) => !replayed.has(input));
      if (!replayed.has(next) && missing.length > 0) {
        pending.push(...missing);
        continue;
      }
      pending.pop();
      if (!replayed.has(next)) replayed.set(next, this.replayOne(next, replay, call));
    }
    return replayed.get(tensor) ?? tensor;
  }

  private replayOne(tensor: TensorValue, replay: Replay, call: CallContext): TensorValue {
    const { tensors: replayed, models, exchange } = replay;
    const { layer: original, inputs, origin } = tensor.producer;
    // An input that the call does not replace (a constant) stays what it is.
    if (inputs.length === 0) return tensor;
    call.interpreter.spend(REPLAY_WORK);
    const mapped = inputs.map((input) => replayed.get(input) ?? input);
    const frames = [...origin, ...call.frames];
    const layer = original.kind === "layer" && exchange !== null ? exchange(original) : original;
    if (layer.kind === "unknown") return this.unknownTensor(layer, mapped, call);
    if (layer.kind === "model") {
      if (exchange !== null)
        return this.unknownTensor(unknown("a clone of a model within a model", call.location), mapped, call);
      const outputs = models.get(tensor.producer) ?? this.applyModel(layer, mapped, { ...call, frames });
      models.set(tensor.producer, outputs);
      return outputs[tensor.output ?? 0] ?? tensor;
    }
    if (!layer.arguments.has("body")) return this.applyLayer(layer, mapped, frames);
    // What a function of the user's gives may depend on the sizes of its inputs.
    const answer = this.spelling.reapply(layer, mapped, { ...call, frames }, this);
    const [only] = this.tensorsOf(answer, call);
    return only ?? tensor;
  }

  private applySequential(model: ModelValue, inputs: readonly TensorValue[], call: CallContext): TensorValue {
    let current = inputs;
    for (const part of model.layers) {
      if (part.kind === "model") current = this.applyModel(part, current, call);
      else if (isFollowed(part)) current = this.applyFollowed(part, current, call);
      else if (!isInputLayer(part)) current = [this.applyLayer(part, current, call.frames)];
      call.interpreter.spend(REPLAY_WORK);
    }
    const [output] = current;
    return output ?? this.unknownTensor(unknown(`${model.name} has no layers`, call.location), [], call);
  }

  private nextLink(part: LayerValue | ModelValue, above: TensorValue | undefined, call: CallContext): TensorValue {
    if (part.kind === "layer" && isFollowed(part)) {
      const [output] = this.applyFollowed(part, [above ?? this.missingInput(call)], call);
      return output ?? this.unknownTensor(unknown(`${part.name} has no output`, call.location), [], call);
    }
    if (part.kind === "layer") {
      if (isInputLayer(part)) return this.applyLayer(part, [], []);
      if (part.unknown !== null) return this.applyLayer(part, above === undefined ? [] : [above], []);
      return this.applyLayer(part, [above ?? this.missingInput(call)], []);
    }
    const [output] =
      above === undefined ? this.modelOutputs(part, call) : this.applyModel(part, [above], { ...call, frames: [] });
    return output ?? this.unknownTensor(unknown(`${part.name} has no output`, call.location), [], call);
  }

  /** Within a Sequential, a layer that is called to find what it computes. */
  private applyFollowed(part: LayerValue, inputs: readonly TensorValue[], call: CallContext): readonly TensorValue[] {
    const [first] = inputs;
    const argument: Value = inputs.length === 1 && first !== undefined ? first : list(inputs);
    return this.tensorsOf(call.interpreter.call(part.custom ?? part, [argument], new Map(), call.location), call);
  }

  /** The input of a Sequential that was not told its size. */
  private missingInput(call: CallContext): TensorValue {
    return this.applyLayer(makeLayer(INPUT_LAYER, new Map(), call, null, "input"), [], []);
  }
}

/** What a layer gave, the latest first: a cell keeps what was there before, and a layer may be applied thousands of times. */
interface Outputs {
  readonly last: TensorValue;
  readonly earlier: Outputs | null;
}

function inOrder(outputs: Outputs | null): readonly TensorValue[] {
  const tensors: TensorValue[] = [];
  for (let link = outputs; link !== null; link = link.earlier) tensors.push(link.last);
  return tensors.reverse();
}

/** What both ways gave; what one of them gave alone, since a way on which the layer was not applied has no output to ask for. */
function joinOutputs(
  present: Outputs | UnknownValue | null,
  other: Outputs | UnknownValue | null,
  why: UnknownValue,
): Outputs | UnknownValue | null {
  if (present === null || other === null) return present ?? other;
  if (!("last" in present)) return present;
  if (!("last" in other)) return other;
  const others = inOrder(other);
  const common = inOrder(present).filter((tensor, index) => tensor === others[index]);
  return common.reduce<Outputs | null>((earlier, last) => ({ last, earlier }), null) ?? why;
}

/** What is found anew where two ways found different things. */
function eitherOrNull<T>(present: T | null, other: T | null): T | null {
  return present === null || other === null ? (present ?? other) : null;
}

/** The layer that takes another one's place, or why that is not known. */
export type Exchange = (layer: LayerValue) => LayerValue | UnknownValue;

/** Without the batch, where every tensor has one row for each sample, as most have; null otherwise. */
function shapesOfSamples(tensors: readonly TensorValue[]): readonly Shape[] | null {
  const shapes: Shape[] = [];
  for (const { shape, scalar, samples } of tensors) {
    if (shape === null || scalar === true || samples !== undefined) return null;
    shapes.push(shape);
  }
  return shapes;
}

/** Work of one replayed layer in the evaluator's items: about what evaluating its line would cost. */
const REPLAY_WORK = 256;

/** What an application of a model has met: tensors by those that they stand for, and models within it by their application. */
interface Replay {
  /** Null: the layers stay, shared. */
  readonly exchange: Exchange | null;
  readonly tensors: Map<TensorValue, TensorValue>;
  readonly models: Map<Application, readonly TensorValue[]>;
}

interface Link {
  readonly part: LayerValue | ModelValue;
  readonly tensor: TensorValue;
}
