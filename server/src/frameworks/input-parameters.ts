/** Parameters of a user's function that take the size of the input, recognised by their names. */
import { integer, tuple } from "../eval/read";
import type { FunctionValue, Value } from "../eval/values";
import type { Parameter } from "../syntax/program";

const SHAPES = /^_?((input|image|img|in|target)_?(shape|size|dims)|shape|inputshape)$/i;
const HEIGHTS = /^((input|image|img)_?)?(height|rows|h)$/i;
const WIDTHS = /^((input|image|img)_?)?(width|cols|columns|w)$/i;
const CHANNELS = /^((input|image|img|num|n)_)?channels$/i;

/** Values for these parameters by name; none where no input size is asked for. */
export function givenInputs(target: FunctionValue, inputShape: readonly number[] | null): ReadonlyMap<string, Value> {
  const given = new Map<string, Value>();
  if (inputShape === null) return given;
  for (const parameter of target.parameters) {
    if (parameter.target.kind !== "name") continue;
    const { name } = parameter.target;
    const value = inputFor(name, target.defaults.get(parameter), parameter, inputShape);
    if (value !== null) given.set(name, value);
  }
  return given;
}

/** In the form of the default: a number, height and width, a whole shape, or one with the batch. */
function inputFor(
  name: string,
  written: Value | undefined,
  parameter: Parameter,
  inputShape: readonly number[],
): Value | null {
  if (parameter.form === "rest" || parameter.form === "keyword-rest") return null;
  const [height, width, channels] = inputShape;
  const isNumber = written?.kind === "integer";
  if (isNumber && HEIGHTS.test(name)) return number(height);
  if (isNumber && WIDTHS.test(name)) return number(width);
  if (isNumber && CHANNELS.test(name)) return number(channels);
  if (!SHAPES.test(name)) return null;
  if (isNumber) return number(height);
  const items = written?.kind === "tuple" || written?.kind === "list" ? written.items : null;
  if (items?.length === 2) return tuple(inputShape.slice(0, 2).map(integer));
  if (items?.length === 4) return tuple([{ kind: "none" }, ...inputShape.map(integer)]);
  return tuple(inputShape.map(integer));
}

function number(value: number | undefined): Value | null {
  return value === undefined ? null : integer(value);
}
