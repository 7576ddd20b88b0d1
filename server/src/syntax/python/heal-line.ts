import type { Parsers } from "../parser";
import type { Edit } from "../edited-text";
import { brokenPlaces, type Span, type SyntaxTree, type TreeNode } from "../tree";
import { MISSING_EXPRESSION, UNREADABLE_EXPRESSION } from "../context";

/** How one logical line that cannot be read is made readable. Offsets are those of the line's code. */
export type LineHealing =
  | { readonly kind: "edits"; readonly edits: readonly Edit[]; readonly message: string; readonly place: Span }
  /** It can be lowered as it is: what is broken stands deep in an expression. */
  | { readonly kind: "tolerable"; readonly tree: SyntaxTree; readonly message: string; readonly place: Span }
  | { readonly kind: "hopeless"; readonly message: string; readonly place: Span };

/**
 * Null where the line can be read when it stands alone. `lineEnds` are the offsets behind the code of each of its physical
 * lines. `isTolerable` tells whether a tree with errors keeps its statement.
 */
export function healLine(
  parsers: Parsers,
  code: string,
  lineEnds: readonly number[],
  isTolerable: (tree: SyntaxTree) => boolean,
): LineHealing | null {
  const tree = parseAlone(parsers, code);
  if (tree?.root.broken !== true) return null;
  const ending = healEnding(parsers, code);
  if (ending !== null) return ending;
  const { prefix } = wrapping(code);
  const [place] = brokenPlaces(tree.root);
  const comma = healComma(parsers, code, lineEnds, (place?.start ?? 0) - prefix.length);
  if (comma !== null) return comma;
  const problem = { message: describe(prefix + code, place), place: clip(place, prefix.length, code) };
  if (prefix === "" && !isHeader(code) && isTolerable(tree)) return { kind: "tolerable", tree, ...problem };
  for (const edit of replacements(code))
    if (isReadable(parsers, replace(code, edit))) return { kind: "edits", edits: [edit], ...problem };
  return { kind: "hopeless", ...problem };
}

export function isHeader(code: string): boolean {
  return HEADER.test(code) || /^match\b.*:$/s.test(code);
}

/** Whether a statement breaks off at its end, where the grammar would go on reading in the next line. */
export function isDangling(code: string): boolean {
  const isWhole = /(?:^|[^\w.])\d[\d_]*\.$|\.\.\.$|\bimport\s*\*$/.test(code);
  return !isWhole && DANGLING.test(code);
}

const DANGLING =
  /(?:[=.+\-*/%@&|^~<>]|\b(?:and|or|not|in|is|if|else|lambda|import|from|as|await|del|assert|global|nonlocal))$/;

const HEADER = /^(?:async\s+)?(?:def|class|if|elif|else|for|while|with|try|except|finally)\b/;

// ---------------------------------------------------------------- parsing one line

function isReadable(parsers: Parsers, code: string): boolean {
  return parseAlone(parsers, code)?.root.broken === false;
}

function parseAlone(parsers: Parsers, code: string): SyntaxTree | null {
  const { prefix, suffix } = wrapping(code);
  return parsers.parse("python", `${prefix}${code}${suffix}\n`);
}

/** What has to stand around a line so that it is a whole program. */
function wrapping(code: string): { readonly prefix: string; readonly suffix: string } {
  const keyword = /^(?:async\s+)?(\w+|@)/.exec(code)?.[1] ?? "";
  const body = code.endsWith(":") ? " pass" : "";
  if (keyword === "elif" || keyword === "else") return { prefix: "if x: pass\n", suffix: body };
  if (keyword === "except" || keyword === "finally") return { prefix: "try: pass\n", suffix: body };
  if (keyword === "try") return { prefix: "", suffix: `${body}\nfinally: pass` };
  if (keyword === "@") return { prefix: "", suffix: "\ndef x(): pass" };
  if (keyword === "match" && body !== "") return { prefix: "", suffix: "\n case _: pass" };
  if (keyword === "case" && body !== "") return { prefix: "match x:\n ", suffix: body };
  return { prefix: "", suffix: HEADER.test(code) ? body : "" };
}

// ---------------------------------------------------------------- what is missing at the end

interface Ending {
  readonly text: string;
  readonly message: string;
}

const MISSING = MISSING_EXPRESSION;
const NO_EXPRESSION = "an expression is missing here";

const STATEMENT_ENDINGS: readonly Ending[] = [
  { text: ` ${MISSING}`, message: NO_EXPRESSION },
  { text: ` else ${MISSING}`, message: 'the "else" of this conditional expression is missing' },
  { text: ` import ${MISSING}`, message: 'the "import" of this line is missing' },
  { text: `: ${MISSING}`, message: "the body of this lambda is missing" },
  { text: `${MISSING} import ${MISSING}`, message: "a name is missing here" },
];

