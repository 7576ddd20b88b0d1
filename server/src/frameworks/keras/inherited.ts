/** What a user's class inherits from a class of Keras': construction, weights, what may be asked, and methods without a meaning here. */
import { dictionary, FALSE, list, NONE, string, TRUE, unknown } from "../../values/make";
import type {
  CallContext,
  ClassValue,
  InstanceValue,
  LayerValue,
  LibraryMember,
  ModelValue,
  Value,
} from "../../values/value";
import {
  keepName,
  keepWrapped,
  methodOnInstance,
  NAME_MEMBER,
  nameOf,
  networkOf,
  setMark,
  wrappedOf,
} from "../tracing/instances";
import { givenName } from "../tracing/layers";
import type { Tracer } from "../tracing/tracer";
import { isConcrete, isKerasBase, isModelInstance } from "./bases";
import { constructLayer } from "./layers";
import { KERAS_MEMBERS, SILENT_MEMBERS } from "./member-names";
import { constructModel, constructSequential, layerAttribute, modelAttribute, SILENT } from "./models";
import { asParts } from "./parts";
import type { Settings } from "./settings";
import type { Subclasses } from "./subclasses";
import { addWeight, ownWeight } from "./weights";

/** `Library.member` for Keras: a member, null for none, undefined where it is not known. */
export class InheritedMembers {
  constructor(
    private readonly tracer: Tracer,
    private readonly settings: Settings,
    private readonly subclasses: Subclasses,
  ) {}

  of(base: string, name: string): LibraryMember | null | undefined {
    if (base === "tensorflow.Module") return name === "__init__" ? methodOnInstance(name, () => NONE) : null;
    if (!isKerasBase(base)) return undefined;
    const method = this.method(base, name);
    if (method !== undefined) return method;
    if (name.startsWith("__")) return null;
    const value = this.value(base, name);
    if (value !== undefined) return value;
    return KERAS_MEMBERS.has(name) ? undefined : null;
  }

  private method(base: string, name: string): LibraryMember | undefined {
    switch (name) {
      case "__init__":
        return methodOnInstance(name, (instance, call) => this.initialize(base, instance, call));
      case "__call__":
        return methodOnInstance(name, (instance, call) => this.subclasses.apply(instance, call));
      case "build":
        return methodOnInstance(name, (instance, call) => {
          if (isConcrete(base)) setMark(instance, "base built", call);
          else if (isModelInstance(instance)) this.subclasses.buildModel(instance, call);
          else setMark(instance, "built", call);
          return NONE;
        });
      case "call":
        return methodOnInstance(name, (instance, call) => this.subclasses.callBase(instance, call));
      case "add_weight":
      case "add_variable":
        return methodOnInstance(name, (instance, call) => ownWeight(instance, addWeight(instance, call), call));
      case "get_config":
        return methodOnInstance(name, (instance, call) => configOf(instance, call));
      case "from_config":
        return (receiver) => ({ kind: "builtin", name, call: (call) => fromConfig(receiver, call) });
      default:
        return SILENT_MEMBERS.has(name) || SILENT.includes(name) ? methodOnInstance(name, () => NONE) : undefined;
    }
  }

  /** Attributes, and the members of what it wraps. */
  private value(base: string, name: string): LibraryMember | undefined {
    switch (name) {
      case "name":
        return NAME_MEMBER;
      case "trainable":
      case "built":
      case "supports_masking":
        return () => TRUE;
      case "dynamic":
      case "stateful":
        return () => FALSE;
      case "dtype":
      case "compute_dtype":
      case "variable_dtype":
        return () => string("float32");
      case "losses":
      case "updates":
      case "metrics":
        return () => list([]);
      case "layers":
      case "_layers":
        return (receiver, interpreter, location) =>
          receiver.kind === "class"
            ? unknown("the layers of a class", location)
            : this.layersOf(receiver, {
                positional: [],
                keywords: new Map(),
                location,
                frames: receiver.construction,
                interpreter,
              });
    }
    if (!isConcrete(base) && !FORWARDED.includes(name)) return undefined;
    return (receiver, interpreter, location) => {
      const wrapped = receiver.kind === "class" ? null : (wrappedOf(receiver) ?? networkOf(receiver));
      const asking: CallContext = { positional: [], keywords: new Map(), location, frames: [], interpreter };
      return (
        (wrapped === null ? undefined : this.memberOf(wrapped, name, asking)) ??
        unknown(`the attribute ${name} of ${receiver.kind === "class" ? receiver.name : receiver.class.name}`, location)
      );
    };
  }

