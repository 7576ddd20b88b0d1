/** `keras.utils.conv_utils`, which layers of the user's own call as Keras' do: arithmetic of the sides of convolutions. */
import { asInteger, asItems, asString } from "../../values/ask";
import { describe } from "../../values/describe";
import { integer, NONE, string, tuple, unknown } from "../../values/make";
import type { CallContext, Value } from "../../values/value";
import { argument } from "./special";

/** The answer of a function by its last name; undefined for one that is not known, and for a path of another module. */
export function callConvolutionUtility(path: string, call: CallContext): Value | undefined {
  if (!HOMES.test(path)) return undefined;
  return FUNCTIONS.get(path.slice(path.lastIndexOf(".") + 1))?.(call);
}

const HOMES = /^keras\.(utils\.conv_utils|backend|backend\.common|utils\.argument_validation)\./;

const FUNCTIONS: ReadonlyMap<string, (call: CallContext) => Value | undefined> = new Map([
  ["normalize_tuple", normalizeTuple],
  ["standardize_tuple", normalizeTuple],
  ["normalize_padding", normalizePadding],
  ["conv_output_length", outputLength],
  ["conv_input_length", inputLength],
  ["deconv_output_length", transposedOutputLength],
]);

function normalizeTuple(call: CallContext): Value {
  const value = argument(call, 0, "value") ?? NONE;
  const count = asInteger(argument(call, 1, "n"));
  if (value.kind === "unknown") return value;
  if (count === null) return unknown("how many numbers normalize_tuple makes", call.location);
  if (value.kind === "integer") return tuple(new Array<Value>(count).fill(value));
  const items = asItems(value);
  return items?.length === count && items.every((item) => asInteger(item) !== null)
    ? tuple(items)
    : unknown(`normalize_tuple of ${describe(value)}`, call.location);
}

function normalizePadding(call: CallContext): Value | undefined {
  const value = argument(call, 0, "value");
  const word = asString(value);
  return word === null ? value : string(word.toLowerCase());
}

/** Sides by position; null where one of them is None, as of an image of any size. */
function sides(call: CallContext, names: readonly string[]): readonly number[] | Value {
  const numbers: number[] = [];
  for (const [index, name] of names.entries()) {
    const value = argument(call, index, name) ?? integer(1);
    if (value.kind === "none") return NONE;
    const number = asInteger(value);
    if (number === null && name !== "padding")
      return value.kind === "unknown" ? value : unknown(describe(value), call.location);
    numbers.push(number ?? 0);
  }
  return numbers;
}

function outputLength(call: CallContext): Value {
  const given = sides(call, ["input_length", "filter_size", "padding", "stride", "dilation"]);
  if (!isNumbers(given)) return given;
  const [length = 0, size = 1, , stride = 1, dilation = 1] = given;
  const extent = (size - 1) * dilation + 1;
  const padding = asString(argument(call, 2, "padding"));
  const inner = { same: length, causal: length, valid: length - extent + 1, full: length + extent - 1 }[padding ?? ""];
  return inner === undefined
    ? unknown("the padding of conv_output_length", call.location)
    : integer(Math.floor((inner + stride - 1) / stride));
}

function inputLength(call: CallContext): Value {
  const given = sides(call, ["output_length", "filter_size", "padding", "stride"]);
  if (!isNumbers(given)) return given;
  const [length = 0, size = 1, , stride = 1] = given;
  const padding = asString(argument(call, 2, "padding"));
  const around = { same: Math.floor(size / 2), valid: 0, full: size - 1 }[padding ?? ""];
  return around === undefined
    ? unknown("the padding of conv_input_length", call.location)
    : integer((length - 1) * stride - 2 * around + size);
}

/** Of TensorFlow and Keras 2.3: the padding of the output stands before the stride. */
function transposedOutputLength(call: CallContext): Value {
  const given = sides(call, ["input_length", "filter_size", "padding"]);
  if (!isNumbers(given)) return given;
  const [length = 0, size = 1] = given;
  const stride = asInteger(argument(call, 4, "stride")) ?? 0;
  const extent = size + (size - 1) * ((asInteger(argument(call, 5, "dilation")) ?? 1) - 1);
  const padding = asString(argument(call, 2, "padding"));
  const further = asInteger(argument(call, 3, "output_padding"));
  if (padding !== "same" && padding !== "valid" && padding !== "full")
    return unknown("the padding of deconv_output_length", call.location);
  if (further === null) {
    if (padding === "valid") return integer(length * stride + Math.max(extent - stride, 0));
    return integer(padding === "full" ? length * stride - (stride + extent - 2) : length * stride);
  }
  const around = { same: Math.floor(extent / 2), valid: 0, full: extent - 1 }[padding];
  return integer((length - 1) * stride + extent - 2 * around + further);
}

function isNumbers(given: readonly number[] | Value): given is readonly number[] {
  return Array.isArray(given);
}
