import { COMMANDS } from "../../../protocol/commands";
import type { HoverText } from "../../../protocol/features";
import type { DeviceEstimate, DeviceInfo, LayerReport, ModelReport, Report } from "../../../protocol/report";
import { comparePositions, contains, containsRange, type Position, type Range } from "../../../protocol/source";
import { candidatesShown } from "./candidates";
import { errorText } from "../analysis/errors";
import * as format from "./format";
import { commandLink, escapeMarkdown, fileLink, GAP, table } from "./markdown";
import { framesIn, iterationOf, modelsIn } from "./layers-by-line";
import { heldBack, layerTime, slowestFirst, sumText, sumTimes, isWithoutTime, whyNotWhole } from "./times";
import { beforeError, comparedDevice, isStale, primaryDevice, STALE } from "./view";
import type { View } from "./view";

/** Rows of a list of layers before it only counts. */
const LISTED = 8;
const SLOWEST = 3;

/** Markdown's line within a paragraph. */
const LINE_BREAK = "  \n";

/** Hover on a model's definition, on a call that makes one layer, or on a call that makes several; null anywhere else. */
export function hover(view: View, position: Position): HoverText | null {
  if (!view.settings.enabled) return null;
  const { report } = view;
  const model = modelsIn(report.uri, report.models).find(({ location }) => contains(location.range, position));
  if (model !== undefined) return { range: model.location.range, markdown: modelHover(view, model) };
  const candidate = candidatesShown(report).find(({ location }) => contains(location.range, position));
  if (candidate !== undefined)
    return { range: candidate.location.range, markdown: `**No estimate.** ${escapeMarkdown(candidate.why)}` };
  const found = callAt(report, position);
  return found === null ? null : { range: found.range, markdown: callHover(view, found) };
}

// ---------------------------------------------------------------- finding

interface Call {
  readonly range: Range;
  /** The layers that the call makes, per model. */
  readonly made: readonly LayersOfModel[];
}

interface LayersOfModel {
  readonly model: ModelReport;
  readonly layers: readonly LayerReport[];
}

/** The narrowest call around the position that makes layers. */
function callAt(report: Report, position: Position): Call | null {
  const models = modelsIn(report.uri, report.models);
  let narrowest: Range | null = null;
  for (const range of models.flatMap((model) => model.layers.flatMap((layer) => rangesOf(report.uri, layer)))) {
    if (!contains(range, position)) continue;
    if (narrowest === null || containsRange(narrowest, range)) narrowest = range;
  }
  if (narrowest === null) return null;
  const range = narrowest;
  const made = models.map((model) => ({
    model,
    layers: model.layers.filter((layer) => rangesOf(report.uri, layer).some((other) => same(range, other))),
  }));
  return { range, made: made.filter(({ layers }) => layers.length > 0) };
}

function rangesOf(uri: string, layer: LayerReport): Range[] {
  const applied = layer.application.filter((frame) => frame.location.uri === uri);
  return [...framesIn(uri, layer), ...applied].map((frame) => frame.location.range);
}

function same(a: Range, b: Range): boolean {
  return comparePositions(a.start, b.start) === 0 && comparePositions(a.end, b.end) === 0;
}

// ---------------------------------------------------------------- a call

function callHover(view: View, { made, range }: Call): string {
  const parts = made.map(({ model, layers }) => {
    const [layer] = layers;
    const text =
      layers.length === 1 && layer !== undefined
        ? layerText(view, layer, model)
        : layersText(view, { model, layers }, range);
    const heading = made.length > 1 ? `In **${escapeMarkdown(model.name)}**:\n\n` : "";
    return `${heading}${text}\n\n${footer(view, model, layers)}`;
  });
  return parts.join("\n\n---\n\n");
}

function layerText(view: View, layer: LayerReport, model: ModelReport): string {
  const title = [
    `**${escapeMarkdown(layer.class)}** ${escapeMarkdown(layer.name)}`,
    format.shape(layer.outputShape),
    format.parameters(layer.parameters),
    format.flops(layer.flops),
  ].join(" · ");
  const why = whyNotWhole(layer);
  const reason = why === null ? [] : [escapeMarkdown(why), ""];
  if (why !== null && isWithoutTime(layer)) return [title, "", ...reason].join("\n").trimEnd();
  const { devices } = view.report;
  const row = (heading: string, cell: (device: DeviceInfo) => string): string[] => [heading, ...devices.map(cell)];
  const share = ({ id }: DeviceInfo): string => {
    const time = layer.times[id];
    return time === undefined || time.ms === 0 ? "–" : format.percent(time.share);
  };
  return [
    title,
    "",
    ...reason,
    table(
      ["", ...devices.map(({ shortName }) => shortName)],
      [
        row("time", ({ id }) => escapeMarkdown(layerTime(layer, id, model))),
        row("share of the model", share),
        row("held back by", ({ id }) => GAP + heldBack(layer.times[id]?.heldBackBy)),
      ],
    ),
  ].join("\n");
}

