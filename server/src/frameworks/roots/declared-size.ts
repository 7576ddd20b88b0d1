/** The size of an image that a definition says by the defaults of its parameters. */
import { asInteger, asShape } from "../../values/ask";
import type { ClassValue, FunctionValue, Value } from "../../values/value";
import { ASSUMED_INPUT_SHAPE } from "./assumed-inputs";
import { memberOf } from "./callers";
import { inputForm } from "./input-parameters";
import type { InputForm } from "./input-parameters";

export interface DeclaredSize {
  /** Without the batch. */
  readonly shape: readonly number[];
  /** False where a side is only likely. */
  readonly isWhole: boolean;
}

/** What the values of parameters say together, by the names of these; null where they say no size. */
export function declaredSize(values: ReadonlyMap<string, Value>): DeclaredSize | null {
  const find = (form: InputForm): [string, Value] | undefined => [...values].find(([name]) => inputForm(name) === form);
  const channels = asInteger(find("channels")?.[1]);
  const image = (height: number | null, width: number | null): DeclaredSize | null =>
    height === null || width === null ? null : filled([height, width, channels]);
  const [name, shape] = find("shape") ?? ["", undefined];
  if (shape === undefined) return image(asInteger(find("height")?.[1]), asInteger(find("width")?.[1]));
  const side = asInteger(shape);
  if (side !== null) return image(side, side);
  const sides = withoutBatch(asShape(shape) ?? []);
  const [height = null, width = null] = sides;
  return sides.length === 2 && /size$/i.test(name) ? image(height, width) : filled(sides);
}

/** The size that the default of a class' `build` says, the batch in front of it. */
export function builtSize(value: ClassValue): DeclaredSize | null {
  return declaredSize(defaultsOf(memberOf(value, "build")));
}

/** Of the parameters, by their names. */
export function defaultsOf(target: FunctionValue | null): ReadonlyMap<string, Value> {
  const defaults = [...(target?.defaults ?? [])];
  return new Map(defaults.flatMap(([{ target: one }, value]) => (one.kind === "name" ? [[one.name, value]] : [])));
}

/** Only an image has likely sides. */
function filled(sides: readonly (number | null)[]): DeclaredSize | null {
  const isImage = sides.length === ASSUMED_INPUT_SHAPE.length;
  const shape = sides.map((side, index) => side ?? (isImage ? ASSUMED_INPUT_SHAPE[index] : undefined));
  const known = shape.filter((side) => side !== undefined);
  if (known.length === 0 || known.length < sides.length || known.some((side) => side <= 0)) return null;
  return { shape: known, isWhole: !sides.includes(null) };
}

/** An image has three sides, and the batch in front where there are four. */
function withoutBatch(sides: readonly (number | null)[]): readonly (number | null)[] {
  return sides.length === ASSUMED_INPUT_SHAPE.length + 1 ? sides.slice(1) : sides;
}
