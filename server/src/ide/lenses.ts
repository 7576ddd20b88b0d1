import { COMMANDS } from "../../../protocol/commands";
import type { Lens } from "../../../protocol/features";
import type { Candidate, DeviceInfo, LayerReport, ModelReport } from "../../../protocol/report";
import type { Range } from "../../../protocol/source";
import { asksForSize, candidatesShown, NO_ESTIMATE } from "./candidates";
import { countOf, hasTotal, modelTitle, percent, shorterTitles } from "./format";
import { groupBy } from "./group";
import { framesIn, modelsIn } from "./places";
import { heldBack, isSlow, sumText, sumTimes } from "./times";
import { beforeError, comparedDevice, isStale, primaryDevice, STALE } from "./view";
import type { View } from "./view";

const SET_INPUT_SIZE = "Set input size…";
const GO_TO = "Go to";

/**
 * Characters of a definition's lenses that fit beside the side bar and the minimap of a window 1,400 pixels wide, as pictures show: of longer
 * ones the first 130 to 136 are to be seen, by the width of their letters. The last word is Breakdown, which a click on the figures opens, too.
 */
const LINE_CHARACTERS = 132;

/** What VS Code puts between lenses of one line. */
const SEPARATOR = " | ";

/** Names that a warning lists before it only counts. */
const LISTED = 3;

/** A part with more than this share is the model itself, and its own lens already says so. */
const WHOLE_MODEL = 0.999;

/** Lenses on the definition of each model, and warnings on the lines where its time goes. */
export function lenses(view: View): readonly Lens[] {
  if (!view.settings.enabled || !view.settings.lenses) return [];
  const models = modelsIn(view.report.uri, view.report.models);
  const candidates = candidatesShown(view.report);
  return [
    ...models.flatMap((model) => modelLenses(view, model)),
    ...candidates.flatMap((candidate) => candidateLenses(view, candidate)),
    ...(models.length + candidates.length > 0 ? [] : nothingFound(view)),
    ...slowLenses(view, models),
  ];
}

// ---------------------------------------------------------------- definitions without an estimate

/** A file with Keras or TensorFlow.js in it and nothing to estimate says so at its top, but not while it is being typed. */
function nothingFound({ report }: View): Lens[] {
  if (report.problems.some(({ code }) => code === "syntax")) return [];
  const start = { line: 0, character: 0 };
  const argument = { uri: report.uri, model: null };
  return [{ range: { start, end: start }, title: NO_ESTIMATE, command: COMMANDS.explain, argument }];
}

function candidateLenses(view: View, { id, location, directive }: Candidate): Lens[] {
  const base = { range: location.range, argument: { uri: view.report.uri, model: id } };
  const why: Lens = { ...base, title: NO_ESTIMATE, command: COMMANDS.explain };
  return directive === null ? [why] : [why, { ...base, title: SET_INPUT_SIZE, command: COMMANDS.setInputSize }];
}

// ---------------------------------------------------------------- the model's own lenses

function modelLenses(view: View, model: ModelReport): Lens[] {
  const base = { range: model.location.range, argument: { uri: view.report.uri, model: model.id } };
  const primary = primaryDevice(view);
  const estimated = hasTotal(beforeError(view, model) ?? model);
  const size: Lens[] = asksForSize(model) ? [{ ...base, title: SET_INPUT_SIZE, command: COMMANDS.setInputSize }] : [];
  const commands = estimated && primary !== undefined ? figureLenses(view, model) : [];
  const rest = [...size, ...commands];
  return [...headLenses(view, model, roomBeside(rest)), ...rest];
}

/** Characters that the head may have, so that the lenses behind it are not cut off. */
function roomBeside(lenses: readonly Lens[]): number {
  return LINE_CHARACTERS - lenses.reduce((sum, { title }) => sum + SEPARATOR.length + title.length, 0);
}

function figureLenses(view: View, model: ModelReport): Lens[] {
  const base = { range: model.location.range, argument: { uri: view.report.uri, model: model.id } };
  const compared = comparedDevice(view);
  const compare: Lens[] =
    compared === undefined ? [] : [{ ...base, title: `Compare on ${compared.shortName}`, command: COMMANDS.compare }];
  return [...compare, { ...base, title: "Breakdown", command: COMMANDS.breakdown }];
}

