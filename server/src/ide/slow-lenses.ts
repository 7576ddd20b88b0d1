/** Warnings on the lines where the time of a model goes. */
import { COMMANDS } from "../../../protocol/commands";
import type { Lens } from "../../../protocol/features";
import type { DeviceInfo, LayerReport, ModelReport } from "../../../protocol/report";
import type { Settings } from "../../../protocol/settings";
import type { Range } from "../../../protocol/source";
import { executions } from "./executions";
import type { Execution } from "./executions";
import { countOf, hasTotal, percent } from "./format";
import { groupBy } from "./group";
import { framesIn } from "./layers-by-line";
import { slowStage, stageText } from "./slow-stage";
import { heldBack, isSlow, sumText, sumTimes, WHOLE_MODEL } from "./times";
import { isStale, primaryDevice, STALE } from "./view";
import type { View } from "./view";

/** Names that a warning lists before it only counts. */
const LISTED = 3;

/** A line that is warned of stays so until it is this far under the threshold, so that figures near it do not make it come and go. */
const STAYS_WARNED = 0.9;

/** `warned`: the lines that have a warning now. */
export function slowLenses(view: View, models: readonly ModelReport[], warned: ReadonlySet<number>): readonly Lens[] {
  const { slowLayer } = view.settings;
  if (slowLayer.show === "hint") return [];
  const slow = warningsOver(view, models, slowLayer);
  const lines = new Set(slow.map(({ range }) => range.start.line));
  if ([...warned].every((line) => lines.has(line))) return slow;
  const nearly = warningsOver(view, models, relaxed(slowLayer)).filter(
    ({ range: { start } }) => warned.has(start.line) && !lines.has(start.line),
  );
  return [...slow, ...nearly].sort((a, b) => a.range.start.line - b.range.start.line);
}

function relaxed({ share, milliseconds, minimumMilliseconds, show }: Settings["slowLayer"]): Settings["slowLayer"] {
  return {
    show,
    share: share * STAYS_WARNED,
    milliseconds: milliseconds === null ? null : milliseconds * STAYS_WARNED,
    minimumMilliseconds: minimumMilliseconds * STAYS_WARNED,
  };
}

/** What stands at a line that had a warning and is not slow any more, while nothing may move; null where it makes no layer. */
export function formerWarning(view: View, models: readonly ModelReport[], line: number): string | null {
  const device = primaryDevice(view);
  if (device === undefined) return null;
  for (const model of models.filter(hasTotal)) {
    const layers = model.layers.filter((layer) =>
      framesIn(view.report.uri, layer).some(({ location }) => location.range.start.line === line),
    );
    if (layers.length === 0) continue;
    const sum = sumTimes(layers, device.id);
    return [`${percent(sum.share)} of ${device.shortName} time`, sumText(sum, model)].join(" · ");
  }
  return null;
}

/** An execution with the line that its warning stands on. */
interface SlowExecution extends Execution {
  /** The line makes other layers, too, so that this one has to be named. */
  readonly isOneOfSeveral: boolean;
}

function warningsOver(view: View, models: readonly ModelReport[], thresholds: Settings["slowLayer"]): readonly Lens[] {
  const device = primaryDevice(view);
  if (device === undefined) return [];
  const byLine = new Map<number, Lens>();
  // A share of a model without a total is one of nothing.
  for (const model of models.filter(hasTotal)) {
    const all = executions(model, (layer) => framesIn(view.report.uri, layer));
    const found = all.flatMap((execution) => slowest({ device, thresholds }, execution));
    const context = { model, device, several: models.length > 1 };
    const slow = found.length === 0 ? [] : atCallSites(all, found, device);
    for (const [line, onLine] of groupBy(slow, ({ location }) => location.range.start.line)) {
      // A line that several models run through carries the warning of the first one.
      if (!byLine.has(line)) byLine.set(line, slowLens(view, context, onLine));
    }
    const stage = found.length === 0 ? stageLens(view, context, thresholds) : null;
    if (stage !== null && !byLine.has(stage.range.start.line)) byLine.set(stage.range.start.line, stage);
  }
  return [...byLine.values()].sort((a, b) => a.range.start.line - b.range.start.line);
}

