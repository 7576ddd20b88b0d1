/** What a measurement says, as data; `table.ts` prints it. */

export interface Figure {
  /** "p95 of 200 edits" */
  readonly name: string;
  readonly value: number;
  /** "ms", "×", "MB" */
  readonly unit: string;
}

export interface Goal {
  /** Name of the figure that the goal is about. */
  readonly figure: string;
  readonly sense: "at most" | "at least";
  readonly value: number;
}

export interface BenchResult {
  readonly title: string;
  readonly figures: readonly Figure[];
  /** Null where nothing is promised. */
  readonly goal: Goal | null;
  /** What was not measured, and why. */
  readonly skipped: readonly string[];
}

/** Null where the figure could not be measured. */
export function isMet({ figures, goal }: BenchResult): boolean | null {
  const figure = figures.find(({ name }) => name === goal?.figure);
  if (goal === null || figure === undefined) return null;
  return goal.sense === "at most" ? figure.value <= goal.value : figure.value >= goal.value;
}
