/** A user's own measured networks, and which of them are held out together. */
import { kernelKey } from "../kernels";
import type { NetworkFeatures } from "../predictor";
import type { Fold } from "./folds";
import { Random } from "./random";

export interface OwnRow {
  readonly model: string;
  /** Measured GPU time of one inference in milliseconds. */
  readonly ms: number;
  /** Its kernels are known. */
  readonly network: NetworkFeatures;
  /** How much it counts beside other rows: 1, or less where the label is uncertain. */
  readonly weight: number;
}

/** "model": all sizes of a model together; "network": a model at one size, where there are too few models for that. */
export type HeldOutBy = "model" | "network";

export interface Grouping {
  readonly by: HeldOutBy;
  /** Group of each row, counting from 0. */
  readonly group: readonly number[];
  readonly groups: number;
  /** Models that differ, however many sizes of each were measured. */
  readonly models: number;
}

/** From this many models on, errors are those of models that the fit has not seen. */
const ENOUGH_MODELS = 5;
export const MOST_FOLDS = 6;

/** The same kernels are the same network, whatever its name: a repeated measurement never stands on both sides of a fold. */
export function groupRows(rows: readonly OwnRow[]): Grouping {
  const kernels = rows.map(({ network }) => kernelsKey(network));
  const byModel = connected(
    rows.map(({ model }) => model),
    kernels,
  );
  if (byModel.groups >= ENOUGH_MODELS) return { by: "model", ...byModel, models: byModel.groups };
  const atSize = rows.map(({ model, network }) => `${model} at ${network.inputWidth}`);
  return { by: "network", ...connected(atSize, kernels), models: byModel.groups };
}

/** Folds over the given rows; every group stands wholly in one held-out part. */
export function groupFolds(
  { group }: Grouping,
  rows: readonly number[],
  seed: number,
  mostFolds = MOST_FOLDS,
): readonly Fold[] {
  const groups = [...new Set(rows.map((row) => group[row] ?? 0))].sort((a, b) => a - b);
  const parts = Math.min(groups.length, mostFolds);
  const order = new Random(seed).permutation(groups.length);
  const partOf = new Map(groups.map((value, i) => [value, (order[i] ?? 0) % parts]));
  const partOfRow = (row: number): number => partOf.get(group[row] ?? 0) ?? 0;
  return Array.from({ length: parts }, (_, part) => ({
    train: rows.filter((row) => partOfRow(row) !== part),
    heldOut: rows.filter((row) => partOfRow(row) === part),
  }));
}

/** The same for the same kernels, in whatever order. */
export function kernelsKey({ kernels }: NetworkFeatures): string {
  return (kernels ?? []).flat().map(kernelKey).sort().join("\n");
}

/** Rows that share either key are in one group, and so are those that they share the other one with. */
function connected(first: readonly string[], second: readonly string[]): { group: number[]; groups: number } {
  const root = first.map((_, row) => row);
  const find = (row: number): number => {
    let at = row;
    while (root[at] !== at) at = root[at] ?? at;
    return at;
  };
  for (const keys of [first, second]) {
    const seen = new Map<string, number>();
    keys.forEach((key, row) => {
      const other = seen.get(key);
      if (other === undefined) seen.set(key, row);
      else root[find(row)] = find(other);
    });
  }
  const roots = first.map((_, row) => find(row));
  const names = [...new Set(roots)];
  return { group: roots.map((value) => names.indexOf(value)), groups: names.length };
}
