import type { DocumentProblem } from "../../../protocol/features";
import type { View } from "./view";

/** Problems whose place is in the document; those that stand elsewhere are shown in their own document. */
export function diagnostics({ report, settings }: View): readonly DocumentProblem[] {
  if (!settings.enabled || !settings.diagnostics) return [];
  return report.problems
    .filter((problem) => problem.location.uri === report.uri)
    .map(({ location, severity, code, message, related }) => ({
      range: location.range,
      severity,
      code,
      message,
      related,
    }));
}
