/**
 * An embedded predictor fitted further to a user's own rows. The base is picked by cross-validation, the error that is told is that of
 * rows held out from both the fit and the pick, and the predictor that answers now stays where the new one is not better.
 */
import type { Device } from "../devices";
import type { IntervalTable } from "../interval";
import type { LayeredModel } from "../layered";
import type { Metric, Recipe, Refused } from "../predictor";
import { everyRow, heldOutByPick, heldOutByRecipe, pick, relativeError, type Candidate, type Trial } from "./held-out";
import { kernelTable } from "./kernel-table";
import { isBeyondChance, metricOf } from "./metrics";
import { halfWidth, scaledTotals, widened, type ScaledTotals } from "./own-interval";
import { groupRows, MOST_FOLDS, type Grouping, type HeldOutBy, type OwnRow } from "./own-rows";
import { isWrong, suspectRows, wrongRows, type Suspect } from "./suspects";
import { mean } from "./statistics";
import { designMs, designOf, fitTransferred } from "./transfer";

const LEAST_OWN_ROWS = 5;
const LEAST_NETWORKS = 3;
/** Percent. What errs more than this on networks that it has not seen is no predictor. */
const MOST_ERROR = 25;
/** Percent. A predictor that errs by more on a board's rows is none of that board. */
const FAR_OFF = 10;
/** Standard errors by which the new one would have to be worse. */
const CLEARLY = 2;
/** Points of a percentage. */
const LEAST_GAIN = 1;

/** What answers for the board now. */
export type Current =
  /** Nothing: a board of the user's own, before its first retraining. */
  | { readonly kind: "nothing" }
  /** The first of the bases as it is. */
  | { readonly kind: "embedded" }
  /** A fit by this recipe to the rows at these places. */
  | { readonly kind: "retrained"; readonly recipe: Recipe; readonly rows: readonly number[] };

export interface RetrainRequest {
  readonly device: Device;
  /** Embedded predictors by their boards; the device's own comes first. */
  readonly bases: readonly { readonly id: string; readonly model: LayeredModel }[];
  readonly rows: readonly OwnRow[];
  readonly current: Current;
  readonly seed: number;
  /** Told after each fit, with the share of the work that is done; what it throws ends the work. */
  readonly progress?: (share: number) => void;
}

export interface HeldOutErrors {
  /** Of the predictor that answers now (null where none does), and of the new one, on rows that neither has seen. */
  readonly before: Metric | null;
  readonly after: Metric;
  readonly heldOutBy: HeldOutBy;
  /** Groups of rows that were held out together. */
  readonly groups: number;
  readonly suspects: readonly Suspect[];
  /** Places of the suspects that the fit does not follow. */
  readonly leftOut: readonly number[];
  /** Each row as fits to other rows estimate it, in milliseconds; a row that is left out as the others suggest it. */
  readonly heldOut: readonly number[];
}

export type RetrainResult =
  | (HeldOutErrors & { readonly kind: "kept"; readonly because: KeptBecause })
  | (HeldOutErrors & {
      readonly kind: "better";
      readonly recipe: Recipe;
      readonly theta: Float64Array;
      /** Share of the base's tree corrections that holds. */
      readonly correction: number;
      readonly interval: IntervalTable;
      readonly totals: ScaledTotals;
    })
  | Refused;

/**
 * "no interval": the rows do not say how far off an estimate may be. "wrong rows": too few are left without those that are wrong.
 * "two levels": rows of two power modes would make a predictor of neither, where one is there that fits one of them.
 */
export type KeptBecause = "not better" | "too far off" | "no interval" | "wrong rows" | "two levels";

export function retrain(request: RetrainRequest): RetrainResult {
  const { rows, current } = request;
  const grouping = groupRows(rows);
  const short = tooFew(rows, grouping);
  if (short !== null) return { kind: "refused", why: short };
  const whole = trialOf(request, grouping);
  if (whole === null) return { kind: "refused", why: "there is no embedded predictor to start from" };
  const first = heldOutByPick(whole);
  const { trial, kept } = withoutWrong(whole, rows, first);
  const fresh = kept.length === rows.length ? first : heldOutByPick(trial);
  const old = heldOutNow(trial, current, kept);
  const heldOut = Array.from(first);
  kept.forEach((row, place) => (heldOut[row] = fresh[place] as number));
  const errors: HeldOutErrors = {
    before: old === null ? null : metric("before, cv of own rows", trial, old),
    after: metric("cv of own rows", trial, fresh),
    heldOutBy: trial.grouping.by,
    groups: trial.grouping.groups,
    suspects: suspectRows(rows, heldOut, { trial, kept }),
    leftOut: everyRow(whole).filter((row) => !kept.includes(row)),
    heldOut,
  };
  const logErrors = Array.from(trial.target, (measured, i) => Math.abs(Math.log(measured / (fresh[i] as number))));
  const width = halfWidth(logErrors, trial.grouping.models);
  const because = keptBecause(errors, width, old === null || isBetter(trial, old, fresh));
  if (because !== null) return { kind: "kept", because, ...errors };
  const { recipe, design } = pick(trial, everyRow(trial));
  return {
    kind: "better",
    ...errors,
    recipe,
    theta: fitTransferred(design, { ...trial, rows: everyRow(trial) }, recipe.fitted),
    correction: design.correction,
    interval: widened(design.base.interval, width),
    totals: scaledTotals(
      design.base.aggregate,
      kept.flatMap((row) => rows[row] ?? []),
    ),
  };
}

