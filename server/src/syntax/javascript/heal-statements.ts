import { statementPlaceholder, UNREADABLE_EXPRESSION } from "../context";
import type { Edit, EditedText } from "../edited-text";
import type { Grammar, Parsers } from "../parser";
import { positionsOf, type LinePositions } from "../positions";
import type { Statement, SyntaxProblem } from "../program";
import { brokenPlaces, type Span, type SyntaxTree, type TreeNode } from "../tree";
import { assignableNames, isKeyword } from "./names";
import { scan, type Token } from "./scanner";

/** Broken places of one text that are looked at. */
const MAXIMUM_PLACES = 12;

/** Characters that are parsed for trials in one text; 2,000 lines take about 11 ms. Half-typed code takes one or two. */
const MAXIMUM_PARSED = 400_000;

export interface HealedText {
  readonly edited: EditedText;
  readonly tree: SyntaxTree;
  /** What stands for the names that the text has in place of statements which could not be read. */
  readonly placeholders: ReadonlyMap<string, readonly Statement[]>;
  readonly problems: readonly SyntaxProblem[];
}

/** Gives up the lines that keep the rest of the text from being read, one broken place after the other. */
export function healStatements(
  parsers: Parsers,
  grammar: Grammar,
  start: EditedText,
  startTree: SyntaxTree,
  lines: LinePositions,
): HealedText {
  const placeholders = new Map<string, readonly Statement[]>();
  const problems: SyntaxProblem[] = [];
  let edited = start;
  let tree = startTree;
  let parsed = 0;
  const parse = (text: string) => {
    parsed += text.length;
    return parsed <= MAXIMUM_PARSED ? parsers.parse(grammar, text) : null;
  };
  for (let count = 0; count < MAXIMUM_PLACES && tree.root.broken && parsed < MAXIMUM_PARSED; count++) {
    const places = brokenPlaces(tree.root);
    const healed = healFirst(parse, edited, places, lines, placeholders.size);
    if (healed === null) break;
    const [place] = places;
    const positions = positionsOf(edited, lines);
    if (place !== undefined) problems.push({ message: describe(edited.text, place), range: positions.range(place) });
    if (healed.placeholder !== null) placeholders.set(healed.placeholder.name, [healed.placeholder.statement]);
    ({ edited, tree } = healed);
  }
  return { edited, tree, placeholders, problems };
}

/** Longest text that is quoted in a message. */
const QUOTED = 30;

export function describe(text: string, place: Omit<TreeNode, "broken" | "children">): string {
  if (place.missing) return place.named ? "an expression is missing here" : `"${place.type}" is missing here`;
  const [line = ""] = text.slice(place.start, place.end).trim().split("\n");
  if (line === "") return "this code could not be read";
  return `"${line.length > QUOTED ? `${line.slice(0, QUOTED)}…` : line}" was not expected here`;
}

// ---------------------------------------------------------------- one place

interface Placeholder {
  readonly name: string;
  readonly statement: Statement;
}

interface Healed {
  readonly edited: EditedText;
  readonly tree: SyntaxTree;
  readonly placeholder: Placeholder | null;
}

/** Tries the line of the first place, then the one before it, then the whole statement around it. */
function healFirst(
  parse: (text: string) => SyntaxTree | null,
  edited: EditedText,
  places: readonly TreeNode[],
  lines: LinePositions,
  count: number,
): Healed | null {
  const [place] = places;
  if (place === undefined) return null;
  const { tokens } = scan(edited.text);
  for (const unit of unitsAround(tokens, place)) {
    const { edits, name } = giveUp(edited.text, tokens, unit, count);
    const candidate = edited.edit(edits);
    const tree = parse(candidate.text);
    if (tree === null || brokenPlaces(tree.root).length >= places.length) continue;
    if (name === null) return { edited: candidate, tree, placeholder: null };
    const range = positionsOf(edited, lines).range(unit);
    const names = assignableNames(edited.text.slice(unit.start, unit.end));
    const why = "this statement could not be read";
    return {
      edited: candidate,
      tree,
      placeholder: { name, statement: { kind: "broken-statement", why, names, range } },
    };
  }
  return null;
}

