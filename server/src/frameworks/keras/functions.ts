/** Functions of `keras.backend`, `keras.activations`, `keras.ops` and `tensorflow`. */
import { leavesOf } from "../../values/leaves";
import { boolean, float, integer, list, NONE, string, unknown } from "../../values/make";
import { describe } from "../../values/describe";
import type { CallContext, TensorValue, Value } from "../../values/value";
import { isConstant } from "../tracing/constants";
import { givenName, makeLayer } from "../tracing/layers";
import { sourcesOf } from "../tracing/sources";
import { applyOperation } from "../tracing/tensor-operations";
import type { Tracer } from "../tracing/tracer";
import { CONSTANT_FUNCTIONS } from "./constant-functions";
import { FUNCTIONS_NOT_FOLLOWED } from "./not-followed";
import { SEVERAL_FUNCTIONS } from "./several-functions";
import { inputArgument } from "./special";
import type { Special } from "./special";
import { callTensorFunction, tensorFunctionOf } from "./tensor-functions";
import type { TensorFunction } from "./tensor-functions";

/** `keras.layers.add([a, b])` and its relatives, `tf.concat`, `K.concatenate`: a layer made and applied at once. */
export function callMerge(className: string, call: CallContext, tracer: Tracer): Value {
  const inputs = inputArgument(call) ?? call.keywords.get("values") ?? call.keywords.get("tensors") ?? NONE;
  const layer = makeLayer(className, mergeArguments(className, call), call, givenName(call));
  return tracer.applyLayer(layer, tracer.tensorsOf(inputs, call), call.frames);
}

/** What a merge takes behind its tensors; Keras 1 has other names for it. */
const MERGE_ARGUMENTS: ReadonlyMap<string, readonly (readonly [name: string, ofKeras1: string])[]> = new Map([
  ["Concatenate", [["axis", "concat_axis"]]],
  [
    "Dot",
    [
      ["axes", "dot_axes"],
      ["normalize", "normalize"],
    ],
  ],
]);

function mergeArguments(className: string, call: CallContext): ReadonlyMap<string, Value> {
  const given = new Map<string, Value>();
  for (const [index, [name, ofKeras1]] of (MERGE_ARGUMENTS.get(className) ?? []).entries()) {
    const value = call.keywords.get(name) ?? call.keywords.get(ofKeras1) ?? call.positional[index + 1];
    if (value !== undefined) given.set(name, value);
  }
  return given;
}

/** `merge([a, b], mode="concat", concat_axis=-1)` of Keras 1. */
export function callKeras1Merge(call: CallContext, tracer: Tracer): Value {
  const mode = call.keywords.get("mode") ?? call.positional[1] ?? string("sum");
  const className = mode.kind === "string" ? KERAS1_MODES.get(mode.value) : undefined;
  const inputs = call.positional[0] ?? call.keywords.get("inputs") ?? NONE;
  const dot: readonly (readonly [string, Value])[] = [
    ["axes", call.keywords.get("dot_axes") ?? integer(-1)],
    ["normalize", boolean(mode.kind === "string" && mode.value === "cos")],
  ];
  const plain: CallContext = { ...call, positional: [inputs], keywords: new Map([...call.keywords, ...dot]) };
  if (className !== undefined) return callMerge(className, plain, tracer);
  const why = unknown(`merge with mode ${describe(mode)} is not known yet`, call.location);
  return tracer.unknownTensor(why, tracer.tensorsOf(inputs, call), call, "merge");
}

const KERAS1_MODES: ReadonlyMap<string, string> = new Map([
  ["sum", "Add"],
  ["mul", "Multiply"],
  ["concat", "Concatenate"],
  ["ave", "Average"],
  ["max", "Maximum"],
  ["dot", "Dot"],
  ["cos", "Dot"],
]);

/** `keras.activations.relu(x)`: an activation applied to a tensor; `keras.activations.get(f)` gives f. */
export function callActivation(name: string, call: CallContext, tracer: Tracer): Value {
  const argument = inputArgument(call) ?? call.keywords.get("features") ?? call.keywords.get("logits") ?? NONE;
  if (name === "get") return argument;
  if (name === "serialize" || name === "deserialize") return argument;
  const label = `tf.nn.${name}`;
  const isOfNetwork = argument.kind === "tensor" && !isConstant(argument);
  if (name === "glu")
    return applyOperation("halve", [argument], new Map(), tensorFunctionOf("o", name, label), call, tracer);
  if (!isOfNetwork)
    return applyOperation("elementwise", [argument], new Map(), tensorFunctionOf("t", name, label), call, tracer);
  const layer = makeLayer("Activation", new Map([["activation", string(name)]]), call, givenName(call), label);
  return tracer.applyLayer(layer, [argument], call.frames);
}

