/** Models that a module's top level builds, or the run of a function, and which of them are wholes. */
import type { Frame } from "../../../../protocol/report";
import { comparePositions, type Location } from "../../../../protocol/source";
import type { LayerValue, ModelValue, TensorValue } from "../../values/value";
import { literalText } from "./literals";
import { isMarked } from "../tracing/instances";
import { isInputLayer } from "../tracing/layers";

/** Files that build dozens of networks at their top level are rare; wholes are built after their parts. */
export const MODELS_CONSIDERED = 100;

/** What is known of a model, as plain data. */
export interface Built {
  /** Frames of the call that constructed it, innermost first. */
  readonly construction: readonly Frame[];
  /** The layers of it and of the models in it, its inputs left out: tokens that tell one from another, and where each was constructed. */
  readonly layers: ReadonlyMap<LayerToken, readonly Frame[]>;
  /** How well its input is known: 0 for a Sequential of open size, 1 for the network of an instance, 2 for others. */
  readonly clarity: 0 | 1 | 2;
  /** A network of a library's (`ResNet50()`), all of which stands at one call. */
  readonly isReadyMade: boolean;
  /** Equal for models with equal layers and inputs. */
  readonly signature: string;
}

/** A number for each layer of one evaluation. */
export type LayerToken = number;

export function built(model: ModelValue, tokenOf: (layer: LayerValue) => LayerToken): Built {
  const layers = layersWithin(model);
  return {
    construction: model.construction,
    layers: new Map([...layers].map((layer) => [tokenOf(layer), layer.construction] as const)),
    clarity: clarity(model),
    isReadyMade: isReadyMade(model, layers),
    signature: signature(model, layers),
  };
}

/** Models that are no part of another one: whose layers are not all in a larger one that was built behind them. */
export function wholeModels<T extends Built>(models: readonly T[]): readonly T[] {
  const sized = models.slice(-MODELS_CONSIDERED).filter(({ layers }) => layers.size > 0);
  return sized.filter(
    (model, index) =>
      !sized.some(
        (other, position) =>
          position !== index &&
          holdsAll(other, model) &&
          // What is cut out of a whole is built behind it, and is a model that somebody wants.
          (other.layers.size > model.layers.size
            ? position > index && !isHandedTo(other, model)
            : isPreferred({ other, position }, { model, index })),
      ),
  );
}

function holdsAll(whole: Built, part: Built): boolean {
  return [...part.layers.keys()].every((layer) => whole.layers.has(layer));
}

/** What a helper builds around a model that a function hands to it, for training, leaves the function's model what it is. */
function isHandedTo(whole: Built, part: Built): boolean {
  const callers = part.construction.slice(1);
  if (callers.length === 0 || whole.construction.length <= part.construction.length || part.isReadyMade) return false;
  const outer = whole.construction.slice(-callers.length);
  return callers.every(({ location }, index) => {
    const other = outer[index]?.location;
    return other !== undefined && isSamePlace(other, location);
  });
}

/** Of models of the same layers the one that knows its input, then one that the source constructs itself, then the first one. */
function isPreferred(
  { other, position }: { readonly other: Built; readonly position: number },
  { model, index }: { readonly model: Built; readonly index: number },
): boolean {
  const difference = other.clarity - model.clarity;
  return difference === 0 ? position < index : difference > 0;
}

function clarity(model: ModelValue): Built["clarity"] {
  if (model.form === "functional") return model.instance === undefined ? 2 : 1;
  const [first] = model.layers;
  return first?.kind === "layer" && !isInputLayer(first) ? 0 : 2;
}

/** The layers of a model and of the models in it, its inputs left out. */
export function layersWithin(model: ModelValue): ReadonlySet<LayerValue> {
  const layers = new Set<LayerValue>();
  const seen = new Set<ModelValue | TensorValue>();
  const pending: (ModelValue | TensorValue)[] = [model];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    const parts = next.kind === "model" ? next.layers : [next.producer.layer];
    for (const part of parts) {
      if (part.kind === "model") pending.push(part);
      else if (!isInputLayer(part) && !isExpanded(part)) layers.add(part);
    }
    pending.push(...(next.kind === "model" ? (next.expansion?.outputs ?? next.outputs) : next.producer.inputs));
  }
  return layers;
}

/** A layer of the user's own that was called: what it computes stands for it wherever that is part of a network. */
function isExpanded({ custom }: LayerValue): boolean {
  return custom !== undefined && isMarked(custom, "called");
}

/** Whether all layers of one are layers of the other, which has more. */
export function isPartOf(part: Built, whole: Built): boolean {
  return part.layers.size > 0 && part.layers.size < whole.layers.size && holdsAll(whole, part);
}

/** What a source builds stands at its own calls. */
function isReadyMade(model: ModelValue, layers: ReadonlySet<LayerValue>): boolean {
  const call = model.construction[0]?.location;
  if (call === undefined || model.form === "sequential") return false;
  return [...layers].every(({ construction: [frame] }) => {
    const place = frame?.location;
    return place !== undefined && isSamePlace(place, call);
  });
}

/** Built by the same call from equal layers: what `model = resnet50()` makes of a function that is a root itself. */
export function isSameModel(left: Built, right: Built): boolean {
  const [leftCall, rightCall] = [left.construction[0]?.location, right.construction[0]?.location];
  if (leftCall === undefined || rightCall === undefined || !isSamePlace(leftCall, rightCall)) return false;
  return left.signature === right.signature;
}

function isSamePlace(left: Location, right: Location): boolean {
  return left.uri === right.uri && compareStarts(left, right) === 0;
}

/** Classes and arguments of the layers, and the shapes of the inputs. */
function signature(model: ModelValue, within: ReadonlySet<LayerValue>): string {
  const [first] = model.layers;
  let text = JSON.stringify(model.inputs.map((input) => input.shape));
  if (first?.kind === "layer") text += argumentTexts(first);
  for (const layer of within) text += `\n${layer.class}${argumentTexts(layer)}`;
  return text;
}

/** A literal holds no line break. */
function argumentTexts(layer: LayerValue): string {
  let text = "";
  for (const [name, value] of layer.arguments) text += ` ${name}=${literalText(value, "python") ?? value.kind}`;
  return text;
}

export function compareStarts(left: Location, right: Location): number {
  return comparePositions(left.range.start, right.range.start);
}
