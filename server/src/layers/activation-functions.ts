/** Element-wise functions by their canonical names, and how many kernels each one launches. */

/**
 * Element-wise kernels of one activation. Those of the measured networks (relu … hard_sigmoid) come from traces of TensorFlow
 * 1.14; the others are counted from the operations that Keras composes them of.
 */
const KERNELS: ReadonlyMap<string, number> = new Map([
  ["linear", 0],
  ["relu", 1],
  ["relu6", 1],
  ["_relu6", 1],
  ["sigmoid", 1],
  ["tanh", 1],
  ["elu", 1],
  ["swish", 2],
  ["hard_swish", 4],
  ["_hard_swish", 4],
  ["hard_sigmoid", 3],
  ["softmax", 1],
  ["log_softmax", 1],
  ["selu", 1],
  ["softplus", 1],
  ["softsign", 1],
  ["exponential", 1],
  ["leaky_relu", 1],
  ["thresholded_relu", 2],
  ["mish", 3],
  ["gelu", 5],
  // The layer of this name: a multiplication and an addition.
  ["rescaling", 2],
  ["celu", 6],
  ["gelu_new", 8],
  ["hard_shrink", 3],
  ["hard_tanh", 2],
  ["lisht", 2],
  ["log_sigmoid", 3],
  ["rrelu", 1],
  ["snake", 6],
  ["soft_shrink", 6],
  ["sparse_plus", 7],
  ["sparse_sigmoid", 6],
  ["squareplus", 5],
  ["tanh_shrink", 2],
  ["threshold", 2],
]);

const SPELLINGS: ReadonlyMap<string, string> = new Map([
  ["silu", "swish"],
  ["exp", "exponential"],
  ["identity", "linear"],
  ["leakyrelu", "leaky_relu"],
  ["thresholdedrelu", "thresholded_relu"],
  ["hardsigmoid", "hard_sigmoid"],
  ["hardswish", "hard_swish"],
  ["hard_silu", "hard_swish"],
  ["logsoftmax", "log_softmax"],
  // As TensorFlow Addons spells them.
  ["hardshrink", "hard_shrink"],
  ["softshrink", "soft_shrink"],
  ["tanhshrink", "tanh_shrink"],
]);

/** Canonical name of a framework's activation ("ReLU" → "relu"); null for one that is not known. */
export function canonicalActivation(name: string): string | null {
  if (KERNELS.has(name)) return name;
  const lower = name.toLowerCase();
  const canonical = SPELLINGS.get(lower) ?? lower;
  return KERNELS.has(canonical) ? canonical : null;
}

/** How often an activation passes over its elements; 0 for one that is not followed, whose cost is left out. */
export function elementWisePasses(name: string): number {
  if (name.startsWith(NOT_FOLLOWED)) return 0;
  if (name.startsWith(FOLLOWED)) return Number(name.slice(FOLLOWED.length));
  return KERNELS.get(name) ?? 1;
}

/** A function of the user's that was followed, by the number of its passes. */
export function followedActivation(passes: number): string {
  return FOLLOWED + String(passes);
}

const FOLLOWED = "followed:";

/** A function whose cost is not known; `why` continues "not known: …". */
export function activationNotFollowed(why: string): string {
  return NOT_FOLLOWED + why;
}

const NOT_FOLLOWED = "not followed:";

/** Why the cost of an activation is not known; null for one that is. */
export function whyNotFollowed(name: string): string | null {
  return name.startsWith(NOT_FOLLOWED) ? name.slice(NOT_FOLLOWED.length) : null;
}

/** What `activation="…"` may say in Keras 2 or 3. */
export const ACTIVATION_NAMES: readonly string[] = (
  "celu elu exponential gelu glu hard_shrink hard_sigmoid hard_silu hard_swish hard_tanh leaky_relu linear log_sigmoid log_softmax " +
  "mish relu relu6 selu sigmoid silu soft_shrink softmax softplus softsign sparse_plus sparse_sigmoid sparsemax squareplus swish " +
  "tanh tanh_shrink threshold"
).split(" ");

/** Layers whose class names it may say, too (tried with Keras 2.15). */
export const ACTIVATION_CLASSES: readonly string[] = [
  "ELU",
  "LeakyReLU",
  "PReLU",
  "ReLU",
  "Softmax",
  "ThresholdedReLU",
];

/** What `activation: "…"` may say in TensorFlow.js: the class names in tfjs-layers 4.22's activations. */
export const TFJS_ACTIVATION_NAMES: readonly string[] =
  "elu gelu gelu_new hardSigmoid linear logSoftmax mish relu relu6 selu sigmoid softmax softplus softsign swish tanh".split(
    " ",
  );

/** Layers whose class names it may say there; a Softmax takes another axis by default, along which it does not run. */
export const TFJS_ACTIVATION_CLASSES: readonly string[] = ["ELU", "LeakyReLU", "PReLU", "ReLU", "ThresholdedReLU"];
