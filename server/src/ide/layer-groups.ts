/** The panel's rows: layers by the author's calls, by the functions that make them, by lines. */
import type { Grouping, PanelGroup } from "../../../protocol/panel";
import type { DeviceId, LayerReport, ModelReport } from "../../../protocol/report";
import type { Location, Range } from "../../../protocol/source";
import { executions } from "./executions";
import type { Execution } from "./executions";
import { groupBy } from "./group";
import { framesIn, madeAt, siteOf } from "./layers-by-line";
import { sumTimes } from "./times";

/** A call with a larger share says too little; the calls within it are shown instead. */
const LARGEST_SHARE = 0.5;

/** Characters of a call that are shown. */
const LONGEST_NAME = 80;

/** What stands at a place of the document; null where its text is not at hand. */
export type TextAt = (range: Range) => string | null;

export interface LayerGroups {
  readonly groups: Readonly<Record<Grouping, readonly PanelGroup[]>>;
  /** The author's call for each layer that has one. */
  readonly callOf: ReadonlyMap<LayerReport, Location>;
}

export function layerGroups(uri: string, model: ModelReport, device: DeviceId, textAt: TextAt): LayerGroups {
  const indexOf = new Map(model.layers.map((layer, index) => [layer, index]));
  const indexes = (layers: readonly LayerReport[]): number[] => layers.flatMap((layer) => indexOf.get(layer) ?? []);
  const calls = shownCalls(uri, model, device);
  const callOf = placesOf(uri, calls);
  const outside = model.layers.filter((layer) => !callOf.has(layer)).map((layer) => outsideGroup(layer, indexes));
  const byCall = calls.map((execution): PanelGroup => {
    const { range, iterations, layers } = execution;
    const detail = iterations.length === 0 ? "" : `round ${iterations.map((index) => index + 1).join(".")}`;
    return {
      key: `${execution.callee ?? layers[0]?.name ?? ""} ${indexes(layers)[0] ?? ""}`,
      name: callName(execution, textAt),
      detail,
      line: range.start.line,
      location: { uri, range },
      layers: indexes(layers),
    };
  });
  const inside = model.layers.filter((layer) => callOf.has(layer));
  return {
    callOf,
    groups: {
      call: [...byCall, ...outside],
      helper: [...byHelper(uri, inside, indexes), ...outside],
      line: [...byLine(uri, inside, indexes, textAt), ...outside],
    },
  };
}

/** The author's call for each layer that has one: where a click on the layer leads, wherever it is listed. */
export function authorsCalls(uri: string, model: ModelReport, device: DeviceId): ReadonlyMap<LayerReport, Location> {
  return placesOf(uri, shownCalls(uri, model, device));
}

function shownCalls(uri: string, model: ModelReport, device: DeviceId): readonly Execution[] {
  return executions(uri, model).flatMap((execution) => opened(execution, model, device));
}

function placesOf(uri: string, calls: readonly Execution[]): ReadonlyMap<LayerReport, Location> {
  return new Map(calls.flatMap(({ layers, range }) => layers.map((layer) => [layer, { uri, range }] as const)));
}

type Indexes = (layers: readonly LayerReport[]) => number[];

/** The call itself; or the calls within it where it is the whole model, or most of it and itself made of calls of helpers. */
function opened(execution: Execution, model: ModelReport, device: DeviceId): Execution[] {
  const { layers, inner } = execution;
  const within = [...inner.values()];
  const isWhole = layers.length === model.layers.length;
  const isMost = sumTimes(layers, device).share > LARGEST_SHARE && within.some(({ callee }) => callee !== null);
  const known = within.reduce((sum, one) => sum + one.layers.length, 0);
  // A call that makes a layer itself beside those of the calls within it cannot be taken apart.
  if ((!isWhole && !isMost) || within.length === 0 || known < layers.length) return [execution];
  return within.flatMap((one) => opened(one, model, device));
}

function outsideGroup(layer: LayerReport, indexes: Indexes): PanelGroup {
  const location = madeAt(layer);
  return {
    key: layer.name,
    name: layer.name,
    detail: layer.class,
    line: null,
    location,
    layers: indexes([layer]),
  };
}

function byHelper(uri: string, layers: readonly LayerReport[], indexes: Indexes): PanelGroup[] {
  const groups = groupBy(layers, (layer) => framesIn(uri, layer)[0]?.function ?? "");
  return [...groups].map(([name, members]): PanelGroup => {
    const [first] = members;
    const location = first === undefined ? null : siteOf(uri, first);
    return {
      key: name,
      name: name === "" ? "outside functions" : `${name}()`,
      detail: "",
      line: location?.range.start.line ?? null,
      location,
      layers: indexes(members),
    };
  });
}

function byLine(uri: string, layers: readonly LayerReport[], indexes: Indexes, textAt: TextAt): PanelGroup[] {
  const groups = groupBy(layers, (layer) => siteOf(uri, layer)?.range.start.line ?? -1);
  return [...groups].map(([line, members]): PanelGroup => {
    const [first] = members;
    const location = first === undefined ? null : siteOf(uri, first);
    const text = location === null ? null : textAt(location.range);
    return {
      key: `${indexes(members)[0] ?? ""}`,
      name: text === null ? (first?.name ?? "") : shortened(text),
      detail: members.length > 1 ? `${members.length} ×` : "",
      line,
      location,
      layers: indexes(members),
    };
  });
}

function callName({ range, callee, layers }: Execution, textAt: TextAt): string {
  const text = textAt(range);
  return text !== null ? shortened(text) : (callee ?? layers[0]?.name ?? "");
}

/** In one line; without the module that a layer's class is written with, which says nothing in a label. */
function shortened(text: string): string {
  const line = text.replace(/\s+/g, " ").replace(/^(?:(?:tf|keras|layers|K|KL|L|nn)\.)+(?=[A-Za-z])/, "");
  return line.length <= LONGEST_NAME ? line : `${line.slice(0, LONGEST_NAME - 1)}…`;
}
