import type { Statement, Try } from "../syntax/program";
import { forkStatements, hasNoEffectHere, settleRaises } from "./branches";
import { NORMAL, Raised } from "./machine";
import type { Completion, Machine } from "./machine";
import { unknown } from "./read";
import type { Scope } from "./scope";
import { executeBlock } from "./statements";
import type { UnknownValue, Value } from "./values";

/**
 * The body runs; a handler runs where the body is known to raise. That what is not understood raises nothing is an
 * assumption. Which errors a handler catches is not part of the
 * Program: with several handlers each of them may run.
 */
export function executeTry(machine: Machine, statement: Try, scope: Scope): Completion {
  const end = executeGuarded(machine, statement, scope);
  const last = executeBlock(machine, statement.finally, scope);
  return last.kind === "normal" ? end : last;
}

function executeGuarded(machine: Machine, statement: Try, scope: Scope): Completion {
  const isGuarded = statement.handlers.some((handler) => !onlyEnds(handler.body));
  const mark = machine.mark();
  const pendingMark = machine.pending.length;
  const outerUnknown = machine.exchangeUnknownInTry(null);
  if (isGuarded) machine.handlers += 1;
  let end: Completion;
  try {
    end = executeBlock(machine, statement.body, scope);
  } catch (error) {
    if (!(error instanceof Raised) || !isGuarded) throw error;
    end = { kind: "raise", why: error.why, exception: error.exception };
  }
  if (isGuarded) machine.reset(mark);
  const innerUnknown = machine.exchangeUnknownInTry(outerUnknown);
  if (innerUnknown !== null && end.kind !== "raise") {
    const message = `this try block raises no error, although part of it is not understood: ${innerUnknown.why}`;
    machine.assume(message, machine.location(statement.range));
  }
  const pending = isGuarded ? settleRaises(machine, pendingMark) : null;
  if (end.kind === "raise" && statement.handlers.length > 0) return handle(machine, statement, end, scope);
  if (end.kind === "normal") end = executeBlock(machine, statement.otherwise, scope);
  if (pending?.completion.kind !== "raise") return end;
  const { why, exception } = pending.completion;
  const handler = (): Completion => handle(machine, statement, { why, exception }, scope);
  return forkStatements(machine, pending.why, handler, () => end);
}

/** A handler that ends the program or the function says that its error is not expected. */
function onlyEnds(statements: readonly Statement[]): boolean {
  return hasNoEffectHere(statements) && statements.some((statement) => statement.kind !== "assert");
}

function handle(
  machine: Machine,
  statement: Try,
  raised: { readonly why: UnknownValue; readonly exception: Value },
  scope: Scope,
): Completion {
  const run = (index: number): Completion => {
    const handler = statement.handlers[index];
    if (handler === undefined) return NORMAL;
    if (handler.name !== null) machine.setName(scope, handler.name, raised.exception);
    const end = executeBlock(machine, handler.body, scope);
    if (handler.name !== null) machine.deleteName(scope, handler.name);
    return end;
  };
  const from = (index: number): Completion => {
    if (index >= statement.handlers.length - 1) return run(index);
    const why = unknown(`which handler catches the error (${raised.why.why})`, raised.why.location);
    return forkStatements(
      machine,
      why,
      () => run(index),
      () => from(index + 1),
    );
  };
  return from(0);
}