/** The innermost executions over the threshold: the narrowest place that explains the time. */
function slowest(
  over: { readonly device: DeviceInfo; readonly thresholds: Settings["slowLayer"] },
  execution: Execution,
): Execution[] {
  const { device, thresholds } = over;
  if (!isSlow(execution.layers, device.id, thresholds)) return [];
  const inner = [...execution.inner.values()].flatMap((part) => slowest(over, part));
  if (inner.length > 0) return inner;
  return isWhole(execution, device) ? [] : [execution];
}

function isWhole({ layers }: Execution, device: DeviceInfo): boolean {
  return sumTimes(layers, device.id).share > WHOLE_MODEL;
}

/**
 * A line of a helper that is slow in some of its executions only is no fault of that line: the warning goes to the call that
 * makes the slow ones alone; where none does, as in a loop, to the outermost one that is not the whole model.
 */
function atCallSites(
  all: readonly Execution[],
  slow: readonly Execution[],
  device: DeviceInfo,
): readonly SlowExecution[] {
  const counts = countByPlace(all);
  const slowCounts = new Map([...groupBy(slow, placeOf)].map(([place, found]) => [place, found.length]));
  return slow.map((execution) => {
    let shown = execution;
    const isShared = (one: Execution): boolean => (counts.get(placeOf(one)) ?? 0) > (slowCounts.get(placeOf(one)) ?? 1);
    while (isShared(shown) && shown.caller !== null && !isWhole(shown.caller, device)) shown = shown.caller;
    const isOneOfSeveral = shown !== execution || isShared(shown);
    return { ...execution, location: shown.location, iterations: shown.iterations, isOneOfSeveral };
  });
}

function countByPlace(
  executions: Iterable<Execution>,
  counts = new Map<string, number>(),
): ReadonlyMap<string, number> {
  for (const execution of executions) {
    const place = placeOf(execution);
    counts.set(place, (counts.get(place) ?? 0) + 1);
    if (execution.inner.size > 0) countByPlace(execution.inner.values(), counts);
  }
  return counts;
}

function placeOf({ location }: Execution): string {
  const { start, end } = location.range;
  return `${start.line} ${start.character} ${end.line} ${end.character}`;
}

interface Context {
  readonly model: ModelReport;
  readonly device: DeviceInfo;
  readonly several: boolean;
}

function slowLens(view: View, context: Context, found: readonly SlowExecution[]): Lens {
  const layers = found.flatMap((execution) => execution.layers);
  return warning(view, context, { range: found[0]?.location.range, layers, what: whichLayers(found, layers) });
}

/** Where no line is slow by itself: the largest part of the network that works on images of one size. */
function stageLens(view: View, context: Context, thresholds: Settings["slowLayer"]): Lens | null {
  const stage = slowStage(view.report.uri, context.model, context.device.id, thresholds);
  return stage === null ? null : warning(view, context, { ...stage, what: [stageText(stage)] });
}

function warning(
  view: View,
  { model, device, several }: Context,
  {
    range = model.location.range,
    layers,
    what,
  }: { readonly range: Range | undefined; readonly layers: readonly LayerReport[]; readonly what: readonly string[] },
): Lens {
  const sum = sumTimes(layers, device.id);
  const title = [
    `⚠ ${percent(sum.share)} of ${model.partial ? "known " : ""}${device.shortName} time`,
    sumText({ ...sum, unknown: 0 }, model),
    ...what,
    `held back by ${heldBack(sum.heldBackBy)}`,
    ...(several ? [model.name] : []),
    ...(isStale(view, model) ? [STALE] : []),
  ].join(" · ");
  const argument = { uri: view.report.uri, model: model.id };
  return { kind: "warning", range, title, command: COMMANDS.breakdown, argument };
}

/** Nothing for the single layer that the line makes; names where each pass makes one layer; counts otherwise. */
function whichLayers(found: readonly SlowExecution[], layers: readonly LayerReport[]): string[] {
  const [first] = found;
  if (layers.length === 1 && first?.isOneOfSeveral !== true) return [];
  if (layers.length === 1 && first !== undefined) {
    const round =
      first.iterations.length === 0 ? "" : ` (iteration ${first.iterations.map((index) => index + 1).join(".")})`;
    return [`${layers[0]?.name ?? ""}${round}`];
  }
  if (layers.length > found.length) {
    return [`${countOf(layers.length, "layer")}${found.length > 1 ? ` in ${countOf(found.length, "call")}` : ""}`];
  }
  const names = layers.slice(0, LISTED).map((layer) => layer.name);
  const rest = layers.length - names.length;
  return [`${names.join(", ")}${rest > 0 ? ` and ${rest} more` : ""}`];
}
