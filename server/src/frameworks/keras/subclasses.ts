/**
 * Calls of the user's own layers and models, as Keras' `__call__` makes them: `build` once, then `call`. What they compute becomes
 * part of the graph layer by layer; a layer that stands for the instance itself has the weights that are its own.
 */
import { leavesOf } from "../../values/leaves";
import { classesOf } from "../../values/keys";
import { FALSE, list, NONE, tuple, unknown } from "../../values/make";
import type {
  CallContext,
  InstanceValue,
  LayerValue,
  ModelValue,
  TensorValue,
  UnknownValue,
  Value,
} from "../../values/value";
import { whyUnwieldy } from "../../values/walk";
import { constructInput } from "../tracing/inputs";
import {
  anchorOf,
  isMarked,
  keepNetwork,
  keepWeight,
  nameOf,
  networkOf,
  setMark,
  wrappedOf,
} from "../tracing/instances";
import { shapeTuple } from "../tracing/shapes";
import type { Tracer } from "../tracing/tracer";
import { makeWeight, weightsOf } from "../tracing/weights";
import { isModelInstance } from "./bases";
import { inheritsItsCall } from "./parts";
import { inputArgument } from "./special";

export class Subclasses {
  /** Calls of the user's own that are running within each other. */
  private depth = 0;

  constructor(
    private readonly tracer: Tracer,
    private readonly applyPart: (callee: LayerValue | ModelValue, call: CallContext) => Value,
  ) {}

  apply(instance: InstanceValue, call: CallContext): Value {
    const argument = inputArgument(call) ?? NONE;
    const inputs = this.tracer.tensorsOf(argument, call);
    this.depth++;
    if (inputs.length > 0 && inputs.every((input) => input.shape !== null)) {
      call.interpreter.appliedClasses.add(instance.class);
      if (!isMarked(instance, "called")) setMark(instance, "called", call);
    }
    let answer: Value;
    try {
      answer = this.build(instance, argument, call) ?? this.callOf(instance, call);
    } finally {
      this.depth--;
    }
    const unwieldy = whyUnwieldy(answer);
    if (unwieldy !== null) answer = unknown(unwieldy, call.location);
    if (answer.kind === "unknown") {
      return this.tracer.unknownTensor(answer, inputs, call, instance.class.name);
    }
    const output = this.withWeights(instance, answer, inputs, call);
    if (this.depth === 0 && isModelInstance(instance)) this.registerNetwork(instance, inputs, output, call);
    return output;
  }

  /** `super().call(x)` of a class that derives from one of Keras' layers or hands inputs and outputs to `Model`. */
  callBase(instance: InstanceValue, call: CallContext): Value {
    const wrapped = wrappedOf(instance);
    if (wrapped === null) return unknown(`the class ${instance.class.name} has no method call`, call.location);
    if (wrapped.kind === "layer" && definesBuild(instance.class) && !isMarked(instance, "base built")) {
      const base = wrapped.operation ?? wrapped.class;
      return unknown(`${instance.class.name} builds other weights than ${base} does`, call.location);
    }
    return this.applyPart(wrapped, call);
  }

  /** `model.build(shape)` from outside, and from within a `build` of the user's: the network on an input of this shape. */
  buildModel(instance: InstanceValue, call: CallContext): void {
    if (this.depth > 0 || wrappedOf(instance) !== null) {
      const wrapped = wrappedOf(instance);
      if (wrapped?.kind !== "model" || this.depth > 0) return;
      const build = call.interpreter.getAttribute(wrapped, "build", call.location);
      call.interpreter.call(build, call.positional, call.keywords, call.location);
      return;
    }
    const shape = call.positional[0] ?? call.keywords.get("input_shape");
    if (shape === undefined) return;
    if (definesBuild(instance.class)) setMark(instance, "built", call);
    this.apply(instance, { ...call, positional: [this.inputsOfShape(shape, call)], keywords: new Map() });
  }

