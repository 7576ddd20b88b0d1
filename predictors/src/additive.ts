/**
 * Additive model, the physics of a network's latency: t(kernel) = Σ θ[group, term] · φ_term(kernel) in milliseconds; a
 * network takes the sum over its kernels plus a constant. θ is dimensionless: 1 is the board's nominal speed.
 */
import type { Device } from "./devices";
import { COMPUTE_GROUPS, GROUP_INDEX, GROUPS, groupOf, type Group } from "./groups";
import type { Kernel } from "./kernels";
import { TERMS, type Term } from "./predictor";

export interface AdditiveModel {
  readonly device: Device;
  /** GROUPS × TERMS, group by group, then the factor of the network constant. */
  readonly theta: Float64Array;
}

export const TERM_COUNT = TERMS.length;
export const THETA_LENGTH = GROUPS.length * TERM_COUNT + 1;

/** Kernel launch on the AGX Xavier. */
const LAUNCH_MS = 4e-3;
/** Cost of a network beyond its kernels, times the board's launch cost and the last θ. */
const NETWORK_CONSTANT_MS = 0.05;
const BYTES_PER_ELEMENT = 4;
/** A convolution computes whole tiles of outputs: channels and positions are rounded up to multiples of this. */
const TILE = 64;
/** Scale of the terms for short reductions, few filters and few outputs. */
const CHANNEL_SCALE = 8;
const OUTPUT_SCALE = 5000;

export function termIndex(term: Term): number {
  return TERMS.indexOf(term);
}

export function groupIndex(group: Group): number {
  return GROUP_INDEX.get(group) ?? 0;
}

/** φ of a kernel in the order of TERMS: milliseconds at θ = 1. */
export function termValues(device: Device, kernel: Kernel, group: number): readonly number[] {
  const macsMs = COMPUTE_GROUPS[group] === true ? kernel.macs / (device.gmacs * 1e6) : 0;
  const bytesMs = BYTES_PER_ELEMENT / (device.gbytes * 1e6);
  return [
    LAUNCH_MS * device.launch,
    macsMs * (kernel.kind === "conv" ? tileWaste(kernel) : 1),
    (macsMs * CHANNEL_SCALE) / Math.max(kernel.channelsIn, 1),
    (macsMs * CHANNEL_SCALE) / Math.max(kernel.channelsOut, 1),
    (macsMs * OUTPUT_SCALE) / Math.max(kernel.writes, 1),
    (kernel.reads + kernel.writes) * bytesMs,
    kernel.weights * bytesMs,
  ];
}

/** Each term's share of a kernel's time in milliseconds. */
export function kernelTerms(model: AdditiveModel, kernel: Kernel): readonly number[] {
  const group = groupIndex(groupOf(kernel));
  return termValues(model.device, kernel, group).map(
    (value, j) => value * (model.theta[group * TERM_COUNT + j] ?? NaN),
  );
}

export function kernelMs(model: AdditiveModel, kernel: Kernel): number {
  return sum(kernelTerms(model, kernel));
}

export function constantMs(model: AdditiveModel): number {
  return (model.theta[THETA_LENGTH - 1] ?? NaN) * constantAtNominal(model.device);
}

export function constantAtNominal(device: Device): number {
  return NETWORK_CONSTANT_MS * device.launch;
}

function tileWaste(kernel: Kernel): number {
  const channels = padded(kernel.channelsOut) / Math.max(kernel.channelsOut, 1);
  return (channels * padded(kernel.positions)) / Math.max(kernel.positions, 1);
}

function padded(count: number): number {
  return Math.ceil(count / TILE) * TILE;
}

export function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
