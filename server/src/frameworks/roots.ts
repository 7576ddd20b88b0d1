/**
 * Which models a file offers: those that its top level builds, and those that its functions return when called alone. A file
 * with none of its own, such as a package's `__init__.py`, offers those that it imports by name from other files of the project.
 */
import type { Assumption } from "../../../protocol/report";
import type { Location, Position, Range } from "../../../protocol/source";
import type { Evaluation, RootResult } from "../eval/evaluate";
import { unknown } from "../eval/read";
import type {
  EvaluationProblem,
  FunctionValue,
  LayerValue,
  ModelValue,
  TensorValue,
  UnknownValue,
  Value,
} from "../eval/values";
import type { Argument, Directive, Program, Statement } from "../syntax/program";
import { directiveFor } from "../syntax/directives";
import { topLevelBindings, topLevelFunction } from "./bindings";
import type { Binding } from "./bindings";
import { directiveInputs, givenInputs, inputShapeIn } from "./input-parameters";
import { sourcesOf } from "./keras/tracer";

export interface RootModel {
  /** Unique in the file: the name, numbered where several models have it. */
  readonly id: string;
  readonly name: string;
  /** The function's name or the variable's, else the call that constructs the model. */
  readonly location: Location;
  readonly model: ModelValue;
  /** Height, width and channels asked for from outside the code, for inputs that the source leaves open. */
  readonly inputShape: readonly number[] | null;
  /** True where the evaluation itself could not finish, so that layers may be missing. */
  readonly partial: boolean;
  /** Problems of this root alone; those of the top level stand in the evaluation. */
  readonly problems: readonly EvaluationProblem[];
  readonly assumptions: readonly Assumption[];
}

export interface RootOptions {
  readonly program: Program;
  readonly uri: string;
  /** Height, width and channels, passed to the parameters that take an input size; null leaves the defaults. */
  readonly inputShape: readonly number[] | null;
}

/** In source order. */
export function modelsOf(evaluation: Evaluation, options: RootOptions): readonly RootModel[] {
  const functions = ownFunctions(evaluation, options).flatMap((target) => rootOfFunction(evaluation, target, options));
  const returned = functions.map((root) => root.model);
  const topLevel = topLevelModels(evaluation.models.filter((model) => isBuiltIn(options.uri, model)))
    .filter((model) => !returned.some((other) => isSameModel(model, other)))
    .map((model) => rootOfTopLevel(evaluation, model, options));
  const own = [...functions, ...topLevel].sort((left, right) => compareStarts(left.location, right.location));
  return withIds(own.length > 0 ? own : importedModels(evaluation, options));
}

type Unnamed = Omit<RootModel, "id">;

// ---------------------------------------------------------------- functions

/** Functions of the module itself: not imported, not nested, not methods, not lambdas. */
function ownFunctions(evaluation: Evaluation, { uri }: RootOptions): readonly FunctionValue[] {
  const own = new Set<FunctionValue>();
  for (const [, value] of evaluation.scope.entries()) {
    if (value.kind !== "function" || value.isGenerator || !isStatements(value.body)) continue;
    if (value.closure === evaluation.scope && value.location.uri === uri) own.add(value);
  }
  return [...own];
}

function isStatements(body: FunctionValue["body"]): body is readonly Statement[] {
  return Array.isArray(body);
}

function rootOfFunction(evaluation: Evaluation, target: FunctionValue, options: RootOptions): readonly Unnamed[] {
  const declaration = topLevelFunction(options.program, target.location.range);
  const directive = declaration === null ? null : directiveFor(options.program, declaration.range);
  return rootOfCall(evaluation, target, directive, options);
}

