/**
 * An embedded predictor fitted further to a user's own rows. The recipe is picked by cross-validation, the error that is told is
 * that of rows held out from both the fit and the pick, and the predictor that answers now stays where the new one is not better.
 */
import { aggregateMs, type AggregateModel } from "../aggregate";
import type { Device } from "../devices";
import type { IntervalTable } from "../interval";
import type { LayeredModel } from "../layered";
import { FITTED_PARTS, type Metric, type Recipe, type Refused } from "../predictor";
import { NOMINAL } from "./interval";
import { kernelTable } from "./kernel-table";
import { metricOf } from "./metrics";
import { groupFolds, groupRows, type Grouping, type HeldOutBy, type OwnRow } from "./own-rows";
import { mean, quantile } from "./statistics";
import { designMs, designOf, fitTransferred, type Design } from "./transfer";

const LEAST_OWN_ROWS = 5;
const LEAST_NETWORKS = 3;
/** Folds of the pick within the rows that the outer folds leave. */
const INNER_FOLDS = 4;

export interface RetrainRequest {
  readonly device: Device;
  /** Embedded predictors by their boards; the device's own comes first. */
  readonly bases: readonly { readonly id: string; readonly model: LayeredModel }[];
  readonly rows: readonly OwnRow[];
  /** What answers now, where it is fitted to the first `rows` of the rows; null: the device's embedded predictor. */
  readonly current: { readonly recipe: Recipe; readonly rows: number } | null;
  readonly seed: number;
}

export interface HeldOutErrors {
  /** Of the predictor that answers now, and of the new one, on rows that neither has seen. */
  readonly before: Metric;
  readonly after: Metric;
  readonly heldOutBy: HeldOutBy;
  /** Groups of rows that were held out together. */
  readonly groups: number;
}

export type RetrainResult =
  | (HeldOutErrors & { readonly kind: "kept" })
  | (HeldOutErrors & {
      readonly kind: "better";
      readonly recipe: Recipe;
      readonly theta: Float64Array;
      readonly interval: IntervalTable;
      /** Of estimates from totals alone: a factor and the new half-width, a logarithm. */
      readonly totals: { readonly factor: number; readonly logHalfWidth: number };
    })
  | Refused;

interface Candidate {
  readonly recipe: Recipe;
  readonly design: Design;
}

export function retrain({ device, bases, rows, current, seed }: RetrainRequest): RetrainResult {
  const grouping = groupRows(rows);
  const short = tooFew(rows, grouping);
  if (short !== null) return { kind: "refused", why: short };
  const table = kernelTable(rows.map(({ network }) => network.kernels ?? []));
  const candidates = bases.flatMap(({ id, model }): Candidate[] => {
    const design = designOf(model, device, table);
    return FITTED_PARTS.map((fitted) => ({ recipe: { base: id, fitted }, design }));
  });
  const trial: Trial = { target: Float64Array.from(rows, ({ ms }) => ms), grouping, candidates, seed };
  const old = heldOutNow(trial, current);
  const fresh = heldOutByPick(trial);
  if (old === null || candidates[0] === undefined)
    return { kind: "refused", why: "there is no embedded predictor to start from" };
  const heldOut: HeldOutErrors = {
    before: metric("before, cv of own rows", trial, old),
    after: metric("cv of own rows", trial, fresh),
    heldOutBy: grouping.by,
    groups: grouping.groups,
  };
  if (!isBetter(trial.target, old, fresh)) return { kind: "kept", ...heldOut };
  const everything = rows.map((_, i) => i);
  const { recipe, design } = pick(trial, everything);
  const errors = Array.from(trial.target, (measured, i) => Math.abs(Math.log(measured / (fresh[i] as number))));
  const width = halfWidth(errors, grouping.models);
  return {
    kind: "better",
    ...heldOut,
    recipe,
    theta: fitTransferred(design, everything, trial.target, recipe.fitted),
    interval: widened(design.base.interval, width),
    totals: scaledTotals(design.base.aggregate, rows),
  };
}

function tooFew(rows: readonly OwnRow[], grouping: Grouping): string | null {
  if (rows.length < LEAST_OWN_ROWS)
    return `the store holds ${rows.length} of the at least ${LEAST_OWN_ROWS} measurements of this board that are needed`;
  if (grouping.groups < LEAST_NETWORKS)
    return `the ${rows.length} measurements are of ${grouping.groups} networks; at least ${LEAST_NETWORKS} different ones are needed`;
  return null;
}

// ---------------------------------------------------------------- held-out estimates

interface Trial {
  readonly target: Float64Array;
  readonly grouping: Grouping;
  readonly candidates: readonly Candidate[];
  readonly seed: number;
}

