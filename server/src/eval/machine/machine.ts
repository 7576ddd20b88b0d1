import type { Frame, Assumption } from "../../../../protocol/report";
import type { Location, Range } from "../../../../protocol/source";
import { AssumedValues } from "./assumed";
import { getAttribute, setAttribute } from "./attributes";
import { maybe } from "./branches";
import { Budget } from "../budget";
import { callBundled } from "./bundled";
import { callValue, mayCall } from "./calls";
import type { Expression, Statement } from "../../syntax/program";
import { holdsStop, NEXT } from "./generators";
import type { Stop } from "./generators";
import { Grounds } from "./grounds";
import type { Ground } from "./grounds";
import type { Host } from "../host";
import { Heap } from "../../values/heap";
import type { Effects } from "../../values/heap";
import type { Journal, States, Tracked } from "../../values/journal";
import type { Interpreter, VisibleNames } from "../interpreter";
import type { Language } from "../language";
import type { Words } from "../../values/words";
import { WaitingPackages } from "./packages";
import { iterateInstance, memberItems, iteratorOver, guarded } from "./instances";
import { asItems, poisonOf, isPoisonable } from "../../values/ask";
import { describe } from "../../values/describe";
import { HOLE, UNDEFINED, unknown, NO_KEYWORDS } from "../../values/make";
import { Scope } from "../../values/scope";
import type {
  CallContext,
  ClassValue,
  Container,
  EvaluationProblem,
  FunctionValue,
  InstanceValue,
  IteratorValue,
  ListValue,
  ModelValue,
  Resumption,
  UnknownValue,
  Value,
  WrittenCall,
  BuiltinValue,
  SetValue,
} from "../../values/value";
import type { PoisonableValue } from "../../values/ask";
import { callSpecial, completeClass, createSuper, lookUpMember, objectMember } from "./classes";
import { evaluate, createSet, keyFailure, libraryBinary, lookUpName, subscript } from "./expressions";
import { importByName, starImported } from "./imports";

/** How a statement ended. `raise` carries what the code raises, as the reason of an Unknown. */
export type Completion =
  | { readonly kind: "normal" }
  | { readonly kind: "break" }
  | { readonly kind: "continue" }
  | { readonly kind: "return"; readonly value: Value }
  | { readonly kind: "raise"; readonly why: UnknownValue; readonly exception: Value };

export const NORMAL: Completion = { kind: "normal" };

/** An error of the user's code inside `try`; the nearest `try` catches it. */
export class Raised extends Error {
  constructor(
    readonly why: UnknownValue,
    readonly exception: Value,
  ) {
    super(why.why);
  }
}

/** One running call of a function, or a module's top level. */
export interface Activation {
  readonly function: string | null;
  readonly uri: string;
  /** Indexes of the running loops, outermost first. */
  loops: readonly number[];
  readonly callerFrames: readonly Frame[];
  /** The user's call that led into a module of a library's own, where everything in it stands; null in the user's code. */
  readonly shownAt: Location | null;
  readonly depth: number;
  /** What `yield` collects; null outside a generator. */
  readonly yields: ListValue | null;
  /** The function and its first argument, for `super()`. */
  readonly callee: FunctionValue | null;
  readonly receiver: Value | null;
  /** Its names; null outside a function. */
  readonly locals: Scope | null;
}

export interface Mark {
  readonly activation: Activation;
  readonly loops: readonly number[];
  readonly handlers: number;
  readonly nesting: number;
  readonly caught: number;
  readonly ground: Ground;
}

/** A path that left a block on a condition that is not known; joined where the block ends. */
export interface Pending {
  readonly completion: Completion;
  /** What the path left behind. */
  readonly states: States;
  /** Open since the path left: what everything else held before. */
  readonly journal: Journal;
  readonly why: UnknownValue;
}

/** What belongs to one root. */
interface Run {
  readonly inputShape: readonly number[] | null;
  readonly budget: Budget;
  readonly models: ModelValue[];
  readonly problems: EvaluationProblem[];
  readonly indexes: Map<string, number>;
  readonly pending: Pending[];
  readonly calls: WatchedCall[];
}

