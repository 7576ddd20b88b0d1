/**
 * The file of finished rows: a head line with what the rows depend on, then `[index, row]` a line, in the order in which they came.
 * A program that was killed leaves whole lines and at most one torn one, which is done again.
 */
import * as fs from "node:fs";
import * as path from "node:path";
import type { DeviceInfo } from "../../protocol/report";
import { UsageError } from "../usage";
import type { Row } from "./row";
import type { Varied } from "./vary";

/** What the rows depend on: rows of equal keys may stand together. */
export interface Key {
  readonly version: string;
  /** Name of the source, without its folder: machines may keep it in different places. */
  readonly file: string;
  /** SHA-256 of the source and of the files that it imports. */
  readonly source: string;
  readonly function: string;
  readonly varied: readonly Varied[];
  readonly sample: number | null;
  readonly seed: number | null;
  readonly devices: readonly DeviceInfo[];
  /** SHA-256 of the predictors' files. */
  readonly predictors: string;
}

/** Of `of` shards, the one with the combinations whose index is `shard` − 1 modulo `of`. */
export interface Shard {
  readonly shard: number;
  readonly of: number;
}

interface Head extends Shard {
  readonly key: Key;
  /** Of all shards together. */
  readonly combinations: number;
}

export interface Part extends Head {
  /** By index. */
  readonly rows: ReadonlyMap<number, Row>;
  /** Bytes of its whole lines. */
  readonly length: number;
}

export const PART = ".part";

/** Words for the fields of a key, for the message that tells two apart. */
const WORDS: Readonly<Record<keyof Key, string>> = {
  version: "the version of Latency Lens",
  file: "the name of the file",
  source: "the source",
  function: "the function",
  varied: "--vary",
  sample: "--sample",
  seed: "--seed",
  devices: "--device",
  predictors: "the predictors",
};

/** Throws UsageError for anything but "2/4". */
export function parseShard(text: string): Shard {
  const [, shard, of] = (/^(\d{1,6})\/(\d{1,6})$/.exec(text) ?? []).map(Number);
  if (shard === undefined || of === undefined || shard < 1 || shard > of)
    throw new UsageError(`--shard ${text}: give one of n parts, from 1/n to n/n, e.g. --shard 2/4`);
  return { shard, of };
}

function partName({ shard, of }: Shard): string {
  return `${shard}-of-${of}${PART}`;
}

/** In the words of a message, what differs between two keys. */
export function differences(one: Key, other: Key): readonly string[] {
  const fields = Object.keys(WORDS) as (keyof Key)[];
  return fields
    .filter((field) => JSON.stringify(one[field]) !== JSON.stringify(other[field]))
    .map((field) => WORDS[field]);
}

/** Rows that are added to the file as soon as they are known. */
export class PartFile {
  private constructor(
    readonly file: string,
    private readonly rows: Map<number, Row>,
  ) {}

  /** Goes on with the file where there is one; `fresh` begins it anew. Throws UsageError where it holds something else. */
  static open(folder: string, head: Head, fresh: boolean): PartFile {
    const file = path.join(folder, partName(head));
    if (!fresh && fs.existsSync(file)) {
      const before = readPart(file);
      const different = differences(before.key, head.key);
      if (different.length > 0)
        throw new UsageError(
          `${file} holds rows of another exploration (not the same: ${different.join(", ")}); give another --out, or --fresh to begin anew`,
        );
      fs.truncateSync(file, before.length);
      return new PartFile(file, new Map(before.rows));
    }
    fs.writeFileSync(file, `${JSON.stringify(head)}\n`);
    return new PartFile(file, new Map());
  }

  has(index: number): boolean {
    return this.rows.has(index);
  }

  add(index: number, row: Row): void {
    fs.appendFileSync(this.file, `${JSON.stringify([index, row])}\n`);
    this.rows.set(index, row);
  }

  /** In the order of the combinations. */
  inOrder(): readonly Row[] {
    return inOrder(this.rows);
  }
}

export function inOrder(rows: ReadonlyMap<number, Row>): readonly Row[] {
  return [...rows].sort(([one], [other]) => one - other).map(([, row]) => row);
}

/** Throws UsageError for a file that is none. */
export function readPart(file: string): Part {
  const text = fs.readFileSync(file, "utf8");
  const whole = text.slice(0, text.lastIndexOf("\n") + 1);
  const [first = "", ...lines] = whole.split("\n").slice(0, -1);
  try {
    const head = JSON.parse(first) as Head;
    if (typeof head.key.source !== "string" || typeof head.combinations !== "number") throw new Error("no head");
    const rows = new Map(lines.map((line) => JSON.parse(line) as [number, Row]));
    return { ...head, rows, length: Buffer.byteLength(whole) };
  } catch {
    throw new UsageError(
      `${file}: these are no rows of “latency-lens explore”; remove the file, or give --fresh to begin anew`,
    );
  }
}
