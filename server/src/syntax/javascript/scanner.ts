import type { Span } from "../tree";

/** Tokens and brackets of JavaScript text, found without a grammar, so that broken text can be scanned, too. */
export interface Scan {
  readonly tokens: readonly Token[];
  /** The first thing that is not closed or not open; the scan stops there and its tokens are those up to it. */
  readonly flaw: Flaw | null;
}

export interface Token extends Span {
  readonly kind: "word" | "number" | "string" | "template" | "punctuation";
  /** Of a string only its quote. */
  readonly text: string;
  /** Columns of white space at the start of its line. */
  readonly indent: number;
  /** Whether nothing but comments and white space stands before it on its line. */
  readonly isFirst: boolean;
  /** The bracket that it stands in; for a bracket the one around it. */
  readonly inside: Bracket | null;
}

export interface Bracket {
  readonly text: "(" | "[" | "{" | "${";
  /** What stands in it: statements, members of a class or type, arguments and items, entries of an object. */
  readonly content: "statements" | "members" | "items" | "entries";
  readonly start: number;
  readonly end: number;
  readonly indent: number;
  readonly outer: Bracket | null;
  /** The token in front of it. */
  readonly before: Token | null;
}

export type Flaw =
  /** `provedAt` is the token that cannot stand in the bracket; null at the end of the text. */
  | { readonly kind: "unclosed bracket"; readonly bracket: Bracket; readonly provedAt: Token | null }
  | { readonly kind: "unmatched bracket"; readonly place: Span }
  /** The closing bracket stands below a line that should end with the opening one. */
  | { readonly kind: "unopened bracket"; readonly opener: string; readonly header: Span }
  | { readonly kind: "unclosed string"; readonly place: Span }
  /** Starts of all templates so far: one of them swallows what was code. */
  | { readonly kind: "unclosed template"; readonly starts: readonly number[] };

export function scan(text: string): Scan {
  const scanner = new Scanner(text);
  const flaw = scanner.run();
  return { tokens: scanner.tokens, flaw };
}

/** The bracket's content runs over several lines, and the token starts one that belongs to what is around it. */
function isOutside(token: Token, bracket: Bracket): boolean {
  return token.indent <= bracket.indent && startsStatement(token) && !isLabel(token, bracket);
}

