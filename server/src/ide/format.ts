/** Every number the user sees. Nothing unknown becomes 0 or an empty text, and no digit is shown that an estimate cannot have. */
import type {
  Assumption,
  Calibrated,
  ConsumptionFigure,
  DeviceEstimate,
  DeviceInfo,
  ModelReport,
  Shape,
} from "../../../protocol/report";
import { digits, grouped, interval, milliseconds, SMALLEST_MS, UNKNOWN } from "../../../protocol/figures";
import { errorText } from "../analysis/errors";
import { groupBy } from "./group";

export { interval, milliseconds, percent, times, UNKNOWN } from "../../../protocol/figures";

/** What the measurements behind every estimate are. */
export const CONDITIONS =
  "GPU time of one inference, FP32, batch 1, maximum power mode, measured with Keras 2.3.1, TensorFlow 1.14 and CUDA 10.0; host work and copies are not in it";

/** The same in the space of a hover's last line. */
export const SHORT_CONDITIONS = "GPU time, FP32, batch 1, maximum power mode";

/** "7.7 GFLOPs", "231 MFLOPs", "no FLOPs" */
export function flops(count: number | null): string {
  if (count === 0) return "no FLOPs";
  return count === null || !isCount(count)
    ? `FLOPs ${UNKNOWN}`
    : scaled(count, ["FLOPs", "kFLOPs", "MFLOPs", "GFLOPs", "TFLOPs"]);
}

/** "25.6 M params", "640 params", "no params" */
export function parameters(count: number | null): string {
  if (count === 0) return "no params";
  return count === null || !isCount(count)
    ? `params ${UNKNOWN}`
    : count === 1
      ? "1 param"
      : `${plainCount(count)} params`;
}

/** "25.6 M", "1.8 k", "640" */
export function plainCount(count: number): string {
  return isCount(count) ? scaled(count, ["", "k", "M", "G", "T"]) : UNKNOWN;
}

/** "9.4 MB", "200 kB"; decimal units, as vendors of memory count. */
export function bytes(count: number | null): string {
  return count === null || !isCount(count) ? UNKNOWN : scaled(count, ["B", "kB", "MB", "GB", "TB"]);
}

/** "56×56×64", an unknown side as "?"; a shape without sides is a scalar. */
export function shape(sides: Shape | null): string {
  if (sides === null) return "?";
  return sides.length === 0 ? "scalar" : sides.map((side) => (side === null ? "?" : String(side))).join("×");
}

/** Inputs or outputs of a model: "224×224×3", "224×224×3, ?". */
export function modelShapes(shapes: readonly (Shape | null)[]): string {
  return shapes.length === 0 ? "?" : shapes.map(shape).join(", ");
}

