/** Sides of what a window leaves when it slides over an image. */
import type { Padding, Pair } from "../operations";
import { shape, shapeError } from "./rules";
import type { Image, OutputShape } from "./rules";

export interface Window {
  readonly kernel: Pair;
  readonly strides: Pair;
  readonly padding: Padding;
  readonly dilation: Pair;
}

/** Height × width × `channels` behind the window, or the error that it does not fit. */
export function slideTo(layer: string, image: Image, window: Window, channels: number | null): OutputShape {
  const height = slideSide(image.height, 0, window);
  const width = slideSide(image.width, 1, window);
  if ((height ?? 1) >= 1 && (width ?? 1) >= 1) return shape([height, width, channels]);
  const extent = `${windowExtent(window, 0)}×${windowExtent(window, 1)}`;
  const sides = `${image.height ?? "?"}×${image.width ?? "?"}`;
  return shapeError(`${layer}: the ${extent} window does not fit into ${sides} at valid padding.`);
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
