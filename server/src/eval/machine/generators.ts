/**
 * Generators of the source's. What is left of a body is a chain of frames that never change, kept in a cell: so a generator stops at each
 * `yield`, goes on at the next `next`, and forks and roots give back where it stood. Statements without a `yield` run as everywhere.
 */
import { assertNever } from "../../assert-never";
import type { Await, Expression, ForEach, Statement, Target, Try, While, With, Yield } from "../../syntax/program";
import { attempt, maybe, repeatUnknown, settle } from "./branches";
import { Cell } from "../../values/cell";
import { evaluate } from "./expressions";
import { iterateInstance, iteratorOver } from "./instances";
import { join } from "../../values/journal";
import { NORMAL, Raised } from "./machine";
import type { Activation, Completion, Machine } from "./machine";
import { reachableFrom } from "../../values/reach";
import { isItems } from "../../values/ask";
import { NONE, endUnknown, lazyIterator, list, unknown } from "../../values/make";
import type { Scope } from "../../values/scope";
import { enterContexts, execute, executeBlock } from "./statements";
import { assign } from "./targets";
import { assumeNoError, catches, isGuarded } from "./try";
import type { RaisedError } from "./try";
import type { FunctionValue, IteratorValue, Resumption, UnknownValue, Value } from "../../values/value";

/** What is left to do, innermost first. */
type Rest = Frame | null;

type Frame = Ahead &
  (
    | { readonly kind: "statements"; readonly statements: readonly Statement[]; readonly index: number }
    | { readonly kind: "loop"; readonly loop: Loop; readonly index: number; readonly loops: readonly number[] }
    | { readonly kind: "try"; readonly statement: Try }
    | { readonly kind: "handler"; readonly raised: RaisedError; readonly name: string | null }
    | { readonly kind: "finally"; readonly statements: readonly Statement[] }
    | { readonly kind: "ends"; readonly end: Completion }
    | { readonly kind: "with"; readonly leave: () => void }
    | { readonly kind: "delegate"; readonly source: IteratorValue; readonly receiver: Receiver }
  );

interface Ahead {
  readonly next: Rest;
  /** How many `try` statements with a handler that goes on stand around what runs. */
  readonly tries: number;
}

type Loop =
  | { readonly statement: ForEach; readonly source: IteratorValue }
  | { readonly statement: While; readonly source: null };

/** What becomes of the value that is sent: it is assigned, returned, or nothing. */
type Receiver = readonly Target[] | "return";

interface State {
  readonly rest: Rest;
  /** Of the `yield` at which it stands; null before the first. */
  readonly receiver: Receiver | null;
  /** Items that were made too early: their statement cannot be left in the middle. */
  readonly early: readonly Value[];
  /** Whether the body has run to its end too early: with nothing sent to it. */
  readonly isEarly: boolean;
  /** Why nothing is known of the items behind those; null where there are none. */
  readonly lost: UnknownValue | null;
}

const ENDED: State = { rest: null, receiver: null, early: [], isEarly: false, lost: null };

/** A call of a generator function: nothing of its body runs before the first item is asked for. */
export function createGenerator(
  machine: Machine,
  callee: FunctionValue & { readonly body: readonly Statement[] },
  scope: Scope,
  activation: Activation,
  stop: Stop = "yield",
): IteratorValue {
  const rest: Rest = { kind: "statements", statements: callee.body, index: 0, next: null, tries: 0 };
  const state = new Cell<State>(machine.heap, { ...ENDED, rest }, (_present, _other, why) => ({ ...ENDED, lost: why }));
  const run = new Run(machine, callee, scope, activation, state, stop);
  return { ...lazyIterator([], (self, resumption) => run.resume(self, resumption)), isGenerator: true };
}

class Run {
  constructor(
    private readonly machine: Machine,
    private readonly callee: FunctionValue,
    private readonly scope: Scope,
    private readonly activation: Activation,
    private readonly state: Cell<State>,
    private readonly stop: Stop,
  ) {}

  private holdsStop(code: Statement | Expression): boolean {
    return this.machine.holds(code, this.stop);
  }

  /** Runs to the next `yield`; undefined at the end, when the iterator keeps what the body returned. */
  resume(self: IteratorValue, resumption: Resumption): Value | undefined {
    const { machine } = this;
    const { activation, place, handlers, caught } = machine;
    const depth = caught.length;
    machine.budget.checkCallDepth(activation.depth + 1);
    machine.activation = this.activation;
    try {
      return this.go(self, resumption, handlers);
    } finally {
      machine.activation = activation;
      machine.place = place;
      machine.handlers = handlers;
      caught.length = depth;
    }
  }

