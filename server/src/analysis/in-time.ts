/** Graphs, features and estimates of a file's models, as many as there is time for. */
import type { EvaluationProblem } from "../values/value";
import type { RootModel } from "../frameworks/roots/root-model";

export interface Patience {
  /** True once no further model is begun. */
  readonly isOver: () => boolean;
  /** True once the answer is no longer wanted. */
  readonly cancelled: () => boolean;
}

/** What `analyse` gives for each root until the time is over, for the first one in any case; one problem says which are left out. */
export function analyseInTime<T>(
  roots: readonly RootModel[],
  analyse: (root: RootModel) => T,
  { isOver, cancelled }: Patience,
): { readonly analysed: readonly T[]; readonly problems: readonly EvaluationProblem[] } {
  const analysed: T[] = [];
  for (const root of roots) {
    if (cancelled()) break;
    if (analysed.length > 0 && isOver()) return { analysed, problems: [leftOut(root, roots.length - analysed.length)] };
    analysed.push(analyse(root));
  }
  return { analysed, problems: [] };
}

function leftOut({ name, location }: RootModel, count: number): EvaluationProblem {
  const what = count === 1 ? `the model ${name} is` : `${count.toLocaleString("en-US")} models, from ${name} on, are`;
  const message = `Not shown: ${what} left out, because the models of this file take too long together. Split the file to see them all.`;
  return { severity: "warning", code: "limit", message, location };
}
