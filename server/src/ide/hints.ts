import type { Hint } from "../../../protocol/features";
import type { LayerReport, ModelReport } from "../../../protocol/report";
import type { Range } from "../../../protocol/source";
import { countOf, percent, shape } from "./format";
import { groupBy } from "./group";
import { escapeMarkdown } from "./markdown";
import { iterationOf, layersByLine, modelsIn } from "./layers-by-line";
import { isSlow, layerTime, slowestOf, sumText, sumTimes, whyNotWhole } from "./times";
import { isStale, primaryDevice, STALE, STALE_SHORT } from "./view";
import type { View } from "./view";

/** Layers that a tooltip lists before it only counts. */
const LISTED = 8;

/**
 * One hint a line, at the line's end: `0.42 ms · 56×56×64`, milliseconds first because long lines are cut, or `Σ 3 × · 1.2 ms` where a helper
 * or a loop makes three layers, both at the helper's own lines and at the calls of it.
 * Where models share a helper, the hint is the first model's and the tooltip has the others.
 */
export function hints(view: View, range: Range, lineLength: (line: number) => number): readonly Hint[] {
  const mode = view.settings.hints;
  const device = primaryDevice(view)?.id;
  if (!view.settings.enabled || mode === "off" || device === undefined) return [];
  const lines = [...entriesByLine(view)].filter(([line]) => line >= range.start.line && line <= range.end.line);
  return lines
    .filter(
      ([, entries]) => mode === "all" || entries.some(({ layers }) => isSlow(layers, device, view.settings.slowLayer)),
    )
    .map(([line, entries]) => hint(view, line, lineLength(line), entries))
    .filter((candidate) => candidate !== null);
}

interface Entry {
  readonly model: ModelReport;
  readonly layers: readonly LayerReport[];
}

/** Per line the models that have layers on it, in source order of the models. */
function entriesByLine({ report }: View): ReadonlyMap<number, readonly Entry[]> {
  const entries = modelsIn(report.uri, report.models).flatMap((model) =>
    layersByLine(report.uri, model).map(({ line, layers }) => ({ line, model, layers })),
  );
  return new Map([...groupBy(entries, ({ line }) => line)].sort(([a], [b]) => a - b));
}

function hint(view: View, line: number, length: number, entries: readonly Entry[]): Hint | null {
  const device = primaryDevice(view);
  const [first] = entries;
  if (first === undefined || device === undefined) return null;
  const { slowLayer } = view.settings;
  const isMarked = slowLayer.show !== "lens" && entries.some(({ layers }) => isSlow(layers, device.id, slowLayer));
  const label = `${isMarked ? "⚠ " : ""}${labelOf(first, device.id)}`;
  const tooltip = entries.map((entry) => describe(view, entry, line, entries.length > 1)).join("\n\n");
  return {
    position: { line, character: length },
    label: isStale(view, first.model) ? `${label} (${STALE_SHORT})` : label,
    tooltip,
  };
}

function labelOf({ model, layers }: Entry, device: string): string {
  const [layer] = layers;
  if (layers.length > 1 || layer === undefined) {
    return `Σ ${layers.length} × · ${sumText(sumTimes(layers, device), model)}`;
  }
  // A layer that launches nothing (an input, a dropout at inference) still has a shape worth knowing.
  if (sumTimes([layer], device).ms === 0 && layer.notEstimated === null) return shape(layer.outputShape);
  return `${layerTime(layer, device, model)} · ${shape(layer.outputShape)}`;
}

function describe(view: View, { model, layers }: Entry, line: number, named: boolean): string {
  const device = primaryDevice(view);
  if (device === undefined) return "";
  const sum = sumTimes(layers, device.id);
  const share = sum.ms > 0 ? `, ${percent(sum.share)} of ${escapeMarkdown(model.name)}` : "";
  const old = isStale(view, model) ? `, ${STALE}` : "";
  const head = `${named ? `**${escapeMarkdown(model.name)}**: ` : ""}${countOf(layers.length, "layer")} · ${escapeMarkdown(sumText(sum, model))} on ${device.name}${share}${old}`;
  const slowest = slowestOf(layers, device.id, LISTED);
  const rows = slowest.map((layer) => {
    const why = whyNotWhole(layer);
    const time = escapeMarkdown(why === null ? layerTime(layer, device.id, model) : why);
    const round = layers.length > 1 ? iterationOf(view.report.uri, layer, line) : null;
    return `- ${escapeMarkdown(layer.name)} (${escapeMarkdown(layer.class)}) · ${shape(layer.outputShape)} · ${time}${round === null ? "" : ` (${round})`}`;
  });
  const rest = layers.length > LISTED ? [`- and ${countOf(layers.length - LISTED, "more layer")}`] : [];
  return [`${head}${slowestText(view, { model, layers: slowest }, line)}`, "", ...rows, ...rest].join("\n");
}

/** ", slowest conv4 0.9 ms (iteration 3)" where a line makes several layers. */
function slowestText(view: View, { model, layers }: Entry, line: number): string {
  const [slowest] = layers;
  const device = primaryDevice(view)?.id ?? "";
  const ms = slowest?.times[device]?.ms ?? 0;
  if (layers.length < 2 || slowest === undefined || ms === 0) return "";
  const round = iterationOf(view.report.uri, slowest, line);
  return `, slowest ${escapeMarkdown(slowest.name)} ${escapeMarkdown(layerTime(slowest, device, model))}${round === null ? "" : ` (${round})`}`;
}