/** A call of a function whose calls somebody wants to know. */
export interface WatchedCall {
  readonly target: FunctionValue;
  /** Arguments by parameter name, those of `**kwargs` under their own; null where they cannot be told apart. */
  readonly given: ReadonlyMap<string, Value> | null;
  /** Innermost first: the call itself stands first. */
  readonly frames: readonly Frame[];
  /** What was assumed on the way to the call: the arguments may rest on it. */
  readonly assumptions: readonly Assumption[];
  /** Null where the call did not come to its end. */
  result: Value | null;
  /** What the root did in which it was made: a root that stands for this call starts from there. Null at the top level. */
  readonly after: Effects | null;
}

/** A loop over thousands of calls says nothing that the first hundreds do not. */
const CALLS_KEPT = 400;

/** The state of one evaluation. What statements, expressions and calls mean stands in the files of these names. */
export class Machine implements Interpreter {
  activation: Activation;
  /** Number of running `try` statements with a handler. */
  handlers = 0;
  /** What the running handlers caught, innermost last: a lone `raise` raises it again. */
  readonly caught: { readonly why: UnknownValue; readonly exception: Value }[] = [];
  /** The first thing not understood in the running `try` statements: it may raise what a handler catches. */
  unknownInTry: UnknownValue | null = null;
  /** Functions that run because something not followed may call them. */
  readonly callbacks = new Set<FunctionValue>();
  /** Module scopes by uri, those that are still being evaluated included. */
  readonly scopes = new Map<string, Scope>();
  /** Likewise of the modules that the library brings itself. What they hold never changes after their top level. */
  readonly bundledScopes = new Map<string, Scope>();
  /** Scopes of the modules whose top level has not come to its end. */
  readonly running = new Set<Scope>();
  readonly packages: WaitingPackages;
  /** Why the first module was left out for the limit: what it would have done to others is not known. */
  moduleLeftOut: string | null = null;
  /** What stands in the place of functions of modules and classes that a decorator wraps. */
  readonly decorated = new Map<FunctionValue, Value>();
  /** The import statements that led to the module that runs, outermost first. */
  readonly importedFrom: Location[] = [];
  /** Places of the imports that were not found. */
  readonly missingImports: Location[] = [];
  readonly assumed: AssumedValues;
  readonly grounds = new Grounds();
  readonly heap: Heap;
  /** True while a way runs that is not taken, to see whether it would lead elsewhere. */
  isAside = false;
  /** Place of the running statement, for the message of a limit. */
  place: Location;
  private run: Run;

  constructor(
    readonly uri: string,
    readonly host: Host,
    private readonly createLanguage: (interpreter: Interpreter) => Language,
  ) {
    this.heap = host.library.heap ?? new Heap();
    this.packages = new WaitingPackages(this.heap);
    this.run = this.newRun(host.inputShape);
    this.activation = topLevel(uri);
    this.place = { uri, range: START };
    this.assumed = new AssumedValues(host.library.assumed ?? new Map());
    this.language = this.createLanguage(this);
  }

  readonly language: Language;

  get words(): Words {
    return this.language.words;
  }

  /** A value in a message, in the language's words. */
  describe(value: Value): string {
    return describe(value, this.words);
  }

  get inputShape(): readonly number[] | null {
    return this.run.inputShape;
  }

  get models(): ModelValue[] {
    return this.run.models;
  }

  get problems(): EvaluationProblem[] {
    return this.run.problems;
  }

  get assumptions(): readonly Assumption[] {
    return this.grounds.assumptions();
  }

  get receiver(): Value | null {
    return this.activation.receiver;
  }

  get budget(): Budget {
    return this.run.budget;
  }

  get pending(): Pending[] {
    return this.run.pending;
  }

  get calls(): readonly WatchedCall[] {
    return this.run.calls;
  }

  get keepsCalls(): boolean {
    return this.run.calls.length < CALLS_KEPT;
  }

  keepCall(call: WatchedCall): void {
    if (this.keepsCalls) this.run.calls.push(call);
  }

  /** Starts a new root: own budget, own problems, at the top of the call stack. */
  startRun(inputShape: readonly number[] | null): void {
    this.run = this.newRun(inputShape);
    this.grounds.startRoot();
    this.activation = topLevel(this.uri);
    this.handlers = 0;
    this.unknownInTry = null;
    this.callbacks.clear();
    this.caught.length = 0;
    this.running.clear();
    this.importedFrom.length = 0;
    this.abandoned = null;
    this.later.length = 0;
  }