  /** The network of an instance: as its source builds it, else on one input of the size that is asked for, which may stay open. */
  network(instance: InstanceValue, call: CallContext): ModelValue | null {
    if (!isModelInstance(instance)) return null;
    const wrapped = wrappedOf(instance);
    if (wrapped?.kind === "model" && inheritsItsCall(instance)) return wrapped;
    const known = networkOf(instance);
    if (known !== null && (call.interpreter.inputShape === null || known.inputs.length !== 1)) return known;
    const input = this.tracer.applyLayer(
      constructInput({ ...call, positional: [], keywords: openInput(call) }),
      [],
      [],
    );
    const before = call.interpreter.models.length;
    const answer = this.apply(instance, { ...call, positional: [input], keywords: new Map() });
    call.interpreter.models.splice(before);
    return this.networkFrom(instance, [input], answer, call);
  }

  private callOf(instance: InstanceValue, call: CallContext): Value {
    const method = call.interpreter.getAttribute(instance, "call", call.location);
    if (method.kind !== "bound-method") {
      return method.kind === "unknown"
        ? method
        : call.interpreter.call(method, call.positional, call.keywords, call.location);
    }
    const keywords = new Map(call.keywords);
    // Keras fills these in itself where `call` asks for them.
    for (const [index, parameter] of method.function.parameters.entries()) {
      const { target, form } = parameter;
      if (target.kind !== "name" || form === "rest" || form === "keyword-rest") continue;
      const isGiven = keywords.has(target.name) || index <= call.positional.length;
      if (isGiven || method.function.defaults.has(parameter)) continue;
      if (target.name === "training") keywords.set("training", FALSE);
      if (target.name === "mask") keywords.set("mask", NONE);
    }
    return call.interpreter.call(method, call.positional, keywords, call.location);
  }

  /** Why its `build` could not be followed, if so. */
  private build(instance: InstanceValue, argument: Value, call: CallContext): UnknownValue | null {
    if (isMarked(instance, "built") || saysItIsBuilt(instance)) return null;
    const method = call.interpreter.getAttribute(instance, "build", call.location);
    if (method.kind !== "bound-method") return null;
    const shape = this.shapesOf(argument, call);
    if (shape.kind !== "unknown") setMark(instance, "built", call);
    const answer = call.interpreter.call(method, [shape], new Map(), call.location);
    return answer.kind === "unknown" ? answer : null;
  }

  private shapesOf(argument: Value, call: CallContext): Value {
    const unwieldy = whyUnwieldy(argument);
    if (unwieldy !== null) return unknown(unwieldy, call.location);
    switch (argument.kind) {
      case "tensor":
        return shapeTuple(argument, this.tracer, call);
      case "list":
      case "tuple":
        return list(argument.items.map((item) => this.shapesOf(item, call)));
      default:
        return unknown("the shape of what the layer is called on", call.location);
    }
  }

  private withWeights(
    instance: InstanceValue,
    answer: Value,
    inputs: readonly TensorValue[],
    call: CallContext,
  ): Value {
    this.keepUnusedWeights(instance, inputs, call);
    const weights = weightsOf(instance);
    if (weights.length === 0) return answer;
    const used = usedBetween(inputs, tensorsWithin(answer));
    const unused = weights.filter((weight) => !used.has(weight));
    if (unused.length === 0) return answer;
    const anchor = anchorOf(instance, call);
    return mapTensors(answer, (tensor) => this.tracer.applyLayer(anchor, [tensor, ...unused], call.frames));
  }

  /** A `call` of the user's may leave out that of the layer that it derives from: its weights are there all the same. */
  private keepUnusedWeights(instance: InstanceValue, inputs: readonly TensorValue[], call: CallContext): void {
    const wrapped = wrappedOf(instance);
    if (wrapped?.kind !== "layer") return;
    const outputs = this.tracer.outputsOf(wrapped);
    if ("kind" in outputs || outputs.length > 0) return;
    if (isMarked(instance, "base counted") || (definesBuild(instance.class) && !isMarked(instance, "base built")))
      return;
    const shapes = inputs.map((input) => input.shape);
    const parameters = shapes.every((shape) => shape !== null) ? this.tracer.rulesOf(wrapped).parameters(shapes) : null;
    setMark(instance, "base counted", call);
    const keep = (count: Value, trainable: boolean): void => {
      keepWeight(instance, makeWeight(count, trainable, "weights", call, instance), call);
    };
    if (parameters === null) {
      keep(unknown(`how many weights ${instance.class.name} has`, call.location), true);
      return;
    }
    const { total, nonTrainable } = parameters;
    if (total > nonTrainable) keep(tuple([{ kind: "integer", value: total - nonTrainable }]), true);
    if (nonTrainable > 0) keep(tuple([{ kind: "integer", value: nonTrainable }]), false);
  }