  private go(self: IteratorValue, resumption: Resumption, handlers: number): Value | undefined {
    const { machine, state } = this;
    if (state.value.isEarly && (resumption.kind !== "next" || resumption.value.kind !== "none"))
      return endUnknown(self, unknown("what is sent to a generator that is not followed step by step", machine.place));
    const [early, ...others] = state.value.early;
    if (early !== undefined) {
      state.value = { ...state.value, early: others };
      return early;
    }
    if (state.value.lost !== null) return endUnknown(self, state.value.lost);
    let { rest } = state.value;
    for (const raised of raisedIn(rest)) machine.caught.push(raised);
    let end = this.received(rest, resumption);
    while (rest !== null) {
      machine.budget.step();
      machine.handlers = handlers + rest.tries;
      const pending = machine.pending.length;
      const step: Step = end.kind === "normal" ? this.forwards(rest, resumption) : this.out(rest, end);
      const left = machine.pending[pending];
      // A path has left for good on a condition that is not known: how much of what follows runs is open.
      if (left !== undefined) {
        settle(machine, pending, ["return", "break", "continue", "raise"], NORMAL);
        return this.lose(self, step.rest, left.why);
      }
      if (step.kind === "unknown") return this.lose(self, step.rest, step.why);
      if (step.kind === "early") return this.runEarly(self, step.rest);
      rest = step.rest;
      if (step.kind === "yield") {
        state.value = { ...ENDED, rest, receiver: step.receiver };
        return step.value;
      }
      resumption = NEXT;
      end = step.end;
    }
    return this.finish(self, end, handlers);
  }

  /** What the value that is sent does at the `yield`: a delegate gets it instead. */
  private received(rest: Rest, resumption: Resumption): Completion {
    const { receiver } = this.state.value;
    if (receiver === null && resumption.kind === "next") return NORMAL;
    if (rest?.kind === "delegate" && resumption.kind !== "close") return NORMAL;
    switch (resumption.kind) {
      case "throw":
        return { kind: "raise", why: resumption.why, exception: resumption.exception };
      case "close":
        return { kind: "return", value: this.machine.language.rules.nothing };
      case "next":
        return this.deliver(receiver ?? [], resumption.value);
    }
  }

  private deliver(receiver: Receiver, value: Value): Completion {
    if (receiver === "return") return { kind: "return", value };
    for (const target of receiver) assign(this.machine, target, value, this.scope);
    return NORMAL;
  }

  private finish(self: IteratorValue, end: Completion, handlers: number): Value | undefined {
    const { machine } = this;
    this.state.value = ENDED;
    machine.handlers = handlers;
    if (end.kind === "raise") {
      if (machine.raises) throw new Raised(end.why, end.exception);
      return endUnknown(self, end.why);
    }
    self.kept = [end.kind === "return" ? end.value : machine.language.rules.nothing];
    return undefined;
  }

  // ---------------------------------------------------------------- steps

  private forwards(frame: Frame, resumption: Resumption): Step {
    const { next } = frame;
    switch (frame.kind) {
      case "statements": {
        const statement = frame.statements[frame.index];
        if (statement === undefined) return goOn(next);
        const behind: Frame = { ...frame, index: frame.index + 1 };
        if (!this.holdsStop(statement)) return this.plain(statement, behind);
        return this.begin(statement, behind, frame);
      }
      case "loop":
        return this.nextRound(frame);
      case "try": {
        const { unknownInTry } = this.machine;
        if (unknownInTry !== null) assumeNoError(this.machine, frame.statement, unknownInTry);
        return goOn(this.block(frame.statement.otherwise, next));
      }
      case "delegate":
        return this.delegated(frame, resumption);
      default:
        return this.out(frame, NORMAL);
    }
  }

  private plain(statement: Statement, behind: Frame): Step {
    return { kind: "go", rest: behind, end: attempt(this.machine, () => execute(this.machine, statement, this.scope)) };
  }

