/** Where counting ends: beyond 2^53 a double holds no whole numbers, and a figure there would only look like one. */
import type { Shape } from "./graph";
import { isKnown, totalElements } from "../layers/arithmetic";
import type { LayerCost, LayerParameters } from "../layers/arithmetic";

const BYTES_PER_ELEMENT = 4;

/** What is counted of one layer. */
export interface Counted {
  readonly parameters: LayerParameters | null;
  readonly cost: LayerCost | null;
  readonly inputShapes: readonly Shape[];
  readonly outputShape: Shape;
}

/** Sums over the layers of a network, so that its totals can be counted, too. */
export class CountedSoFar {
  #parameterBytes = 0;
  #flops = 0;
  #elements = 0;

  /** Adds a layer; answers what it has too much of to be counted, in which case nothing is added. */
  add(layer: Counted): string | null {
    const shapes = [...layer.inputShapes, layer.outputShape].filter(isKnown);
    const parameterBytes = this.#parameterBytes + BYTES_PER_ELEMENT * (layer.parameters?.total ?? 0);
    const flops = this.#flops + (layer.cost?.flops ?? 0);
    const elements = this.#elements + BYTES_PER_ELEMENT * totalElements(shapes);
    if (!Number.isSafeInteger(parameterBytes)) return tooLarge("bytes of weights");
    if (!isCountable(flops)) return tooLarge("operations");
    if (!Number.isSafeInteger(elements)) return tooLarge("bytes in the tensors that it reads and writes");
    [this.#parameterBytes, this.#flops, this.#elements] = [parameterBytes, flops, elements];
    return null;
  }
}

/** What a tensor of this shape has too much of; null where it can be. */
export function uncountableSide(shape: Shape): string | null {
  const isTooLong = shape.some((side) => side !== null && !Number.isSafeInteger(side));
  return isTooLong ? tooLarge("elements in a row") : null;
}

/** Operations may be parts of one: an average over a window. */
function isCountable(count: number): boolean {
  return count <= Number.MAX_SAFE_INTEGER;
}

function tooLarge(what: string): string {
  return `more than 2^53 ${what}`;
}
