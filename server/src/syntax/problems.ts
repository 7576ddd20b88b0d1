import type { Range } from "../../../protocol/source";
import type { Language, Program, SyntaxProblem } from "./program";

/** What stands for a file that the parser gave no tree of. */
export function unreadableProgram(language: Language, range: Range): Program {
  const why = "this file could not be parsed";
  return {
    language,
    body: [{ kind: "broken-statement", why, names: [], range }],
    errors: [{ message: why, range }],
    directives: [],
  };
}

/** In source order; of several problems on a line the first found: repairs run from the cause to its consequences. */
export function onePerLine(problems: readonly SyntaxProblem[]): readonly SyntaxProblem[] {
  const byLine = new Map<number, SyntaxProblem>();
  for (const problem of problems)
    if (!byLine.has(problem.range.start.line)) byLine.set(problem.range.start.line, problem);
  return [...byLine.values()].sort((a, b) => a.range.start.line - b.range.start.line);
}
