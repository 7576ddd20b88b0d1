import type { Reason } from "../../../protocol/commands";
import type { Summary } from "../../../protocol/features";
import type { DeviceInfo, LayerReport, ModelReport, Problem } from "../../../protocol/report";
import type { Position } from "../../../protocol/source";
import { candidatesShown, NO_ESTIMATE } from "./candidates";
import { placeText } from "../analysis/errors";
import { countOf, marks, modelTitle, refusal, total } from "./format";
import { groupBy } from "./group";
import { escapeMarkdown } from "./markdown";
import { madeAt, modelAt } from "./layers-by-line";
import { beforeError, isStale, primaryDevice, STALE, STALE_SHORT } from "./view";
import type { View } from "./view";
import { visibleTexts } from "./visible";

/** The status bar: primary device and total of the model at the position, or why there is none. */
export function summary(view: View, position: Position | null): Summary {
  const device = primaryDevice(view);
  if (!view.settings.enabled) return { kind: "off" };
  if (device === undefined) return { kind: "nothing" };
  const model = modelAt(view.report.uri, view.report.models, position);
  const ms = model === undefined ? null : total(model, device.id);
  if (model !== undefined && model.error !== null) return errorSummary(view, device, model, model.error);
  if (model === undefined || ms === null) {
    const marked = model === undefined ? [] : marks(model, [device]).map(({ text }) => text);
    return { kind: "no estimate", text: [NO_ESTIMATE, ...marked].join(" · "), model: model?.id ?? null };
  }
  return {
    kind: "estimate",
    text: [
      `${device.shortName} ${ms}${isStale(view, model) ? ` (${STALE_SHORT})` : ""}`,
      ...marks(model, [device]).map((mark) => mark.text),
    ].join(" · "),
    tooltip: `**${escapeMarkdown(model.name)}** · ${escapeMarkdown(modelTitle(model, view.report.devices))}${isStale(view, model) ? ` · ${STALE}` : ""}`,
  };
}

function errorSummary(view: View, device: DeviceInfo, model: ModelReport, error: Problem): Summary {
  const { devices, uri } = view.report;
  const before = beforeError(view, model);
  const ms = before === null ? null : total(before, device.id);
  const marked = marks(before ?? model, [device]).map(({ text }) => text);
  const old = ms === null ? [] : [`${device.shortName} ${ms} (${STALE_SHORT})`];
  return {
    kind: "error",
    text: [`✗ error at ${placeText(error, uri)}`, ...old, ...marked].join(" · "),
    tooltip: `**${escapeMarkdown(model.name)}** · ${escapeMarkdown(modelTitle(model, devices, before))}`,
    location: error.location,
  };
}

/** What stopped each candidate, without a reason twice. */
export function reasons(view: View, target: string | null): readonly Reason[] {
  return visibleTexts(reasonsOf(view, target));
}

function reasonsOf({ report }: View, target: string | null): readonly Reason[] {
  const model = report.models.find(({ id }) => id === target);
  const shown = candidatesShown(report);
  const asked = shown.filter(({ id }) => id === target);
  if (asked.length > 0) return asked.map(({ why, location }) => ({ message: why, location }));
  const candidates = (model === undefined ? shown : []).map(({ why, location }) => ({ message: why, location }));
  const error = model?.error ?? null;
  const problems = [...(error === null ? [] : [error]), ...(model ?? report).problems].map(({ message, location }) => ({
    message,
    location,
  }));
  // What an error leaves without a figure is said by the error.
  const layers = error === null ? notEstimated(model?.layers ?? []) : [];
  const refusals =
    model === undefined || error !== null
      ? []
      : report.devices
          .filter(({ id }) => model.estimates[id]?.kind === "refused")
          .map(({ id, shortName }) => ({ message: `${shortName}: ${refusal(model, id)}`, location: model.location }));
  const all = [...candidates, ...problems, ...refusals, ...layers];
  if (all.length > 0) return [...new Map(all.map((reason) => [JSON.stringify(reason), reason])).values()];
  return [{ message: NO_MODEL, location: null }];
}

/** One line per reason, at the first layer that has it: what an unknown layer feeds is unknown for the same reason. */
function notEstimated(layers: readonly LayerReport[]): Reason[] {
  const unknown = layers.filter((layer) => layer.notEstimated !== null);
  return [...groupBy(unknown, (layer) => layer.notEstimated)].flatMap(([why, group]) => {
    const [first, ...others] = group;
    if (first === undefined || why === null) return [];
    const more = others.length === 0 ? "" : ` (and ${countOf(others.length, "more layer")} for the same reason)`;
    const location = madeAt(first);
    return [{ message: `${first.class} ${first.name} is not estimated: ${why}${more}`, location }];
  });
}

const NO_MODEL =
  "No model found. Latency Lens looks for Sequential(…), Model(inputs, outputs), classes that derive from Model, and functions and methods that return one; a comment “# latency: name=value” above a function gives it its arguments.";
