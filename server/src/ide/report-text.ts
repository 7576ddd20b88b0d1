/** Report → text: what the command line prints, and what an assistant is answered. */
import type { DeviceEstimate, DeviceInfo, LayerReport, ModelReport, Report } from "../../../protocol/report";
import { shortLineText } from "../../../protocol/source";
import type { Location } from "../../../protocol/source";
import { errorText } from "../analysis/errors";
import { candidatesShown } from "./candidates";
import * as format from "./format";
import { siteOf } from "./layers-by-line";
import { table } from "./table";
import { slowestOf, sumText, sumTimes, whyNotWhole } from "./times";
import { visible, visibleTexts } from "./visible";

export interface TextOptions {
  /** What the report's document is called. */
  readonly file: string;
  /** What another document is called. */
  readonly pathOf: (uri: string) => string;
  /** So many layers, the slowest first, with their lines; without it all of them, in their order. */
  readonly layers?: number;
}

/** No name in it is more than a word of its line, whatever the source or the file is called. */
export function reportText(report: Report, options: TextOptions): string {
  return textOf(visibleTexts(report), {
    ...options,
    file: visible(options.file),
    pathOf: (uri) => visible(options.pathOf(uri)),
  });
}

function textOf(report: Report, options: TextOptions): string {
  const { file } = options;
  const place = (location: Location): string => placeText(location, report.uri, options);
  const blocks = report.models.map((model) => modelText(model, report, options));
  const candidates = candidatesShown(report);
  if (blocks.length === 0) blocks.push([`${file}: no model found.`, ...noModelAdvice(report)].join("\n"));
  if (candidates.length > 0)
    blocks.push(["No estimate", ...candidates.map(({ location, why }) => `  ${place(location)}: ${why}`)].join("\n"));
  const problems = report.problems.map(
    (problem) => `${place(problem.location)}: ${problem.severity}: ${problem.message}`,
  );
  if (problems.length > 0) blocks.push(["Problems", ...problems.map((line) => `  ${line}`)].join("\n"));
  if (report.models.length > 0) blocks.push(`${format.CONDITIONS}.`);
  return `${blocks.join("\n\n")}\n`;
}

function noModelAdvice(report: Report): string[] {
  if (report.problems.length > 0 || candidatesShown(report).length > 0) return [];
  return [
    "Latency Lens looks for Sequential(…), Model(inputs, outputs), classes that derive from Model, and functions and methods that return one;",
    "a comment “# latency: name=value” above a function, or --call, gives it its arguments.",
  ];
}

function modelText(model: ModelReport, report: Report, options: TextOptions): string {
  const place = (location: Location): string => placeText(location, report.uri, options);
  const called = model.calledAt === undefined ? [] : [`  called at ${place(model.calledAt)}`];
  return [
    `${model.name}  ${place(model.location)}`,
    ...called,
    ...(model.error === null
      ? report.devices.flatMap((device) => deviceText(model, device))
      : [`  ✗ ${errorText(model.error, report.uri)}`]),
    ...format.marks(model, report.devices).flatMap(markText),
    `  ${[`input ${format.modelShapes(model.inputShapes)}`, ...format.modelSize(model)].join(" · ")}`,
    "",
    ...layersText(model, report, options.layers).map((line) => `  ${line}`),
  ].join("\n");
}

/** "  AGX  19 ms (18–21)   layered 19 ms, boosted 20 ms, forest 22 ms" */
function deviceText(model: ModelReport, device: DeviceInfo): string[] {
  const estimate = model.estimates[device.id];
  const ms = format.total(model, device.id);
  if (estimate?.kind !== "estimate" || ms === null) {
    return [`  ${device.shortName}  not estimated: ${format.refusal(model, device.id)}`];
  }
  const range = format.totalInterval(model, device.id);
  const predictors = predictorsText(estimate, model);
  const lines = [
    `  ${device.shortName}  ${ms}${range === null ? "" : ` (${range})`}   [${predictors}]${model.partial ? `   ${format.missing(model)}` : ""}`,
  ];
  const consumption = format.consumption(estimate);
  if (consumption !== null) lines.push(`       ${consumption}`);
  if (estimate.ownRows !== null) lines.push(`       ${format.ownMeasurements(estimate.ownRows)}: ${estimate.accuracy}`);
  if (estimate.calibration !== null) {
    const { factor, how } = estimate.calibration;
    const source = how.length === 0 ? "" : ` (${how.join(", ")})`;
    lines.push(`       ${format.calibratedFrom(estimate.calibration)}${source}: times ${factor.toFixed(2)}`);
  }
  return lines;
}

