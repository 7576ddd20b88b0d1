/** Fit of the additive model on whole-network times, towards a prior that the groups share. */
import {
  LEAST_LAUNCH,
  constantAtNominal,
  groupIndex,
  TERM_COUNT,
  termIndex,
  termValues,
  THETA_LENGTH,
  type AdditiveModel,
} from "../additive";
import type { Device } from "../devices";
import { COMPUTE_GROUPS, GROUPS, REORDERED_GROUPS, type Group } from "../groups";
import type { Term } from "../predictor";
import { fitCoefficients, SMOOTH, type SparseRows } from "./bounded-regression";
import type { KernelTable } from "./kernel-table";

/** Coefficients before any measurement, in the order of TERMS. */
const DEFAULT = [1, 1.4, 0.3, 0.3, 1, 1.5, 1.5, 1.5, 1.5, 0.3];
/** Winograd's 3×3 convolutions need fewer multiply-accumulates than the formula. */
const DEFAULT_MACS_3X3 = 0.8;
/** Ridges: what a convolution costs carries over between groups, traffic differs from one element-wise kernel to the next. */
const COMPUTE_RIDGE = 3e-4;
const ELEMENTWISE_RIDGE = 1e-5;
const CONSTANT_RIDGE = 1e-4;
const PRIOR_RIDGE = 1e-4;

/** Errors below this count as squares. */
const SMOOTH_COEFFICIENTS = 0.015;

/** Plain copies run near the speed of the memory, and no faster than nine tenths of it where they are nothing but copies. */
const STREAMING: readonly Group[] = ["activation", "add", "concat", "bias", "batch_norm", "batch_norm_first"];
const PLAIN_COPIES: readonly Group[] = ["activation", "add", "concat"];
const CONVOLUTIONS_1X1: readonly Group[] = ["conv1", "conv1_thin", "conv1_small"];
const TRAFFIC_TERMS: readonly Term[] = ["activation_bytes", "dram_bytes"];
const REORDERED_TERMS: readonly Term[] = ["large_weight_bytes", "waves"];

const MACS_TERMS: readonly Term[] = ["macs", "macs_per_input_channel", "macs_per_output_channel", "macs_per_output"];
const CHANNEL_TERMS: readonly Term[] = ["macs_per_input_channel", "macs_per_output_channel"];
const WITHOUT_CHANNEL_TERMS: readonly Group[] = [
  "depthwise3",
  "depthwise3_stride",
  "depthwise5",
  "depthwise5_stride",
  "matmul",
  "dense",
];

/**
 * What a network costs beyond its kernels is the same multiple of a launch on every board: fitted by itself it is anything from nothing to ten
 * launches, and tiny networks came out slower on the faster board. Held-out errors are no larger (families on the AGX Xavier 0.1 points less).
 */
const NETWORK_CONSTANT = 0.3;

/** Groups that share one multiple of each default coefficient before they are fitted one by one. */
const PARENTS = ["conv", "depthwise", "dense", "elementwise"] as const;

export function fitAdditive(device: Device, table: KernelTable, target: Float64Array): AdditiveModel {
  const rows = additiveTerms(device, table);
  const { low, high } = coefficientBounds();
  const ridge = new Float64Array(THETA_LENGTH).fill(CONSTANT_RIDGE);
  COMPUTE_GROUPS.forEach((computes, group) => {
    ridge.fill(computes ? COMPUTE_RIDGE : ELEMENTWISE_RIDGE, group * TERM_COUNT, (group + 1) * TERM_COUNT);
  });
  const prior = sharedPrior(rows, target);
  return {
    device,
    theta: fitCoefficients({ rows, target, weight: null, prior, ridge, low, high, smooth: SMOOTH_COEFFICIENTS }),
  };
}

/** Each network's sum of every (group, term) in milliseconds at coefficient 1, and its constant. */
function additiveTerms(device: Device, table: KernelTable): SparseRows {
  const values = table.kernels.map((kernel, u) => termValues(device, kernel, table.group[u] as number));
  const start = new Int32Array(table.networks + 1);
  const column: number[] = [];
  const value: number[] = [];
  for (let n = 0; n < table.networks; n++) {
    const sums = new Float64Array(THETA_LENGTH);
    for (let e = table.start[n] as number; e < (table.start[n + 1] as number); e++) {
      const u = table.kernel[e] as number;
      const first = (table.group[u] as number) * TERM_COUNT;
      values[u]?.forEach((term, j) => {
        sums[first + j] = (sums[first + j] as number) + term * (table.count[e] as number);
      });
    }
    sums[THETA_LENGTH - 1] = constantAtNominal(device);
    sums.forEach((term, place) => {
      if (term === 0) return;
      column.push(place);
      value.push(term);
    });
    start[n + 1] = column.length;
  }
  return { width: THETA_LENGTH, start, column: Int32Array.from(column), value: Float64Array.from(value) };
}

