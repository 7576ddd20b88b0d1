/** Budgets of models: milliseconds that one inference may take. */

/** The budget that the milliseconds exceed, that of a comment before that of the settings; null where there is none, or they keep it. */
export function exceededBudget(
  ms: number | null,
  { comment, setting }: { readonly comment: number | null | undefined; readonly setting: number | undefined },
): number | null {
  const budget = comment ?? setting;
  return budget !== undefined && ms !== null && ms > budget ? budget : null;
}
