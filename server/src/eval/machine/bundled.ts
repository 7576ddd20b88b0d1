/**
 * Modules of our own, which a library brings as source text: networks that the user calls by name but whose file they do
 * not have. Everything in them stands at the user's call: no frame, problem or reason points into a file that cannot be opened.
 */
import { callFunction } from "./calls";
import { loadModule } from "./imports";
import { Raised } from "./machine";
import type { Machine } from "./machine";
import { unknown } from "../../values/make";
import type { CallContext, FunctionValue, Value } from "../../values/value";

/**
 * Calls a function of one of the library's own modules. Its steps are counted apart from the user's: they are bounded by what
 * we wrote, and a program is not cut short because it uses many known networks. Milliseconds and layers count as ever.
 * An error that the function raises for certain ends it, and is an error at the call.
 */
export function callBundled(machine: Machine, module: string, name: string, call: CallContext): Value {
  return machine.budget.apart(() => {
    const source = machine.host.library.bundled?.({ module, level: 0, from: "" });
    const target =
      source === undefined ? undefined : loadModule(machine, source, module, call.location).scope.own(name);
    if (target?.kind !== "function") return unknown(`${name} is not known yet`, call.location);
    return run(machine, target, call);
  });
}

function run(machine: Machine, target: FunctionValue, call: CallContext): Value {
  const mark = machine.mark();
  // What may raise does not: outside the function it is decided what an error means.
  machine.handlers = 0;
  try {
    const { positional, keywords } = call;
    return callFunction(machine, target, { positional, keywords, rest: null, keywordRest: null }, call.location);
  } catch (error) {
    if (!(error instanceof Raised) || mark.handlers > 0) throw error;
    machine.reset(mark);
    return error.why;
  } finally {
    machine.handlers = mark.handlers;
  }
}
