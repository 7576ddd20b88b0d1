import { MISSING_EXPRESSION } from "../context";
import type { Edit } from "../edited-text";
import type { Span } from "../tree";
import { STATEMENT_KEYWORD, type Token } from "./scanner";

export interface Gap {
  readonly edit: Edit;
  readonly message: string;
  readonly place: Span;
}

/**
 * Places where an operator, a dot or a colon has nothing behind it: a closing bracket, a separator or a line that starts a
 * statement of its own follows. The grammar would go on reading in that line.
 */
export function findGaps(text: string, tokens: readonly Token[]): readonly Gap[] {
  const gaps: Gap[] = [];
  let statement: Token | null = null;
  const outerStatements: (Token | null)[] = [];
  for (const [index, token] of tokens.entries()) {
    const before = tokens[index - 1];
    const opened = before !== undefined && isOpening(before);
    if (opened) {
      outerStatements.push(statement);
      statement = null;
    }
    if (isClosing(token)) statement = outerStatements.pop() ?? null;
    const gap = gapBefore(text, tokens, index, statement);
    if (gap !== null) gaps.push(gap);
    if (startsAnew(token, before, statement)) statement = token;
  }
  gaps.push(...findLoopGaps(tokens));
  const last = tokens.at(-1);
  if (last !== undefined && needsOperand(tokens, tokens.length - 1, null)) gaps.push(fill(last, null));
  return gaps;
}

/** `for (let i = 0; i < 3)`: what is missing of the header of a loop, so that its body is still read. */
function findLoopGaps(tokens: readonly Token[]): readonly Gap[] {
  if (!tokens.some((_, index) => isLoop(tokens, index))) return [];
  const beside = nextBeside(tokens);
  const contents = byBracket(tokens);
  return tokens.flatMap((token, index) => {
    const close = isLoop(tokens, index) ? beside[index + 1] : undefined;
    const last = close === undefined ? undefined : tokens[close - 1];
    if (close === undefined || tokens[close]?.text !== ")" || last === undefined) return [];
    const bracket = close > index + 2 ? tokens[index + 2]?.inside : undefined;
    const header = bracket === undefined ? [] : (contents.get(bracket) ?? []);
    const semicolons = header.filter((other) => other.text === ";").length;
    if (semicolons >= 2 || header.some((other) => other.text === "of" || other.text === "in")) return [];
    const text = semicolons === 1 ? ";" : `; ${MISSING_EXPRESSION};`;
    const place = { start: token.start, end: token.end };
    const message = "the header of this loop is not complete";
    return [{ edit: { start: last.end, end: last.end, text }, message, place }];
  });
}

function isLoop(tokens: readonly Token[], index: number): boolean {
  if (tokens[index]?.text !== "for" || tokens[index + 1]?.text !== "(") return false;
  return !/^\??\.$/.test(tokens[index - 1]?.text ?? "");
}

/** For each token the next one in the same bracket: read once, since loops may stand in each other. */
function nextBeside(tokens: readonly Token[]): readonly (number | undefined)[] {
  const next: (number | undefined)[] = [];
  const nearest = new Map<Token["inside"], number>();
  for (let index = tokens.length - 1; index >= 0; index--) {
    const inside = tokens[index]?.inside ?? null;
    next[index] = nearest.get(inside);
    nearest.set(inside, index);
  }
  return next;
}

function byBracket(tokens: readonly Token[]): ReadonlyMap<Token["inside"], readonly Token[]> {
  const contents = new Map<Token["inside"], Token[]>();
  for (const token of tokens) {
    const content = contents.get(token.inside);
    if (content === undefined) contents.set(token.inside, [token]);
    else content.push(token);
  }
  return contents;
}

function isOpening(token: Token): boolean {
  return token.kind === "punctuation" ? /^[([{]$/.test(token.text) : false;
}

function isClosing(token: Token): boolean {
  return token.kind === "punctuation" && /^[)\]}]$/.test(token.text);
}

/** Whether the token is the first one of a statement, entry or item. */
function startsAnew(token: Token, before: Token | undefined, statement: Token | null): boolean {
  if (isClosing(token)) return false;
  if (statement === null) return true;
  if (before !== undefined && /^[;,]$/.test(before.text)) return true;
  if (before?.text === ":" && /^(?:case|default)$/.test(statement.text)) return true;
  return token.isFirst && token.indent <= statement.indent;
}

