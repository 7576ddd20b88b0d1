/**
 * Classes of the source that derive from TF.js' `Layer`, `Sequential` or `LayersModel`. Of a layer its `build`, `addWeight` and
 * `computeOutputShape` are run, as TF.js runs them when it is applied: they say its weights and its output. What its `call` computes is
 * not followed, so its time is not known.
 */
import { libraryBases } from "../../values/ancestry";
import { asBoolean, asInteger, asIntegerList, asItems, asString } from "../../values/ask";
import { integer, list, NONE, unknown } from "../../values/make";
import type {
  CallContext,
  InstanceValue,
  LayerValue,
  LibraryMember,
  ModelValue,
  TensorValue,
  Value,
} from "../../values/value";
import {
  isMarked,
  keepName,
  keepWeight,
  keepWrapped,
  layerOfInstance,
  madeWeights,
  methodOnInstance,
  NAME_MEMBER,
  nameOf,
  setMark,
  wrappedOf,
} from "../tracing/instances";
import { shapeTuple } from "../tracing/shapes";
import type { Tracer } from "../tracing/tracer";
import { optionsIn, nameIn } from "./layers";
import { asArrays } from "./members";

const LAYER = "tf.layers.Layer";
const MODELS: readonly string[] = ["tf.Sequential", "tf.LayersModel"];

export function isModelClass(path: string): boolean {
  return MODELS.includes(path);
}

export class Subclasses {
  constructor(
    private readonly tracer: Tracer,
    /** Makes the model that `super(options)` of a class of models makes. */
    private readonly constructModel: (path: string, call: CallContext) => Value,
    private readonly modelMember: (model: ModelValue, name: string, asking: CallContext) => Value | undefined,
  ) {}

  /** `Library.member`. */
  member(base: string, name: string): LibraryMember | null | undefined {
    if (isModelClass(base)) return this.memberOfModel(base, name);
    if (base !== LAYER) return undefined;
    switch (name) {
      case "constructor":
        return methodOnInstance(name, (instance, call) => {
          const given = nameIn(optionsIn(call));
          if (given !== null) keepName(instance, given, call);
          return NONE;
        });
      case "apply":
        return methodOnInstance(name, (instance, call) => this.apply(instance, call));
      case "addWeight":
        return methodOnInstance(name, (instance, call) => addWeight(instance, call));
      case "build":
        return methodOnInstance(name, () => NONE);
      case "computeOutputShape":
        return methodOnInstance(name, (_, call) => call.positional[0] ?? NONE);
      case "name":
        return NAME_MEMBER;
      default:
        return undefined;
    }
  }

  network(instance: InstanceValue): ModelValue | undefined {
    const wrapped = wrappedOf(instance);
    return wrapped?.kind === "model" ? wrapped : undefined;
  }

  /** `layer.apply(x)`, and each time a Sequential runs it. */
  apply(instance: InstanceValue, call: CallContext): Value {
    const argument = call.positional[0] ?? NONE;
    const inputs = this.tracer.tensorsOf(argument, call);
    const shape = this.shapesOf(argument, inputs, call);
    const { interpreter, location } = call;
    const run = (method: string): Value =>
      interpreter.call(interpreter.getAttribute(instance, method, location), [shape], new Map(), location);
    if (!isMarked(instance, "built")) {
      setMark(instance, "built", call);
      const built = run("build");
      if (built.kind === "unknown") return this.tracer.unknownTensor(built, inputs, call, instance.class.name);
    }
    const output = run("computeOutputShape");
    const sides = asItems(output);
    if (sides === null || sides.some(({ kind }) => kind !== "integer" && kind !== "none")) {
      const why = output.kind === "unknown" ? output : unknown(`the output shape of ${instance.class.name}`, location);
      return this.tracer.unknownTensor(why, inputs, call, instance.class.name);
    }
    return this.tracer.applyLayer(this.layerOf(instance, sides.slice(1), call), inputs, call.frames);
  }

  private shapesOf(argument: Value, inputs: readonly TensorValue[], call: CallContext): Value {
    const shapes = inputs.map((input) => asArrays(shapeTuple(input, this.tracer, call)));
    const [first] = shapes;
    return argument.kind === "tensor" && first !== undefined ? first : list(shapes);
  }

  /** One layer for all applications with the same output; the first one counts the weights. */
  private layerOf(instance: InstanceValue, sides: readonly Value[], call: CallContext): LayerValue {
    const wrapped = wrappedOf(instance);
    const known = wrapped?.kind === "layer" ? wrapped : null;
    if (known !== null && sameSides(known.arguments.get("output_shape"), sides)) return known;
    const weights = known === null ? weightArguments(instance, call) : new Map<string, Value>();
    const layer: LayerValue = {
      kind: "layer",
      class: instance.class.name,
      operation: "DeclaredLayer",
      name: nameOf(instance, call),
      arguments: new Map<string, Value>([["output_shape", list(sides)], ...weights]),
      unknown: null,
      construction: instance.construction,
    };
    if (known === null) keepWrapped(instance, layer, call);
    return layer;
  }

  private memberOfModel(base: string, name: string): LibraryMember | undefined {
    if (name === "constructor") {
      return methodOnInstance(name, (instance, call) => {
        const model = this.constructModel(base, { ...call, frames: instance.construction });
        if (model.kind === "model") keepWrapped(instance, model, call);
        return NONE;
      });
    }
    return (receiver, interpreter, location) => {
      const model = receiver.kind === "instance" ? wrappedOf(receiver) : null;
      const asking = { positional: [], keywords: new Map(), location, frames: [], interpreter };
      const member = model?.kind === "model" ? this.modelMember(model, name, asking) : undefined;
      return member ?? unknown(`the member ${name} of a model of this file`, location);
    };
  }
}

/** `Spelling.asPart`: a layer is followed where it stands, a model is what it wraps. */
export function asPart(instance: InstanceValue, call: CallContext): LayerValue | ModelValue | null {
  const wrapped = wrappedOf(instance);
  if (wrapped?.kind === "model") return wrapped;
  if (!libraryBases(instance.class).includes(LAYER)) return null;
  return layerOfInstance(instance, call);
}

/** `addWeight(name, shape, dtype, initializer, regularizer, trainable)`. */
function addWeight(instance: InstanceValue, call: CallContext): Value {
  const [name, shape = NONE, , , , trainable] = call.positional;
  const isFrozen = asBoolean(trainable) === false;
  keepWeight(instance, list([shape, integer(isFrozen ? 1 : 0)]), call);
  return { kind: "library", path: `tf.weight(${asString(name) ?? ""})` };
}

/** All weights, and those that are not trained; Unknown where a side is. */
function weightArguments(instance: InstanceValue, call: CallContext): ReadonlyMap<string, Value> {
  let total = 0;
  let frozen = 0;
  for (const weight of madeWeights(instance)) {
    const [shape, isFrozen] = asItems(weight) ?? [];
    const sides = asIntegerList(shape);
    if (sides === null) {
      const place = instance.construction.at(-1)?.location ?? call.location;
      return new Map([["weights", unknown("a weight's shape", place)]]);
    }
    const count = sides.reduce((product, side) => product * side, 1);
    total += count;
    if (asInteger(isFrozen) === 1) frozen += count;
  }
  return new Map([
    ["weights", integer(total)],
    ["frozen", integer(frozen)],
  ]);
}

function sameSides(known: Value | undefined, sides: readonly Value[]): boolean {
  const others = asItems(known) ?? [];
  return (
    others.length === sides.length &&
    sides.every((side, index) => side.kind === others[index]?.kind && asInteger(side) === asInteger(others[index]))
  );
}
