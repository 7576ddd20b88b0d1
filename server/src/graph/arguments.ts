/**
 * Reads arguments of a layer one by one. The first one that is wrong or unknown is kept in `failure`; reading goes on with a
 * stand-in, so a caller reads everything in one expression and asks for `failure` at the end.
 */
import type { TupleValue, UnknownValue, Value, ListValue } from "../eval/values";
import type { Pair, UnknownOperation } from "./operations";

export class ArgumentReader {
  #failure: UnknownOperation | null = null;

  constructor(
    private readonly className: string,
    private readonly given: ReadonlyMap<string, Value>,
  ) {}

  get failure(): UnknownOperation | null {
    return this.#failure;
  }

  /** The argument; undefined where it is absent or None. An Unknown one is a failure. */
  value(name: string): Value | undefined {
    const value = this.given.get(name);
    if (value === undefined || value.kind === "none") return undefined;
    if (value.kind !== "unknown") return value;
    this.failUnknown(name, value);
    return undefined;
  }

  has(name: string): boolean {
    const value = this.given.get(name);
    return value !== undefined && value.kind !== "none";
  }

  /** A whole number of at least `minimum`. Keras cuts floats such as `32 * 0.75`. Without a default it is required. */
  integer(name: string, { minimum, fallback }: { readonly minimum: number; readonly fallback?: number }): number {
    const value = this.value(name);
    if (value === undefined) {
      if (fallback === undefined) this.fail(`${name} is missing`);
      return fallback ?? minimum;
    }
    return this.whole(name, value, minimum) ?? fallback ?? minimum;
  }

  /** One number for both sides, or height and width. */
  pair(name: string, { minimum, fallback }: { readonly minimum: number; readonly fallback?: Pair }): Pair {
    const value = this.value(name);
    if (value === undefined) {
      if (fallback === undefined) this.fail(`${name} is missing`);
      return fallback ?? [minimum, minimum];
    }
    return this.pairOf(name, value, minimum);
  }

  /** `p`, `(vertical, horizontal)` or `((top, bottom), (left, right))`. */
  sides(name: string, fallback: Pair): readonly [Pair, Pair] {
    const value = this.value(name);
    if (value === undefined) return [fallback, fallback];
    const items = sequenceItems(value);
    const [first, second] = items ?? [];
    if (items?.length === 2 && first !== undefined && second !== undefined && sequenceItems(first) !== null) {
      return [this.pairOf(name, first, 0), this.pairOf(name, second, 0)];
    }
    const [vertical, horizontal] = this.pairOf(name, value, 0);
    return [
      [vertical, vertical],
      [horizontal, horizontal],
    ];
  }

  /** Whole numbers of a list or tuple; null in it is None. Undefined where the argument is absent. */
  numbers(name: string): readonly (number | null)[] | undefined {
    const value = this.value(name);
    if (value === undefined) return undefined;
    const items = sequenceItems(value) ?? [value];
    return items.map((item) => {
      if (item.kind === "none") return null;
      return this.whole(name, item, Number.MIN_SAFE_INTEGER) ?? null;
    });
  }

  choice<Option extends string>(name: string, options: readonly Option[], fallback: Option): Option {
    const value = this.value(name);
    if (value === undefined) return fallback;
    const word = value.kind === "string" ? value.value.toLowerCase() : null;
    const option = options.find((candidate) => candidate === word);
    if (option === undefined) this.fail(`${name} must be one of ${options.join(", ")}, not ${describeValue(value)}`);
    return option ?? fallback;
  }

  flag(name: string, fallback: boolean): boolean {
    const value = this.value(name);
    if (value === undefined) return this.given.get(name)?.kind === "none" ? false : fallback;
    if (value.kind === "boolean") return value.value;
    if (value.kind === "integer" || value.kind === "float") return value.value !== 0;
    this.fail(`${name} must be True or False, not ${describeValue(value)}`);
    return fallback;
  }

  /** A string that is of no consequence where it is not known. */
  text(name: string): string | undefined {
    const value = this.given.get(name);
    return value?.kind === "string" ? value.value : undefined;
  }

  isUnknown(name: string): boolean {
    return this.given.get(name)?.kind === "unknown";
  }

  isSequence(name: string): boolean {
    const value = this.given.get(name);
    return value !== undefined && isSequence(value);
  }

  /** Only channels-last networks were measured. */
  requireChannelsLast(): void {
    const value = this.value("data_format");
    if (value?.kind !== "string" || value.value === "channels_last") return;
    if (value.value !== "channels_first") this.fail(`data_format "${value.value}" is not known`);
    else {
      this.failWith(
        "unknown-layer",
        `${this.className} with channels_first: only channels_last networks were measured.`,
      );
    }
  }

  /** Notes that an argument is wrong; `what` follows the class name. */
  fail(what: string): void {
    this.failWith("argument", `${this.className}: ${what}.`);
  }

  failUnknown(name: string, value: UnknownValue): void {
    this.#failure ??= {
      type: "unknown",
      cause: "unknown-value",
      why: `${this.className}: ${name} is not known: ${value.why}`,
      origin: value.location,
    };
  }

  private failWith(cause: UnknownOperation["cause"], why: string): void {
    this.#failure ??= { type: "unknown", cause, why, origin: null };
  }

  private pairOf(name: string, value: Value, minimum: number): Pair {
    const items = sequenceItems(value);
    if (items === null) {
      const side = this.whole(name, value, minimum) ?? minimum;
      return [side, side];
    }
    const [first, second] = items;
    if (items.length !== 2 || first === undefined || second === undefined) {
      this.fail(`${name} must be one number or two, not ${describeValue(value)}`);
      return [minimum, minimum];
    }
    return [this.whole(name, first, minimum) ?? minimum, this.whole(name, second, minimum) ?? minimum];
  }

  private whole(name: string, value: Value, minimum: number): number | undefined {
    if (value.kind === "unknown") {
      this.failUnknown(name, value);
      return undefined;
    }
    if (value.kind !== "integer" && value.kind !== "float") {
      this.fail(`${name} must be a whole number, not ${describeValue(value)}`);
      return undefined;
    }
    const number = Math.trunc(value.value);
    if (!Number.isSafeInteger(number) || number < minimum) {
      const bound = minimum === 1 ? "positive" : `at least ${minimum}`;
      this.fail(`${name} must be ${bound}, not ${value.value}`);
      return undefined;
    }
    return number;
  }
}

/** Items of a list or tuple; null for anything else. */
export function sequenceItems(value: Value): readonly Value[] | null {
  return isSequence(value) ? value.items : null;
}

function isSequence(value: Value): value is ListValue | TupleValue {
  return value.kind === "list" || value.kind === "tuple";
}

/** A value in the reader's words. */
function describeValue(value: Value): string {
  switch (value.kind) {
    case "string":
      return `"${value.value}"`;
    case "integer":
    case "float":
      return String(value.value);
    case "boolean":
      return value.value ? "True" : "False";
    case "list":
    case "tuple":
      return `(${value.items.map(describeValue).join(", ")})`;
    case "none":
      return "None";
    default:
      return `a ${value.kind}`;
  }
}
