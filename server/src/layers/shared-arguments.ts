/** Arguments that layers of several families have. */
import type { ArgumentReader } from "./arguments";

export const PADDINGS = ["valid", "same"] as const;
export const RANKS = [1, 2, 3] as const;
/** Ways to resample an image; none of them touches shape or cost. */
export const INTERPOLATIONS = [
  "nearest",
  "bilinear",
  "bicubic",
  "area",
  "gaussian",
  "lanczos3",
  "lanczos5",
  "mitchellcubic",
] as const;

/** An axis is a number, or a list of one number in saved topologies of TensorFlow. */
export function axisOf(reader: ArgumentReader, fallback: number): number {
  const axes = reader.numbers("axis");
  if (axes === undefined) return fallback;
  const [axis] = axes;
  if (axes.length === 1 && axis !== undefined && axis !== null) return axis;
  reader.fail("axis must be one whole number");
  return fallback;
}

/** One axis or several. */
export function axesOf(reader: ArgumentReader, fallback: readonly number[]): readonly number[] {
  const axes = reader.numbers("axis");
  if (axes === undefined) return fallback;
  if (axes.includes(null) || axes.length === 0) reader.fail("axis must hold whole numbers");
  return known(axes);
}

/** Whole numbers of an argument without a default. */
export function requiredNumbers(reader: ArgumentReader, name: string): readonly number[] {
  const numbers = reader.numbers(name);
  if (numbers === undefined) reader.fail(`${name} is missing`);
  if (numbers?.includes(null) === true)
    reader.fail(`${name} must hold whole numbers, not ${reader.vocabulary.words.nothing}`);
  return known(numbers ?? []);
}

export function known(numbers: readonly (number | null)[]): number[] {
  return numbers.flatMap((number) => (number === null ? [] : [number]));
}