function layersText(view: View, { model, layers }: LayersOfModel, { start }: Range): string {
  const { devices } = view.report;
  const primary = primaryDevice(view);
  const primaryId = primary?.id ?? "";
  const cell = (layer: LayerReport, { id }: DeviceInfo): string => escapeMarkdown(layerTime(layer, id, model));
  const rows = slowestFirst(layers, primaryId)
    .slice(0, LISTED)
    .map((layer) => [
      [
        `${escapeMarkdown(layer.name)} (${escapeMarkdown(layer.class)})`,
        iterationOf(view.report.uri, layer, start.line) ?? "",
      ]
        .filter((text) => text !== "")
        .join(", "),
      format.shape(layer.outputShape),
      ...devices.map((device) => cell(layer, device)),
      GAP + heldBack(layer.times[primaryId]?.heldBackBy),
    ]);
  const rest = layers.length - rows.length;
  const sumOn = (id: string): string => escapeMarkdown(sumText(sumTimes(layers, id), model));
  const sums = devices.map(({ id }) => `**${sumOn(id)}**`);
  return [
    `**${format.countOf(layers.length, "layer")}** come from here, Σ ${sumOn(primaryId)} on ${primary?.name ?? ""}`,
    "",
    table(
      ["layer", "output", ...devices.map(({ shortName }) => shortName), `held back by (${primary?.shortName ?? ""})`],
      [
        ...rows,
        ...(rest > 0 ? [[`and ${format.countOf(rest, "more layer")}`, "", ...devices.map(() => ""), ""]] : []),
        ["**together**", "", ...sums, ""],
      ],
    ),
  ].join("\n");
}

/** Memory, conditions and links, each on a line of its own. */
function footer(view: View, model: ModelReport, layers: readonly LayerReport[]): string {
  const traffic = trafficText(layers);
  return [
    ...(isStale(view, model) ? [`figures ${STALE}`] : []),
    ...(traffic === null ? [] : [traffic]),
    `${format.SHORT_CONDITIONS} · FLOPs are 2 × multiply-accumulate, plus element-wise operations`,
    links(view, model).join(" · "),
  ].join(LINE_BREAK);
}

function trafficText(layers: readonly LayerReport[]): string | null {
  const weights = sumOrNull(layers.map((layer) => layer.weightBytes));
  const activations = sumOrNull(layers.map((layer) => layer.activationBytes));
  if (weights === null || activations === null) return null;
  const flops = sumOrNull(layers.map((layer) => layer.flops));
  const moved = weights + activations;
  const intensity =
    flops === null || flops === 0 || moved === 0 ? "" : `, ${(flops / moved).toPrecision(2)} FLOPs per byte`;
  return `${weights === 0 ? "no" : `${format.bytes(weights)} of`} weights, ${format.bytes(activations)} of activations${moved === 0 ? "" : plainNumber(intensity)}`;
}

/** 1.2e+2 → 120: `toPrecision` writes exponents that nobody reads. */
function plainNumber(text: string): string {
  return text.replace(/[\d.]+e\+\d+/, (number) => String(Number(number)));
}

function sumOrNull(values: readonly (number | null)[]): number | null {
  return values.reduce<number | null>((sum, value) => (sum === null || value === null ? null : sum + value), 0);
}

function links(view: View, model: ModelReport): string[] {
  const target = { uri: view.report.uri, model: model.id };
  const compared = comparedDevice(view);
  return [
    commandLink("Breakdown", COMMANDS.breakdown, target),
    ...(compared === undefined ? [] : [commandLink(`Compare on ${compared.shortName}`, COMMANDS.compare, target)]),
  ];
}

// ---------------------------------------------------------------- a model

/** Short enough to be read without scrolling; the breakdown has features and all conditions. */
function modelHover(view: View, model: ModelReport): string {
  if (model.error === null) return figuresHover(view, model);
  const before = beforeError(view, model);
  const error = `✗ ${escapeMarkdown(errorText(model.error, view.report.uri))}`;
  if (before !== null) return [error, "⚠ Old figures, from before the error:", figuresHover(view, before)].join("\n\n");
  return [modelHeading(model), error, ...warnings(view, model), links(view, model).join(" · ")].join("\n\n");
}

function figuresHover(view: View, model: ModelReport): string {
  const facts = [
    ...slowestText(view, model),
    ...perDevice("Answering predictor", view, model, ({ ownRows }) =>
      ownRows === null ? "" : `${format.ownMeasurements(ownRows)}, on top of the embedded one`,
    ),
    ...perDevice("Calibrated", view, model, ({ calibration }) => {
      if (calibration === null) return "";
      const how = calibration.how.length === 0 ? "" : ` (${calibration.how.join(", ")})`;
      return `times ${calibration.factor.toFixed(2)}, from ${format.countOf(calibration.figures, "measurement")} of yours${how}`;
    }),
    ...perDevice("Consumption", view, model, (estimate) => format.consumption(estimate) ?? ""),
    ...perDevice("Measured error", view, model, ({ accuracy }) => accuracy),
    ...perDevice("Nearest measured", view, model, ({ nearest }) => nearest.join(", ")),
    ...calledText(model),
    format.SHORT_CONDITIONS,
    links(view, model).join(" · "),
  ];
  return [
    modelHeading(model),
    ...(isStale(view, model) ? [`⚠ Figures ${STALE}.`] : []),
    ...warnings(view, model),
    predictorTable(view, model),
    facts.join(LINE_BREAK),
  ].join("\n\n");
}

