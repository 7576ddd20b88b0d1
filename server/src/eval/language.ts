import type { Location } from "../../../protocol/source";
import type { BinaryOperator, ComparisonOperator, Unary } from "../syntax/program";
import type { UnknownValue, Value } from "./values";

/** What differs between the languages. The interpreter itself is shared. */
export interface Language {
  truth(value: Value): boolean | UnknownValue;
  unary(operator: Unary["operator"], operand: Value, location: Location): Value;
  binary(operator: BinaryOperator, left: Value, right: Value, location: Location): Value;
  /** `left += right`: changes `left` where its type does so; answers what the target then holds. */
  augmented(operator: BinaryOperator, left: Value, right: Value, location: Location): Value;
  /** A boolean, or Unknown. */
  compare(operator: ComparisonOperator, left: Value, right: Value, location: Location): Value;
  /** Attribute or method of a value of the language itself; undefined where there is none of the name. */
  attribute(receiver: Value, name: string, location: Location): Value | undefined;
  subscript(receiver: Value, index: Value, location: Location): Value;
  /** False where the write is not understood; the caller then poisons the target. */
  assignSubscript(receiver: Value, index: Value, value: Value, location: Location): boolean;
  deleteSubscript(receiver: Value, index: Value, location: Location): boolean;
  /** `{value!r:>8}` of a formatted string; `format` is empty without a specification. */
  format(value: Value, conversion: "s" | "r" | "a" | null, format: string, location: Location): string | UnknownValue;
  /** `str(value)` or Unknown. */
  text(value: Value, location: Location): string | UnknownValue;
  /** A name that every module knows. */
  builtin(name: string): Value | undefined;
  /** A module of the language's own library, by dotted path, or a name in it. */
  module(path: string): Value | undefined;
}
