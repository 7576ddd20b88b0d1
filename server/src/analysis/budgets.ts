/** Budgets of the source's comments: to which model they belong, and what cannot be read in them. */
import type { DeviceId, DeviceInfo, ModelReport, Problem } from "../../../protocol/report";
import { containsRange } from "../../../protocol/source";
import type { Range } from "../../../protocol/source";
import { statementFor } from "../syntax/directives";
import type { Program } from "../syntax/program";

/** The model with its budgets; of several for one device the last counts. */
export function withBudget(model: ModelReport, program: Program, devices: readonly DeviceInfo[]): ModelReport {
  const known = new Set(devices.map(({ id }) => id));
  const own = (program.budgets ?? []).filter(({ range }) => {
    const statement = statementFor(program, range.start.line);
    return statement !== null && containsRange(statement.range, model.location.range);
  });
  const budget: Record<DeviceId, number> = {};
  for (const { device, milliseconds } of own.flatMap(({ parts }) => parts))
    if (milliseconds !== null && known.has(device)) budget[device] = milliseconds;
  return Object.keys(budget).length === 0 ? model : { ...model, budget };
}

export function budgetCommentProblems(
  uri: string,
  program: Program,
  devices: readonly DeviceInfo[],
  models: readonly ModelReport[],
): readonly Problem[] {
  const ids = devices.map(({ id }) => id);
  const example = `write e.g. budget ${ids.map((id) => `${id}=50ms`).join(" ")}`;
  const problem = (message: string, range: Range): Problem => ({
    severity: "warning",
    code: "directive",
    message,
    location: { uri, range },
    related: [],
  });
  return (program.budgets ?? []).flatMap(({ range, parts }) => {
    if (parts.length === 0) return [problem(`this budget is empty: ${example}`, range)];
    const wrong = parts.flatMap((part) => {
      if (!ids.includes(part.device)) return [problem(`"${part.device}" is no device: ${example}`, part.range)];
      const isTime = part.milliseconds !== null;
      return isTime ? [] : [problem(`the budget of ${part.device} is no time in ms or s: ${example}`, part.range)];
    });
    const statement = statementFor(program, range.start.line);
    const isAbove = models.some(
      ({ location }) => statement !== null && location.uri === uri && containsRange(statement.range, location.range),
    );
    return isAbove || models.length === 0
      ? wrong
      : [...wrong, problem("this budget has no effect here: it belongs above the definition of a model", range)];
  });
}