  /** The modules of the project that are known, by their uris. */
  modulesRead(): ReadonlySet<string> {
    return new Set(this.scopes.keys());
  }

  /** Modules that a root brought in run anew in the next one that asks for them. */
  forgetOthers(modules: ReadonlySet<string>): void {
    for (const uri of this.scopes.keys()) if (!modules.has(uri)) this.scopes.delete(uri);
  }

  location(range: Range): Location {
    return this.activation.shownAt ?? { uri: this.activation.uri, range };
  }

  frames(location: Location): readonly Frame[] {
    const { activation } = this;
    if (activation.shownAt !== null) return activation.callerFrames;
    return [{ location, function: activation.function, iterations: activation.loops }, ...activation.callerFrames];
  }

  readonly appliedClasses = new Set<ClassValue>();

  countModule(uri: string): void {
    this.budget.countModule(uri);
  }

  countLayer(): void {
    this.budget.countLayer();
  }

  networkOf(instance: InstanceValue, location: Location): ModelValue | undefined {
    const network = this.host.library.networkOf?.(instance, this.context([], new Map(), location));
    if (network !== undefined) this.budget.countLayer();
    return network;
  }

  context(
    positional: readonly Value[],
    keywords: ReadonlyMap<string, Value>,
    location: Location,
    written?: WrittenCall,
  ): CallContext {
    const frames = this.frames(location);
    return written === undefined
      ? { positional, keywords, location, frames, interpreter: this }
      : { positional, keywords, location, frames, interpreter: this, written };
  }

  call(callee: Value, positional: readonly Value[], keywords: ReadonlyMap<string, Value>, location: Location): Value {
    return callValue(this, callee, { positional, keywords, rest: null, keywordRest: null }, location);
  }

  /** It sees no name of the file, but those that make an input of a network. */
  directiveValue(expression: Expression): Value {
    const scope = new Scope(null, "module");
    for (const [name, value] of this.host.library.inputNames ?? []) scope.set(name, value);
    return evaluate(this, expression, scope);
  }

  callBundled(module: string, name: string, call: CallContext): Value {
    return callBundled(this, module, name, call);
  }

  getAttribute(value: Value, name: string, location: Location): Value {
    return getAttribute(this, value, name, location);
  }

  /** What a name of a library has under another name; each is asked for once, since most are read many times. */
  libraryMember(value: Extract<Value, { kind: "library" }>, name: string): Value | undefined {
    let members = this.libraryMembers.get(value);
    if (members === undefined) this.libraryMembers.set(value, (members = new Map<string, Value>()));
    const known = members.get(name);
    if (known !== undefined) return known;
    const path = `${value.path}.${name}`;
    const member = this.host.library.resolve(path) ?? this.language.module(path);
    if (member !== undefined) members.set(name, member);
    return member;
  }

  private readonly libraryMembers = new Map<Value, Map<string, Value>>();

  setAttribute(value: Value, name: string, to: Value, location: Location): boolean {
    return setAttribute(this, value, name, to, location);
  }

  subscript(value: Value, index: Value, location: Location): Value {
    return subscript(this, value, index, location);
  }

  member(of: ClassValue, name: string): Value | undefined {
    return lookUpMember(this, of, name);
  }

  objectMember(name: string): BuiltinValue | undefined {
    return objectMember(this, name);
  }

  special(of: InstanceValue, name: string, positional: readonly Value[], location: Location): Value | undefined {
    return callSpecial(this, of, name, positional, location);
  }

  superOf(positional: readonly Value[], location: Location): Value {
    return createSuper(this, positional, location);
  }

  completeClass(made: ClassValue): void {
    completeClass(this, made, NO_KEYWORDS);
  }

  setOf(items: readonly Value[], location: Location): SetValue | UnknownValue {
    return createSet(this, items, location);
  }

  keyFailure(key: Value, location: Location): UnknownValue {
    return keyFailure(this, key, location);
  }

  libraryBinary(operator: string, left: Value, right: Value, location: Location): Value {
    return libraryBinary(this, operator, left, right, location);
  }

