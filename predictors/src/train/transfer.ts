/**
 * A board from few measured rows, on top of an embedded predictor: t(kernel) = θ · φ(kernel) · exp(correction(kernel)). The base
 * board's tree corrections stay, halved on another GPU; the measured board's data sheet enters through φ, and θ is fitted in
 * steps that shrink towards the base: one factor for everything; one multiple per term for all groups together; every coefficient. Channels are
 * counted in the base's tiles, which its coefficients mean.
 *
 * Strengths and the half were chosen on training rows that were not drawn (TX2 and Nano rows on top of AGX, 24 to 60 draws of 5
 * to 400 rows): slightly optimistic for a really new board, which has no such rows.
 */
import { constantAtNominal, TERM_COUNT, termValues, THETA_LENGTH } from "../additive";
import { assertNever } from "../assert-never";
import { inTilesOf, type Device } from "../devices";
import { gate, kernelFeatures, logCorrection, type LayeredModel } from "../layered";
import type { Kernel } from "../kernels";
import { neighbourhood } from "../novelty";
import { TERMS, type FittedPart, type Term } from "../predictor";
import { coefficientBounds } from "./additive";
import { fitCoefficients, type SparseRows } from "./bounded-regression";
import type { KernelTable } from "./kernel-table";
import { additiveKernelMs, networkShapes } from "./layered";
import { weightedQuantile } from "./statistics";

/**
 * Prior strengths in rows; a ridge is the strength divided by the number of rows. Weights stream at the bandwidth of the data
 * sheet and large products run near its peak, so those terms move least; what a launch and an awkward shape cost differs by board.
 */
const TERM_STRENGTHS: Readonly<Record<Term, number>> = {
  launch: 0.1,
  macs: 1.8,
  macs_per_input_channel: 0.1,
  macs_per_output_channel: 0.1,
  macs_per_output: 0.1,
  activation_bytes: 0.3,
  weight_bytes: 3,
  large_weight_bytes: 3,
  dram_bytes: 0.3,
  waves: 1.8,
};
const CONSTANT_STRENGTH = 0.3;
const STRENGTH_OF_FEW = 0.5;
const STRENGTH_OF_SOME = 0.25;
const STRENGTH_OF_MANY = 0.035;
const SOME_ROWS = 10;
const MANY_ROWS = 30;
/** Few rows are followed less than they would be one by one. */
const SMOOTH = 0.12;
/** How much of the base's tree corrections holds on a board with another GPU. */
const CORRECTION_ELSEWHERE = 0.5;
/** A term's multiple stays within this factor of the factor for everything. */
const TERM_RANGE = 10;

/** Milliseconds of each network at coefficient 1 as the base's trees correct them: networks × THETA_LENGTH. */
export interface Design {
  readonly base: LayeredModel;
  /** Share of the base's tree corrections that holds on the measured board. */
  readonly correction: number;
  readonly values: readonly Float64Array[];
}

/** Measured rows of a design. */
export interface FittedRows {
  readonly rows: readonly number[];
  /** Milliseconds of every row of the design. */
  readonly target: Float64Array;
  /** How much every row of the design counts. */
  readonly weight: Float64Array;
}

