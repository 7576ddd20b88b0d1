/** `collections`. */
import type { Interpreter } from "../../../eval/interpreter";
import { isItems } from "../../../values/ask";
import { NONE, dictionary, integer, iterator, list, tuple } from "../../../values/make";
import { dictionaryKey } from "../../../values/keys";
import type { DictionaryValue, InstanceValue, Value } from "../../../values/value";
import { toDictionary } from "../conversions";
import { contentMember } from "../contents";
import { dequeClass } from "./deque";
import { copyOf } from "../types/dictionary-methods";
import { asIndex, builtin } from "../helpers";
import type { Arguments } from "../helpers";
import { simple } from "./members";
import type { Member } from "./members";
import { nativeClass, nativeInstance } from "../types/native-class";
import { namedTuple } from "../types/named-tuples";

export const COLLECTIONS: ReadonlyMap<string, Member> = new Map<string, Member>([
  simple("namedtuple", [2, 5], namedTuple),
  // Its text differs from a dict's; everything that decides a shape does not.
  [
    "OrderedDict",
    (interpreter): Value => {
      const made = builtin(interpreter, "OrderedDict", [0, 1000], (given) => toDictionary(interpreter, given));
      return { ...made, attribute: (name) => contentMember(interpreter, "OrderedDict", name) };
    },
  ],
  simple("defaultdict", [0, 1000], defaultDictionary),
  ["Counter", counterClass],
  ["deque", dequeClass],
  simple("ChainMap", [0, 100], chainMap),
]);

function defaultDictionary(given: Arguments): Value {
  const [fallback, ...rest] = given.context.positional;
  const value = toDictionary(given.interpreter, given.with(rest));
  if (value.kind !== "dictionary") return value;
  return fallback === undefined || fallback.kind === "none" ? value : { ...copyOf(value), fallback };
}

/** Reads like one: the first dict that has a key counts. What is written to it is not followed, so it is a copy only to read. */
function chainMap(given: Arguments): Value {
  const entries: (readonly [Value, Value])[] = [];
  for (const source of [...given.context.positional].reverse()) {
    if (source.kind !== "dictionary") return source.kind === "unknown" ? source : given.unknown("such a ChainMap");
    if (source.poison !== undefined) return source.poison;
    for (const entry of source.entries.values()) entries.push([entry.key, entry.value]);
  }
  return dictionary(entries);
}

// ---------------------------------------------------------------- Counter

function counterClass(interpreter: Interpreter): Value {
  const counts = (self: InstanceValue): DictionaryValue =>
    self.base?.kind === "dictionary" ? self.base : dictionary([]);
  const type = nativeClass(
    interpreter,
    "Counter",
    [
      ["__missing__", [1, 1], () => integer(0)],
      ["update", [0, 1000], (self, given) => count(counts(self), given)],
      ["most_common", [0, 1], (self, given) => mostCommon(counts(self), given)],
      [
        "elements",
        [0, 0],
        (self) => {
          const entries = [...counts(self).entries.values()];
          const items = entries.flatMap(({ key, value }) =>
            new Array<Value>(Math.max(0, asIndex(value) ?? 0)).fill(key),
          );
          interpreter.budget.checkItems(items.length);
          return iterator(items);
        },
      ],
    ],
    {
      construct: (made, call) => {
        const content = dictionary([]);
        const instance = nativeInstance(interpreter, made, [], call.location, content);
        const answer = interpreter.call(
          interpreter.getAttribute(instance, "update", call.location),
          call.positional,
          call.keywords,
          call.location,
        );
        return answer.kind === "unknown" ? answer : instance;
      },
    },
  );
  return type;
}

function count(counts: DictionaryValue, given: Arguments): Value {
  const { interpreter } = given;
  const source = given.at(0);
  const held = source?.kind === "instance" ? (source.base ?? source) : source;
  const increase = (key: Value, by: Value): Value => {
    const id = dictionaryKey(key);
    if (id === null) return key.kind === "unknown" ? key : given.unknown("such a key of a Counter");
    interpreter.touch(counts);
    const old = counts.entries.get(id)?.value ?? integer(0);
    const sum = interpreter.language.binary("+", old, by, given.location);
    counts.entries.set(id, { key, value: sum });
    return sum;
  };
  const added: (readonly [Value, Value])[] = [];
  if (held?.kind === "dictionary") for (const entry of held.entries.values()) added.push([entry.key, entry.value]);
  else if (held !== undefined && held.kind !== "none") {
    const items = interpreter.iterate(held, given.location);
    if (!isItems(items)) return items;
    for (const item of items) added.push([item, integer(1)]);
  }
  for (const [name, value] of given.context.keywords) added.push([{ kind: "string", value: name }, value]);
  for (const [key, by] of added) {
    const result = increase(key, by);
    if (result.kind === "unknown") return result;
  }
  return NONE;
}

function mostCommon(counts: DictionaryValue, given: Arguments): Value {
  const entries = [...counts.entries.values()].map((entry) => ({ entry, count: asIndex(entry.value) }));
  if (entries.some((one) => one.count === null)) return given.unknown("such counts");
  entries.sort((left, right) => (right.count ?? 0) - (left.count ?? 0));
  const wanted = given.at(0, "n");
  const most = wanted === undefined || wanted.kind === "none" ? entries.length : asIndex(wanted);
  if (most === null) return given.unknown("such a most_common()");
  return list(entries.slice(0, most).map(({ entry }) => tuple([entry.key, entry.value])));
}