  isLibraryInstance(value: Value, path: string): boolean | undefined {
    return this.host.library.isInstance?.(value, path);
  }

  areOtherNames(left: string, right: string): boolean {
    return this.host.library.areDifferent?.(left, right) === true;
  }

  importModule(name: string, location: Location): Value {
    return importByName(this, name, location);
  }

  iterator(value: Value, location: Location): IteratorValue | UnknownValue {
    return iteratorOver(this, value, location);
  }

  attempt(call: () => Value | undefined, expected: string): Value | undefined {
    return guarded(this, call, expected);
  }

  maybe(why: UnknownValue, path: () => void): void {
    maybe(this, why, path);
  }

  carry(sources: Iterable<Value>, result: Value): Value {
    return this.assumed.carry(sources, result);
  }

  readonly names: VisibleNames = new MachineNames(this);

  truth(value: Value): boolean | UnknownValue {
    return this.language.truth(value);
  }

  iterate(value: Value, location: Location): readonly Value[] | UnknownValue {
    const poison = poisonOf(value);
    if (poison !== null) return poison;
    if (value.kind === "set") {
      if (value.entries.size > 1) return unknown("the order of a set's items", location);
      return [...value.entries.values()];
    }
    return this.iterateUnordered(value, location);
  }

  /** Like `iterate` where the order of the items does not matter: sets have items too. */
  iterateUnordered(value: Value, location: Location): readonly Value[] | UnknownValue {
    const poison = poisonOf(value);
    if (poison !== null) return poison;
    switch (value.kind) {
      case "range":
        this.budget.checkItems(Math.ceil((value.stop - value.start) / value.step));
        return asItems(value) ?? [];
      case "list":
      case "tuple":
        this.budget.checkItems(value.items.length);
        return value.items.includes(HOLE)
          ? value.items.map((item) => (item === HOLE ? UNDEFINED : item))
          : [...value.items];
      case "string":
        this.budget.checkItems(value.value.length);
        return Array.from(value.value, (character): Value => ({ kind: "string", value: character }));
      case "dictionary":
        if (!this.language.rules.iterableDictionaries)
          return this.fail("TypeError", `${this.describe(value)} cannot be iterated`, location);
        this.budget.checkItems(value.entries.size);
        return [...value.entries.values()].map((entry) => entry.key);
      case "set":
        return [...value.entries.values()];
      case "iterator":
        return this.drain(value);
      case "instance": {
        const items = iterateInstance(this, value, location);
        return items.kind === "iterator" ? this.drain(items) : this.iterateUnordered(items, location);
      }
      case "array":
        return this.language.arrayItems(value);
      case "class":
        return memberItems(this, value, location);
      case "unknown":
        return value;
      case "none":
      case "boolean":
      case "integer":
      case "float":
        return this.fail("TypeError", `${this.describe(value)} cannot be iterated`, location);
      default:
        return whyNoTensor(value) ?? unknown(`iteration over ${this.describe(value)}`, location);
    }
  }

  /** The next item of an iterator, undefined at its end; why it is not known where nothing is known of any. */
  next(value: IteratorValue, resumption: Resumption = NEXT): Value | undefined {
    if (value.poison !== undefined) return value.poison;
    if (value.hasEnded) return undefined;
    this.touch(value);
    const item = value.advance(value, resumption);
    const why = whyLost(value);
    if (why !== undefined) return (value.poison = why);
    if (item === undefined) value.hasEnded = true;
    else value.position += 1;
    return item;
  }

  /** Whether there is a `yield` or an `await` of the function itself in the code; each is looked through once. */
  holds(code: Statement | Expression, stop: Stop): boolean {
    const known = this.stops[stop].get(code);
    if (known !== undefined) return known;
    const found = holdsStop(code, stop);
    this.stops[stop].set(code, found);
    return found;
  }

  private readonly stops = { yield: new WeakMap<object, boolean>(), await: new WeakMap<object, boolean>() };

  /** The call that is all of the running statement: nobody waits for what it answers. */
  abandoned: Range | null = null;
  /** Calls that nobody waits for and that stopped at an `await`: they go on when all else has run. */
  private readonly later: IteratorValue[] = [];

  /** Runs a call to its first `await`. */
  begin(call: IteratorValue): void {
    this.goOnWith(call, UNDEFINED);
  }

