import type { Location } from "../../../../protocol/source";
import type { Interpreter } from "../../eval/interpreter";
import { asInteger } from "../../values/ask";
import { unknown } from "../../values/make";
import type { BuiltinValue, CallContext, UnknownValue, Value } from "../../values/value";

/** Arguments of a built-in call by position or keyword. */
export class Arguments {
  constructor(
    readonly interpreter: Interpreter,
    readonly name: string,
    readonly context: CallContext,
  ) {}

  get location(): Location {
    return this.context.location;
  }

  get count(): number {
    return this.context.positional.length;
  }

  at(index: number, keyword?: string): Value | undefined {
    return this.context.positional[index] ?? (keyword === undefined ? undefined : this.context.keywords.get(keyword));
  }

  /** A missing argument is an error of the user's code. */
  need(index: number, keyword?: string): Value {
    return this.at(index, keyword) ?? this.typeError(`needs argument ${index + 1}`);
  }

  /** The same call with these positional arguments. */
  with(positional: readonly Value[]): Arguments {
    return new Arguments(this.interpreter, this.name, { ...this.context, positional });
  }

  typeError(message: string): UnknownValue {
    return this.interpreter.fail("TypeError", `${this.name}() ${message}`, this.location);
  }

  unknown(why: string): UnknownValue {
    return unknown(why, this.location);
  }
}

/** A built-in function; `lowest` and `highest` bound the number of positional and keyword arguments together. */
export function builtin(
  interpreter: Interpreter,
  name: string,
  [lowest, highest]: readonly [number, number],
  body: (given: Arguments) => Value,
  attribute?: BuiltinValue["attribute"],
): BuiltinValue {
  return {
    kind: "builtin",
    name,
    call: (context) => {
      const given = new Arguments(interpreter, name, context);
      const count = context.positional.length + context.keywords.size;
      if (count < lowest || count > highest) return given.typeError(`does not take ${count} arguments`);
      return body(given);
    },
    ...(attribute === undefined ? {} : { attribute }),
  };
}

/** A whole number as an index: integers and booleans, but no floats. */
export function asIndex(value: Value): number | null {
  return value.kind === "float" ? null : asInteger(value);
}

/** Code points of a Python string. */
export function characters(text: string): readonly string[] {
  return /[\ud800-\udfff]/.test(text) ? Array.from(text) : text.split("");
}

export function characterCount(text: string): number {
  return /[\ud800-\udfff]/.test(text) ? Array.from(text).length : text.length;
}
