/** Sides of what a window leaves when it slides over the spatial axes. */
import type { Padding, Sides } from "./arithmetic";
import { shape, shapeError } from "./arithmetic";
import type { Image, OutputShape } from "./arithmetic";

export interface Window {
  readonly kernel: Sides;
  readonly strides: Sides;
  readonly padding: Padding | "causal";
  readonly dilation: Sides;
}

/** The sides behind the window and `channels`, or the error that it does not fit. */
export function slideTo(layer: string, image: Image, window: Window, channels: number | null): OutputShape {
  const sides = image.sides.map((side, axis) => slideSide(side, axis, window));
  if (sides.every((side) => (side ?? 1) >= 1)) return shape([...sides, channels]);
  const extent = window.kernel.map((_, axis) => windowExtent(window, axis)).join("×");
  const given = image.sides.map((side) => side ?? "?").join("×");
  return shapeError(`${layer}: the ${extent} window does not fit into ${given} at valid padding.`);
}

/** Causal padding stands in front alone, and keeps as much as "same". */
function slideSide(input: number | null, axis: number, window: Window): number | null {
  if (input === null) return null;
  const stride = window.strides[axis] ?? 1;
  if (window.padding !== "valid") return Math.ceil(input / stride);
  return Math.floor((input - windowExtent(window, axis)) / stride) + 1;
}

/** Side of the window with its holes. */
export function windowExtent(window: Pick<Window, "kernel" | "dilation">, axis: number): number {
  return ((window.kernel[axis] ?? 1) - 1) * (window.dilation[axis] ?? 1) + 1;
}

/** Geometry of a window as the kernels of images have it. */
export interface Filter {
  readonly area: number;
  readonly size: number;
  readonly shortSize: number;
  /** Planes of a window in space: a convolution sums over them as over channels. */
  readonly depth: number;
}

/** A window over one axis is one of width 1. */
export function filterOf(kernel: Sides): Filter {
  const depth = kernel.length === 3 ? (kernel[0] ?? 1) : 1;
  const [height = 1, width = 1] = kernel.length === 3 ? kernel.slice(1) : kernel;
  return {
    area: depth * height * width,
    size: Math.max(height, width),
    shortSize: Math.min(height, width),
    depth,
  };
}

/** Of an image, the vertical one. */
export function strideOf(strides: Sides): number {
  return (strides.length === 3 ? strides[1] : strides[0]) ?? 1;
}