export function capitalized(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

/** "1 layer", "3 layers" */
export function countOf(count: number, singular: string): string {
  return `${grouped(count)} ${singular}${count === 1 ? "" : "s"}`;
}

/**
 * Total of a device: "19 ms", "≥ 41 ms" where parts are missing, "~16 ms" where it rests on a guess. Null where it was refused or
 * nothing was understood.
 */
export function total(model: ModelReport, device: string): string | null {
  const estimate = model.estimates[device];
  return estimate?.kind === "estimate" && estimate.ms !== 0
    ? figure(estimate.ms, model.partial, isTimeGuessed(model))
    : null;
}

/** Milliseconds as a lower bound where parts are missing, and as a guess where something was assumed; null for a bound that says nothing. */
export function figure(ms: number, isPartial: boolean, isGuess: boolean): string | null {
  if (!isMeasurable(ms)) return null;
  if (ms < SMALLEST_MS) return isPartial ? null : milliseconds(ms);
  return weakened(milliseconds(ms), isPartial, isGuess);
}

function weakened(text: string, isPartial: boolean, isGuess: boolean): string {
  return `${isPartial ? "≥ " : ""}${isGuess ? "~" : ""}${text}`;
}

/** Whether the figures rest on something that the source does not say. */
function isGuessed({ assumptions }: ModelReport): boolean {
  return assumptions.length > 0;
}

/** The same of milliseconds, which also leave out what was never measured: half precision, another batch. */
export function isTimeGuessed(model: ModelReport): boolean {
  return isGuessed(model) || model.notes.length > 0;
}

export function hasTotal(model: ModelReport): boolean {
  return Object.keys(model.estimates).some((device) => total(model, device) !== null);
}

/** Whether some total is shown as a lower bound. */
export function isLowerBound(model: ModelReport): boolean {
  return model.partial && hasTotal(model);
}

/** "18–21" of a device; null where there is no estimate, or where it is a lower bound or a guess. */
export function totalInterval(model: ModelReport, device: string): string | null {
  const estimate = model.estimates[device];
  if (estimate?.kind !== "estimate" || model.partial || isTimeGuessed(model)) return null;
  return interval(estimate.low, estimate.high);
}

/** Something that makes the figures of a model less than they look: it stands wherever they do. */
export interface Mark {
  /** Beside the figures: `assumed 224×224×3 and 2 more`, `FP32, batch 1 assumed`, `unlike every measured network on TX2`. */
  readonly text: string;
  /** All that the mark stands for. */
  readonly sentences: readonly string[];
}

export function marks(model: ModelReport, devices: readonly DeviceInfo[]): readonly Mark[] {
  return [...assumed(model), ...noted(model), ...outsideMeasured(model, devices)];
}

/** The size of the input first, which weighs most. */
function assumed({ assumptions }: ModelReport): Mark[] {
  const isSize = ({ code }: Assumption): boolean => code === "input-size";
  const ordered = [...assumptions.filter(isSize), ...assumptions.filter((one) => !isSize(one))];
  const [first, ...others] = new Set(ordered.map(({ short }) => short));
  if (first === undefined) return [];
  const more = others.length === 0 ? "" : ` and ${others.length} more`;
  return [{ text: `assumed ${first}${more}`, sentences: ordered.map(({ message }) => message) }];
}

function noted({ notes }: ModelReport): Mark[] {
  return [...groupBy(notes, ({ short }) => short)].map(([text, group]) => ({
    text,
    sentences: group.map(({ message }) => message),
  }));
}

function outsideMeasured({ estimates }: ModelReport, devices: readonly DeviceInfo[]): Mark[] {
  const estimated = devices.filter(({ id }) => estimates[id]?.kind === "estimate");
  const outside = estimated.filter(({ id }) => {
    const estimate = estimates[id];
    return estimate?.kind === "estimate" && estimate.outsideMeasuredRange;
  });
  if (outside.length === 0) return [];
  const on =
    outside.length === estimated.length ? "" : ` on ${outside.map(({ shortName }) => shortName).join(" and ")}`;
  return [{ text: `unlike every measured network${on}`, sentences: ["expect a larger error"] }];
}

/** Why a device has no total, in the words that follow "not estimated: ". */
export function refusal(model: ModelReport, device: string): string {
  const estimate = model.estimates[device];
  if (estimate?.kind === "refused") return estimate.why;
  return model.problems[0]?.message ?? "no layer was understood";
}

/** "3 layers not understood", or what stands for it where the model is partial for another reason. */
export function missing(model: ModelReport): string {
  const count = model.layers.filter((layer) => layer.notEstimated !== null).length;
  return count > 0 ? `${countOf(count, "layer")} not understood` : "not all of it understood";
}

/**
 * The model in one line: `AGX 19 ms (18–21) · TX2 49 ms (46–52) · 7.7 GFLOPs · 25.6 M params`, with its marks behind the
 * totals. An error stands in their place, or before those of `before`, what the model was before the error.
 */
export function modelTitle(
  model: ModelReport,
  devices: readonly DeviceInfo[],
  before: ModelReport | null = null,
): string {
  if (model.error === null) return [modelFigures(model, devices), ...modelSize(model)].join(" · ");
  const marked = marks(model, devices).map(({ text }) => text);
  const old = before === null ? [] : [`old: ${modelTitle(before, devices)}`];
  return [`✗ ${errorText(model.error, model.location.uri)}`, ...marked, ...old].join(" · ");
}

/** The same without FLOPs, and without parameters either. */
export function shorterTitles(model: ModelReport, devices: readonly DeviceInfo[]): readonly string[] {
  const figures = modelFigures(model, devices);
  const [, parameters] = modelSize(model);
  return [`${figures} · ${parameters}`, figures];
}

function modelFigures(model: ModelReport, devices: readonly DeviceInfo[]): string {
  return [...deviceTotals(model, devices), ...marks(model, devices).map(({ text }) => text)].join(" · ");
}

/** FLOPs (2 × multiply-accumulate, as the paper counts) and parameters, as weak as the totals. */
export function modelSize(model: ModelReport): readonly [flops: string, parameters: string] {
  const bound = (text: string, count: number, otherwise: string): string => {
    if (count > 0) return weakened(text, model.partial, isGuessed(model));
    return model.partial ? otherwise : text;
  };
  return [
    bound(flops(2 * model.macs), model.macs, `FLOPs ${UNKNOWN}`),
    bound(parameters(model.parameters.total), model.parameters.total, `params ${UNKNOWN}`),
  ];
}

/** "from your measurements, 30 rows" */
export function ownMeasurements(rows: number): string {
  return `from your measurements, ${countOf(rows, "row")}`;
}

/** "calibrated from 1 measurement" */
/** "9.4 W (8.5–10) · 180 mJ an inference (160–210) · 2.1 GB of memory (1.9–2.4)"; null where nothing was measured on the board. */
export function consumption({ consumption: known }: DeviceEstimate): string | null {
  if (known === null) return null;
  if (known.kind === "refused") return `power, energy and memory not known: ${known.why}`;
  const { powerMilliwatts, energyMillijoules, memoryMegabytes } = known;
  return [
    consumed(powerMilliwatts, 1000, "W"),
    energyMillijoules.value < 1000
      ? consumed(energyMillijoules, 1, "mJ an inference")
      : consumed(energyMillijoules, 1000, "J an inference"),
    consumed(memoryMegabytes, 1000, "GB of memory"),
  ].join(" · ");
}

/** A guess where no measured network was like it. */
function consumed({ value, low, high, outsideMeasuredRange }: ConsumptionFigure, scale: number, unit: string): string {
  return `${outsideMeasuredRange ? "~" : ""}${digits(value / scale)} ${unit} (${interval(low / scale, high / scale)})`;
}

export function calibratedFrom({ figures }: Calibrated): string {
  return `calibrated from ${countOf(figures, "measurement")}`;
}

/** What of the user's own stands behind the figures. */
function ownSources({ ownRows, calibration }: DeviceEstimate): readonly string[] {
  return [
    ...(ownRows === null ? [] : [ownMeasurements(ownRows)]),
    ...(calibration === null ? [] : [calibratedFrom(calibration)]),
  ];
}

/** One text per device; a reason that all devices share is said once. */
function deviceTotals(model: ModelReport, devices: readonly DeviceInfo[]): string[] {
  const reasons = new Set(devices.map(({ id }) => (total(model, id) === null ? refusal(model, id) : null)));
  const [only] = reasons;
  if (reasons.size === 1 && typeof only === "string") return [`not estimated: ${only}`];
  const texts = devices.map(({ id, shortName }) => {
    const ms = total(model, id);
    const range = totalInterval(model, id);
    if (ms === null) return `${shortName} not estimated: ${refusal(model, id)}`;
    const estimate = model.estimates[id];
    const own =
      estimate?.kind === "estimate"
        ? ownSources(estimate)
            .map((source) => `, ${source}`)
            .join("")
        : "";
    return `${shortName} ${ms}${range === null ? "" : ` (${range})`}${own}`;
  });
  const last = texts.pop();
  return last === undefined ? [] : [...texts, model.partial ? `${last}, ${missing(model)}` : last];
}

function isMeasurable(value: number): boolean {
  return Number.isFinite(value) && value >= 0;
}

function isCount(value: number): boolean {
  return Number.isFinite(value) && value >= 0;
}

/** At most one decimal and at least the three leading digits, in the largest unit that leaves a 1 before the point. */
function scaled(count: number, units: readonly string[]): string {
  let unit = 0;
  let value = count;
  while (unit + 1 < units.length && Number(value.toFixed(unit === 0 ? 0 : value < 100 ? 1 : 0)) >= 1000) {
    value /= 1000;
    unit += 1;
  }
  const number = unit === 0 || value >= 99.95 ? grouped(Math.round(value)) : value.toFixed(1);
  return `${number} ${units[unit] ?? ""}`.trim();
}
