/** Layers that turn text, numbers and categories into indexes or vectors. None was measured, and none runs on the GPU. */
import type { Operation } from "./operations";
import { unmeasured } from "./recurrent";
import { NO_COST, NO_PARAMETERS, shape, shapeError } from "./arithmetic";
import type { Rules } from "./rules";

export function encodingRules({ layer, result }: Extract<Operation, { type: "encoding" }>): Rules {
  return {
    output: ([input]) => {
      if (input === undefined) return shapeError(`${layer} needs an input.`);
      switch (result.form) {
        case "same":
          return shape(input);
        case "sequence":
          return shape([...input.slice(0, -1), result.size]);
        case "joined":
          return shape([...input.slice(0, -1), result.size]);
        case "each":
          // A last side of one element is that element.
          return shape([...(input.at(-1) === 1 ? input.slice(0, -1) : input), result.size]);
      }
    },
    parameters: () => NO_PARAMETERS,
    cost: () => NO_COST,
    unmeasured: unmeasured(layer),
  };
}
