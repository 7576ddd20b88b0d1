/** A layer of the user's own with weights that it does not use: it passes its first input on, and keeps the others in the graph. */
import { NO_COST, NO_PARAMETERS, shape, shapeError } from "./arithmetic";
import type { Family } from "./family";
import type { Rules } from "./rules";

export const OWN_WEIGHTS: Rules = {
  output: ([first]) => (first === undefined ? shapeError("The layer needs an input.") : shape(first)),
  parameters: () => NO_PARAMETERS,
  cost: () => NO_COST,
};

export const OWN_WEIGHTS_LAYERS: Family = [["OwnWeights", () => OWN_WEIGHTS]];