function modelHeading(model: ModelReport): string {
  const { nonTrainable } = model.parameters;
  const trained = nonTrainable > 0 && !model.partial ? ` (${format.plainCount(nonTrainable)} not trainable)` : "";
  const [flops, parameters] = format.modelSize(model);
  return [
    `**${escapeMarkdown(model.name)}**`,
    `${format.modelShapes(model.inputShapes)} → ${format.modelShapes(model.outputShapes)}`,
    format.countOf(model.layers.length, "layer"),
    `${escapeMarkdown(parameters)}${trained}`,
    escapeMarkdown(flops),
  ].join(" · ");
}

/** Every predictor's figure, the answering one first and with its interval. */
function predictorTable({ report: { devices } }: View, model: ModelReport): string {
  const estimates = devices.map(({ id }) => {
    const found = model.estimates[id];
    return found?.kind === "estimate" ? found : null;
  });
  const answering = new Set(estimates.flatMap((estimate) => estimate?.predictor ?? []));
  const names = new Set(estimates.flatMap((estimate) => Object.keys(estimate?.predictors ?? {})));
  const figure = (ms: number | undefined): string =>
    ms === undefined ? "–" : escapeMarkdown(format.figure(ms, model.partial, format.isTimeGuessed(model)) ?? "–");
  return table(
    ["predictor", ...devices.map(({ name }) => GAP + name)],
    [
      [
        answering.size === 0 ? "total" : `${[...answering].join(" / ")} (answers)`,
        ...devices.map((device) => answerCell(model, device)),
      ],
      ...[...names]
        .filter((name) => !answering.has(name))
        .map((name) => [
          name,
          ...estimates.map((estimate) => {
            const cell = figure(estimate?.predictors[name]);
            return estimate?.extrapolated.includes(name) === true ? `${cell} (beyond its training)` : cell;
          }),
        ]),
    ],
  );
}

function answerCell(model: ModelReport, { id }: DeviceInfo): string {
  const total = format.total(model, id);
  const range = format.totalInterval(model, id);
  if (total === null) return `not estimated: ${escapeMarkdown(format.refusal(model, id))}`;
  return `${GAP}**${escapeMarkdown(total)}**${range === null ? "" : ` (${range})`}`;
}

/** What an estimate says of itself, once where all devices say the same; nothing where none says anything. */
function perDevice(
  heading: string,
  { report }: View,
  model: ModelReport,
  text: (estimate: DeviceEstimate) => string,
): string[] {
  const said = report.devices.flatMap(({ id, shortName }) => {
    const estimate = model.estimates[id];
    const words = estimate?.kind === "estimate" ? escapeMarkdown(text(estimate)) : "";
    return words === "" ? [] : [{ shortName, words }];
  });
  const [first] = said;
  if (first === undefined) return [];
  if (said.length > 1 && said.every(({ words }) => words === first.words)) return [`${heading}: ${first.words}`];
  return [`${heading}: ${said.map(({ shortName, words }) => `${shortName} ${words}`).join("; ")}`];
}

function warnings({ report }: View, model: ModelReport): string[] {
  return [
    ...(format.isLowerBound(model) ? [`⚠ The totals are lower bounds: ${format.missing(model)}.`] : []),
    ...format.marks(model, report.devices).map((mark) => `⚠ ${format.capitalized(markText(mark))}`),
  ];
}

/** A mark with all that it stands for, each on a line of its own where there are several. */
function markText({ text, sentences }: format.Mark): string {
  const [first, ...others] = sentences.map(escapeMarkdown);
  if (others.length === 0) return `${escapeMarkdown(text)}: ${first ?? ""}`;
  return [`${escapeMarkdown(text)}:`, ...[first, ...others].map((sentence) => `- ${sentence ?? ""}`)].join("\n");
}

function slowestText(view: View, model: ModelReport): string[] {
  const device = primaryDevice(view);
  if (device === undefined) return [];
  const slowest = slowestFirst(model.layers, device.id)
    .slice(0, SLOWEST)
    .flatMap((layer) => {
      const time = layer.times[device.id];
      if (time === undefined || time.ms === 0) return [];
      return [
        `${escapeMarkdown(layer.name)} ${escapeMarkdown(layerTime(layer, device.id, model))} (${format.percent(time.share)})`,
      ];
    });
  return slowest.length === 0 ? [] : [`Slowest on ${device.shortName}: ${slowest.join(", ")}`];
}

/** A link to the call whose arguments a function's model has. */
function calledText({ calledAt }: ModelReport): string[] {
  if (calledAt === undefined) return [];
  return [`As called in ${fileLink(calledAt.uri, calledAt.range.start.line)}`];
}
