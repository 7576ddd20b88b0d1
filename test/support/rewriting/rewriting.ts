/** One way to write a program differently that changes nothing of what it computes. */
import type { Program } from "../../../server/src/syntax/program";
import type { Random } from "../../syntax/mutants";
import { CALL_REWRITINGS } from "./calls";
import { IMPORT_REWRITINGS } from "./imports";
import { NAME_REWRITINGS } from "./names";
import { sourceOf } from "./source";
import type { Source } from "./source";
import { STATEMENT_REWRITINGS } from "./statements";
import { TEXT_REWRITINGS } from "./text";
import { VALUE_REWRITINGS } from "./values";

export interface Rewriting {
  readonly name: string;
  /** The whole text; null where the source has no place for it. */
  readonly rewrite: (source: Source, random: Random) => string | null;
}

export const REWRITINGS: readonly Rewriting[] = [
  ...NAME_REWRITINGS,
  ...CALL_REWRITINGS,
  ...STATEMENT_REWRITINGS,
  ...IMPORT_REWRITINGS,
  ...VALUE_REWRITINGS,
  ...TEXT_REWRITINGS,
];

/** The source after up to `rounds` rewritings, and their names. */
export function rewritten(
  text: string,
  parse: (text: string) => Program,
  random: Random,
  rounds: number,
): { readonly text: string; readonly names: readonly string[] } {
  const names: string[] = [];
  let current = text;
  for (let round = 0; round < rounds; round += 1) {
    const rewriting = REWRITINGS[random(REWRITINGS.length)];
    const next = rewriting?.rewrite(sourceOf(current, parse), random) ?? null;
    if (rewriting === undefined || next === null) continue;
    names.push(rewriting.name);
    current = next;
  }
  return { text: current, names };
}

/** Up to three of the candidates, in their order. */
export function some<T>(candidates: readonly T[], random: Random): readonly T[] {
  const chosen = new Set<number>();
  if (candidates.length > 0) for (let round = 0; round < 3; round += 1) chosen.add(random(candidates.length));
  return candidates.filter((_, index) => chosen.has(index));
}

/** One of the candidates; undefined where there is none. */
export function one<T>(candidates: readonly T[], random: Random): T | undefined {
  return candidates.length === 0 ? undefined : candidates[random(candidates.length)];
}