/** The gap in front of a token, if any; `statement` is the first token of its statement, entry or item. */
function gapBefore(text: string, tokens: readonly Token[], index: number, statement: Token | null): Gap | null {
  const token = tokens[index];
  const before = tokens[index - 1];
  if (token === undefined || before === undefined || !needsOperand(tokens, index - 1, token)) return null;
  if (isClosing(token) || (token.kind === "punctuation" && /^[,;]$/.test(token.text))) return fill(before, token);
  const content = token.inside?.content ?? "statements";
  // Operands that stand below each other in parentheses are common.
  const mayStand = content === "items" ? before.text === "." : content !== "members";
  if (!mayStand || !token.isFirst || token.kind === "punctuation" || token.inside !== before.inside) return null;
  if (before.text === "default" && /^(?:function|class|async|abstract|interface)$/.test(token.text)) return null;
  // Only an `else` takes a statement.
  if (STATEMENT_KEYWORD.test(token.text) && before.text !== "else") return fill(before, token);
  // Compilers put a value below the comment that belongs to it.
  if (text.slice(before.end, token.start).trim() !== "") return null;
  const indent = statement?.indent ?? token.inside?.indent ?? 0;
  return token.indent <= indent ? fill(before, token) : null;
}

const OPERATOR =
  /^(?:\.|\?\.|=|[-+*/%&|^]=|\*\*=|&&=|\|\|=|\?\?=|=>|[-+*/%&|^]|\*\*|&&|\|\||\?\?|[=!]==?|<=|>=|\.\.\.)$/;
const WORD_OPERATOR = /^(?:new|typeof|instanceof|await|of|else)$/;

function needsOperand(tokens: readonly Token[], index: number, next: Token | null): boolean {
  const token = tokens[index];
  const before = tokens[index - 1];
  if (token?.kind === "word")
    return isWordOperator(token, before) && before !== undefined && !/^[.{,?]/.test(before.text) && next?.text !== ",";
  if (token?.kind !== "punctuation") return false;
  // `if ()` and the like.
  if (token.text === "(") return next?.text === ")" && /^(?:if|while|switch)$/.test(before?.text ?? "");
  if (token.text === ":") return token.inside?.content === "entries" || isElse(tokens, index) || endsItem(token, next);
  if (token.text === "*") return before?.text !== "function" && before?.text !== "export" && before?.text !== "yield";
  return OPERATOR.test(token.text);
}

/** A parameter whose type is missing. */
function endsItem(colon: Token, next: Token | null): boolean {
  return colon.inside?.content === "items" && next !== null && (isClosing(next) || next.text === ",");
}

/** Tokens in front of a colon among which its question mark is looked for. */
const MAXIMUM_BRANCH = 100;

/** Whether a colon is that of `a ? b : c`. */
function isElse(tokens: readonly Token[], index: number): boolean {
  const colon = tokens[index];
  for (let at = index - 2; at >= Math.max(0, index - MAXIMUM_BRANCH); at--) {
    const token = tokens[at];
    if (token === undefined || token.inside !== colon?.inside) continue;
    if (token.text === "?") return true;
    if (/^(?:[;{},=]|case|default)$/.test(token.text)) return false;
  }
  return false;
}

function isWordOperator(token: Token, before: Token | undefined): boolean {
  return WORD_OPERATOR.test(token.text) || (token.text === "default" && before?.text === "export");
}

function fill(before: Token, next: Token | null): Gap {
  const isName = before.text === "." || before.text === "?.";
  const separator = next?.isFirst === true && !isClosing(next) && !/^[,;]$/.test(next.text) ? separatorIn(before) : "";
  const text = before.text === "else" ? " {}" : (isName ? "" : " ") + MISSING_EXPRESSION + separator;
  const message = isName
    ? "a name is missing here"
    : before.text === "=>"
      ? "the body of this function is missing"
      : before.text === "else"
        ? 'the statement of this "else" is missing'
        : "an expression is missing here";
  return {
    edit: { start: before.end, end: before.end, text },
    message,
    place: { start: before.start, end: before.end },
  };
}

function separatorIn(before: Token): string {
  const content = before.inside?.content ?? "statements";
  return content === "statements" || content === "members" ? ";" : ",";
}
