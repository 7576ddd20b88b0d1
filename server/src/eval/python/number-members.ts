import type { Machine } from "../machine";
import { asNumber, boolean, integer } from "../read";
import type { BooleanValue, NumberValue, Value } from "../values";
import { builtin } from "./helpers";

export function numberMember(machine: Machine, receiver: NumberValue | BooleanValue, name: string): Value | undefined {
  const value = asNumber(receiver) ?? 0;
  switch (name) {
    case "real":
      return receiver.kind === "boolean" ? integer(value) : receiver;
    // `x.shape[1].value`: a dimension of TensorFlow 1 is a number here.
    case "value":
      return receiver;
    case "is_integer":
      return receiver.kind === "float"
        ? builtin(machine, name, [0, 0], () => boolean(Number.isInteger(value)))
        : undefined;
    case "bit_length":
      if (receiver.kind === "float") return undefined;
      return builtin(machine, name, [0, 0], () => integer(value === 0 ? 0 : Math.abs(value).toString(2).length));
    default:
      return undefined;
  }
}
