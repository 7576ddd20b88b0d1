import type { Edit } from "../edited-text";
import type { Span } from "../tree";
import { UNREADABLE_EXPRESSION } from "../context";
import type { LogicalLine } from "./scanner";

export interface StructureRepair {
  readonly edits: readonly Edit[];
  readonly problems: readonly { readonly message: string; readonly place: Span }[];
  /** Lines that belong to a statement which is not there, such as an `else` without an `if`. */
  readonly orphans: readonly LogicalLine[];
}

/** Puts lines with an indent of no block into the block around them, and gives a `try` alone its `finally`. */
export function repairStructure(text: string, lines: readonly LogicalLine[]): StructureRepair {
  return new StructureRepairer(text, lines).run();
}

interface Block {
  readonly indent: number;
  /** White space in front of its lines. */
  readonly space: string;
  /** The last line of the block itself, blocks inside it left out, and the word that it starts with. */
  last: { readonly line: LogicalLine; readonly keyword: string } | null;
}

/** Headers that each clause may follow. */
const FOLLOWS: ReadonlyMap<string, readonly string[]> = new Map([
  ["elif", ["if", "elif"]],
  ["else", ["if", "elif", "for", "while", "try", "except", "async"]],
  ["except", ["try", "except"]],
  ["finally", ["try", "except", "else"]],
]);

const HEADER_KEYWORDS = ["if", "for", "while", "with", "try", "elif", "else", "except", "finally"];

class StructureRepairer {
  private readonly edits: Edit[] = [];
  private readonly problems: { message: string; place: Span }[] = [];
  private readonly orphans: LogicalLine[] = [];
  private readonly blocks: Block[] = [{ indent: 0, space: "", last: null }];
  private previous: LogicalLine | null = null;

  constructor(
    private readonly text: string,
    private readonly lines: readonly LogicalLine[],
  ) {}

  run(): StructureRepair {
    for (const [index, line] of this.lines.entries()) {
      this.enterBlockOf(line, index);
      const belongs = this.checkClause(line);
      this.top().last = belongs ? { line, keyword: this.keywordOf(line) } : null;
      this.previous = line;
    }
    while (this.blocks.length > 0) this.leaveBlock();
    return { edits: this.edits, problems: this.problems, orphans: this.orphans };
  }

  private top(): Block {
    const top = this.blocks.at(-1);
    if (top === undefined) throw new Error("the module's own block stays open");
    return top;
  }

  private enterBlockOf(line: LogicalLine, index: number): void {
    if (this.previous !== null && this.opensBlock(this.previous)) {
      if (line.indent > this.top().indent) {
        this.blocks.push({ indent: line.indent, space: this.spaceOf(line), last: null });
        return;
      }
      this.report("the block of this line is missing", this.previous);
    }
    if (line.indent > this.top().indent && this.completeHeader()) {
      this.blocks.push({ indent: line.indent, space: this.spaceOf(line), last: null });
      return;
    }
    const indent = this.blockIndentOf(line, index);
    while (indent < this.top().indent) this.leaveBlock();
    if (line.indent === this.top().indent) return;
    // Lines that follow at the same wrong indent are one broken place.
    if (this.previous?.indent !== line.indent) this.report("this line's indent fits no block", line);
    this.edits.push({ start: line.lineStart, end: line.start, text: this.top().space });
  }

  /** A word in front of a block is a header whose typing has just begun; what it guards may happen or not. */
  private completeHeader(): boolean {
    const header = this.previous;
    const word = header === null ? "" : this.codeOf(header);
    const keyword = /^[a-z]+$/.test(word) ? HEADER_KEYWORDS.find((candidate) => candidate.startsWith(word)) : undefined;
    if (header === null || keyword === undefined) return false;
    this.report("this line could not be read", header);
    const isTry = keyword === "try";
    const text = isTry ? "try:" : `if ${UNREADABLE_EXPRESSION}:`;
    this.edits.push({ start: header.start, end: header.end, text });
    this.top().last = { line: header, keyword: isTry ? "try" : "if" };
    return true;
  }

  /** Indent of the block that a line belongs to: its own, or that of the block which goes on behind it. */
  private blockIndentOf(line: LogicalLine, index: number): number {
    if (line.indent >= this.top().indent) return this.top().indent;
    const own = this.blocks.findLast((block) => block.indent <= line.indent);
    const inner = this.blocks.find((block) => block.indent > line.indent);
    const next = this.lines[index + 1];
    if (own === undefined || inner === undefined || next === undefined) return line.indent;
    // A line torn in two: its second half has no indent, and the lines behind it are indented as those before.
    if (own.indent === line.indent) {
      const isTorn = !this.opensBlock(line) && next.indent > line.indent;
      return isTorn ? (this.blocks.find((block) => block.indent === next.indent)?.indent ?? line.indent) : line.indent;
    }
    const goesOn = this.lines.slice(index + 1).find((other) => other.indent <= inner.indent);
    return goesOn?.indent === inner.indent ? inner.indent : own.indent;
  }

  private opensBlock(line: LogicalLine): boolean {
    return this.text.charAt(line.end - 1) === ":";
  }

  private leaveBlock(): void {
    this.closeTry();
    this.blocks.pop();
  }

  /** False for a clause that no statement in front of it takes. */
  private checkClause(line: LogicalLine): boolean {
    const keyword = this.keywordOf(line);
    const allowed = FOLLOWS.get(keyword);
    const last = this.top().last;
    if (last !== null && allowed?.includes(last.keyword) === true) return true;
    this.closeTry();
    if (allowed === undefined) return true;
    this.report(`this "${keyword}" belongs to nothing`, line);
    this.orphans.push(line);
    return false;
  }

  /** A `try` is the last line of the innermost block and nothing that belongs to it follows. */
  private closeTry(): void {
    const { last, space } = this.top();
    if (this.previous === null || last?.keyword !== "try") return;
    this.report('this "try" has neither "except" nor "finally"', last.line);
    const at = this.previous.end;
    this.edits.push({ start: at, end: at, text: `\n${space}finally: pass` });
  }

  private report(message: string, line: LogicalLine): void {
    this.problems.push({ message, place: line });
  }

  private keywordOf(line: LogicalLine): string {
    return /^\w+/.exec(this.codeOf(line))?.[0] ?? "";
  }

  private codeOf(line: LogicalLine): string {
    return this.text.slice(line.start, line.end);
  }

  private spaceOf(line: LogicalLine): string {
    return this.text.slice(line.lineStart, line.start);
  }
}
