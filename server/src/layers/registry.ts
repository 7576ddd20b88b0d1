/** Every class that is understood, and its rules. */
import type { Value } from "../values/value";
import { checkActivations } from "./activation-arguments";
import { ArgumentReader } from "./arguments";
import type { Family, ReadLayer, Traits } from "./family";
import { ACTIVATIONS } from "./activation";
import { ARRANGEMENTS } from "./arrange";
import { ATTENTIONS } from "./attention";
import { CONVOLUTIONS } from "./convolution";
import { DENSE } from "./dense";
import { DOTS } from "./dot";
import { DROPOUTS } from "./dropout";
import { EINSUM_DENSE } from "./einsum-dense";
import { EMBEDDINGS } from "./embedding";
import { ENCODINGS } from "./encoding";
import { INPUTS } from "./input";
import { LAMBDAS } from "./lambda";
import { MERGES } from "./merge";
import { NORMALIZATIONS } from "./normalization";
import { OWN_WEIGHTS_LAYERS } from "./own-weights";
import { POOLING } from "./pooling";
import { PREPROCESSINGS } from "./preprocessing";
import { RECURRENT } from "./recurrent";
import { TENSOR_OPERATIONS } from "./tensor/tensor-rules";
import { WRAPPERS } from "./wrappers";
import { failing, notFollowed } from "./rules";
import type { Rules } from "./rules";
import { SAVED_VOCABULARY } from "./vocabulary";
import type { Vocabulary } from "./vocabulary";

const FAMILIES: readonly Family[] = [
  ACTIVATIONS,
  ARRANGEMENTS,
  ATTENTIONS,
  CONVOLUTIONS,
  DENSE,
  DOTS,
  DROPOUTS,
  EINSUM_DENSE,
  EMBEDDINGS,
  ENCODINGS,
  INPUTS,
  LAMBDAS,
  MERGES,
  NORMALIZATIONS,
  OWN_WEIGHTS_LAYERS,
  POOLING,
  PREPROCESSINGS,
  RECURRENT,
  TENSOR_OPERATIONS,
  WRAPPERS,
];

const CLASSES: ReadonlyMap<string, ReadLayer> = new Map(
  FAMILIES.flat().map(([className, read]) => [className, read] as const),
);

const TRAITS: ReadonlyMap<string, Traits> = new Map(
  FAMILIES.flat().flatMap(([className, , traits]) => (traits === undefined ? [] : [[className, traits] as const])),
);

/** `className` is canonical ("Conv2D"). */
export function traitsOf(className: string): Traits {
  return TRAITS.get(className) ?? NO_TRAITS;
}

const NO_TRAITS: Traits = {};

/** As often as a family has them. */
export function layerClasses(): readonly string[] {
  return FAMILIES.flatMap((family) => family.map(([className]) => className));
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
  if (reader.failure !== null) return failing(reader.failure);
  const isFrozen = given.get("trainable")?.kind === "boolean" && !reader.flag("trainable", true);
  return isFrozen ? frozen(rules) : rules;
}

/** With `trainable=False`: all its weights are there, and none is trained. */
function frozen(rules: Rules): Rules {
  return {
    ...rules,
    parameters: (inputs) => {
      const parameters = rules.parameters(inputs);
      return parameters === null ? null : { total: parameters.total, nonTrainable: parameters.total };
    },
  };
}
