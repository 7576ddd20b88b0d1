/** Activations: their own layers, and the tails of convolutions and dense layers. */
import type { Kernel } from "../../../predictors/src/kernels";
import type { Operation } from "./operations";
import { elementWisePasses, whyNotFollowed } from "./activation-functions";
import {
  countElements,
  elements,
  kernel,
  NO_PARAMETERS,
  positionsOf,
  shape,
  shapeError,
  single,
  wrongInputCount,
} from "./arithmetic";
import type { KnownShape } from "./arithmetic";
import type { Rules } from "./rules";

/** TensorFlow's own profile counts maximum, subtraction, exponential, sum and division. */
const SOFTMAX_OPERATIONS = 5;

export function activationRules(operation: Extract<Operation, { type: "activation" }>): Rules {
  return {
    ...activationNote(operation.function),
    channels: "inherited",
    output: (inputs) => {
      const input = single(inputs);
      return input === null ? wrongInputCount("Activation", inputs) : shape(input);
    },
    parameters: () => NO_PARAMETERS,
    cost: ({ output }) => ({
      flops: activationFlops(operation.function, output),
      macs: 0,
      kernels: activationKernels(operation.function, output),
    }),
  };
}

/** PReLU: a slope for each element, shared along `sharedAxes`. */
export function preluRules(operation: Extract<Operation, { type: "prelu" }>): Rules {
  return {
    channels: "inherited",
    output: (inputs) => {
      const input = single(inputs);
      if (input === null) return wrongInputCount("PReLU", inputs);
      const outside = operation.sharedAxes.find((axis) => axis < 1 || axis > input.length);
      if (outside !== undefined) return shapeError(`PReLU: its input has no axis ${outside} to share.`);
      const open = input.findIndex((side, axis) => side === null && !operation.sharedAxes.includes(axis + 1));
      return open < 0
        ? shape(input)
        : shapeError(
            `PReLU has a slope for each place: axis ${open + 1} of its input, which is not known, must be shared.`,
          );
    },
    parameters: ([input]) => {
      const slopes = countElements(
        (input ?? []).map((side, index) => (operation.sharedAxes.includes(index + 1) ? 1 : side)),
      );
      return slopes === null ? null : { total: slopes, nonTrainable: 0 };
    },
    cost: ({ output }) => ({
      flops: 2 * elements(output),
      macs: 0,
      kernels: activationKernels("leaky_relu", output),
    }),
  };
}

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
