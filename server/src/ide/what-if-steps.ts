/** Where a number of the source is tried: bounds and step of its slider, and the values of a curve. */
import type { WhatIfParameter } from "../../../protocol/what-if";
import type { SourceNumber } from "./source-numbers";

/** So many values are tried of one number: enough for a curve, few enough for a slider that is dragged. */
export const MOST_POINTS = 20;

/** Counts up to here move one by one. */
const FEW = 32;

/** Sizes and widths move by the first of these that divides them often enough: hardware likes multiples of 32. */
const STEPS = [32, 16, 8, 4, 2];

/** What is counted in ones, whatever its size. */
const COUNTS = /depth|layers|blocks|repeat|stages|^(n|num)$|num_|_n$|rate|classes/i;

export function rangeOf({ name, places }: SourceNumber, isSize: boolean): WhatIfParameter {
  const [{ value, text }] = places;
  const step = text.includes(".") ? factorStep(value) : isSize ? sizeStep(value) : countStep(name, value);
  const high = isSize ? 3 * value : 2 * value + (step === 1 ? 2 : 0);
  const low = isSize ? Math.max(step, multiple(value / 4, value, step)) : lowest(value, step);
  return { name, value, low, high: multiple(high, value, step), step, isSize };
}

/** Ascending, the present value among them. */
export function valuesOf({ value, low, high, step }: WhatIfParameter): readonly number[] {
  const count = Math.round((high - low) / step) + 1;
  const stride = Math.ceil(count / MOST_POINTS);
  const below = Math.floor((value - low) / step / stride + 1e-9);
  const above = Math.floor((high - value) / step / stride + 1e-9);
  return Array.from({ length: below + above + 1 }, (_, index) => rounded(value + (index - below) * stride * step));
}

function sizeStep(value: number): number {
  return STEPS.find((step) => value % step === 0 && value >= 2 * step) ?? 1;
}

function countStep(name: string, value: number): number {
  if (value < FEW || COUNTS.test(name)) return value >= 500 ? Math.round(value / 10) : 1;
  return STEPS.find((step) => value % step === 0 && value >= 4 * step) ?? 1;
}

/** A quarter where the number is made of quarters, else the unit of its last digit, or a tenth of it. */
function factorStep(value: number): number {
  const step = [0.25, 0.1, 0.05, 0.01].find(
    (one) => Math.abs(value / one - Math.round(value / one)) < 1e-9 && value > one,
  );
  return step ?? value / 10;
}

function lowest(value: number, step: number): number {
  return rounded(value - step * Math.ceil(value / step - 1 - 1e-9));
}

/** The value on the slider nearest to the wanted one. */
function multiple(wanted: number, value: number, step: number): number {
  return rounded(value + step * Math.round((wanted - value) / step));
}

/** Sums of tenths are no tenths. */
function rounded(value: number): number {
  return Number(value.toFixed(6));
}
