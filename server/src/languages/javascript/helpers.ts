import type { Location } from "../../../../protocol/source";
import type { Interpreter } from "../../eval/interpreter";
import { NO_KEYWORDS, UNDEFINED, unknown } from "../../values/make";
import type { BuiltinValue, CallContext, UnknownValue, Value } from "../../values/value";
import { toNumber } from "./operators";
import { text } from "./text";

/** Arguments of a call of a built-in: those that are missing are undefined, those that are too many are left out. */
export class Given {
  constructor(
    readonly interpreter: Interpreter,
    private readonly context: CallContext,
  ) {}

  get location(): Location {
    return this.context.location;
  }

  get all(): readonly Value[] {
    return this.context.positional;
  }

  at(index: number): Value {
    return this.context.positional[index] ?? UNDEFINED;
  }

  isGiven(index: number): boolean {
    const value = this.at(index);
    return !(value.kind === "none" && value.undefined === true);
  }

  unknown(why: string): UnknownValue {
    return unknown(why, this.location);
  }

  fail(type: string, message: string): UnknownValue {
    return this.interpreter.fail(type, message, this.location);
  }

  /** The argument as a number; `missing` where it is undefined. */
  number(index: number, missing = NaN): number | UnknownValue {
    if (!this.isGiven(index)) return missing;
    return numberOf(this.interpreter, this.at(index), this.location);
  }

  /** The argument as a position in something of this length: negative ones count from its end. */
  position(index: number, length: number, missing: number): number | UnknownValue {
    const wanted = this.number(index, missing);
    if (typeof wanted !== "number") return wanted;
    const whole = Number.isNaN(wanted) ? 0 : Math.trunc(wanted);
    return whole < 0 ? Math.max(length + whole, 0) : Math.min(whole, length);
  }

  text(index: number): string | UnknownValue {
    return text(this.interpreter, this.at(index), this.location);
  }

  call(callee: Value, positional: readonly Value[]): Value {
    return this.interpreter.call(callee, positional, NO_KEYWORDS, this.location);
  }

  items(value: Value): readonly Value[] | UnknownValue {
    return this.interpreter.iterate(value, this.location);
  }
}

/** `Number(value)`, or why it is not known. */
export function numberOf(interpreter: Interpreter, value: Value, location: Location): number | UnknownValue {
  switch (value.kind) {
    case "unknown":
      return value;
    case "none":
    case "boolean":
    case "integer":
    case "float":
    case "string":
      return toNumber(value);
    default: {
      const written = text(interpreter, value, location);
      return typeof written === "string" ? Number(written) : written;
    }
  }
}

export type Body = (given: Given) => Value;

export function builtin(
  interpreter: Interpreter,
  name: string,
  body: Body,
  members?: ReadonlyMap<string, Value>,
): BuiltinValue {
  return {
    kind: "builtin",
    name,
    call: (context) => body(new Given(interpreter, context)),
    ...(members === undefined ? {} : { attribute: (member: string) => members.get(member) }),
  };
}
