/** Parameters of a user's function that take the size of the input, recognised by their names. */
import { integer, tuple } from "../../values/make";
import type { FunctionValue, Value } from "../../values/value";
import type { Argument, Directive, Expression, Language, Parameter } from "../../syntax/program";

const SHAPES = /^_?((input|image|img|in|target)_?(shape|size|dims)|shape|inputshape)$/i;
const HEIGHTS = /^((input|image|img)_?)?(height|rows|h)$/i;
const WIDTHS = /^((input|image|img)_?)?(width|cols|columns|w)$/i;
const CHANNELS = /^((input|image|img|num|n)_)?channels$/i;

export type InputForm = "shape" | "height" | "width" | "channels";

/** Which part of the size of an image a parameter takes, by its name; null for another one. */
export function inputForm(name: string): InputForm | null {
  if (SHAPES.test(name)) return "shape";
  if (HEIGHTS.test(name)) return "height";
  if (WIDTHS.test(name)) return "width";
  return CHANNELS.test(name) ? "channels" : null;
}

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

/**
 * What a directive gives a function: arguments for its parameters, and an `input_shape` that is no parameter of it for the
 * images in its body. A size asked for from outside (`given`, `asked`) comes before the directive's.
 */
export function directiveInputs(
  target: FunctionValue,
  directive: Directive | null,
  given: ReadonlyMap<string, Value>,
  asked: readonly number[] | null,
): { readonly written: readonly Argument[]; readonly inputShape: readonly number[] | null } {
  const written = (directive?.arguments ?? []).filter(({ name }) => name === null || !given.has(name));
  const shape = takesInputShape(target) ? null : inputShapeIn(directive);
  if (shape === null) return { written, inputShape: asked };
  return { written: written.filter(({ name }) => !isInputShape(name)), inputShape: asked ?? shape };
}

/** The `input_shape=(height, width, channels)` of a directive; null where it gives none of this form. */
export function inputShapeIn(directive: Directive | null): readonly number[] | null {
  const shape = anyShapeIn(directive);
  return shape?.length === 3 ? shape : null;
}

/** The same with any number of sides, of what need not be an image. */
export function anyShapeIn(directive: Directive | null): readonly number[] | null {
  const value = directive?.arguments.find(({ name }) => isInputShape(name))?.value;
  if (value?.kind !== "sequence" || value.items.length === 0) return null;
  const sides = value.items.map(positiveInteger);
  return sides.every((side) => side !== null) ? sides : null;
}

export function inputShapeName(language: Language): string {
  return language === "python" ? "input_shape" : "inputShape";
}

export function isInputShape(name: string | null): boolean {
  return name === "input_shape" || name === "inputShape";
}

function positiveInteger(expression: Expression): number | null {
  if (expression.kind !== "literal" || expression.type !== "integer" || typeof expression.value !== "number")
    return null;
  return expression.value > 0 ? expression.value : null;
}

export function takesInputShape(target: FunctionValue): boolean {
  return target.parameters.some(
    (parameter) =>
      parameter.form === "keyword-rest" || (parameter.target.kind === "name" && isInputShape(parameter.target.name)),
  );
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
