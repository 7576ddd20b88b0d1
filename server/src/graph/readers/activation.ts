/** Activations: their own layers, and the arguments `use_bias` and `activation` of others. */
import type { LayerValue } from "../../eval/values";
import type { ArgumentReader } from "../arguments";
import type { Operation } from "../operations";
import { canonicalActivation } from "../ops/activation-functions";
import { known } from "./reader";
import type { Readers } from "./reader";

/** Classes that are one function of each element. */
const FUNCTIONS: ReadonlyMap<string, string> = new Map([
  ["ELU", "elu"],
  ["LeakyReLU", "leaky_relu"],
  ["Masking", "masking"],
  ["Rescaling", "rescaling"],
  ["Softmax", "softmax"],
  ["ThresholdedReLU", "thresholded_relu"],
]);

export const ACTIVATION_READERS: Readers = [
  ["Activation", readActivationLayer],
  ["ReLU", readRelu],
  ["PReLU", (reader) => ({ type: "prelu", sharedAxes: known(reader.numbers("shared_axes") ?? []) })],
  ...[...FUNCTIONS].map(([name, of]) => [name, (): Operation => ({ type: "activation", function: of })] as const),
];

export function tailOf(reader: ArgumentReader): { readonly useBias: boolean; readonly activation: string } {
  return { useBias: reader.flag("use_bias", true), activation: activationOf(reader) };
}

/** Its options change no cost, but some are refused. */
function readRelu(reader: ArgumentReader): Operation {
  for (const name of ["max_value", "negative_slope", "threshold"]) {
    if ((reader.number(name) ?? 0) < 0) reader.fail(`${name} must not be negative`);
  }
  return { type: "activation", function: "relu" };
}

function readActivationLayer(reader: ArgumentReader): Operation {
  if (!reader.isWritten("activation")) reader.fail("activation is missing");
  return { type: "activation", function: activationOf(reader) };
}

/**
 * Name of the activation: Keras' own name, "linear" for None, or "custom:NAME" for a function of the user's. One that has the name
 * of a known activation (`def hard_swish(x)`) costs what that costs, as it does in a saved topology, which keeps the name alone.
 */
export function activationOf(reader: ArgumentReader): string {
  // Which function it is does not touch the shape: an unknown one is priced like one of the user's.
  if (reader.isUnknown("activation")) return "custom:unknown";
  const value = reader.value("activation");
  if (value === undefined) return "linear";
  if (value.kind === "integer" || value.kind === "float")
    reader.fail("activation must be a function or the name of one");
  switch (value.kind) {
    case "string":
      return canonicalActivation(value.value) ?? `custom:${value.value}`;
    case "library": {
      const name = value.path.slice(value.path.lastIndexOf(".") + 1);
      return canonicalActivation(name) ?? `custom:${name}`;
    }
    case "function":
      return canonicalActivation(value.name) ?? `custom:${value.name === "" ? "lambda" : value.name}`;
    case "builtin":
    case "class":
      return `custom:${value.name}`;
    case "bound-method":
      return `custom:${value.function.name}`;
    case "instance":
      return `custom:${value.class.name}`;
    case "layer":
      return activationOfLayer(value);
    default:
      reader.fail(`activation must be a name or a function, not a ${value.kind}`);
      return "linear";
  }
}

function functionOfClass(className: string): string | undefined {
  return className === "ReLU" ? "relu" : FUNCTIONS.get(className);
}

/** `activation=LeakyReLU(0.1)` */
function activationOfLayer(layer: LayerValue): string {
  const given = layer.class === "Activation" ? layer.arguments.get("activation") : undefined;
  const name = given?.kind === "string" ? canonicalActivation(given.value) : functionOfClass(layer.class);
  return name ?? `custom:${layer.class}`;
}