  private registerNetwork(
    instance: InstanceValue,
    inputs: readonly TensorValue[],
    output: Value,
    call: CallContext,
  ): void {
    // On a tensor within another network it is a part of that.
    if (inputs.length === 0 || inputs.some(({ shape, producer }) => shape === null || producer.inputs.length > 0))
      return;
    const network = this.networkFrom(instance, inputs, output, call);
    if (network === null) return;
    keepNetwork(instance, network, call);
    call.interpreter.models.push(network);
  }

  private networkFrom(
    instance: InstanceValue,
    inputs: readonly TensorValue[],
    answer: Value,
    call: CallContext,
  ): ModelValue | null {
    const outputs = tensorsWithin(answer);
    if (outputs.length === 0) return null;
    return {
      kind: "model",
      form: "functional",
      name: nameOf(instance, call),
      inputs,
      outputs,
      layers: [],
      construction: instance.construction,
      instance,
    };
  }

  /** An input for each shape of `(None, 224, 224, 3)`, or of a list of such. */
  private inputsOfShape(shape: Value, call: CallContext): Value {
    const unwieldy = whyUnwieldy(shape);
    if (unwieldy !== null) return unknown(unwieldy, call.location);
    const items = shape.kind === "list" || shape.kind === "tuple" ? shape.items : [];
    if (items.length > 0 && items.every((item) => item.kind === "list" || item.kind === "tuple")) {
      return list(items.map((item) => this.inputsOfShape(item, call)));
    }
    const asInput: CallContext = { ...call, positional: [], keywords: new Map([["batch_input_shape", shape]]) };
    return this.tracer.applyLayer(constructInput(asInput), [], call.frames);
  }
}

/** Without a size: `constructInput` puts the one that is asked for in its place. */
function openInput(call: CallContext): ReadonlyMap<string, Value> {
  if (call.interpreter.inputShape === null) return new Map();
  return new Map([["batch_input_shape", unknown("the size of the input", call.location)]]);
}

function definesBuild(value: Value): boolean {
  return value.kind === "class" && classesOf(value).some(({ members }) => members.has("build"));
}

/** Tensors on the way from `inputs` to `outputs`. */
function usedBetween(inputs: readonly TensorValue[], outputs: readonly TensorValue[]): ReadonlySet<TensorValue> {
  const met = new Set<TensorValue>(inputs);
  const pending = [...outputs];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (met.has(next)) continue;
    met.add(next);
    pending.push(...next.producer.inputs);
  }
  return met;
}

function mapTensors(value: Value, change: (tensor: TensorValue) => TensorValue): Value {
  switch (value.kind) {
    case "tensor":
      return change(value);
    case "list":
      return list(value.items.map((item) => mapTensors(item, change)));
    case "tuple":
      return { ...value, items: value.items.map((item) => mapTensors(item, change)) };
    case "dictionary": {
      const entries = [...value.entries].map(
        ([id, { key, value: item }]) => [id, { key, value: mapTensors(item, change) }] as const,
      );
      return { ...value, entries: new Map(entries) };
    }
    default:
      return value;
  }
}

function tensorsWithin(value: Value): readonly TensorValue[] {
  return leavesOf(value).filter((leaf) => leaf.kind === "tensor");
}

/** `self.built = True` of its source. */
function saysItIsBuilt(instance: InstanceValue): boolean {
  const built = instance.attributes.get("built");
  return built?.kind === "boolean" && built.value;
}
