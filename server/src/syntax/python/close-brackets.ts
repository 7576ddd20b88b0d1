import type { SyntaxProblem } from "../program";
import { EditedText, type Edit } from "../edited-text";
import type { LinePositions } from "../positions";
import type { Span } from "../tree";
import { MISSING_EXPRESSION } from "../context";
import { scan, type CodeLine, type Flaw, type OpenBracket, type Scan, type StringStart } from "./scanner";

/** Repairs in one text. Half-typed code has one or two open brackets; each costs a scan of the text. */
const MAXIMUM_REPAIRS = 40;

/** Characters that these scans read: all repairs of a file of thousand lines, fewer of a larger one. */
const MAXIMUM_SCANNED = 1_000_000;

export interface BracketRepair {
  readonly edited: EditedText;
  /** Of the repaired text. */
  readonly scan: Scan;
  readonly problems: readonly SyntaxProblem[];
}

/**
 * Closes what is open: a bracket at the end of the last line before one that is not indented deeper than the line that
 * opened it, a string at the end of its line. A closing bracket that matches nothing becomes a space.
 */
export function closeBrackets(original: string, firstScan: Scan, lines: LinePositions): BracketRepair {
  let edited = EditedText.of(original);
  let scanned = firstScan;
  const problems: SyntaxProblem[] = [];
  let read = 0;
  for (let count = 0; scanned.flaw !== null && count < MAXIMUM_REPAIRS && read < MAXIMUM_SCANNED; count++) {
    read += edited.text.length;
    const repair = repairOf(edited.text, scanned, scanned.flaw);
    problems.push({ message: repair.message, range: lines.range(edited.originalSpan(repair.place)) });
    edited = edited.edit(repair.edits);
    scanned = scan(edited.text);
  }
  return { edited, scan: scanned, problems };
}

interface Repair {
  readonly message: string;
  /** What the message points at. */
  readonly place: Span;
  readonly edits: readonly Edit[];
}

function repairOf(text: string, scanned: Scan, flaw: Flaw): Repair {
  switch (flaw.kind) {
    case "unclosed bracket":
      return closeBracket(text, scanned, flaw);
    case "unmatched bracket": {
      const place = { start: flaw.offset, end: flaw.offset + 1 };
      return { message: `"${text.charAt(flaw.offset)}" closes nothing`, place, edits: [{ ...place, text: " " }] };
    }
    case "unclosed string":
      return closeString(text, flaw.string, flaw.end, flaw.inBrackets);
    case "unclosed triple string":
      return closeTripleString(text, flaw.strings);
  }
}

// ---------------------------------------------------------------- brackets

const CLOSERS: ReadonlyMap<string, string> = new Map([
  ["(", ")"],
  ["[", "]"],
  ["{", "}"],
]);

function closeBracket(text: string, scanned: Scan, flaw: Flaw & { kind: "unclosed bracket" }): Repair {
  const { bracket, enclosing, provedAt } = flaw;
  const closer = CLOSERS.get(bracket.bracket) ?? ")";
  const next = scanned.codeLines.findIndex(
    (line, index) =>
      line.start > bracket.offset && startsNewStatement(text, line, scanned.codeLines[index - 1], bracket),
  );
  const last = next > 0 ? scanned.codeLines[next - 1] : scanned.codeLines.findLast((line) => line.start < provedAt);
  const isMidLine = next < 0 && /[)\]}]/.test(text.charAt(provedAt));
  const at = isMidLine ? provedAt : Math.max(last?.end ?? provedAt, bracket.offset + 1);
  const nextLine = scanned.codeLines[next];
  const isElement = !isMidLine && enclosing !== null && nextLine !== undefined && nextLine.indent > enclosing.indent;
  return {
    message: `"${bracket.bracket}" is never closed`,
    place: { start: bracket.offset, end: bracket.offset + 1 },
    edits: [
      { start: at, end: at, text: missingOperand(text.slice(bracket.offset, at)) + closer + (isElement ? "," : "") },
    ],
  };
}

