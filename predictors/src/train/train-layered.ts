/** Training of the layered predictor of one board, with its cross-validation and its interval. */
import { aggregateMs, type AggregateModel } from "../aggregate";
import type { Device } from "../devices";
import { logHalfWidth } from "../interval";
import type { LayeredModel } from "../layered";
import type { Metric } from "../predictor";
import { fitAggregate } from "./aggregate";
import { FOLD_KINDS, FOLDS, foldsOf, type FoldKind } from "./folds";
import { calibrateInterval, NOMINAL, type HeldOut } from "./interval";
import { kernelTable, tableSubset, type KernelTable } from "./kernel-table";
import { estimateNetworks, fitLayered, type MeasuredNetworks } from "./layered";
import { hundredths, metricOf, type Judged } from "./metrics";
import { SYNTHETIC, type TrainingRow } from "./rows";
import { mean, quantile } from "./statistics";

/** The aggregate predictor is quick to fit, so it can afford smaller held-out parts. */
const AGGREGATE_FOLDS = 8;

export interface TrainedLayered {
  readonly model: LayeredModel;
  /** Rows of the model's novelty space. */
  readonly measured: readonly TrainingRow[];
  /** By cross-validation on the training rows. */
  readonly metrics: readonly Metric[];
  readonly familyMetrics: readonly Metric[];
  /** Milliseconds of each measured row by fits that have not seen it, by each way of holding out. */
  readonly heldOutMs: Readonly<Record<FoldKind, Float64Array>>;
}

export function trainLayered(device: Device, rows: readonly TrainingRow[], seed: number): TrainedLayered {
  const measured = rows.filter((row) => row.network?.kernels != null);
  const table = kernelTable(measured.map((row) => row.network?.kernels ?? []));
  const heldOut = {
    size: crossValidate(device, measured, table, "size", seed),
    model: crossValidate(device, measured, table, "model", seed),
    family: crossValidate(device, measured, table, "family", seed),
  };
  const { aggregate, metric } = trainAggregate(device, rows, seed);
  const model: LayeredModel = {
    ...fitLayered(device, table, measuredNetworks(measured), seed),
    calibrated: null,
    measured: measured.map((row) => `${row.model} at ${row.inputWidth}`),
    interval: calibrateInterval(measured, heldOut, null),
    aggregate,
  };
  const byFamily = unseenFamilies(measured, heldOut);
  const familyMetrics = [...byFamily].map(([family, judged]) => metricOf(`cv family ${family}`, judged, seed));
  const metrics = [
    metricOf("cv by size", judgedWithout(measured, heldOut.size), seed),
    metricOf("cv by model", judgedWithout(measured, heldOut.model), seed),
    metricOf("cv by family", [...byFamily.values()].flat(), seed),
    {
      name: "cv by family, mean of families",
      n: familyMetrics.length,
      mape: hundredths(mean(familyMetrics.map(({ mape }) => mape))),
      mapeInterval: null,
      coverage: hundredths(mean(familyMetrics.map(({ coverage }) => coverage ?? NaN))),
    },
    metric,
  ];
  const heldOutMs = { size: heldOut.size.ms, model: heldOut.model.ms, family: heldOut.family.ms };
  return { model, measured, metrics, familyMetrics, heldOutMs };
}

function crossValidate(
  device: Device,
  rows: readonly TrainingRow[],
  table: KernelTable,
  kind: FoldKind,
  seed: number,
): HeldOut {
  const ms = new Float64Array(rows.length);
  const distance = new Float64Array(rows.length);
  for (const fold of foldsOf(rows, kind, FOLDS, seed)) {
    const fit = fitLayered(device, tableSubset(table, fold.train), measuredNetworks(pick(rows, fold.train)), seed);
    const estimates = estimateNetworks(fit, tableSubset(table, fold.heldOut));
    fold.heldOut.forEach((row, i) => {
      ms[row] = estimates.ms[i] as number;
      distance[row] = estimates.distance[i] as number;
    });
  }
  return { ms, distance };
}

function measuredNetworks(rows: readonly TrainingRow[]): MeasuredNetworks {
  return { target: Float64Array.from(rows, (row) => row.acetMs), families: rows.map(({ family }) => family) };
}

/** No interval: these errors are what the interval is made from. */
function judgedWithout(rows: readonly TrainingRow[], heldOut: HeldOut): readonly Judged[] {
  return rows.map((row, i) => ({ measured: row.acetMs, estimated: heldOut.ms[i] as number, low: null, high: null }));
}

/** Each family's rows, estimated and given an interval without any row of the family. */
function unseenFamilies(
  rows: readonly TrainingRow[],
  heldOut: Readonly<Record<FoldKind, HeldOut>>,
): ReadonlyMap<string, readonly Judged[]> {
  const families = new Map<string, readonly Judged[]>();
  for (const family of [...new Set(rows.map((row) => row.family))].sort()) {
    const interval = calibrateInterval(rows, heldOut, family);
    const judged: Judged[] = [];
    rows.forEach((row, i) => {
      if (row.family !== family) return;
      const estimated = heldOut.family.ms[i] as number;
      const factor = Math.exp(logHalfWidth(interval, heldOut.family.distance[i] as number, row.inputWidth));
      judged.push({ measured: row.acetMs, estimated, low: estimated / factor, high: estimated * factor });
    });
    families.set(family, judged);
  }
  return families;
}

/** Its interval comes from held-out synthetic rows: those are the ones it is for. */
function trainAggregate(
  device: Device,
  rows: readonly TrainingRow[],
  seed: number,
): { aggregate: AggregateModel; metric: Metric } {
  const synthetic: Judged[] = [];
  for (const kind of FOLD_KINDS.filter((name) => name !== "family"))
    for (const fold of foldsOf(rows, kind, AGGREGATE_FOLDS, seed)) {
      const model = fitAggregate(device, pick(rows, fold.train), seed);
      for (const row of pick(rows, fold.heldOut)) {
        if (row.family !== SYNTHETIC) continue;
        const estimated = aggregateMs(model, row.columns);
        synthetic.push({ measured: row.acetMs, estimated, low: null, high: null });
      }
    }
  const errors = synthetic.map(({ measured, estimated }) => Math.abs(Math.log(measured / estimated)));
  const aggregate = { ...fitAggregate(device, rows, seed), logHalfWidth: quantile(errors, NOMINAL) };
  return { aggregate, metric: metricOf("cv of synthetic networks, totals alone", synthetic, seed) };
}

function pick(rows: readonly TrainingRow[], places: readonly number[]): readonly TrainingRow[] {
  return places.flatMap((place) => rows[place] ?? []);
}
