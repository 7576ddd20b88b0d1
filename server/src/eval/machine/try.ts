import type { Handler, Statement, Try } from "../../syntax/program";
import { forkStatements, hasNoEffectHere, settleRaises } from "./branches";
import { ancestors } from "../../values/ancestry";
import { evaluate } from "./expressions";
import { Raised } from "./machine";
import type { Completion, Machine } from "./machine";
import { unknown } from "../../values/make";
import type { Scope } from "../../values/scope";
import { executeBlock } from "./statements";
import type { UnknownValue, Value } from "../../values/value";

/**
 * The body runs; the first handler that catches what the body is known to raise runs. That what is not understood raises
 * nothing is an assumption. Where it is not known which handler catches an error, each of them may run.
 */
export function executeTry(machine: Machine, statement: Try, scope: Scope): Completion {
  let end: Completion;
  try {
    end = executeGuarded(machine, statement, scope);
  } catch (error) {
    if (!(error instanceof Raised)) throw error;
    const last = executeBlock(machine, statement.finally, scope);
    if (last.kind === "normal") throw error;
    return last;
  }
  const last = executeBlock(machine, statement.finally, scope);
  return last.kind === "normal" ? end : last;
}

function executeGuarded(machine: Machine, statement: Try, scope: Scope): Completion {
  const isExpected = isGuarded(machine, statement);
  const mark = machine.mark();
  const pendingMark = machine.pending.length;
  const outerUnknown = machine.exchangeUnknownInTry(null);
  if (isExpected) machine.handlers += 1;
  let end: Completion;
  try {
    end = executeBlock(machine, statement.body, scope);
  } catch (error) {
    if (!(error instanceof Raised) || !isExpected) throw error;
    end = { kind: "raise", why: error.why, exception: error.exception };
  }
  if (isExpected) machine.reset(mark);
  const innerUnknown = machine.exchangeUnknownInTry(outerUnknown);
  if (innerUnknown !== null && end.kind !== "raise") assumeNoError(machine, statement, innerUnknown);
  const pending = isExpected ? settleRaises(machine, pendingMark) : null;
  if (end.kind === "raise" && statement.handlers.length > 0) return handle(machine, statement, end, scope);
  if (end.kind === "normal") end = executeBlock(machine, statement.otherwise, scope);
  if (pending?.completion.kind !== "raise") return end;
  const { why, exception } = pending.completion;
  const handler = (): Completion => handle(machine, statement, { why, exception }, scope);
  return forkStatements(machine, pending.why, handler, () => end);
}

/** Whether a handler goes on; one around this statement may wait for what a handler here raises. */
export function isGuarded(machine: Machine, { handlers }: Try): boolean {
  return handlers.some(({ body }) => machine.handlers > 0 || !onlyEnds(body));
}

export function assumeNoError(machine: Machine, { range }: Try, { why }: UnknownValue): void {
  const message = `this try block raises no error, although part of it is not understood: ${why}`;
  machine.assume({ message, short: "no error in a try block", location: machine.location(range) });
}

/** A handler that ends the program or the function says that its error is not expected. */
function onlyEnds(statements: readonly Statement[]): boolean {
  return hasNoEffectHere(statements) && statements.some((statement) => statement.kind !== "assert");
}

export interface RaisedError {
  readonly why: UnknownValue;
  readonly exception: Value;
}

function handle(machine: Machine, statement: Try, raised: RaisedError, scope: Scope): Completion {
  const from = (index: number): Completion => {
    const handler = statement.handlers[index];
    // What nobody catches goes on.
    if (handler === undefined) return { kind: "raise", ...raised };
    const answer = catches(machine, handler, raised, scope);
    if (answer === false) return from(index + 1);
    const body = (): Completion => runHandler(machine, handler, raised, scope);
    if (answer === true || index === statement.handlers.length - 1) return body();
    return forkStatements(machine, answer, body, () => from(index + 1));
  };
  return from(0);
}

function runHandler(machine: Machine, handler: Handler, raised: RaisedError, scope: Scope): Completion {
  if (handler.name !== null) machine.setName(scope, handler.name, raised.exception);
  machine.caught.push(raised);
  const end = executeBlock(machine, handler.body, scope);
  machine.caught.pop();
  if (handler.name !== null) machine.deleteName(scope, handler.name);
  return end;
}

export function catches(machine: Machine, handler: Handler, raised: RaisedError, scope: Scope): boolean | UnknownValue {
  if (handler.type === null) return true;
  const why = unknown(`which handler catches the error (${raised.why.why})`, raised.why.location);
  if (raised.exception.kind !== "instance") return why;
  const bases = ancestors(raised.exception.class);
  const type = evaluate(machine, handler.type, scope);
  const types = type.kind === "tuple" ? type.items : [type];
  if (types.some((one) => one.kind === "class" && bases.includes(one))) return true;
  return types.every((one) => one.kind === "class") ? false : why;
}
