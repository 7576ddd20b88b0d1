/** Cross-validation: which rows are held out together. */
import { Random } from "./random";
import { SYNTHETIC, type TrainingRow } from "./rows";

export const FOLD_KINDS = ["size", "model", "family"] as const;
/** Held out together: rows of one input size, of one model, or of a whole family of models. */
export type FoldKind = (typeof FOLD_KINDS)[number];

export interface Fold {
  readonly train: readonly number[];
  readonly heldOut: readonly number[];
}

export const FOLDS = 4;

/** What rows are held out together by. */
export type GroupedRow = Pick<TrainingRow, "family" | "model" | "inputWidth">;

/**
 * `parts` folds by size and by model, with the synthetic rows (whose names and sizes are random) dealt out one by one;
 * one fold per family by family.
 */
export function foldsOf(rows: readonly GroupedRow[], kind: FoldKind, parts: number, seed: number): readonly Fold[] {
  const part = kind === "family" ? familyParts(rows) : dealtParts(rows, kind, parts, seed);
  const all = rows.map((_, i) => i);
  return [...new Set(part)]
    .sort((a, b) => a - b)
    .map((value) => ({ train: all.filter((i) => part[i] !== value), heldOut: all.filter((i) => part[i] === value) }));
}

function familyParts(rows: readonly GroupedRow[]): readonly number[] {
  const families = [...new Set(rows.map((row) => row.family))].sort();
  return rows.map((row) => families.indexOf(row.family));
}

function dealtParts(
  rows: readonly GroupedRow[],
  kind: "size" | "model",
  parts: number,
  seed: number,
): readonly number[] {
  const random = new Random(seed);
  const keyOf = (row: GroupedRow): string => (kind === "size" ? String(row.inputWidth).padStart(6, "0") : row.model);
  const keys = [...new Set(rows.filter((row) => row.family !== SYNTHETIC).map(keyOf))].sort();
  const order = random.permutation(keys.length);
  const partOf = new Map(keys.map((key, i) => [key, (order[i] ?? 0) % parts]));
  const synthetic = random.permutation(rows.filter((row) => row.family === SYNTHETIC).length);
  let dealt = 0;
  return rows.map((row) =>
    row.family === SYNTHETIC ? (synthetic[dealt++] ?? 0) % parts : (partOf.get(keyOf(row)) ?? 0),
  );
}