  private memberOf(wrapped: LayerValue | ModelValue, name: string, asking: CallContext): Value | undefined {
    return wrapped.kind === "layer"
      ? layerAttribute(wrapped, name, this.tracer, asking)
      : modelAttribute(wrapped, name, this.tracer, asking);
  }

  private layersOf(instance: InstanceValue, asking: CallContext): Value {
    const wrapped = wrappedOf(instance);
    const layers = wrapped?.kind === "model" ? modelAttribute(wrapped, "layers", this.tracer, asking) : undefined;
    return layers ?? list(asParts(instance));
  }

  /** `super().__init__(…)`: what the class of Keras' is made of becomes what the instance wraps. */
  private initialize(base: string, instance: InstanceValue, call: CallContext): Value {
    const name = givenName(call);
    if (name !== null) keepName(instance, name, call);
    const named: CallContext = {
      ...call,
      frames: instance.construction,
      keywords: new Map([...call.keywords, ["name", string(nameOf(instance, call))]]),
    };
    if (base === "keras.Sequential") keepWrapped(instance, constructSequential(named, this.tracer), call);
    else if (base === "keras.Model" && isFunctional(call))
      keepWrapped(instance, constructModel(named, this.tracer), call);
    else if (base === "keras.layers.Wrapper") {
      const layer = call.positional[0] ?? call.keywords.get("layer");
      call.interpreter.touch(instance);
      if (layer !== undefined) instance.attributes.set("layer", layer);
    } else if (isConcrete(base)) {
      const layer = constructLayer(base.slice("keras.layers.".length), named, this.tracer, this.settings);
      keepWrapped(instance, { ...layer, class: instance.class.name, operation: layer.operation ?? layer.class }, call);
    }
    return NONE;
  }
}

/** Members of a model that those of what it wraps answer. */
const FORWARDED: readonly string[] = [
  "add",
  "get_layer",
  "input",
  "input_shape",
  "inputs",
  "output",
  "output_shape",
  "outputs",
  "pop",
];

function isFunctional(call: CallContext): boolean {
  return (
    ["inputs", "outputs", "input", "output"].some((name) => call.keywords.has(name)) || call.positional.length >= 2
  );
}

function configOf(instance: InstanceValue, call: CallContext): Value {
  const entries: (readonly [Value, Value])[] = [
    [string("name"), string(nameOf(instance, call))],
    [string("trainable"), TRUE],
    [string("dtype"), string("float32")],
  ];
  const wrapped = wrappedOf(instance);
  if (wrapped?.kind === "layer") for (const [key, value] of wrapped.arguments) entries.push([string(key), value]);
  return dictionary(entries);
}

/** `Class.from_config(config)` calls the class with what the configuration holds. */
function fromConfig(receiver: InstanceValue | ClassValue, call: CallContext): Value {
  const target = receiver.kind === "class" ? receiver : receiver.class;
  const config = call.positional[0] ?? call.keywords.get("config");
  if (config?.kind !== "dictionary") return unknown(`what ${target.name}.from_config was given`, call.location);
  const keywords = new Map<string, Value>();
  for (const { key, value } of config.entries.values()) if (key.kind === "string") keywords.set(key.value, value);
  return call.interpreter.call(target, [], keywords, call.location);
}
