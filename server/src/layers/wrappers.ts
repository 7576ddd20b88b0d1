/** Layers that run another one. */
import type { LayerValue } from "../values/value";
import {
  describeShape,
  NO_COST,
  NO_PARAMETERS,
  shape,
  shapeError,
  single,
  timesRows,
  wrongInputCount,
} from "./arithmetic";
import type { ArgumentReader } from "./arguments";
import type { Family, RulesOf } from "./family";
import { notFollowed } from "./rules";
import type { Rules } from "./rules";

export const WRAPPERS: Family = [
  ["TimeDistributed", readTimeDistributed, { follows: "steps" }],
  ["FurtherOutput", readFurtherOutput],
  ["SpectralNormalization", readSpectralNormalization],
  ["WeightNormalization", readWeightNormalization],
];

/** The layer that an argument is; null, noted as a mistake, where it is none. */
export function wrappedLayer(reader: ArgumentReader, name: string): LayerValue | null {
  const layer = reader.value(name);
  if (layer?.kind === "layer") return layer;
  reader.fail(`${name} must be a layer`);
  return null;
}

/** Stands in where there is no layer to run, which is a mistake that the reader has noted. */
export const NO_LAYER: Rules = notFollowed("There is no layer to run.");

// ---------------------------------------------------------------- at every step

function readTimeDistributed(reader: ArgumentReader, rulesOf: RulesOf): Rules {
  const layer = wrappedLayer(reader, "layer");
  if (layer === null) return NO_LAYER;
  const rules = rulesOf(layer.operation ?? layer.class, layer.arguments);
  return rules.failure === undefined ? timeDistributedRules(rules) : rules;
}

/** The wrapped layer on every step as if each were a sample; its weights are read once for all of them. */
function timeDistributedRules(rules: Rules): Rules {
  return {
    unmeasured: rules.unmeasured,
    takes: rules.takes,
    activationUnknown: rules.activationUnknown,
    output: (inputs) => {
      const input = single(inputs);
      if (input === null) return wrongInputCount("TimeDistributed", inputs);
      const [steps, ...step] = input;
      if (steps === undefined || step.length === 0)
        return shapeError(`TimeDistributed needs steps; its input is ${describeShape(input)}.`);
      const output = rules.output([step]);
      return output.kind === "shape" ? shape([steps, ...output.shape]) : output;
    },
    parameters: ([input]) => (input === undefined ? null : rules.parameters([input.slice(1)])),
    cost: ({ inputs: [input], output, afterConvolution }) => {
      const [steps = 1, ...step] = input ?? [];
      const one = rules.cost({ inputs: [step], output: output.slice(1), afterConvolution });
      return timesRows(one, steps);
    },
  };
}

// ---------------------------------------------------------------- further outputs

/** Made by the framework for a layer that has several outputs. */
function readFurtherOutput(reader: ArgumentReader, rulesOf: RulesOf): Rules {
  const layer = wrappedLayer(reader, "layer");
  const index = reader.integer("index", { minimum: 1 });
  if (layer === null) return NO_LAYER;
  const rules = rulesOf(layer.operation ?? layer.class, layer.arguments);
  return rules.failure === undefined ? furtherOutputRules(rules, index) : rules;
}

/** An output of a layer behind its first (states, attention scores): the first output stands before what the layer is applied to. */
function furtherOutputRules(rules: Rules, index: number): Rules {
  return {
    output: ([, ...inputs]) => {
      const output = rules.furtherOutputs?.(inputs)[index - 1];
      return output === undefined ? shapeError(`The layer has no output ${index}.`) : shape(output);
    },
    parameters: () => NO_PARAMETERS,
    cost: () => NO_COST,
  };
}

// ---------------------------------------------------------------- normalizations of a kernel

function readSpectralNormalization(reader: ArgumentReader, rulesOf: RulesOf): Rules {
  reader.integer("power_iterations", { minimum: 1, fallback: 1 });
  return readKernelNormalization("SpectralNormalization", reader, rulesOf, (total, vector) => ({
    total: total + vector,
    nonTrainable: vector,
  }));
}

/** With `data_init`, which is the default, it keeps a copy of the layer's weights to find its first values with. */
function readWeightNormalization(reader: ArgumentReader, rulesOf: RulesOf): Rules {
  const copies = reader.flag("data_init", true) ? 1 : 0;
  // The vector is trained here; the one weight more says whether it has its first values.
  return readKernelNormalization("WeightNormalization", reader, rulesOf, (total, vector) => ({
    total: (1 + copies) * total + vector + 1,
    nonTrainable: copies * total + 1,
  }));
}

/** At inference the wrapped layer itself; beside its kernel they keep a vector, as long as the last side of it. */
function readKernelNormalization(
  name: string,
  reader: ArgumentReader,
  rulesOf: RulesOf,
  weights: (total: number, vector: number) => { readonly total: number; readonly nonTrainable: number },
): Rules {
  const layer = wrappedLayer(reader, "layer");
  if (layer === null) return NO_LAYER;
  const rules = rulesOf(layer.class, layer.arguments);
  const { lastKernelSide } = rules;
  if (rules.failure !== undefined) return rules;
  if (lastKernelSide === undefined) {
    const output = shapeError(`${name} needs a layer with a kernel; ${layer.class} has none.`);
    return { output: () => output, parameters: () => null, cost: () => NO_COST };
  }
  return {
    ...rules,
    // The paper's features count no wrapped layer.
    countedAs: undefined,
    parameters: (inputs) => {
      const parameters = rules.parameters(inputs);
      const vector = lastKernelSide(inputs);
      if (parameters === null || vector === null) return null;
      const { total, nonTrainable } = weights(parameters.total, vector);
      return { total, nonTrainable: parameters.nonTrainable + nonTrainable };
    },
  };
}