export function designOf(base: LayeredModel, device: Device, table: KernelTable): Design {
  const carried = carriedCorrection(base, device);
  const baseMs = additiveKernelMs(base.additive, table);
  const correction = baseMs.map((ms, u) => {
    const features = kernelFeatures(table.kernels[u] as Kernel, table.group[u] as number, ms);
    return logCorrection(base.trees, Float32Array.from(features));
  });
  const priced = inTilesOf(device, base.additive.device);
  const terms = table.kernels.map((kernel, u) => termValues(priced, kernel, table.group[u] as number));
  const values = networkShapes(base.additive, table, baseMs).map((shape, n) => {
    const strength = carried * gate(neighbourhood(base.novelty, shape).distance);
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
  return { base, correction: carried, values };
}

/** Share of the base's tree corrections that holds on the board. */
export function carriedCorrection(base: LayeredModel, device: Device): number {
  const isSameGpu = base.additive.device.gpu.computeCapability === device.gpu.computeCapability;
  return isSameGpu ? 1 : CORRECTION_ELSEWHERE;
}

export function designMs(values: Float64Array, theta: Float64Array): number {
  let total = 0;
  for (let j = 0; j < THETA_LENGTH; j++) total += (values[j] as number) * (theta[j] as number);
  return total;
}

/** Coefficients for the measured board. */
export function fitTransferred({ base, values }: Design, fitted: FittedRows, part: FittedPart): Float64Array {
  const chosen: Chosen = {
    values: fitted.rows.map((row) => values[row] as Float64Array),
    target: Float64Array.from(fitted.rows, (row) => fitted.target[row] as number),
    weight: Float64Array.from(fitted.rows, (row) => fitted.weight[row] as number),
  };
  const start = base.additive.theta;
  const factor = factorOf(chosen, start);
  switch (part) {
    case "factor":
      return start.map((value) => value * factor);
    case "terms":
      return fitTerms(chosen, start, factor);
    case "coefficients":
      return fitEach(chosen, fitTerms(chosen, start, factor));
    default:
      return assertNever(part);
  }
}

/** The rows of a fit alone, in one order. */
interface Chosen {
  readonly values: readonly Float64Array[];
  readonly target: Float64Array;
  readonly weight: Float64Array;
}

function factorOf({ values, target, weight }: Chosen, start: Float64Array): number {
  const ratios = values.map((row, i) => ({
    value: Math.log((target[i] as number) / designMs(row, start)),
    weight: weight[i] as number,
  }));
  return Math.exp(weightedQuantile(ratios, 0.5));
}

/** One multiple per term; the network constant has its own. */
function fitTerms({ values, target, weight }: Chosen, start: Float64Array, factor: number): Float64Array {
  const termOf = (place: number): number => (place === THETA_LENGTH - 1 ? TERM_COUNT : place % TERM_COUNT);
  const tied = values.map((row) => {
    const sums = new Float64Array(TERM_COUNT + 1);
    row.forEach((value, place) => {
      const term = termOf(place);
      sums[term] = (sums[term] as number) + value * (start[place] as number);
    });
    return sums;
  });
  const prior = new Float64Array(TERM_COUNT + 1).fill(factor);
  const strengths = [...TERMS.map((term) => TERM_STRENGTHS[term]), CONSTANT_STRENGTH];
  const multiples = fitCoefficients({
    rows: sparse(tied),
    target,
    weight,
    prior,
    ridge: Float64Array.from(strengths, (strength) => strength / values.length),
    low: prior.map((value) => value / TERM_RANGE),
    high: prior.map((value) => value * TERM_RANGE),
    smooth: SMOOTH,
  });
  return start.map((value, place) => value * (multiples[termOf(place)] as number));
}

/** Coefficients of what no row launches stay as they are; the others move within the board's physics. */
function fitEach({ values, target, weight }: Chosen, prior: Float64Array): Float64Array {
  const used = Array.from(prior.keys()).filter((place) => values.some((row) => row[place] !== 0));
  const { low, high } = coefficientBounds();
  const pick = (numbers: Float64Array): Float64Array => Float64Array.from(used, (place) => numbers[place] as number);
  const strength = strengthOf(values.length);
  const start = pick(prior);
  const moved = fitCoefficients({
    rows: sparse(values.map(pick)),
    target,
    weight,
    prior: start,
    ridge: start.map(() => strength / values.length),
    // Clocks other than those of the data sheet may have put the prior beyond its bounds.
    low: pick(low).map((value, i) => Math.min(value, start[i] as number)),
    high: pick(high).map((value, i) => Math.max(value, start[i] as number)),
    smooth: SMOOTH,
  });
  const theta = prior.slice();
  used.forEach((place, i) => {
    theta[place] = moved[i] as number;
  });
  return theta;
}

function strengthOf(rows: number): number {
  if (rows >= MANY_ROWS) return STRENGTH_OF_MANY;
  return rows >= SOME_ROWS ? STRENGTH_OF_SOME : STRENGTH_OF_FEW;
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
