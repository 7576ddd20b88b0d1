import type { Span } from "../tree";

/** Brackets, strings and logical lines of Python text, found without a grammar, so that broken text can be scanned, too. */
export interface Scan {
  /** Physical lines that hold code. */
  readonly codeLines: readonly CodeLine[];
  readonly logicalLines: readonly LogicalLine[];
  /** The first thing that is not closed or not open; the scan stops there and its lines are those up to it. */
  readonly flaw: Flaw | null;
}

/** From the first character of code to behind the last one; comments are left out. */
export interface CodeLine extends Span {
  /** Columns of white space before it, tabs as in Python. */
  readonly indent: number;
}

/** A statement's text, or the header of one that has a block; may span several physical lines. */
export interface LogicalLine extends CodeLine {
  /** Offset of the line's white space. */
  readonly lineStart: number;
}

export type Flaw =
  | {
      readonly kind: "unclosed bracket";
      readonly bracket: OpenBracket;
      readonly enclosing: OpenBracket | null;
      readonly provedAt: number;
    }
  | { readonly kind: "unmatched bracket"; readonly offset: number }
  | {
      readonly kind: "unclosed string";
      readonly string: StringStart;
      readonly end: number;
      readonly inBrackets: boolean;
    }
  | { readonly kind: "unclosed triple string"; readonly strings: readonly StringStart[] };

export interface OpenBracket {
  readonly bracket: string;
  readonly offset: number;
  /** Indent of the physical line that opens it, and where its code starts. */
  readonly indent: number;
  readonly lineStart: number;
}

export interface StringStart {
  /** Offset of the first quote. */
  readonly offset: number;
  readonly quote: string;
  readonly formatted: boolean;
  readonly indent: number;
}

export function scan(text: string): Scan {
  const scanner = new Scanner(text);
  const flaw = scanner.run();
  return { codeLines: scanner.codeLines, logicalLines: scanner.logicalLines, flaw };
}

/** Reserved words that start a statement and stand in no expression: inside brackets they prove that one is not closed. */
const STATEMENT_KEYWORD =
  /^(?:def|class|return|import|while|with|try|raise|assert|del|pass|break|continue|global|nonlocal|elif|except|finally)\b/;

