/** Rows of a user's own that look wrong, each with the reason: nothing is dropped without a name. */
import type { Trial } from "./held-out";
import { kernelsKey, type OwnRow } from "./own-rows";
import { quantile } from "./statistics";
import { twoLevels } from "./two-levels";

export interface Suspect {
  /** Place among the rows. */
  readonly row: number;
  readonly reason: Reason;
}

export type Reason =
  /** The row at the place `other` is of the same network and has another label. */
  | { readonly kind: "another label"; readonly other: number }
  /** Measured ÷ what the other rows suggest. */
  | { readonly kind: "far off"; readonly times: number }
  /** One of the rows that are `times` slower than the rest: they look like another power mode or clock. */
  | { readonly kind: "another level"; readonly times: number; readonly rows: number };

/** Two recordings of one network on one board differ by less. */
const SAME_LABEL = 1.15;
/** Held-out errors beyond so many median deviations do not belong to the others. */
const DEVIATIONS = 5;
/** Rows that agree better than this still err by so much on other networks; a logarithm. */
const LEAST_DEVIATION = 0.03;
/** Beyond this factor no board and no network explains a row: it is left out of the fit. */
const WRONG = 2;

/** `heldOut`: every row as fits to other rows estimate it; `trial` is that of the rows at the places `kept`. */
export function suspectRows(
  rows: readonly OwnRow[],
  heldOut: readonly number[],
  { trial, kept }: { readonly trial: Trial; readonly kept: readonly number[] },
): readonly Suspect[] {
  const target = rows.map(({ ms }) => ms);
  return [...otherLabels(rows), ...farOff(target, heldOut), ...otherLevel(trial, kept)];
}

/** Places of rows that no fit should follow. */
export function wrongRows({ target }: Trial, heldOut: Float64Array): readonly number[] {
  return farOff(target, heldOut)
    .filter(isWrong)
    .map(({ row }) => row);
}

export function isWrong({ reason }: Suspect): boolean {
  return reason.kind === "far off" && Math.abs(Math.log(reason.times)) > Math.log(WRONG);
}

/** Each row beside the one of its network from which it differs most. */
function otherLabels(rows: readonly OwnRow[]): readonly Suspect[] {
  const networks = new Map<string, number[]>();
  rows.forEach(({ network }, row) => {
    const key = kernelsKey(network);
    networks.set(key, [...(networks.get(key) ?? []), row]);
  });
  const msOf = (row: number): number => rows[row]?.ms ?? NaN;
  return [...networks.values()].flatMap((places) =>
    places.flatMap((row): readonly Suspect[] => {
      const distance = (other: number): number => Math.abs(Math.log(msOf(row) / msOf(other)));
      const other = places.reduce((farthest, place) => (distance(place) > distance(farthest) ? place : farthest), row);
      return distance(other) > Math.log(SAME_LABEL) ? [{ row, reason: { kind: "another label", other } }] : [];
    }),
  );
}

function farOff(target: ArrayLike<number>, heldOut: ArrayLike<number>): readonly Suspect[] {
  const errors = Array.from(target, (measured, row) => Math.log(measured / (heldOut[row] as number)));
  const centre = quantile(errors, 0.5);
  const deviations = errors.map((error) => Math.abs(error - centre));
  const limit = DEVIATIONS * Math.max(quantile(deviations, 0.5), LEAST_DEVIATION);
  return errors.flatMap((error, row): readonly Suspect[] =>
    (deviations[row] as number) > limit ? [{ row, reason: { kind: "far off", times: Math.exp(error) } }] : [],
  );
}

function otherLevel(trial: Trial, kept: readonly number[]): readonly Suspect[] {
  const found = twoLevels(trial);
  if (found === null) return [];
  const { rows, times } = found;
  return rows.map((row) => ({ row: kept[row] ?? row, reason: { kind: "another level", times, rows: rows.length } }));
}