  /** A statement with a `yield` in it. */
  private begin(statement: Statement, behind: Frame, whole: Frame): Step {
    const { machine, scope } = this;
    machine.place = machine.location(statement.range);
    const yielded = stopOf(statement, this.stop);
    if (yielded !== null && (yielded.at.value === null || !this.holdsStop(yielded.at.value)))
      return this.guarded(behind, () => this.yields(yielded.at, yielded.receiver, behind));
    switch (statement.kind) {
      case "if": {
        if (this.holdsStop(statement.condition)) break;
        return this.guarded(behind, () => {
          const truth = machine.truth(evaluate(machine, statement.condition, scope));
          if (typeof truth !== "boolean") return { kind: "early", rest: whole };
          return goOn(this.block(truth ? statement.then : statement.otherwise, behind));
        });
      }
      case "for-each": {
        if (this.holdsStop(statement.iterable)) break;
        return this.guarded(behind, () => this.beginLoop(statement, behind));
      }
      case "while":
        if (this.holdsStop(statement.condition)) break;
        return goOn(this.loop({ statement, source: null }, behind));
      case "try":
        return goOn(this.tried(statement, behind));
      case "with":
        if (statement.items.some(({ context }) => this.holdsStop(context))) break;
        return this.guarded(behind, () => this.entered(statement, behind));
      default:
    }
    return { kind: "early", rest: whole };
  }

  private guarded(behind: Frame, work: () => Step): Step {
    let step: Step = goOn(behind);
    const end = attempt(this.machine, () => {
      step = work();
      return NORMAL;
    });
    return end.kind === "normal" ? step : { kind: "go", rest: behind, end };
  }

  private yields(at: Yield | Await, receiver: Receiver, behind: Frame): Step {
    const { machine, scope } = this;
    const value = at.value === null ? machine.language.rules.nothing : evaluate(machine, at.value, scope);
    if (at.kind === "await" || !at.delegate) return { kind: "yield", rest: behind, value, receiver };
    const source = iteratorOver(machine, value, machine.location(at.range));
    if (source.kind === "unknown") return { kind: "unknown", rest: behind, why: source };
    return goOn({ kind: "delegate", source, receiver, next: behind, tries: behind.tries });
  }

  private delegated(frame: Extract<Frame, { kind: "delegate" }>, resumption: Resumption): Step {
    const { source, receiver, next } = frame;
    const { machine } = this;
    return this.guarded(frame.next ?? frame, () => {
      if (resumption.kind === "throw" && source.isGenerator !== true)
        throw new Raised(resumption.why, resumption.exception);
      const item = machine.next(source, source.isGenerator === true ? resumption : NEXT);
      if (source.poison !== undefined) return { kind: "unknown", rest: next, why: source.poison };
      if (item !== undefined) return { kind: "yield", rest: frame, value: item, receiver: [] };
      const result = source.isGenerator === true ? source.kept[0] : undefined;
      return { kind: "go", rest: next, end: this.deliver(receiver, result ?? machine.language.rules.nothing) };
    });
  }

  private block(statements: readonly Statement[], next: Rest): Rest {
    if (statements.length === 0) return next;
    return { kind: "statements", statements, index: 0, next, tries: next?.tries ?? 0 };
  }

  private beginLoop(statement: ForEach, behind: Frame): Step {
    const { machine } = this;
    const location = machine.location(statement.iterable.range);
    const whole = evaluate(machine, statement.iterable, this.scope);
    const items = whole.kind === "instance" ? iterateInstance(machine, whole, location) : whole;
    const iterable = statement.over === "keys" ? machine.language.propertyNames(whole, location) : items;
    const source = iteratorOver(machine, iterable, location);
    if (source.kind === "unknown") return { kind: "unknown", rest: behind, why: source };
    return goOn(this.loop({ statement, source }, behind));
  }

  private loop(loop: Loop, behind: Frame): Frame {
    const { loops } = this.machine.activation;
    return { kind: "loop", loop, index: 0, loops, next: behind, tries: behind.tries };
  }

  private nextRound(frame: Extract<Frame, { kind: "loop" }>): Step {
    const { machine, scope } = this;
    const { loop, index, loops, next } = frame;
    return this.guarded(frame, () => {
      if (loop.source === null && index > 0) executeBlock(machine, loop.statement.update, scope);
      machine.activation.loops = loops;
      const more = this.hasMore(loop);
      if (typeof more !== "boolean") return { kind: "unknown", rest: frame, why: more };
      if (!more) return goOn(this.block(loop.statement.otherwise, next));
      machine.budget.checkIterations(index + 1);
      machine.activation.loops = [...loops, index];
      return goOn(this.block(loop.statement.body, { ...frame, index: index + 1 }));
    });
  }

