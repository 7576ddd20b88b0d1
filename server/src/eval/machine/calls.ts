import type { Location } from "../../../../protocol/source";
import type { Parameter } from "../../syntax/program";
import { repeatUnknown, settle } from "./branches";
import { bind } from "./attributes";
import { instantiate, lookUpMember, superOf } from "./classes";
import { classOf, foreignBase } from "../../values/ancestry";
import { evaluate } from "./expressions";
import { NORMAL, Raised } from "./machine";
import type { Activation, Completion, Machine, WatchedCall } from "./machine";
import { createGenerator } from "./generators";
import { isItems, isPoisonable, orPoison, poisonOf } from "../../values/ask";
import { NO_KEYWORDS, dictionary, list, string, unknown } from "../../values/make";
import { Scope } from "../../values/scope";
import { declareScope, executeBlock } from "./statements";
import { assign } from "./targets";
import { isContainer, valuesWithin, whyUnwieldy } from "../../values/walk";
import type {
  BoundMethodValue,
  CallContext,
  FunctionValue,
  InstanceValue,
  LayerValue,
  ModelValue,
  TensorValue,
  UnknownValue,
  Value,
  WrittenCall,
} from "../../values/value";

/** Arguments after spreading. `rest` and `keywordRest` say why there may be more that are not known. */
export interface EvaluatedArguments {
  readonly positional: readonly Value[];
  readonly keywords: ReadonlyMap<string, Value>;
  readonly rest: UnknownValue | null;
  readonly keywordRest: UnknownValue | null;
  /** The call that has them, where the user's source does. */
  readonly written?: WrittenCall;
}

/** Of a call in the user's source: what a library of ours does stands at the user's call, whose arguments are others. */
export function evaluateArguments(
  machine: Machine,
  { callee, arguments: given }: Omit<WrittenCall, "uri">,
  scope: Scope,
): EvaluatedArguments {
  const positional: Value[] = [];
  // Most calls have no keywords: a Map is large.
  let keywords: Map<string, Value> | null = null;
  let rest: UnknownValue | null = null;
  let keywordRest: UnknownValue | null = null;
  for (const argument of given) {
    const value = evaluate(machine, argument.value, scope);
    switch (argument.form) {
      case "positional":
        if (rest === null) positional.push(value);
        break;
      case "keyword":
        keywords ??= new Map();
        keywords.set(argument.name ?? "", value);
        break;
      case "spread": {
        const items = machine.iterate(value, machine.location(argument.range));
        if (!isItems(items)) rest ??= items;
        else if (rest === null) positional.push(...items);
        break;
      }
      case "keyword-spread":
        keywords ??= new Map();
        keywordRest = spreadKeywords(machine, value, keywords, machine.location(argument.range)) ?? keywordRest;
        break;
    }
  }
  const bound = keywords ?? NO_KEYWORDS;
  const { uri, shownAt } = machine.activation;
  if (shownAt !== null) return { positional, keywords: bound, rest, keywordRest };
  return { positional, keywords: bound, rest, keywordRest, written: { uri, callee, arguments: given } };
}

function spreadKeywords(
  machine: Machine,
  value: Value,
  keywords: Map<string, Value>,
  location: Location,
): UnknownValue | null {
  if (value.kind === "unknown") return value;
  if (value.kind === "instance" && value.base !== undefined)
    return spreadKeywords(machine, value.poison ?? value.base, keywords, location);
  if (value.kind !== "dictionary") return unknown(`keyword arguments from ${machine.describe(value)}`, location);
  for (const { key, value: item } of value.entries.values()) {
    if (key.kind !== "string") return machine.fail("TypeError", "keywords must be strings", location);
    keywords.set(key.value, orPoison(item));
  }
  return null;
}

