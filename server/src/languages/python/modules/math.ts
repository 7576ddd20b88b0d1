/** `math`. */
import { asNumber, isItems } from "../../../values/ask";
import { describe } from "../../../values/describe";
import { float, integer } from "../../../values/make";
import type { UnknownValue, Value } from "../../../values/value";
import { asIndex } from "../helpers";
import type { Arguments } from "../helpers";
import { log2 } from "./math-functions";
import { constant, simple } from "./members";
import type { Member } from "./members";

/** A function of one float; `domain` says where Python raises. */
function real(name: string, body: (value: number) => number, domain: (value: number) => boolean): [string, Member] {
  return simple(name, [1, 1], (given) => {
    const value = numberAt(given, 0);
    if (typeof value !== "number") return value;
    if (!domain(value)) return given.interpreter.fail("ValueError", `${name}() of ${value}`, given.location);
    return float(body(value));
  });
}

function numberAt(given: Arguments, index: number): number | UnknownValue {
  const value = given.need(index);
  const number = asNumber(value);
  if (number !== null) return number;
  if (value.kind === "unknown") return value;
  return ["tensor", "instance", "library"].includes(value.kind)
    ? given.unknown(`${given.name}() of ${describe(value)}`)
    : given.typeError(`needs a number, not ${describe(value)}`);
}

function whole(name: string, body: (value: number) => number): [string, Member] {
  return simple(name, [1, 1], (given) => {
    const value = numberAt(given, 0);
    if (typeof value !== "number") return value;
    const result = body(value);
    if (!Number.isFinite(result))
      return given.interpreter.fail("OverflowError", `${name}() of ${value}`, given.location);
    return Number.isSafeInteger(result) ? integer(result) : given.unknown("integer too large: beyond 2^53");
  });
}

const anywhere = (): boolean => true;

export const MATH: ReadonlyMap<string, Member> = new Map([
  constant("pi", float(Math.PI)),
  constant("e", float(Math.E)),
  constant("tau", float(2 * Math.PI)),
  constant("inf", float(Infinity)),
  constant("nan", float(NaN)),
  whole("floor", Math.floor),
  whole("ceil", Math.ceil),
  whole("trunc", Math.trunc),
  real("sqrt", Math.sqrt, (value) => value >= 0 || Number.isNaN(value)),
  simple("exp", [1, 1], exponential),
  real("log2", log2, (value) => value > 0),
  real("log10", Math.log10, (value) => value > 0),
  real("sin", Math.sin, Number.isFinite),
  real("cos", Math.cos, Number.isFinite),
  real("tan", Math.tan, Number.isFinite),
  real("tanh", Math.tanh, anywhere),
  real("asin", Math.asin, (value) => Math.abs(value) <= 1),
  real("acos", Math.acos, (value) => Math.abs(value) <= 1),
  real("atan", Math.atan, (value) => !Number.isNaN(value)),
  real("fabs", Math.abs, anywhere),
  real("radians", (value) => value * (Math.PI / 180), anywhere),
  real("degrees", (value) => value * (180 / Math.PI), anywhere),
  simple("log", [1, 2], logarithm),
  simple("pow", [2, 2], powerOfFloats),
  simple("gcd", [0, 100], (given) => divisors(given, 0, (left, right) => greatestDivisor(left, right))),
  simple("lcm", [0, 100], (given) =>
    divisors(given, 1, (left, right) =>
      left === 0 || right === 0 ? 0 : Math.abs(left / greatestDivisor(left, right)) * Math.abs(right),
    ),
  ),
  simple("prod", [1, 2], (given) => product(given, given.at(1, "start") ?? integer(1))),
  simple("isnan", [1, 1], (given) => test(given, Number.isNaN)),
  simple("isinf", [1, 1], (given) => test(given, (value) => Math.abs(value) === Infinity)),
  simple("isfinite", [1, 1], (given) => test(given, Number.isFinite)),
]);

function test(given: Arguments, body: (value: number) => boolean): Value {
  const value = numberAt(given, 0);
  return typeof value === "number" ? { kind: "boolean", value: body(value) } : value;
}

function exponential(given: Arguments): Value {
  const value = numberAt(given, 0);
  if (typeof value !== "number") return value;
  const result = Math.exp(value);
  if (result === Infinity && value !== Infinity)
    return given.interpreter.fail("OverflowError", "math range error", given.location);
  return float(result);
}

function logarithm(given: Arguments): Value {
  const value = numberAt(given, 0);
  const base = given.count > 1 ? numberAt(given, 1) : Math.E;
  if (typeof value !== "number") return value;
  if (typeof base !== "number") return base;
  if (value <= 0 || base <= 0)
    return given.interpreter.fail("ValueError", "log() of what is not positive", given.location);
  if (given.count === 1) return float(Math.log(value));
  if (base === 1) return given.interpreter.fail("ZeroDivisionError", "log() to the base 1", given.location);
  return float(Math.log(value) / Math.log(base));
}

function powerOfFloats(given: Arguments): Value {
  const [left, right] = [numberAt(given, 0), numberAt(given, 1)];
  if (typeof left !== "number") return left;
  if (typeof right !== "number") return right;
  if (left === 0 && right < 0) return given.interpreter.fail("ValueError", "math domain error", given.location);
  return given.interpreter.language.binary("**", float(left), float(right), given.location);
}

function divisors(given: Arguments, start: number, combine: (left: number, right: number) => number): Value {
  let result = start;
  for (const value of given.context.positional) {
    const number = asIndex(value);
    if (number === null) return value.kind === "unknown" ? value : given.typeError("needs integers");
    result = combine(result, number);
  }
  return Number.isSafeInteger(result) ? integer(result) : given.unknown("integer too large: beyond 2^53");
}

function greatestDivisor(left: number, right: number): number {
  let [a, b] = [Math.abs(left), Math.abs(right)];
  while (b !== 0) [a, b] = [b, a % b];
  return a;
}

function product(given: Arguments, start: Value): Value {
  const items = given.interpreter.iterate(given.need(0), given.location);
  if (!isItems(items)) return items;
  return items.reduce((total, item) => given.interpreter.language.binary("*", total, item, given.location), start);
}
