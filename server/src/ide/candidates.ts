/** Definitions without an estimate, as the channels show them, and which models rest on a size that nobody gave. */
import type { Candidate, ModelReport, Report } from "../../../protocol/report";

/** What the status bar and a lens say where there is nothing to show. */
export const NO_ESTIMATE = "no estimate: why?";

/** Those that a reader expects an estimate of: not the blocks that networks are made of. */
export function candidatesShown({ candidates = [], uri }: Report): readonly Candidate[] {
  return candidates.filter(({ location, kind }) => location.uri === uri && kind === "network");
}

/** A model whose input has no size, or one that was assumed by the name of a parameter. */
export function asksForSize(model: ModelReport): boolean {
  const hasNone = model.problems.some(({ code }) => code === "no-input-size");
  return hasNone || model.assumptions.some(({ code }) => code === "input-size");
}
