/** Whether two ways through a program made the same thing. */
import { same } from "../../values/journal";
import { MOST_LEVELS } from "../../values/walk";
import type { LayerValue, TensorValue, Value } from "../../values/value";
import type { Library } from "../host";

/** So many pairs are compared: tensors that two ways made have the whole network before them. */
const MOST_PAIRS = 10_000;

/**
 * True for values that each of two ways made in place of the other: layers of the same name with the same arguments, tensors that such
 * layers make of the same inputs, losses and optimizers of any kind. Where that takes long they count as different.
 */
export function areAlike(library: Library, left: Value, right: Value): boolean {
  return alike({ library, pairsLeft: MOST_PAIRS }, left, right, 0);
}

interface Comparison {
  readonly library: Library;
  pairsLeft: number;
}

function alike(comparison: Comparison, left: Value, right: Value, levels: number): boolean {
  if (left === right) return true;
  comparison.pairsLeft -= 1;
  if (levels > MOST_LEVELS || comparison.pairsLeft < 0) return false;
  if ([left, right].some((one) => one.kind === "library" && comparison.library.neverMatters?.(one.path) === true))
    return true;
  const inner = (one: Value, other: Value | undefined): boolean =>
    other !== undefined && alike(comparison, one, other, levels + 1);
  switch (left.kind) {
    case "list":
    case "tuple":
      return (
        right.kind === left.kind &&
        left.items.length === right.items.length &&
        left.items.every((item, index) => inner(item, right.items[index]))
      );
    case "dictionary":
      return (
        right.kind === "dictionary" &&
        left.entries.size === right.entries.size &&
        [...left.entries].every(([key, { value }]) => {
          const other = right.entries.get(key)?.value;
          return inner(value, other);
        })
      );
    case "layer":
      return right.kind === "layer" && layersAlike(left, right, inner);
    case "tensor":
      return right.kind === "tensor" && tensorsAlike(left, right, inner);
    case "library":
      return (
        right.kind === "library" &&
        (left.path === right.path || comparison.library.meanTheSame?.(left.path, right.path) === true)
      );
    // What only tells something to whoever runs the program.
    case "builtin":
      return right.kind === "builtin" && left.inert === true && right.inert === true;
    default:
      return same(left, right);
  }
}

type Inner = (one: Value, other: Value | undefined) => boolean;

function layersAlike(left: LayerValue, right: LayerValue, inner: Inner): boolean {
  return (
    left.class === right.class &&
    left.operation === right.operation &&
    left.name === right.name &&
    left.custom === right.custom &&
    left.unknown === null &&
    right.unknown === null &&
    left.arguments.size === right.arguments.size &&
    [...left.arguments].every(([name, value]) => inner(value, right.arguments.get(name)))
  );
}

function tensorsAlike(left: TensorValue, right: TensorValue, inner: Inner): boolean {
  const [one, other] = [left.producer, right.producer];
  return (
    left.output === right.output &&
    inner(one.layer, other.layer) &&
    one.inputs.length === other.inputs.length &&
    one.inputs.every((input, index) => inner(input, other.inputs[index]))
  );
}
