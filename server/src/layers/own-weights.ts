/** Layers of the user's own, by what their source says of them. */
import { NO_COST, NO_PARAMETERS, shape, shapeError } from "./arithmetic";
import type { ArgumentReader } from "./arguments";
import type { Family } from "./family";
import type { Rules } from "./rules";

/** With weights that it does not use: it passes its first input on, and keeps the others in the graph. */
export const OWN_WEIGHTS: Rules = {
  output: ([first]) => (first === undefined ? shapeError("The layer needs an input.") : shape(first)),
  parameters: () => NO_PARAMETERS,
  cost: () => NO_COST,
};

export const OWN_WEIGHTS_LAYERS: Family = [
  ["OwnWeights", () => OWN_WEIGHTS],
  ["DeclaredLayer", readDeclared],
];

/** A layer whose source states its output and its weights, and whose computation is not followed. */
function readDeclared(reader: ArgumentReader): Rules {
  const sides = reader.numbers("output_shape") ?? [];
  const total = reader.integer("weights", { minimum: 0, fallback: 0 });
  const nonTrainable = reader.integer("frozen", { minimum: 0, fallback: 0 });
  return {
    output: () => shape(sides),
    parameters: () => ({ total, nonTrainable }),
    cost: () => NO_COST,
    takes: "images",
    unmeasured: "What a layer of this file computes is not followed: its shape and weights are known, its time is not.",
  };
}
