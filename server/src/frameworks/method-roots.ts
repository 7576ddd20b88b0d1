/**
 * Models that the methods of a class build, decorated ones included: what needs an instance gets one that is constructed with what
 * is likely, a static or class method needs none, and a property is read.
 */
import { comparePositions } from "../../../protocol/source";
import { dictionary, string } from "../eval/read";
import type { ClassValue, DescriptorValue, FunctionValue, InstanceValue, Interpreter, Value } from "../eval/values";
import type { Directive, Language } from "../syntax/program";
import { directiveFor } from "../syntax/directives";
import { constructsModel } from "./call-sites";
import { asCalled, isStatements, memberOf, withoutReceiver } from "./callers";
import { argumentsOf, finished, valuesOf } from "./class-arguments";
import type { ClassRoot, Found, KnownArguments } from "./class-arguments";
import { modelIn } from "./root-model";

export function methodModels(root: ClassRoot): readonly Found[] {
  return methodsOf(root).flatMap((method) => builtBy(method, root));
}

interface Method {
  /** Under which the class has it. */
  readonly name: string;
  /** Null of an ordinary method. */
  readonly form: DescriptorValue["form"] | null;
  /** As it is called, the receiver included. */
  readonly value: FunctionValue;
}

function methodsOf({ evaluation, value: { members } }: ClassRoot): readonly Method[] {
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

function builtBy(method: Method, root: ClassRoot): readonly Found[] {
  const { options, value, evaluation } = root;
  const { program } = options;
  const name = `${value.name}.${method.name}`;
  const target: FunctionValue = { ...withoutItsReceiver(method, program.language), name };
  const own = argumentsOf(target, { ...root, directive: directiveOf(root, method.value) });
  const constructor = method.form === "static" || method.form === "class" ? null : constructorOf(root);
  const result = evaluation.run(
    (interpreter) => called(interpreter, { method, owner: value, constructor, own }),
    target.location,
    own.written.inputShape,
  );
  const open = [...(constructor?.open ?? []), ...own.open];
  const assumptions = [...(constructor?.assumptions ?? []), ...own.assumptions];
  const lacking = [...(constructor?.lacking ?? []), ...own.lacking];
  const isSizeGuessed = constructor?.isSizeGuessed === true || own.isSizeGuessed;
  return finished(target, result, { ...own, open, assumptions, lacking, isSizeGuessed }, program);
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

function called(interpreter: Interpreter, { method, owner, constructor, own }: MethodCall): Value {
  const { location } = method.value;
  if (method.form === "static" || method.form === "class") {
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

function directiveOf(root: ClassRoot, { location }: FunctionValue): Directive | null {
  const declaration = root.declaration.body.find(
    (statement) =>
      statement.kind === "function" && comparePositions(statement.nameRange.start, location.range.start) === 0,
  );
  return declaration === undefined ? null : directiveFor(root.options.program, declaration.range);
}
