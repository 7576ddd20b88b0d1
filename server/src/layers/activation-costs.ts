/** What an activation costs, whether it has a layer of its own or is the tail of another one. */
import type { Kernel } from "../../../predictors/src/kernels";
import { elementWisePasses, whyNotFollowed } from "./activation-functions";
import { elements, kernel, positionsOf } from "./arithmetic";
import type { KnownShape } from "./arithmetic";
import type { Rules } from "./rules";

/** TensorFlow's own profile counts maximum, subtraction, exponential, sum and division. */
const SOFTMAX_OPERATIONS = 5;

/** What is left out of the cost of a layer with this activation. */
export function activationNote(name: string): Pick<Rules, "activationUnknown"> {
  const why = whyNotFollowed(name);
  return why === null ? {} : { activationUnknown: why };
}

/** Kernels of an activation over `output`, whether it has a layer of its own or not. */
export function activationKernels(name: string, output: KnownShape): readonly Kernel[] {
  const count = elements(output);
  const given = { reads: count, writes: count, positions: positionsOf(output) };
  if (isSoftmax(name)) return [kernel("softmax", given)];
  return Array.from({ length: elementWisePasses(name) }, () => kernel("activation", given));
}

/** One operation per element and pass. */
export function activationFlops(name: string, output: KnownShape): number {
  return elements(output) * (isSoftmax(name) ? SOFTMAX_OPERATIONS : elementWisePasses(name));
}

function isSoftmax(name: string): boolean {
  return name === "softmax" || name === "log_softmax";
}
