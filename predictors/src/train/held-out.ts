/** Estimates of a user's own rows by fits that have not seen them, and which embedded predictor such a fit starts from. */
import { isBeyondChance } from "./metrics";
import { groupFolds, type Grouping } from "./own-rows";
import type { Recipe } from "../predictor";
import { mean } from "./statistics";
import { designMs, fitTransferred, type Design } from "./transfer";

/** Folds of the pick within the rows that the outer folds leave. */
const INNER_FOLDS = 4;

export interface Candidate {
  readonly recipe: Recipe;
  readonly design: Design;
}

export interface Trial {
  /** Milliseconds of each row, and how much it counts. */
  readonly target: Float64Array;
  readonly weight: Float64Array;
  readonly grouping: Grouping;
  /** The measured board's own predictor first, where there is one. */
  readonly candidates: readonly [Candidate, ...Candidate[]];
  readonly seed: number;
  /** Told after each fit; throws to end the work. */
  readonly fitted: () => void;
}

/** Every row by a fit to the others, from the base that those others pick. */
export function heldOutByPick(trial: Trial): Float64Array {
  const ms = new Float64Array(trial.target.length);
  for (const fold of groupFolds(trial.grouping, everyRow(trial), trial.seed))
    fillIn(trial, pick(trial, fold.train), fold.train, fold.heldOut, ms);
  return ms;
}

/** Every row by a fit of one recipe to those of the others that it had seen. */
export function heldOutByRecipe(trial: Trial, candidate: Candidate, seenRows: readonly number[]): Float64Array {
  const ms = new Float64Array(trial.target.length);
  const wasSeen = new Set(seenRows);
  for (const fold of groupFolds(trial.grouping, everyRow(trial), trial.seed)) {
    const seen = fold.train.filter((row) => wasSeen.has(row));
    fillIn(trial, candidate, seen.length > 0 ? seen : fold.train, fold.heldOut, ms);
  }
  return ms;
}

/** The first candidate, unless another one's cross-validated error within the rows is smaller beyond chance. */
export function pick(trial: Trial, rows: readonly number[]): Candidate {
  const [first, ...others] = trial.candidates;
  if (others.length === 0) return first;
  const folds = groupFolds(trial.grouping, rows, trial.seed + 1, INNER_FOLDS).filter(({ train }) => train.length > 0);
  const errorsWith = (candidate: Candidate): readonly number[] => {
    const ms = new Float64Array(trial.target.length);
    for (const fold of folds) fillIn(trial, candidate, fold.train, fold.heldOut, ms);
    return folds.flatMap(({ heldOut }) => heldOut).map((row) => relativeError(trial, ms, row));
  };
  let [best, least] = [first, errorsWith(first)];
  for (const candidate of others) {
    const errors = errorsWith(candidate);
    const isLess = mean(errors) < mean(least);
    if (isLess && (best !== first || isBeyondChance(least, errors))) [best, least] = [candidate, errors];
  }
  return best;
}

export function everyRow({ target }: Trial): readonly number[] {
  return Array.from(target.keys());
}

export function relativeError({ target }: Trial, ms: Float64Array, row: number): number {
  return Math.abs((ms[row] as number) / (target[row] as number) - 1);
}

function fillIn(
  { target, weight, fitted }: Trial,
  { design, recipe }: Candidate,
  rows: readonly number[],
  heldOut: readonly number[],
  ms: Float64Array,
): void {
  const theta = fitTransferred(design, { rows, target, weight }, recipe.fitted);
  fitted();
  for (const row of heldOut) ms[row] = designMs(design.values[row] as Float64Array, theta);
}
