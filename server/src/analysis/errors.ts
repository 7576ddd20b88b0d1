/** Errors of the source that keep a network from being built: they are told in place of its figures. */
import { comparePositions, containsRange, fileName, lineText } from "../../../protocol/source";
import type { LayerReport, ModelReport, Problem, RefusedEstimate } from "../../../protocol/report";

/**
 * The model with the first error of its own, or of the calls that make its layers. Such a program has no network, so it has no
 * figures either; `topLevel` are the problems of the code around all models.
 */
export function withError(model: ModelReport, topLevel: readonly Problem[]): ModelReport {
  const { uri } = model.location;
  const outer = topLevel.filter((problem) => isError(problem) && isOfLayer(problem, model.layers));
  const errors = [...model.problems.filter(isError), ...outer].sort((left, right) => inOrder(uri, left, right));
  const [error] = errors;
  if (error === undefined) return model;
  const refused: RefusedEstimate = { kind: "refused", why: errorText(error, uri) };
  return {
    ...model,
    error,
    estimates: Object.fromEntries(Object.keys(model.estimates).map((device) => [device, refused])),
    layers: errors.reduce((layers, one) => withBehind(layers, one, uri), model.layers),
  };
}

/** `line 7: padding must be one of valid, same, not "smae"`: the class of the layer stands at the line. */
export function errorText(error: Problem, uri: string): string {
  return `${placeText(error, uri)}: ${error.message.replace(/^\w+: /, "").replace(/\.$/, "")}`;
}

/** `line 7`, or `blocks.py line 7` where that is another file. */
export function placeText({ location }: Problem, uri: string): string {
  const file = location.uri === uri ? "" : `${fileName(location.uri)} `;
  return `${file}${lineText(location)}`;
}

/** Unfinished code keeps its figures by rules of its own (`keep.ts`). */
function isError({ severity, code }: Problem): boolean {
  return severity === "error" && code !== "syntax" && code !== "directive";
}

function isOfLayer({ location }: Problem, layers: readonly LayerReport[]): boolean {
  return layers.some(({ construction, application }) =>
    [...construction, ...application].some(
      (frame) => frame.location.uri === location.uri && containsRange(frame.location.range, location.range),
    ),
  );
}

/** Errors of the document first, from its top. */
function inOrder(uri: string, left: Problem, right: Problem): number {
  const elsewhere = Number(left.location.uri !== uri) - Number(right.location.uri !== uri);
  return elsewhere === 0 ? comparePositions(left.location.range.start, right.location.range.start) : elsewhere;
}

/** The layer that has the error says it; those that its output reaches are understood and only stand behind it. */
function withBehind(layers: readonly LayerReport[], error: Problem, uri: string): readonly LayerReport[] {
  const first = layers.findIndex(({ notEstimated }) => notEstimated === error.message);
  return layers.map((layer, index) =>
    index > first && layer.notEstimated === error.message
      ? { ...layer, notEstimated: `behind the error at ${placeText(error, uri)}` }
      : layer,
  );
}
