/**
 * Calibration of the layered predictor's interval on cross-validated errors, by situation. At a known input size the
 * half-width is the nominal quantile among rows of similar distance to the networks they were estimated from, enlarged so
 * that a family left out of the calibration is still covered: errors of one family go together. At a new size it is at
 * least what most sizes needed when they were held out.
 */
import { DISTANCE_EDGES, distanceBin, type IntervalTable } from "../interval";
import type { FoldKind } from "./folds";
import type { TrainingRow } from "./rows";
import { quantile, weightedQuantile } from "./statistics";

export const NOMINAL = 0.9;
/** From this distance on a network counts as a new architecture. */
const NEW_ARCHITECTURE = 1;
const LEAST_ROWS = 25;
/** Errors at one input size go together: at three of four new sizes the nominal share is covered. */
const SIZES_COVERED = 0.75;

/** Estimates of rows that were left out when they were estimated. */
export interface HeldOut {
  readonly ms: Float64Array;
  readonly distance: Float64Array;
}

interface Residual {
  readonly distance: number;
  /** |log(measured / estimated)|. */
  readonly error: number;
  readonly family: string;
  /** Counts towards the enlargement for new architectures. */
  readonly probe: boolean;
}

/** `exclude`: a family that is kept out of the calibration. */
export function calibrateInterval(
  rows: readonly TrainingRow[],
  heldOut: Readonly<Record<FoldKind, HeldOut>>,
  exclude: string | null,
): IntervalTable {
  const residuals = [...residualsOf(rows, heldOut.model, false), ...residualsOf(rows, heldOut.family, true)].filter(
    ({ family }) => family !== exclude,
  );
  const enlarged = inflation(residuals);
  const known = halfWidths(residuals).map((width, bin) =>
    (DISTANCE_EDGES[bin] ?? 0) >= NEW_ARCHITECTURE ? width * enlarged : width,
  );
  const ofSizes = residualsOf(rows, heldOut.size, false);
  const bySize = new Map<number, number[]>();
  ofSizes.forEach(({ error, family }, i) => {
    if (family === exclude) return;
    const size = rows[i]?.inputWidth ?? 0;
    bySize.set(size, [...(bySize.get(size) ?? []), error]);
  });
  const measured = [...bySize].filter(([, errors]) => errors.length >= LEAST_ROWS);
  // Where no size has enough rows, all of them tell together how far off a new size is.
  const needed =
    measured.length === 0
      ? quantile([...bySize.values()].flat(), NOMINAL)
      : quantile(
          measured.map(([, errors]) => quantile(errors, NOMINAL)),
          SIZES_COVERED,
        );
  return {
    known,
    newSize: known.map((width) => Math.max(width, needed)),
    sizes: measured.map(([size]) => size).sort((a, b) => a - b),
  };
}

function residualsOf(rows: readonly TrainingRow[], heldOut: HeldOut, probes: boolean): readonly Residual[] {
  return rows.map((row, i) => {
    const distance = heldOut.distance[i] as number;
    const error = Math.abs(Math.log(row.acetMs / (heldOut.ms[i] as number)));
    return { distance, error, family: row.family, probe: probes && distance >= NEW_ARCHITECTURE };
  });
}

/**
 * Per distance edge; never falls with the distance. Thin bins take the width before them, the first ones that of the first bin with
 * enough rows; where there is none, all rows tell together.
 */
function halfWidths(residuals: readonly Residual[]): readonly number[] {
  const widths = DISTANCE_EDGES.map((_, bin) => {
    const errors = residuals.filter(({ distance }) => distanceBin(distance) === bin).map(({ error }) => error);
    return errors.length >= LEAST_ROWS ? quantile(errors, NOMINAL) : null;
  });
  let widest = widths.find((width) => width !== null) ?? quantile(errorsOf(residuals), NOMINAL);
  return widths.map((width) => (widest = Math.max(widest, width ?? 0)));
}

function errorsOf(residuals: readonly Residual[]): readonly number[] {
  return residuals.map(({ error }) => error);
}

/** Quantile of error / half-width calibrated without the row's family, families weighted by the root of their size. */
function inflation(residuals: readonly Residual[]): number {
  const ratios: { value: number; weight: number }[] = [];
  for (const family of new Set(residuals.map((residual) => residual.family))) {
    const probes = residuals.filter((residual) => residual.family === family && residual.probe);
    if (probes.length === 0) continue;
    const widths = halfWidths(residuals.filter((residual) => residual.family !== family));
    for (const { distance, error } of probes) {
      const value = error / Math.max(widths[distanceBin(distance)] ?? 0, 1e-6);
      ratios.push({ value, weight: probes.length ** -0.5 });
    }
  }
  return ratios.length === 0 ? 1 : Math.max(1, weightedQuantile(ratios, NOMINAL));
}
