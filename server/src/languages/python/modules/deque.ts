/** `collections.deque`: a list that also grows and shrinks at its front, with a greatest length if it has one. */
import type { Interpreter } from "../../../eval/interpreter";
import { isItems } from "../../../values/ask";
import { NONE, integer, list } from "../../../values/make";
import type { CallContext, ClassValue, InstanceValue, ListValue, Value } from "../../../values/value";
import { asIndex } from "../helpers";
import type { Arguments } from "../helpers";
import { nativeClass, nativeInstance } from "../types/native-class";
import type { NativeMethod } from "../types/native-class";

export function dequeClass(interpreter: Interpreter): Value {
  return nativeClass(interpreter, "deque", METHODS, { construct: (made, call) => construct(interpreter, made, call) });
}

type End = "left" | "right";

const METHODS: readonly NativeMethod[] = [
  ["append", [1, 1], (self, given) => add(self, given, [given.need(0)], "right")],
  ["appendleft", [1, 1], (self, given) => add(self, given, [given.need(0)], "left")],
  ["extend", [1, 1], (self, given) => extend(self, given, "right")],
  ["extendleft", [1, 1], (self, given) => extend(self, given, "left")],
  [
    "popleft",
    [0, 0],
    (self, given) =>
      changed(self, given.interpreter).shift() ??
      given.interpreter.fail("IndexError", "pop from an empty deque", given.location),
  ],
  ["rotate", [0, 1], rotate],
];

function construct(interpreter: Interpreter, made: ClassValue, call: CallContext): Value {
  const source = call.positional[0] ?? call.keywords.get("iterable");
  const most = call.positional[1] ?? call.keywords.get("maxlen") ?? NONE;
  const given = source === undefined ? [] : interpreter.iterate(source, call.location);
  if (!isItems(given)) return given;
  const limit = most.kind === "none" ? 0 : asIndex(most);
  if (most.kind === "unknown") return most;
  if (limit === null) return interpreter.fail("TypeError", "maxlen is no integer", call.location);
  if (limit < 0) return interpreter.fail("ValueError", "maxlen must be non-negative", call.location);
  const instance = nativeInstance(interpreter, made, [["maxlen", most]], call.location, list(given));
  trim(instance, "left");
  return instance;
}

function extend(self: InstanceValue, given: Arguments, end: End): Value {
  const added = given.interpreter.iterate(given.need(0), given.location);
  if (isItems(added)) return add(self, given, end === "left" ? [...added].reverse() : added, end);
  given.interpreter.poison(self, added);
  return added;
}

/** What is too much then falls off the other end. */
function add(self: InstanceValue, given: Arguments, added: readonly Value[], end: End): Value {
  const items = changed(self, given.interpreter);
  if (end === "right") items.push(...added);
  else items.unshift(...added);
  return trim(self, end === "right" ? "left" : "right");
}

function rotate(self: InstanceValue, given: Arguments): Value {
  const by = asIndex(given.at(0) ?? integer(1));
  if (by === null) return given.unknown("such a rotate()");
  const items = changed(self, given.interpreter);
  const { length } = items;
  const cut = length === 0 ? 0 : ((-by % length) + length) % length;
  items.push(...items.splice(0, cut));
  return NONE;
}

function trim(self: InstanceValue, from: End): Value {
  const most = self.attributes.get("maxlen");
  const limit = most === undefined ? null : asIndex(most);
  const { items } = contentOf(self);
  if (limit === null || items.length <= limit) return NONE;
  if (from === "left") items.splice(0, items.length - limit);
  else items.length = limit;
  return NONE;
}

/** The items, about to be changed. */
function changed(self: InstanceValue, interpreter: Interpreter): Value[] {
  const content = contentOf(self);
  interpreter.touch(content);
  return content.items;
}

function contentOf(self: InstanceValue): ListValue {
  return self.base?.kind === "list" ? self.base : list([]);
}
