/** Input layers: `Input(…)`, `InputLayer(…)`, and what a Sequential's first layer says of its input. Arguments have Keras 2's names. */
import { asShape } from "../../values/ask";
import { integer, tuple, unknown } from "../../values/make";
import { withArticle } from "../../values/describe";
import type { ArgumentPlace, ArgumentPlaces, CallContext, LayerValue, Value } from "../../values/value";
import { INPUT_LAYER } from "../../layers/input";
import { traitsOf } from "../../layers/registry";
import { argumentPlace, optionPlace, withPlace } from "../../values/written";
import { dtypeName, isOrdinaryDtype } from "../../graph/notes";
import { asArgument } from "./arguments";
import { givenName } from "./layers";

/**
 * `Input(…)` and `InputLayer(…)`. The layer's argument `batch_input_shape` is the one form that all spellings become; it is
 * absent where the source gives no shape.
 */
export function constructInput(call: CallContext, isChannelsFirst = false): LayerValue {
  const written = writtenBatchShape(call);
  const given = new Map<string, Value>();
  const shape = written === null ? null : overriddenShape(written, call.interpreter.inputShape, isChannelsFirst);
  if (shape !== null) given.set("batch_input_shape", shape);
  const dtype = call.keywords.get("dtype");
  if (!isOrdinaryDtype(dtypeName(dtype)) && dtype !== undefined) given.set("dtype", dtype);
  return {
    ...inputPlaces(call),
    kind: "layer",
    class: INPUT_LAYER,
    name: givenName(call) ?? `input_${call.interpreter.nextIndex("input") + 1}`,
    arguments: given,
    unknown: null,
    construction: call.frames,
  };
}

/** The input that a Sequential's first layer asks for by `input_shape=` and its relatives; null where it does not. */
export function inputOfFirstLayer(layer: LayerValue, call: CallContext): LayerValue | null {
  const given = traitsOf(layer.class).readsIndexes === true ? withEmbeddingInput(layer.arguments) : layer.arguments;
  const written = batchShapeArgument(given, call);
  if (written === null) return null;
  return {
    kind: "layer",
    class: INPUT_LAYER,
    name: `${layer.name}_input`,
    arguments: new Map([["batch_input_shape", overriddenShape(written, call.interpreter.inputShape, false)]]),
    unknown: null,
    construction: layer.construction,
    ...(layer.places === undefined ? {} : { places: withBatchPlace(layer.places) }),
  };
}

/** Where the batch and the type of an input stand, in Python by keywords, in JavaScript in an object. */
function inputPlaces(call: CallContext): Pick<LayerValue, "places"> {
  const places = new Map<string, ArgumentPlace>();
  for (const name of [...BATCH_ARGUMENTS, "dtype"]) {
    const place = argumentPlace(call, name) ?? optionPlace(call, camelCase(name));
    if (place !== null && place.name !== null) places.set(name, place);
  }
  const [only] = call.written?.arguments.length === 1 ? ["position"] : [];
  // `model.build((8, 224, 224, 3))`
  const first = only === undefined ? null : argumentPlace({ ...call, positional: [NO_BATCH] }, 0);
  if (places.size === 0 && first?.value?.kind === "sequence") places.set("batch_shape", first);
  return places.size === 0 ? {} : { places: withBatchPlace(places) };
}

const BATCH_ARGUMENTS = ["batch_size", "batch_shape", "batch_input_shape"];

function withBatchPlace(places: ArgumentPlaces): ArgumentPlaces {
  const batch = BATCH_ARGUMENTS.flatMap((name) => places.get(name) ?? [])[0];
  return batch === undefined ? places : withPlace(places, "batch", batch);
}

function camelCase(name: string): string {
  return name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

/** An embedding reads sequences of numbers, of the length that it is told or of any; its `input_dim` is how many words there are. */
function withEmbeddingInput(given: ReadonlyMap<string, Value>): ReadonlyMap<string, Value> {
  const length = given.get("input_length") ?? NO_BATCH;
  const sides = length.kind === "tuple" || length.kind === "list" ? length.items : [length];
  return new Map([["input_shape", tuple(sides)], ...given]);
}

/** Shape with the batch, as the call of `Input` or `InputLayer` writes it; null where it does not. */
function writtenBatchShape(call: CallContext): Value | null {
  const given = new Map(call.keywords);
  const [first] = call.positional;
  if (first !== undefined) given.set("shape", first);
  return batchShapeArgument(given, call);
}

function batchShapeArgument(given: ReadonlyMap<string, Value>, call: CallContext): Value | null {
  const whole = firstGiven(given, ["batch_input_shape", "batch_shape"]);
  if (whole !== null) return asArgument(whole, call);
  const shape = firstGiven(given, ["input_shape", "shape"]) ?? shapeOfVector(given);
  if (shape === null) return null;
  return withBatch(given.get("batch_size") ?? NO_BATCH, asArgument(shape, call), call);
}

const NO_BATCH: Value = { kind: "none" };

function firstGiven(given: ReadonlyMap<string, Value>, names: readonly string[]): Value | null {
  const value = names.map((name) => given.get(name)).find((found) => found !== undefined && found.kind !== "none");
  return value ?? null;
}

/** `Dense(32, input_dim=784)`. */
function shapeOfVector(given: ReadonlyMap<string, Value>): Value | null {
  const size = firstGiven(given, ["input_dim"]);
  return size === null ? null : tuple([size]);
}

/** `(224, 224, 3)` → `(None, 224, 224, 3)`. A number stands for a tuple of one, as in `Input((784))`. */
function withBatch(batch: Value, shape: Value, call: CallContext): Value {
  if (shape.kind === "list" || shape.kind === "tuple") return tuple([batch, ...shape.items]);
  if (shape.kind === "integer") return tuple([batch, shape]);
  if (shape.kind === "unknown") return shape;
  // `filter(None, …)` and `map(int, …)`
  if (shape.kind === "iterator" || shape.kind === "range") {
    const sides = call.interpreter.iterate(shape, call.location);
    return "kind" in sides ? sides : tuple([batch, ...sides]);
  }
  return unknown(`the input shape is not ${withArticle(call.interpreter.words.tuple)}`, call.location);
}

/** The shape of an image gives way to the one that was asked for; so does one that is not known. */
function overriddenShape(written: Value, inputShape: readonly number[] | null, isChannelsFirst: boolean): Value {
  if (inputShape === null) return written;
  const items = written.kind === "tuple" || written.kind === "list" ? written.items : null;
  if (items !== null && items.length !== 4) return written;
  const batch = items?.[0] ?? NO_BATCH;
  const turned = inputShape.length === 3 && (isChannelsFirst || hasChannelsFirst(items ?? [], inputShape));
  const sides = turned ? [...inputShape.slice(-1), ...inputShape.slice(0, -1)] : inputShape;
  return tuple([batch, ...sides.map(integer)]);
}

/** `(None, 3, 224, 224)`: channels stand in front as they were asked for. */
function hasChannelsFirst([, first, , last]: readonly Value[], inputShape: readonly number[]): boolean {
  const channels = inputShape.at(-1);
  return (
    first?.kind === "integer" && first.value === channels && !(last?.kind === "integer" && last.value === channels)
  );
}

/** Batch and other dimensions of an input layer; null where they are not known. */
export function inputShapeOf(
  layer: LayerValue,
): { readonly batch: number | null; readonly shape: readonly (number | null)[] } | null {
  const whole = asShape(layer.arguments.get("batch_input_shape"));
  if (whole === null) return null;
  const [batch = null, ...shape] = whole;
  return { batch, shape };
}
