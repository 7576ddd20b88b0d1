/** Models that take longer than their author allows, and the layers that take most of it. */
import { exceededBudget } from "../../../protocol/budgets";
import type { DeviceInfo, ModelReport, Problem } from "../../../protocol/report";
import { milliseconds, percent, total } from "./format";
import { framesIn, modelsIn } from "./layers-by-line";
import { slowestOf } from "./times";
import { isStale } from "./view";
import type { View } from "./view";

/** So many layers are named: more is no place to begin. */
const NAMED = 3;

/** The budget of a comment stands before that of the settings. Figures from before unfinished code are judged no more. */
export function budgetProblems(view: View): readonly Problem[] {
  const { report, settings } = view;
  const models = modelsIn(report.uri, report.models).filter((model) => model.error === null && !isStale(view, model));
  return models.flatMap((model) =>
    report.devices.flatMap((device) => {
      const estimate = model.estimates[device.id];
      const ms = estimate?.kind === "estimate" ? estimate.ms : null;
      const { [device.id]: comment } = model.budget ?? {};
      const budget = exceededBudget(ms, { comment, setting: settings.budget[device.id] });
      return budget === null ? [] : overBudget(report.uri, model, device, budget);
    }),
  );
}

function overBudget(uri: string, model: ModelReport, device: DeviceInfo, budget: number): readonly Problem[] {
  const estimate = model.estimates[device.id];
  const shown = total(model, device.id);
  if (estimate?.kind !== "estimate" || shown === null) return [];
  // A lower bound over the budget is over it; what rests on a guess, or may be less, is so probably.
  const isSure = model.assumptions.length === 0 && (model.partial || estimate.low > budget);
  const message = `${model.name} ${isSure ? "takes" : "probably takes"} ${shown} on ${device.name}, over its budget of ${milliseconds(budget)}.`;
  const eaters = slowestOf(model.layers, device.id, NAMED).flatMap((layer): readonly Problem[] => {
    const ms = layer.times[device.id]?.ms ?? 0;
    const location = framesIn(uri, layer)[0]?.location;
    if (location === undefined || ms <= 0) return [];
    const text = `${layer.name} takes ${milliseconds(ms)} on ${device.shortName}: ${percent(ms / budget)} of the budget of ${model.name}.`;
    const related = [{ message: `the budget of ${model.name} is exceeded`, location: model.location }];
    return [{ severity: "information", code: "budget", message: text, location, related }];
  });
  return [{ severity: "warning", code: "budget", message, location: model.location, related: [] }, ...eaters];
}
