import type { Interpreter } from "../../eval/interpreter";
import { float, unknown } from "../../values/make";
import type { Value } from "../../values/value";
import { builtin } from "./helpers";
import type { Given } from "./helpers";
import { number } from "./operators";

const FUNCTIONS = [
  "abs",
  "atan2",
  "cbrt",
  "ceil",
  "cos",
  "exp",
  "floor",
  "hypot",
  "log",
  "log10",
  "log1p",
  "log2",
  "max",
  "min",
  "pow",
  "round",
  "sign",
  "sin",
  "sqrt",
  "tan",
  "tanh",
  "trunc",
] as const;

/** `Math`. Its random numbers are Unknown. */
export function mathObject(interpreter: Interpreter): Value {
  const members = new Map<string, Value>([
    ["PI", float(Math.PI)],
    ["E", float(Math.E)],
    ["LN2", float(Math.LN2)],
    ["LN10", float(Math.LN10)],
    ["SQRT2", float(Math.SQRT2)],
  ]);
  for (const name of FUNCTIONS)
    members.set(
      name,
      builtin(interpreter, `Math.${name}`, (given) => {
        const numbers = numbersOf(given);
        return "kind" in numbers ? numbers : number(compute(name, numbers));
      }),
    );
  return {
    kind: "builtin",
    name: "Math",
    call: (call) => unknown("a call of Math", call.location),
    attribute: (name, location) => members.get(name) ?? unknown(`Math.${name}`, location),
  };
}

function compute(name: (typeof FUNCTIONS)[number], numbers: readonly number[]): number {
  if (name === "max" || name === "min" || name === "hypot") return Math[name](...numbers);
  const [first = NaN, second = NaN] = numbers;
  return name === "atan2" || name === "pow" ? Math[name](first, second) : Math[name](first);
}

function numbersOf(given: Given): readonly number[] | Extract<Value, { kind: "unknown" }> {
  const numbers: number[] = [];
  for (let index = 0; index < given.all.length; index += 1) {
    const value = given.number(index);
    if (typeof value !== "number") return value;
    numbers.push(value);
  }
  return numbers;
}
