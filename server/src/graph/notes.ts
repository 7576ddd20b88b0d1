/** What a layer asks for and no measurement has: another precision, another batch, a dilated convolution. */
import type { Note } from "../../../protocol/report";
import type { Location } from "../../../protocol/source";
import { firstItem } from "../values/written";
import type { ArgumentPlace, LayerValue, Value } from "../values/value";
import { INPUT_LAYER } from "../layers/input";

/** What stands beside a figure that is of other numbers or another batch than the source asks for. */
export const ASSUMED = "FP32, batch 1 assumed";
export const NOT_DILATED = "no dilated convolution was measured";
/** Path of a policy, with its name in brackets behind it. */
export const POLICY = "keras.mixed_precision.Policy";

export function notesOfLayer(layer: LayerValue): readonly Note[] {
  const wrapped = ["layer", "cell"].flatMap((name) => {
    const value = layer.arguments.get(name);
    return value?.kind === "layer" ? notesOfLayer(value) : [];
  });
  return [...precisionNotes(layer), ...batchNotes(layer), ...dilationNotes(layer), ...wrapped];
}

/** Name of a type of numbers, or of a policy; null for what is neither. */
export function dtypeName(value: Value | undefined): string | null {
  if (value?.kind === "string") return value.value;
  if (value?.kind !== "library") return null;
  return /Policy\((\w+)\)$/.exec(value.path)?.[1] ?? value.path.slice(value.path.lastIndexOf(".") + 1);
}

/** Whole numbers and texts are what some layers read; the others compute with FP32 all the same. */
export function isOrdinaryDtype(name: string | null): boolean {
  return name === null || !UNMEASURED_TYPES.test(name);
}

const UNMEASURED_TYPES = /^(mixed_)?(b?float16|half|float64|double|float8\w*)$/;

function precisionNotes(layer: LayerValue): readonly Note[] {
  const name = dtypeName(layer.arguments.get("dtype"));
  if (name === null || isOrdinaryDtype(name)) return [];
  const message = `The source asks for ${name}: the figures are those of FP32, which alone was measured.`;
  return noteAt(layer, "dtype", message, ASSUMED);
}

function batchNotes(layer: LayerValue): readonly Note[] {
  const shape = layer.class === INPUT_LAYER ? layer.arguments.get("batch_input_shape") : undefined;
  const batch = shape?.kind === "tuple" || shape?.kind === "list" ? shape.items[0] : undefined;
  if (batch?.kind !== "integer" || batch.value <= 1) return [];
  const message = `The source asks for a batch of ${batch.value}: the figures are those of one sample, batch 1.`;
  return noteAt(layer, "batch", message, ASSUMED);
}

function dilationNotes(layer: LayerValue): readonly Note[] {
  const rate = layer.arguments.get("dilation_rate");
  const sides = rate?.kind === "tuple" || rate?.kind === "list" ? rate.items : rate === undefined ? [] : [rate];
  if (!sides.some((side) => side.kind === "integer" && side.value > 1)) return [];
  const message =
    "No measured network has a dilated convolution: its time is that of what TensorFlow 1.14 runs, two copies of the image around a convolution.";
  return noteAt(layer, "dilation_rate", message, NOT_DILATED);
}

function noteAt(layer: LayerValue, argument: string, message: string, short: string): readonly Note[] {
  const place = layer.places?.get(argument);
  const location = place === undefined ? layer.construction[0]?.location : firstPlace(argument, place);
  return location === undefined ? [] : [{ message, short, location }];
}

/** The batch is the first side of a shape that is written out. */
function firstPlace(argument: string, place: ArgumentPlace): Location {
  return argument === "batch" ? firstItem(place) : place.location;
}
