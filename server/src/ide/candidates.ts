/** Definitions without an estimate, as the channels show them, and which models rest on a size that nobody gave. */
import type { Candidate, ModelReport, Report } from "../../../protocol/report";

/** What the status bar and a lens say where there is nothing to show. */
export const NO_ESTIMATE = "no estimate: why?";

/** Networks always; blocks that others call with a tensor only in a file that has nothing else. */
export function candidatesShown({ candidates = [], models, uri }: Report): readonly Candidate[] {
  const here = candidates.filter(({ location }) => location.uri === uri);
  const networks = here.filter(({ kind }) => kind === "network");
  return models.length > 0 || networks.length > 0 ? networks : here;
}

/** A model whose input has no size, or one that was assumed by the name of a parameter. */
export function asksForSize(model: ModelReport): boolean {
  const hasNone = model.problems.some(({ code }) => code === "no-input-size");
  return hasNone || model.assumptions.some(({ code }) => code === "input-size");
}