export function callValue(machine: Machine, callee: Value, given: EvaluatedArguments, location: Location): Value {
  machine.budget.step();
  switch (callee.kind) {
    case "unknown":
      return refuse(machine, given, callee, location);
    case "function":
      return callWatched(machine, callee, given, location);
    case "bound-method":
      return callWatched(
        machine,
        callee.function,
        withReceiver(machine, callee.receiver, given),
        location,
        callee.receiver,
      );
    case "class":
      return instantiate(machine, callee, given, location);
    case "instance":
      return callInstance(machine, callee, given, location);
    case "builtin": {
      const why = given.rest ?? given.keywordRest;
      if (why !== null) return refuse(machine, given, why, location);
      const value = orPoison(callee.call(machine.context(given.positional, given.keywords, location, given.written)));
      return machine.assumed.carry([callee, ...given.positional, ...given.keywords.values()], value);
    }
    case "library":
    case "layer":
    case "model":
      return callLibrary(machine, callee, given, location);
    default:
      return machine.fail("TypeError", `${machine.describe(callee)} cannot be called`, location);
  }
}

/** Calls a function, and keeps the call where somebody wants to know. */
function callWatched(
  machine: Machine,
  callee: FunctionValue,
  given: EvaluatedArguments,
  location: Location,
  receiver?: Value,
): Value {
  if (!machine.keepsCalls || machine.host.watches?.(callee) !== true)
    return callFunction(machine, callee, given, location, receiver);
  const call: WatchedCall = {
    target: callee,
    given: argumentsByName(machine, callee, given),
    frames: machine.frames(location),
    assumptions: machine.assumptions,
    result: null,
    after: null,
  };
  machine.keepCall(call);
  call.result = callFunction(machine, callee, given, location, receiver);
  return call.result;
}

function argumentsByName(
  machine: Machine,
  callee: FunctionValue,
  given: EvaluatedArguments,
): ReadonlyMap<string, Value> | null {
  if (given.rest !== null || given.keywordRest !== null) return null;
  const named = new Map([...given.keywords].map(([name, value]) => [name, snapshot(machine, value)] as const));
  const places = callee.parameters.filter(({ form }) => form === "ordinary" || form === "positional-only");
  if (given.positional.length > places.length) return null;
  for (const [index, value] of given.positional.entries()) {
    const target = places[index]?.target;
    if (target?.kind !== "name") return null;
    named.set(target.name, snapshot(machine, value));
  }
  return named;
}

/** Lists and dicts as they are now: the call may change them. What describes a network is small: of data, the copy would cost more than the call. */
function snapshot(machine: Machine, value: Value): Value {
  if (!isContainer(value)) return value;
  const why = whyUnwieldy(value, (items) => {
    machine.budget.spend(items);
  });
  if (why !== null) return value;
  return copied(machine, value, new Map());
}

function copied(machine: Machine, value: Value, copies: Map<Value, Value>): Value {
  const known = copies.get(value);
  if (known !== undefined) return known;
  if (!isContainer(value) || poisonOf(value) !== null) return value;
  const copyOf = (item: Value): Value => copied(machine, item, copies);
  let copy: Value;
  if (value.kind === "dictionary") {
    machine.budget.spend(value.entries.size);
    const entries = [...value.entries].map(([id, { key, value: item }]) => [id, { key, value: copyOf(item) }] as const);
    copy = { ...value, entries: new Map(entries) };
  } else {
    machine.budget.spend(value.items.length);
    const items = value.items.map(copyOf);
    copy = value.kind === "list" ? list(items) : { ...value, items };
  }
  copies.set(value, copy);
  return copy;
}

/** Calls a method: Python's takes its receiver as its first argument, JavaScript's as `this`. */
export function callMethod(
  machine: Machine,
  method: FunctionValue,
  receiver: Value,
  given: EvaluatedArguments,
  location: Location,
): Value {
  return callFunction(machine, method, withReceiver(machine, receiver, given), location, receiver);
}

function withReceiver(machine: Machine, receiver: Value, given: EvaluatedArguments): EvaluatedArguments {
  if (machine.language.rules.receiver === "this") return given;
  return { ...given, positional: [receiver, ...given.positional] };
}

