/** The module `numpy`. */
import type { Interpreter } from "../../eval/interpreter";
import { float, NONE, unknown } from "../../values/make";
import type { BuiltinValue, ElementType, Value } from "../../values/value";
import { builtin } from "../python/helpers";
import { elementType } from "./array";
import { convertTo, numpyFunction } from "./functions";

/** A name of numpy's, by its path below the module; everything has a value, if only one that says what is not followed. */
export function numpyMember(interpreter: Interpreter, path: string): Value | undefined {
  switch (path) {
    case "newaxis":
      return NONE;
    case "pi":
      return float(Math.PI);
    case "e":
      return float(Math.E);
    case "inf":
    case "Inf":
      return float(Infinity);
    case "nan":
    case "NaN":
      return float(NaN);
    case "__version__":
      return undefined;
    case "ndarray":
    case "integer":
    case "floating":
    case "number":
    case "generic":
      return type(path, (location) => unknown(`numpy.${path}()`, location));
    case "empty":
      return builtin(interpreter, "empty", [1, 5], (given) => given.unknown("the numbers of numpy.empty()"));
  }
  const dtype = path.includes(".") ? null : typeOfName(path);
  if (dtype !== null) return builtin(interpreter, `numpy.${path}`, [0, 1], (given) => convertTo(given, dtype));
  const compute = numpyFunction(path);
  if (compute !== undefined) return builtin(interpreter, path, [0, 100], compute);
  if (path === "random.seed" || path === "set_printoptions" || path === "seterr")
    return builtin(interpreter, path, [0, 100], () => NONE);
  return undefined;
}

const TYPE_NAMES = new Set([
  "bool_",
  "int8",
  "int16",
  "int32",
  "int64",
  "uint8",
  "intc",
  "int_",
  "int",
  "float",
  "bool",
  "float_",
  "float32",
  "float64",
  "single",
  "double",
]);

function typeOfName(name: string): ElementType | null {
  return TYPE_NAMES.has(name) ? elementType({ kind: "string", value: name }) : null;
}

function type(name: string, call: (location: Parameters<typeof unknown>[1]) => Value): BuiltinValue {
  return { kind: "builtin", name: `numpy.${name}`, call: (context) => call(context.location) };
}

/** Whether a value is of a type of numpy's; undefined where that is not known. */
export function isNumpyInstance(value: Value, typeName: string): boolean | undefined {
  const name = typeName.replace(/^numpy\./, "");
  const isScalar = value.kind === "integer" || value.kind === "float" || value.kind === "boolean";
  const dtype = isScalar ? value.dtype : undefined;
  switch (name) {
    case "ndarray":
      return value.kind === "array" ? true : value.kind === "tensor" ? false : isPlain(value) ? false : undefined;
    case "integer":
      return dtype?.includes("int") === true;
    case "floating":
      return dtype?.startsWith("float") === true;
    case "number":
      return dtype !== undefined && dtype !== "bool";
    case "generic":
      return dtype !== undefined;
    default: {
      const wanted = typeOfName(name);
      return wanted === null ? undefined : dtype === wanted;
    }
  }
}

function isPlain(value: Value): boolean {
  return !["unknown", "library", "instance"].includes(value.kind);
}
