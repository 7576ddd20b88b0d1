import type { Location } from "../../../protocol/source";
import type { BinaryOperator, ComparisonOperator, Unary } from "../syntax/program";
import type { Words } from "../values/words";
import type { ArrayValue, BuiltinValue, DescriptorValue, NoneValue, UnknownValue, Value } from "../values/value";

/** What differs between the languages. The interpreter itself is shared. */
export interface Language {
  readonly rules: Rules;
  readonly words: Words;
  truth(value: Value): boolean | UnknownValue;
  unary(operator: Unary["operator"], operand: Value, location: Location): Value;
  binary(operator: BinaryOperator, left: Value, right: Value, location: Location): Value;
  /** `left += right`: changes `left` where its type does so; answers what the target then holds. */
  augmented(operator: BinaryOperator, left: Value, right: Value, location: Location): Value;
  /** A boolean, or Unknown. */
  compare(operator: ComparisonOperator, left: Value, right: Value, location: Location): Value;
  /** Attribute or method of a value of the language itself; undefined where there is none of the name. */
  attribute(receiver: Value, name: string, location: Location): Value | undefined;
  /** What reading an attribute gives that nothing has. */
  missingAttribute(receiver: Value, name: string, location: Location): Value;
  /** `receiver.name = value` of a value of the language itself. False where the write is not understood. */
  assignAttribute(receiver: Value, name: string, value: Value, location: Location): boolean;
  /** The names that `for (name in value)` runs over, as a list; or Unknown. */
  propertyNames(value: Value, location: Location): Value;
  /** What iteration over an array of numpy's gives. */
  arrayItems(value: ArrayValue): readonly Value[];
  /** Entries of `...value` in a dict or object, each a key and a value; or Unknown. */
  spreadEntries(value: Value, location: Location): readonly (readonly [Value, Value])[] | UnknownValue;
  /** What a dict or object keeps an entry under: the key itself, or the property name that it becomes. */
  propertyKey(key: Value, location: Location): Value;
  subscript(receiver: Value, index: Value, location: Location): Value;
  /** False where the write is not understood; the caller then poisons the target. */
  assignSubscript(receiver: Value, index: Value, value: Value, location: Location): boolean;
  deleteSubscript(receiver: Value, index: Value, location: Location): boolean;
  /** `{value!r:>8}` of a formatted string; `format` is empty without a specification. */
  format(value: Value, conversion: "s" | "r" | "a" | null, format: string, location: Location): string | UnknownValue;
  /** `str(value)` or Unknown. */
  text(value: Value, location: Location): string | UnknownValue;
  /** The error of the language that `fail` raises for the reason `why`. */
  exception(type: string, why: UnknownValue): Value;
  /** What a new instance of a class holds that derives from the built-in type `base`; undefined where that is not followed. */
  emptyContent(base: BuiltinValue): Value | undefined;
  /** A name that every module knows. */
  builtin(name: string): Value | undefined;
  /** A module of the language's own library, by dotted path, or a name in it. */
  module(path: string): Value | undefined;
  /** A module of that library, or a name in one, of which nothing is followed: a file of the project with its name comes first. */
  furtherModule(path: string): Value | undefined;
}

/** Rules of calls, classes and patterns. */
export interface Rules {
  /**
   * True where a wrong number of arguments or of items of a pattern is an error; otherwise what is missing is undefined and
   * what is too much is left out.
   */
  readonly strictCounts: boolean;
  /** When a default is evaluated: once, or at each call beside the parameters before it. */
  readonly defaultsAt: "definition" | "call";
  /** How a method gets its receiver. */
  readonly receiver: "first-argument" | "this";
  /** The method that an instance is made by. */
  readonly initializer: string;
  /** What `raise` of a name that is not bound gives; null where another script may bind it. */
  readonly unboundName: string | null;
  /** Whether a function that is handed to something not followed is taken to be called by it. */
  readonly callbacks: boolean;
  /** Whether each round of a loop has variables of its own, so that a function keeps those of the round that made it. */
  readonly roundsHaveVariables: boolean;
  /** Whether iterating over a dict gives its keys. */
  readonly iterableDictionaries: boolean;
  /** What a function without `return` gives, and whatever else is missing. */
  readonly nothing: NoneValue;
  /** What a rest parameter holds. */
  readonly rest: (items: readonly Value[]) => Value;
  /** Bases, by name, that give a class no members which are followed. */
  readonly neutralBases: ReadonlySet<string>;
  /** Decorators, by name, that make a descriptor. */
  readonly descriptors: ReadonlyMap<string, DescriptorValue["form"]>;
}
