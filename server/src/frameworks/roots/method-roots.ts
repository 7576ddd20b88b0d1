/**
 * Models that the methods of a class build, decorated ones included: what needs an instance gets one that is constructed with what
 * is likely, a static or class method needs none and takes its arguments from calls in other files as a function does, and a
 * property is read.
 */
import { comparePositions } from "../../../../protocol/source";
import { classOf } from "../../values/ancestry";
import { dictionary, string } from "../../values/make";
import type { ClassValue, DescriptorValue, FunctionValue, InstanceValue, Running, Value } from "../../values/value";
import type { Directive, Language } from "../../syntax/program";
import { directiveFor } from "../../syntax/directives";
import { isStatements } from "./bindings";
import { assumedAt, bestSites, constructsModel, knownSites, siteNames, withDefaults } from "./call-sites";
import type { CallSite } from "./call-sites";
import { asCalled, memberOf, withoutReceiver } from "./callers";
import { argumentsOf, foundIn, valuesOf } from "./class-arguments";
import type { ClassRoot, Found, KnownArguments } from "./class-arguments";
import { missingParameters, writtenArguments } from "./function-arguments";
import { modelIn } from "./models-in";
import type { FoundCall, Unnamed } from "./root-model";

export function methodModels(root: ClassRoot): readonly Found[] {
  return methodsOf(root).flatMap((method) => builtBy(method, root));
}

/** Names of the static and class methods that build a network and that the author says too little of. */
export function methodsThatNeedArguments(root: Omit<ClassRoot, "callsElsewhere">): readonly string[] {
  return methodsOf(root).flatMap((method) => {
    if (!withoutInstance(method.form)) return [];
    const target = withoutItsReceiver(method, root.options.program.language);
    const written = writtenArguments(target, directiveOf(root, method.value), root.options);
    return missingParameters(target, written).length > 0 ? [target.name] : [];
  });
}

/** Whether a function is a static or class method of a class of its module. */
export function isMethodWithoutInstance({ closure, name }: FunctionValue): boolean {
  if (closure.parent?.kind !== "module") return false;
  const owner = classOf(closure);
  const member = owner?.kind === "class" ? owner.members.get(name) : undefined;
  return member?.kind === "descriptor" && withoutInstance(member.form);
}

function withoutInstance(form: Method["form"]): boolean {
  return form === "static" || form === "class";
}

interface Method {
  /** Under which the class has it. */
  readonly name: string;
  /** Null of an ordinary method. */
  readonly form: DescriptorValue["form"] | null;
  /** As it is called, the receiver included. */
  readonly value: FunctionValue;
}

function methodsOf({ evaluation, value: { members } }: Pick<ClassRoot, "evaluation" | "value">): readonly Method[] {
  const written = new Map([...evaluation.decorated].map(([target, wrapper]) => [wrapper, target]));
  const methods = new Map<Value, Method>();
  for (const [name, member] of members) {
    const form = member.kind === "descriptor" ? member.form : null;
    const called = member.kind === "descriptor" ? member.function : member;
    const target = written.get(member) ?? called;
    if (target.kind !== "function" || methods.has(target) || !isBuilder(name, target)) continue;
    methods.set(target, { name, form, value: asCalled(target, called) });
  }
  return [...methods.values()];
}

function isBuilder(name: string, { body, isGenerator }: FunctionValue): boolean {
  if (name === "constructor" || name.startsWith("__") || isGenerator) return false;
  return isStatements(body) && constructsModel(body, NONE_KNOWN);
}

const NONE_KNOWN: ReadonlySet<string> = new Set();

/** Each way in which other files call a method; else what it gives for what the best of these calls says, if any. */
function builtBy(method: Method, root: ClassRoot): readonly Found[] {
  const { language } = root.options.program;
  const target = withoutItsReceiver(method, language);
  const name = `${root.value.name}.${method.name}`;
  const calls = withoutInstance(method.form) ? callsOf(method, root, language) : [];
  const named = { ...target, name };
  const modelsAt = (sites: readonly CallSite[]): readonly Found[] => {
    const names = siteNames(named, sites.map(withDefaults), language);
    return sites.flatMap((site, index) =>
      builtFor({ ...target, name: names[index] ?? name }, { method, root, site }).filter((one) => "network" in one),
    );
  };
  const found = modelsAt(knownSites(target, calls, language));
  if (found.length > 0) return found;
  const best = bestSites(target, calls, language);
  const guessed = best.length > 1 ? modelsAt(best) : [];
  return guessed.length > 0 ? guessed : builtFor(named, { method, root, site: best[0] });
}

