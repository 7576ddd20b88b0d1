/** What names of Keras and TensorFlow mean to the evaluator. */
import type { Note } from "../../../../protocol/report";
import { libraryBases } from "../../values/ancestry";
import type { Heap } from "../../values/heap";
import type { Library, ModuleRequest, ModuleSource } from "../../eval/host";
import { NONE, unknown } from "../../values/make";
import type {
  CallContext,
  InstanceValue,
  Running,
  LayerValue,
  LibraryMember,
  LibraryValue,
  ModelValue,
  TensorValue,
  Value,
} from "../../values/value";
import type { Program } from "../../syntax/program";
import { cloneModel } from "../tracing/clone";
import { reapplyFollowed } from "../tracing/followed";
import type { BundledSources, Shared } from "../tracing/framework";
import { constructInput } from "../tracing/inputs";
import { applyLambda } from "../tracing/lambda";
import { followedIn } from "../tracing/layers";
import { memberOf } from "../tracing/members";
import { applyActivation, hasOwnFunction } from "../tracing/own-activations";
import { Tracer } from "../tracing/tracer";
import type { Spelling } from "../tracing/tracer";
import { callApplication } from "./applications";
import { isKerasBase, isModelBase, isModelInstance, kerasBase } from "./bases";
import { constructorOf, FUNCTIONAL_MERGES } from "./constructors";
import { callConvolutionUtility } from "./conv-utils";
import {
  callActivation,
  callBackend,
  callKeras1Merge,
  callKnownFunction,
  callMerge,
  callUnknownFunction,
  sourceInputs,
} from "./functions";
import { InheritedMembers } from "./inherited";
import { callLayer } from "./layer-calls";
import { constructLayer } from "./layers";
import { applyModel, constructModel, constructSequential, layerAttribute, modelAttribute } from "./models";
import { canonicalPath, isHarmless, isOffered, isOtherActivation } from "./names";
import { applyBinary, applyIndex, applyUnary } from "./operators";
import { instanceAsPart } from "./parts";
import { Settings } from "./settings";
import { argument, inputArgument } from "./special";
import { Subclasses } from "./subclasses";
import { tensorAttribute } from "./tensors";
import { Versions } from "./versions";
import { makeVariable } from "./weights";

/** A library for one analysis; it remembers tensors by the layers that made them. */
export function createKerasLibrary(shared: Shared): Library {
  return new KerasLibrary(shared);
}

class KerasLibrary implements Library {
  readonly heap: Heap;
  private readonly tracer: Tracer;
  private readonly settings: Settings;
  /** Every attribute of a library name asks here, most of them many times. */
  private readonly resolved = new Map<string, Value | undefined>();
  private readonly subclasses: Subclasses;
  private readonly inherited: InheritedMembers;
  readonly inputNames = INPUT_NAMES;
  readonly injected = INJECTED;
  private readonly versions: Versions;
  readonly assumed: Shared["assumed"];
  private readonly sources: BundledSources;

  constructor({ heap, layers, assumed, bundled }: Shared) {
    this.heap = heap;
    this.assumed = assumed;
    this.versions = new Versions(assumed);
    this.sources = bundled;
    this.settings = new Settings(this.heap);
    this.tracer = new Tracer(this.heap, SPELLING, layers);
    this.subclasses = new Subclasses(this.tracer, (callee, call) => this.apply(callee, call));
    this.inherited = new InheritedMembers(this.tracer, this.settings, this.subclasses);
  }

  reads(uri: string, program: Program): void {
    this.settings.dialects.add(uri, program);
  }

  bundled(request: ModuleRequest): ModuleSource | undefined {
    return this.sources.module(request);
  }

  resolve(path: string): Value | undefined {
    let value = this.resolved.get(path);
    if (value === undefined && !this.resolved.has(path)) {
      const canonical = canonicalPath(path);
      const version = canonical === undefined ? undefined : this.versions.resolve(canonical);
      if (version !== undefined) value = version;
      else if (canonical === "tensorflow.newaxis") value = NONE;
      else if (canonical !== undefined && isOffered(canonical)) value = { kind: "library", path: canonical };
      this.resolved.set(path, value);
    }
    return value;
  }

