import type { Location } from "../../../../protocol/source";
import type { Interpreter } from "../../eval/interpreter";
import { describe } from "../../values/describe";
import { rangeLength } from "../../values/keys";
import { unknown } from "../../values/make";
import type { SliceValue, UnknownValue } from "../../values/value";
import { asIndex } from "./helpers";

export interface Bounds {
  readonly start: number;
  readonly step: number;
  readonly length: number;
}

/** Python's `slice.indices`. */
export function sliceBounds(
  interpreter: Interpreter,
  slice: SliceValue,
  length: number,
  location: Location,
): Bounds | UnknownValue {
  const parts: (number | null)[] = [];
  for (const part of [slice.start, slice.stop, slice.step]) {
    const value = asIndex(part);
    if (value === null && part.kind !== "none")
      return part.kind === "unknown" || part.kind === "instance" || part.kind === "tensor"
        ? unknown("a slice whose bounds are not known", location)
        : interpreter.fail("TypeError", `${describe(part)} as a bound of a slice`, location);
    parts.push(value);
  }
  const [first = null, last = null, by = null] = parts;
  const step = by ?? 1;
  if (step === 0) return interpreter.fail("ValueError", "a slice with the step 0", location);
  const [low, high] = step > 0 ? [0, length] : [-1, length - 1];
  const clamp = (value: number): number => Math.min(Math.max(value < 0 ? value + length : value, low), high);
  const start = first === null ? (step > 0 ? low : high) : clamp(first);
  const stop = last === null ? (step > 0 ? high : low) : clamp(last);
  return { start, step, length: rangeLength(start, stop, step) };
}