/** Of what answers now. Rows that it was fitted to are held out from a fit by its recipe, like the new one's. */
function heldOutNow(trial: Trial, current: RetrainRequest["current"]): Float64Array | null {
  const embedded = trial.candidates[0]?.design;
  if (embedded === undefined) return null;
  if (current === null)
    return Float64Array.from(embedded.values, (values) => designMs(values, embedded.base.additive.theta));
  const { base, fitted } = current.recipe;
  const candidate = trial.candidates.find(({ recipe }) => recipe.base === base && recipe.fitted === fitted);
  if (candidate === undefined) return null;
  const ms = new Float64Array(trial.target.length);
  for (const fold of groupFolds(trial.grouping, everyRow(trial), trial.seed)) {
    const seen = fold.train.filter((row) => row < current.rows);
    fillIn(trial, candidate, seen.length > 0 ? seen : fold.train, fold.heldOut, ms);
  }
  return ms;
}

function heldOutByPick(trial: Trial): Float64Array {
  const ms = new Float64Array(trial.target.length);
  for (const fold of groupFolds(trial.grouping, everyRow(trial), trial.seed))
    fillIn(trial, pick(trial, fold.train), fold.train, fold.heldOut, ms);
  return ms;
}

/** The candidate with the smallest cross-validated error within the rows; the simpler one of equals. */
function pick(trial: Trial, rows: readonly number[]): Candidate {
  const folds = groupFolds(trial.grouping, rows, trial.seed + 1, INNER_FOLDS);
  const ranked = trial.candidates.map((candidate) => {
    const ms = new Float64Array(trial.target.length);
    for (const fold of folds) if (fold.train.length > 0) fillIn(trial, candidate, fold.train, fold.heldOut, ms);
    return { candidate, error: mean(rows.map((row) => errorOf(ms[row] as number, trial.target[row] as number))) };
  });
  const best = ranked.reduce((least, entry) => (entry.error < least.error ? entry : least));
  return best.candidate;
}

function fillIn(
  { target }: Trial,
  { design, recipe }: Candidate,
  train: readonly number[],
  heldOut: readonly number[],
  ms: Float64Array,
): void {
  const measured = Float64Array.from(train, (row) => target[row] as number);
  const theta = fitTransferred(design, train, measured, recipe.fitted);
  for (const row of heldOut) ms[row] = designMs(design.values[row] as Float64Array, theta);
}

function everyRow({ target }: Trial): readonly number[] {
  return Array.from(target.keys());
}

// ---------------------------------------------------------------- judging

function errorOf(estimated: number, measured: number): number {
  return Math.abs(estimated / measured - 1);
}

function metric(name: string, { target, seed }: Trial, ms: Float64Array): Metric {
  const judged = Array.from(target, (measured, i) => ({ measured, estimated: ms[i] as number, low: null, high: null }));
  return metricOf(name, judged, seed);
}

/** By more than the standard error of the difference: a change that chance explains is none. */
function isBetter(target: Float64Array, before: Float64Array, after: Float64Array): boolean {
  const gains = Array.from(
    target,
    (measured, i) => errorOf(before[i] as number, measured) - errorOf(after[i] as number, measured),
  );
  const gain = mean(gains);
  const variance = gains.reduce((total, value) => total + (value - gain) ** 2, 0) / (gains.length - 1);
  return gain > Math.sqrt(variance / gains.length);
}

// ---------------------------------------------------------------- interval

/** Quantiles (0.95) of Student's t for 1 to 7 degrees of freedom. */
const STUDENT = [6.314, 2.92, 2.353, 2.132, 2.015, 1.943, 1.895];

/**
 * Half-width, a logarithm, from the logarithms of held-out errors: conformal; or, where there are fewer models than nine in ten can be counted
 * among, a prediction interval of a normal error with as many degrees of freedom as there are models to speak of.
 */
export function halfWidth(errors: readonly number[], models: number): number {
  const student = STUDENT[Math.max(models - 2, 0)];
  if (student === undefined) {
    const place = Math.ceil(NOMINAL * (errors.length + 1));
    return [...errors].sort((a, b) => a - b)[place - 1] ?? NaN;
  }
  const deviation = Math.sqrt(mean(errors.map((error) => error ** 2)));
  return student * deviation * Math.sqrt(1 + 1 / errors.length);
}

/** Never narrower than the embedded predictor's, which many more rows stand behind. */
function widened(table: IntervalTable, width: number): IntervalTable {
  const atLeast = (value: number): number => Math.max(value, width);
  return { known: table.known.map(atLeast), newSize: table.newSize.map(atLeast), sizes: table.sizes };
}

/** Totals alone get one factor. */
function scaledTotals(
  model: AggregateModel,
  rows: readonly OwnRow[],
): { readonly factor: number; readonly logHalfWidth: number } {
  const ratios = rows.map(({ ms, network }) => Math.log(ms / aggregateMs(model, network.aggregate)));
  const factor = quantile(ratios, 0.5);
  const width = quantile(
    ratios.map((ratio) => Math.abs(ratio - factor)),
    NOMINAL,
  );
  return { factor: Math.exp(factor), logHalfWidth: Math.max(model.logHalfWidth, width) };
}