  call(path: string, call: CallContext): Value | undefined {
    const objects = this.settings.customObjects.answer(path, call);
    if (objects !== undefined) return objects;
    const unbound = this.unboundMember(path, call);
    if (unbound !== undefined) return unbound;
    if (VARIABLES.includes(path)) return makeVariable(call);
    if (path.startsWith("keras.layers.")) return this.callLayers(path.slice("keras.layers.".length), call);
    if (path === "keras.utils.get_source_inputs") return sourceInputs(call);
    if (path === "keras.utils.multi_gpu_model") return call.positional[0];
    if (path === "keras.models.clone_model") return clone(call, this.tracer);
    const setting = this.settings.precision.answer(path, call) ?? this.settings.conversions.answer(path, call);
    if (setting !== undefined) return setting;
    const format = this.settings.dataFormat.answer(path, call);
    if (format !== undefined) return format;
    const utility = callConvolutionUtility(path, call);
    if (utility !== undefined) return utility;
    const known = callKnownFunction(path, call, this.tracer);
    if (known !== undefined) return known;
    if (isInitializer(path) && shapeGiven(call) !== null) return this.initialValue(call);
    // The answer of such a call is only passed on, so it is as opaque as the name itself.
    if (isHarmless(path) || isInitializer(path)) return { kind: "library", path };
    if (path === "keras.Input") return this.makeInput(call);
    if (path === "keras.Model") return constructModel(call, this.tracer);
    if (path === "keras.Sequential") return constructSequential(call, this.tracer);
    if (path.startsWith("keras.activations.")) {
      return callActivation(path.slice("keras.activations.".length), call, this.tracer);
    }
    if (path.startsWith("keras.applications.")) return callApplication(path, call);
    if (path.startsWith("keras_applications.")) {
      return unknown(`the network ${lastName(path)} of keras_applications is not followed`, call.location);
    }
    if (path.startsWith("keras.models.")) {
      return unknown(`${path} reads a saved model, which is not followed`, call.location);
    }
    if (path.startsWith("keras.backend.")) {
      const answer = callBackend(path.slice("keras.backend.".length));
      if (answer !== undefined) return answer;
    }
    return callUnknownFunction(path, call, this.tracer);
  }

  /** `initializer(shape=(3, 4))` gives values as `tf.zeros` does. */
  private initialValue(call: CallContext): Value | undefined {
    const shape = shapeGiven(call) ?? NONE;
    return callKnownFunction("tensorflow.zeros", { ...call, positional: [shape], keywords: new Map() }, this.tracer);
  }

  apply(callee: LayerValue | ModelValue, call: CallContext): Value {
    if (callee.kind === "model") return applyModel(callee, call, this.tracer);
    if (callee.custom !== undefined) return this.subclasses.apply(callee.custom, call);
    const answer = callLayer(callee, call, this.tracer);
    if (answer !== null) return answer;
    const inputs = this.tracer.tensorsOf(inputArgument(call) ?? NONE, call);
    if (followedIn(callee) === "function") return applyLambda(callee, inputs, call, this.tracer);
    if (hasOwnFunction(callee)) return applyActivation(callee, inputs, call, this.tracer);
    return this.tracer.applyLayer(callee, inputs, call.frames);
  }

  attribute(receiver: LayerValue | TensorValue | ModelValue, name: string, interpreter: Running): Value | undefined {
    return memberOf(receiver, interpreter, {
      tensor: (tensor, asking) => tensorAttribute(tensor, name, this.tracer, asking),
      layer: (layer, asking) => layerAttribute(layer, name, this.tracer, asking),
      model: (model, asking) => modelAttribute(model, name, this.tracer, asking),
    });
  }

  binary(operator: string, left: Value, right: Value, call: CallContext): Value | undefined {
    if (operator.startsWith(UNARY)) return applyUnary(operator.slice(UNARY.length), left, call, this.tracer);
    return applyBinary(operator, left, right, call, this.tracer);
  }

  subscript(receiver: TensorValue, index: Value, call: CallContext): Value {
    return applyIndex(receiver, index, call, this.tracer);
  }

  /** What is kept on a model changes no network, unless it takes the place of the model's own parts. */
  assignAttribute(receiver: LayerValue | TensorValue | ModelValue | LibraryValue, name: string): boolean {
    if (receiver.kind === "library" && canonicalPath(receiver.path) === "keras.activations") {
      this.settings.customObjects.add(name);
      return true;
    }
    if (receiver.kind === "library") return isHarmless(canonicalPath(`${receiver.path}.${name}`) ?? receiver.path);
    if (receiver.kind === "model") return !PARTS_OF_A_MODEL.test(name);
    return ["trainable", "name", "_name", "training", "optimizer", "stop_training"].includes(name);
  }

  areDifferent(left: string, right: string): boolean {
    return isOtherActivation(left, right);
  }

  meanTheSame(left: string, right: string): boolean {
    const [one, other] = [left, right].map((path) =>
      path.startsWith("keras.layers.") ? constructorOf(lastName(path)) : undefined,
    );
    return one !== undefined && one.class === other?.class;
  }

  neverMatters(path: string): boolean {
    return isHarmless(path);
  }

  isInstance(value: Value, path: string): boolean | undefined {
    if (value.kind === "unknown" || value.kind === "library") return undefined;
    if (value.kind === "instance") return isInstanceOf(value, path);
    if (path === "keras.layers.Layer") return value.kind === "layer" || value.kind === "model";
    if (path === "keras.Model") return value.kind === "model";
    if (path === "keras.Sequential") return value.kind === "model" && value.form === "sequential";
    if (path.startsWith("keras.layers."))
      return value.kind === "layer" && [value.class, value.operation].includes(lastName(path));
    if (path.endsWith("Tensor") || path.endsWith("Variable")) return value.kind === "tensor";
    return undefined;
  }

