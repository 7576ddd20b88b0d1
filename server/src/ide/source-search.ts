/** Finds expressions of a Program by where they stand, and cuts their text. */
import type { Position, Range } from "../../../protocol/source";
import { comparePositions } from "../../../protocol/source";
import type { Call, Expression, Import, Program, Sequence } from "../syntax/program";

type Found = Call | Import | Sequence;

/** Every call, list and import of the program that `isWanted` takes, outermost first. */
function nodesOf<T extends Found>(program: Program, isWanted: (node: Found) => node is T): readonly T[] {
  const found: T[] = [];
  const waiting: unknown[] = [program.body];
  while (waiting.length > 0) {
    const value = waiting.pop();
    if (typeof value !== "object" || value === null) continue;
    if (isFound(value) && isWanted(value)) found.push(value);
    for (const item of Object.values(value) as unknown[]) waiting.push(item);
  }
  return found;
}

function isFound(value: object): value is Found {
  return "kind" in value && (value.kind === "call" || value.kind === "import" || value.kind === "sequence");
}

export function callAt(program: Program, range: Range): Call | null {
  const calls = nodesOf(program, (node): node is Call => node.kind === "call" && isSame(node.range, range));
  return calls.at(-1) ?? null;
}

/** In source order. */
export function callsOf(program: Program): readonly Call[] {
  const calls = nodesOf(program, (node): node is Call => node.kind === "call");
  return [...calls].sort((left, right) => comparePositions(left.range.start, right.range.start));
}

export function importsOf(program: Program): readonly Import[] {
  return nodesOf(program, (node): node is Import => node.kind === "import");
}

/** Lists and tuples that hold exactly these whole numbers. */
export function sequencesOf(program: Program, numbers: readonly number[]): readonly Sequence[] {
  return nodesOf(
    program,
    (node): node is Sequence =>
      node.kind === "sequence" &&
      node.items.length === numbers.length &&
      node.items.every((item, index) => integerOf(item) === numbers[index]),
  );
}

export function integerOf(expression: Expression | null): number | null {
  return expression?.kind === "literal" && expression.type === "integer" && typeof expression.value === "number"
    ? expression.value
    : null;
}

/** An argument of a layer's call, written by one of its names, or in Python at its place; null where it is not written. */
export function argumentOf(call: Call, names: readonly string[], place: number | null): Expression | null {
  const options = call.arguments[0]?.value;
  if (options?.kind === "dictionary")
    return (
      options.entries.find(({ key }) => key?.kind === "literal" && names.some((name) => name === key.value))?.value ??
      null
    );
  const named = call.arguments.find(({ form, name }) => form === "keyword" && name !== null && names.includes(name));
  const placed = place === null ? undefined : call.arguments[place];
  return named?.value ?? (placed?.form === "positional" ? placed.value : null);
}

export function textAt(text: string, range: Range): string {
  return text.slice(offsetOf(text, range.start), offsetOf(text, range.end));
}

export interface TextEdit {
  readonly range: Range;
  readonly text: string;
}

/** The text after edits that do not overlap. */
export function edited(text: string, edits: readonly TextEdit[]): string {
  const last = [...edits].sort((a, b) => comparePositions(b.range.start, a.range.start));
  return last.reduce(
    (now, { range, text: written }) =>
      now.slice(0, offsetOf(text, range.start)) + written + now.slice(offsetOf(text, range.end)),
    text,
  );
}

function offsetOf(text: string, { line, character }: Position): number {
  let start = 0;
  const ends = /\r\n|\r|\n/g;
  for (let passed = 0; passed < line; passed++) {
    if (ends.exec(text) === null) return text.length;
    start = ends.lastIndex;
  }
  return start + character;
}

export function isSame(a: Range, b: Range): boolean {
  return comparePositions(a.start, b.start) === 0 && comparePositions(a.end, b.end) === 0;
}
