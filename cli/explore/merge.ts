/** Parts of one exploration, put together: it checks that they belong together and that nothing is missing. */
import * as fs from "node:fs";
import * as path from "node:path";
import { UsageError } from "../usage";
import { differences, inOrder, PART, readPart } from "./part";
import type { Key, Part } from "./part";
import type { Row } from "./row";

/** `places` are files of parts, or folders of them. Throws UsageError that says what is missing or does not belong to the others. */
export function mergedParts(places: readonly string[]): { readonly key: Key; readonly rows: readonly Row[] } {
  const files = places.flatMap(partsIn);
  const parts = files.map((file) => ({ file, ...readPart(file) }));
  const [first, ...others] = parts;
  if (first === undefined)
    throw new UsageError(
      `${places.join(", ")}: no ${PART} file is there; give the --out of “latency-lens explore --shard”`,
    );
  for (const other of others) {
    const different = [
      ...differences(first.key, other.key),
      ...(first.of === other.of ? [] : ["the number of shards"]),
    ];
    if (different.length > 0)
      throw new UsageError(
        `${first.file} and ${other.file} are parts of different explorations (not the same: ${different.join(", ")}); give those of one`,
      );
  }
  const rows = new Map(parts.flatMap((part) => [...part.rows]));
  const missing = missingIn(rows, first);
  if (missing.length > 0)
    throw new UsageError(
      `${first.combinations - rows.size} of ${first.combinations} combinations are missing; run again, then merge: ${missing.join(", ")}`,
    );
  return { key: first.key, rows: inOrder(rows) };
}

function partsIn(place: string): readonly string[] {
  const stat = fs.statSync(place, { throwIfNoEntry: false });
  if (stat === undefined) throw new UsageError(`${place}: there is no such file or folder`);
  if (!stat.isDirectory()) return [place];
  return fs
    .readdirSync(place)
    .filter((name) => name.endsWith(PART))
    .sort()
    .map((name) => path.join(place, name));
}

/** The options of the shards that are not whole. */
function missingIn(rows: ReadonlyMap<number, Row>, { combinations, of }: Part): readonly string[] {
  const shards = new Set<number>();
  for (let index = 0; index < combinations; index += 1) if (!rows.has(index)) shards.add((index % of) + 1);
  return [...shards].sort((one, other) => one - other).map((shard) => `--shard ${shard}/${of}`);
}
