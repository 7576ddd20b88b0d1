/** Models that a module's top level builds, or the run of a function, and which of them are wholes. */
import { comparePositions, type Location } from "../../../protocol/source";
import type { LayerValue, ModelValue, TensorValue, Value } from "../eval/values";
import { literalText } from "./literals";
import { isMarked } from "./keras/instances";

/** Files that build dozens of networks at their top level are rare; wholes are built after their parts. */
export const MODELS_CONSIDERED = 100;

/** Models that are no part of another one: whose layers are not all in a larger one that was built behind them. */
export function wholeModels(models: readonly ModelValue[]): readonly ModelValue[] {
  const sized = models
    .slice(-MODELS_CONSIDERED)
    .map((model) => ({ model, layers: layersWithin(model) }))
    .filter(({ layers }) => layers.size > 0);
  return sized
    .filter(
      ({ model, layers }, index) =>
        !sized.some(
          (other, position) =>
            position !== index &&
            [...layers].every((layer) => other.layers.has(layer)) &&
            // What is cut out of a whole is built behind it, and is a model that somebody wants.
            (other.layers.size > layers.size
              ? position > index && !isHandedTo(other.model, model)
              : isPreferred({ other, position }, { model, index })),
        ),
    )
    .map(({ model }) => model);
}

/** What a helper builds around a model that a function hands to it, for training, leaves the function's model what it is. */
function isHandedTo(whole: ModelValue, part: ModelValue): boolean {
  const callers = part.construction.slice(1);
  if (callers.length === 0 || whole.construction.length <= part.construction.length || isReadyMade(part)) return false;
  const outer = whole.construction.slice(-callers.length);
  return callers.every(({ location }, index) => {
    const other = outer[index]?.location;
    return other !== undefined && isSamePlace(other, location);
  });
}

/** Of models of the same layers the one that knows its input, then one that the source constructs itself, then the first one. */
function isPreferred(
  { other, position }: { readonly other: { readonly model: ModelValue }; readonly position: number },
  { model, index }: { readonly model: ModelValue; readonly index: number },
): boolean {
  const difference = clarity(other.model) - clarity(model);
  return difference === 0 ? position < index : difference > 0;
}

export function knowsItsInput(model: ModelValue): boolean {
  return clarity(model) > 0;
}

function clarity(model: ModelValue): number {
  if (model.form === "functional") return model.instance === undefined ? 2 : 1;
  const [first] = model.layers;
  return first?.kind === "layer" && first.class !== "InputLayer" ? 0 : 2;
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
      else if (part.class !== "InputLayer" && !isExpanded(part)) layers.add(part);
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
export function isPartOf(part: ModelValue, whole: ModelValue): boolean {
  const [inner, outer] = [layersWithin(part), layersWithin(whole)];
  return inner.size > 0 && inner.size < outer.size && [...inner].every((layer) => outer.has(layer));
}

/** A network of a library's (`ResNet50()`), all of which stands at one call; what a source builds stands at its own calls. */
export function isReadyMade(model: ModelValue): boolean {
  const call = model.construction[0]?.location;
  if (call === undefined || model.form === "sequential") return false;
  return [...layersWithin(model)].every(({ construction: [frame] }) => {
    const place = frame?.location;
    return place !== undefined && isSamePlace(place, call);
  });
}

/** Built by the same call from equal layers: what `model = resnet50()` makes of a function that is a root itself. */
export function isSameModel(left: ModelValue, right: ModelValue): boolean {
  const [leftCall, rightCall] = [left.construction[0]?.location, right.construction[0]?.location];
  if (leftCall === undefined || rightCall === undefined || !isSamePlace(leftCall, rightCall)) return false;
  return signature(left) === signature(right);
}

function isSamePlace(left: Location, right: Location): boolean {
  return left.uri === right.uri && compareStarts(left, right) === 0;
}

/** Classes and arguments of the layers, and the shapes of the inputs. */
function signature(model: ModelValue): string {
  const inputs = model.inputs.map((input) => input.shape);
  const layers = [...layersWithin(model)].map((layer) => [
    layer.class,
    [...layer.arguments].map(([name, value]) => [name, plain(value)]),
  ]);
  const first =
    model.layers[0]?.kind === "layer" ? [...model.layers[0].arguments].map(([, value]) => plain(value)) : [];
  return JSON.stringify([inputs, first, layers]);
}

function plain(value: Value): string {
  return literalText(value, "python") ?? value.kind;
}

export function compareStarts(left: Location, right: Location): number {
  return comparePositions(left.range.start, right.range.start);
}
