/** Functions of `tensorflow`, `keras.ops` and `keras.backend` that do what a layer does. */
import { asBoolean, asInteger, asItems, boolean, tuple } from "../../eval/read";
import type { CallContext, TensorValue, Value } from "../../eval/values";

export interface EquivalentLayer {
  readonly class: string;
  readonly arguments: ReadonlyMap<string, Value>;
  readonly inputs: readonly TensorValue[];
}

const OF_TWO_TENSORS: ReadonlyMap<string, string> = new Map([
  ["add", "Add"],
  ["multiply", "Multiply"],
  ["subtract", "Subtract"],
  ["maximum", "Maximum"],
  ["minimum", "Minimum"],
]);

const GLOBAL_POOLINGS: ReadonlyMap<string, string> = new Map([
  ["mean", "GlobalAveragePooling2D"],
  ["reduce_mean", "GlobalAveragePooling2D"],
  ["max", "GlobalMaxPooling2D"],
  ["reduce_max", "GlobalMaxPooling2D"],
]);

/** The layer that `NAME(…)` stands for; null where there is none. */
export function equivalentLayer(name: string, call: CallContext): EquivalentLayer | null {
  const [first, second] = call.positional;
  const merge = OF_TWO_TENSORS.get(name);
  if (merge !== undefined && first?.kind === "tensor" && second?.kind === "tensor") {
    return { class: merge, arguments: new Map(), inputs: [first, second] };
  }
  if (first?.kind !== "tensor" || first.shape?.length !== 3) return null;
  const pooling = GLOBAL_POOLINGS.get(name);
  if (pooling !== undefined) return globalPooling(pooling, first, call);
  return name === "pad" || name === "spatial_2d_padding" ? zeroPadding(first, call) : null;
}

/** `reduce_mean(x, [1, 2], keepdims)`: over height and width, and nothing else. */
function globalPooling(className: string, tensor: TensorValue, call: CallContext): EquivalentLayer | null {
  const axes = asItems(call.keywords.get("axis") ?? call.positional[1])?.map(asInteger) ?? [];
  const positive = axes.map((axis) => (axis !== null && axis < 0 ? axis + 4 : axis));
  if (positive.length !== 2 || !positive.includes(1) || !positive.includes(2)) return null;
  const keep = asBoolean(call.keywords.get("keepdims") ?? call.keywords.get("keep_dims") ?? call.positional[2]);
  return { class: className, arguments: new Map([["keepdims", boolean(keep ?? false)]]), inputs: [tensor] };
}

/** `tf.pad(x, [[0, 0], [1, 1], [1, 1], [0, 0]])` and `K.spatial_2d_padding(x, ((1, 1), (1, 1)))`. */
function zeroPadding(tensor: TensorValue, call: CallContext): EquivalentLayer | null {
  const written = call.positional[1] ?? call.keywords.get("paddings") ?? call.keywords.get("padding");
  const items = asItems(written) ?? [];
  const [batch, height, width, channels] = items;
  if (items.length === 2 && written !== undefined) {
    return { class: "ZeroPadding2D", arguments: new Map([["padding", written]]), inputs: [tensor] };
  }
  if (height === undefined || width === undefined || !isZeroPair(batch) || !isZeroPair(channels)) return null;
  return { class: "ZeroPadding2D", arguments: new Map([["padding", tuple([height, width])]]), inputs: [tensor] };
}

function isZeroPair(value: Value | undefined): boolean {
  const sides = asItems(value)?.map(asInteger);
  return sides?.length === 2 && sides.every((side) => side === 0);
}
