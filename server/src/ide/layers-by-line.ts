/** Where a layer is shown in a document: the calls that make it, seen from that document. */
import type { Frame, LayerReport, ModelReport } from "../../../protocol/report";
import {
  comparePositions,
  containsRange,
  isEmpty,
  type Location,
  type Position,
  type Range,
} from "../../../protocol/source";

/** Layers of one model that are shown at the same line. */
export interface LineGroup {
  readonly line: number;
  readonly layers: readonly LayerReport[];
}

/**
 * The layer's calls within the document, innermost first: those that construct it, or, where another document constructs it,
 * those that apply it.
 */
export function framesIn(uri: string, layer: LayerReport): readonly Frame[] {
  const construction = within(uri, layer.construction);
  return construction.length > 0 ? construction : within(uri, layer.application);
}

/** The same with the calls in other documents that lie within them. */
export function wayTo(uri: string, { construction, application }: LayerReport): readonly Frame[] {
  const isHere = ({ location }: Frame): boolean => location.uri === uri;
  const frames = construction.some(isHere) ? construction : application;
  return frames.slice(0, frames.findLastIndex(isHere) + 1).filter(({ location }) => !isEmpty(location.range));
}

/** Without calls that an edit has deleted, which leaves old figures with an empty place. */
function within(uri: string, frames: readonly Frame[]): readonly Frame[] {
  const isWithin = ({ location }: Frame): boolean => location.uri === uri && !isEmpty(location.range);
  return frames.every(isWithin) ? frames : frames.filter(isWithin);
}

/** The innermost call within the document; null where no call of it makes the layer. */
export function siteOf(uri: string, layer: LayerReport): Location | null {
  return framesIn(uri, layer)[0]?.location ?? null;
}

/** The innermost call that makes the layer, or that applies it, in whichever document; null for a layer without a call. */
export function madeAt({ construction, application }: LayerReport): Location | null {
  return construction[0]?.location ?? application[0]?.location ?? null;
}

/**
 * Layers by line, in source order. A layer stands on the line where the expression that makes and applies it ends, and, of a
 * helper, on the line of each call on the way to it; but a call that makes the whole model says nothing that its title does not.
 */
export function layersByLine(uri: string, model: ModelReport): readonly LineGroup[] {
  const groups = new Map<number, { readonly line: number; readonly layers: LayerReport[]; own: boolean }>();
  const put = (line: number, layer: LayerReport, own: boolean): void => {
    let group = groups.get(line);
    if (group === undefined) groups.set(line, (group = { line, layers: [], own: false }));
    // A call that is on several ways to the layer counts once.
    if (group.layers.at(-1) !== layer) group.layers.push(layer);
    group.own ||= own;
  };
  for (const layer of model.layers) {
    const frames = framesIn(uri, layer);
    const [innermost] = frames;
    if (innermost === undefined) continue;
    put(lineOf(uri, layer, innermost.location.range), layer, true);
    for (let index = 1; index < frames.length; index++) {
      const line = frames[index]?.location.range.end.line;
      if (line !== undefined) put(line, layer, false);
    }
  }
  return [...groups.values()]
    .filter(({ layers, own }) => layers.length < model.layers.length || own)
    .map(({ line, layers }) => ({ line, layers }))
    .sort((a, b) => a.line - b.line);
}

/** "iteration 3": the round of the loops around the call on the line that makes the layer; null where no loop does. */
export function iterationOf(uri: string, layer: LayerReport, line: number): string | null {
  const frame = [...framesIn(uri, layer), ...layer.application].find(
    ({ location, iterations }) =>
      location.uri === uri &&
      location.range.start.line <= line &&
      line <= location.range.end.line &&
      iterations.length > 0,
  );
  return frame === undefined ? null : `iteration ${frame.iterations.map((index) => index + 1).join(".")}`;
}

/** Models whose definition stands in the document, in source order. */
export function modelsIn(uri: string, models: readonly ModelReport[]): readonly ModelReport[] {
  return models
    .filter((model) => model.location.uri === uri)
    .sort((a, b) => comparePositions(a.location.range.start, b.location.range.start));
}

/** The model at the position: the last one whose definition starts at or above it, else the first one. */
export function modelAt(
  uri: string,
  models: readonly ModelReport[],
  position: Position | null,
): ModelReport | undefined {
  const here = modelsIn(uri, models);
  if (position === null) return here[0];
  return [...here].reverse().find((model) => model.location.range.start.line <= position.line) ?? here[0];
}

function lineOf(uri: string, layer: LayerReport, construction: Range): number {
  const applied = layer.application.find((frame) => frame.location.uri === uri)?.location.range;
  return applied !== undefined && containsRange(applied, construction) ? applied.end.line : construction.end.line;
}
