/** Training of what one inference needs beside time. Settings were chosen by whole families held out of the training rows. */
import { AGGREGATE_FEATURES, type Metric } from "../predictor";
import type { Trees } from "../trees";
import {
  MEMORY_FEATURE_COUNT,
  MEMORY_TERM_COUNT,
  MEMORY_TOTALS,
  memoryBase,
  memoryFeatures,
  memoryMb,
  memoryTerms,
  POWER_FEATURE_COUNT,
  powerFeatures,
  powerMw,
  type HalfWidths,
  type MemoryModel,
  type MemoryTotals,
  type PowerModel,
  type Ranges,
  type ConsumptionModel,
} from "../consumption";
import { boost, DEFAULT_BOOST, type BoostSettings } from "./boosted";
import { fitCoefficients, SMOOTH } from "./bounded-regression";
import { denseRows } from "./dense-rows";
import { ExactSplits } from "./exact-splits";
import { FOLD_KINDS, FOLDS, foldsOf, type FoldKind } from "./folds";
import { NOMINAL } from "./interval";
import { metricOf, type Judged } from "./metrics";
import type { TrainingRow } from "./rows";
import { mean, quantile } from "./statistics";
import { featureTable } from "./table";

/** A row whose time was measured, too. */
export interface PowerRow extends TrainingRow {
  readonly powerMw: number;
  /** What a layered predictor that has not seen it gives for its time, by each way of holding out; null where none was asked. */
  readonly heldOutMs: Readonly<Record<FoldKind, number>> | null;
}

export interface MemoryRow {
  readonly model: string;
  readonly family: string;
  readonly inputWidth: number;
  readonly memoryMb: number;
  readonly totals: MemoryTotals;
}

export interface TrainedConsumption {
  readonly model: ConsumptionModel;
  /** By cross-validation: each target held out by size, model and family. */
  readonly metrics: readonly Metric[];
}

const POWER_BOOST: BoostSettings = { ...DEFAULT_BOOST, rounds: 200, maxDepth: 4, learningRate: 0.08, subsample: 0.8 };
const MEMORY_BOOST: BoostSettings = { ...DEFAULT_BOOST, rounds: 150, maxDepth: 3, learningRate: 0.08, subsample: 0.8 };
const RIDGE = 1e-5;
const MOST_COEFFICIENT = 50;

const TARGETS = ["power", "energy", "memory"] as const;

export function trainConsumption(
  power: readonly PowerRow[],
  memory: readonly MemoryRow[],
  seed: number,
): TrainedConsumption {
  const heldOut = (kind: FoldKind): Readonly<Record<(typeof TARGETS)[number], readonly HeldOut[]>> => ({
    ...heldOutPower(power, kind, seed),
    memory: heldOutMemory(memory, kind, seed),
  });
  const byKind = { size: heldOut("size"), model: heldOut("model"), family: heldOut("family") };
  const powerTotals = power.map((row) => AGGREGATE_FEATURES.map((name) => row.aggregate[name]));
  const memoryTotals = memory.map((row) => MEMORY_TOTALS.map((name) => row.totals[name]));
  const model: ConsumptionModel = {
    power: { ...fitPower(power, seed), ...rangesOf(powerTotals), ...halfWidths(byKind.family.power) },
    memory: { ...fitMemory(memory, seed), ...rangesOf(memoryTotals), ...halfWidths(byKind.family.memory) },
    energy: halfWidths(byKind.family.energy),
  };
  const metrics = TARGETS.flatMap((target) =>
    FOLD_KINDS.map((kind) => metricOf(`${target}, cv by ${kind}`, byKind[kind][target], seed)),
  );
  return { model, metrics };
}

/** A row that the fit has not seen. */
interface HeldOut extends Judged {
  readonly family: string;
}

/**
 * Nine of ten rows of nine of ten families that the fit has not seen are within it; beyond the measured totals those of the worst family.
 */
