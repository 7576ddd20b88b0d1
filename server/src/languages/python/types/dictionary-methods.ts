import type { Interpreter } from "../../../eval/interpreter";
import { isItems } from "../../../values/ask";
import { NONE, list, string, tuple } from "../../../values/make";
import { describe } from "../../../values/describe";
import { dictionaryKey } from "../../../values/keys";
import { nameBroughtIn, writeName } from "../namespaces";
import type { DictionaryValue, UnknownValue, Value } from "../../../values/value";
import { builtin } from "../helpers";
import type { Arguments } from "../helpers";

/** Methods of a dict. Its views are lists of the moment: they do not follow later changes. */
export function dictionaryMethod(interpreter: Interpreter, receiver: DictionaryValue, name: string): Value | undefined {
  const method = METHODS.get(name);
  if (method === undefined) return undefined;
  if (receiver.namespace !== undefined && REMOVING.has(name))
    return builtin(interpreter, name, [0, 100], (given) => {
      if (receiver.namespace?.kind === "instance")
        interpreter.poison(receiver.namespace, given.unknown(`${name}() of names`));
      return given.unknown(`${name}() of names`);
    });
  return builtin(
    interpreter,
    name,
    method.arity,
    (given) => receiver.poison ?? method.body(interpreter, receiver, given),
  );
}

/** What takes names out of a namespace is not followed. */
const REMOVING = new Set(["pop", "popitem", "clear"]);

interface Method {
  readonly arity: readonly [number, number];
  readonly body: (interpreter: Interpreter, receiver: DictionaryValue, given: Arguments) => Value;
}

const METHODS: ReadonlyMap<string, Method> = new Map<string, Method>([
  ["get", { arity: [1, 2], body: get }],
  ["keys", { arity: [0, 0], body: (_interpreter, receiver) => list(entriesOf(receiver).map((entry) => entry.key)) }],
  [
    "values",
    { arity: [0, 0], body: (_interpreter, receiver) => list(entriesOf(receiver).map((entry) => entry.value)) },
  ],
  ["items", { arity: [0, 0], body: items }],
  ["pop", { arity: [1, 2], body: pop }],
  ["popitem", { arity: [0, 0], body: popItem }],
  ["setdefault", { arity: [1, 2], body: setDefault }],
  ["update", { arity: [0, 1000], body: update }],
  ["copy", { arity: [0, 0], body: (_interpreter, receiver) => copyOf(receiver) }],
  ["clear", { arity: [0, 0], body: clear }],
]);

function entriesOf(receiver: DictionaryValue): readonly { readonly key: Value; readonly value: Value }[] {
  return [...receiver.entries.values()];
}

export function copyOf(receiver: DictionaryValue): DictionaryValue {
  return { ...receiver, entries: new Map([...receiver.entries].map(([id, entry]) => [id, { ...entry }])) };
}

function items(_interpreter: Interpreter, receiver: DictionaryValue): Value {
  return list(entriesOf(receiver).map((entry) => tuple([entry.key, entry.value])));
}

function get(interpreter: Interpreter, receiver: DictionaryValue, given: Arguments): Value {
  const id = dictionaryKey(given.need(0));
  if (id === null) return interpreter.keyFailure(given.need(0), given.location);
  const found = receiver.entries.get(id)?.value ?? nameBroughtIn(interpreter, receiver, given.need(0));
  return found ?? given.at(1) ?? NONE;
}

function pop(interpreter: Interpreter, receiver: DictionaryValue, given: Arguments): Value {
  const id = dictionaryKey(given.need(0));
  if (id === null) return spoil(interpreter, receiver, interpreter.keyFailure(given.need(0), given.location));
  const entry = receiver.entries.get(id);
  if (entry === undefined) return given.at(1) ?? interpreter.fail("KeyError", describe(given.need(0)), given.location);
  interpreter.touch(receiver);
  receiver.entries.delete(id);
  return entry.value;
}

function popItem(interpreter: Interpreter, receiver: DictionaryValue, given: Arguments): Value {
  const last = [...receiver.entries].at(-1);
  if (last === undefined) return interpreter.fail("KeyError", "popitem of an empty dict", given.location);
  interpreter.touch(receiver);
  receiver.entries.delete(last[0]);
  return tuple([last[1].key, last[1].value]);
}

function setDefault(interpreter: Interpreter, receiver: DictionaryValue, given: Arguments): Value {
  const key = given.need(0);
  const id = dictionaryKey(key);
  if (id === null) return spoil(interpreter, receiver, interpreter.keyFailure(key, given.location));
  const entry = receiver.entries.get(id);
  if (entry !== undefined) return entry.value;
  const value = given.at(1) ?? NONE;
  put(interpreter, receiver, key, value);
  return value;
}

function clear(interpreter: Interpreter, receiver: DictionaryValue): Value {
  interpreter.touch(receiver);
  receiver.entries.clear();
  return NONE;
}

function update(interpreter: Interpreter, receiver: DictionaryValue, given: Arguments): Value {
  const source = given.at(0);
  const failure = source === undefined ? null : putAll(interpreter, receiver, source, given);
  for (const [name, value] of given.context.keywords) put(interpreter, receiver, string(name), value);
  return failure === null ? NONE : spoil(interpreter, receiver, failure);
}

/** Puts the entries of a dict or of pairs into the receiver; answers why that is not known, if so. */
export function putAll(
  interpreter: Interpreter,
  receiver: DictionaryValue,
  source: Value,
  given: Arguments,
): UnknownValue | null {
  if (source.kind === "instance" && source.base !== undefined)
    return putAll(interpreter, receiver, source.poison ?? source.base, given);
  if (source.kind === "dictionary") {
    for (const entry of entriesOf(source)) put(interpreter, receiver, entry.key, entry.value);
    return source.poison ?? null;
  }
  const pairs = interpreter.iterate(source, given.location);
  if (!isItems(pairs)) return pairs;
  for (const pair of pairs) {
    const parts = interpreter.iterate(pair, given.location);
    if (!isItems(parts)) return parts;
    const [key, value] = parts;
    if (key === undefined || value === undefined || parts.length !== 2)
      return interpreter.fail("ValueError", "an entry of a dict that is no pair", given.location);
    if (!put(interpreter, receiver, key, value)) return interpreter.keyFailure(key, given.location);
  }
  return null;
}

function put(interpreter: Interpreter, receiver: DictionaryValue, key: Value, value: Value): boolean {
  const id = dictionaryKey(key);
  if (id === null) return false;
  interpreter.touch(receiver);
  receiver.entries.set(id, { key: receiver.entries.get(id)?.key ?? key, value });
  if (receiver.namespace !== undefined) writeName(interpreter, receiver.namespace, key, value);
  if (receiver.entries.size > interpreter.budget.limits.items) interpreter.budget.checkItems(receiver.entries.size);
  return true;
}

function spoil(interpreter: Interpreter, receiver: DictionaryValue, why: UnknownValue): UnknownValue {
  interpreter.poison(receiver, why);
  return why;
}
