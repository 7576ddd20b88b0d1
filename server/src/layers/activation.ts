/** Layers that are an activation. */
import { activationFlops, activationKernels, activationNote } from "./activation-costs";
import { countElements, elements, NO_PARAMETERS, shape, shapeError, single, wrongInputCount } from "./arithmetic";
import { activationOf, FUNCTIONS } from "./activation-arguments";
import type { ArgumentReader } from "./arguments";
import type { Family } from "./family";
import { known } from "./shared-arguments";
import { functionRules } from "./tensor/tensor-rules";
import type { Rules } from "./rules";

export const ACTIVATIONS: Family = [
  ["Activation", readActivationLayer, { follows: "activation" }],
  ["ReLU", readRelu],
  ["PReLU", (reader) => preluRules(known(reader.numbers("shared_axes") ?? []))],
  ...[...FUNCTIONS].map(([name, of]) => [name, (reader: ArgumentReader) => readFunction(name, of, reader)] as const),
];

/** `last_axis_only`: TF.js runs a Softmax along the last side alone, and takes the first one unless it is told. */
function readFunction(name: string, of: string, reader: ArgumentReader): Rules {
  const rules = activationRules(of);
  if (!reader.flag("last_axis_only", false)) return rules;
  const axis = reader.integer("axis", { minimum: -1 });
  const output: Rules["output"] = (inputs) => {
    const rank = inputs[0]?.length ?? 0;
    if (axis === -1 || axis === rank) return rules.output(inputs);
    return shapeError(`${name}: TF.js computes it along the last axis alone: write axis: -1.`, "axis");
  };
  return { ...rules, output };
}

/** Its options change no cost, but some are refused. */
function readRelu(reader: ArgumentReader): Rules {
  for (const name of ["max_value", "negative_slope", "threshold"]) {
    if ((reader.number(name) ?? 0) < 0) reader.fail(`${name} must not be negative`);
  }
  return activationRules("relu");
}

function readActivationLayer(reader: ArgumentReader): Rules {
  if (!reader.isWritten("activation")) reader.fail("activation is missing");
  const body = reader.value("body");
  if (body?.kind === "model") return functionRules(body);
  return activationRules(activationOf(reader));
}

function activationRules(activation: string): Rules {
  return {
    ...activationNote(activation),
    channels: "inherited",
    output: (inputs) => {
      const input = single(inputs);
      return input === null ? wrongInputCount("Activation", inputs) : shape(input);
    },
    parameters: () => NO_PARAMETERS,
    cost: ({ output }) => ({
      flops: activationFlops(activation, output),
      macs: 0,
      kernels: activationKernels(activation, output),
    }),
  };
}

/** PReLU: a slope for each element, shared along `sharedAxes` (1-based). */
function preluRules(sharedAxes: readonly number[]): Rules {
  return {
    channels: "inherited",
    output: (inputs) => {
      const input = single(inputs);
      if (input === null) return wrongInputCount("PReLU", inputs);
      const outside = sharedAxes.find((axis) => axis < 1 || axis > input.length);
      if (outside !== undefined) return shapeError(`PReLU: its input has no axis ${outside} to share.`);
      const open = input.findIndex((side, axis) => side === null && !sharedAxes.includes(axis + 1));
      return open < 0
        ? shape(input)
        : shapeError(
            `PReLU has a slope for each place: axis ${open + 1} of its input, which is not known, must be shared.`,
          );
    },
    parameters: ([input]) => {
      const slopes = countElements((input ?? []).map((side, index) => (sharedAxes.includes(index + 1) ? 1 : side)));
      return slopes === null ? null : { total: slopes, nonTrainable: 0 };
    },
    cost: ({ output }) => ({
      flops: 2 * elements(output),
      macs: 0,
      kernels: activationKernels("leaky_relu", output),
    }),
  };
}
