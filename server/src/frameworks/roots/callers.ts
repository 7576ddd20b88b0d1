/** Functions of a file that may call others, and the calls that they make although nobody gives them their own arguments. */
import { ancestors } from "../../values/ancestry";
import type { Evaluation } from "../../eval/evaluate";
import { unknown } from "../../values/make";
import type { ClassValue, FunctionValue, Running, Value } from "../../values/value";
import type { Language } from "../../syntax/program";
import { isStatements } from "./bindings";
import { mentions } from "./call-sites";
import { isKnown, missing } from "./function-arguments";
import { literalText } from "./literals";
import { foundCall } from "./root-model";
import type { ClassDefaults, FoundCall } from "./root-model";

/** Runs of functions that may call one that has no model yet. */
const CALLERS_TRIED = 24;

/** Functions of the module itself, decorated ones and lambdas with a name included; not imported, not nested, not methods. */
export function ownFunctions(evaluation: Evaluation, uri: string): readonly FunctionValue[] {
  const named = new Set<Value>();
  for (const [, value] of evaluation.scope.entries()) named.add(value);
  const wrapped = [...evaluation.decorated].filter(
    ([target, wrapper]) => named.has(wrapper) && isOwn(target, evaluation, uri),
  );
  const plain = [...named].filter((value) => isOwn(value, evaluation, uri));
  return [...new Set([...plain, ...wrapped.map(([target, wrapper]) => asCalled(target, wrapper))])];
}

/** A decorated function is called as it is written, unless what wraps it has parameters of its own. */
export function asCalled(target: FunctionValue, wrapper: Value): FunctionValue {
  if (wrapper.kind !== "function" || wrapper.parameters.some(({ form }) => form.endsWith("rest"))) return target;
  return { ...wrapper, name: target.name, location: target.location };
}

function isOwn(value: Value, { scope }: Evaluation, uri: string): value is FunctionValue {
  if (value.kind !== "function" || value.isGenerator || !isStatements(value.body)) return false;
  return value.closure === scope && value.location.uri === uri;
}

/** A function, or a method as an instance of the class has it. */
export interface Caller {
  readonly value: FunctionValue;
  readonly class: ClassValue | null;
}

/** Also those that a class inherits: its own constructor may say what they use. */
export function ownMethods({ scope }: Evaluation, uri: string): readonly Caller[] {
  const classes = [...scope.entries()].flatMap(([, value]) => (value.kind === "class" ? [value] : []));
  return [...new Set(classes)]
    .filter(({ location }) => location.uri === uri)
    .flatMap((owner) => {
      const names = new Set([...ancestors(owner)].flatMap(({ members }) => [...members.keys()]));
      return [...names].flatMap((name): readonly Caller[] => {
        const value = memberOf(owner, name);
        return value !== null && isStatements(value.body) ? [{ value, class: owner }] : [];
      });
    });
}

interface Asked {
  /** Of the functions whose calls are wanted. */
  readonly names: ReadonlySet<string>;
  readonly language: Language;
}

/** Calls of watched functions that these make when their own arguments are not known. */
export function callsThrough(
  evaluation: Evaluation,
  callers: readonly Caller[],
  { names, language }: Asked,
): readonly FoundCall[] {
  return callers
    .filter(({ value }) => isStatements(value.body) && mentions(value.body, names))
    .slice(0, CALLERS_TRIED)
    .flatMap((caller): readonly FoundCall[] => {
      const { value } = caller;
      const owner = caller.class;
      if (owner !== null) return callsOfMethod(evaluation, value, owner, language);
      const given = new Map(missing(value).map((name) => [name, nobodys(value, name)] as const));
      return evaluation.run({ kind: "call", target: value, given, directive: [], inputShape: null }, ({ calls }) =>
        calls.filter(({ target }) => target !== value).map(foundCall),
      );
    });
}

/**
 * What the calls say whatever the class is constructed with, and beside it what they say where it is constructed without
 * arguments.
 */
