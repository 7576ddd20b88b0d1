/** The panel's data: one model on every device, its layers and the groups that they form. */
import { DEVICES } from "../../../predictors/src/devices";
import type { Device } from "../../../predictors/src/devices";
import type { Counted, PanelData, PanelDevice, PanelLayer, PanelTime, PanelVerdict } from "../../../protocol/panel";
import type { DeviceInfo, LayerReport, ModelReport, Shape } from "../../../protocol/report";
import { fileName, shortLineText } from "../../../protocol/source";
import { errorText } from "../analysis/errors";
import * as format from "./format";
import { layerGroups } from "./layer-groups";
import type { TextAt } from "./layer-groups";
import { framesIn, madeAt, modelsIn } from "./layers-by-line";
import { heldBack, isSlow, layerTime, whyNotWhole } from "./times";
import { verdictText } from "./verdict";
import { beforeError, comparedDevice, isStale, primaryDevice, STALE } from "./view";
import type { View } from "./view";
import { visibleTexts } from "./visible";

export function panelData(view: View, present: ModelReport, textAt: TextAt): PanelData {
  const before = beforeError(view, present);
  const model = before ?? present;
  const { report } = view;
  const primary = primaryDevice(view);
  const { groups, callOf } = layerGroups(report.uri, model, primary?.id ?? "", textAt);
  const passed = linesOfAll(report.uri, model);
  return visibleTexts({
    uri: report.uri,
    model: {
      id: model.id,
      name: model.name,
      location: model.location,
      place: `${fileName(model.location.uri)}:${shortLineText(model.location)}`,
      size: [format.modelShapes(model.inputShapes), ...format.modelSize(model)].join(" · "),
      marks: format.marks(model, report.devices).map(({ text }) => text),
      sign: `${format.isLowerBound(model) ? "≥ " : ""}${format.isTimeGuessed(model) ? "~" : ""}`,
    },
    models: modelsIn(report.uri, report.models).map(({ id, name }) => ({ id, name })),
    devices: report.devices.map((device) => panelDevice(model, device)),
    primary: primary?.id ?? "",
    compared: comparedDevice(view)?.id ?? null,
    verdict: verdict(model, [comparedDevice(view), primary]),
    isStale: isStale(view, present) || before !== null,
    warnings: [...errorWarnings(present, before), ...warnings(view, model)],
    layers: model.layers.map((layer) =>
      panelLayer(view, { model, layer, location: callOf.get(layer) ?? null, passed }),
    ),
    groups,
    conditions: conditions(model, report.devices),
  });
}

function panelDevice(model: ModelReport, device: DeviceInfo): PanelDevice {
  const { id, name, shortName } = device;
  const total = format.total(model, id);
  const estimate = model.estimates[id];
  const board: Device | undefined = Object.values(DEVICES).find((one) => one.id === id);
  return {
    id,
    name,
    shortName,
    total: total ?? "not estimated",
    ms: total === null || estimate?.kind !== "estimate" ? null : estimate.ms,
    detail: total === null ? format.refusal(model, id) : (format.totalInterval(model, id) ?? weakness(model, device)),
    consumption: estimate?.kind === "estimate" ? format.consumption(estimate) : null,
    roof: { gflops: 2 * (board?.gmacs ?? 0), gbytes: board?.gbytes ?? 0 },
  };
}

/** In place of an interval. */
export function weakness(model: ModelReport, device: DeviceInfo): string {
  if (model.partial) return format.missing(model);
  return format
    .marks(model, [device])
    .map(({ text }) => text)
    .join(", ");
}

function verdict(
  model: ModelReport,
  [a, b]: readonly [DeviceInfo | undefined, DeviceInfo | undefined],
): PanelVerdict | null {
  if (a === undefined || b === undefined || a.id === b.id) return null;
  const [first, second] = [model.estimates[a.id], model.estimates[b.id]];
  if (first?.kind !== "estimate" || second?.kind !== "estimate" || first.ms <= 0 || second.ms <= 0)
    return { text: "No comparison", detail: "there is no estimate on both devices" };
  return verdictText({ name: a.shortName, ms: first.ms }, { name: b.shortName, ms: second.ms }, model.partial);
}

function errorWarnings({ error, location }: ModelReport, before: ModelReport | null): string[] {
  if (error === null) return [];
  const old = before === null ? [] : ["These figures are old: they are from before the error."];
  return [`✗ ${errorText(error, location.uri)}`, ...old];
}

function warnings(view: View, model: ModelReport): string[] {
  return [
    ...(isStale(view, model) ? [`These figures are ${STALE}: what was typed since cannot be estimated yet.`] : []),
    ...(format.isLowerBound(model) ? [`The totals are lower bounds: ${format.missing(model)}.`] : []),
    ...format
      .marks(model, view.report.devices)
      .flatMap(({ text, sentences }) => sentences.map((sentence) => `${format.capitalized(text)}: ${sentence}`)),
  ];
}

interface PlacedLayer {
  readonly model: ModelReport;
  readonly layer: LayerReport;
  /** The author's call. */
  readonly location: PanelLayer["location"];
  /** Lines that are on the way to every layer, and so tell none from another. */
  readonly passed: ReadonlySet<number>;
}

function linesOfAll(uri: string, { layers }: ModelReport): ReadonlySet<number> {
  const [first, ...others] = layers.map((layer) => linesOf(uri, layer));
  if (first === undefined || others.length === 0) return new Set();
  return new Set([...first].filter((line) => others.every((lines) => lines.has(line))));
}

function linesOf(uri: string, layer: LayerReport): ReadonlySet<number> {
  return new Set(framesIn(uri, layer).map((frame) => frame.location.range.start.line));
}

function panelLayer(view: View, { model, layer, location, passed }: PlacedLayer): PanelLayer {
  const { uri, devices } = view.report;
  const { flops, activationBytes, weightBytes, outputShape } = layer;
  const bytes = activationBytes === null || weightBytes === null ? null : activationBytes + weightBytes;
  const times = devices.map(({ id }): PanelTime | null => {
    const time = layer.times[id];
    if (time === undefined) return null;
    return {
      ms: time.ms,
      text: layerTime(layer, id, model),
      share: time.share,
      shareText: time.ms === 0 ? "–" : format.percent(time.share),
      slow: isSlow([layer], id, view.settings.slowLayer),
      heldBackBy: heldBack(time.heldBackBy),
    };
  });
  return {
    name: layer.name,
    class: layer.class,
    output: format.shape(outputShape),
    elements: elementsOf(outputShape),
    flops: counted(flops, format.flops),
    parameters: counted(layer.parameters, (count) => format.parameters(count).replace(/ params?$/, "")),
    times,
    why: whyNotWhole(layer),
    location: location ?? madeAt(layer),
    lines: [...linesOf(uri, layer)].filter((line) => !passed.has(line)),
    intensity: flops === null || bytes === null || flops === 0 || bytes === 0 ? null : flops / bytes,
  };
}

function counted(value: number | null, text: (count: number) => string): Counted {
  return { value, text: value === null ? format.UNKNOWN : value === 0 ? "–" : text(value).replace(/FLOPs$/, "") };
}

function elementsOf(shape: Shape | null): number | null {
  return shape?.reduce<number | null>((all, side) => (all === null || side === null ? null : all * side), 1) ?? null;
}

function conditions(model: ModelReport, devices: readonly DeviceInfo[]): string {
  const estimates = devices.flatMap(({ id, shortName }) => {
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
