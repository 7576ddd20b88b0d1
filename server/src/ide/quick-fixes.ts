import type { QuickFix } from "../../../protocol/features";
import type { Problem } from "../../../protocol/report";
import type { Position, Range } from "../../../protocol/source";
import { asShown } from "./diagnostics";
import type { View } from "./view";

/** Changes that mend problems of the document within the range, or that touch it. */
export function quickFixes({ report, settings }: View, range: Range): readonly QuickFix[] {
  if (!settings.enabled || !settings.diagnostics) return [];
  return report.problems.filter((problem) => isAt(problem, report.uri, range)).flatMap(fixOf);
}

function fixOf(problem: Problem): readonly QuickFix[] {
  const { fix, location } = problem;
  if (fix === undefined || fix.location.uri !== location.uri) return [];
  return [{ title: fix.title, problem: asShown(problem), range: fix.location.range, text: fix.text }];
}

function isAt({ location }: Problem, uri: string, { start, end }: Range): boolean {
  return location.uri === uri && !isBefore(end, location.range.start) && !isBefore(location.range.end, start);
}

function isBefore(a: Position, b: Position): boolean {
  return a.line < b.line || (a.line === b.line && a.character < b.character);
}