/** Calls a function of the user's code; a `raise` that it reaches ends it with an Unknown. */
export function callFunction(
  machine: Machine,
  callee: FunctionValue,
  given: EvaluatedArguments,
  location: Location,
  receiver: Value | null = given.positional[0] ?? null,
): Value {
  const caller = machine.activation;
  machine.budget.checkCallDepth(caller.depth + 1);
  machine.grounds.called(callee);
  const { round } = callee;
  if (round?.loops.some((index, depth) => round.running.loops[depth] !== index) === true)
    return refuse(machine, given, unknown("a function of an earlier round of a loop", location), location);
  const scope = new Scope(callee.closure, "function", null, machine.heap.root);
  const activation = { ...enter(machine, caller, callee, receiver, location), locals: scope };
  if (machine.language.rules.receiver === "this") {
    // Its defaults belong to the call and may use what it was called on.
    machine.activation = activation;
    bindThis(machine, callee, receiver, scope, location);
    if (isStatements(callee.body))
      for (const statement of callee.body) if (statement.kind === "scope") declareScope(statement, scope);
  }
  const failure = bindParameters(machine, callee, given, scope, location);
  if (failure !== null) {
    machine.activation = caller;
    return refuse(machine, given, failure, location);
  }
  machine.activation = caller;
  if (callee.isGenerator && isStatements(callee.body))
    return createGenerator(machine, { ...callee, body: callee.body }, scope, activation);
  if (location.range === machine.abandoned && isStatements(callee.body)) {
    const { body } = callee;
    machine.abandoned = null;
    if (body.some((statement) => machine.holds(statement, "await"))) {
      machine.begin(createGenerator(machine, { ...callee, body }, scope, activation, "await"));
      return machine.language.rules.nothing;
    }
  }
  const end = runActivation(machine, callee, scope, activation);
  if (end.kind === "raise") return end.why;
  return end.kind === "return" ? orPoison(end.value) : machine.language.rules.nothing;
}

/** Runs the body as a call of its own. */
function runActivation(machine: Machine, callee: FunctionValue, scope: Scope, activation: Activation): Completion {
  const { activation: caller, place } = machine;
  machine.activation = activation;
  const mark = machine.pending.length;
  const end = settle(machine, mark, ["return", "break", "continue"], runBody(machine, callee, scope));
  machine.activation = caller;
  machine.place = place;
  if (end.kind === "raise" && (machine.handlers > 0 || activation.shownAt !== null))
    throw new Raised(end.why, end.exception);
  return end;
}

/** `this` and `super` are names of the function's scope, so that arrow functions in it find them. */
function bindThis(
  machine: Machine,
  callee: FunctionValue,
  receiver: Value | null,
  scope: Scope,
  location: Location,
): void {
  if (!callee.ownThis) return;
  scope.set("this", receiver ?? machine.language.rules.nothing);
  const holder = classOf(callee.closure);
  if (holder !== undefined) scope.set("super", superOf(machine, holder, receiver, location));
}

function enter(
  machine: Machine,
  caller: Activation,
  callee: FunctionValue,
  receiver: Value | null,
  location: Location,
): Activation {
  const { bundled } = callee.closure.module;
  return {
    function: callee.name === "" ? "lambda" : callee.name,
    uri: bundled ?? callee.location.uri,
    loops: [],
    callerFrames: machine.frames(location),
    shownAt: bundled === null ? null : location,
    depth: caller.depth + 1,
    yields: null,
    callee,
    receiver,
    locals: null,
  };
}

function runBody(machine: Machine, callee: FunctionValue, scope: Scope): Completion {
  if (isStatements(callee.body)) return executeBlock(machine, callee.body, scope);
  return { kind: "return", value: evaluate(machine, callee.body, scope) };
}

/** Answers why the call is an error, if so. */
function bindParameters(
  machine: Machine,
  callee: FunctionValue,
  given: EvaluatedArguments,
  scope: Scope,
  location: Location,
): UnknownValue | null {
  const keywords = given.keywords.size === 0 ? null : new Map(given.keywords);
  const { positional } = given;
  const { rules } = machine.language;
  let next = 0;
  for (const parameter of callee.parameters) {
    const name = parameter.target.kind === "name" ? parameter.target.name : null;
    if (parameter.form === "rest") {
      assign(machine, parameter.target, given.rest ?? rules.rest(positional.slice(next)), scope);
      next = positional.length;
      continue;
    }
    if (parameter.form === "keyword-rest") {
      const rest = dictionary([...(keywords ?? [])].map(([key, value]) => [string(key), value] as const));
      keywords?.clear();
      assign(machine, parameter.target, given.keywordRest ?? rest, scope);
      continue;
    }
    let value: Value | undefined;
    if (parameter.form !== "keyword-only" && next < positional.length) {
      value = positional[next];
      next += 1;
      if (name !== null && parameter.form === "ordinary" && keywords?.has(name) === true)
        return machine.fail("TypeError", `${callee.name}() got two values for '${name}'`, location);
    } else if (name !== null && parameter.form !== "positional-only" && keywords?.has(name) === true) {
      value = keywords.get(name);
      keywords.delete(name);
    } else if (given.rest !== null && parameter.form !== "keyword-only") value = given.rest;
    else value = given.keywordRest ?? undefined;
    if (rules.defaultsAt === "call") value = valueAtCall(machine, parameter, value, scope);
    else value ??= callee.defaults.get(parameter);
    if (value === undefined) return missing(machine, callee, parameter, name, location);
    assign(machine, parameter.target, orPoison(value), scope);
  }
  return surplus(machine, callee, positional.length - next, keywords ?? NO_KEYWORDS, location);
}

