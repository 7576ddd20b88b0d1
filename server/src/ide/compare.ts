import { fileName } from "../../../protocol/source";
import type { ComparePanel, PanelLayer, PanelSide } from "../../../protocol/panel";
import type { DeviceId, DeviceInfo, LayerReport, ModelReport } from "../../../protocol/report";
import { errorText } from "../analysis/errors";
import * as format from "./format";
import { modelsIn, siteOf } from "./layers-by-line";
import { heldBack, isSlow, layerTime, slowestFirst, whyNotWhole } from "./times";
import { beforeError, comparedDevice, isStale, primaryDevice, STALE } from "./view";
import { verdictOf } from "./verdict";
import type { View } from "./view";
import { visibleTexts } from "./visible";

/** The panel's data: the model on the compared device beside the primary one, or on one device where both are the same. */
export function compare(
  view: View,
  present: ModelReport,
  devices: readonly [DeviceId | null, DeviceId | null],
): ComparePanel {
  const before = beforeError(view, present);
  const model = before ?? present;
  const { report } = view;
  const sides = chooseDevices(view, devices);
  return visibleTexts({
    uri: report.uri,
    model: {
      id: model.id,
      name: model.name,
      location: model.location,
      place: `${fileName(model.location.uri)}:${model.location.range.start.line + 1}`,
      size: [format.modelShapes(model.inputShapes), ...format.modelSize(model)].join(" · "),
      marks: format.marks(model, sides).map(({ text }) => text),
    },
    models: modelsIn(report.uri, report.models).map(({ id, name }) => ({ id, name })),
    devices: report.devices.map(({ id, name }) => ({ id, name })),
    sides: sides.map((device) => side(model, device)),
    verdict: verdict(model, sides),
    warnings: [...errorWarnings(present, before), ...warnings(view, model, sides)],
    layers: slowestFirst(model.layers, sides[0]?.id ?? "").map((layer) => row(view, { model, layer }, sides)),
    conditions: conditions(model, sides),
  });
}

function chooseDevices(
  view: View,
  [first, second]: readonly [DeviceId | null, DeviceId | null],
): readonly DeviceInfo[] {
  const find = (id: DeviceId | null): DeviceInfo | undefined => view.report.devices.find((device) => device.id === id);
  const chosen = [find(first) ?? comparedDevice(view) ?? primaryDevice(view), find(second) ?? primaryDevice(view)];
  return [...new Set(chosen.filter((device) => device !== undefined))];
}

function side(model: ModelReport, device: DeviceInfo): PanelSide {
  const { id, name, shortName } = device;
  const total = format.total(model, id);
  const detail =
    total === null ? format.refusal(model, id) : (format.totalInterval(model, id) ?? weakness(model, device));
  return { device: id, name, shortName, total: total ?? "not estimated", detail };
}

/** In place of an interval. */
function weakness(model: ModelReport, device: DeviceInfo): string {
  return model.partial
    ? format.missing(model)
    : format
        .marks(model, [device])
        .map(({ text }) => text)
        .join(", ");
}

function verdict(model: ModelReport, sides: readonly DeviceInfo[]): ComparePanel["verdict"] {
  const [a, b] = sides;
  if (a === undefined || b === undefined) return { text: "", detail: "" };
  const [first, second] = [model.estimates[a.id], model.estimates[b.id]];
  if (first?.kind !== "estimate" || second?.kind !== "estimate" || first.ms <= 0 || second.ms <= 0) {
    return { text: "No comparison", detail: "there is no estimate on both devices" };
  }
  const [slow, fast] = first.ms >= second.ms ? [a, b] : [b, a];
  const { ratio, words, detail } = verdictOf(first.ms, second.ms);
  if (words === "no clear difference") return { text: format.capitalized(words), detail };
  const scope = model.partial ? " for the layers that were understood" : "";
  return {
    text: `${slow.shortName} takes ${format.times(ratio)} as long${scope}: ${fast.shortName} is ${words}`,
    detail,
  };
}

function errorWarnings({ error, location }: ModelReport, before: ModelReport | null): string[] {
  if (error === null) return [];
  const old = before === null ? [] : ["These figures are old: they are from before the error."];
  return [`✗ ${errorText(error, location.uri)}`, ...old];
}

function warnings(view: View, model: ModelReport, sides: readonly DeviceInfo[]): string[] {
  return [
    ...(isStale(view, model) ? [`These figures are ${STALE}: what was typed since cannot be estimated yet.`] : []),
    ...(format.isLowerBound(model) ? [`The totals are lower bounds: ${format.missing(model)}.`] : []),
    ...format
      .marks(model, sides)
      .flatMap(({ text, sentences }) => sentences.map((sentence) => `${format.capitalized(text)}: ${sentence}`)),
  ];
}

function row(
  view: View,
  { model, layer }: { readonly model: ModelReport; readonly layer: LayerReport },
  sides: readonly DeviceInfo[],
): PanelLayer {
  const first = layer.times[sides[0]?.id ?? ""];
  const site = siteOf(view.report.uri, layer);
  return {
    name: layer.name,
    class: layer.class,
    output: format.shape(layer.outputShape),
    flops:
      layer.flops === null ? format.UNKNOWN : layer.flops === 0 ? "–" : format.flops(layer.flops).replace(/FLOPs$/, ""),
    times: sides.map(({ id }) => {
      const ms = layer.times[id]?.ms;
      return ms === undefined ? null : { ms, text: layerTime(layer, id, model) };
    }),
    share: first === undefined ? format.UNKNOWN : first.ms === 0 ? "–" : format.percent(first.share),
    slow: isSlow([layer], sides[0]?.id ?? "", view.settings.slowLayer),
    heldBackBy: whyNotWhole(layer) ?? heldBack(first?.heldBackBy),
    location: site ?? layer.construction[0]?.location ?? layer.application[0]?.location ?? null,
  };
}

function conditions(model: ModelReport, sides: readonly DeviceInfo[]): string {
  const estimates = sides.flatMap(({ id, shortName }) => {
    const estimate = model.estimates[id];
    return estimate?.kind === "estimate" ? [{ shortName, estimate }] : [];
  });
  const near = new Set(estimates.flatMap(({ estimate }) => estimate.nearest));
  const accuracy = estimates
    .filter(({ estimate }) => estimate.accuracy !== "")
    .map(
      ({ shortName, estimate }) =>
        `${shortName}: ${estimate.predictor} predictor, measured error ${estimate.accuracy}.`,
    );
  return [
    `${format.CONDITIONS}.`,
    "FLOPs are 2 × multiply-accumulate; those of a layer count its element-wise operations too.",
    ...(model.partial ? [] : ["Ranges hold the measured time for 9 of 10 networks like this one."]),
    ...(near.size > 0 ? [`Nearest measured networks: ${[...near].join(", ")}.`] : []),
    ...accuracy,
    ...features(model),
  ].join(" ");
}

function features(model: ModelReport): string[] {
  const named = Object.entries(model.features).map(([name, value]) => `${name} ${format.plainCount(value)}`);
  return named.length === 0 || model.partial ? [] : [`Features of the paper: ${named.join(", ")}.`];
}