/** "layered 19 ms, boosted 20 ms; beyond their training: ols 9 ms" */
function predictorsText({ predictors, extrapolated }: DeviceEstimate, model: ModelReport): string {
  const text = (isBeyond: boolean): string =>
    Object.entries(predictors)
      .filter(([name]) => extrapolated.includes(name) === isBeyond)
      .map(([name, ms]) => `${name} ${format.figure(ms, model.partial, format.isTimeGuessed(model)) ?? format.UNKNOWN}`)
      .join(", ");
  const beyond = text(true);
  return beyond === "" ? text(false) : `${text(false)}; beyond their training: ${beyond}`;
}

/** "  assumed 224×224×3: input_shape of …"; each sentence on a line of its own where there are several. */
function markText({ text, sentences }: format.Mark): string[] {
  if (sentences.length < 2) return [`  ${text}: ${sentences.join("")}`];
  return [`  ${text}:`, ...sentences.map((sentence) => `    ${sentence}`)];
}

function layersText(model: ModelReport, report: Report, count: number | undefined): string[] {
  const { uri, devices } = report;
  const head = [
    "layer",
    "class",
    "output",
    "params",
    "FLOPs",
    ...devices.map((device) => `${device.shortName} ms`),
    "held back by",
  ];
  if (count === undefined) return table([head, ...model.layers.map((layer) => layerRow(layer, model, devices))], 3);
  const last = devices.at(-1);
  const slowest = slowestOf(model.layers, last?.id ?? "", count);
  const rows = slowest.map((layer) => [lineText(uri, layer), ...layerRow(layer, model, devices)]);
  const others = model.layers.filter((layer) => !slowest.includes(layer));
  const rest = others.length === 0 ? [] : [othersText(others, model, devices)];
  return [...table([["line", ...head], ...rows], 4), ...rest];
}

/** "167 other layers: AGX 12 ms, TX2 ≥ 30 ms" */
function othersText(layers: readonly LayerReport[], model: ModelReport, devices: readonly DeviceInfo[]): string {
  const sums = devices.map(({ id, shortName }) => `${shortName} ${sumText(sumTimes(layers, id), model)}`);
  return `${format.countOf(layers.length, "other layer")}: ${sums.join(", ")}`;
}

/** Where the author makes the layer; "–" where another file does. */
function lineText(uri: string, layer: LayerReport): string {
  const site = siteOf(uri, layer);
  return site === null ? "–" : shortLineText(site);
}

/** The layer's own reason; one that the devices' lines say already is not said again. */
function whyNotEstimated(layer: LayerReport, model: ModelReport): string | null {
  const said = Object.values(model.estimates).some(
    (estimate) => estimate.kind === "refused" && estimate.why === layer.notEstimated,
  );
  return said ? null : whyNotWhole(layer);
}

function layerRow(layer: LayerReport, model: ModelReport, devices: readonly DeviceInfo[]): string[] {
  const last = devices.at(-1);
  const heldBack = last === undefined ? undefined : layer.times[last.id]?.heldBackBy;
  return [
    layer.name,
    layer.class,
    format.shape(layer.outputShape),
    layer.parameters === null ? "?" : layer.parameters.toLocaleString("en-US"),
    layer.flops === null ? "?" : format.plainCount(layer.flops),
    ...devices.map(({ id }) => {
      const time = layer.times[id];
      return time === undefined ? "?" : format.milliseconds(time.ms).replace(/ ms$/, "");
    }),
    whyNotEstimated(layer, model) ?? heldBack ?? "",
  ];
}

function placeText(location: Location, own: string, { file, pathOf }: TextOptions): string {
  const { uri, range } = location;
  return `${uri === own ? file : pathOf(uri)}:${shortLineText(location)}:${range.start.character + 1}`;
}