/** `if`, `for` and `else` stand in expressions as well; as headers they end with a colon. */
const HEADER = /^(?:if|for|async|else)\b.*:\s*(?:#.*)?$/;

const CLOSES: ReadonlyMap<string, string> = new Map([
  [")", "("],
  ["]", "["],
  ["}", "{"],
]);

class Scanner {
  readonly codeLines: CodeLine[] = [];
  readonly logicalLines: LogicalLine[] = [];
  private readonly stack: OpenBracket[] = [];
  private readonly tripleStrings: StringStart[] = [];
  private offset = 0;
  private indent = 0;
  private lineStart = 0;
  /** Offsets of the first and behind the last character of code on this physical line; -1 where there is none yet. */
  private codeStart = -1;
  private codeEnd = -1;
  private statement: { start: number; indent: number; lineStart: number } | null = null;
  private continued = false;

  constructor(private readonly text: string) {
    if (text.startsWith("\uFEFF")) this.offset = 1;
  }

  run(): Flaw | null {
    this.startLine();
    while (this.offset < this.text.length) {
      const flaw = this.step();
      if (flaw !== null) return flaw;
    }
    this.endLine();
    this.endStatement();
    const bracket = this.stack.at(-1);
    return bracket === undefined ? null : this.unclosed(bracket, this.text.length);
  }

  private step(): Flaw | null {
    const { text, offset } = this;
    const character = text.charAt(offset);
    switch (character) {
      case "\n":
        return this.newline();
      case " ":
      case "\t":
      case "\r":
      case "\f":
        this.offset += 1;
        return null;
      case "#":
        while (this.offset < text.length && text.charAt(this.offset) !== "\n") this.offset += 1;
        return null;
      case "\\":
        if (/^\\\r?\n/.test(text.slice(offset, offset + 3))) {
          this.offset = text.indexOf("\n", offset);
          this.continued = true;
          return null;
        }
        return this.code(1);
      case '"':
      case "'":
        return this.string(character);
      case "(":
      case "[":
      case "{":
        this.stack.push({
          bracket: character,
          offset,
          indent: this.indent,
          lineStart: this.codeStart < 0 ? offset : this.codeStart,
        });
        return this.code(1);
      case ")":
      case "]":
      case "}":
        return this.close(character);
      default:
        return this.code(wordLength(text, offset));
    }
  }

  /** Takes `length` characters as code of this line. */
  private code(length: number): null {
    if (this.codeStart < 0) this.codeStart = this.offset;
    this.statement ??= { start: this.offset, indent: this.indent, lineStart: this.lineStart };
    this.offset += length;
    this.codeEnd = this.offset;
    return null;
  }

  private close(closer: string): Flaw | null {
    const top = this.stack.at(-1);
    if (top?.bracket === CLOSES.get(closer)) {
      this.stack.pop();
      return this.code(1);
    }
    const isOpen = this.stack.some((open) => open.bracket === CLOSES.get(closer));
    if (top === undefined || !isOpen) return { kind: "unmatched bracket", offset: this.offset };
    return this.unclosed(top, this.offset);
  }

  private unclosed(bracket: OpenBracket, provedAt: number): Flaw {
    this.endLine();
    return { kind: "unclosed bracket", bracket, enclosing: this.stack.at(-2) ?? null, provedAt };
  }

  // ---------------------------------------------------------------- lines

  private newline(): Flaw | null {
    this.endLine();
    if (this.stack.length === 0 && !this.continued) this.endStatement();
    this.continued = false;
    this.offset += 1;
    this.startLine();
    const top = this.stack.at(-1);
    if (top === undefined) return null;
    const rest = this.lineAt(this.offset);
    const provesOpen =
      STATEMENT_KEYWORD.test(rest) || (this.indent <= (this.stack[0]?.indent ?? 0) && HEADER.test(rest));
    return provesOpen ? this.unclosed(top, this.offset) : null;
  }

  private lineAt(offset: number): string {
    const end = this.text.indexOf("\n", offset);
    return this.text.slice(offset, end < 0 ? this.text.length : end).trimEnd();
  }

  /** Reads the indent; stands behind it afterwards. */
  private startLine(): void {
    this.lineStart = this.offset;
    this.codeStart = -1;
    this.codeEnd = -1;
    this.indent = 0;
    for (; this.offset < this.text.length; this.offset++) {
      const character = this.text.charAt(this.offset);
      if (character === " ") this.indent += 1;
      else if (character === "\t") this.indent += 8 - (this.indent % 8);
      else if (character === "\f") this.indent = 0;
      else break;
    }
  }

  private endLine(): void {
    if (this.codeStart >= 0) this.codeLines.push({ start: this.codeStart, end: this.codeEnd, indent: this.indent });
    this.codeStart = -1;
  }

  private endStatement(): void {
    if (this.statement === null) return;
    const { start, indent, lineStart } = this.statement;
    this.logicalLines.push({ start, end: this.codeLines.at(-1)?.end ?? start, indent, lineStart });
    this.statement = null;
  }

  // ---------------------------------------------------------------- strings

  private string(quote: string): Flaw | null {
    const { text, offset } = this;
    const prefix = /(?<![\p{L}\p{N}_])[rbuftRBUFT]{1,2}$/u.exec(text.slice(Math.max(0, offset - 3), offset))?.[0] ?? "";
    const isTriple = text.startsWith(quote.repeat(3), offset);
    const string: StringStart = {
      offset,
      quote: isTriple ? quote.repeat(3) : quote,
      formatted: /[ft]/i.test(prefix),
      indent: this.indent,
    };
    if (isTriple) this.tripleStrings.push(string);
    const end = endOfString(text, string);
    if (end >= 0) {
      this.code(end - offset);
      return null;
    }
    if (isTriple) return { kind: "unclosed triple string", strings: this.tripleStrings };
    const line = this.lineAt(offset);
    return { kind: "unclosed string", string, end: offset + line.length, inBrackets: this.stack.length > 0 };
  }
}

/** Offset behind the closing quotes; negative where there are none. Inside the braces of a formatted string quotes may repeat (Python 3.12). */
function endOfString(text: string, string: StringStart): number {
  const { quote } = string;
  for (let offset = string.offset + quote.length; offset < text.length; offset++) {
    const character = text.charAt(offset);
    if (character === "\\") {
      offset += text.startsWith("\r\n", offset + 1) ? 2 : 1;
      continue;
    }
    if (character === "\n" && quote.length === 1) return -1;
    if (text.startsWith(quote, offset)) return offset + quote.length;
  }
  return -1;
}

function wordLength(text: string, offset: number): number {
  const word = /\w+/y;
  word.lastIndex = offset;
  return word.exec(text)?.[0].length ?? 1;
}