/** A default counts where the argument is undefined; it sees the parameters before it. */
function valueAtCall(machine: Machine, parameter: Parameter, value: Value | undefined, scope: Scope): Value {
  if (value !== undefined && !(value.kind === "none" && value.undefined === true)) return value;
  return parameter.default === null ? machine.language.rules.nothing : evaluate(machine, parameter.default, scope);
}

function missing(
  machine: Machine,
  callee: FunctionValue,
  parameter: Parameter,
  name: string | null,
  location: Location,
): UnknownValue {
  return machine.fail("TypeError", `${callee.name}() needs the argument '${name ?? parameter.target.kind}'`, location);
}

function surplus(
  machine: Machine,
  callee: FunctionValue,
  positional: number,
  keywords: ReadonlyMap<string, Value>,
  location: Location,
): UnknownValue | null {
  if (!machine.language.rules.strictCounts) return null;
  if (positional > 0)
    return machine.fail(
      "TypeError",
      `${callee.name}() got ${positional} ${positional === 1 ? "argument" : "arguments"} too many`,
      location,
    );
  const [name] = keywords.keys();
  if (name === undefined) return null;
  return machine.fail("TypeError", `${callee.name}() has no parameter '${name}'`, location);
}

function callInstance(machine: Machine, callee: InstanceValue, given: EvaluatedArguments, location: Location): Value {
  const special = given.rest ?? given.keywordRest ?? null;
  if (special !== null) return refuse(machine, given, special, location);
  const member = lookUpMember(machine, callee.class, "__call__");
  const isOurs = member?.kind === "function" || member?.kind === "descriptor" || member?.kind === "builtin";
  if (isOurs) return callValue(machine, bind(machine, member, callee, location), given, location);
  const base = foreignBase(callee.class);
  if (base?.kind === "library") {
    const context = libraryContext(machine, given, location);
    const value = machine.host.library.applyInstance?.(callee, base.path, context);
    if (value !== undefined) return orPoison(value);
  }
  const why =
    base === undefined
      ? machine.fail("TypeError", `${machine.describe(callee)} cannot be called`, location)
      : unknown(`a call of ${machine.describe(callee)}, which derives from ${machine.describe(base)}`, location);
  return refuse(machine, given, why, location);
}

function callLibrary(
  machine: Machine,
  callee: { readonly kind: "library"; readonly path: string } | LayerValue | ModelValue,
  given: EvaluatedArguments,
  location: Location,
): Value {
  const why = given.rest ?? given.keywordRest;
  if (why !== null) return refuse(machine, given, why, location);
  const context = libraryContext(machine, given, location);
  const { library } = machine.host;
  const value = callee.kind === "library" ? library.call(callee.path, context) : library.apply(callee, context);
  if (value === undefined)
    return refuse(machine, given, unknown(`a call of ${machine.describe(callee)}`, location), location);
  if (value.kind === "layer" || value.kind === "tensor" || value.kind === "model") machine.budget.countLayer();
  if (value.kind === "model") machine.budget.countModel();
  return orPoison(value);
}

function libraryContext(machine: Machine, given: EvaluatedArguments, location: Location): CallContext {
  const positional = given.positional.map((value) => asGiven(machine, value, location));
  return machine.context(positional, keywordsAsGiven(machine, given.keywords, location), location, given.written);
}

