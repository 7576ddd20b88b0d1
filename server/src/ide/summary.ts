import type { Reason } from "../../../protocol/commands";
import type { Summary } from "../../../protocol/features";
import type { ModelReport } from "../../../protocol/report";
import type { Position } from "../../../protocol/source";
import { modelTitle, refusal, total } from "./format";
import { escapeMarkdown } from "./markdown";
import { modelAt } from "./places";
import { primaryDevice, STALE } from "./view";
import type { View } from "./view";

/** The status bar: primary device and total of the model at the position, or why there is none. */
export function summary(view: View, position: Position | null): Summary {
  const device = primaryDevice(view);
  if (!view.settings.enabled || device === undefined) return { kind: "nothing" };
  const model = modelAt(view.report.uri, view.report.models, position);
  const ms = model === undefined ? null : total(model, device.id);
  if (model === undefined || ms === null) {
    return { kind: "no estimate", text: "no estimate: why?", model: model?.id ?? null };
  }
  return {
    kind: "estimate",
    text: `${device.shortName} ${ms}`,
    tooltip: `**${escapeMarkdown(model.name)}** · ${escapeMarkdown(modelTitle(model, view.report.devices))}${view.stale ? ` · ${STALE}` : ""}`,
  };
}

/** What stopped each candidate, without a reason twice. */
export function reasons({ report }: View, model: ModelReport | undefined): readonly Reason[] {
  const problems = (model ?? report).problems.map(({ message, location }) => ({ message, location }));
  const layers = (model?.layers ?? []).flatMap((layer): Reason[] => {
    const location = layer.construction[0]?.location ?? layer.application[0]?.location ?? null;
    return layer.notEstimated === null
      ? []
      : [{ message: `${layer.class} ${layer.name} is not estimated: ${layer.notEstimated}`, location }];
  });
  const refusals =
    model === undefined
      ? []
      : report.devices
          .filter(({ id }) => model.estimates[id]?.kind === "refused")
          .map(({ id, shortName }) => ({ message: `${shortName}: ${refusal(model, id)}`, location: model.location }));
  const all = [...problems, ...refusals, ...layers];
  if (all.length > 0) return [...new Map(all.map((reason) => [JSON.stringify(reason), reason])).values()];
  return [{ message: NO_MODEL, location: null }];
}

const NO_MODEL =
  "No model found. Latency Lens looks for Sequential(…), Model(inputs, outputs) and functions that return one and need no argument; a comment “# latency: name=value” above a function gives it its arguments.";