/** A class method's first argument is the class. */
function callsOf({ form, value }: Method, root: ClassRoot, language: Language): readonly FoundCall[] {
  const [first] = value.parameters;
  const receiver =
    form === "class" && language === "python" && first?.target.kind === "name" ? first.target.name : null;
  return root.callsElsewhere.map((call) => ({
    ...call,
    given: call.given === null ? null : new Map([...call.given].filter(([name]) => name !== receiver)),
  }));
}

/** The target's name tells the ways of calling it apart. */
interface Built {
  readonly method: Method;
  readonly root: ClassRoot;
  readonly site: CallSite | undefined;
}

function builtFor(target: FunctionValue, { method, root, site }: Built): readonly Found[] {
  const { options, value, evaluation } = root;
  const described = { ...target, name: `${value.name}.${method.name}` };
  const own = argumentsOf(described, { options, directive: directiveOf(root, method.value) }, site);
  const constructor = withoutInstance(method.form) ? null : constructorOf(root);
  const open = [...(constructor?.open ?? []), ...own.open];
  const assumptions = [...(constructor?.assumptions ?? []), ...own.assumptions];
  const lacking = [...(constructor?.lacking ?? []), ...own.lacking];
  const isSizeGuessed = constructor?.isSizeGuessed === true || own.isSizeGuessed;
  const make = (interpreter: Running): Value => called(interpreter, { method, owner: value, constructor, own });
  const found = evaluation.run(
    { kind: "made", make, place: target.location, inputShape: own.written.inputShape },
    (finished) => foundIn(target, finished, { ...own, open, assumptions, lacking, isSizeGuessed }, options),
  );
  return site === undefined ? found : found.map((one) => ("network" in one ? calledFrom(site, one) : one));
}

function calledFrom(site: CallSite, one: Unnamed): Unnamed {
  return { ...one, assumptions: assumedAt(site, one.assumptions), calledAt: site.frames[0]?.location ?? null };
}

function withoutItsReceiver({ form, value }: Method, language: Language): FunctionValue {
  return form === "static" ? value : withoutReceiver(value, language);
}

/** Null of a class that takes nothing. */
function constructorOf(root: ClassRoot): KnownArguments | null {
  const { value, options } = root;
  const { language } = options.program;
  const constructor = memberOf(value, language === "python" ? "__init__" : "constructor");
  if (constructor === null) return null;
  return argumentsOf({ ...withoutReceiver(constructor, language), name: value.name, location: value.location }, root);
}

interface MethodCall {
  readonly method: Method;
  readonly owner: ClassValue;
  readonly constructor: KnownArguments | null;
  readonly own: KnownArguments;
}

function called(interpreter: Running, { method, owner, constructor, own }: MethodCall): Value {
  const { location } = method.value;
  if (withoutInstance(method.form)) {
    const bound = interpreter.getAttribute(owner, method.name, location);
    return interpreter.call(bound, [], valuesOf(interpreter, own), location);
  }
  const given = constructor === null ? new Map<string, Value>() : valuesOf(interpreter, constructor);
  const instance = interpreter.call(owner, [], given, owner.location);
  if (instance.kind !== "instance") return instance;
  const before = new Map(instance.attributes);
  const bound = interpreter.getAttribute(instance, method.name, location);
  if (method.form === "property") return bound;
  const returned = interpreter.call(bound, [], valuesOf(interpreter, own), location);
  return modelIn(returned) === null ? (keptModels(instance, before) ?? returned) : returned;
}

/** `self.model = Model(…)` without a `return`: what the method sets, else what it may have added layers to. */
function keptModels({ attributes }: InstanceValue, before: ReadonlyMap<string, Value>): Value | null {
  const models = [...attributes].filter(([, value]) => value.kind === "model");
  const set = models.filter(([name, value]) => before.get(name) !== value);
  const kept = set.length > 0 ? set : models.slice(0, 1);
  return kept.length === 0 ? null : dictionary(kept.map(([name, value]) => [string(name), value] as const));
}

function directiveOf(root: Pick<ClassRoot, "declaration" | "options">, { location }: FunctionValue): Directive | null {
  const declaration = root.declaration.body.find(
    (statement) =>
      statement.kind === "function" && comparePositions(statement.nameRange.start, location.range.start) === 0,
  );
  return declaration === undefined ? null : directiveFor(root.options.program, declaration.range);
}
