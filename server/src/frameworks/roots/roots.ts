/**
 * Which models a file offers: those that its top level builds, and those that its functions and classes give. A file with
 * none of its own, such as a package's `__init__.py`, offers those that it imports by name from other files of the project.
 */
import type { Candidate } from "../../../../protocol/report";
import { comparePositions, type Range } from "../../../../protocol/source";
import type { Evaluation, WatchedCall } from "../../eval/evaluate";
import type { EvaluationProblem, FunctionValue, InstanceValue, ModelValue, UnknownValue } from "../../values/value";
import type { Directive } from "../../syntax/program";
import { directiveFor } from "../../syntax/directives";
import { isStatements, topLevelBindings } from "./bindings";
import type { Binding } from "./bindings";
import { failedCandidate } from "./candidates";
import { classRoots } from "./class-roots";
import { missing, missingParameters, settingsInputShape, writtenArguments } from "./function-arguments";
import { functionRoots } from "./function-roots";
import { openModels } from "./instance-roots";
import { inputShapeIn } from "./input-parameters";
import { isMethodWithoutInstance } from "./method-roots";
import { modelIn, modelsIn } from "./models-in";
import { answersOf, foundCall, NO_SETTINGS, reachedLimit } from "./root-model";
import type { RootModel, RootOptions, Unnamed } from "./root-model";
import { topLevelModels } from "./top-level-models";
import { compareStarts, isSameModel } from "./whole-models";

export interface Roots {
  /** In source order. */
  readonly models: readonly RootModel[];
  /** Definitions that build a network and give no model here. */
  readonly candidates: readonly Candidate[];
  readonly problems: readonly EvaluationProblem[];
}

/** Functions whose calls `rootsOf` asks the evaluation for: those of the document that cannot be called without arguments. */
export function isWatched(uri: string): (target: FunctionValue) => boolean {
  return (target) => target.closure.parent === null && needsArguments(target, uri);
}

/** The same in the evaluation of another file: what that calls of the document, static and class methods of its classes included. */
export function isWatchedElsewhere(uri: string): (target: FunctionValue) => boolean {
  return (target) => needsArguments(target, uri) && (target.closure.parent === null || isMethodWithoutInstance(target));
}

function needsArguments(target: FunctionValue, uri: string): boolean {
  return target.location.uri === uri && !target.isGenerator && missing(target).length > 0;
}

export function rootsOf(evaluation: Evaluation, options: RootOptions): Roots {
  const topLevel = topLevelModels(evaluation, options).map(({ model, method }) => ({
    model,
    root: { ...rootOfTopLevel(evaluation, model, options, null), ...method },
    call: method === null ? unboundCall(evaluation, model, options) : undefined,
  }));
  const unbound = topLevel.flatMap(({ call }) => call ?? []);
  const misfits = misfitsOf(evaluation);
  const isToShow = (call: WatchedCall): boolean => !unbound.includes(call) && misfits.every((one) => one.call !== call);
  const shown = new Set(evaluation.calls.filter(isToShow).map(({ target }) => target));
  const found = functionRoots(evaluation, options, { shown, unbound: unbound.map(foundCall) });
  const said = (candidate: Omit<Candidate, "id">): Omit<Candidate, "id"> => asMisfit(candidate, misfits, options);
  const functions = {
    ...found,
    candidates: found.candidates.map(said),
    models: found.models.map((root) => (root.otherwise === null ? root : { ...root, otherwise: said(root.otherwise) })),
  };
  const isShown = ({ network }: Unnamed): boolean =>
    functions.models.some((other) => isSameModel(network, other.network));
  const others = topLevel.filter(({ root, call }) => call === undefined && !isShown(root)).map(({ root }) => root);
  const outside = [...functions.models, ...others];
  const classes = classRoots(
    evaluation,
    options,
    outside.map(({ network }) => network),
  );
  const open = openModels(
    evaluation,
    options.networks.library,
    options.uri,
    (instance) =>
      options.inputShape ??
      sizeWrittenAt(evaluation, instance, options) ??
      settingsInputShape(null, {}, options.settings ?? NO_SETTINGS, options.program.language),
    (model, inputShape) => rootOfTopLevel(evaluation, model, options, inputShape),
  ).filter(({ network }) => !classes.models.some((root) => root.name === network.class && root.otherwise === null));
  // What the source makes of a class stands before a guess of its arguments.
  const guessed = classes.models.filter(({ name }) => !open.some(({ network }) => network.class === name));
  const own = [...outside, ...guessed, ...open].sort((left, right) => compareStarts(left.location, right.location));
  const models = withIds(own.length > 0 ? own : importedModels(evaluation, options));
  const names = models.map(({ id }) => id);
  const candidates = withIds([...functions.candidates, ...classes.candidates], names).sort((left, right) =>
    compareStarts(left.location, right.location),
  );
  return { models, candidates, problems: functions.problems };
}

/** A call of the top level whose arguments do not fit, and the error: nothing of the function was run. */
interface Misfit {
  readonly call: WatchedCall;
  readonly why: UnknownValue;
}

function misfitsOf({ calls }: Evaluation): readonly Misfit[] {
  return calls.flatMap((call) => {
    const { target, result } = call;
    return result?.kind === "unknown" && result.why.startsWith(`TypeError: ${target.name}() `)
      ? [{ call, why: result }]
      : [];
  });
}

