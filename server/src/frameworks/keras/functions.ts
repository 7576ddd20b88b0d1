/** Functions of `keras.backend`, `keras.activations`, `keras.ops` and `tensorflow`. */
import { asShape, boolean, describe, float, integer, NONE, string, tuple, unknown } from "../../eval/read";
import type { CallContext, TensorValue, Value } from "../../eval/values";
import { equivalentLayer } from "./equivalents";
import { givenName, makeLayer, nextName } from "./layers";
import { lambdaTensor, reshapingFunction } from "./reshaping";
import { shapeTuple } from "./tensors";
import { inputArgument, sourcesOf } from "./tracer";
import type { Tracer } from "./tracer";

/** `keras.layers.add([a, b])` and its relatives, `tf.concat`, `K.concatenate`: a layer made and applied at once. */
export function callMerge(className: string, call: CallContext, tracer: Tracer): Value {
  const inputs = inputArgument(call) ?? call.keywords.get("values") ?? call.keywords.get("tensors") ?? NONE;
  const axis = call.keywords.get("axis") ?? call.keywords.get("concat_axis") ?? call.positional[1];
  const given = new Map<string, Value>();
  if (className === "Concatenate" && axis !== undefined) given.set("axis", axis);
  const layer = makeLayer(className, given, call, givenName(call));
  return tracer.applyLayer(layer, tracer.tensorsOf(inputs, call), call.frames);
}

/** `merge([a, b], mode="concat", concat_axis=-1)` of Keras 1. */
export function callKeras1Merge(call: CallContext, tracer: Tracer): Value {
  const mode = call.keywords.get("mode") ?? call.positional[1] ?? string("sum");
  const className = mode.kind === "string" ? KERAS1_MODES.get(mode.value) : undefined;
  const inputs = call.positional[0] ?? call.keywords.get("inputs") ?? NONE;
  const plain: CallContext = { ...call, positional: [inputs] };
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
]);

/** `keras.activations.relu(x)`: an activation applied to a tensor; `keras.activations.get(f)` gives f. */
export function callActivation(name: string, call: CallContext, tracer: Tracer): Value {
  const argument = inputArgument(call) ?? NONE;
  if (name === "get") return argument;
  if (name === "serialize" || name === "deserialize") return argument;
  const layer = makeLayer(
    "Activation",
    new Map([["activation", string(name)]]),
    call,
    givenName(call),
    `tf.nn.${name}`,
  );
  return tracer.applyLayer(layer, tracer.tensorsOf(argument, call), call.frames);
}

/** `keras.backend.NAME(…)`; undefined where it is not one of the functions that ask or that join tensors. */
export function callBackend(name: string, call: CallContext, tracer: Tracer): Value | undefined {
  const [first] = call.positional;
  switch (name) {
    case "image_data_format":
      return string("channels_last");
    case "image_dim_ordering":
      return string("tf");
    case "backend":
      return string("tensorflow");
    case "floatx":
      return string("float32");
    case "epsilon":
      return float(1e-7);
    case "int_shape":
    case "get_variable_shape":
      return first?.kind === "tensor" ? shapeTuple(first, tracer, call) : undefined;
    case "ndim":
      return first?.kind === "tensor" && first.shape !== null ? integer(first.shape.length + 1) : undefined;
    case "is_keras_tensor":
      return first === undefined ? undefined : boolean(first.kind === "tensor");
    case "set_image_data_format":
    case "set_image_dim_ordering":
      return setDataFormat(first, call);
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

function setDataFormat(format: Value | undefined, call: CallContext): Value {
  if (format?.kind === "string" && format.value !== "channels_last" && format.value !== "tf") {
    call.interpreter.assume(
      "Networks are analysed with channels last, whatever the data format is set to.",
      call.location,
    );
  }
  return NONE;
}

/** Functions that give a constant of the shape in their first argument (batch included). */
const CONSTANTS = [
  "ones",
  "zeros",
  "normal",
  "uniform",
  "random_normal",
  "random_uniform",
  "truncated_normal",
  "placeholder",
];

/**
 * A function of `tensorflow`, `keras.ops` or `keras.backend` by its full path. Tensors that go in make a node of the graph that says
 * why nothing is known below it; without a tensor the value is not known.
 */
export function callFunction(path: string, call: CallContext, tracer: Tracer): Value {
  const name = path.slice(path.lastIndexOf(".") + 1);
  if (name === "concat" || name === "concatenate") return callMerge("Concatenate", call, tracer);
  const equivalent = equivalentLayer(name, call);
  if (equivalent !== null) {
    const layer = makeLayer(equivalent.class, equivalent.arguments, call, givenName(call), path);
    return tracer.applyLayer(layer, equivalent.inputs, call.frames);
  }
  const [left] = call.positional;
  if (name === "shape" && left?.kind === "tensor") return runTimeShape(left, call, tracer);
  if (name === "identity" || name === "stop_gradient") return left ?? NONE;
  if (CONSTANTS.includes(name)) {
    const constant = constantTensor(name, call, tracer);
    if (constant !== null) return constant;
  }
  const tensors = [...call.positional, ...call.keywords.values()].flatMap(tensorsWithin);
  const shape = reshapingFunction(name, call);
  if (shape !== null) return lambdaTensor(tensors, shape, path, call, tracer);
  const why = unknown(`${path} is not known yet`, call.location);
  return tensors.length === 0 ? why : tracer.unknownTensor(why, tensors, call, path);
}

/** `keras.utils.get_source_inputs(x)`. */
export function sourceInputs(call: CallContext): Value {
  return { kind: "list", items: [...sourcesOf(call.positional.flatMap(tensorsWithin))] };
}

function tensorsWithin(value: Value): readonly TensorValue[] {
  if (value.kind === "tensor") return [value];
  return value.kind === "list" || value.kind === "tuple" ? value.items.flatMap(tensorsWithin) : [];
}

/** `tf.shape(x)`: dimensions that are fixed before the network runs are numbers, the batch is not. */
function runTimeShape(tensor: TensorValue, call: CallContext, tracer: Tracer): Value {
  const whole = shapeTuple(tensor, tracer, call);
  if (whole.kind !== "tuple") return whole;
  return tuple(
    whole.items.map((item) =>
      item.kind === "none" ? unknown("a dimension is fixed only when the program runs", call.location) : item,
    ),
  );
}

/** `tf.ones((1, 224, 224, 3))` as an input of the network. */
function constantTensor(name: string, call: CallContext, tracer: Tracer): TensorValue | null {
  const shape = call.positional[0] ?? call.keywords.get("shape");
  if (shape === undefined || asShape(shape) === null) return null;
  const layer = makeLayer("InputLayer", new Map([["batch_input_shape", shape]]), call, nextName(name, call));
  return tracer.applyLayer(layer, [], call.frames);
}