/** A call that is not followed: its arguments may have been changed by it. */
function refuse(machine: Machine, given: EvaluatedArguments, why: UnknownValue, location: Location): UnknownValue {
  poisonArguments(machine, given, why, location);
  const tensors = [...given.positional, ...given.keywords.values()].flatMap(tensorsIn);
  return tensors.length === 0 ? why : { ...why, tensors };
}

/** Tensors of an argument, those in a list and those behind an earlier unknown call included. */
function tensorsIn(value: Value): readonly TensorValue[] {
  switch (value.kind) {
    case "tensor":
      return [value];
    case "unknown":
      return value.tensors ?? [];
    case "list":
    case "tuple":
      return value.items.flatMap((item) => (item.kind === "tensor" ? [item] : []));
    default:
      return [];
  }
}

function poisonArguments(machine: Machine, given: EvaluatedArguments, why: UnknownValue, location: Location): void {
  for (const value of [...given.positional, ...given.keywords.values()]) {
    if (value.kind === "model" && value.form === "sequential")
      machine.assume({
        message: `a call that is not understood (${why.why}) adds no layer to ${machine.describe(value)}`,
        short: "an unknown call adds no layer",
        location,
      });
    else machine.poison(value, why);
    if (machine.language.rules.callbacks) mayCall(machine, value, why);
  }
}

/** Functions within a value that is handed to something not followed: they may run, any number of times, with anything. */
export function mayCall(machine: Machine, value: Value, why: UnknownValue): void {
  for (const callback of callbacksIn(value)) {
    const target = callback.kind === "function" ? callback : callback.function;
    // One that hands itself on again, as a step of an animation does, has been followed already.
    if (machine.callbacks.has(target)) continue;
    machine.callbacks.add(target);
    repeatUnknown(machine, why, callback, () => {
      callValue(
        machine,
        callback,
        { positional: [], keywords: NO_KEYWORDS, rest: why, keywordRest: null },
        why.location,
      );
      return NORMAL;
    });
    machine.callbacks.delete(target);
  }
}

function callbacksIn(value: Value): readonly (FunctionValue | BoundMethodValue)[] {
  const callbacks: (FunctionValue | BoundMethodValue)[] = [];
  for (const one of valuesWithin(value))
    if (one.kind === "function" || one.kind === "bound-method") callbacks.push(one);
  return callbacks;
}

/**
 * What a library is handed. A poisoned list within a list would be orPoison as it is: libraries get an Unknown in its place. They walk over
 * arguments item by item, so that what must not be walked is an Unknown, too.
 */
export function asGiven(machine: Machine, value: Value, location: Location): Value {
  if (!isPoisonable(value) && value.kind !== "tuple") return value;
  if (isPlainSequence(value)) return value;
  const why = whyUnwieldy(value, (items) => {
    machine.budget.spend(2 * items);
  });
  return why === null ? known(value) : unknown(why, location);
}

/** A list or tuple of numbers, tensors and the like: nothing in it can be poisoned. */
function isPlainSequence(value: Value): boolean {
  if (value.kind !== "tuple" && (value.kind !== "list" || value.poison !== undefined)) return false;
  return value.items.every((item) => !isPoisonable(item) && item.kind !== "tuple");
}

function keywordsAsGiven(
  machine: Machine,
  keywords: ReadonlyMap<string, Value>,
  location: Location,
): ReadonlyMap<string, Value> {
  let clean: Map<string, Value> | null = null;
  for (const [name, value] of keywords) {
    const item = asGiven(machine, value, location);
    if (item === value) continue;
    clean ??= new Map(keywords);
    clean.set(name, item);
  }
  return clean ?? keywords;
}

function known(value: Value): Value {
  if (isPoisonable(value) && value.poison !== undefined) return value.poison;
  if (!isContainer(value)) return value;
  if (value.kind === "dictionary") {
    const entries = [...value.entries].map(([id, { key, value: item }]) => [id, { key, value: known(item) }] as const);
    const clean = entries.every(([id, entry]) => entry.value === value.entries.get(id)?.value);
    return clean ? value : { kind: "dictionary", entries: new Map(entries) };
  }
  const items = value.items.map(known);
  if (items.every((item, index) => item === value.items[index])) return value;
  return value.kind === "list" ? list(items) : { ...value, items };
}

function isStatements(body: FunctionValue["body"]): body is Extract<FunctionValue["body"], readonly unknown[]> {
  return Array.isArray(body);
}
