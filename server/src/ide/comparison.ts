/** Two states beside one another: a model on two devices, two models, or a source before and after an edit. */
import type { ComparedRow, ComparedSide, Comparison, PanelVerdict } from "../../../protocol/panel";
import type { DeviceInfo, LayerReport, ModelReport, Report } from "../../../protocol/report";
import { difference } from "../../../protocol/figures";
import * as format from "./format";
import { layerChanges } from "./layer-changes";
import { authorsCalls } from "./layer-groups";
import { madeAt } from "./layers-by-line";
import { weakness } from "./panel";
import { layerTime } from "./times";
import { verdictText } from "./verdict";
import { visibleTexts } from "./visible";

/** One side: a model on a device, with what the reader calls its source. */
export interface State {
  readonly name: string;
  readonly report: Report;
  readonly model: ModelReport;
  readonly device: DeviceInfo;
}

export function comparison(before: State, after: State): Comparison {
  const changes = layerChanges(before.model.layers, after.model.layers);
  const places = [before, after].map(({ report, model, device }) => authorsCalls(report.uri, model, device.id));
  const placeOf = (layer: LayerReport): ComparedRow["location"] =>
    places.map((calls) => calls.get(layer)).find((place) => place !== undefined) ?? madeAt(layer);
  const rows = changes.map((change) => row([before, after], [change.before, change.after], placeOf));
  return visibleTexts({
    sides: [side(before), side(after)] as const,
    verdict: verdict(before, after),
    warnings: warnings(before, after),
    rows: rows.sort((a, b) => weightOf(b) - weightOf(a)),
  });
}

/** What is not known first, for it may be the most. */
function weightOf({ difference: ms }: ComparedRow): number {
  return ms === null ? Infinity : Math.abs(ms);
}

function side({ report, model, device }: State): ComparedSide {
  const total = format.total(model, device.id);
  const estimate = model.estimates[device.id];
  return {
    device: device.id,
    shortName: device.shortName,
    model: { id: model.id, name: model.name },
    models: report.models.map(({ id, name }) => ({ id, name })),
    total: total ?? "not estimated",
    ms: total === null || estimate?.kind !== "estimate" ? null : estimate.ms,
    detail:
      total === null
        ? format.refusal(model, device.id)
        : (format.totalInterval(model, device.id) ?? weakness(model, device)),
    size: [format.modelShapes(model.inputShapes), ...format.modelSize(model)].join(" · "),
  };
}

function verdict(before: State, after: State): PanelVerdict {
  const [first, second] = [before, after].map(({ model, device }) => {
    const estimate = model.estimates[device.id];
    return estimate?.kind === "estimate" && estimate.ms > 0 ? estimate.ms : null;
  });
  if (typeof first !== "number" || typeof second !== "number")
    return { text: "No comparison", detail: "there is no estimate on both sides" };
  if (first === second) return { text: "The same estimate on both sides", detail: "" };
  const [name, other] = namesOf(before, after);
  const isPartial = before.model.partial || after.model.partial;
  return verdictText({ name, ms: first }, { name: other, ms: second }, isPartial);
}

/** By what tells them apart. */
function namesOf(one: State, other: State): readonly [string, string] {
  if (one.device.id !== other.device.id && one.name === other.name && one.model.name === other.model.name)
    return [one.device.shortName, other.device.shortName];
  const name = (state: State): string => {
    const where = one.name === other.name ? state.model.name : state.name;
    return one.device.id === other.device.id ? where : `${where} on ${state.device.shortName}`;
  };
  return [name(one), name(other)];
}

function warnings(before: State, after: State): string[] {
  const texts = [before, after].map(({ model, device }) => [
    ...(model.error === null ? [] : [`✗ ${model.error.message}`]),
    ...(format.isLowerBound(model) ? [`A lower bound: ${format.missing(model)}.`] : []),
    ...format
      .marks(model, [device])
      .map(({ text, sentences }) => `${format.capitalized(text)}: ${sentences.join(" ")}`),
  ]);
  const [old, present] = [texts[0] ?? [], texts[1] ?? []];
  return [
    ...old.filter((text) => present.includes(text)),
    ...old.filter((text) => !present.includes(text)).map((text) => `Left: ${text}`),
    ...present.filter((text) => !old.includes(text)).map((text) => `Right: ${text}`),
  ];
}

function row(
  states: readonly [State, State],
  layers: readonly [LayerReport | null, LayerReport | null],
  placeOf: (layer: LayerReport) => ComparedRow["location"],
): ComparedRow {
  const [old, present] = layers;
  const shown = present ?? old;
  const ms = [msOf(states[0], old), msOf(states[1], present)] as const;
  const delta = differenceOf(layers, ms);
  const shapes = [...new Set(layers.flatMap((layer) => (layer === null ? [] : [format.shape(layer.outputShape)])))];
  return {
    name: shown?.name ?? "",
    class: shown?.class ?? "",
    output: shapes.join(" → "),
    texts: [textOf(states[0], old), textOf(states[1], present)],
    ms,
    change: old === null ? "new" : present === null ? "gone" : delta === null ? format.UNKNOWN : difference(delta),
    difference: delta,
    location: shown === null ? null : placeOf(shown),
  };
}

function msOf({ device }: State, layer: LayerReport | null): number | null {
  return layer?.times[device.id]?.ms ?? null;
}

function textOf({ device, model }: State, layer: LayerReport | null): string {
  return layer === null ? "–" : layerTime(layer, device.id, model);
}

/** A layer that one side does not have counts whole; one that is there and not estimated leaves the difference open. */
function differenceOf(
  [old, present]: readonly [LayerReport | null, LayerReport | null],
  [first, second]: readonly [number | null, number | null],
): number | null {
  if ((old !== null && first === null) || (present !== null && second === null)) return null;
  return (second ?? 0) - (first ?? 0);
}