function rootOfCall(
  evaluation: Evaluation,
  target: FunctionValue,
  directive: Directive | null,
  options: RootOptions,
): readonly Unnamed[] {
  const given = givenInputs(target, options.inputShape);
  const { written, inputShape } = directiveInputs(target, directive, given, options.inputShape);
  if (missingParameters(target, given, written).length > 0) return [];
  const result = evaluation.callFunction(target, given, written, inputShape);
  const answer = modelOfResult(target, result);
  if (answer === null) return [];
  return [
    {
      name: target.name,
      location: target.location,
      model: answer.model,
      inputShape,
      partial: !answer.whole || result.problems.some((problem) => problem.code === "limit"),
      problems: result.problems,
      assumptions: result.assumptions,
    },
  ];
}

function missingParameters(
  target: FunctionValue,
  given: ReadonlyMap<string, Value>,
  written: readonly Argument[],
): readonly string[] {
  const names = target.parameters
    .filter(({ form, default: value }) => form !== "rest" && form !== "keyword-rest" && value === null)
    .map((parameter) => (parameter.target.kind === "name" ? parameter.target.name : ""));
  return names.filter((name) => !given.has(name) && !written.some((argument) => argument.name === name));
}

interface Answer {
  readonly model: ModelValue;
  /** False where what the function returns is not known; the evaluation has reported why. */
  readonly whole: boolean;
}

/** Null for a function that gives no model; a function that could not be followed but builds layers has a candidate. */
function modelOfResult(target: FunctionValue, result: RootResult): Answer | null {
  const { value } = result;
  const first = firstOf(value) ?? value;
  if (first.kind === "model") return { model: first, whole: true };
  if (first.kind === "tensor") return { model: modelOfTensor(target.name, first), whole: true };
  if (value.kind !== "unknown" || (result.models.length === 0 && result.layers === 0)) return null;
  return { model: result.models.at(-1) ?? modelOfUnknown(target, value), whole: false };
}

/** Of several things the first one; of named ones the first model. */
function firstOf(value: Value): Value | undefined {
  if (value.kind === "tuple" || value.kind === "list") return value.items[0];
  if (value.kind !== "dictionary" || value.poison !== undefined) return undefined;
  return [...value.entries.values()].map((entry) => entry.value).find((item) => item.kind === "model");
}

/** `return x` in place of `return Model(inputs, x)`. */
function modelOfTensor(name: string, output: TensorValue): ModelValue {
  return {
    kind: "model",
    form: "functional",
    name,
    inputs: sourcesOf([output]),
    outputs: [output],
    layers: [],
    construction: output.producer.origin,
  };
}

/** Nothing but the reason: one node that is not known. */
function modelOfUnknown(target: FunctionValue, why: UnknownValue): ModelValue {
  const construction = [{ location: why.location, function: target.name, iterations: [] }];
  const layer: LayerValue = {
    kind: "layer",
    class: "unknown",
    name: target.name,
    arguments: new Map(),
    unknown: unknown(why.why, why.location),
    construction,
  };
  const producer = { layer, inputs: [], origin: construction };
  return modelOfTensor(target.name, { kind: "tensor", shape: null, batch: null, producer });
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
        return rootOfCall(evaluation, value, directive, options).map((root) => ({ ...root, ...place }));
      if (value?.kind !== "model") return [];
      const { assumptions } = evaluation;
      return [{ ...place, model: value, inputShape, partial: false, problems: [], assumptions }];
    });
  });
}

// ---------------------------------------------------------------- top level

/** False for what an imported module built for itself. */
function isBuiltIn(uri: string, model: ModelValue): boolean {
  const outermost = model.construction.at(-1);
  return outermost === undefined || outermost.location.uri === uri;
}

/** Files that build dozens of networks at their top level are rare; wholes are built after their parts. */
const MODELS_CONSIDERED = 100;

/** Models that are no part of another one: whose layers are not all in a larger one. */
function topLevelModels(models: readonly ModelValue[]): readonly ModelValue[] {
  const sized = models
    .slice(-MODELS_CONSIDERED)
    .map((model) => ({ model, layers: layersWithin(model) }))
    .filter(({ layers }) => layers.size > 0);
  return sized
    .filter(
      ({ layers }, index) =>
        !sized.some(
          (other, position) =>
            position !== index &&
            [...layers].every((layer) => other.layers.has(layer)) &&
            (other.layers.size > layers.size || position < index),
        ),
    )
    .map(({ model }) => model);
}

