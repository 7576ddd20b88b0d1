/**
 * Layers that compute nothing: they name, cut, pad or reorder elements. FLOPs: none. Reshape, Flatten and dropout at inference
 * launch no kernel.
 */
import type { Shape } from "../../../protocol/report";
import type { Operation } from "./operations";
import {
  countElements,
  describeShape,
  elements,
  imageOf,
  imagePositionsOf,
  kernel,
  NO_COST,
  NO_PARAMETERS,
  positionsOf,
  shape,
  shapeError,
  single,
  totalElements,
  wrongInputCount,
} from "./arithmetic";
import type { KnownShape, LayerCost, OutputShape, Tensors } from "./arithmetic";
import type { Rules } from "./rules";

type Of<Type extends Operation["type"]> = Extract<Operation, { type: Type }>;

export function identityRules({ layer = "Dropout", rank }: Of<"identity">): Rules {
  const rules = free((input) => {
    if (rank === undefined || input.length === rank + 1) return shape(input);
    return shapeError(`${layer} needs an input of ${rank + 1} axes; its input is ${describeShape(input)}.`);
  }, layer);
  return { ...rules, channels: "inherited" };
}

/** Channels are brought behind first, where they are in front of something. */
export function flattenRules(operation: Of<"flatten">): Rules {
  const rules = free((input) => shape([countElements(input)]), "Flatten");
  if (!operation.channelsFirst) return rules;
  return {
    ...rules,
    channels: "first",
    cost: (tensors) => ((tensors.inputs[0]?.length ?? 0) < 2 ? NO_COST : reordering(tensors.output)),
  };
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
  return shapeError(
    `Reshape of ${describeShape(input)} to ${written}: the numbers of elements differ.`,
    "target_shape",
  );
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
        return shapeError(
          `Permute: (${dimensions.join(", ")}) does not order the axes of ${describeShape(input)}.`,
          "dims",
        );
      }
      return shape(sides.map((side) => side ?? null));
    },
    parameters: () => NO_PARAMETERS,
    cost: ({ output }) => reordering(output),
  };
}

function reordering(output: KnownShape): LayerCost {
  const count = elements(output);
  const main = kernel("shuffle", { reads: count, writes: count, positions: imagePositionsOf(output) });
  return { ...NO_COST, kernels: [main] };
}

export function repeatVectorRules(operation: Of<"repeat_vector">): Rules {
  return {
    output: (inputs) => {
      const input = single(inputs);
      if (input === null) return wrongInputCount("RepeatVector", inputs);
      if (input.length !== 1) return shapeError(`RepeatVector needs a vector; its input is ${describeShape(input)}.`);
      return shape([operation.count, ...input]);
    },
    parameters: () => NO_PARAMETERS,
    cost: copying,
  };
}

export function zeroPaddingRules(operation: Of<"zero_padding">): Rules {
  const { padding } = operation;
  return {
    takes: "images",
    output: (inputs) =>
      resized(`ZeroPadding${padding.length}D`, padding.length, inputs, (side, axis) => side + total(padding[axis])),
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

export function croppingRules(operation: Of<"cropping">): Rules {
  const { cropping } = operation;
  return {
    takes: "images",
    output: (inputs) =>
      resized(`Cropping${cropping.length}D`, cropping.length, inputs, (side, axis) => side - total(cropping[axis])),
    parameters: () => NO_PARAMETERS,
    cost: ({ output }) => slicing(output),
  };
}

/** No measured network has this layer: priced as a copy. */
export function upSamplingRules(operation: Of<"up_sampling">): Rules {
  const { size } = operation;
  return {
    takes: "images",
    output: (inputs) =>
      resized(`UpSampling${size.length}D`, size.length, inputs, (side, axis) => side * (size[axis] ?? 1)),
    parameters: () => NO_PARAMETERS,
    cost: copying,
  };
}

/** The size does not depend on the input's: an image that is too small to be cut is resampled. Priced as a copy or a slice. */
export function resizeRules(operation: Of<"resize">): Rules {
  return {
    takes: "images",
    output: (inputs) => {
      const image = imageOf(operation.layer, inputs, 2);
      return image.kind === "error" ? image : shape([...operation.size, image.channels]);
    },
    parameters: () => NO_PARAMETERS,
    cost: (tensors) => (operation.mode === "cut" ? slicing(tensors.output) : copying(tensors)),
  };
}

/** Nothing like it was measured. */
export function filterRules({ layer }: Of<"filter">): Rules {
  return {
    ...free((input) => shape(input), layer),
    takes: "images",
    unmeasured: `${layer} was never measured on the boards: its shape is known, its time is not.`,
  };
}

export function randomSideRules(operation: Of<"random_side">): Rules {
  const rules = free((input) => {
    const index = input.length + operation.axis;
    if (input.length !== 3) {
      return shapeError(`${operation.layer} needs an image; its input is ${describeShape(input)}.`);
    }
    return shape(input.map((side, axis) => (axis === index ? null : side)));
  }, operation.layer);
  return { ...rules, takes: "images" };
}

function slicing(output: KnownShape): LayerCost {
  const count = elements(output);
  const main = kernel("slice", { reads: count, writes: count, positions: positionsOf(output) });
  return { ...NO_COST, kernels: [main] };
}

function copying({ inputs, output }: Tensors): LayerCost {
  const reads = totalElements(inputs);
  const main = kernel("copy", { reads, writes: elements(output), positions: positionsOf(output) });
  return { ...NO_COST, kernels: [main] };
}

function resized(
  layer: string,
  rank: number,
  inputs: readonly Shape[],
  sideOf: (side: number, axis: number) => number,
): OutputShape {
  const image = imageOf(layer, inputs, rank);
  if (image.kind === "error") return image;
  const sides = image.sides.map((side, axis) => (side === null ? null : sideOf(side, axis)));
  if (sides.some((side) => side !== null && side < 1)) {
    return shapeError(`${layer} leaves nothing of ${describeShape(image.sides)}.`);
  }
  return shape([...sides, image.channels]);
}

function total(pair: readonly [number, number] | undefined): number {
  return pair === undefined ? 0 : pair[0] + pair[1];
}
