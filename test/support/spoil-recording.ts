/** Ways in which people and machines spoil a printed recording, each chosen and placed by a random number. */
import type { Random } from "../../predictors/src/train/random";

export interface Spoilt {
  readonly bytes: Uint8Array;
  /** What was done, in order. */
  readonly names: readonly string[];
}

type Lines = readonly string[];
type Spoil = (lines: Lines, random: Random) => Lines;

const LINES: Readonly<Record<string, Spoil>> = {
  "rows lost here and there": (lines, random) => {
    const share = random.next() * random.next();
    return lines.filter((line) => !isRow(line) || random.next() > share);
  },
  "a block of rows lost": (lines, random) => without(lines, block(lines, random)),
  "a block repeated": (lines, random) => {
    const { from, to } = block(lines, random);
    return [...lines.slice(0, to), ...lines.slice(from, to), ...lines.slice(to)];
  },
  "a block moved": (lines, random) => {
    const taken = block(lines, random);
    const rest = without(lines, taken);
    const place = random.below(rest.length + 1);
    return [...rest.slice(0, place), ...lines.slice(taken.from, taken.to), ...rest.slice(place)];
  },
  "two rows swapped": (lines, random) => {
    const [one, other] = [random.below(lines.length), random.below(lines.length)];
    return lines.map((line, i) => (i === one ? (lines[other] ?? line) : i === other ? (lines[one] ?? line) : line));
  },
  "the end lost": (lines, random) => lines.slice(0, 1 + random.below(lines.length)),
  "the beginning lost": (lines, random) => lines.slice(random.below(lines.length)),
  "pasted twice": (lines) => [...lines, ...lines],
  "another unit": (lines, random) =>
    atUnits(lines, (units) => {
      const place = random.below(units.length);
      const other = ["s", "ms", "us", "ns", "", "min", "KB", "MB"][random.below(8)] ?? "";
      return units.map((unit, i) => (i === place && unit !== "" ? other : unit));
    }),
  "the units lost": (lines) => lines.filter((line) => !isUnits(line)),
  "the heading lost": (lines) => lines.filter((line) => !isHeading(line)),
  "the heading repeated": (lines, random) => {
    const heading = lines.filter(isHeading);
    const place = random.below(lines.length);
    return [...lines.slice(0, place), ...heading, ...lines.slice(place)];
  },
  "text between the rows": (lines, random) => {
    const said = ["Epoch 1/10", "0.123, 4.5", "Segmentation fault", '"quoted", he said', "", "12", "-- 1,2,3"];
    const place = random.below(lines.length);
    return [...lines.slice(0, place), said[random.below(said.length)] ?? "", ...lines.slice(place)];
  },
  "text within a row": (lines, random) => inOneRow(lines, random, (row) => spliced(row, random, "WARNING: low disk")),
  "a field lost": (lines, random) =>
    inOneRow(lines, random, (row) =>
      row
        .split(",")
        .filter((_, i, all) => i !== random.below(all.length))
        .join(","),
    ),
  "a row cut": (lines, random) => inOneRow(lines, random, (row) => row.slice(0, random.below(row.length))),
  "two columns of the heading swapped": (lines, random) => {
    const count = columnsOf(lines);
    const [one, other] = [random.below(count), random.below(count)];
    return lines.map((line) => (isHeading(line) ? swapped(line, one, other) : line));
  },
  "a column moved everywhere": (lines, random) => {
    // Behind the name a comma may be part of it.
    const [one, other] = [random.below(5), random.below(5)];
    return lines.map((line) => (isTable(line) ? swapped(line, one, other) : line));
  },
  "a figure scaled": (lines, random) => inOneRow(lines, random, (row) => changedFigure(row, random, scaled)),
  "figures scaled in a block": (lines, random) => {
    const { from, to } = block(lines, random);
    const place = 1 + random.below(2);
    return lines.map((line, i) =>
      i >= from && i < to && isRow(line) ? atField(line, place, (f) => scaled(f, 0.5)) : line,
    );
  },
  "a figure negative": (lines, random) =>
    inOneRow(lines, random, (row) => changedFigure(row, random, (figure) => `-${figure}`)),
  "a figure that is none": (lines, random) =>
    inOneRow(lines, random, (row) =>
      changedFigure(row, random, () => ["nan", "inf", "", "0x1f", "1e999"][random.below(5)] ?? ""),
    ),
  "commas for points": (lines) => lines.map((line) => (isRow(line) ? line.replaceAll(/(\d)\.(\d)/g, "$1,$2") : line)),
  "semicolons for commas": (lines) => lines.map((line) => (isTable(line) ? line.replaceAll(",", ";") : line)),
  "tabs for commas": (lines) => lines.map((line) => (isTable(line) ? line.replaceAll(",", "\t") : line)),
  "quotes lost": (lines) => lines.map((line) => line.replaceAll('"', "")),
  "figures rounded": (lines) =>
    lines.map((line) => (isRow(line) ? line.replaceAll(/\d+\.\d+/g, (figure) => Number(figure).toPrecision(5)) : line)),
  "other ends of lines": (lines) => lines.map((line) => `${line}\r`),
  "empty lines between": (lines) => lines.flatMap((line) => [line, ""]),
};

