/** Python's exceptions. */
import type { Interpreter } from "../../../eval/interpreter";
import { NONE, tuple } from "../../../values/make";
import type { ClassValue, UnknownValue, Value } from "../../../values/value";
import { ANY, nativeClass, nativeInstance } from "./native-class";

/** Each with its base. */
const EXCEPTIONS: readonly (readonly [string, string])[] = [
  ["BaseException", ""],
  ["Exception", "BaseException"],
  ["SystemExit", "BaseException"],
  ["KeyboardInterrupt", "BaseException"],
  ["GeneratorExit", "BaseException"],
  ["ArithmeticError", "Exception"],
  ["ZeroDivisionError", "ArithmeticError"],
  ["OverflowError", "ArithmeticError"],
  ["FloatingPointError", "ArithmeticError"],
  ["AssertionError", "Exception"],
  ["AttributeError", "Exception"],
  ["BufferError", "Exception"],
  ["EOFError", "Exception"],
  ["ImportError", "Exception"],
  ["ModuleNotFoundError", "ImportError"],
  ["LookupError", "Exception"],
  ["IndexError", "LookupError"],
  ["KeyError", "LookupError"],
  ["MemoryError", "Exception"],
  ["NameError", "Exception"],
  ["UnboundLocalError", "NameError"],
  ["OSError", "Exception"],
  ["FileNotFoundError", "OSError"],
  ["FileExistsError", "OSError"],
  ["NotADirectoryError", "OSError"],
  ["PermissionError", "OSError"],
  ["TimeoutError", "OSError"],
  ["RuntimeError", "Exception"],
  ["NotImplementedError", "RuntimeError"],
  ["RecursionError", "RuntimeError"],
  ["StopIteration", "Exception"],
  ["StopAsyncIteration", "Exception"],
  ["SyntaxError", "Exception"],
  ["SystemError", "Exception"],
  ["TypeError", "Exception"],
  ["ValueError", "Exception"],
  ["UnicodeError", "ValueError"],
  ["Warning", "Exception"],
  ["UserWarning", "Warning"],
  ["DeprecationWarning", "Warning"],
  ["PendingDeprecationWarning", "Warning"],
  ["FutureWarning", "Warning"],
  ["ImportWarning", "Warning"],
  ["RuntimeWarning", "Warning"],
  ["SyntaxWarning", "Warning"],
];

/** Names of the same class. */
const ALIASES: readonly (readonly [string, string])[] = [
  ["IOError", "OSError"],
  ["EnvironmentError", "OSError"],
];

export function addExceptions(interpreter: Interpreter, table: Map<string, Value>): void {
  for (const [name, base] of EXCEPTIONS) table.set(name, exceptionClass(interpreter, name, table.get(base)));
  for (const [alias, name] of ALIASES) {
    const known = table.get(name);
    if (known !== undefined) table.set(alias, known);
  }
}

function exceptionClass(interpreter: Interpreter, name: string, base: Value | undefined): ClassValue {
  if (base !== undefined) return nativeClass(interpreter, name, [], { bases: [base] });
  return nativeClass(interpreter, name, [
    [
      "__init__",
      ANY,
      (self, given) => {
        interpreter.touch(self);
        self.attributes.set("args", tuple(given.context.positional));
        return NONE;
      },
    ],
    ["with_traceback", [1, 1], (self) => self],
  ]);
}

/** What `fail` raises: an instance of the class, whose message is ours and therefore not known to the program. */
export function createException(interpreter: Interpreter, type: Value | undefined, why: UnknownValue): Value {
  if (type?.kind !== "class") return why;
  return nativeInstance(interpreter, type, [["args", tuple([why])]], why.location);
}
