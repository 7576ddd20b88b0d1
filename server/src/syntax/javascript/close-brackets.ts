import type { EditedText, Edit } from "../edited-text";
import type { Positions } from "../positions";
import type { SyntaxProblem } from "../program";
import { positionsOf, type LinePositions } from "../positions";
import type { Span } from "../tree";
import { scan, STATEMENT_KEYWORD, type Bracket, type Flaw, type Scan, type Token } from "./scanner";

/** Repairs in one text. Half-typed code has one to four open brackets; each costs a scan of the text. */
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
 * Closes what is open: a bracket in front of the first line that cannot stand in it, a string at the end of its line. A
 * closing bracket that matches nothing becomes a space.
 */
export function closeBrackets(original: EditedText, firstScan: Scan, lines: LinePositions): BracketRepair {
  let edited = original;
  let scanned = firstScan;
  const problems: SyntaxProblem[] = [];
  let read = 0;
  for (let count = 0; scanned.flaw !== null && count < MAXIMUM_REPAIRS && read < MAXIMUM_SCANNED; count++) {
    read += edited.text.length;
    const repair = repairOf(edited.text, scanned.tokens, scanned.flaw);
    const positions: Positions = positionsOf(edited, lines);
    problems.push({ message: repair.message, range: positions.range(repair.place) });
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

function repairOf(text: string, tokens: readonly Token[], flaw: Flaw): Repair {
  switch (flaw.kind) {
    case "unclosed bracket":
      return closeBracket(tokens, flaw.bracket, flaw.provedAt);
    case "unmatched bracket": {
      const { place } = flaw;
      const message = `"${text.slice(place.start, place.end)}" closes nothing`;
      return { message, place, edits: [{ ...place, text: " " }] };
    }
    case "unopened bracket": {
      const { header, opener } = flaw;
      const opening = openingText(text.slice(header.start, header.end), opener);
      const message = `"${opener}" is missing here`;
      const place = { start: header.end - 1, end: header.end };
      return { message, place, edits: [{ start: header.end, end: header.end, text: opening }] };
    }
    case "unclosed string":
      return closeString(text, flaw.place);
    case "unclosed template":
      return closeTemplate(text, flaw.starts);
  }
}

// ---------------------------------------------------------------- brackets

const CLOSERS: Readonly<Record<Bracket["text"], string>> = { "(": ")", "[": "]", "{": "}", "${": "}" };

function closeBracket(tokens: readonly Token[], bracket: Bracket, provedAt: Token | null): Repair {
  // `f(a;` was closed before the semicolon.
  const isSeparator = (token: Token) => token.text === ";" || (bracket.text === "${" && token.text === ",");
  const isContent = (token: Token) =>
    bracket.content === "statements" || bracket.content === "members" || !isSeparator(token);
  const header = headerOf(tokens, bracket, provedAt);
  const at = Math.max((header?.last ?? tokens.findLast(isContent))?.end ?? 0, bracket.end);
  const text =
    header !== null
      ? CLOSERS[bracket.text] + header.behind
      : CLOSERS[bracket.text] + separatorBehind(bracket, provedAt);
  return {
    message: `"${bracket.text}" is never closed`,
    place: { start: bracket.start, end: bracket.end },
    edits: [{ start: at, end: at, text }],
  };
}

/**
 * The line of a bracket that is open in the header of a block: `for (const x of y`, `function f(a, b`. Its last token, and
 * what has to stand behind the closed bracket.
 */
function headerOf(
  tokens: readonly Token[],
  bracket: Bracket,
  provedAt: Token | null,
): { readonly last: Token | undefined; readonly behind: string } | null {
  if (bracket.text === "${" || bracket.content === "statements" || bracket.content === "members") return null;
  const first = tokens.findIndex((token) => token.start === bracket.start);
  const behind = tokens.findIndex((token, index) => index > first && token.isFirst);
  const below = tokens[behind] ?? provedAt;
  const last = behind < 0 ? tokens.at(-1) : tokens[behind - 1];
  let outermost = bracket;
  while (outermost.outer?.content === "items" && outermost.outer.indent === bracket.indent) outermost = outermost.outer;
  const isBlock = below !== null && below.indent > bracket.indent;
  const isStatement = provedAt?.kind === "word" && STATEMENT_KEYWORD.test(provedAt.text);
  const isArrow = isStatement && /^(?:=|async)$/.test(outermost.before?.text ?? "");
  const isBelow = provedAt?.text === "}" && provedAt.isFirst && provedAt.indent === bracket.indent;
  const isClosed = isBlock && (isBelow || isArrow);
  if (!isHeader(outermost.before) && !isParameters(tokens, outermost) && !isClosed) return null;
  if (bracket !== outermost) return { last, behind: "" };
  // A condition over several lines looks like a block, but nothing stands on the bracket's own line.
  const isList = isBlock && !isClosed && !/^(?:catch|switch)$/.test(bracket.before?.text ?? "");
  if (last === undefined || (last.start <= bracket.start && isList)) return null;
  const arrow = /^(?:=|async|:)$/.test(bracket.before?.text ?? "") ? " =>" : "";
  return { last, behind: isBlock ? `${arrow} {` : `${arrow} {}` };
}

/** What has to stand between the closed bracket and the line that proved it open. */
function separatorBehind(bracket: Bracket, provedAt: Token | null): string {
  if (bracket.text === "${" || provedAt?.isFirst !== true || /^[)\]}]$/.test(provedAt.text)) return "";
  const { outer } = bracket;
  if (outer === null || outer.content === "statements") return bracket.content === "statements" ? "" : ";";
  // A line at the indent of the outer bracket's own line does not belong to that one either.
  const isWithin = provedAt.indent > outer.indent;
  return isWithin && (outer.content === "items" || outer.content === "entries") ? "," : "";
}