/** A definition that gives no model as a call of the top level does not fit it says so. */
function asMisfit(
  candidate: Omit<Candidate, "id">,
  misfits: readonly Misfit[],
  { program }: RootOptions,
): Omit<Candidate, "id"> {
  const misfit = misfits.find(({ call }) => compareStarts(call.target.location, candidate.location) === 0);
  return misfit === undefined ? candidate : failedCandidate(misfit.call.target, misfit.why, program.language);
}

// ---------------------------------------------------------------- imported

/** A model or a function that gives one, shown where its name is imported. */
function importedModels(evaluation: Evaluation, options: RootOptions): readonly Unnamed[] {
  const { program, uri, inputShape } = options;
  const imports = program.body.flatMap((statement) => (statement.kind === "import" ? [statement] : []));
  return imports.flatMap((statement) => {
    const directive = directiveFor(program, statement.range);
    return (statement.names ?? []).flatMap((imported): readonly Unnamed[] => {
      const name = imported.alias ?? imported.name;
      const place = { name, location: { uri, range: imported.range } };
      const value = evaluation.scope.own(name);
      if (value?.kind === "function" && isStatements(value.body) && !value.isGenerator)
        return rootOfImported(evaluation, value, directive, options).map((root) => ({ ...root, ...place }));
      if (value?.kind !== "model") return [];
      const assumptions = evaluation.assumptionsOf(value);
      const network = options.networks.of(value, inputShape);
      return [{ ...place, network, partial: false, problems: [], assumptions, ...PLAIN }];
    });
  });
}

const PLAIN = { calledAt: null, otherwise: null, unlessImage: null } as const;

function rootOfImported(
  evaluation: Evaluation,
  target: FunctionValue,
  directive: Directive | null,
  options: RootOptions,
): readonly Unnamed[] {
  const arguments_ = writtenArguments(target, directive, options);
  if (missingParameters(target, arguments_).length > 0) return [];
  const { given, written, inputShape } = arguments_;
  const asked = { name: target.name, target, networks: options.networks, inputShape };
  return evaluation.run({ kind: "call", target, given, directive: written, inputShape }, (finished) =>
    answersOf(finished, asked).map(({ network, whole }) => ({
      name: target.name,
      location: target.location,
      network,
      partial: !whole || reachedLimit(finished),
      problems: finished.problems,
      assumptions: finished.assumptions,
      ...PLAIN,
    })),
  );
}

// ---------------------------------------------------------------- top level

/** The outermost call of a function that gave a model which no variable of the top level holds; undefined for another model. */
function unboundCall(evaluation: Evaluation, model: ModelValue, options: RootOptions): WatchedCall | undefined {
  if (bindingOf(evaluation, options, model) !== null) return undefined;
  return evaluation.calls.find(({ result }) => modelsIn(result).includes(model));
}

/** The size that a directive gives the variable that an instance is bound to. */
function sizeWrittenAt(
  evaluation: Evaluation,
  { construction }: InstanceValue,
  options: RootOptions,
): readonly number[] | null {
  const binding = bindingOf(evaluation, options, { construction });
  return binding === null ? null : inputShapeIn(directiveFor(options.program, binding.statement));
}

/** `inputShape` takes the place of what is said of its input elsewhere. */
function rootOfTopLevel(
  evaluation: Evaluation,
  model: ModelValue,
  options: RootOptions,
  inputShape: readonly number[] | null,
): Unnamed {
  const { program, uri } = options;
  const [innermost] = model.construction;
  const outermost = model.construction.at(-1);
  const place = outermost?.location.uri === uri ? outermost.location.range : null;
  const binding = bindingOf(evaluation, options, model);
  const fallback = { uri, range: place ?? START };
  const directive = binding === null ? null : directiveFor(program, binding.statement);
  const settings = options.settings ?? NO_SETTINGS;
  return {
    name: binding?.name ?? innermost?.function ?? model.name,
    location: binding === null ? (innermost?.location ?? fallback) : { uri, range: binding.range },
    network: options.networks.of(
      model,
      inputShape ??
        options.inputShape ??
        inputShapeIn(directive) ??
        settingsInputShape(null, {}, settings, program.language),
    ),
    partial: reachedLimit(evaluation),
    problems: [],
    assumptions: evaluation.assumptionsOf(model),
    ...PLAIN,
  };
}

const START: Range = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };

/** The variable that the statement of the top level binds around the outermost call that made the model. */
function bindingOf(
  { scope }: Evaluation,
  { program, uri }: Pick<RootOptions, "program" | "uri">,
  model: Pick<ModelValue, "construction">,
): Binding | null {
  const place = model.construction.at(-1)?.location;
  if (place?.uri !== uri) return null;
  const bindings = topLevelBindings(program).filter((binding) => contains(binding.value, place.range));
  // Of several names the one that holds it; a model stands first where other things are returned with it.
  return bindings.find(({ name }) => modelIn(scope.own(name) ?? null) === model) ?? bindings[0] ?? null;
}

function contains(outer: Range, inner: Range): boolean {
  return comparePositions(outer.start, inner.start) <= 0 && comparePositions(inner.end, outer.end) <= 0;
}

/** `model`, `model (2)`, …: the same definition keeps its id while others come and go behind it. */
function withIds<T extends { readonly name: string }>(
  roots: readonly T[],
  taken: readonly string[] = [],
): (T & { readonly id: string })[] {
  const counts = new Map(taken.map((name) => [name, 1]));
  return roots.map((root) => {
    const count = (counts.get(root.name) ?? 0) + 1;
    counts.set(root.name, count);
    const name = count === 1 ? root.name : `${root.name} (${count})`;
    return { ...root, id: name, name };
  });
}
