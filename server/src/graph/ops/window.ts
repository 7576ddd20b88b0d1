/** Sides of what a window leaves when it slides over an image. */
import type { Padding, Pair } from "../operations";
import { shapeError } from "./rules";
import type { Image, OutputShape } from "./rules";

export interface Window {
  readonly kernel: Pair;
  readonly strides: Pair;
  readonly padding: Padding;
  readonly dilation: Pair;
}

/** Height and width behind the window, or the error that it does not fit. */
export function slide(
  layer: string,
  image: Image,
  window: Window,
): readonly [number | null, number | null] | Extract<OutputShape, { kind: "error" }> {
  const height = slideSide(image.height, 0, window);
  const width = slideSide(image.width, 1, window);
  if ((height ?? 1) >= 1 && (width ?? 1) >= 1) return [height, width];
  const extent = ([0, 1] as const).map((side) => windowExtent(window, side)).join("×");
  const message = `${layer}: the ${extent} window does not fit into ${image.height ?? "?"}×${image.width ?? "?"} at valid padding.`;
  return { kind: "error", code: "shape", message };
}

function slideSide(input: number | null, side: 0 | 1, window: Window): number | null {
  if (input === null) return null;
  const stride = window.strides[side];
  if (window.padding === "same") return Math.ceil(input / stride);
  return Math.floor((input - windowExtent(window, side)) / stride) + 1;
}

/** Side of the window with its holes. */
function windowExtent(window: Window, side: 0 | 1): number {
  return (window.kernel[side] - 1) * window.dilation[side] + 1;
}

/** Height × width × `channels` behind the window. */
export function slideTo(layer: string, image: Image, window: Window, channels: number | null): OutputShape {
  const sides = slide(layer, image, window);
  return "kind" in sides ? sides : { kind: "shape", shape: [...sides, channels] };
}

/** The image's channels, or the error that a layer cannot have weights for an unknown number of them. */
export function knownChannels(layer: string, image: Image): number | OutputShape {
  return image.channels ?? shapeError(`${layer} needs to know the channels of its input, and they are not known.`);
}
