/**
 * Additive model, the physics of a network's latency: t(kernel) = Σ θ[group, term] · φ_term(kernel) in milliseconds; a
 * network takes the sum over its kernels plus a constant. θ is dimensionless: 1 is the board's nominal speed.
 */
import type { Device } from "./devices";
import { COMPUTE_GROUPS, GROUP_INDEX, GROUPS, groupOf, REORDERED_GROUPS, type Group } from "./groups";
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
/**
 * A convolution computes whole tiles of outputs: channels are rounded up to multiples of the board's tile, positions to multiples of this. The
 * GPU works on several tiles of 64 × 64 at once; a last wave of few tiles takes as long as a full one.
 */
const POSITION_TILE = 64;
const WAVE_TILE = 64;
const TILES_PER_MULTIPROCESSOR = 4;
const SMALL_WEIGHTS = 65_536;
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
  const isConvolution = kernel.kind === "conv";
  const moved = kernel.reads + kernel.writes;
  const cached = Math.min(moved, (device.l2 * 1024) / BYTES_PER_ELEMENT);
  const smallWeights = REORDERED_GROUPS[group] === true ? Math.min(kernel.weights, SMALL_WEIGHTS) : kernel.weights;
  return [
    LAUNCH_MS * device.launch,
    macsMs * (isConvolution ? tileWaste(kernel, device.channelTile) : 1),
    (macsMs * CHANNEL_SCALE) / Math.max(kernel.channelsIn, 1),
    (macsMs * CHANNEL_SCALE) / Math.max(kernel.channelsOut, 1),
    (macsMs * OUTPUT_SCALE) / Math.max(kernel.writes, 1),
    cached * bytesMs,
    smallWeights * bytesMs,
    (kernel.weights - smallWeights) * bytesMs,
    (moved - cached) * bytesMs,
    isConvolution ? wholeWavesMacs(kernel, device) / (device.gmacs * 1e6) : 0,
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

/** How much less arithmetic than the formula a group's Winograd and FFT convolutions do with. */
const FASTER_THAN_FORMULA: ReadonlyMap<Group, number> = new Map([
  ["conv3", 3.5],
  ["conv3_small", 3.5],
  ["conv3_thin", 3.5],
  ["conv5", 2.2],
  ["conv7", 2],
  ["conv9", 2],
  ["conv11", 2],
  ["conv_asymmetric", 1.5],
]);
const FASTER_OF_GROUP: readonly number[] = GROUPS.map((group) => FASTER_THAN_FORMULA.get(group) ?? 1);
/** Of the cost of a launch: no kernel takes less. */
export const LEAST_LAUNCH = 0.3;

/** What no kernel stays below, in milliseconds: a launch, and its arithmetic at the GPU's peak. */
export function leastMs(device: Device, kernel: Kernel, group: number): number {
  const macs = COMPUTE_GROUPS[group] === true ? kernel.macs / (FASTER_OF_GROUP[group] ?? 1) : 0;
  return Math.max(LEAST_LAUNCH * LAUNCH_MS * device.launch, macs / (device.gmacs * 1e6));
}

export function constantMs(model: AdditiveModel): number {
  return (model.theta[THETA_LENGTH - 1] ?? NaN) * constantAtNominal(model.device);
}

export function constantAtNominal(device: Device): number {
  return NETWORK_CONSTANT_MS * device.launch;
}

function tileWaste({ channelsOut, positions }: Kernel, channelTile: number): number {
  const channels = padded(channelsOut, channelTile) / Math.max(channelsOut, 1);
  return (channels * padded(positions, POSITION_TILE)) / Math.max(positions, 1);
}

function padded(count: number, tile: number): number {
  return Math.ceil(count / tile) * tile;
}

/** Multiply-accumulates of as many tiles as the GPU works on in whole waves. */
function wholeWavesMacs({ channelsOut, positions, macs, writes }: Kernel, device: Device): number {
  const atOnce = device.gpu.multiprocessors * TILES_PER_MULTIPROCESSOR;
  const tiles = Math.ceil(Math.max(channelsOut, 1) / WAVE_TILE) * Math.ceil(positions / WAVE_TILE);
  const reduction = macs / Math.max(writes, 1);
  return Math.ceil(tiles / atOnce) * atOnce * WAVE_TILE ** 2 * reduction;
}

export function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
