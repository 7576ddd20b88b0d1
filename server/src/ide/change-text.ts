/** What a change of the source does to its networks, as text: totals with the honest wording, then the layers that make the difference. */
import type { DeviceInfo, LayerReport, ModelReport, Report } from "../../../protocol/report";
import { modelChanges, takesAnotherTime } from "./changes";
import type { DeviceChange, ModelChange } from "./changes";
import * as format from "./format";
import type { LayerChange } from "./layer-changes";
import { siteOf } from "./layers-by-line";
import { table } from "./table";
import { visibleTexts } from "./visible";
import { shortLineText } from "../../../protocol/source";

/** Layers shown of those that make the difference. */
const MOST_LAYERS = 15;

export interface ReportState {
  readonly report: Report;
  /** What the report's document is called. */
  readonly file: string;
}

export function changeText(before: ReportState, after: ReportState): string {
  const [first, second] = [visibleTexts(before), visibleTexts(after)];
  const blocks = modelChanges(first.report, second.report).map((change) =>
    change.kind === "both" ? changeOf(change, second.report) : `${change.model.name}: only ${change.kind}.`,
  );
  const without = [first, second].filter(({ report }) => report.models.length === 0);
  const empty = without.map(({ file }) => `${file}: no model found.`);
  const problems = [first, second].flatMap(({ report, file }) =>
    report.problems.map(({ severity, message, location }) => {
      const side = report === first.report ? "before" : "after";
      return `${side}, ${file}:${shortLineText(location)}: ${severity}: ${message}`;
    }),
  );
  return `${[
    `Before: ${first.file}. After: ${second.file}.`,
    ...empty,
    ...blocks,
    ...(problems.length === 0 ? [] : [problems.join("\n")]),
    `${format.CONDITIONS}.`,
  ].join("\n\n")}\n`;
}

type Both = Extract<ModelChange, { readonly kind: "both" }>;

function changeOf(change: Both, { uri, devices }: Report): string {
  const { before, after } = change;
  const name = before.name === after.name ? after.name : `${before.name} → ${after.name}`;
  const sizes = format.modelSize(before).map((size, index) => {
    const present = format.modelSize(after)[index] ?? format.UNKNOWN;
    return size === present ? size : `${size} → ${present}`;
  });
  return [
    name,
    ...change.devices.map((one) => `  ${one.device.shortName}  ${totalsText(change, one)}`),
    `  ${sizes.join(" · ")}`,
    ...marksText(before, after, devices),
    ...layersText(change.layers, uri, devices).map((line) => `  ${line}`),
  ].join("\n");
}

/** "49 ms (46–52) → 31 ms (28–34): after is faster, 1.6× (above 1.25× …)" */
function totalsText(
  { before: old, after: present }: Both,
  { device: { id }, before, after, verdict }: DeviceChange,
): string {
  const figures = [old, present].map((model) => {
    const total = format.total(model, id);
    const range = format.totalInterval(model, id);
    return total === null
      ? `not estimated: ${format.refusal(model, id)}`
      : `${total}${range === null ? "" : ` (${range})`}`;
  });
  if (verdict === null || before === null || after === null) return `${figures.join(" → ")}: no comparison`;
  const { ratio, words, detail } = verdict;
  const scope = old.partial || present.partial ? ", of the layers that were understood" : "";
  const said =
    words === "no clear difference"
      ? words
      : `${after < before ? "after" : "before"} is ${words}, ${format.times(ratio)}${scope}`;
  return `${figures.join(" → ")}: ${before === after ? "the same" : `${said} (${detail})`}`;
}

function marksText(before: ModelReport, after: ModelReport, devices: readonly DeviceInfo[]): string[] {
  const texts = (model: ModelReport): string[] =>
    format.marks(model, devices).map(({ text, sentences }) => `${text}: ${sentences.join(" ")}`);
  const [old, present] = [texts(before), texts(after)];
  return [
    ...old.filter((text) => !present.includes(text)).map((text) => `  before, ${text}`),
    ...present.map((text) => `  ${old.includes(text) ? "" : "after, "}${text}`),
  ];
}

/** Largest difference on the last device first. */
function layersText(layers: readonly LayerChange[], uri: string, devices: readonly DeviceInfo[]): string[] {
  const changes = layers.filter((change) => takesAnotherTime(change, devices));
  if (changes.length === 0) return ["No layer takes another time."];
  const last = devices.at(-1)?.id ?? "";
  const weight = ({ before: old, after: present }: LayerChange): number =>
    Math.abs((present?.times[last]?.ms ?? 0) - (old?.times[last]?.ms ?? 0));
  const ordered = [...changes].sort((a, b) => weight(b) - weight(a));
  const head = ["line", "layer", "class", "output", ...devices.map(({ shortName }) => `${shortName} ms`)];
  const rows = ordered.slice(0, MOST_LAYERS).map((change) => changeRow(change, uri, devices));
  const more = ordered.length - rows.length;
  return [...table([head, ...rows], 4), ...(more > 0 ? [`and ${format.countOf(more, "other changed layer")}`] : [])];
}

function changeRow({ before, after }: LayerChange, uri: string, devices: readonly DeviceInfo[]): string[] {
  const side = (from: (layer: LayerReport) => string): string => {
    const [old, present] = [before, after].map((layer) => (layer === null ? null : from(layer)));
    return old === null || old === undefined || old === present ? (present ?? "") : `${old} → ${present ?? "gone"}`;
  };
  const site = after === null ? null : siteOf(uri, after);
  return [
    site === null ? "–" : shortLineText(site),
    (after ?? before)?.name ?? "",
    (after ?? before)?.class ?? "",
    before === null
      ? `new: ${format.shape(after?.outputShape ?? null)}`
      : side(({ outputShape }) => format.shape(outputShape)),
    ...devices.map(({ id }) => `${timeText(before, id)} → ${timeText(after, id)}`),
  ];
}

function timeText(layer: LayerReport | null, device: string): string {
  if (layer === null) return "–";
  const time = layer.times[device];
  return time === undefined ? "?" : format.milliseconds(time.ms).replace(/ ms$/, "");
}
