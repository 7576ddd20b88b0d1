/** `--vary "depth=20..110:6, width=1|1.5|2, input=128..512:32"`: the values that names take, and their combinations. */
import { UsageError } from "../usage";

export interface Varied {
  readonly name: string;
  /** As they stand in a call: numbers, True, False, None, or texts in quotation marks. */
  readonly values: readonly string[];
}

/** One value for each name, in the order of the names. */
export type Combination = readonly string[];

/** The name whose values are sides of the image, and no argument. */
export const INPUT = "input";

/** More would take days. */
const MOST_COMBINATIONS = 100_000;

const EXAMPLE = `give e.g. --vary "depth=20..110:6, width=1|1.5|2, input=128..512:32"`;

/** Throws UsageError that says which part cannot be read. */
export function parseVary(text: string): readonly Varied[] {
  const varied = text.split(",").map((part) => parsePart(part.trim()));
  const twice = varied.find(({ name }, index) => varied.findIndex((other) => other.name === name) !== index);
  if (twice !== undefined)
    throw new UsageError(`--vary: ${twice.name} stands there twice; put its values together, ${twice.name}=1|2`);
  const count = varied.reduce((product, { values }) => product * values.length, 1);
  if (count > MOST_COMBINATIONS)
    throw new UsageError(
      `--vary: these are ${count.toLocaleString("en-US")} combinations; at most ${MOST_COMBINATIONS.toLocaleString("en-US")} are evaluated, so give fewer values`,
    );
  return varied;
}

/** Every combination; the last name changes first. */
export function combinations(varied: readonly Varied[]): readonly Combination[] {
  return varied.reduce<readonly Combination[]>(
    (all, { values }) => all.flatMap((before) => values.map((value) => [...before, value])),
    [[]],
  );
}

function parsePart(part: string): Varied {
  const [, name, given] = /^([A-Za-z_]\w*)\s*=\s*(.+)$/.exec(part) ?? [];
  if (name === undefined || given === undefined)
    throw new UsageError(`--vary: "${part}" is no NAME=VALUES; ${EXAMPLE}`);
  const values = given.split("|").flatMap((value) => valuesOf(name, value.trim()));
  const noSide = name === INPUT ? values.find((value) => !/^[1-9]\d{0,4}$/.test(value)) : undefined;
  if (noSide !== undefined) throw new UsageError(`--vary: input=${noSide} is no side of an image in pixels`);
  return { name, values: [...new Set(values)] };
}

function valuesOf(name: string, text: string): readonly string[] {
  const range = /^(-?\d+)\.\.(-?\d+)(?::(\d+))?$/.exec(text);
  if (range !== null) {
    const [low, high, step] = [Number(range[1]), Number(range[2]), Number(range[3] ?? 1)];
    if (step === 0 || high < low || (high - low) / step > MOST_COMBINATIONS)
      throw new UsageError(
        `--vary: ${name}=${text} has no end or too many values; give FROM..TO:STEP, e.g. ${name}=20..110:6`,
      );
    return Array.from({ length: Math.floor((high - low) / step) + 1 }, (_, index) => String(low + index * step));
  }
  if (/^-?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/i.test(text) || /^(?:True|False|None)$/.test(text)) return [text];
  if (/^(["'])[^"'\\]*\1$/.test(text)) return [text];
  throw new UsageError(
    `--vary: ${name}=${text} is no number, range (20..110:6), True, False, None or text in quotation marks`,
  );
}