function callsOfMethod(
  evaluation: Evaluation,
  method: FunctionValue,
  owner: ClassValue,
  language: Language,
): readonly FoundCall[] {
  const constructor = memberOf(owner, language === "python" ? "__init__" : "constructor");
  const taken = constructor === null ? [] : parametersOf(withoutReceiver(constructor, language));
  const needed = constructor === null ? [] : missing(withoutReceiver(constructor, language));
  const run = (names: readonly string[]): readonly FoundCall[] => {
    const make = (interpreter: Running): Value => called(interpreter, { method, owner, language, names });
    return evaluation.run({ kind: "made", make, place: method.location, inputShape: null }, ({ calls }) =>
      calls.map(foundCall),
    );
  };
  const calls = run(taken);
  if (calls.every(({ given }) => given !== null && [...given.values()].every(isKnown))) return calls;
  const others = taken.length > needed.length ? run(needed) : [];
  return calls.map((call) => {
    const other = others.find((one) => one.target === call.target && isSamePlace(one, call));
    return other?.given == null ? call : { ...call, classDefaults: classDefaults(call, other.given, owner.name) };
  });
}

interface MethodCall {
  readonly method: FunctionValue;
  readonly owner: ClassValue;
  readonly language: Language;
  /** Arguments of the constructor that nobody gives. */
  readonly names: readonly string[];
}

/** The method of a new instance; of one that cannot be made it is called alone. */
function called(interpreter: Running, { method, owner, language, names }: MethodCall): Value {
  const open = (target: FunctionValue, wanted: readonly string[]): ReadonlyMap<string, Value> =>
    new Map(wanted.map((name) => [name, nobodys(target, name)] as const));
  const instance = interpreter.call(owner, [], open(method, names), owner.location);
  if (method.name === "__init__" || method.name === "constructor") return instance;
  if (instance.kind !== "instance") return interpreter.call(method, [], open(method, missing(method)), method.location);
  const bound = interpreter.getAttribute(instance, method.name, method.location);
  return interpreter.call(bound, [], open(method, missing(withoutReceiver(method, language))), method.location);
}

function classDefaults({ given }: FoundCall, byDefault: ReadonlyMap<string, Value>, name: string): ClassDefaults {
  const open = [...byDefault].filter(([parameter, value]) => isKnown(value) && !isKnown(given?.get(parameter)));
  return new Map(open.map(([parameter, value]) => [parameter, { value, class: name }]));
}

function isSamePlace(left: FoundCall, right: FoundCall): boolean {
  const [a, b] = [left.frames[0]?.location, right.frames[0]?.location];
  const [from, to] = [a?.range.start, b?.range.start];
  return a?.uri === b?.uri && from?.line === to?.line && from?.character === to?.character;
}

function parametersOf({ parameters }: FunctionValue): readonly string[] {
  return parameters.flatMap(({ form, target }) =>
    form !== "rest" && form !== "keyword-rest" && target.kind === "name" ? [target.name] : [],
  );
}

export function memberOf(value: ClassValue, name: string): FunctionValue | null {
  for (const one of ancestors(value)) {
    const member = one.members.get(name);
    if (member !== undefined) return member.kind === "function" ? member : null;
  }
  return null;
}

export function withoutReceiver(method: FunctionValue, language: Language): FunctionValue {
  return language === "python" ? { ...method, parameters: method.parameters.slice(1) } : method;
}

function nobodys(value: FunctionValue, name: string): Value {
  return unknown(`the parameter '${name}' of ${value.name}, which nothing gives a value`, value.location);
}

/** Calls of watched functions in a whole file, of those with literals: another evaluation can use them. */
export function callsMade(
  evaluation: Evaluation,
  uri: string,
  { names, language }: { readonly names: readonly string[]; readonly language: Language },
): readonly FoundCall[] {
  const functions = ownFunctions(evaluation, uri).map((value): Caller => ({ value, class: null }));
  const callers = [...functions, ...ownMethods(evaluation, uri)];
  const asked = { names: new Set(names), language };
  const calls = [...evaluation.calls.map(foundCall), ...callsThrough(evaluation, callers, asked)];
  return calls.flatMap((call) => {
    if (call.given === null) return [];
    const portable = [...call.given].map(([name, value]) => [name, portableValue(value, call)] as const);
    const defaults = [...(call.classDefaults ?? [])].filter(([, { value }]) => literalText(value, "python") !== null);
    return [{ ...call, given: new Map(portable), classDefaults: new Map(defaults), after: null, gave: [] }];
  });
}

/** What belongs to the other evaluation is not known in this one. */
function portableValue(value: Value, { frames, target }: FoundCall): Value {
  if (value.kind === "unknown" || literalText(value, "python") !== null) return value;
  return unknown("a value of another file that is no literal", frames[0]?.location ?? target.location);
}
