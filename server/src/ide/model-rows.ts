/** The models of a document as rows of the list of the workspace's models. */
import type { ModelRow } from "../../../protocol/features";
import type { ModelReport, Report } from "../../../protocol/report";
import { errorText } from "../analysis/errors";
import * as format from "./format";
import { escapeMarkdown } from "./markdown";
import { modelsIn } from "./layers-by-line";
import { visibleTexts } from "./visible";

export function modelRows(report: Report): readonly ModelRow[] {
  return visibleTexts(modelsIn(report.uri, report.models).map((model) => modelRow(model, report)));
}

function modelRow(model: ModelReport, { uri, devices }: Report): ModelRow {
  const totals = devices.map(({ id, shortName }) => {
    const estimate = model.estimates[id];
    const text = model.error === null ? format.total(model, id) : null;
    const ms = text === null || estimate?.kind !== "estimate" ? null : estimate.ms;
    return { device: id, ms, text: `${shortName} ${text ?? "not estimated"}`, budget: model.budget?.[id] ?? null };
  });
  const marks = format.marks(model, devices).map(({ text }) => text);
  return {
    id: model.id,
    name: model.name,
    location: model.location,
    totals,
    marks: [...(model.error === null ? [] : [`✗ ${errorText(model.error, uri)}`]), ...marks],
    tooltip: `**${escapeMarkdown(model.name)}** · ${escapeMarkdown(format.modelTitle(model, devices))}`,
    isWhole: model.error === null && !model.partial,
  };
}