  member(base: string, name: string): LibraryMember | null | undefined {
    return this.inherited.of(base, name);
  }

  applyInstance(instance: InstanceValue, _base: string, call: CallContext): Value | undefined {
    return kerasBase(instance) === null ? undefined : this.subclasses.apply(instance, call);
  }

  isModelClass(path: string): boolean {
    return isModelBase(path);
  }

  inputOf(): Value {
    return { kind: "library", path: "keras.Input" };
  }

  networkOf(instance: InstanceValue, call: CallContext): ModelValue | undefined {
    return this.subclasses.network(instance, call) ?? undefined;
  }

  /** `Layer.__init__(self, …)`: a member read off the class, the instance being its first argument. */
  private unboundMember(path: string, call: CallContext): Value | undefined {
    const [self, ...positional] = call.positional;
    if (self?.kind !== "instance") return undefined;
    const dot = path.lastIndexOf(".");
    const base = path.slice(0, dot);
    if (!isKerasBase(base)) return undefined;
    const member = this.inherited.of(base, path.slice(dot + 1));
    const bound = member?.(self, call.interpreter, call.location);
    return bound === undefined ? undefined : call.interpreter.call(bound, positional, call.keywords, call.location);
  }

  notesOf(model: ModelValue): readonly Note[] {
    return this.settings.conversions.notesOf(model);
  }

  private callLayers(name: string, call: CallContext): Value {
    if (name === "merge") return callKeras1Merge(call, this.tracer);
    const merge = FUNCTIONAL_MERGES.get(name);
    if (merge !== undefined) return callMerge(merge, call, this.tracer);
    if (/^[a-z]/.test(name)) return callUnknownFunction(`keras.layers.${name}`, call, this.tracer);
    return constructLayer(name, call, this.tracer, this.settings);
  }

  /** `Input(tensor=x)` is x itself. */
  private makeInput(call: CallContext): Value {
    const tensor = call.keywords.get("tensor");
    if (tensor?.kind === "tensor") return this.tracer.asInput(tensor);
    return this.tracer.applyLayer(constructInput(call, this.settings.dataFormat.isChannelsFirst), [], call.frames);
  }
}

const SPELLING: Spelling = {
  asPart: instanceAsPart,
  reapply: reapplyFollowed,
  application: ({ class: name }) => `${name}(…)(x)`,
};

/** `keras.models.clone_model(model, input_tensors, clone_function)` */
function clone(call: CallContext, tracer: Tracer): Value {
  const [model, inputs, exchange] = ["model", "input_tensors", "clone_function"].map((name, index) => {
    const value = argument(call, index, name);
    return value?.kind === "none" ? undefined : value;
  });
  if (model?.kind === "unknown") return model;
  if (model?.kind !== "model") return unknown("a clone of such a model", call.location);
  return cloneModel(model, { inputs, exchange }, call, tracer);
}

const VARIABLES: readonly string[] = ["tensorflow.Variable", "keras.Variable", "keras.backend.variable"];

/** An initializer, or the class of one: both have its path. */
function isInitializer(path: string): boolean {
  return /^(keras|tensorflow)\.initializers\.|^tensorflow\.\w+_initializer$/.test(path);
}

/** The shape that such a call asks for; the arguments of the class are numbers and words. */
function shapeGiven(call: CallContext): Value | null {
  const shape = call.keywords.get("shape") ?? call.positional[0];
  return shape?.kind === "tuple" || shape?.kind === "list" ? shape : null;
}

function isInstanceOf(instance: InstanceValue, path: string): boolean | undefined {
  const bases = libraryBases(instance.class);
  if (bases.includes(path)) return true;
  if (kerasBase(instance) === null) return undefined;
  if (path === "keras.layers.Layer") return true;
  if (path === "keras.Model") return isModelInstance(instance);
  return path.startsWith("keras.") ? false : undefined;
}

/** How the languages spell the operators of one operand, as in "unary -". */
const UNARY = "unary ";

const PARTS_OF_A_MODEL =
  /^_*(layers|inputs?|outputs?|call|build|(input|output)_layers|nodes|(nested_)?(inputs|outputs))$/;

const INPUT_NAMES = paths({ Input: "keras.Input", keras: "keras", layers: "keras.layers", tf: "tensorflow" });

/** keras-applications and its relatives run on whichever Keras their user hands them through these variables. */
const INJECTED = paths({
  _KERAS_BACKEND: "keras.backend",
  _KERAS_LAYERS: "keras.layers",
  _KERAS_MODELS: "keras.models",
  _KERAS_UTILS: "keras.utils",
});

function paths(names: Readonly<Record<string, string>>): ReadonlyMap<string, Value> {
  return new Map(Object.entries(names).map(([name, path]) => [name, { kind: "library", path }]));
}

function lastName(path: string): string {
  return path.slice(path.lastIndexOf(".") + 1);
}
