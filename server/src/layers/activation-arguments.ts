/** The arguments `use_bias` and `activation` of layers. */
import type { LayerValue, Value } from "../values/value";
import { activationNotFollowed, canonicalActivation, followedActivation } from "./activation-functions";
import type { ArgumentReader } from "./arguments";

/** Classes that are one function of each element. */
export const FUNCTIONS: ReadonlyMap<string, string> = new Map([
  ["ELU", "elu"],
  ["LeakyReLU", "leaky_relu"],
  ["Masking", "masking"],
  ["Rescaling", "rescaling"],
  ["Softmax", "softmax"],
  ["ThresholdedReLU", "thresholded_relu"],
]);

/** What follows the product of a convolution or a dense layer. */
export interface Tail {
  readonly useBias: boolean;
  readonly activation: string;
}

export function tailOf(reader: ArgumentReader): Tail {
  return { useBias: reader.flag("use_bias", true), activation: activationOf(reader) };
}

/**
 * Keras' own name of the activation, "linear" for None. A function that has the name of a known activation (`def hard_swish(x)`) costs
 * what that costs, as it does in a saved topology, which keeps the name alone; of another one, whoever reads the source says how often
 * it passes over its elements, or why that is not known (`ACTIVATION_COST`).
 */
export function activationOf(reader: ArgumentReader): string {
  const why = reader.whyUnknown("activation") ?? reader.whyUnknown(ACTIVATION_COST);
  if (why !== null) return activationNotFollowed(why);
  const passes = reader.number(ACTIVATION_COST);
  if (passes !== undefined) return followedActivation(passes);
  const value = reader.value("activation");
  if (value === undefined) return "linear";
  if (value.kind === "string") return activationOfName(value.value);
  if (!isFunction(value) || !reader.vocabulary.takesFunctions) {
    const wanted = reader.vocabulary.takesFunctions ? "a function or the name of one" : "a name, such as 'relu'";
    reader.fail(`activation must be ${wanted}, not ${reader.describe(value)}`);
    return "linear";
  }
  return knownActivation(value) ?? activationNotFollowed(`what ${reader.describe(value)} computes is not followed`);
}

/** The argument beside `activation` that a function which was followed adds. */
export const ACTIVATION_COST = "activation_cost";

/** A name that does not exist is an error of layers, too, whose activation costs nothing of its own here. */
export function checkActivations(reader: ArgumentReader): void {
  const { activations } = reader.vocabulary;
  for (const argument of ["activation", "recurrent_activation"]) {
    const name = reader.text(argument);
    if (activations !== null && name !== undefined && !activations.has(name))
      reader.failName(argument, name, activations, canonicalActivation(name));
  }
}

function activationOfName(name: string): string {
  return canonicalActivation(name) ?? activationNotFollowed(`nothing like ${name} was measured`);
}

/** An activation that is no layer's weights and no function of the user's by Keras' name for it; null for another one. */
export function knownActivation(value: Value): string | null {
  switch (value.kind) {
    case "string":
      return canonicalActivation(value.value);
    case "library":
      return canonicalActivation(value.path.slice(value.path.lastIndexOf(".") + 1));
    case "function":
      return canonicalActivation(value.name);
    case "layer":
      return activationOfLayer(value);
    default:
      return null;
  }
}

const FUNCTION_KINDS: readonly Value["kind"][] = [
  "library",
  "function",
  "builtin",
  "class",
  "bound-method",
  "instance",
  "layer",
  "model",
];

function isFunction(value: Value): boolean {
  return FUNCTION_KINDS.includes(value.kind);
}

function functionOfClass(className: string): string | null {
  return className === "ReLU" ? "relu" : (FUNCTIONS.get(className) ?? null);
}

/** `activation=LeakyReLU(0.1)` */
function activationOfLayer(layer: LayerValue): string | null {
  if (layer.class !== "Activation") return functionOfClass(layer.class);
  const given = layer.arguments.get("activation");
  return given === undefined || given.kind === "layer" ? null : knownActivation(given);
}
