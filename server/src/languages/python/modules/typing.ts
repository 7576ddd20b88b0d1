/** `typing`, `abc`, `types`, `numbers`, `collections.abc`: types that classes derive from and values are tested against. */
import { boolean, NONE, unknown } from "../../../values/make";
import type { Interpreter } from "../../../eval/interpreter";
import type { BuiltinValue, Value } from "../../../values/value";
import { reprNamespace } from "../types/namespace-class";
import { constant, simple } from "./members";
import type { Member } from "./members";
import { namedTupleBase } from "../types/named-tuples";

/** A type that can be subscripted, and that does nothing when called. */
function hint(path: string): BuiltinValue {
  const self: BuiltinValue = {
    kind: "builtin",
    name: path,
    call: (call) => unknown(`a call of ${path}`, call.location),
    item: () => self,
  };
  return self;
}

const TYPING_NAMES = (
  "Any AnyStr Callable ClassVar Collection Concatenate Container DefaultDict Deque Dict Final FrozenSet Generator Generic Hashable " +
  "Iterable Iterator List Literal LiteralString Mapping MutableMapping MutableSequence NoReturn Optional OrderedDict ParamSpec " +
  "Protocol Self Sequence Set Sized SupportsFloat SupportsInt Text Tuple Type TypeAlias TypedDict Union Annotated Awaitable Required NotRequired"
).split(" ");

export const TYPING: ReadonlyMap<string, Member> = new Map<string, Member>([
  ...TYPING_NAMES.map((name) => constant(name, hint(`typing.${name}`))),
  ["NamedTuple", namedTupleBase],
  constant("TYPE_CHECKING", boolean(false)),
  simple("TypeVar", [1, 100], (given) => hint(`typing.${given.name}`)),
  simple("NewType", [2, 2], (given) => given.need(1)),
  simple("cast", [2, 2], (given) => given.need(1)),
  simple("overload", [1, 1], (given) => given.need(0)),
  simple("final", [1, 1], (given) => given.need(0)),
  simple("override", [1, 1], (given) => given.need(0)),
  simple("runtime_checkable", [1, 1], (given) => given.need(0)),
  simple("no_type_check", [1, 1], (given) => given.need(0)),
]);

export const ABC: ReadonlyMap<string, Member> = new Map<string, Member>([
  constant("ABC", hint("abc.ABC")),
  constant("ABCMeta", hint("abc.ABCMeta")),
  simple("abstractmethod", [1, 1], (given) => given.need(0)),
  ["abstractproperty", (_interpreter, builtins): Value => builtins.get("property") ?? NONE],
]);

const COLLECTION_TYPES =
  "Callable Collection Container Hashable Iterable Iterator Mapping MutableMapping MutableSequence Sequence Set Sized".split(
    " ",
  );

export const COLLECTIONS_ABC: ReadonlyMap<string, Member> = new Map(
  COLLECTION_TYPES.map((name) => constant(name, hint(`typing.${name}`))),
);

export const NUMBERS: ReadonlyMap<string, Member> = new Map(
  ["Number", "Integral", "Real", "Rational"].map((name) => constant(name, hint(`numbers.${name}`))),
);

export const TYPES: ReadonlyMap<string, Member> = new Map<string, Member>([
  ["SimpleNamespace", (interpreter: Interpreter): Value => reprNamespace(interpreter)],
  ["FunctionType", (_interpreter, builtins): Value => builtins.get("function") ?? NONE],
  ["LambdaType", (_interpreter, builtins): Value => builtins.get("function") ?? NONE],
  ["MethodType", (_interpreter, builtins): Value => builtins.get("method") ?? NONE],
  ["ModuleType", (_interpreter, builtins): Value => builtins.get("module") ?? NONE],
  simple("MappingProxyType", [1, 1], (given) => given.need(0)),
]);

const KINDS: Readonly<Record<string, readonly Value["kind"][]>> = {
  "typing.Iterable": ["list", "tuple", "dictionary", "set", "string", "range", "iterator", "array"],
  "typing.Collection": ["list", "tuple", "dictionary", "set", "string", "range", "array"],
  "typing.Container": ["list", "tuple", "dictionary", "set", "string", "range", "array"],
  "typing.Sized": ["list", "tuple", "dictionary", "set", "string", "range", "array"],
  "typing.Sequence": ["list", "tuple", "string", "range"],
  "typing.MutableSequence": ["list"],
  "typing.List": ["list"],
  "typing.Tuple": ["tuple"],
  "typing.Dict": ["dictionary"],
  "typing.Set": ["set"],
  "typing.Mapping": ["dictionary"],
  "typing.MutableMapping": ["dictionary"],
  "typing.Iterator": ["iterator"],
  "typing.Callable": ["function", "builtin", "class", "bound-method", "layer", "model"],
  "numbers.Number": ["integer", "float", "boolean"],
  "numbers.Integral": ["integer", "boolean"],
  "numbers.Rational": ["integer", "boolean"],
  "numbers.Real": ["integer", "float", "boolean"],
};

/** Whether a value is of a type of these modules; undefined where that is not known. */
export function isOfHint(value: Value, type: string): boolean | undefined {
  const kinds = KINDS[type];
  if (kinds === undefined || ["unknown", "instance", "library", "tensor", "layer", "model"].includes(value.kind))
    return undefined;
  return kinds.includes(value.kind);
}