/** The layers of a model and of the models in it, its inputs left out. */
function layersWithin(model: ModelValue): ReadonlySet<LayerValue> {
  const layers = new Set<LayerValue>();
  const seen = new Set<ModelValue | TensorValue>();
  const pending: (ModelValue | TensorValue)[] = [model];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    const parts = next.kind === "model" ? next.layers : [next.producer.layer];
    for (const part of parts) {
      if (part.kind === "model") pending.push(part);
      else if (part.class !== "InputLayer") layers.add(part);
    }
    pending.push(...(next.kind === "model" ? next.outputs : next.producer.inputs));
  }
  return layers;
}

/** Built by the same call from equal layers: what `model = resnet50()` makes of a function that is a root itself. */
function isSameModel(left: ModelValue, right: ModelValue): boolean {
  const [leftCall, rightCall] = [left.construction[0]?.location, right.construction[0]?.location];
  if (leftCall === undefined || rightCall === undefined || !isSamePlace(leftCall, rightCall)) return false;
  return signature(left) === signature(right);
}

function isSamePlace(left: Location, right: Location): boolean {
  return left.uri === right.uri && compareStarts(left, right) === 0;
}

/** Classes and arguments of the layers, and the shapes of the inputs. */
function signature(model: ModelValue): string {
  const inputs = model.inputs.map((input) => input.shape);
  const layers = [...layersWithin(model)].map((layer) => [
    layer.class,
    [...layer.arguments].map(([name, value]) => [name, plain(value)]),
  ]);
  const first =
    model.layers[0]?.kind === "layer" ? [...model.layers[0].arguments].map(([, value]) => plain(value)) : [];
  return JSON.stringify([inputs, first, layers]);
}

function plain(value: Value): unknown {
  if (value.kind === "list" || value.kind === "tuple") return value.items.map(plain);
  return "value" in value ? value.value : value.kind;
}

function rootOfTopLevel(evaluation: Evaluation, model: ModelValue, options: RootOptions): Unnamed {
  const { program, uri } = options;
  const [innermost] = model.construction;
  const outermost = model.construction.at(-1);
  const place = outermost?.location.uri === uri ? outermost.location.range : null;
  const binding = place === null ? null : bindingAround(program, place);
  const fallback = { uri, range: place ?? START };
  const directive = binding === null ? null : directiveFor(program, binding.statement);
  return {
    name: binding?.name ?? innermost?.function ?? model.name,
    location: binding === null ? (innermost?.location ?? fallback) : { uri, range: binding.range },
    model,
    inputShape: options.inputShape ?? inputShapeIn(directive),
    partial: evaluation.problems.some((problem) => problem.code === "limit"),
    problems: [],
    assumptions: evaluation.assumptions,
  };
}

const START: Range = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };

/** The variable that the statement around a call binds. */
function bindingAround(program: Program, place: Range): Binding | null {
  return topLevelBindings(program).find((binding) => contains(binding.value, place)) ?? null;
}

function contains(outer: Range, inner: Range): boolean {
  return comparePositions(outer.start, inner.start) <= 0 && comparePositions(inner.end, outer.end) <= 0;
}

function comparePositions(left: Position, right: Position): number {
  return left.line - right.line || left.character - right.character;
}

function compareStarts(left: Location, right: Location): number {
  return comparePositions(left.range.start, right.range.start);
}

/** `model`, `model (2)`, …: the same definition keeps its id while others come and go behind it. */
function withIds(roots: readonly Unnamed[]): readonly RootModel[] {
  const counts = new Map<string, number>();
  return roots.map((root) => {
    const count = (counts.get(root.name) ?? 0) + 1;
    counts.set(root.name, count);
    const name = count === 1 ? root.name : `${root.name} (${count})`;
    return { ...root, id: name, name };
  });
}
