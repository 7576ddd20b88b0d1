import type { Interpreter } from "../../eval/interpreter";
import { string } from "../../values/make";
import type { BooleanValue, NumberValue, Value } from "../../values/value";
import { builtin } from "./helpers";
import { toNumber } from "./operators";

/** A method of a number or boolean; undefined where there is none of the name. */
export function numberMethod(
  interpreter: Interpreter,
  receiver: NumberValue | BooleanValue,
  name: string,
): Value | undefined {
  const value = toNumber(receiver);
  switch (name) {
    case "toFixed":
    case "toPrecision":
      if (receiver.kind === "boolean") return undefined;
      return builtin(interpreter, name, (given) => {
        const digits = name === "toFixed" || given.isGiven(0) ? given.number(0, 0) : null;
        if (digits === null) return string(String(value));
        if (typeof digits !== "number") return digits;
        const lowest = name === "toFixed" ? 0 : 1;
        const whole = Number.isNaN(digits) ? 0 : Math.trunc(digits);
        if (whole < lowest || whole > 100) return given.fail("RangeError", `${name} of ${digits} digits`);
        return string(name === "toFixed" ? value.toFixed(whole) : value.toPrecision(whole));
      });
    case "toString":
      return builtin(interpreter, name, (given) => {
        if (!given.isGiven(0)) return string(String(receiver.value));
        const base = given.number(0);
        if (typeof base !== "number") return base;
        if (!Number.isInteger(base) || base < 2 || base > 36) return given.fail("RangeError", `a text in base ${base}`);
        return string(receiver.value.toString(receiver.kind === "boolean" ? undefined : base));
      });
    case "valueOf":
      return builtin(interpreter, name, () => receiver);
    default:
      return undefined;
  }
}
