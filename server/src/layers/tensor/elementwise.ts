/** Operations that compute each element of the result from the ones at its place. FLOPs: one per element and pass. */
import type { ContentItem } from "../../values/value";
import { joiningPass, passes, free } from "./costs";
import { broadcast, describeTensor, refused, tensorShape } from "./shapes";
import type { TensorRule } from "./shapes";

/** A function of one tensor; `count` passes, none where it is the identity at inference. */
export function elementwise(count: number): TensorRule {
  return {
    output: ([operand]) => operand ?? refused("A tensor is missing."),
    cost: (_operands, output) => (count === 0 ? free() : passes(count, output)),
  };
}

/** Numpy's broadcasting of any number of tensors. A tensor and numbers take one pass over that tensor. */
export function broadcasting(name: string, kind: "add" | "multiply"): TensorRule {
  return {
    output: (operands) => {
      const joined = broadcast(operands);
      if (joined !== null) return joined;
      return refused(`${name} of ${operands.map(describeTensor).join(" and ")}: the shapes do not agree.`);
    },
    cost: (operands, output) => {
      const tensors = operands.filter((sides) => sides.length > 0);
      return tensors.length < 2 ? passes(1, output) : joiningPass(kind, tensors, output);
    },
  };
}

/** The first tensor's shape, whatever else goes in: normalisations with given statistics. */
export function keepsFirst(count: number): TensorRule {
  return {
    output: ([first]) => first ?? refused("A tensor is missing."),
    cost: (operands, output) => passes(count + (operands.length > 1 ? 1 : 0), output),
  };
}

/** `tf.broadcast_to(x, shape)`. */
export function broadcastTo(target: readonly ContentItem[]): TensorRule {
  return {
    output: ([first]) => {
      if (first === undefined) return refused("A tensor is missing.");
      if (target.length < first.sides.length) return refused("A tensor cannot be broadcast to fewer sides.");
      const written = target.map((item) => (typeof item === "number" ? item : null));
      const joined = broadcast([first, tensorShape(written, "none")]);
      if (joined === null) return refused(`${describeTensor(first)} cannot be broadcast to (${written.join(", ")}).`);
      const sides = joined.sides.map((side, axis) => written[axis] ?? side);
      const axis = target.findIndex((item) => typeof item === "object" && item !== null);
      const batch = target[axis];
      const isByBatch = first.samples === "none" && typeof batch === "object" && batch !== null;
      return tensorShape(sides, isByBatch ? { axis, rows: batch.batches } : joined.samples);
    },
    cost: (operands, output) => passes(operands.length, output),
  };
}
