/** A short name of a stored row, by which the user takes it out and a predictor remembers what it was fitted to. */
import { createHash } from "node:crypto";
import type { LabelledRow } from "./row";

/** Of a store with ten thousand rows, two have the same id once in 140,000 stores. */
const LENGTH = 10;

export function rowId({ model, device, ms, source, importedAt }: LabelledRow): string {
  const identity = JSON.stringify([model, device, ms, source.sha256, importedAt]);
  return createHash("sha256").update(identity).digest("hex").slice(0, LENGTH);
}
