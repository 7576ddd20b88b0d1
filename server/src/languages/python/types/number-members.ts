import type { Interpreter } from "../../../eval/interpreter";
import { asNumber } from "../../../values/ask";
import { boolean, float, integer } from "../../../values/make";
import type { BooleanValue, NumberValue, Value } from "../../../values/value";
import { builtin } from "../helpers";

export function numberMember(
  interpreter: Interpreter,
  receiver: NumberValue | BooleanValue,
  name: string,
): Value | undefined {
  const value = asNumber(receiver) ?? 0;
  switch (name) {
    case "real":
      return receiver.kind === "boolean" ? integer(value) : receiver;
    // `x.shape[1].value`: a dimension of TensorFlow 1 is a number here.
    case "value":
      return receiver;
    case "is_integer":
      return receiver.kind === "float"
        ? builtin(interpreter, name, [0, 0], () => boolean(Number.isInteger(value)))
        : undefined;
    case "bit_length":
      if (receiver.kind === "float") return undefined;
      return builtin(interpreter, name, [0, 0], () => integer(value === 0 ? 0 : Math.abs(value).toString(2).length));
    case "imag":
      return receiver.kind === "float" ? float(0) : integer(0);
    case "numerator":
      return receiver.kind === "float" ? undefined : integer(value);
    case "denominator":
      return receiver.kind === "float" ? undefined : integer(1);
    case "conjugate":
      return builtin(interpreter, name, [0, 0], () => (receiver.kind === "boolean" ? integer(value) : receiver));
    // Known to be there, but not what they give.
    case "as_integer_ratio":
    case "bit_count":
    case "to_bytes":
    case "hex":
      return builtin(interpreter, name, [0, 3], (given) => given.unknown(`what ${name} gives`));
    default:
      return undefined;
  }
}
