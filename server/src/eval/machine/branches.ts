/**
 * What happens where a condition is not known: every possible path runs, from the same state, and what the paths leave
 * behind is joined. Equal parts stay known; the rest becomes unknown for the condition's reason.
 */
import type { Statement } from "../../syntax/program";
import { join, joinValues, restore, unchanged } from "../../values/journal";
import type { Journal, States, Tracked } from "../../values/journal";
import { NORMAL, Raised } from "./machine";
import type { Completion, Machine, Pending } from "./machine";
import { reachableFrom } from "../../values/reach";
import type { Scope } from "../../values/scope";
import type { UnknownValue, Value } from "../../values/value";

/** Runs both paths. A path that raises is taken not to happen. */
export function forkStatements(
  machine: Machine,
  why: UnknownValue,
  first: () => Completion,
  second: () => Completion,
): Completion {
  const firstJournal = machine.openJournal();
  const firstEnd = attempt(machine, first);
  const firstStates = firstJournal.present();
  restoreAll(machine, firstJournal);
  machine.closeJournal(firstJournal);

  const secondJournal = machine.openJournal(firstJournal.modelsBefore);
  const secondEnd = attempt(machine, second);
  if (firstEnd.kind === secondEnd.kind) {
    machine.closeJournal(secondJournal);
    joinStates(machine, firstStates, secondJournal, why);
    return joinCompletions(firstEnd, secondEnd, why);
  }
  // Without a handler the program ends there, so a run that goes on did not raise.
  if (firstEnd.kind === "raise" && machine.handlers === 0) {
    machine.closeJournal(secondJournal);
    return secondEnd;
  }
  if (firstEnd.kind !== "normal" && secondEnd.kind !== "raise") {
    machine.pending.push({ completion: firstEnd, states: firstStates, journal: secondJournal, why });
    return secondEnd;
  }
  return continueWithFirst(machine, { firstEnd, firstStates, secondEnd, secondJournal, why });
}

/** Runs both paths for their values. */
export function forkValues(machine: Machine, why: UnknownValue, first: () => Value, second: () => Value): Value {
  const end = forkStatements(
    machine,
    why,
    () => ({ kind: "return", value: first() }),
    () => ({ kind: "return", value: second() }),
  );
  if (end.kind === "return") return end.value;
  if (end.kind !== "raise") return why;
  if (machine.handlers > 0) throw new Raised(end.why, end.exception);
  return end.why;
}

/** Runs what may run or not, for its effects. */
export function maybe(machine: Machine, why: UnknownValue, path: () => void): void {
  forkStatements(
    machine,
    why,
    () => {
      path();
      return NORMAL;
    },
    () => NORMAL,
  );
}

/**
 * Runs what may run any number of times, until another time changes nothing more. `within` is the scope that it runs in, or the
 * function that runs: what it makes itself and nothing there holds is another thing the next time, and does not count.
 */
export function repeatUnknown(
  machine: Machine,
  why: UnknownValue,
  within: Scope | Value,
  path: () => Completion,
): Completion {
  for (;;) {
    const journal = machine.openJournal();
    const end = forkStatements(
      machine,
      why,
      () => {
        const completion = path();
        return completion.kind === "break" || completion.kind === "continue" ? NORMAL : completion;
      },
      () => NORMAL,
    );
    machine.closeJournal(journal);
    if (end.kind !== "normal") return end;
    const changed = [...journal.before].filter(([tracked, state]) => !unchanged(tracked, state));
    if (changed.length === 0) return NORMAL;
    const { yields } = machine.activation;
    const lasting = reachableFrom([within, ...machine.scopes.values(), ...(yields === null ? [] : [yields])]);
    if (!changed.some(([tracked]) => lasting.has(tracked))) return NORMAL;
  }
}

/** Joins the paths that left since `mark` in one of the given ways; answers the joined end. */
export function settle(
  machine: Machine,
  mark: number,
  kinds: readonly Completion["kind"][],
  end: Completion,
): Completion {
  let joined = end;
  for (let index = machine.pending.length - 1; index >= mark; index -= 1) {
    const pending = machine.pending[index];
    if (pending === undefined || !kinds.includes(pending.completion.kind)) continue;
    machine.pending.splice(index, 1);
    machine.closeJournal(pending.journal);
    joinStates(machine, pending.states, pending.journal, pending.why);
    if (pending.completion.kind === "return")
      joined =
        joined.kind === "raise"
          ? pending.completion
          : joinCompletions(asReturn(machine, joined), pending.completion, pending.why);
  }
  return joined;
}

