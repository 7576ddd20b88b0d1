/**
 * A board from few measured rows, on top of an embedded predictor: t(kernel) = θ · φ(kernel) · exp(correction(kernel)). The base
 * board's tree corrections stay, the measured board's data sheet enters through φ, and θ is fitted in steps that shrink towards
 * the base: one factor for everything; one multiple per term for all groups together; every coefficient.
 */
import { constantAtNominal, TERM_COUNT, termValues, THETA_LENGTH } from "../additive";
import { assertNever } from "../assert-never";
import type { Device } from "../devices";
import { gate, kernelFeatures, logCorrection, type LayeredModel } from "../layered";
import type { Kernel } from "../kernels";
import { neighbourhood } from "../novelty";
import type { FittedPart } from "../predictor";
import { coefficientBounds } from "./additive";
import { fitCoefficients, type SparseRows } from "./bounded-regression";
import type { KernelTable } from "./kernel-table";
import { additiveKernelMs, networkShapes } from "./layered";
import { quantile } from "./statistics";

/** Prior strengths in rows; a ridge is the strength divided by the number of rows. */
const TERM_STRENGTH = 0.3;
const STRENGTH_OF_FEW = 0.5;
const STRENGTH_OF_MANY = 0.15;
const MANY_ROWS = 30;
/** A term's multiple stays within this factor of the factor for everything. */
const TERM_RANGE = 10;

/** Milliseconds of each network at coefficient 1 as the base's trees correct them: networks × THETA_LENGTH. */
export interface Design {
  readonly base: LayeredModel;
  readonly values: readonly Float64Array[];
}

export function designOf(base: LayeredModel, device: Device, table: KernelTable): Design {
  const baseMs = additiveKernelMs(base.additive, table);
  const correction = baseMs.map((ms, u) => {
    const features = kernelFeatures(table.kernels[u] as Kernel, table.group[u] as number, ms);
    return logCorrection(base.trees, Float32Array.from(features));
  });
  const terms = table.kernels.map((kernel, u) => termValues(device, kernel, table.group[u] as number));
  const values = networkShapes(base.additive, table, baseMs).map((shape, n) => {
    const strength = gate(neighbourhood(base.novelty, shape).distance);
    const sums = new Float64Array(THETA_LENGTH);
    for (let e = table.start[n] as number; e < (table.start[n + 1] as number); e++) {
      const u = table.kernel[e] as number;
      const first = (table.group[u] as number) * TERM_COUNT;
      const times = (table.count[e] as number) * Math.exp(strength * (correction[u] as number));
      terms[u]?.forEach((term, j) => {
        sums[first + j] = (sums[first + j] as number) + term * times;
      });
    }
    sums[THETA_LENGTH - 1] = constantAtNominal(device);
    return sums;
  });
  return { base, values };
}

export function designMs(values: Float64Array, theta: Float64Array): number {
  let total = 0;
  for (let j = 0; j < THETA_LENGTH; j++) total += (values[j] as number) * (theta[j] as number);
  return total;
}

/** Coefficients for the measured board from the given rows of the design; `target` in milliseconds, one per row. */
export function fitTransferred(
  { base, values }: Design,
  rows: readonly number[],
  target: Float64Array,
  fitted: FittedPart,
): Float64Array {
  const chosen = rows.map((row) => values[row] as Float64Array);
  const start = base.additive.theta;
  const factor = Math.exp(
    quantile(
      chosen.map((row, i) => Math.log((target[i] as number) / designMs(row, start))),
      0.5,
    ),
  );
  switch (fitted) {
    case "factor":
      return start.map((value) => value * factor);
    case "terms":
      return fitTerms(chosen, target, start, factor);
    case "coefficients":
      return fitEach(chosen, target, fitTerms(chosen, target, start, factor));
    default:
      return assertNever(fitted);
  }
}

/** One multiple per term; the network constant has its own. */
function fitTerms(
  chosen: readonly Float64Array[],
  target: Float64Array,
  start: Float64Array,
  factor: number,
): Float64Array {
  const termOf = (place: number): number => (place === THETA_LENGTH - 1 ? TERM_COUNT : place % TERM_COUNT);
  const tied = chosen.map((row) => {
    const sums = new Float64Array(TERM_COUNT + 1);
    row.forEach((value, place) => {
      const term = termOf(place);
      sums[term] = (sums[term] as number) + value * (start[place] as number);
    });
    return sums;
  });
  const prior = new Float64Array(TERM_COUNT + 1).fill(factor);
  const multiples = fitCoefficients({
    rows: sparse(tied),
    target,
    weight: null,
    prior,
    ridge: prior.map(() => TERM_STRENGTH / chosen.length),
    low: prior.map((value) => value / TERM_RANGE),
    high: prior.map((value) => value * TERM_RANGE),
  });
  return start.map((value, place) => value * (multiples[termOf(place)] as number));
}

/** Coefficients of what no row launches stay as they are; the others move within the board's physics. */
function fitEach(chosen: readonly Float64Array[], target: Float64Array, prior: Float64Array): Float64Array {
  const used = Array.from(prior.keys()).filter((place) => chosen.some((row) => row[place] !== 0));
  const { low, high } = coefficientBounds();
  const pick = (values: Float64Array): Float64Array => Float64Array.from(used, (place) => values[place] as number);
  const strength = chosen.length >= MANY_ROWS ? STRENGTH_OF_MANY : STRENGTH_OF_FEW;
  const start = pick(prior);
  const moved = fitCoefficients({
    rows: sparse(chosen.map(pick)),
    target,
    weight: null,
    prior: start,
    ridge: start.map(() => strength / chosen.length),
    // Clocks other than those of the data sheet may have put the prior beyond its bounds.
    low: pick(low).map((value, i) => Math.min(value, start[i] as number)),
    high: pick(high).map((value, i) => Math.max(value, start[i] as number)),
  });
  const theta = prior.slice();
  used.forEach((place, i) => {
    theta[place] = moved[i] as number;
  });
  return theta;
}

function sparse(rows: readonly Float64Array[]): SparseRows {
  const start = new Int32Array(rows.length + 1);
  const column: number[] = [];
  const value: number[] = [];
  rows.forEach((row, n) => {
    row.forEach((entry, place) => {
      if (entry === 0) return;
      column.push(place);
      value.push(entry);
    });
    start[n + 1] = column.length;
  });
  return {
    width: rows[0]?.length ?? 0,
    start,
    column: Int32Array.from(column),
    value: Float64Array.from(value),
  };
}
