/** Methods of generators and other iterators. */
import type { Interpreter } from "../../../eval/interpreter";
import { NONE, unknown } from "../../../values/make";
import type { BuiltinValue, IteratorValue, Resumption, Value } from "../../../values/value";
import { builtin } from "../helpers";
import type { Arguments } from "../helpers";

/** Undefined for a name that no iterator has, or that is not followed. */
export function iteratorMember(
  interpreter: Interpreter,
  receiver: IteratorValue,
  name: string,
): BuiltinValue | undefined {
  if (name === "__iter__") return builtin(interpreter, name, [0, 0], () => receiver);
  if (name === "__next__") return builtin(interpreter, name, [0, 0], (given) => nextItem(given, receiver));
  if (receiver.isGenerator !== true) return undefined;
  switch (name) {
    case "send":
      return builtin(interpreter, name, [1, 1], (given) =>
        nextItem(given, receiver, { kind: "next", value: given.need(0) }),
      );
    case "close":
      return builtin(interpreter, name, [0, 0], () => {
        interpreter.next(receiver, { kind: "close" });
        return receiver.poison ?? NONE;
      });
    case "throw":
      return builtin(interpreter, name, [1, 1], (given) => nextItem(given, receiver, thrown(given)));
    default:
      return undefined;
  }
}

/** The next item; at its end, the error that tells what the generator returned. */
export function nextItem(given: Arguments, source: IteratorValue, resumption?: Resumption): Value {
  const { interpreter, location } = given;
  const item = interpreter.next(source, resumption);
  if (item !== undefined) return item;
  const why = unknown("StopIteration: the iterator has ended", location);
  return interpreter.raise(why, () => {
    const exception = interpreter.language.exception("StopIteration", why);
    const [result] = source.isGenerator === true ? source.kept : [];
    if (exception.kind === "instance" && result !== undefined) exception.attributes.set("value", result);
    return exception;
  });
}

function thrown(given: Arguments): Resumption {
  const raised = given.need(0);
  const exception = raised.kind === "class" ? given.interpreter.call(raised, [], new Map(), given.location) : raised;
  return { kind: "throw", why: unknown(`raises ${given.interpreter.describe(raised)}`, given.location), exception };
}