function isHeader(before: Token | null): boolean {
  return before?.kind === "word" && /^(?:if|for|while|switch|catch|with)$/.test(before.text);
}

/** Those of a function declaration, function expression or method. */
function isParameters(tokens: readonly Token[], { before, outer }: Bracket): boolean {
  if (before === null) return false;
  const name = tokens.indexOf(before);
  const isNamed = before.kind === "word" && /^(?:function|\*)$/.test(tokens[name - 1]?.text ?? "");
  return before.text === "function" || isNamed || (before.kind === "word" && outer?.content === "members");
}

/** What opens a bracket at the end of a line. */
function openingText(header: string, opener: string): string {
  if (/^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(header) && opener === "[") return `: ${opener}`;
  const isArrow = opener === "{" && /=\s*(?:async\s*)?\([^]*\)(?:\s*:[^=()]*)?$/.test(header);
  return isArrow ? " => {" : ` ${opener}`;
}

// ---------------------------------------------------------------- strings

function closeString(text: string, place: Span): Repair {
  const quote = text.charAt(place.start);
  const end = withoutTail(text, { start: place.start + 1, end: place.end });
  const inside = text.slice(place.start + 1, end);
  // A backslash at the end would take the quote for itself.
  const escaped = /(?:^|[^\\])(?:\\\\)*\\$/.test(inside) ? "\\" : "";
  return {
    message: OPEN_STRING,
    place: { start: place.start, end: Math.max(end, place.start + 1) },
    edits: [{ start: end, end, text: escaped + quote }],
  };
}

const OPEN_STRING = "this string is never closed";

/** `f("relu));`: the brackets behind the text were there before the quote. */
function withoutTail(text: string, inside: Span): number {
  const content = text.slice(inside.start, inside.end);
  const tail = (content.includes("${") ? /[)\]]*[,;]?$/ : /[)\]}]*[,;]?$/).exec(content)?.[0] ?? "";
  return inside.end - tail.length;
}

/** The first template that runs over a line which looks like a statement is the one that was not closed. */
function closeTemplate(text: string, starts: readonly number[]): Repair {
  const start = starts.find((candidate) => swallowsStatement(text, candidate)) ?? starts.at(-1) ?? 0;
  const lineEnd = endOfLine(text, start);
  const end = withoutTail(text, { start: start + 1, end: start + text.slice(start, lineEnd).trimEnd().length });
  const open = text.lastIndexOf("${", end);
  const isOpen = open > start && text.indexOf("}", open) < 0;
  return {
    message: OPEN_STRING,
    place: { start, end: Math.max(end, start + 1) },
    edits: [{ start: Math.max(end, start + 1), end: Math.max(end, start + 1), text: isOpen ? "}`" : "`" }],
  };
}

const STATEMENT_START =
  /^\s*(?:(?:const|let|var|import|export|class|async|function)\s+[\w{*[]|return\b|(?:if|for|while)\s*\(|[\w.]+\(.*[;{]$|[\w.]+ = )/;

function swallowsStatement(text: string, start: number): boolean {
  const close = text.indexOf("`", start + 1);
  const content = text.slice(start, close < 0 ? text.length : close);
  return content
    .split("\n")
    .slice(1)
    .some((line) => STATEMENT_START.test(line));
}

function endOfLine(text: string, offset: number): number {
  const end = text.indexOf("\n", offset);
  return end < 0 ? text.length : end;
}