function startsStatement(token: Token): boolean {
  return token.kind !== "punctuation" || /^(?:[([{!@#]|\+\+|--|\.\.\.)$/.test(token.text);
}

/** `case` stands below `switch` in many a style. */
function isLabel(token: Token, bracket: Bracket): boolean {
  return bracket.content === "statements" && (token.text === "case" || token.text === "default");
}

/** Words that start a statement and stand in no expression. */
export const STATEMENT_KEYWORD = /^(?:const|let|var|return|if|for|while|throw|switch|try|break|continue|export|do)$/;

const CLOSES: ReadonlyMap<string, readonly string[]> = new Map([
  [")", ["("]],
  ["]", ["["]],
  ["}", ["{", "${"]],
]);

/** Longest first. */
const PUNCTUATION =
  /(?:>>>=|\.\.\.|===|!==|\*\*=|<<=|>>=|>>>|&&=|\|\|=|\?\?=|=>|==|!=|<=|>=|&&|\|\||\?\?|\?\.(?!\d)|\+\+|--|\+=|-=|\*=|\/=|%=|&=|\|=|\^=|<<|>>|\*\*|[^])/y;
const WORD = /[#@]?[\p{L}_$][\p{L}\p{N}_$]*/uy;
const NUMBER = /(?:0[xXoObB][\da-fA-F_]+n?|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][-+]?\d+)?n?)/y;
const REGEX = /\/(?![*/])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+\/[a-z]*/y;
const SPACE = /(?:[^\S\n]+|\/\/[^\n]*|\/\*[^]*?(?:\*\/|$)|\n)/y;
const STRING = /"(?:\\[^]|[^"\\\n])*"?|'(?:\\[^]|[^'\\\n])*'?/y;

class Scanner {
  readonly tokens: Token[] = [];
  private readonly templates: number[] = [];
  private bracket: Bracket | null = null;
  private offset = 0;
  private lineStart = 0;
  /** The end of the line, -1 in the last one. */
  private nextLine: number;
  private indent = 0;
  private isFirst = true;

  constructor(private readonly text: string) {
    this.nextLine = text.indexOf("\n");
    this.readIndent();
  }

  run(): Flaw | null {
    while (this.skipSpace() < this.text.length) {
      const flaw = this.step();
      if (flaw !== null) return flaw;
    }
    return this.bracket === null ? null : { kind: "unclosed bracket", bracket: this.bracket, provedAt: null };
  }

  private skipSpace(): number {
    for (let space = this.match(SPACE); space !== ""; space = this.match(SPACE)) {
      this.offset += space.length;
      if (!space.includes("\n")) continue;
      this.readIndent();
      this.isFirst = true;
    }
    return this.offset;
  }

  /** A line may hold thousands of templates: its start is not looked for anew in each. */
  private readIndent(): void {
    while (this.nextLine >= 0 && this.nextLine < this.offset) {
      this.lineStart = this.nextLine + 1;
      this.nextLine = this.text.indexOf("\n", this.lineStart);
    }
    this.indent = indentOf(this.text.slice(this.lineStart, this.lineStart + 200));
  }

  private match(pattern: RegExp): string {
    pattern.lastIndex = this.offset;
    return pattern.exec(this.text)?.[0] ?? "";
  }

  private step(): Flaw | null {
    const character = this.text.charAt(this.offset);
    if (character === '"' || character === "'") return this.string();
    if (character === "`") return this.template(this.offset + 1, this.offset);
    const word = this.match(WORD);
    if (word !== "") return this.take("word", word);
    if (/[\d.]/.test(character)) {
      const number = this.match(NUMBER);
      if (number !== "") return this.take("number", number);
    }
    const regex = character === "/" && this.mayStartRegex() ? this.match(REGEX) : "";
    if (regex !== "") return this.take("string", "/", regex.length);
    if (CLOSES.has(character)) return this.close(character);
    return this.take("punctuation", this.match(PUNCTUATION));
  }

  /** Behind a value a slash divides. */
  private mayStartRegex(): boolean {
    const last = this.tokens.at(-1);
    if (last === undefined) return true;
    if (last.kind === "word")
      return /^(?:return|typeof|case|in|of|delete|void|throw|new|else|do|await)$/.test(last.text);
    return last.kind === "punctuation" && !/^(?:[)\]}]|\+\+|--)$/.test(last.text);
  }

  private take(kind: Token["kind"], text: string, length = text.length): Flaw | null {
    const { offset: start, indent, isFirst, bracket } = this;
    const token: Token = { kind, text, start, end: start + length, indent, isFirst, inside: bracket };
    const unclosed = bracket === null ? null : this.provesOpen(token, bracket);
    if (unclosed !== null) return unclosed;
    if (kind === "punctuation" && (text === "(" || text === "[" || text === "{")) this.open(text, token);
    this.tokens.push(token);
    this.offset += length;
    this.isFirst = false;
    return null;
  }

  private open(text: Bracket["text"], { start, end, indent }: Span & { readonly indent: number }): void {
    const before = this.tokens.at(-1) ?? null;
    const content = text === "{" ? this.contentOf(before) : "items";
    this.bracket = { text, content, start, end, indent, outer: this.bracket, before };
  }

  private provesOpen(token: Token, bracket: Bracket): Flaw | null {
    if (!token.isFirst || bracket.end > token.start) return null;
    const isWithin = this.tokens.at(-1)?.end === bracket.end && bracket.before?.text === "for";
    const isStatement =
      bracket.content !== "statements" &&
      bracket.content !== "members" &&
      token.kind === "word" &&
      STATEMENT_KEYWORD.test(token.text) &&
      !isWithin &&
      !/^\s*[:,=?]/.test(this.text.slice(token.end, token.end + 20));
    if (!isStatement && !isOutside(token, bracket)) return null;
    return { kind: "unclosed bracket", bracket, provedAt: token };
  }

  private close(closer: string): Flaw | null {
    const opens = CLOSES.get(closer) ?? [];
    const { bracket, offset: start, indent, isFirst } = this;
    const token: Token = { kind: "punctuation", text: closer, start, end: start + 1, indent, isFirst, inside: bracket };
    const enclosing = (from: Bracket | null, fits: (one: Bracket) => boolean): boolean => {
      for (let one = from; one !== null; one = one.outer) if (opens.includes(one.text) && fits(one)) return true;
      return false;
    };
    const header = isFirst && (bracket === null || indent > bracket.indent) ? this.headerAbove(indent) : null;
    if (header !== null) return { kind: "unopened bracket", opener: opens[0] ?? "{", header };
    if (bracket === null || !enclosing(bracket, () => true))
      return { kind: "unmatched bracket", place: { start, end: start + 1 } };
    // A brace below the line that opened one further out belongs to that one.
    const isOuters =
      isFirst &&
      indent < bracket.indent &&
      enclosing(bracket.outer, (one) => one.indent === indent && one.text === "{");
    if (!opens.includes(bracket.text) || isOuters) return { kind: "unclosed bracket", bracket, provedAt: token };
    this.bracket = bracket.outer;
    this.isFirst = false;
    if (bracket.text === "${") return this.template(start + 1, start);
    this.tokens.push({ ...token, inside: bracket.outer });
    this.offset += 1;
    return null;
  }

  /** The last line of this bracket, if it has the indent and deeper lines below that no bracket of its own holds. */
  private headerAbove(indent: number): Span | null {
    const index = this.tokens.findLastIndex(
      (token) => token.isFirst && token.inside === this.bracket && token.indent <= indent,
    );
    const first = this.tokens[index];
    let behind = index + 1;
    while (this.tokens[behind]?.isFirst === false) behind += 1;
    const last = this.tokens[behind - 1];
    const below = this.tokens[behind];
    if (first?.indent !== indent || CLOSES.has(first.text) || last === undefined || below === undefined) return null;
    return below.indent > indent && below.inside === this.bracket ? { start: first.start, end: last.end } : null;
  }

  // ---------------------------------------------------------------- strings

  private string(): Flaw | null {
    const string = this.match(STRING);
    const quote = string.charAt(0);
    const isClosed = string.length > 1 && string.endsWith(quote) && !/[^\\](?:\\\\)*\\.$/s.test(string);
    if (isClosed) return this.take("string", quote, string.length);
    // An apostrophe in the text of JSX.
    if (/[\p{L}\p{N}]/u.test(this.text.charAt(this.offset - 1))) return this.take("punctuation", quote);
    const line = /^[^\n]*/.exec(this.text.slice(this.offset))?.[0] ?? "";
    return { kind: "unclosed string", place: { start: this.offset, end: this.offset + line.trimEnd().length } };
  }

  /** Text of a template from `from` to its end or to an expression in it; `start` is where the token starts. */
  private template(from: number, start: number): Flaw | null {
    if (this.text.charAt(start) === "`") this.templates.push(start);
    for (let offset = from; offset < this.text.length; offset++) {
      const character = this.text.charAt(offset);
      if (character === "\\") offset += 1;
      else if (character === "`") {
        this.offset = start;
        return this.take("template", "`", offset + 1 - start);
      } else if (this.text.startsWith("${", offset)) {
        this.offset = start;
        const flaw = this.take("template", "`", offset + 2 - start);
        if (flaw !== null) return flaw;
        this.readIndent();
        this.open("${", { start: offset, end: offset + 2, indent: this.indent });
        return null;
      }
    }
    return { kind: "unclosed template", starts: this.templates };
  }

  // ---------------------------------------------------------------- braces

  private contentOf(before: Token | null): Bracket["content"] {
    if (before === null) return "statements";
    if (before.kind === "word") {
      if (/^(?:else|try|finally|do|static|catch)$/.test(before.text)) return "statements";
      if (EXPECT_VALUE.test(before.text)) return "entries";
      return this.isInHeaderOf(/^(?:class|interface|enum)$/) ? "members" : "statements";
    }
    if (before.kind !== "punctuation") return "statements";
    if (before.text === ")" || before.text === "=>" || before.text === ";" || before.text === "]") return "statements";
    if (before.text === "{") return before.inside?.content === "entries" ? "entries" : "statements";
    if (before.text === "}") return this.isInHeaderOf(/^(?:class|interface)$/) ? "members" : "statements";
    if (before.text === ">") return this.isInHeaderOf(/^(?:class|interface)$/) ? "members" : "statements";
    if (before.text === ":") return this.isInHeaderOf(/^(?:case|default)$/) ? "statements" : "entries";
    return "entries";
  }

  /** Whether one of the words since the start of the statement is of the kind. */
  private isInHeaderOf(keyword: RegExp): boolean {
    for (let index = this.tokens.length - 1; index >= 0; index--) {
      const token = this.tokens[index];
      if (token === undefined || token.inside !== this.bracket || /^[;{}=]$/.test(token.text)) return false;
      if (token.kind === "word" && keyword.test(token.text)) return true;
    }
    return false;
  }
}

/** Words in front of an object or a list of names. */
const EXPECT_VALUE =
  /^(?:return|import|export|default|typeof|type|yield|await|in|of|case|throw|const|let|var|new|void|delete|instanceof)$/;

function indentOf(line: string): number {
  let indent = 0;
  for (const character of line) {
    if (character === " ") indent += 1;
    else if (character === "\t") indent += 4;
    else break;
  }
  return indent;
}