function startsNewStatement(text: string, line: CodeLine, before: CodeLine | undefined, bracket: OpenBracket): boolean {
  const code = text.slice(line.start, line.end);
  if (line.indent <= bracket.indent) return !/^[)\]}]/.test(code);
  // A definition's body is indented deeper than the header that is not closed.
  if (!isHeader(text, bracket.lineStart)) return false;
  const goesOn = before === undefined || /[,([{=]$/.test(text.slice(before.start, before.end));
  return !goesOn || BODY_START.test(code) || HEADER_END.test(code);
}

const BODY_START =
  /^(?:(?:return|raise|pass|import|with|while|try|assert|del|def|class)\b|"""|'''|[\w.]+\s+[-+*/]?=\s)/;
const HEADER_END = /^(?:if|for)\b.*:$/;

function isHeader(text: string, lineStart: number): boolean {
  return /^(?:async\s+)?(?:def|class|if|elif|while|for|with)\b/.test(text.slice(lineStart, lineStart + 20));
}

/** `f(a, b=` needs a value before it can be closed. */
function missingOperand(before: string): string {
  const code = before.trimEnd();
  if (/(?:[^=!<>]=|[-+*/%@&|^~<>.]|[=!<>]=|\b(?:and|or|not|in|is|if|else|lambda:))$/.test(code))
    return ` ${MISSING_EXPRESSION}`.slice(code.endsWith(".") ? 1 : 0);
  return "";
}

// ---------------------------------------------------------------- strings

function closeString(text: string, string: StringStart, lineEnd: number, inBrackets: boolean): Repair {
  const content = text.slice(string.offset + string.quote.length, lineEnd);
  // `f("relu))`: the brackets behind the text were there before the quote.
  const tail = inBrackets ? (/[)\]}]*[,:]?$/.exec(content)?.[0] ?? "") : "";
  const end = lineEnd - tail.length;
  const inside = text.slice(string.offset + string.quote.length, end);
  const closing = (string.formatted ? closeBraces(inside) : "") + string.quote;
  // A backslash at the end would take the quote for itself.
  const escaped = /(?:^|[^\\])(?:\\\\)*\\$/.test(inside) ? "\\" : "";
  return {
    message: "this string is never closed",
    place: { start: string.offset, end: Math.max(end, string.offset + 1) },
    edits: [{ start: end, end, text: escaped + closing }],
  };
}

/** What closes the braces of `f"{a`. */
function closeBraces(inside: string): string {
  const code = inside.replace(/\{\{|\}\}/g, "");
  const open = code.lastIndexOf("{");
  if (open < 0 || code.indexOf("}", open) >= 0) return "";
  const expression = code.slice(open + 1).trim();
  const brackets: string[] = [];
  for (const { 0: character } of expression.matchAll(/[()[\]{}]/g)) {
    const closer = CLOSERS.get(character);
    if (closer !== undefined) brackets.push(closer);
    else if (brackets.at(-1) === character) brackets.pop();
  }
  const missing = expression === "" ? MISSING_EXPRESSION : missingOperand(expression).trimStart();
  return `${missing}${brackets.reverse().join("")}}`;
}

/** The first string that runs over a line which looks like a statement at its own indent is the one that was not closed. */
function closeTripleString(text: string, strings: readonly StringStart[]): Repair {
  const guess = strings.find((string) => endOfTripleString(text, string) !== null) ?? strings.at(-1);
  if (guess === undefined) throw new Error("a string is open");
  const end = endOfTripleString(text, guess) ?? text.trimEnd().length;
  const at = Math.max(end, guess.offset + 3);
  const before = text.slice(guess.offset + 3, at);
  const separator = /["'\\]$/.test(before) ? " " : "";
  return {
    message: "this string is never closed",
    place: { start: guess.offset, end: guess.offset + 3 },
    edits: [{ start: at, end: at, text: separator + guess.quote }],
  };
}

const STATEMENT_START =
  /^(?:def \w+\(|class \w+|import \w|from [\w.]+ import |return\b|@\w|(?:if|for|while|with)\b.*:\s*$|[\w.]+ = |[\w.]+\()/;

/** End of the line before the first one within the string that looks like a statement; null where none does. */
function endOfTripleString(text: string, string: StringStart): number | null {
  const start = string.offset + string.quote.length;
  const close = text.indexOf(string.quote, start);
  let lineStart = start;
  for (const line of text.slice(start, close < 0 ? text.length : close).split("\n")) {
    const code = line.trimStart();
    const isOutside = lineStart > start && line.length - code.length <= string.indent && STATEMENT_START.test(code);
    if (isOutside) return start + text.slice(start, lineStart).trimEnd().length;
    lineStart += line.length + 1;
  }
  return null;
}
