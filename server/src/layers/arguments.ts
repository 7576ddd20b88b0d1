/**
 * Reads arguments of a layer one by one. The first one that is wrong or unknown is kept in `failure`; reading goes on with a
 * stand-in, so a caller reads everything in one expression and asks for `failure` at the end.
 */
import type { LayerValue, TupleValue, UnknownValue, Value, ListValue } from "../values/value";
import { describe } from "../values/describe";
import type { Words } from "../values/words";
import { closest } from "../closest";
import type { Failure, Pair, SidePairs, Sides } from "./arithmetic";
import type { Vocabulary } from "./vocabulary";

const COUNTS = ["", "one number", "one number or two", "one number or three"];
const DATA_FORMATS = ["channels_last", "channels_first"] as const;

export class ArgumentReader {
  #failure: Failure | null = null;

  constructor(
    private readonly className: string,
    private readonly given: ReadonlyMap<string, Value>,
    readonly vocabulary: Vocabulary,
  ) {}

  /** A reader of a layer that is an argument of this one. */
  of({ class: className, arguments: given }: LayerValue): ArgumentReader {
    return new ArgumentReader(className, given, this.vocabulary);
  }

  get failure(): Failure | null {
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

  /** Whether the call has the argument at all, if only as None. */
  isWritten(name: string): boolean {
    return this.given.has(name);
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

  /** One number for every spatial axis, or one each. */
  window(
    name: string,
    rank: number,
    { minimum, fallback }: { readonly minimum: number; readonly fallback?: Sides },
  ): Sides {
    const value = this.value(name);
    if (value === undefined) {
      if (fallback === undefined) this.fail(`${name} is missing`);
      return fallback ?? repeated(minimum, rank);
    }
    return this.sidesOf(name, value, rank, minimum);
  }

  /** Amounts before and behind each spatial axis: `p`, or for each axis `p` or `(before, behind)`; one axis takes such a pair alone. */
  sidePairs(name: string, rank: number, fallback: number): SidePairs {
    const value = this.value(name);
    if (value === undefined) return repeated([fallback, fallback], rank);
    const items = sequenceItems(value);
    if (items === null || rank === 1) return repeated(this.pairOf(name, items?.length === 1 ? items[0] : value), rank);
    if (items.length === rank) return items.map((item) => this.pairOf(name, item));
    this.fail(`${name} must be ${COUNTS[rank] ?? ""}, not ${this.describe(value)}`);
    return repeated([0, 0], rank);
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
    if (option === undefined) this.failChoice(name, value, options);
    return option ?? fallback;
  }

  flag(name: string, fallback: boolean): boolean {
    const value = this.value(name);
    if (value === undefined) return this.given.get(name)?.kind === "none" ? false : fallback;
    if (value.kind === "boolean") return value.value;
    if (value.kind === "integer" || value.kind === "float") return value.value !== 0;
    const { words } = this.vocabulary;
    this.fail(`${name} must be ${words.true} or ${words.false}, not ${this.describe(value)}`);
    return fallback;
  }

  /** A string that is of no consequence where it is not known. */
  text(name: string): string | undefined {
    const value = this.given.get(name);
    return value?.kind === "string" ? value.value : undefined;
  }

  /** A number that is of no consequence where it is not known. */
  number(name: string): number | undefined {
    const value = this.given.get(name);
    return value?.kind === "integer" || value?.kind === "float" ? value.value : undefined;
  }

  /** Why an argument is not known, where that is no failure of the layer; null for one that is known or absent. */
  whyUnknown(name: string): string | null {
    const value = this.given.get(name);
    return value?.kind === "unknown" ? value.why : null;
  }

  isSequence(name: string): boolean {
    const value = this.given.get(name);
    return value !== undefined && isSequence(value);
  }

  isNone(name: string): boolean {
    return this.given.get(name)?.kind === "none";
  }

  /** Channels last is the default: whoever reads a source that sets another one gives it to each layer. */
  channelsFirst(): boolean {
    return this.choice("data_format", DATA_FORMATS, "channels_last") === "channels_first";
  }

  /** Notes that an argument is wrong: by default the one that `what`, which follows the class name, begins with. */
  fail(what: string, argument = /^\w+/.exec(what)?.[0] ?? ""): void {
    this.failWith({ message: `${this.className}: ${this.spelled(what)}.`, argument });
  }

  /** Notes that an argument names what does not exist: `meant`, or else the name that is nearest, takes its place. */
  failName(argument: string, written: string, names: ReadonlySet<string>, meant: string | null): void {
    const word = meant !== null && names.has(meant) ? meant : closest(written, names);
    const hint = word === null ? "" : ` Did you mean '${word}'?`;
    const message = `${this.className}: there is no ${argument.replaceAll("_", " ")} '${written}'.${hint}`;
    this.failWith({ message, argument, ...(word !== null && { meant: { written, word } }) });
  }

  get words(): Words {
    return this.vocabulary.words;
  }

  /** A value in the words of the source. */
  describe(value: Value): string {
    return describeValue(value, this.vocabulary.words);
  }

  /** Of a sentence that begins with an argument's name: that name as the source spells it. */
  private spelled(what: string): string {
    return what.replace(/^\w+/, (name) => this.vocabulary.words.parameter(name));
  }

  private failChoice(name: string, value: Value, options: readonly string[]): void {
    const written = value.kind === "string" ? value.value : null;
    const word = written === null ? null : closest(written, options);
    const hint = word === null ? "" : ` Did you mean '${word}'?`;
    const message = `${this.className}: ${this.spelled(name)} must be one of ${options.join(", ")}, not ${this.describe(value)}.${hint}`;
    this.failWith({
      message,
      argument: name,
      ...(written !== null && word !== null && { meant: { written, word } }),
    });
  }

  failUnknown(name: string, value: UnknownValue): void {
    this.#failure ??= {
      kind: "unknown",
      code: "unknown-value",
      message: `${this.className}: ${this.spelled(name)} is not known: ${value.why}`,
      origin: value.location,
    };
  }

  private failWith(what: Pick<Failure, "message" | "argument" | "meant">): void {
    this.#failure ??= { kind: "error", code: "argument", ...what };
  }

  private sidesOf(name: string, value: Value, rank: number, minimum: number): Sides {
    const items = sequenceItems(value);
    if (items === null) return repeated(this.whole(name, value, minimum) ?? minimum, rank);
    if (items.length !== rank) {
      this.fail(`${name} must be ${COUNTS[rank] ?? ""}, not ${this.describe(value)}`);
      return repeated(minimum, rank);
    }
    return items.map((item) => this.whole(name, item, minimum) ?? minimum);
  }

  private pairOf(name: string, value: Value | undefined): Pair {
    const [first = 0, second = 0] = value === undefined ? [] : this.sidesOf(name, value, 2, 0);
    return [first, second];
  }

  private whole(name: string, value: Value, minimum: number): number | undefined {
    if (value.kind === "unknown") {
      this.failUnknown(name, value);
      return undefined;
    }
    if (value.kind !== "integer" && value.kind !== "float") {
      this.fail(`${name} must be a whole number, not ${this.describe(value)}`);
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

function repeated<Item>(item: Item, count: number): readonly Item[] {
  return new Array<Item>(count).fill(item);
}

/** Items of a list or tuple; null for anything else. */
export function sequenceItems(value: Value): readonly Value[] | null {
  return isSequence(value) ? value.items : null;
}

function isSequence(value: Value): value is ListValue | TupleValue {
  return value.kind === "list" || value.kind === "tuple";
}

function describeValue(value: Value, words: Words): string {
  switch (value.kind) {
    case "string":
      return `"${value.value}"`;
    case "integer":
    case "float":
      return String(value.value);
    case "list":
    case "tuple": {
      const items = value.items.map((item) => describeValue(item, words)).join(", ");
      return words.tuple === words.list ? `[${items}]` : `(${items})`;
    }
    default:
      return describe(value, words);
  }
}
