/** Report → the text of the command line. */
import { fileURLToPath } from "node:url";
import type { DeviceInfo, LayerReport, ModelReport, Report } from "../protocol/report";
import type { Location } from "../protocol/source";
import { candidatesShown } from "../server/src/ide/candidates";
import { errorText } from "../server/src/analysis/errors";
import { whyNotWhole } from "../server/src/ide/times";
import { table } from "./table";
import * as format from "../server/src/ide/format";
import { visible, visibleTexts } from "../server/src/ide/visible";

/** No name in it is more than a word of its line, whatever the source or the file is called. */
export function reportText(report: Report, file: string): string {
  return textOf(visibleTexts(report), visible(file));
}

function textOf(report: Report, file: string): string {
  const blocks = report.models.map((model) => modelText(model, report, file));
  const candidates = candidatesShown(report);
  if (blocks.length === 0) blocks.push([`${file}: no model found.`, ...noModelAdvice(report)].join("\n"));
  if (candidates.length > 0)
    blocks.push(
      ["No estimate", ...candidates.map(({ location, why }) => `  ${place(location, report.uri, file)}: ${why}`)].join(
        "\n",
      ),
    );
  const problems = report.problems.map(
    (problem) => `${place(problem.location, report.uri, file)}: ${problem.severity}: ${problem.message}`,
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

function modelText(model: ModelReport, report: Report, file: string): string {
  const called = model.calledAt === undefined ? [] : [`  called at ${place(model.calledAt, report.uri, file)}`];
  return [
    `${model.name}  ${place(model.location, report.uri, file)}`,
    ...called,
    ...(model.error === null
      ? report.devices.flatMap((device) => deviceText(model, device))
      : [`  ✗ ${errorText(model.error, report.uri)}`]),
    ...format.marks(model, report.devices).flatMap(markText),
    `  ${[`input ${format.modelShapes(model.inputShapes)}`, ...format.modelSize(model)].join(" · ")}`,
    "",
    ...table(layerRows(model, report.devices), 3).map((line) => `  ${line}`),
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
  const predictors = Object.entries(estimate.predictors).map(
    ([name, value]) => `${name} ${format.figure(value, model.partial, format.isGuessed(model)) ?? format.UNKNOWN}`,
  );
  const lines = [
    `  ${device.shortName}  ${ms}${range === null ? "" : ` (${range})`}   [${predictors.join(", ")}]${model.partial ? `   ${format.missing(model)}` : ""}`,
  ];
  if (estimate.ownRows !== null) lines.push(`       ${format.ownMeasurements(estimate.ownRows)}: ${estimate.accuracy}`);
  return lines;
}

/** "  assumed 224×224×3: input_shape of …"; each sentence on a line of its own where there are several. */
function markText({ text, sentences }: format.Mark): string[] {
  if (sentences.length < 2) return [`  ${text}: ${sentences.join("")}`];
  return [`  ${text}:`, ...sentences.map((sentence) => `    ${sentence}`)];
}

function layerRows(model: ModelReport, devices: readonly DeviceInfo[]): string[][] {
  const head = [
    "layer",
    "class",
    "output",
    "params",
    "FLOPs",
    ...devices.map((device) => `${device.shortName} ms`),
    "held back by",
  ];
  return [head, ...model.layers.map((layer) => layerRow(layer, model, devices))];
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

/** Columns padded to their widest cell; numbers stand right. */
function place(location: Location, uri: string, file: string): string {
  const { line, character } = location.range.start;
  return `${location.uri === uri ? file : pathOf(location.uri)}:${line + 1}:${character + 1}`;
}

function pathOf(uri: string): string {
  return visible(uri.startsWith("file:") ? fileURLToPath(uri) : uri);
}