/** The paths that raised since `mark`, taken out of the pending ones; their states are joined. */
export function settleRaises(machine: Machine, mark: number): Pending | null {
  let found: Pending | null = null;
  for (const pending of machine.pending.slice(mark)) if (pending.completion.kind === "raise") found ??= pending;
  settle(machine, mark, ["raise"], NORMAL);
  return found;
}

/**
 * Statements that matter only to somebody who runs the program: errors, messages, weights from a file. Who writes that something is left
 * as it is, by `pass` or `...`, means a way that the program takes.
 */
export function hasNoEffectHere(statements: readonly Statement[]): boolean {
  return statements.every(isForReaders) && !statements.every(isLiteral);
}

function isForReaders(statement: Statement): boolean {
  if (statement.kind === "raise" || statement.kind === "assert" || isLiteral(statement)) return true;
  if (statement.kind !== "expression-statement" || statement.expression.kind !== "call") return false;
  const { callee } = statement.expression;
  if (callee.kind === "name") return MESSAGES.has(callee.name);
  if (callee.kind !== "attribute") return false;
  if (WEIGHTS.has(callee.name)) return true;
  if (callee.object.kind !== "name") return false;
  return callee.object.name === "console" || (MESSAGE_MODULES.has(callee.object.name) && MESSAGES.has(callee.name));
}

function isLiteral(statement: Statement): boolean {
  return statement.kind === "expression-statement" && statement.expression.kind === "literal";
}

const MESSAGES = new Set(["print", "warn", "debug", "info", "warning", "error", "exception", "exit"]);
const MESSAGE_MODULES = new Set(["warnings", "logging", "logger", "log", "sys"]);
const WEIGHTS = new Set(["load_weights", "set_weights", "summary"]);

export function attempt(machine: Machine, path: () => Completion): Completion {
  const mark = machine.mark();
  try {
    return path();
  } catch (error) {
    if (!(error instanceof Raised)) throw error;
    machine.reset(mark);
    return { kind: "raise", why: error.why, exception: error.exception };
  }
}

interface Ends {
  readonly firstEnd: Completion;
  readonly firstStates: States;
  readonly secondEnd: Completion;
  readonly secondJournal: Journal;
  readonly why: UnknownValue;
}

/** The second path left the block: the first one's state comes back, the second one waits to be joined. */
function continueWithFirst(machine: Machine, ends: Ends): Completion {
  const secondStates = ends.secondJournal.present();
  restoreAll(machine, ends.secondJournal);
  machine.closeJournal(ends.secondJournal);
  const journal = machine.openJournal(ends.secondJournal.modelsBefore);
  for (const [tracked, state] of ends.firstStates) {
    machine.recordWrite(tracked);
    restore(tracked, state);
  }
  if (ends.secondEnd.kind === "raise" && machine.handlers === 0) machine.closeJournal(journal);
  else machine.pending.push({ completion: ends.secondEnd, states: secondStates, journal, why: ends.why });
  return ends.firstEnd;
}

/** `states` is what the other path left; where it wrote nothing, it left what the journal recorded. */
function joinStates(machine: Machine, states: States, journal: Journal, why: UnknownValue): void {
  // A model that one of the paths made is no part of the other: it stays as its path left it.
  const created = new Set<Tracked>(machine.models.slice(journal.modelsBefore));
  for (const tracked of new Set([...states.keys(), ...journal.before.keys()])) {
    const other = states.get(tracked) ?? journal.before.get(tracked);
    if (other === undefined) continue;
    const isOfOnePath = created.has(tracked);
    if (isOfOnePath && !states.has(tracked)) continue;
    machine.recordWrite(tracked);
    if (isOfOnePath) restore(tracked, other);
    else join(tracked, other, why);
  }
}

export function restoreAll(machine: Machine, journal: Journal): void {
  for (const [tracked, state] of journal.before) {
    machine.recordWrite(tracked);
    restore(tracked, state);
  }
}

function joinCompletions(left: Completion, right: Completion, why: UnknownValue): Completion {
  if (left.kind === "return" && right.kind === "return")
    return { kind: "return", value: joinValues(left.value, right.value, why) };
  return left;
}

/** A function that runs to its end answers None, or undefined. */
function asReturn(machine: Machine, end: Completion): Completion {
  return end.kind === "return" ? end : { kind: "return", value: machine.language.rules.nothing };
}