  /** Takes the next item of a loop over items. */
  private hasMore({ statement, source }: Loop): boolean | UnknownValue {
    const { machine, scope } = this;
    if (source === null) return machine.truth(evaluate(machine, statement.condition, scope));
    const item = machine.next(source);
    if (source.poison !== undefined) return source.poison;
    if (item !== undefined) assign(machine, statement.target, item, scope);
    return item !== undefined;
  }

  private tried(statement: Try, behind: Frame): Rest {
    const { tries } = behind;
    const isLast = statement.finally.length === 0;
    const last: Frame = isLast ? behind : { kind: "finally", statements: statement.finally, next: behind, tries };
    if (statement.handlers.length === 0) return this.block(statement.body, this.block(statement.otherwise, last));
    const counted = isGuarded(this.machine, statement) ? tries + 1 : tries;
    return this.block(statement.body, { kind: "try", statement, next: last, tries: counted });
  }

  private entered(statement: With, behind: Frame): Step {
    const leave = enterContexts(this.machine, statement, this.scope);
    return goOn(this.block(statement.body, { kind: "with", leave, next: behind, tries: behind.tries }));
  }

  /** What a frame does with an end that reaches it. */
  private out(frame: Frame, end: Completion): Step {
    const { machine } = this;
    const { next } = frame;
    switch (frame.kind) {
      case "statements":
        return { kind: "go", rest: next, end };
      case "delegate":
        // Whoever ends the outer generator ends the inner one first.
        if (end.kind === "return" && frame.source.isGenerator === true) machine.next(frame.source, { kind: "close" });
        return { kind: "go", rest: next, end };
      case "loop":
        machine.activation.loops = frame.loops;
        if (end.kind === "continue") return goOn(frame);
        return { kind: "go", rest: next, end: end.kind === "break" ? NORMAL : end };
      case "try":
        return end.kind === "raise" ? this.caught(frame, end) : { kind: "go", rest: next, end };
      case "handler":
        machine.caught.pop();
        if (frame.name !== null) machine.deleteName(this.scope, frame.name);
        return { kind: "go", rest: next, end };
      case "finally":
        return goOn(this.block(frame.statements, { kind: "ends", end, next, tries: frame.tries }));
      case "ends":
        return { kind: "go", rest: next, end: end.kind === "normal" ? frame.end : end };
      case "with":
        frame.leave();
        return { kind: "go", rest: next, end };
      default:
        return assertNever(frame);
    }
  }

  private caught(frame: Extract<Frame, { kind: "try" }>, raised: Extract<Completion, { kind: "raise" }>): Step {
    const { machine, scope } = this;
    const next = frame.next;
    machine.handlers -= 1;
    for (const handler of frame.statement.handlers) {
      const answer = catches(machine, handler, raised, scope);
      if (answer === false) continue;
      if (answer !== true) return { kind: "unknown", rest: next, why: answer };
      if (handler.name !== null) machine.setName(scope, handler.name, raised.exception);
      machine.caught.push(raised);
      const { name } = handler;
      return goOn(this.block(handler.body, { kind: "handler", raised, name, next, tries: next?.tries ?? 0 }));
    }
    return { kind: "go", rest: next, end: raised };
  }

  // ---------------------------------------------------------------- what cannot be followed step by step

  /** Nothing is known of the items from here on; what is left of the body may run or not. */
  private lose(self: IteratorValue, rest: Rest, why: UnknownValue): Value | undefined {
    const { machine } = this;
    machine.handlers = 0;
    this.state.value = { ...ENDED, lost: why };
    maybe(machine, why, () => {
      this.runAll(rest);
    });
    return endUnknown(self, why);
  }

  /**
   * The rest of the body runs at once, and its items are kept. What it writes outside comes too early, and may never come: that is no
   * longer known.
   */
  private runEarly(self: IteratorValue, rest: Rest): Value | undefined {
    const { machine } = this;
    const why = unknown(
      "what a generator that is not run to its end has done",
      machine.location(this.callee.location.range),
    );
    const journal = machine.openJournal();
    const { items, lost } = this.runAll(rest);
    machine.closeJournal(journal);
    const outside = reachableFrom([this.callee.closure, ...machine.scopes.values()]);
    for (const [tracked, before] of journal.before)
      if (outside.has(tracked)) {
        machine.recordWrite(tracked);
        join(tracked, before, why);
      }
    const [first, ...others] = items;
    this.state.value = { ...ENDED, early: others, isEarly: true, lost };
    if (first === undefined && lost !== null) return endUnknown(self, lost);
    return first;
  }