/** Default coefficients times one fitted multiple per (parent, term): rare groups follow the common ones. */
function sharedPrior(rows: SparseRows, target: Float64Array): Float64Array {
  const defaults = defaultCoefficients();
  const multiples = PARENTS.length * TERM_COUNT + 1;
  const multipleOf = defaults.map((_, place) =>
    place === THETA_LENGTH - 1
      ? multiples - 1
      : parentOf(Math.floor(place / TERM_COUNT)) * TERM_COUNT + (place % TERM_COUNT),
  );
  const tied: SparseRows = {
    ...rows,
    width: multiples,
    column: rows.column.map((place) => multipleOf[place] as number),
    value: rows.value.map((term, e) => term * (defaults[rows.column[e] as number] as number)),
  };
  const ones = new Float64Array(multiples).fill(1);
  const fitted = fitCoefficients({
    rows: tied,
    target,
    weight: null,
    prior: ones,
    ridge: ones.map(() => PRIOR_RIDGE),
    low: ones.map(() => 0.1),
    high: ones.map(() => 20),
    smooth: SMOOTH,
  });
  return defaults.map((value, place) => value * (fitted[multipleOf[place] as number] as number));
}

function parentOf(group: number): number {
  const name = GROUPS[group] ?? "copy";
  if (name.startsWith("depthwise")) return PARENTS.indexOf("depthwise");
  if (name === "dense") return PARENTS.indexOf("dense");
  return PARENTS.indexOf(COMPUTE_GROUPS[group] === true ? "conv" : "elementwise");
}

export function defaultCoefficients(): Float64Array {
  const theta = new Float64Array(THETA_LENGTH).fill(1);
  GROUPS.forEach((_, group) => {
    theta.set(DEFAULT, group * TERM_COUNT);
  });
  forGroups(isElementwise, MACS_TERMS, theta, 0);
  forGroups((group) => ["conv3", "conv3_small", "conv3_thin"].includes(group), ["macs"], theta, DEFAULT_MACS_3X3);
  forGroups((group) => WITHOUT_CHANNEL_TERMS.includes(group), CHANNEL_TERMS, theta, 0);
  forGroups((group) => !isReordered(group), REORDERED_TERMS, theta, 0);
  return theta;
}

/** From the board's physics. */
export function coefficientBounds(): { low: Float64Array; high: Float64Array } {
  const low = new Float64Array(THETA_LENGTH);
  const high = new Float64Array(THETA_LENGTH).fill(50);
  const all = (): boolean => true;
  const computes = (group: Group): boolean => !isElementwise(group);
  const isDense = (group: Group): boolean => group === "dense";
  forGroups(all, ["launch"], low, LEAST_LAUNCH);
  forGroups(all, ["launch"], high, 10);
  // Within the L2 cache at most twenty times the memory's nominal bandwidth, beyond it four times: a part is still there.
  forGroups(all, ["activation_bytes"], low, 0.05);
  forGroups(all, ["dram_bytes"], low, 0.25);
  forGroups((group) => STREAMING.includes(group), TRAFFIC_TERMS, high, 1.25);
  forGroups((group) => PLAIN_COPIES.includes(group), ["dram_bytes"], low, 0.9);
  forGroups((group) => CONVOLUTIONS_1X1.includes(group), TRAFFIC_TERMS, high, 1.5);
  forGroups(computes, ["macs"], low, 1);
  // Together with the waves.
  forGroups(isReordered, ["macs"], low, 0.05);
  forGroups(isReordered, ["large_weight_bytes"], low, 0.2);
  forGroups((group) => !isReordered(group), REORDERED_TERMS, high, 0);
  forGroups(isElementwise, MACS_TERMS, high, 0);
  forGroups((group) => WITHOUT_CHANNEL_TERMS.includes(group), CHANNEL_TERMS, high, 0);
  forGroups(computes, ["weight_bytes"], low, 0.2);
  forGroups(isElementwise, ["weight_bytes"], high, 1.5);
  forGroups(isDense, ["weight_bytes"], low, 0.7);
  forGroups(isDense, ["weight_bytes"], high, 3);
  low[THETA_LENGTH - 1] = NETWORK_CONSTANT;
  high[THETA_LENGTH - 1] = NETWORK_CONSTANT;
  return { low, high };
}

function isReordered(group: Group): boolean {
  return REORDERED_GROUPS[groupIndex(group)] === true;
}

function isElementwise(group: Group): boolean {
  return COMPUTE_GROUPS[groupIndex(group)] !== true;
}

function forGroups(
  wanted: (group: Group) => boolean,
  terms: readonly Term[],
  values: Float64Array,
  value: number,
): void {
  for (const group of GROUPS)
    if (wanted(group)) for (const term of terms) values[groupIndex(group) * TERM_COUNT + termIndex(term)] = value;
}
