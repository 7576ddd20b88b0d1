/** The panel's rows: layers by the author's calls, by the functions that make them, by lines. */
import type { Grouping, PanelGroup } from "../../../protocol/panel";
import type { DeviceId, LayerReport, ModelReport } from "../../../protocol/report";
import { fileName, shortLineText } from "../../../protocol/source";
import type { Location } from "../../../protocol/source";
import { executions } from "./executions";
import type { Execution, FramesOf } from "./executions";
import { groupBy } from "./group";
import { framesIn, madeAt, wayTo } from "./layers-by-line";
import { joinedRounds } from "./rounds";
import type { JoinedCall } from "./rounds";
import { sumTimes } from "./times";

/** A call with a larger share says too little where it is made of calls of helpers; those are shown instead. */
const LARGEST_SHARE = 0.5;

/** A call with a larger share is the model; what it makes is shown instead. */
const MODEL_SHARE = 0.9;

/** Characters of a call that are shown. */
const LONGEST_NAME = 80;

/** What stands at a place; null where its text is not at hand. */
export type TextAt = (location: Location) => string | null;

export interface LayerGroups {
  readonly groups: Readonly<Record<Grouping, readonly PanelGroup[]>>;
  /** The author's call for each layer that has one. */
  readonly callOf: ReadonlyMap<LayerReport, Location>;
}

export function layerGroups(uri: string, model: ModelReport, device: DeviceId, textAt: TextAt): LayerGroups {
  const indexOf = new Map(model.layers.map((layer, index) => [layer, index]));
  const indexes = (layers: readonly LayerReport[]): number[] => layers.flatMap((layer) => indexOf.get(layer) ?? []);
  const calls = shownCalls(uri, model, device);
  const isElsewhere = calls.some(({ location }) => location.uri !== uri);
  const framesOf: FramesOf = (layer) => (isElsewhere ? wayTo : framesIn)(uri, layer);
  const callOf = placesOf(calls);
  const outside = model.layers.filter((layer) => !callOf.has(layer)).map((layer) => outsideGroup(layer, indexes));
  const inside = model.layers.filter((layer) => callOf.has(layer));
  const grouped: Grouped = { uri, framesOf, textAt, indexes };
  return {
    callOf,
    groups: {
      call: [...joinedRounds(calls, device).map((call) => callGroup(call, grouped)), ...outside],
      helper: [...byHelper(inside, grouped), ...outside],
      line: [...byLine(inside, grouped), ...outside],
    },
  };
}

/** The author's call for each layer that has one: where a click on the layer leads, wherever it is listed. */
export function authorsCalls(uri: string, model: ModelReport, device: DeviceId): ReadonlyMap<LayerReport, Location> {
  return placesOf(shownCalls(uri, model, device));
}

function shownCalls(uri: string, model: ModelReport, device: DeviceId): readonly Execution[] {
  const calls = executions(model, (layer) => wayTo(uri, layer));
  return calls.flatMap((execution) => opened(execution, model, device));
}

function placesOf(calls: readonly Execution[]): ReadonlyMap<LayerReport, Location> {
  return new Map(calls.flatMap(({ layers, location }) => layers.map((layer) => [layer, location] as const)));
}

/** The call itself; or the calls within it, in whichever document, where it is the model, or most of it and made of calls of helpers. */
function opened(execution: Execution, model: ModelReport, device: DeviceId): Execution[] {
  const { layers, inner } = execution;
  const within = [...inner.values()];
  const known = within.reduce((sum, one) => sum + one.layers.length, 0);
  // A call that makes a layer itself beside those of the calls within it cannot be taken apart.
  if (within.length === 0 || known < layers.length) return [execution];
  const { share } = sumTimes(layers, device);
  const isModel = layers.length === model.layers.length || share > MODEL_SHARE;
  const isMost = share > LARGEST_SHARE && within.some(({ callee }) => callee !== null);
  return isModel || isMost ? within.flatMap((one) => opened(one, model, device)) : [execution];
}

// ---------------------------------------------------------------- rows

/** What the rows of all three kinds need. */
interface Grouped {
  readonly uri: string;
  readonly framesOf: FramesOf;
  readonly textAt: TextAt;
  readonly indexes: (layers: readonly LayerReport[]) => number[];
}

function callGroup({ location, callee, iterations, rounds, layers }: JoinedCall, grouped: Grouped): PanelGroup {
  const made = grouped.indexes(layers);
  const name = callee ?? layers[0]?.name ?? "";
  return {
    key: `${name} ${made[0] ?? ""}`,
    name: textOf(location, grouped) ?? name,
    ...placed(location, grouped, [
      ...(iterations.length === 0 ? [] : [`round ${iterations.map((index) => index + 1).join(".")}`]),
      ...(rounds > 1 ? [`${rounds} ×`] : []),
    ]),
    layers: made,
  };
}

function outsideGroup(layer: LayerReport, indexes: Grouped["indexes"]): PanelGroup {
  const { name, class: detail } = layer;
  return { key: name, name, detail, line: null, location: madeAt(layer), layers: indexes([layer]) };
}

function byHelper(layers: readonly LayerReport[], grouped: Grouped): PanelGroup[] {
  const groups = groupBy(layers, (layer) => grouped.framesOf(layer)[0]?.function ?? "");
  return [...groups].map(([name, members]): PanelGroup => ({
    key: name,
    name: name === "" ? "outside functions" : `${name}()`,
    ...placed(siteOfFirst(members, grouped), grouped),
    layers: grouped.indexes(members),
  }));
}

function byLine(layers: readonly LayerReport[], grouped: Grouped): PanelGroup[] {
  const groups = groupBy(layers, (layer) => lineOf(grouped.framesOf(layer)[0]?.location));
  return [...groups.values()].map((members): PanelGroup => {
    const location = siteOfFirst(members, grouped);
    const name = members[0]?.name ?? "";
    return {
      key: `${grouped.indexes(members)[0] ?? ""}`,
      name: location === null ? name : (textOf(location, grouped) ?? name),
      ...placed(location, grouped, members.length > 1 ? [`${members.length} ×`] : []),
      layers: grouped.indexes(members),
    };
  });
}

function siteOfFirst([first]: readonly LayerReport[], { framesOf }: Grouped): Location | null {
  return first === undefined ? null : (framesOf(first)[0]?.location ?? null);
}

function lineOf(location: Location | undefined): string {
  return location === undefined ? "" : `${location.uri} ${location.range.start.line}`;
}

/** Lines of the document stand before the names of rows; those of other documents behind them, with their file, and those of cells. */
function placed(
  location: Location | null,
  { uri }: Grouped,
  details: readonly string[] = [],
): Pick<PanelGroup, "location" | "line" | "detail"> {
  const line = location?.range.start.line ?? null;
  if (location === null || (location.uri === uri && location.cell === undefined))
    return { location, line, detail: details.join(" · ") };
  const file = location.uri === uri ? "" : `${fileName(location.uri)}:`;
  return { location, line: null, detail: [...details, `${file}${shortLineText(location)}`].join(" · ") };
}

/** In one line; without the module that a layer's class is written with, which says nothing in a label. */
function textOf(location: Location, { textAt }: Grouped): string | null {
  const text = textAt(location);
  if (text === null) return null;
  const line = text.replace(/\s+/g, " ").replace(/^(?:(?:tf|keras|layers|K|KL|L|nn)\.)+(?=[A-Za-z])/, "");
  return line.length <= LONGEST_NAME ? line : `${line.slice(0, LONGEST_NAME - 1)}…`;
}
