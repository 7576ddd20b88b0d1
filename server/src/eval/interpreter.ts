/**
 * All that the built-ins of a language know of the running evaluation. Functions that are values themselves, and libraries, get by with
 * the part of it that stands beside the values (`Running`).
 */
import type { Frame } from "../../../protocol/report";
import type { Location } from "../../../protocol/source";
import type { Language } from "./language";
import type { Limits } from "./limits";
import type { Scope } from "../values/scope";
import type {
  BuiltinValue,
  ClassValue,
  InstanceValue,
  IteratorValue,
  Resumption,
  Running,
  SetValue,
  UnknownValue,
  Value,
} from "../values/value";

export interface Interpreter extends Running {
  readonly language: Language;
  readonly budget: Work;
  readonly names: VisibleNames;
  /** Of the running statement, for what stands nowhere itself. */
  readonly place: Location;
  /** A value in a message, in the language's words. */
  describe(value: Value): string;

  /** An error that the language raises for certain: caught by a running `try`, otherwise an Unknown with the error as its reason. */
  fail(type: string, message: string, location: Location): UnknownValue;
  /** The same with an error that the built-in makes itself. */
  raise(why: UnknownValue, exception: () => Value): UnknownValue;
  /** Undefined where the call raises an error of the type `expected`. */
  attempt(call: () => Value | undefined, expected: string): Value | undefined;
  /** Runs what may run or not, for its effects. */
  maybe(why: UnknownValue, path: () => void): void;
  /** From here on nothing is known of what the value holds, deep down; first reasons stay. */
  poison(value: Value, why: UnknownValue): void;
  /** The result of an operation on `sources`, which rests on what is assumed of them. */
  carry(sources: Iterable<Value>, result: Value): Value;

  /** Like `iterate` where the order of the items does not matter: sets have items too. */
  iterateUnordered(value: Value, location: Location): readonly Value[] | UnknownValue;
  /** Any iterable's items, one by one. */
  iterator(value: Value, location: Location): IteratorValue | UnknownValue;
  /** The next item of an iterator, undefined at its end; why it is not known where nothing is known of any. */
  next(value: IteratorValue, resumption?: Resumption): Value | undefined;

  setAttribute(value: Value, name: string, to: Value, location: Location): boolean;
  /** `value[index]`. */
  subscript(value: Value, index: Value, location: Location): Value;
  /** A member of the class or its bases, unbound; Unknown where a base that is not known may have it. */
  member(of: ClassValue, name: string): Value | undefined;
  /** What every class of Python has from `object`, unbound. */
  objectMember(name: string): BuiltinValue | undefined;
  /** Calls a special method of an instance; undefined where its class has none. */
  special(of: InstanceValue, name: string, positional: readonly Value[], location: Location): Value | undefined;
  /** `super()` within a method, or `super(Class, self)`. */
  superOf(positional: readonly Value[], location: Location): Value;
  /** What bases do with a class that derives from them. */
  completeClass(made: ClassValue): void;
  /** A set of the items, or why it cannot be known. */
  setOf(items: readonly Value[], location: Location): SetValue | UnknownValue;
  /** Why a value cannot be a key. */
  keyFailure(key: Value, location: Location): UnknownValue;

  /** An operator, or "unary …", whose meaning the library knows. */
  libraryBinary(operator: string, left: Value, right: Value, location: Location): Value;
  /** `isinstance(value, path)` of a class of the library; undefined where it is not known. */
  isLibraryInstance(value: Value, path: string): boolean | undefined;
  /** Whether two names of the library are known to mean different things. */
  areOtherNames(left: string, right: string): boolean;
  /** What `importlib.import_module(name)` gives; Unknown with the reason where there is no such module. */
  importModule(name: string, location: Location): Value;
  /** Frames of what stands at the place, innermost first. */
  frames(location: Location): readonly Frame[];
}

/** Work that a built-in is about to do: asked before, never after. Each stops the evaluation where a limit is reached. */
export interface Work {
  readonly limits: Limits;
  step(): void;
  /** Counts work on `items` items, so that cheap-looking operations on long lists are not free. */
  spend(items: number): void;
  spendCharacters(characters: number): void;
  /** For a value of so many items, which is about to be made. */
  checkItems(items: number): void;
  checkCharacters(characters: number): void;
  /** One level deeper in values that hold each other; `leave` is called in any case. */
  enter(): void;
  leave(): void;
}

/** The names that the running code sees, for the few built-ins that look into them. */
export interface VisibleNames {
  /** Of the running module. */
  readonly globals: Scope | undefined;
  /** Of the running function; null in a module, or where they are not kept. */
  readonly locals: Scope | null;
  readonly isInFunction: boolean;
  /** Of the document. */
  readonly main: Scope | undefined;
  /** Of all modules of the project that are loaded now. */
  readonly modules: Iterable<Scope>;
  lookUp(name: string, scope: Scope, location: Location): Value;
  set(scope: Scope, name: string, value: Value): void;
  /** What `from module import *` of libraries brought under this name. */
  starImported(scope: Scope, name: string): Value | undefined;
}