/** Null where the new predictor answers from now on. */
function keptBecause(
  { before, after, suspects, leftOut }: HeldOutErrors,
  width: number,
  isBetterThanBefore: boolean,
): KeptBecause | null {
  if (suspects.some(isWrong) && leftOut.length === 0) return "wrong rows";
  if (after.mape > MOST_ERROR) return "too far off";
  if (!Number.isFinite(width)) return "no interval";
  if (before !== null && suspects.some(({ reason }) => reason.kind === "another level")) return "two levels";
  return isBetterThanBefore ? null : "not better";
}

function tooFew(rows: readonly OwnRow[], grouping: Grouping): string | null {
  if (rows.length < LEAST_OWN_ROWS)
    return `the store holds ${rows.length} of the at least ${LEAST_OWN_ROWS} measurements of this board that are needed`;
  if (grouping.groups < LEAST_NETWORKS)
    return `the ${rows.length} measurements are of ${grouping.groups} networks; at least ${LEAST_NETWORKS} different ones are needed`;
  return null;
}

/** Null without a base. Every coefficient is fitted: the steps before it and the prior keep it from following few rows too far. */
function trialOf({ device, bases, rows, seed, progress }: RetrainRequest, grouping: Grouping): Trial | null {
  const table = kernelTable(rows.map(({ network }) => network.kernels ?? []));
  const [first, ...others] = bases.map(({ id, model }): Candidate => ({
    recipe: { base: id, fitted: "coefficients" },
    design: designOf(model, device, table),
  }));
  if (first === undefined) return null;
  return {
    target: Float64Array.from(rows, ({ ms }) => ms),
    weight: Float64Array.from(rows, ({ weight }) => weight),
    grouping,
    candidates: [first, ...others],
    seed,
    fitted: fitsCounted(bases.length, progress),
  };
}

/** At most so many fits are made: each fold with its pick, once more without wrong rows, once by the old recipe. */
function fitsCounted(bases: number, progress: RetrainRequest["progress"]): () => void {
  const most = MOST_FOLDS * (2 * (1 + (bases > 1 ? 4 * bases : 0)) + 1);
  let done = 0;
  return () => {
    done += 1;
    progress?.(Math.min(done / most, 0.99));
  };
}

/** The trial without rows that no fit should follow, as far as enough others are left. */
function withoutWrong(
  trial: Trial,
  rows: readonly OwnRow[],
  heldOut: Float64Array,
): { readonly trial: Trial; readonly kept: readonly number[] } {
  const wrong = wrongRows(trial, heldOut);
  const kept = everyRow(trial).filter((row) => !wrong.includes(row));
  const left = kept.flatMap((row) => rows[row] ?? []);
  const grouping = groupRows(left);
  if (wrong.length === 0 || tooFew(left, grouping) !== null) return { trial, kept: everyRow(trial) };
  const of = (values: Float64Array): Float64Array => Float64Array.from(kept, (row) => values[row] as number);
  const candidate = ({ recipe, design }: Candidate): Candidate => ({
    recipe,
    design: { ...design, values: kept.map((row) => design.values[row] as Float64Array) },
  });
  const [first, ...others] = trial.candidates;
  const candidates: Trial["candidates"] = [candidate(first), ...others.map(candidate)];
  return { trial: { ...trial, target: of(trial.target), weight: of(trial.weight), grouping, candidates }, kept };
}

/** By what answers now, for the rows at the places `kept` of all. Rows that it was fitted to are held out from a fit by its recipe, like the new one's. */
function heldOutNow(trial: Trial, current: Current, kept: readonly number[]): Float64Array | null {
  const [{ design }] = trial.candidates;
  switch (current.kind) {
    case "nothing":
      return null;
    case "embedded":
      return Float64Array.from(design.values, (values) => designMs(values, design.base.additive.theta));
    case "retrained": {
      const base = trial.candidates.find(({ recipe }) => recipe.base === current.recipe.base);
      // Its base is gone with an update: what it says of rows that it has not seen cannot be known.
      if (base === undefined) return null;
      const seen = everyRow(trial).filter((row) => current.rows.includes(kept[row] ?? -1));
      return heldOutByRecipe(trial, { recipe: current.recipe, design: base.design }, seen);
    }
  }
}

function metric(name: string, { target, seed }: Trial, ms: Float64Array): Metric {
  const judged = Array.from(target, (measured, i) => ({ measured, estimated: ms[i] as number, low: null, high: null }));
  return metricOf(name, judged, seed);
}

/**
 * Where the present predictor errs by more than FAR_OFF, the new one only must not be clearly worse: few rows measure their own
 * gain badly, and both rules were compared on draws of training rows. Where it fits, a gain is none that chance explains or nobody would see.
 */
function isBetter(trial: Trial, before: Float64Array, after: Float64Array): boolean {
  const errors = (ms: Float64Array): readonly number[] =>
    everyRow(trial).map((row) => 100 * relativeError(trial, ms, row));
  const [old, fresh] = [errors(before), errors(after)];
  if (mean(old) > FAR_OFF) return !isBeyondChance(fresh, old, CLEARLY);
  return isBeyondChance(old, fresh) && mean(old) - mean(fresh) >= LEAST_GAIN;
}