  /** Ends what was begun, in turns. */
  runLater(): void {
    for (let call = this.later.shift(); call !== undefined; call = this.later.shift()) {
      const [awaited = UNDEFINED] = call.kept;
      this.goOnWith(call, awaited);
    }
  }

  private goOnWith(call: IteratorValue, awaited: Value): void {
    const item = this.next(call, { kind: "next", value: awaited });
    if (item === undefined || call.poison !== undefined) return;
    call.kept = [item];
    this.later.push(call);
  }

  /** All items that are left, or why they are not known. */
  private drain(value: IteratorValue): readonly Value[] | UnknownValue {
    const items: Value[] = [];
    for (let item = this.next(value); item !== undefined; item = this.next(value)) {
      if (value.poison !== undefined) return value.poison;
      items.push(item);
      if (items.length > this.budget.limits.items) this.budget.checkItems(items.length);
      this.budget.step();
    }
    return items;
  }

  report(problem: EvaluationProblem): void {
    const known = this.run.problems.some(
      (other) => other.message === problem.message && sameLocation(other.location, problem.location),
    );
    if (!known) this.run.problems.push(problem);
  }

  assume(assumption: Assumption): void {
    this.grounds.assume(assumption);
  }

  setForAll(): void {
    this.grounds.setForAll();
  }

  /** Runs `work` without keeping what it finds. Its writes are the caller's to undo. */
  aside<T>(work: () => T): T {
    const { run, unknownInTry, grounds } = this;
    const lists = [run.models, run.problems, run.calls, this.missingImports];
    const outer = grounds.startAside();
    const lengths = lists.map((one) => one.length);
    const indexes = [...run.indexes];
    this.isAside = true;
    try {
      return work();
    } finally {
      this.isAside = false;
      for (const [index, one] of lists.entries()) one.length = lengths[index] ?? one.length;
      run.indexes.clear();
      for (const [prefix, index] of indexes) run.indexes.set(prefix, index);
      this.unknownInTry = unknownInTry;
      grounds.current = outer;
    }
  }

  nextIndex(prefix: string): number {
    const index = this.run.indexes.get(prefix) ?? 0;
    this.run.indexes.set(prefix, index + 1);
    return index;
  }

  spend(items: number): void {
    this.budget.spend(items);
  }

  touch(container: Container): void {
    this.recordWrite(container);
  }

  recordWrite(tracked: Tracked): void {
    this.grounds.filledUp(tracked);
    this.heap.change(tracked);
  }

  openJournal(modelsBefore = this.models.length): Journal {
    return this.heap.open(modelsBefore);
  }

  closeJournal(journal: Journal): void {
    this.heap.close(journal);
  }

  setName(scope: Scope, name: string, value: Value): void {
    const holder = scope.holderOf(name);
    this.recordWrite(holder);
    this.grounds.bound(holder, name, this.isAside || this.heap.isRecording);
    holder.set(name, value);
  }

  deleteName(scope: Scope, name: string): boolean {
    const holder = scope.holderOf(name);
    this.recordWrite(holder);
    return holder.delete(name);
  }

  /** From here on nothing is known of what the value holds, deep down; first reasons stay. */
  poison(value: Value, why: UnknownValue): void {
    const seen = new Set<Value>();
    const waiting: Value[] = [value];
    for (let one = waiting.pop(); one !== undefined; one = waiting.pop()) {
      if (seen.has(one)) continue;
      seen.add(one);
      this.budget.step();
      if (one.kind === "tuple") for (const item of one.items) waiting.push(item);
      else if (one.kind === "array" && one.base !== null) waiting.push(one.base);
      else if (isPoisonable(one) && one.poison === undefined) {
        this.touch(one);
        one.poison = why;
        for (const item of spreadsTo(one)) waiting.push(item);
      }
    }
  }

  mayCall(value: Value, why: UnknownValue): void {
    mayCall(this, value, why);
  }

  /** Answers what was not understood since the last exchange, and starts anew from `unknownBefore`. */
  exchangeUnknownInTry(unknownBefore: UnknownValue | null): UnknownValue | null {
    const found = this.unknownInTry;
    this.unknownInTry = unknownBefore;
    return found;
  }

