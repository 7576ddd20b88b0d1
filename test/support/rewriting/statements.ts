/** Rewritings of statements: the same in more steps, in another frame, or beside code that does nothing. */
import type { Assignment, Expression, ForEach, Return, Statement } from "../../../server/src/syntax/program";
import type { Random } from "../../syntax/mutants";
import { one, some } from "./rewriting";
import type { Rewriting } from "./rewriting";
import { deeper, edited, indentOf, nodesIn, replace, startOf, statementsIn, STEP, textAt } from "./source";
import type { Edit, Source } from "./source";

export const STATEMENT_REWRITINGS: readonly Rewriting[] = [
  onAssignments("a layer constructed and called in two steps", (source, { value, range }) => {
    if (value?.kind !== "call" || value.callee.kind !== "call" || textAt(source, value.callee.range).includes("super"))
      return null;
    const layer = textAt(source, value.callee.range);
    const start = startOf(source, range);
    return [
      { start, end: start, text: `_layer = ${layer}\n${indentOf(source, range)}` },
      replace(source, value.callee.range, "_layer"),
    ];
  }),
  onAssignments("a value in brackets", (source, { value }) =>
    value === null ? null : [replace(source, value.range, `(${textAt(source, value.range)})`)],
  ),
  onAssignments("a value unpacked from a tuple", (source, { targets: [target, ...others], value }) => {
    if (target?.kind !== "name" || others.length > 0 || value === null) return null;
    return [replace(source, target.range, `[${target.name}]`), replace(source, value.range, tuple(source, value))];
  }),
  onAssignments("a value by way of another name", (source, { value, range }) => {
    if (value === null) return null;
    const start = startOf(source, range);
    const text = `_value = ${textAt(source, value.range)}\n${indentOf(source, range)}`;
    return [{ start, end: start, text }, replace(source, value.range, "_value")];
  }),
  {
    name: "a result named before it is returned",
    rewrite: (source, random) => {
      const returns = statementsIn(source).filter((node): node is Return => node.kind === "return");
      const edits = some(returns, random).flatMap(({ value, range }) => {
        const text = value === null ? null : textAt(source, value.range);
        return text === null
          ? []
          : [replace(source, range, `_result = ${text}\n${indentOf(source, range)}return _result`)];
      });
      return edits.length === 0 ? null : edited(source, edits);
    },
  },
  framed("statements where a condition holds", "if True:", ""),
  framed("statements in a loop of one round", "for _round in range(1):", "", true),
  framed("statements tried", "try:", "finally:\n    pass"),
  framed("statements with a choice", "if len([1, 2]) == 2:", "else:\n    raise ValueError()"),
  { name: "a loop unrolled", rewrite: (source, random) => onLoop(source, random, unrolled) },
  { name: "a loop with an index", rewrite: (source, random) => onLoop(source, random, indexed) },
  beside("dead code", 'if False:\n    raise SystemExit("never")'),
  beside("a message", 'print("here", 1 + 1)'),
  beside("an unused function", "def _unused(*args, **kwargs):\n    return args, kwargs"),
];

function onAssignments(
  name: string,
  editsOf: (source: Source, assignment: Assignment) => readonly Edit[] | null,
): Rewriting {
  return {
    name,
    rewrite: (source, random) => {
      const assignments = statementsIn(source).filter(
        (node): node is Assignment => node.kind === "assignment" && node.annotation === undefined,
      );
      const possible = assignments.map((assignment) => editsOf(source, assignment)).filter((edits) => edits !== null);
      const chosen = some(possible, random);
      return chosen.length === 0 ? null : edited(source, chosen.flat());
    },
  };
}

function tuple(source: Source, value: Expression): string {
  return `(${textAt(source, value.range)},)`;
}

// ---------------------------------------------------------------- frames

/** What a class body holds is read by some bases (enumerations, records), so that nothing may be added there. */
function outsideClasses(source: Source): readonly Statement[] {
  const inClasses = new Set(
    nodesIn(source.program.body).flatMap((node) =>
      node.kind === "class" && "body" in node && Array.isArray(node.body) ? (node.body as readonly unknown[]) : [],
    ),
  );
  return statementsIn(source).filter((statement) => !inClasses.has(statement) && !isText(statement));
}

/** A docstring is one only where it stands first. */
function isText(statement: Statement): boolean {
  return statement.kind === "expression-statement" && statement.expression.kind === "literal";
}