/** The model's line; an error of the source, and figures that are not complete, lead to what they say. */
function headLenses(view: View, model: ModelReport, room: number): Lens[] {
  const { error } = model;
  const { range } = model.location;
  const title = modelTitle(model, view.report.devices, beforeError(view, model));
  if (error !== null) {
    const goTo = { range, command: COMMANDS.goTo, argument: error.location };
    return [
      { ...goTo, title },
      { ...goTo, title: GO_TO },
    ];
  }
  const stale = isStale(view, model) ? ` · ${STALE}` : "";
  // What is left out stands in the hover and in the breakdown. It does not come and go while code is half-typed.
  const titles = [title, ...shorterTitles(model, view.report.devices)];
  const shown = titles.find(({ length }) => length <= room) ?? titles.at(-1) ?? title;
  return [
    {
      range,
      title: `${shown}${stale}`,
      command: hasTotal(model) && !model.partial ? COMMANDS.breakdown : COMMANDS.explain,
      argument: { uri: view.report.uri, model: model.id },
    },
  ];
}

// ---------------------------------------------------------------- warnings

/**
 * One execution of a call: the layers that it makes, and the executions inside it. The same call in a loop or in a helper that
 * is called again is another execution, because a share says something about one pass through the network only.
 */
interface Execution {
  readonly range: Range;
  /** The call around it in the document; null for an outermost one. */
  readonly caller: Execution | null;
  /** Rounds of the loops around the call. */
  readonly iterations: readonly number[];
  readonly layers: LayerReport[];
  readonly inner: Map<string, Execution>;
}

/** An execution with the line that its warning stands on. */
interface SlowExecution extends Execution {
  /** The line makes other layers, too, so that this one has to be named. */
  readonly isOneOfSeveral: boolean;
}

function slowLenses(view: View, models: readonly ModelReport[]): Lens[] {
  const device = primaryDevice(view);
  if (device === undefined) return [];
  const byLine = new Map<number, Lens>();
  // A share of a model without a total is one of nothing.
  for (const model of models.filter(hasTotal)) {
    const all = executions(view.report.uri, model);
    const found = all.flatMap((execution) => slowest(view, device, execution));
    const slow = found.length === 0 ? [] : atCallSites(all, found, device);
    for (const [line, onLine] of groupBy(slow, ({ range }) => range.start.line)) {
      // A line that several models run through carries the warning of the first one.
      if (!byLine.has(line)) byLine.set(line, slowLens(view, { model, device, several: models.length > 1 }, onLine));
    }
  }
  return [...byLine.values()].sort((a, b) => a.range.start.line - b.range.start.line);
}

function executions(uri: string, model: ModelReport): Execution[] {
  const outermost = new Map<string, Execution>();
  for (const layer of model.layers) {
    let level: Map<string, Execution> = outermost;
    let caller: Execution | null = null;
    const frames = framesIn(uri, layer);
    for (let index = frames.length - 1; index >= 0; index--) {
      const frame = frames[index];
      if (frame === undefined) continue;
      const { location, iterations } = frame;
      const key = keyOf(location.range.start, iterations);
      let execution = level.get(key);
      if (execution === undefined) {
        execution = { range: location.range, caller, iterations, layers: [], inner: new Map() };
        level.set(key, execution);
      }
      execution.layers.push(layer);
      level = execution.inner;
      caller = execution;
    }
  }
  return [...outermost.values()];
}

function keyOf({ line, character }: Range["start"], iterations: readonly number[]): string {
  const place = `${line} ${character}`;
  return iterations.length === 0 ? place : `${place} ${iterations.join(" ")}`;
}

/** The innermost executions over the threshold: the narrowest place that explains the time. */
function slowest(view: View, device: DeviceInfo, execution: Execution): Execution[] {
  if (!isSlow(execution.layers, device.id, view.settings.slowLayer)) return [];
  const inner = [...execution.inner.values()].flatMap((part) => slowest(view, device, part));
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
    return { ...execution, range: shown.range, iterations: shown.iterations, isOneOfSeveral };
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

function placeOf({ range: { start, end } }: Execution): string {
  return `${start.line} ${start.character} ${end.line} ${end.character}`;
}

function slowLens(
  view: View,
  { model, device, several }: { readonly model: ModelReport; readonly device: DeviceInfo; readonly several: boolean },
  found: readonly SlowExecution[],
): Lens {
  const layers = found.flatMap((execution) => execution.layers);
  const sum = sumTimes(layers, device.id);
  const title = [
    `⚠ ${percent(sum.share)} of ${model.partial ? "known " : ""}${device.shortName} time`,
    sumText({ ...sum, unknown: 0 }, model),
    ...whichLayers(found, layers),
    `held back by ${heldBack(sum.heldBackBy)}`,
    ...(several ? [model.name] : []),
    ...(isStale(view, model) ? [STALE] : []),
  ].join(" · ");
  const range = found[0]?.range ?? model.location.range;
  return { range, title, command: COMMANDS.breakdown, argument: { uri: view.report.uri, model: model.id } };
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