  /** An error that the language raises for certain: caught by a running `try`, otherwise an Unknown with the error as its reason. */
  fail(type: string, message: string, location: Location): UnknownValue {
    const why = unknown(`${type}: ${message}`, location);
    return this.raise(why, () => this.language.exception(type, why));
  }

  raise(why: UnknownValue, exception: () => Value): UnknownValue {
    if (this.raises) throw new Raised(why, exception());
    return why;
  }

  /** Whether a certain error ends what runs, as in the language: within `try`, and in a library's own modules. */
  get raises(): boolean {
    return this.handlers > 0 || this.activation.shownAt !== null;
  }

  /** Where the evaluation stands in the call stack, for whoever catches `Raised`. */
  mark(): Mark {
    const { activation, handlers } = this;
    const { loops } = activation;
    const ground = this.grounds.current;
    return { activation, loops, handlers, nesting: this.budget.nesting, caught: this.caught.length, ground };
  }

  reset(mark: Mark): void {
    this.activation = mark.activation;
    this.activation.loops = mark.loops;
    this.handlers = mark.handlers;
    this.budget.nesting = mark.nesting;
    this.caught.length = mark.caught;
    this.grounds.current = mark.ground;
  }

  private newRun(inputShape: readonly number[] | null): Run {
    return {
      inputShape,
      budget: new Budget(this.host.limits, this.host.now, this.host.cancelled, this.host.deadline ?? null),
      models: [],
      problems: [],
      indexes: new Map(),
      pending: [],
      calls: [],
    };
  }
}

class MachineNames implements VisibleNames {
  constructor(private readonly machine: Machine) {}

  get globals(): Scope | undefined {
    return this.machine.scopes.get(this.machine.activation.uri);
  }

  get locals(): Scope | null {
    return this.machine.activation.locals;
  }

  get isInFunction(): boolean {
    return this.machine.activation.callee !== null;
  }

  get main(): Scope | undefined {
    return this.machine.scopes.get(this.machine.uri);
  }

  get modules(): Iterable<Scope> {
    return this.machine.scopes.values();
  }

  lookUp(name: string, scope: Scope, location: Location): Value {
    return lookUpName(this.machine, name, scope, location);
  }

  set(scope: Scope, name: string, value: Value): void {
    this.machine.setName(scope, name, value);
  }

  starImported(scope: Scope, name: string): Value | undefined {
    return starImported(this.machine, scope, name);
  }
}

/** Why nothing is known of a tensor that something not understood gives. */
function whyNoTensor(value: Value): UnknownValue | null {
  return value.kind === "tensor" && value.producer.layer.kind === "layer" ? value.producer.layer.unknown : null;
}

const START: Range = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };

export function topLevel(uri: string, shownAt: Location | null = null): Activation {
  return {
    function: null,
    uri,
    loops: [],
    callerFrames: [],
    shownAt,
    depth: 0,
    yields: null,
    callee: null,
    receiver: null,
    locals: null,
  };
}

/** Why nothing is known any more of an iterator, or of one that it runs over. */
function whyLost({ poison, holds }: IteratorValue): UnknownValue | undefined {
  if (poison !== undefined) return poison;
  for (const one of holds) if (one.kind === "iterator" && one.poison !== undefined) return one.poison;
  return undefined;
}

/** What is no longer known either where nothing is known of the value any more. */
function spreadsTo(value: PoisonableValue): readonly Value[] {
  switch (value.kind) {
    case "list":
      return value.items;
    case "iterator":
      // What it runs over is not changed by whoever has it, but what that holds may be.
      return [...value.holds, ...value.kept].flatMap((one) =>
        one.kind === "list" || one.kind === "tuple" ? one.items : [one],
      );
    case "dictionary":
      return [...value.entries.values()].map((entry) => entry.value);
    case "set":
      return [...value.entries.values()];
    case "array":
      return [];
    case "instance":
      return [...value.attributes.values(), ...(value.base === undefined ? [] : [value.base])];
  }
}

function sameLocation(left: Location, right: Location): boolean {
  const [a, b] = [left.range, right.range];
  return (
    left.uri === right.uri &&
    a.start.line === b.start.line &&
    a.start.character === b.start.character &&
    a.end.line === b.end.line &&
    a.end.character === b.end.character
  );
}