const BYTES: Readonly<Record<string, (bytes: Uint8Array, random: Random) => Uint8Array>> = {
  "bytes flipped": (bytes, random) => {
    const spoilt = Uint8Array.from(bytes);
    for (let i = 1 + random.below(20); i > 0; i--) spoilt[random.below(spoilt.length)] = random.below(256);
    return spoilt;
  },
  "a digit changed": (bytes, random) => {
    const spoilt = Uint8Array.from(bytes);
    const place = random.below(spoilt.length);
    if (isDigit(spoilt[place] ?? 0)) spoilt[place] = 0x30 + random.below(10);
    return spoilt;
  },
  "cut off": (bytes, random) => bytes.subarray(0, random.below(bytes.length)),
  "a hole of zeros": (bytes, random) => {
    const from = random.below(bytes.length);
    return Uint8Array.from(bytes).fill(0, from, from + random.below(4096));
  },
  "bytes lost": (bytes, random) => {
    const from = random.below(bytes.length);
    return Buffer.concat([bytes.subarray(0, from), bytes.subarray(from + 1 + random.below(200))]);
  },
};

/** One to three of the ways; a file that is no text only those that change bytes. */
export function spoil(recording: Uint8Array, isText: boolean, random: Random): Spoilt {
  const names: string[] = [];
  let bytes = recording;
  for (let count = 1 + random.below(3) * random.below(2); count > 0; count--) {
    if (isText && random.below(5) > 0) {
      const [name, way] = pick(LINES, random);
      const lines = Buffer.from(bytes).toString("latin1").split("\n");
      bytes = Buffer.from(way(lines, random).join("\n"), "latin1");
      names.push(name);
    } else {
      const [name, way] = pick(BYTES, random);
      if (bytes.length > 0) bytes = way(bytes, random);
      names.push(name);
    }
  }
  return { bytes, names };
}

function pick<T>(ways: Readonly<Record<string, T>>, random: Random): readonly [string, T] {
  const all = Object.entries(ways);
  const chosen = all[random.below(all.length)];
  if (chosen === undefined) throw new Error("there is no way to spoil a recording");
  return chosen;
}

function isHeading(line: string): boolean {
  return /Name\b/.test(line) && /Duration|Calls|Instances/.test(line);
}

function isUnits(line: string): boolean {
  return /^(?:[a-z%]*,){3}/.test(line);
}

function isRow(line: string): boolean {
  return /^\s*(?:"?GPU activities"?,|[\d.]+(?:,|[mun]?s\b|%))/.test(line);
}

function isTable(line: string): boolean {
  return isHeading(line) || isUnits(line) || isRow(line);
}

function block(lines: Lines, random: Random): { readonly from: number; readonly to: number } {
  const from = random.below(lines.length);
  return { from, to: Math.min(from + 1 + random.below(random.below(lines.length) + 1), lines.length) };
}

function without(lines: Lines, { from, to }: { readonly from: number; readonly to: number }): Lines {
  return [...lines.slice(0, from), ...lines.slice(to)];
}

function inOneRow(lines: Lines, random: Random, change: (row: string) => string): Lines {
  const rows = lines.flatMap((line, i) => (isRow(line) ? [i] : []));
  const chosen = rows[random.below(rows.length)];
  return lines.map((line, i) => (i === chosen ? change(line) : line));
}

function atUnits(lines: Lines, change: (units: readonly string[]) => readonly string[]): Lines {
  return lines.map((line) => (isUnits(line) ? change(line.split(",")).join(",") : line));
}

function columnsOf(lines: Lines): number {
  return lines.find(isHeading)?.split(",").length ?? 1;
}

function spliced(row: string, random: Random, text: string): string {
  const place = random.below(row.length);
  return row.slice(0, place) + text + row.slice(place);
}

function swapped(line: string, one: number, other: number): string {
  const fields = line.split(",");
  return fields.map((field, i) => (i === one ? fields[other] : i === other ? fields[one] : field)).join(",");
}

function atField(row: string, place: number, change: (field: string) => string): string {
  return row
    .split(",")
    .map((field, i) => (i === place && /^\d/.test(field) ? change(field) : field))
    .join(",");
}

function changedFigure(row: string, random: Random, change: (field: string, factor: number) => string): string {
  const factor = [0, 0.001, 0.1, 0.5, 1.1, 2, 10, 1000][random.below(8)] ?? 1;
  return atField(row, random.below(5), (field) => change(field, factor));
}

function scaled(field: string, factor: number): string {
  return String(Number.parseFloat(field) * factor);
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}
