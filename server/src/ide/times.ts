/** Sums over layers, with what could not be summed kept in view. */
import type { DeviceId, HeldBackBy, LayerReport, ModelReport } from "../../../protocol/report";
import type { Settings } from "../../../protocol/settings";
import { figure, isTimeGuessed } from "./format";

/** A part with more than this share is the model itself, and its own lens already says so. */
export const WHOLE_MODEL = 0.999;

const NOT_ESTIMATED = "not estimated";

const LAUNCHES_NOTHING: HeldBackBy = "nothing: it launches no kernel";

export interface TimeSum {
  readonly ms: number;
  readonly share: number;
  /** What holds back most of the time; null where nothing was estimated. */
  readonly heldBackBy: HeldBackBy | null;
  /** Layers whose time is known, and those of which all or a part is not: an activation may be all that is missing. */
  readonly known: number;
  readonly unknown: number;
}

export function sumTimes(layers: readonly LayerReport[], device: DeviceId): TimeSum {
  const byCause = new Map<HeldBackBy, number>();
  let [ms, share, known, unknown] = [0, 0, 0, 0];
  for (const layer of layers) {
    const time = layer.times[device];
    if (time === undefined || layer.notEstimated !== null) unknown += 1;
    if (time === undefined) continue;
    ms += time.ms;
    share += time.share;
    known += 1;
    byCause.set(time.heldBackBy, (byCause.get(time.heldBackBy) ?? 0) + time.ms);
  }
  return { ms, share, known, unknown, heldBackBy: largestOf(byCause) };
}

/** A placeholder of the framework: what is charged to it is the constant of the whole network, which no edit of it changes. */
const INPUT = "InputLayer";

/**
 * Whether layers that run together are worth a warning: by their share of the model, unless they take next to nothing, or by
 * the budget in milliseconds. Input layers do not count.
 */
export function isSlow(layers: readonly LayerReport[], device: DeviceId, thresholds: Settings["slowLayer"]): boolean {
  let [ms, share] = [0, 0];
  for (const layer of layers) {
    const time = layer.class === INPUT ? undefined : layer.times[device];
    if (time === undefined) continue;
    ms += time.ms;
    share += time.share;
  }
  if (thresholds.milliseconds !== null && ms >= thresholds.milliseconds) return true;
  return share >= thresholds.share && ms >= thresholds.minimumMilliseconds;
}

/** Of equal ones the first. */
function largestOf(byCause: ReadonlyMap<HeldBackBy, number>): HeldBackBy | null {
  let largest: HeldBackBy | null = null;
  let most = -Infinity;
  for (const [cause, ms] of byCause) {
    if (ms <= most) continue;
    largest = cause;
    most = ms;
  }
  return largest;
}

/**
 * "1.2 ms", "≥ 1.2 ms" where some layers are unknown, "~1.2 ms" of a model that rests on a guess or asks for what was not measured, "not estimated" where nothing
 * worth a figure is known, "no kernel" where none launches any.
 */
export function sumText(sum: TimeSum, model: ModelReport): string {
  if (sum.known > 0 && sum.unknown === 0 && sum.ms === 0) return "no kernel";
  if (sum.known === 0 || sum.ms === 0) return NOT_ESTIMATED;
  return figure(sum.ms, sum.unknown > 0, isTimeGuessed(model)) ?? NOT_ESTIMATED;
}

/** Time of one layer: "0.42 ms", "no kernel" or "not estimated". */
export function layerTime(layer: LayerReport, device: DeviceId, model: ModelReport): string {
  return sumText(sumTimes([layer], device), model);
}

/** "weights", or "–" for a layer that launches nothing or was not estimated. */
export function heldBack(cause: HeldBackBy | null | undefined): string {
  return cause === null || cause === undefined || cause === LAUNCHES_NOTHING ? "–" : cause;
}

/** The first `count` of `slowestFirst`, without sorting all the others. */
export function slowestOf(layers: readonly LayerReport[], device: DeviceId, count: number): readonly LayerReport[] {
  if (layers.length <= count) return slowestFirst(layers, device);
  const slowest: { readonly layer: LayerReport; readonly ms: number }[] = [];
  for (const layer of layers) {
    const ms = layer.times[device]?.ms ?? -1;
    const last = slowest[count - 1];
    if (last !== undefined && ms <= last.ms) continue;
    let place = Math.min(slowest.length, count - 1);
    for (; place > 0; place--) {
      const above = slowest[place - 1];
      if (above === undefined || above.ms >= ms) break;
      slowest[place] = above;
    }
    slowest[place] = { layer, ms };
  }
  return slowest.map(({ layer }) => layer);
}

/** Slowest first on the device; layers that were not estimated last, in their own order. */
export function slowestFirst(layers: readonly LayerReport[], device: DeviceId): LayerReport[] {
  return [...layers].sort((a, b) => (b.times[device]?.ms ?? -1) - (a.times[device]?.ms ?? -1));
}

/** Why a layer has no figure, or one of a part of it alone; null for a layer that is estimated as a whole. */
export function whyNotWhole(layer: LayerReport): string | null {
  if (layer.notEstimated === null) return null;
  return `${isWithoutTime(layer) ? "not estimated" : "a lower bound"}: ${layer.notEstimated}`;
}

export function isWithoutTime({ times }: LayerReport): boolean {
  return Object.values(times).every(({ ms }) => ms === 0);
}