/** `keras.backend.NAME(…)`; undefined where it is not one of the functions that ask for or set what holds for all. */
export function callBackend(name: string): Value | undefined {
  switch (name) {
    case "backend":
      return string("tensorflow");
    case "floatx":
      return string("float32");
    case "epsilon":
      return float(1e-7);
    case "clear_session":
    case "set_floatx":
    case "set_epsilon":
    case "set_learning_phase":
    case "set_session":
    case "manual_variable_initialization":
      return NONE;
    default:
      return undefined;
  }
}

/** A function of `tensorflow`, `keras.ops`, `keras.random` or `keras.backend` by its full path; undefined where it is not known. */
export function callKnownFunction(path: string, call: CallContext, tracer: Tracer): Value | undefined {
  if (DEVICES.test(path)) return devices(call);
  const called = tensorFunction(path);
  if (called === null) return undefined;
  // Checks at run time change nothing of a network.
  if (called.name.startsWith("assert")) return NONE;
  const special = SPECIALS.get(`${called.home}.${called.name}`);
  return special?.(call, called, tracer) ?? callTensorFunction(called, call, tracer);
}

const DEVICES = /^tensorflow\.config(\.experimental)?\.list_(logical|physical)_devices$/;

/** None of the boards has a TPU; whether the machine that makes the network has GPUs is not known. */
function devices(call: CallContext): Value | undefined {
  const kind = call.positional[0] ?? call.keywords.get("device_type");
  return kind?.kind === "string" && kind.value === "TPU" ? list([]) : undefined;
}

/** Any other function. Tensors that go in make a node of the graph that says why nothing is known below it. */
export function callUnknownFunction(path: string, call: CallContext, tracer: Tracer): Value {
  const tensors = [...call.positional, ...call.keywords.values()].flatMap(tensorsWithin);
  const why = unknown(FUNCTIONS_NOT_FOLLOWED.get(path) ?? `${path} is not known yet`, call.location);
  return tensors.length === 0 ? why : tracer.unknownTensor(why, tensors, call, path);
}

const SPECIALS: ReadonlyMap<string, Special> = new Map(
  [...CONSTANT_FUNCTIONS, ...SEVERAL_FUNCTIONS].flatMap(([homes, names, special]) =>
    Array.from(homes).flatMap((home) =>
      names.split(" ").map((name): [string, Special] => [`${home}.${name}`, special]),
    ),
  ),
);

/** Home and name of a function that computes with tensors; null for a path elsewhere. */
function tensorFunction(path: string): TensorFunction | null {
  const name = path.slice(path.lastIndexOf(".") + 1);
  const module = path.slice(0, path.length - name.length - 1);
  if (RANDOM_MODULES.test(module)) return tensorFunctionOf("r", name, path);
  if (module === "keras.backend") return tensorFunctionOf("k", name, path);
  if (KERAS_MODULES.test(module)) return tensorFunctionOf("o", name, name);
  if (!TENSORFLOW_MODULES.test(module) || path === "tensorflow.image.transpose") return null;
  return tensorFunctionOf("t", name, `tf${path.slice("tensorflow".length)}`);
}

const RANDOM_MODULES = /^(keras\.random|tensorflow\.random)$/;
const KERAS_MODULES = /^keras\.ops(\.(nn|numpy|image|linalg|math|core))?$/;
const TENSORFLOW_MODULES = /^tensorflow(\.(math|nn|linalg|image|dtypes|debugging|compat))?$/;

/** `keras.utils.get_source_inputs(x)`. */
export function sourceInputs(call: CallContext): Value {
  return { kind: "list", items: [...sourcesOf(call.positional.flatMap(tensorsWithin))] };
}

function tensorsWithin(value: Value): readonly TensorValue[] {
  return leavesOf(value).filter((one) => one.kind === "tensor");
}
