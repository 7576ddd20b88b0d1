/**
 * Models that the classes of a file give: a subclassed model is constructed and applied to an image, a method of a class that
 * can be constructed is called as a function is.
 */
import type { Assumption, Candidate } from "../../../protocol/report";
import type { Range } from "../../../protocol/source";
import { libraryBases } from "../eval/classes";
import type { Evaluation, RootResult } from "../eval/evaluate";
import { integer, tuple } from "../eval/read";
import { Scope } from "../eval/scope";
import type { ClassValue, FunctionValue, Interpreter, ModelValue, Value } from "../eval/values";
import type { Argument, Directive, Program } from "../syntax/program";
import { directiveFor } from "../syntax/directives";
import { ASSUMED_INPUT_SHAPE, sidesText } from "./assumed-inputs";
import { topLevelClass } from "./bindings";
import { constructsModel } from "./call-sites";
import { isStatements, memberOf, withoutReceiver } from "./callers";
import { candidateOf, noImageCandidate } from "./candidates";
import { declaredSize } from "./declared-size";
import type { DeclaredSize } from "./declared-size";
import { missingParameters, writtenArguments } from "./function-arguments";
import type { WrittenArguments } from "./function-arguments";
import { guess } from "./guessed-arguments";
import { anyShapeIn, isInputShape, takesInputShape } from "./input-parameters";
import { networkOf } from "./keras/instances";
import { literalValue } from "./literals";
import { modelIn, modelOfResult, reachedLimit, NO_CLASS_DEFAULTS } from "./root-model";
import type { RootOptions, Unnamed } from "./root-model";
import { comparePositions, layersWithin } from "./whole-models";

export interface ClassRoots {
  readonly models: readonly Unnamed[];
  readonly candidates: readonly Omit<Candidate, "id">[];
}

/** `shown` are models of functions and of the top level: a class that made one of them has no other one. */
export function classRoots(evaluation: Evaluation, options: RootOptions, shown: readonly ModelValue[]): ClassRoots {
  const found = ownClasses(evaluation, options.uri).flatMap((value) => {
    const declaration = topLevelClass(options.program, value.location.range);
    if (declaration === null || shown.some((model) => isMadeIn(model, options.uri, declaration.range))) return [];
    const bases = libraryBases(value);
    const root = { evaluation, options, value, directive: directiveFor(options.program, declaration.range) };
    if (bases.includes("keras.Model") || bases.includes("keras.Sequential")) return [subclassedModel(root)];
    return bases.length > 0 ? [] : methodsOf(value).map((method) => builderMethod(root, method));
  });
  return {
    models: found.flatMap((one) => (one !== null && "model" in one ? [one] : [])),
    candidates: found.flatMap((one) => (one !== null && !("model" in one) ? [one] : [])),
  };
}

type Found = Unnamed | Omit<Candidate, "id"> | null;

interface ClassRoot {
  readonly evaluation: Evaluation;
  readonly options: RootOptions;
  readonly value: ClassValue;
  readonly directive: Directive | null;
}

function ownClasses({ scope }: Evaluation, uri: string): readonly ClassValue[] {
  const classes = [...scope.entries()].flatMap(([, value]) => (value.kind === "class" ? [value] : []));
  return [...new Set(classes)].filter(({ location }) => location.uri === uri);
}

function isMadeIn(model: ModelValue, uri: string, { start, end }: Range): boolean {
  const frames = [...layersWithin(model)].flatMap(({ construction }) => construction);
  return [...frames, ...model.construction].some(
    ({ location }) =>
      location.uri === uri &&
      comparePositions(start, location.range.start) <= 0 &&
      comparePositions(location.range.end, end) <= 0,
  );
}

// ---------------------------------------------------------------- subclassed models

function subclassedModel(root: ClassRoot): Found {
  const { options, value, evaluation } = root;
  const { program } = options;
  const constructor = memberOf(value, program.language === "python" ? "__init__" : "constructor");
  const call = memberOf(value, "call");
  if (call === null && constructor === null) return null;
  const target = withoutReceiver(constructor ?? emptyOf(value), program.language);
  const described: FunctionValue = { ...target, name: value.name, location: value.location };
  const known = argumentsOf(described, withoutShape(described, root));
  const tensors = call === null ? [] : requiredOf(withoutReceiver(call, program.language));
  const open = [...known.open, ...tensors.slice(1)];
  const { shape, assumptions, isSizeGuessed } = imageFor(root, known, constructor);
  const result = evaluation.run(
    (interpreter) => applied(interpreter, value, valuesOf(interpreter, known), call === null ? null : shape),
    value.location,
    known.written.inputShape,
  );
  const all = [...known.assumptions, ...assumptions];
  return finished(described, result, { ...known, open, assumptions: all, isSizeGuessed }, program);
}