function halfWidths(heldOut: readonly HeldOut[]): HalfWidths {
  const families = [...new Set(heldOut.map(({ family }) => family))];
  const ofFamilies = families.map((name) => {
    const rows = heldOut.filter(({ family }) => family === name);
    const errors = rows.map(({ measured, estimated }) => Math.abs(Math.log(measured / estimated)));
    return quantile(errors, NOMINAL);
  });
  return { within: quantile(ofFamilies, NOMINAL), outside: Math.max(...ofFamilies) };
}

/** Each row by a fit to measured times that has not seen it, asked with a time that was estimated without it. */
function heldOutPower(
  rows: readonly PowerRow[],
  kind: FoldKind,
  seed: number,
): Readonly<Record<"power" | "energy", readonly HeldOut[]>> {
  const judged = foldsOf(rows, kind, FOLDS, seed).flatMap((fold) => {
    const model = fitPower(pick(rows, fold.train), seed);
    return pick(rows, fold.heldOut).flatMap(({ aggregate, heldOutMs, powerMw: measured, acetMs, family }) => {
      if (heldOutMs === null) return [];
      const ms = heldOutMs[kind];
      const estimated = powerMw(model, aggregate, ms);
      return [{ power: held(family, measured, estimated), energy: held(family, measured * acetMs, estimated * ms) }];
    });
  });
  return { power: judged.map((one) => one.power), energy: judged.map((one) => one.energy) };
}

function heldOutMemory(rows: readonly MemoryRow[], kind: FoldKind, seed: number): readonly HeldOut[] {
  return foldsOf(rows, kind, FOLDS, seed).flatMap((fold) => {
    const model = fitMemory(pick(rows, fold.train), seed);
    return pick(rows, fold.heldOut).map(({ totals, family, memoryMb: measured }) =>
      held(family, measured, memoryMb(model, totals)),
    );
  });
}

function held(family: string, measured: number, estimated: number): HeldOut {
  return { family, measured, estimated, low: null, high: null };
}

function fitPower(rows: readonly PowerRow[], seed: number): Pick<PowerModel, "trees" | "base"> {
  const target = rows.map((row) => Math.log(row.powerMw));
  const base = mean(target);
  const features = rows.map((row) => powerFeatures(row.aggregate, row.acetMs));
  return { base, trees: boosted(features, POWER_FEATURE_COUNT, target, { ...POWER_BOOST, base }, seed) };
}

function fitMemory(rows: readonly MemoryRow[], seed: number): Pick<MemoryModel, "theta" | "trees"> {
  const ones = new Float64Array(MEMORY_TERM_COUNT).fill(1);
  const theta = fitCoefficients({
    rows: denseRows(rows.map((row) => memoryTerms(row.totals))),
    target: Float64Array.from(rows, (row) => row.memoryMb),
    weight: null,
    prior: ones,
    ridge: ones.map(() => RIDGE),
    low: ones.map(() => 0),
    high: ones.map(() => MOST_COEFFICIENT),
    smooth: SMOOTH,
  });
  const base = rows.map((row) => memoryBase(theta, row.totals));
  const features = rows.map((row, i) => memoryFeatures(row.totals, base[i] as number));
  const target = rows.map((row, i) => Math.log(row.memoryMb / (base[i] as number)));
  return { theta, trees: boosted(features, MEMORY_FEATURE_COUNT, target, MEMORY_BOOST, seed) };
}

function boosted(
  features: readonly (readonly number[])[],
  width: number,
  target: readonly number[],
  settings: BoostSettings,
  seed: number,
): Trees {
  return boost(new ExactSplits(featureTable(features, width)), target, null, settings, seed);
}

function rangesOf(rows: readonly (readonly number[])[]): Ranges {
  const columns = (rows[0] ?? []).map((_, column) => rows.map((row) => row[column] ?? NaN));
  return {
    low: columns.map((values) => Math.min(...values)),
    high: columns.map((values) => Math.max(...values)),
  };
}

function pick<Row>(rows: readonly Row[], places: readonly number[]): readonly Row[] {
  return places.flatMap((place) => rows[place] ?? []);
}