function framed(name: string, head: string, tail: string, isLoop = false): Rewriting {
  return {
    name,
    rewrite: (source, random) => {
      const possible = outsideClasses(source).filter((statement) => !isLoop || !jumps(statement));
      const chosen = one(possible, random);
      const text = chosen === undefined ? null : deeper(source, chosen.range);
      if (chosen === undefined || text === null) return null;
      const indent = indentOf(source, chosen.range);
      const end = tail === "" ? "" : `\n${indented(tail, indent)}`;
      return edited(source, [replace(source, chosen.range, `${head}\n${indent}${STEP}${text}${end}`)]);
    },
  };
}

function jumps(node: object): boolean {
  return nodesIn([node]).some(({ kind }) => kind === "break" || kind === "continue");
}

function indented(text: string, indent: string): string {
  return text
    .split("\n")
    .map((line) => indent + line)
    .join("\n");
}

function beside(name: string, code: string): Rewriting {
  return {
    name,
    rewrite: (source, random) => {
      const chosen = some(
        outsideClasses(source).filter(({ range }) => isPlain(source, range.start.line)),
        random,
      );
      const edits = chosen.map(({ range }): Edit => {
        const start = source.lines[range.start.line] ?? 0;
        return { start, end: start, text: `${indented(code, indentOf(source, range))}\n` };
      });
      return edits.length === 0 ? null : edited(source, edits);
    },
  };
}

/** `elif` and what stands behind a directive would not stay where they are. */
function isPlain(source: Source, line: number): boolean {
  const above = source.text.slice(source.lines[line - 1] ?? 0, source.lines[line] ?? 0);
  const own = source.text.slice(source.lines[line] ?? 0);
  return !/latency:/.test(above) && !/^\s*(elif|else)\b/.test(own);
}

// ---------------------------------------------------------------- loops

function onLoop(
  source: Source,
  random: Random,
  rewrite: (source: Source, loop: ForEach) => string | null,
): string | null {
  const loops = statementsIn(source).filter(
    (node): node is ForEach => node.kind === "for-each" && node.otherwise.length === 0,
  );
  const possible = loops.flatMap((loop) => {
    const text = rewrite(source, loop);
    return text === null ? [] : [replace(source, loop.range, text)];
  });
  const chosen = one(possible, random);
  return chosen === undefined ? null : edited(source, [chosen]);
}

/** Loops over written items, each of which becomes a pass of its own. */
function unrolled(source: Source, loop: ForEach): string | null {
  const items = itemsOf(source, loop.iterable);
  const body = bodyOf(source, loop);
  if (items === null || body === null || jumps(loop.body)) return null;
  const indent = indentOf(source, loop.range);
  const target = textAt(source, loop.target.range);
  return items.flatMap((item) => [`${target} = ${item}`, body.replaceAll(`\n${STEP}`, "\n")]).join(`\n${indent}`);
}

const UNROLLED_AT_MOST = 6;

function itemsOf(source: Source, iterable: Expression): readonly string[] | null {
  if (iterable.kind === "sequence" && iterable.type !== "set" && iterable.items.length <= UNROLLED_AT_MOST)
    return iterable.items.some(({ kind }) => kind === "spread")
      ? null
      : iterable.items.map(({ range }) => textAt(source, range));
  const match = /^range\((\d)\)$/.exec(textAt(source, iterable.range));
  return match === null
    ? null
    : Array.from({ length: Math.min(Number(match[1]), UNROLLED_AT_MOST + 1) }, (_, n) => `${n}`);
}

function indexed(source: Source, loop: ForEach): string | null {
  const body = bodyOf(source, loop);
  if (body === null) return null;
  // A loop around this one may have been written in the same way: its names are its own.
  const number = [...source.text.matchAll(/\b_items\d+ =/g)].length;
  const [items, index] = [`_items${number}`, `_index${number}`];
  const indent = indentOf(source, loop.range);
  return [
    `${items} = list(${textAt(source, loop.iterable.range)})`,
    `${index} = 0`,
    `while ${index} < len(${items}):`,
    `${STEP}${textAt(source, loop.target.range)} = ${items}[${index}]`,
    `${STEP}${index} += 1`,
    `${STEP}${body}`,
  ].join(`\n${indent}`);
}

/** The text of the body at the depth of the loop's body; null where the body stands on the loop's line. */
function bodyOf(source: Source, { body, range }: ForEach): string | null {
  const [first, last] = [body[0], body.at(-1)];
  if (first === undefined || last === undefined || first.range.start.line === range.start.line) return null;
  const text = textAt(source, { start: first.range.start, end: range.end });
  const depth = indentOf(source, first.range).length - indentOf(source, range).length;
  return /"""|'''|\\\n/.test(text) || depth !== STEP.length ? null : text;
}