/** What the author says of the size is no argument of a constructor that does not take it. */
function withoutShape(target: FunctionValue, root: ClassRoot): ClassRoot {
  const { directive } = root;
  if (directive === null || takesInputShape(target)) return root;
  const others = directive.arguments.filter(({ name }) => !isInputShape(name));
  return { ...root, directive: { ...directive, arguments: others } };
}

/** The network that an instance becomes when it is called with an image. */
function applied(
  interpreter: Interpreter,
  value: ClassValue,
  given: ReadonlyMap<string, Value>,
  shape: readonly number[] | null,
): Value {
  const instance = interpreter.call(value, [], given, value.location);
  if (shape === null || instance.kind !== "instance") return instance;
  const input = interpreter.call(
    { kind: "library", path: "keras.Input" },
    [],
    new Map([["shape", tuple(shape.map(integer))]]),
    value.location,
  );
  const output = interpreter.call(instance, [input], new Map(), value.location);
  return networkOf(instance) ?? output;
}

interface CalledWith {
  readonly shape: readonly number[];
  readonly assumptions: readonly Assumption[];
  readonly isSizeGuessed: boolean;
}

/**
 * What the author says of the image's size, or the constructor's arguments do, or `build(self, input_shape=…)` by its default,
 * else the assumed one.
 */
function imageFor(
  { value, directive, options }: ClassRoot,
  { values, written, assumptions }: KnownArguments,
  constructor: FunctionValue | null,
): CalledWith {
  const said = options.inputShape ?? anyShapeIn(directive) ?? written.inputShape;
  if (said !== null) return { shape: said, assumptions: [], isSizeGuessed: false };
  const declared = declaredSize(new Map([...defaultsOf(constructor), ...values])) ?? builtSize(value);
  if (declared?.isWhole === true) {
    const isGuessed = assumptions.some(({ code }) => code === "input-size");
    return { shape: declared.shape, assumptions: [], isSizeGuessed: isGuessed };
  }
  const shape = declared?.shape ?? ASSUMED_INPUT_SHAPE;
  const short = sidesText(shape);
  const message = `${value.name} is called with an image of ${short}`;
  return {
    shape,
    assumptions: [{ message, short, location: value.location, code: "input-size" }],
    isSizeGuessed: declared === null,
  };
}

/** The size that the default of `build` says, the batch in front of it. */
export function builtSize(value: ClassValue): DeclaredSize | null {
  return declaredSize(defaultsOf(memberOf(value, "build")));
}

function defaultsOf(target: FunctionValue | null): ReadonlyMap<string, Value> {
  const defaults = [...(target?.defaults ?? [])];
  return new Map(defaults.flatMap(([{ target: one }, value]) => (one.kind === "name" ? [[one.name, value]] : [])));
}

// ---------------------------------------------------------------- builder classes

function methodsOf({ members }: ClassValue): readonly FunctionValue[] {
  return [...members.values()].flatMap((member) =>
    member.kind === "function" &&
    !member.isGenerator &&
    isStatements(member.body) &&
    member.name !== "constructor" &&
    !member.name.startsWith("__") &&
    constructsModel(member.body, NONE_KNOWN)
      ? [member]
      : [],
  );
}

const NONE_KNOWN: ReadonlySet<string> = new Set();

