import type { DocumentProblem } from "../../../protocol/features";
import type { Problem } from "../../../protocol/report";
import { budgetProblems } from "./budget";
import { isSyntax } from "./keep";
import type { View } from "./view";

/**
 * Problems of the document at their place or, where that is in another file, at the call in the document that leads there. Syntax
 * errors are told by the language's own extension.
 */
export function diagnostics(view: View): readonly DocumentProblem[] {
  const { report, settings } = view;
  if (!settings.enabled || !settings.diagnostics) return [];
  return [...report.problems, ...budgetProblems(view)]
    .filter((problem) => !isSyntax(problem))
    .flatMap((problem) => here(report.uri, problem))
    .map(asShown);
}

export function asShown({ location, severity, code, message, related }: Problem): DocumentProblem {
  return { range: location.range, severity, code, message, related };
}

/** None where nothing in the document leads to the problem. */
function here(uri: string, problem: Problem): readonly Problem[] {
  if (problem.location.uri === uri) return [problem];
  const call = problem.related.find(({ location }) => location.uri === uri);
  if (call === undefined) return [];
  const cause = { message: "the cause is here", location: problem.location };
  return [{ ...problem, location: call.location, related: [cause, ...problem.related.filter((one) => one !== call)] }];
}