const HEADER_ENDINGS: readonly Ending[] = [
  { text: ":", message: 'the ":" at the end of this line is missing' },
  { text: ` ${MISSING}:`, message: NO_EXPRESSION },
  { text: ` in ${MISSING}:`, message: 'the "in" of this loop is missing' },
  { text: "():", message: "the parameters of this function are missing" },
  { text: ` else ${MISSING}:`, message: 'the "else" of this conditional expression is missing' },
];

function healEnding(parsers: Parsers, code: string): LineHealing | null {
  const header = HEADER.test(code);
  const end = header && code.endsWith(":") ? code.slice(0, -1).trimEnd().length : code.length;
  // `def` and `class` need a name that nobody can guess.
  const endings = header ? (/^(?:def|class)$/.test(code) ? [] : HEADER_ENDINGS) : STATEMENT_ENDINGS;
  for (const ending of endings) {
    const edit = { start: end, end: code.length, text: ending.text };
    if (!isReadable(parsers, replace(code, edit))) continue;
    // The mark stands under the last character: behind it there may be nothing to see.
    const place = { start: Math.max(0, end - 1), end };
    const message = /\.$|\bimport$/.test(code.slice(0, end)) ? "a name is missing here" : ending.message;
    return { kind: "edits", edits: [edit], message, place };
  }
  return null;
}

// ---------------------------------------------------------------- a comma that is missing at the end of a line

/** Ends of physical lines in front of an error at which a comma is tried: the parser notices it late. */
const TRIED_LINE_ENDS = 3;

/** A list of arguments, parameters or items in which one is half-typed, with the next ones on lines of their own. */
function healComma(parsers: Parsers, code: string, lineEnds: readonly number[], errorAt: number): LineHealing | null {
  const inner = lineEnds.filter((end) => end < code.length);
  const behind = inner.findIndex((end) => end > errorAt);
  const last = behind < 0 ? inner.length : behind + 1;
  for (const end of inner.slice(Math.max(0, last - TRIED_LINE_ENDS), last).reverse()) {
    const isUnfinished = /(?:[^=!<>]=|[.*:+-])$/.test(code.slice(0, end));
    const text = isUnfinished ? `${MISSING},` : ",";
    const edit = { start: end, end, text };
    if (!isReadable(parsers, replace(code, edit))) continue;
    const message = isUnfinished ? NO_EXPRESSION : '"," is missing here';
    return { kind: "edits", edits: [edit], message, place: { start: end - 1, end } };
  }
  return null;
}

// ---------------------------------------------------------------- giving up a part

/** Edits that give up an expression and keep what the line binds or guards. */
function replacements(code: string): readonly Edit[] {
  const edits: Edit[] = [];
  const keep = (pattern: RegExp, text: string) => {
    const kept = pattern.exec(code)?.[0];
    if (kept !== undefined) edits.push({ start: kept.length, end: code.length, text });
  };
  const unreadable = UNREADABLE_EXPRESSION;
  keep(/^(?:if|elif|while|(?:async\s+)?with|except)\b/, ` ${unreadable}:`);
  keep(/^(?:async\s+)?for\b.*?\bin\b/s, ` ${unreadable}:`);
  keep(/^class\s+\w+/, `(${unreadable}):`);
  keep(/^(?:return|assert|raise|del)\b/, ` ${unreadable}`);
  keep(/^@/, unreadable);
  // `a = b = …` and `a += …`: up to the last `=` in front of the value.
  if (!HEADER.test(code)) keep(/^[^=]*?[-+*/%@&|^]?=(?!=)(?:[^=()[\]{}"']*[^=!<>]=(?!=))*/, ` ${unreadable}`);
  return edits;
}

function replace(code: string, edit: Edit): string {
  return code.slice(0, edit.start) + edit.text + code.slice(edit.end);
}

// ---------------------------------------------------------------- messages

/** Longest text that is quoted in a message. */
const QUOTED = 30;

export function describe(text: string, place: Omit<TreeNode, "broken" | "children"> | undefined): string {
  if (place?.missing === true && !place.named) return `"${place.type}" is missing here`;
  if (place === undefined || place.missing) return NO_EXPRESSION;
  const [line = ""] = text.slice(place.start, place.end).trim().split("\n");
  if (line === "" || line === text.trim()) return "this line could not be read";
  return `"${line.length > QUOTED ? `${line.slice(0, QUOTED)}…` : line}" was not expected here`;
}

/** Place of a node in the line's code; never empty, so that there is something to mark. */
function clip(place: TreeNode | undefined, offset: number, code: string): Span {
  const start = Math.max(0, Math.min((place?.start ?? Infinity) - offset, code.length - 1));
  return { start, end: Math.max(start + 1, Math.min((place?.end ?? 0) - offset, code.length)) };
}