function builderMethod(root: ClassRoot, method: FunctionValue): Found {
  const { options, value, evaluation } = root;
  const { program } = options;
  const constructor = memberOf(value, program.language === "python" ? "__init__" : "constructor");
  const directive = directiveOf(program, value, method);
  const target: FunctionValue = { ...withoutReceiver(method, program.language), name: `${value.name}.${method.name}` };
  const own = argumentsOf(target, { ...root, directive });
  const init =
    constructor === null
      ? null
      : argumentsOf(
          { ...withoutReceiver(constructor, program.language), name: value.name, location: value.location },
          root,
        );
  const result = evaluation.run(
    (interpreter) => {
      const instance = interpreter.call(
        value,
        [],
        init === null ? new Map() : valuesOf(interpreter, init),
        value.location,
      );
      if (instance.kind !== "instance") return instance;
      const bound = interpreter.getAttribute(instance, method.name, method.location);
      const returned = interpreter.call(bound, [], valuesOf(interpreter, own), method.location);
      if (modelIn(returned) !== null) return returned;
      return keptModel([...instance.attributes.values()]) ?? returned;
    },
    method.location,
    own.written.inputShape,
  );
  const open = [...(init?.open ?? []), ...own.open];
  const assumptions = [...(init?.assumptions ?? []), ...own.assumptions];
  const lacking = [...(init?.lacking ?? []), ...own.lacking];
  const isSizeGuessed = init?.isSizeGuessed === true || own.isSizeGuessed;
  return finished(target, result, { ...own, open, assumptions, lacking, isSizeGuessed }, program);
}

/** `self.model = Model(…)` without a `return`. */
function keptModel(attributes: readonly Value[]): ModelValue | undefined {
  return attributes.find((value) => value.kind === "model");
}

function directiveOf(program: Program, value: ClassValue, method: FunctionValue): Directive | null {
  const body = topLevelClass(program, value.location.range)?.body ?? [];
  const { start } = method.location.range;
  const declaration = body.find(
    (statement) => statement.kind === "function" && comparePositions(statement.nameRange.start, start) === 0,
  );
  return declaration === undefined ? null : directiveFor(program, declaration.range);
}

// ---------------------------------------------------------------- arguments and results

interface KnownArguments {
  readonly values: ReadonlyMap<string, Value>;
  /** Arguments of the directive that are inputs of a network: they are made anew in each run. */
  readonly inputs: readonly Argument[];
  readonly assumptions: readonly Assumption[];
  /** Parameters that nothing says anything of. */
  readonly open: readonly string[];
  /** Parameters that the author says nothing of. */
  readonly lacking: readonly string[];
  readonly written: WrittenArguments;
  /** Whether the size of an image is nothing but likely. */
  readonly isSizeGuessed: boolean;
}

function argumentsOf(target: FunctionValue, { options, directive }: ClassRoot): KnownArguments {
  const written = writtenArguments(target, directive, options);
  const said = new Map(written.given);
  const inputs: Argument[] = [];
  for (const argument of written.written) {
    const literal = literalValue(argument.value);
    if (literal === null) inputs.push(argument);
    else if (argument.name !== null) said.set(argument.name, literal);
  }
  const names = new Set(inputs.map(({ name }) => name));
  const given = { given: said, written: names, classDefaults: NO_CLASS_DEFAULTS };
  const guessed = guess(target, given, options.program.language);
  return { ...guessed, inputs, lacking: missingParameters(target, written), written };
}

function valuesOf(interpreter: Interpreter, { values, inputs }: KnownArguments): ReadonlyMap<string, Value> {
  const made = inputs.flatMap(({ name, value }) =>
    name === null ? [] : [[name, interpreter.directiveValue(value)] as const],
  );
  return new Map([...values, ...made]);
}

function finished(target: FunctionValue, result: RootResult, known: KnownArguments, { language }: Program): Found {
  const { open, lacking, assumptions, isSizeGuessed } = known;
  const answer = modelOfResult(target.name, result);
  const candidate = candidateOf(target, "network", { open, lacking }, language);
  if (answer === null || (open.length > 0 && !answer.whole)) return open.length > 0 ? candidate : null;
  return {
    name: target.name,
    location: target.location,
    model: answer.model,
    inputShape: known.written.inputShape,
    partial: !answer.whole || reachedLimit(result),
    problems: result.problems,
    assumptions: [...assumptions, ...result.assumptions],
    calledAt: null,
    otherwise: open.length > 0 ? candidate : null,
    unlessImage: isSizeGuessed ? noImageCandidate(target, lacking, language) : null,
  };
}

function requiredOf({ parameters }: FunctionValue): readonly string[] {
  return parameters.flatMap(({ form, default: value, target }) =>
    (form === "ordinary" || form === "positional-only") && value === null && target.kind === "name"
      ? [target.name]
      : [],
  );
}

/** A class without a constructor takes no arguments. */
function emptyOf({ name, location }: ClassValue): FunctionValue {
  return {
    kind: "function",
    name,
    parameters: [],
    defaults: new Map(),
    body: [],
    isGenerator: false,
    ownThis: false,
    closure: new Scope(null, "module"),
    location,
  };
}