  /** All that is left, as far as it can be followed; every `yield` gives None. */
  private runAll(start: Rest): { readonly items: readonly Value[]; readonly lost: UnknownValue | null } {
    const { machine, scope } = this;
    const yields = list([]);
    const activation = { ...this.activation, yields };
    machine.activation = activation;
    let lost: UnknownValue | null = null;
    let end: Completion = NORMAL;
    let rest = start;
    while (rest !== null) {
      machine.budget.step();
      const frame: Frame = rest;
      const pending = machine.pending.length;
      let step: Step;
      if (frame.kind === "statements" && end.kind === "normal") {
        const statement = frame.statements[frame.index];
        step = statement === undefined ? goOn(frame.next) : this.plain(statement, { ...frame, index: frame.index + 1 });
      } else if (frame.kind === "delegate" && end.kind === "normal") {
        const items = machine.iterate(frame.source, machine.place);
        if (isItems(items)) yields.items.push(...items);
        else lost ??= items;
        step = goOn(frame.next);
      } else step = end.kind === "normal" ? this.forwards(frame, NEXT) : this.out(frame, end);
      const left = machine.pending[pending];
      if (left !== undefined) {
        lost ??= left.why;
        settle(machine, pending, ["return", "break", "continue", "raise"], NORMAL);
      }
      if (step.kind === "unknown") {
        const { why } = step;
        lost ??= why;
        if (frame.kind === "loop") {
          repeatUnknown(machine, why, scope, () => executeBlock(machine, frame.loop.statement.body, scope));
          step = goOn(frame.next);
        }
      }
      end = step.kind === "go" ? step.end : NORMAL;
      rest = step.rest;
    }
    machine.activation = this.activation;
    lost ??= yields.poison ?? (end.kind === "raise" ? end.why : null);
    return { items: yields.items, lost };
  }
}

type Step =
  | { readonly kind: "go"; readonly rest: Rest; readonly end: Completion }
  | { readonly kind: "yield"; readonly rest: Rest; readonly value: Value; readonly receiver: Receiver }
  | { readonly kind: "unknown"; readonly rest: Rest; readonly why: UnknownValue }
  | { readonly kind: "early"; readonly rest: Rest };

function goOn(rest: Rest): Step {
  return { kind: "go", rest, end: NORMAL };
}

/** What `next` sends. */
export const NEXT: Resumption = { kind: "next", value: NONE };

function raisedIn(rest: Rest): readonly RaisedError[] {
  const raised: RaisedError[] = [];
  for (let frame = rest; frame !== null; frame = frame.next) if (frame.kind === "handler") raised.unshift(frame.raised);
  return raised;
}

/** Where the body stops: at its `yield`s, or, of a call that nobody waits for, at its `await`s. */
export type Stop = (Yield | Await)["kind"];

/** The `yield` or `await` that is all of a statement, or the value that it assigns or returns. */
function stopOf(statement: Statement, stop: Stop): { readonly at: Yield | Await; readonly receiver: Receiver } | null {
  const found = (value: Expression | null, receiver: Receiver): ReturnType<typeof stopOf> =>
    (value?.kind === "yield" || value?.kind === "await") && value.kind === stop ? { at: value, receiver } : null;
  switch (statement.kind) {
    case "expression-statement": {
      const { expression } = statement;
      const isPlain = expression.kind !== "assignment-expression" || expression.operator !== null;
      return isPlain ? found(expression, []) : found(expression.value, [expression.target]);
    }
    case "assignment":
      return found(statement.value, statement.targets);
    case "return":
      return found(statement.value, "return");
    default:
      return null;
  }
}

/** Whether there is a `yield` or an `await` of the function itself anywhere in the code. */
export function holdsStop(code: Statement | Expression, stop: Stop): boolean {
  const waiting: unknown[] = [code];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (typeof next !== "object" || next === null) continue;
    if ("kind" in next) {
      if (next.kind === stop) return true;
      if (next.kind === "function" || next.kind === "lambda" || next.kind === "class") continue;
    }
    for (const part of Object.values(next)) if (typeof part === "object") waiting.push(part);
  }
  return false;
}
