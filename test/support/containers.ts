/**
 * What random programs over containers hold while they run: the same sharing, so that lengths and sums are known exactly, however
 * a container is shared and though it may hold itself.
 */
import type { Random } from "../syntax/mutants";

export type Item = Container | number;

export interface Container {
  /** A tuple is a list that does not change; a record is a dict of Python or an object of JavaScript. */
  readonly kind: "list" | "tuple" | "record";
  readonly items: Item[];
  /** Keys of a record, in the order of its items. */
  readonly keys: string[];
}

/** A program that is written line by line, and what its variables hold after the last one. */
export interface Draft {
  readonly random: Random;
  readonly lines: string[];
  readonly variables: Map<string, Container>;
  /** What the program's variable `total` is. */
  total: number;
}

/** A program whose dense layer named "exact" has so many units. */
export interface ContainerProgram {
  readonly text: string;
  readonly units: number;
}

/** A kind of statement: writes its lines, and does to the containers what they will do. */
export type Step = (draft: Draft) => void;

type Some<T> = readonly [T, ...T[]];
export type Steps = Some<Step>;

/** How one language writes such programs. */
export interface Spelling {
  readonly prologue: string;
  readonly making: Steps;
  readonly changing: Steps;
  readonly counting: Steps;
  readonly using: Steps;
  /** The statements as a program with a network, at its top level or in a builder. */
  readonly ends: Some<(draft: Draft) => string>;
}

/** Writes on in a draft, with `made` new containers at first. */
export function drawProgram(
  draft: Draft,
  made: number,
  { prologue, making, changing, counting, using, ends }: Spelling,
): ContainerProgram {
  const { random } = draft;
  for (let count = made; count > 0; count -= 1) choose(random, making)(draft);
  for (let count = 3 + random(12); count > 0; count -= 1)
    choose(random, choose(random, [making, changing, changing, counting, counting, counting, using]))(draft);
  const units = 1 + (draft.total % 97);
  return { text: `${prologue}\n\n${choose(random, ends)(draft)}\n`, units };
}

export function createDraft(random: Random): Draft {
  return { random, lines: [], variables: new Map(), total: 0 };
}

export function listOf(items: readonly Item[]): Container {
  return { kind: "list", items: [...items], keys: [] };
}

export function tupleOf(items: readonly Item[]): Container {
  return { kind: "tuple", items: [...items], keys: [] };
}

export function recordOf(entries: readonly (readonly [string, Item])[]): Container {
  return { kind: "record", items: entries.map(([, item]) => item), keys: entries.map(([key]) => key) };
}

export function setEntry(record: Container, key: string, item: Item): void {
  const at = record.keys.indexOf(key);
  if (at >= 0) {
    record.items[at] = item;
    return;
  }
  record.keys.push(key);
  record.items.push(item);
}

/** The numbers that the container itself holds. */
export function sumOf({ items }: Container): number {
  return items.reduce<number>((sum, item) => sum + (typeof item === "number" ? item : 0), 0);
}

export function choose<T>(random: Random, values: readonly [T, ...T[]]): T {
  return values[random(values.length)] ?? values[0];
}

/** A variable that holds a container of one of the kinds; null where none does. */
export function anyVariable(
  { random, variables }: Draft,
  ...kinds: readonly Container["kind"][]
): { readonly name: string; readonly value: Container } | null {
  const fitting = [...variables].filter(([, { kind }]) => kinds.length === 0 || kinds.includes(kind));
  const found = fitting[random(fitting.length)];
  return found === undefined ? null : { name: found[0], value: found[1] };
}

const NAMES = ["a", "b", "c", "d", "e"] as const;

export function anyName(random: Random): string {
  return choose(random, NAMES);
}

/** A number or a variable, as the program writes it and as it is. */
export function anyItem(draft: Draft): { readonly text: string; readonly item: Item } {
  const variable = draft.random(4) === 0 ? null : anyVariable(draft);
  if (variable !== null) return { text: variable.name, item: variable.value };
  const number = draft.random(90);
  return { text: String(number), item: number };
}

/** How often a container is put into another one: what a few statements of a person do, and what no walk comes to the end of. */
export function anyRounds(random: Random): number {
  return choose(random, [2, 2, 3, 5, 20, 60, 60, 60, 300, 3_000, 12_000] as const);
}

/** Each name in place of `$`, and any variable in place of `%`. */
export function fill(draft: Draft, template: string): string {
  const name = anyVariable(draft)?.name ?? "1";
  return template.replaceAll("$", name).replaceAll("%", () => anyVariable(draft)?.name ?? "1");
}
