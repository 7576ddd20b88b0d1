/**
 * Layers that compute nothing: they name, cut, pad or reorder elements. FLOPs: none. Reshape, Flatten and dropout at inference
 * launch no kernel.
 */
import type { Shape } from "../../../../protocol/report";
import type { Operation } from "../operations";
import {
  countElements,
  describeShape,
  elements,
  imageOf,
  kernel,
  NO_COST,
  NO_PARAMETERS,
  positionsOf,
  shape,
  shapeError,
  single,
  totalElements,
  wrongInputCount,
} from "./rules";
import type { Image, OutputShape, Rules } from "./rules";

type Of<Type extends Operation["type"]> = Extract<Operation, { type: Type }>;

export function identityRules(): Rules {
  return free((input) => shape(input), "Dropout");
}

export function flattenRules(): Rules {
  return free((input) => shape([countElements(input)]), "Flatten");
}

export function reshapeRules(operation: Of<"reshape">): Rules {
  return free((input) => reshaped(operation.target, input), "Reshape");
}

function free(output: (input: Shape) => OutputShape, layer: string): Rules {
  return {
    output: (inputs) => {
      const input = single(inputs);
      return input === null ? wrongInputCount(layer, inputs) : output(input);
    },
    parameters: () => NO_PARAMETERS,
    cost: () => NO_COST,
  };
}

function reshaped(target: readonly number[], input: Shape): OutputShape {
  const available = countElements(input);
  const wanted = elements(target.filter((side) => side !== -1));
  const open = target.includes(-1);
  if (available === null) return shape(target.map((side) => (side === -1 ? null : side)));
  const fits = open ? wanted > 0 && available % wanted === 0 : wanted === available;
  if (fits) return shape(target.map((side) => (side === -1 ? available / wanted : side)));
  const written = target.map((side) => (side === -1 ? "?" : side)).join("×");
  return shapeError(`Reshape of ${describeShape(input)} to ${written}: the numbers of elements differ.`);
}

/** Axes count from 1, without the batch. */
export function permuteRules(operation: Of<"permute">): Rules {
  const { dimensions } = operation;
  return {
    output: (inputs) => {
      const input = single(inputs);
      if (input === null) return wrongInputCount("Permute", inputs);
      const sides = dimensions.map((axis) => input[axis - 1]);
      const complete = dimensions.length === input.length && new Set(dimensions).size === input.length;
      if (!complete || sides.includes(undefined)) {
        return shapeError(`Permute: (${dimensions.join(", ")}) does not order the axes of ${describeShape(input)}.`);
      }
      return shape(sides.map((side) => side ?? null));
    },
    parameters: () => NO_PARAMETERS,
    cost: ({ output }) => {
      const count = elements(output);
      return {
        ...NO_COST,
        kernels: [kernel("shuffle", { reads: count, writes: count, positions: positionsOf(output) })],
      };
    },
  };
}

export function zeroPadding2dRules(operation: Of<"zero_padding2d">): Rules {
  const [vertical, horizontal] = operation.padding;
  return {
    output: (inputs) =>
      resized("ZeroPadding2D", inputs, (image) => [
        plus(image.height, vertical[0] + vertical[1]),
        plus(image.width, horizontal[0] + horizontal[1]),
      ]),
    parameters: () => NO_PARAMETERS,
    cost: ({ inputs, output }) => {
      const main = kernel("pad", {
        reads: totalElements(inputs),
        writes: elements(output),
        positions: positionsOf(output),
      });
      return { ...NO_COST, kernels: [main] };
    },
  };
}

export function cropping2dRules(operation: Of<"cropping2d">): Rules {
  const [vertical, horizontal] = operation.cropping;
  return {
    output: (inputs) =>
      resized("Cropping2D", inputs, (image) => [
        plus(image.height, -vertical[0] - vertical[1]),
        plus(image.width, -horizontal[0] - horizontal[1]),
      ]),
    parameters: () => NO_PARAMETERS,
    cost: ({ output }) => {
      const count = elements(output);
      return {
        ...NO_COST,
        kernels: [kernel("slice", { reads: count, writes: count, positions: positionsOf(output) })],
      };
    },
  };
}

/** No measured network has this layer: priced as a copy. */
export function upSampling2dRules(operation: Of<"up_sampling2d">): Rules {
  const [vertical, horizontal] = operation.size;
  return {
    output: (inputs) =>
      resized("UpSampling2D", inputs, (image) => [times(image.height, vertical), times(image.width, horizontal)]),
    parameters: () => NO_PARAMETERS,
    cost: ({ inputs, output }) => {
      const main = kernel("copy", {
        reads: totalElements(inputs),
        writes: elements(output),
        positions: positionsOf(output),
      });
      return { ...NO_COST, kernels: [main] };
    },
  };
}

function resized(
  layer: string,
  inputs: readonly Shape[],
  sidesOf: (image: Image) => readonly [number | null, number | null],
): OutputShape {
  const image = imageOf(layer, inputs);
  if (image.kind === "error") return image;
  const [height, width] = sidesOf(image);
  if ((height ?? 1) < 1 || (width ?? 1) < 1) {
    return shapeError(`${layer} leaves nothing of ${image.height ?? "?"}×${image.width ?? "?"}.`);
  }
  return shape([height, width, image.channels]);
}

function plus(side: number | null, amount: number): number | null {
  return side === null ? null : side + amount;
}

function times(side: number | null, factor: number): number | null {
  return side === null ? null : side * factor;
}
