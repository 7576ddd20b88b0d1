/** Every class that is understood, and its rules. */
import type { Value } from "../eval/values";
import { checkActivations } from "./activation-arguments";
import { ArgumentReader } from "./arguments";
import { CONVOLUTIONS } from "./convolution";
import { DENSE } from "./dense";
import type { ReadLayer } from "./family";
import { POOLING } from "./pooling";
import { RECURRENT } from "./recurrent";
import { failing, notFollowed } from "./rules";
import type { Rules } from "./rules";
import { SAVED_VOCABULARY } from "./vocabulary";
import type { Vocabulary } from "./vocabulary";
import { WRAPPERS } from "./wrappers";
import { NORMALIZATIONS } from "./normalization";
import { ACTIVATIONS } from "./activation";
import { LAMBDAS } from "./lambda";
import { OLD } from "./operations";

const CLASSES: ReadonlyMap<string, ReadLayer> = new Map([
  ...CONVOLUTIONS,
  ...DENSE,
  ...POOLING,
  ...RECURRENT,
  ...WRAPPERS,
  ...NORMALIZATIONS,
  ...ACTIVATIONS,
  ...LAMBDAS,
  ...OLD,
]);

export function layerClasses(): readonly string[] {
  return [...CLASSES.keys()];
}

/**
 * Reads a layer's arguments. `className` is canonical ("Conv2D"). Arguments that touch neither shape nor cost (names, initializers,
 * regularizers, rates …) are never looked at. What is wrong or not known gives rules that fail with the reason; nothing is thrown.
 */
export function rulesOfClass(
  className: string,
  given: ReadonlyMap<string, Value>,
  vocabulary: Vocabulary = SAVED_VOCABULARY,
): Rules {
  const read = CLASSES.get(className);
  if (read === undefined) return notFollowed(`The layer ${className} is not known.`);
  const reader = new ArgumentReader(className, given, vocabulary);
  const rules = read(reader, (name, inner) => rulesOfClass(name, inner, vocabulary));
  checkActivations(reader);
  return reader.failure === null ? rules : failing(reader.failure);
}
