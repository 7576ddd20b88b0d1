/**
 * Models that the classes of a file give: a subclassed model is constructed and applied to an image, a method of a class that
 * can be constructed is called as a function is.
 */
import type { Assumption, Candidate } from "../../../../protocol/report";
import { comparePositions, type Range } from "../../../../protocol/source";
import { libraryBases } from "../../values/ancestry";
import type { Evaluation } from "../../eval/evaluate";
import type { Library } from "../../eval/host";
import { integer, tuple } from "../../values/make";
import { Scope } from "../../values/scope";
import type { ClassValue, FunctionValue, Running, Value } from "../../values/value";
import { directiveFor } from "../../syntax/directives";
import { ASSUMED_INPUT_SHAPE, calledWith } from "./assumed-inputs";
import { TopLevelDefinitions } from "./bindings";
import { memberOf, withoutReceiver } from "./callers";
import { imageSize } from "./candidates";
import { argumentsOf, foundIn, valuesOf } from "./class-arguments";
import type { ClassRoot, Found, KnownArguments } from "./class-arguments";
import { builtSize, declaredSize, defaultsOf } from "./declared-size";
import { anyShapeIn, isInputShape, takesInputShape } from "./input-parameters";
import { networkOf } from "../tracing/instances";
import { inputFor, isClassOfModels } from "./models-in";
import { methodModels, methodsThatNeedArguments } from "./method-roots";
import type { RootOptions, Unnamed } from "./root-model";
import type { Built } from "./whole-models";

export interface ClassRoots {
  readonly models: readonly Unnamed[];
  readonly candidates: readonly Omit<Candidate, "id">[];
}

/** `shown` are models of functions and of the top level: a class that made one of them has no other one. */
export function classRoots(evaluation: Evaluation, options: RootOptions, shown: readonly Built[]): ClassRoots {
  const definitions = new TopLevelDefinitions(options.program);
  const open = ownClasses(evaluation, options.uri).flatMap((value) => {
    const declaration = definitions.classAt(value.location.range);
    if (declaration === null || shown.some((model) => isMadeIn(model, options.uri, declaration.range))) return [];
    const directive = directiveFor(options.program, declaration.range);
    return [{ evaluation, options, value, declaration, directive, bases: libraryBases(value) }];
  });
  const names = open.flatMap((root) => (root.bases.length > 0 ? [] : methodsThatNeedArguments(root)));
  const callsElsewhere = names.length === 0 ? [] : (options.callsElsewhere?.(names) ?? []);
  const found = open.flatMap(({ bases, ...rest }) => {
    const root = { ...rest, callsElsewhere };
    if (isClassOfModels(rest.value, options.networks.library)) return subclassedModel(root);
    return bases.length > 0 ? [] : methodModels(root);
  });
  return {
    models: found.flatMap((one) => ("network" in one ? [one] : [])),
    candidates: found.flatMap((one) => ("network" in one ? [] : [one])),
  };
}

function ownClasses({ scope }: Evaluation, uri: string): readonly ClassValue[] {
  const classes = [...scope.entries()].flatMap(([, value]) => (value.kind === "class" ? [value] : []));
  return [...new Set(classes)].filter(({ location }) => location.uri === uri);
}

function isMadeIn(model: Built, uri: string, { start, end }: Range): boolean {
  const frames = [...model.layers.values()].flat();
  return [...frames, ...model.construction].some(
    ({ location }) =>
      location.uri === uri &&
      comparePositions(start, location.range.start) <= 0 &&
      comparePositions(location.range.end, end) <= 0,
  );
}

// ---------------------------------------------------------------- subclassed models

function subclassedModel(root: ClassRoot): readonly Found[] {
  const { options, value, evaluation } = root;
  const { program } = options;
  const { library } = options.networks;
  const constructor = memberOf(value, program.language === "python" ? "__init__" : "constructor");
  const call = memberOf(value, "call");
  if (call === null && constructor === null) return [];
  const target = withoutReceiver(constructor ?? emptyOf(value), program.language);
  const described: FunctionValue = { ...target, name: value.name, location: value.location };
  const known = argumentsOf(described, withoutShape(described, root));
  const tensors = call === null ? [] : requiredOf(withoutReceiver(call, program.language));
  const open = [...known.open, ...tensors.slice(1)];
  const { shape, assumptions, isSizeGuessed } = imageFor(root, known, constructor);
  const make = (interpreter: Running): Value =>
    applied(interpreter, value, valuesOf(interpreter, known), call === null ? null : shape, library);
  const all = [...known.assumptions, ...assumptions];
  const found = evaluation.run(
    { kind: "made", make, place: value.location, inputShape: known.written.inputShape },
    (finished) => foundIn(described, finished, { ...known, open, assumptions: all, isSizeGuessed }, options),
  );
  const built = imageSize(builtSize(value));
  return found.map((one) =>
    "network" in one ? { ...one, otherwise: sized(one.otherwise, built) } : sized(one, built),
  );
}

/** A candidate whose constructor says no size has that of `build`. */
function sized<T extends Omit<Candidate, "id"> | null>(candidate: T, size: Candidate["size"]): T {
  return candidate === null || candidate.size !== null ? candidate : { ...candidate, size };
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
  interpreter: Running,
  value: ClassValue,
  given: ReadonlyMap<string, Value>,
  shape: readonly number[] | null,
  library: Library,
): Value {
  const instance = interpreter.call(value, [], given, value.location);
  const makeInput = inputFor(value, library);
  if (shape === null || instance.kind !== "instance" || makeInput === undefined) return instance;
  const sides = tuple(shape.map(integer));
  const input = interpreter.call(makeInput, [], new Map([["shape", sides]]), value.location);
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
  return { shape, assumptions: [calledWith(value, shape)], isSizeGuessed: declared === null };
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
