/** Operations on images: other sizes, blocks, patches. */
import { moved, passes } from "./costs";
import { describeTensor, refused, tensorShape, samplesInFront } from "./shapes";
import type { Side, TensorOutput, TensorRule, TensorShape } from "./shapes";

/** Height and width become what `sidesOf` says; an image may stand without its batch. */
export function resizeImage(
  name: string,
  channelsFirst: boolean,
  sidesOf: (height: Side, width: Side) => readonly [Side, Side] | null,
): TensorRule {
  return {
    output: ([image]) => {
      if (image === undefined) return refused(`${name} takes an image.`);
      const at = heightAxis(image, channelsFirst);
      if (at === null) return refused(`${name} needs an image, not ${describeTensor(image)}.`);
      const sides = sidesOf(image.sides[at] ?? null, image.sides[at + 1] ?? null);
      if (sides === null) return refused(`${name} does not fit to ${describeTensor(image)}.`);
      return tensorShape(
        image.sides.map((side, axis) => (axis === at ? sides[0] : axis === at + 1 ? sides[1] : side)),
        // Of an image without a batch, the first side is the height.
        at > 0 || image.samples === "none" ? samplesInFront(image.samples) : "unclear",
      );
    },
    cost: (operands, output) => moved("copy", operands, output),
  };
}

function heightAxis({ sides }: TensorShape, channelsFirst: boolean): number | null {
  if (sides.length !== 3 && sides.length !== 4) return null;
  return sides.length - 3 + (channelsFirst ? 1 : 0);
}

/** `depth_to_space`: blocks of channels become blocks of pixels; `space_to_depth` the other way round. */
export function blocks(name: string, block: number, toSpace: boolean, channelsFirst: boolean): TensorRule {
  return {
    output: ([image]) => {
      if (image?.sides.length !== 4) return refused(`${name} needs an image.`);
      const [batch = null, one = null, two = null, three = null] = image.sides;
      const [height, width, channels] = channelsFirst ? [two, three, one] : [one, two, three];
      const [sides, depth] = toSpace
        ? [[times(height, block), times(width, block)], divided(channels, block * block)]
        : [[divided(height, block), divided(width, block)], times(channels, block * block)];
      const [newHeight = null, newWidth = null] = sides;
      if ([newHeight, newWidth, depth].some((side) => side !== null && !Number.isInteger(side))) {
        return refused(`${name}: ${describeTensor(image)} does not fall into blocks of ${block}.`);
      }
      const whole = channelsFirst ? [batch, depth, newHeight, newWidth] : [batch, newHeight, newWidth, depth];
      return tensorShape(whole, samplesInFront(image.samples));
    },
    cost: (operands, output) => moved("shuffle", operands, output),
  };
}

function times(side: Side, factor: number): Side {
  return side === null ? null : side * factor;
}

function divided(side: Side, factor: number): Side {
  return side === null ? null : side / factor;
}

/** Patches of an image laid into its channels. */
export function extractPatches(
  size: readonly [number, number],
  strides: readonly [number, number],
  rates: readonly [number, number],
  padding: "same" | "valid",
): TensorRule {
  return {
    output: ([image]): TensorOutput => {
      if (image?.sides.length !== 4) return refused("extract_patches needs an image.");
      const [batch = null, height = null, width = null, channels = null] = image.sides;
      const slide = (side: Side, index: 0 | 1): Side => {
        if (side === null) return null;
        if (padding === "same") return Math.ceil(side / strides[index]);
        return Math.floor((side - ((size[index] - 1) * rates[index] + 1)) / strides[index]) + 1;
      };
      return tensorShape(
        [batch, slide(height, 0), slide(width, 1), times(channels, size[0] * size[1])],
        samplesInFront(image.samples),
      );
    },
    cost: (operands, output) => moved("copy", operands, output),
  };
}

/** `tf.image.rgb_to_grayscale` and its relatives: another number of channels. */
export function recoloured(channels: number | null): TensorRule {
  return {
    output: ([image]) => {
      if (image === undefined || image.sides.length < 3) return refused("An image is needed.");
      return tensorShape(
        [...image.sides.slice(0, -1), channels ?? image.sides.at(-1) ?? null],
        samplesInFront(image.samples),
      );
    },
    cost: (_operands, output) => passes(1, output),
  };
}