/** Whole lines from one that starts a statement, entry or item, to where all brackets that it opens are closed. */
function unitsAround(tokens: readonly Token[], place: Span): readonly Span[] {
  const behind = tokens.findIndex((token) => token.end > place.start);
  const at = behind < 0 ? tokens.length - 1 : behind;
  const starts = new Set<number>();
  const own = lineStart(tokens, at);
  starts.add(own);
  if (own > 0) starts.add(lineStart(tokens, own - 1));
  const depth = tokens[own]?.inside ?? null;
  // Outwards: the line of the bracket around it, and the one around that.
  for (let bracket = depth, count = 0; bracket !== null && count < 3; bracket = bracket.outer, count++) {
    const opening = tokens.findIndex((token) => token.start === bracket.start);
    if (opening >= 0) starts.add(lineStart(tokens, opening));
  }
  return [...starts].map((start) => unitFrom(tokens, start));
}

function lineStart(tokens: readonly Token[], index: number): number {
  for (let at = index; at > 0; at--) if (tokens[at]?.isFirst === true) return at;
  return 0;
}

function unitFrom(tokens: readonly Token[], start: number): Span {
  const first = tokens[start];
  if (first === undefined) return { start: 0, end: 0 };
  let end = start;
  for (let at = start; at < tokens.length; at++) {
    const token = tokens[at];
    if (token === undefined) break;
    const isBack = token.inside === first.inside;
    const isSeparator = isBack && at > start && (token.text === ";" || token.text === ",");
    if (at > start && isBack && token.isFirst && !/^[)\]}]$/.test(token.text)) break;
    if (isOutsideOf(token, first)) break;
    end = at;
    if (isSeparator && tokens[at + 1]?.isFirst !== false) break;
  }
  return { start: first.start, end: tokens[end]?.end ?? first.end };
}

/** A closing bracket has the bracket around its pair. */
function isOutsideOf(token: Token, first: Token): boolean {
  if (first.inside === null) return false;
  for (let bracket = token.inside; bracket !== null; bracket = bracket.outer)
    if (bracket.start === first.inside.start) return false;
  return true;
}

/** The edits that make a unit one unreadable statement, member, entry or item; `name` is that of a statement's placeholder. */
function giveUp(
  text: string,
  tokens: readonly Token[],
  unit: Span,
  count: number,
): { readonly edits: readonly Edit[]; readonly name: string | null } {
  const first = tokens.find((token) => token.start === unit.start);
  const code = text.slice(unit.start, unit.end);
  const replaced = (by: string) => [{ start: unit.start, end: unit.end, text: by }];
  switch (first?.inside?.content ?? "statements") {
    case "entries": {
      const key = /^[\p{L}_$][\p{L}\p{N}_$]*(?=\s*:)/u.exec(code)?.[0];
      const entry = key === undefined ? `...${UNREADABLE_EXPRESSION},` : `${key}: ${UNREADABLE_EXPRESSION},`;
      return { edits: replaced(entry), name: null };
    }
    case "items":
      return { edits: replaced(`${UNREADABLE_EXPRESSION}${code.endsWith(",") ? "," : ""}`), name: null };
    case "members": {
      const { 1: modifiers = "", 2: name = "" } = MEMBER.exec(code) ?? [];
      if (name === "" || isKeyword(name)) return { edits: replaced(";"), name: null };
      const start = unit.start + modifiers.length;
      const before = { start: unit.start, end: start, text: "" };
      const behind = { start: start + name.length, end: unit.end, text: ` = ${UNREADABLE_EXPRESSION};` };
      return { edits: [before, behind], name: null };
    }
    case "statements": {
      const name = statementPlaceholder(count);
      return { edits: replaced(`${name};`), name };
    }
  }
}

/** Modifiers and name of a member of a class. */
const MEMBER =
  /^((?:(?:public|private|protected|readonly|static|async|override|get|set)\s+)*\*?\s*)([\p{L}_$][\p{L}\p{N}_$]*)/u;
