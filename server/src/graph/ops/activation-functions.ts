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
]);

/** Canonical name of a framework's activation ("ReLU" → "relu"); null for one that is not known. */
export function canonicalActivation(name: string): string | null {
  if (KERNELS.has(name)) return name;
  const lower = name.toLowerCase();
  const canonical = SPELLINGS.get(lower) ?? lower;
  return KERNELS.has(canonical) ? canonical : null;
}

/** How often an activation passes over its elements; a function that is not known is priced as one pass. */
export function elementWisePasses(name: string): number {
  return KERNELS.get(name) ?? 1;
}

/** True for a function of the user's, whose cost is a guess. */
export function isCustomActivation(name: string): boolean {
  return name.startsWith("custom:");
}

/** Names that Keras gives activations, all of them measured or counted here. */
export const ACTIVATION_NAMES: readonly string[] = [...KERNELS.keys()].filter((name) => /^[a-z]/.test(name));
