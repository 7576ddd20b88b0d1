/**
 * Whether rows were measured at two speeds of the board, as in two power modes: networks of every kind on both levels, which one
 * factor brings together. Rows are dealt to two levels so that one fit explains them best; then it is asked what the second level is worth.
 */
import type { Trial } from "./held-out";
import { everyRow } from "./held-out";
import { mean } from "./statistics";
import { designMs, fitTransferred } from "./transfer";

export interface OtherLevel {
  /** Places of the rows on the level with fewer rows. */
  readonly rows: readonly number[];
  /** Their time ÷ what it would be on the other level. */
  readonly times: number;
}

const ROUNDS = 8;
/** Fewer rows of a level are single wrong ones. */
const LEAST_ROWS = 3;
const LEAST_SHARE = 0.25;
/** Power modes of the Jetson boards differ by more. */
const LEAST_TIMES = 1.25;
/** Of the levels, in standard deviations within them: draws of rows that were all measured in one mode seldom reach it. */
const LEAST_DISTANCE = 5;

interface Levels {
  /** 0 or 1 of each row. */
  readonly level: readonly number[];
  /** Distance of the levels, a logarithm. */
  readonly step: number;
  /** Standard deviation within the levels. */
  readonly deviation: number;
}

export function twoLevels(trial: Trial): OtherLevel | null {
  const rows = everyRow(trial);
  if (rows.length < 2 * LEAST_ROWS + 2) return null;
  const { level, step, deviation } = dealt(trial);
  const upper = rows.filter((row) => level[row] === 1);
  const lower = rows.filter((row) => level[row] === 0);
  if (Math.min(upper.length, lower.length) < Math.max(LEAST_ROWS, LEAST_SHARE * rows.length)) return null;
  if (step < Math.log(LEAST_TIMES) || step < LEAST_DISTANCE * deviation) return null;
  return upper.length <= lower.length
    ? { rows: upper, times: Math.exp(step) }
    : { rows: lower, times: Math.exp(-step) };
}

function dealt(trial: Trial): Levels {
  let target = trial.target;
  let levels = split(residuals(trial, target));
  for (let round = 0; round < ROUNDS; round++) {
    const { level, step } = levels;
    target = trial.target.map((ms, row) => ms / Math.exp(step * (level[row] ?? 0)));
    levels = split(residuals(trial, target));
  }
  return levels;
}

/** Logarithms of measured ÷ fitted, where the fit saw `target` in the place of what was measured. */
function residuals(trial: Trial, target: Float64Array): readonly number[] {
  const [{ design }] = trial.candidates;
  const theta = fitTransferred(design, { rows: everyRow(trial), target, weight: trial.weight }, "terms");
  trial.fitted();
  return Array.from(trial.target, (ms, row) => Math.log(ms / designMs(design.values[row] as Float64Array, theta)));
}

/** The split of the sorted values that leaves the smallest squares within. */
function split(values: readonly number[]): Levels {
  const sorted = [...values].sort((a, b) => a - b);
  const squares = (part: readonly number[]): number => {
    const centre = mean(part);
    return part.reduce((total, value) => total + (value - centre) ** 2, 0);
  };
  let [cut, least] = [1, Infinity];
  for (let place = 1; place < sorted.length; place++) {
    const within = squares(sorted.slice(0, place)) + squares(sorted.slice(place));
    if (within < least) [cut, least] = [place, within];
  }
  const edge = sorted[cut] ?? Infinity;
  return {
    level: values.map((value) => (value >= edge ? 1 : 0)),
    step: mean(sorted.slice(cut)) - mean(sorted.slice(0, cut)),
    deviation: Math.sqrt(least / Math.max(values.length - 2, 1)),
  };
}
