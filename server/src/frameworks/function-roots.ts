/**
 * Models that the functions of a file give. A function that needs nothing is run as it is; one that needs arguments takes
 * them from its directive or the settings, else from its calls in the file, else from those in other files, else, flagged,
 * from what the names of its parameters suggest. What then still lacks something is a candidate with a reason.
 */
import type { Candidate } from "../../../protocol/report";
import type { Evaluation, RootResult, WatchedCall } from "../eval/evaluate";
import { leavesOf } from "../eval/leaves";
import type { EvaluationProblem, FunctionValue, ModelValue, UnknownValue, Value } from "../eval/values";
import type { Directive, Statement } from "../syntax/program";
import { directiveFor } from "../syntax/directives";
import { TopLevelDefinitions } from "./bindings";
import { assumedAt, bestSites, constructsModel, knownSites, siteNames, withDefaults } from "./call-sites";
import type { CallSite } from "./call-sites";
import { callsThrough, isStatements, ownFunctions, ownMethods } from "./callers";
import type { Caller } from "./callers";
import { candidateOf, failedCandidate, noImageCandidate } from "./candidates";
import { missingParameters, unknownSettings, writtenArguments } from "./function-arguments";
import type { WrittenArguments } from "./function-arguments";
import { guess } from "./guessed-arguments";
import {
  errorBehind,
  isAnswerOfRun,
  modelIn,
  modelsIn,
  modelsOfResult,
  reachedLimit,
  NO_CLASS_DEFAULTS,
} from "./root-model";
import type { FoundCall, RootOptions, Unnamed } from "./root-model";
import { answerNames } from "./returned-names";
import { isSameModel, layersWithin, wholeModels } from "./whole-models";

export interface FunctionRoots {
  readonly models: readonly Unnamed[];
  readonly candidates: readonly Omit<Candidate, "id">[];
  /** Of what the author wrote about functions. */
  readonly problems: readonly EvaluationProblem[];
}

/** A function of the module, with what the author wrote about it. */
interface Target {
  readonly value: FunctionValue;
  readonly body: readonly Statement[];
  readonly directive: Directive | null;
  readonly written: WrittenArguments;
}

/** Models that a function builds but does not give; a training script for several networks has a handful. */
const UNRETURNED_SHOWN = 8;

/** Functions that are run on likely values. */
const GUESSES_TRIED = 40;

/**
 * `shown` are the targets whose calls already belong to a model of the top level, `unbound` the calls of the top level
 * whose models are bound to no name.
 */
export function functionRoots(
  evaluation: Evaluation,
  options: RootOptions,
  { shown, unbound }: { readonly shown: ReadonlySet<FunctionValue>; readonly unbound: readonly WatchedCall[] },
): FunctionRoots {
  return new Search(evaluation, options, shown, unbound).run();
}

class Search {
  private readonly models: Unnamed[] = [];
  private readonly candidates: Omit<Candidate, "id">[] = [];
  private readonly problems: EvaluationProblem[] = [];
  /** Functions that are part of a model that is shown. */
  private readonly parts: Set<FunctionValue>;
  private readonly calls: FoundCall[];
  private readonly targets: readonly Target[];
  /** Functions that have models through calls of them. */
  private readonly called = new Set<FunctionValue>();
  /** Names of functions that need nothing and return models. */
  private readonly returning = new Set<string>();
  /** Runs of functions that need nothing and return none. */
  private readonly ended: { readonly target: Target; readonly result: RootResult }[] = [];
  private readonly failed: Omit<Candidate, "id">[] = [];
  /** Names of functions that construct a model, or call one that does. */
  private readonly builders: ReadonlySet<string>;

  constructor(
    private readonly evaluation: Evaluation,
    private readonly options: RootOptions,
    shown: ReadonlySet<FunctionValue>,
    unbound: readonly WatchedCall[],
  ) {
    this.parts = new Set(shown);
    this.calls = [...unbound];
    const definitions = new TopLevelDefinitions(options.program);
    this.targets = ownFunctions(evaluation, options.uri).map((value) => this.describe(value, definitions));
    this.builders = buildersAmong(this.targets);
  }

  run(): FunctionRoots {
    const needy: Target[] = [];
    for (const target of this.targets) {
      this.checkSettings(target);
      if (missingParameters(target.value, target.written).length > 0) needy.push(target);
      else this.runAlone(target);
    }
    this.addOthers();
    const open = needy.filter((target) => !this.fromCalls(target) && !this.parts.has(target.value));
    this.fromOthers(open);
    const { models, problems } = this;
    return { models, candidates: [...this.candidates, ...this.failures()], problems };
  }

  private describe(value: FunctionValue, definitions: TopLevelDefinitions): Target {
    const { program } = this.options;
    const declaration = definitions.functionAt(value.location.range);
    const directive = declaration === null ? null : directiveFor(program, declaration.range);
    const body = isStatements(value.body) ? value.body : [];
    return { value, body, directive, written: writtenArguments(value, directive, this.options) };
  }

  private checkSettings({ value }: Target): void {
    const { settings } = this.options;
    for (const name of settings === undefined ? [] : unknownSettings(value, settings))
      this.problems.push({
        severity: "warning",
        code: "argument",
        message: `the setting latencyLens.inputs gives ${value.name} the argument '${name}', which it does not have`,
        location: value.location,
      });
  }

  // -------------------------------------------------------------- functions that need nothing

  private runAlone(target: Target): void {
    const { given, written, inputShape } = target.written;
    const run = this.evaluation.callFunction(target.value, given, written, inputShape);
    const error = errorBehind(run.value);
    const result = error === null ? run : { ...run, value: error, models: [], layers: 0 };
    if (result.value.kind === "unknown" || !this.addReturned(target, result)) this.ended.push({ target, result });
  }

  /** False where a function returns no model. */
  private addReturned({ value, written }: Target, result: RootResult): boolean {
    const models = this.rootsFrom(value, result, written.inputShape);
    if (models.length === 0) return false;
    this.models.push(...models);
    this.returning.add(value.name);
    for (const call of result.calls) this.parts.add(call.target);
    return true;
  }

  /** What functions that return no model build, once it is known which do. */
  private addOthers(): void {
    for (const { target, result } of this.ended) {
      if (result.value.kind === "unknown" && this.addReturned(target, result)) continue;
      this.calls.push(...result.calls);
      const before = this.models.length;
      this.addUnreturned(target, result);
      if (this.models.length === before && this.isFailure(target, result))
        this.failed.push(failedCandidate(target.value, result.value, this.options.program.language));
    }
  }

  /** Functions that fail alone and give a model where somebody calls them need no reason. */
  private failures(): readonly Omit<Candidate, "id">[] {
    const built = [...this.evaluation.models, ...this.models.map(({ model }) => model)];
    const names = new Set(built.flatMap(({ construction }) => construction.map((frame) => frame.function)));
    return this.failed.filter(({ name }) => !names.has(name));
  }

  /** Whether a function that builds a network did not come to its end. */
  private isFailure({ value }: Target, result: RootResult): result is RootResult & { readonly value: UnknownValue } {
    const isBuilder = this.builders.has(value.name) || result.layers > 0;
    const isEmpty = result.models.every((model) => layersWithin(model).size === 0);
    return isBuilder && isEmpty && result.value.kind === "unknown" && !isAnswerOfRun(result.value);
  }

  /** Models that a function builds and does not return; those of a function that it calls are that one's. */
  private addUnreturned({ value, written }: Target, result: RootResult): void {
    const called = result.calls.flatMap((call) => modelsIn(call.result));
    const own = wholeModels(this.builtIn(value, result));
    for (const model of own.slice(0, UNRETURNED_SHOWN)) {
      if (called.includes(model) || this.models.some((other) => isSameModel(other.model, model))) continue;
      this.models.push({ ...this.rootOfModel(value, model, result), inputShape: written.inputShape });
    }
  }

  /** Models that a function builds; those of a function that needs nothing and returns them are shown there. */
  private builtIn(value: FunctionValue, { models }: RootResult): readonly ModelValue[] {
    return models.filter(
      (model) =>
        isWithin(this.options.uri, model) &&
        !model.construction.some(({ function: name }) => name !== value.name && this.returning.has(name ?? "")),
    );
  }

  // -------------------------------------------------------------- functions that need arguments

  /** False where no call in the file says enough. */
  private fromCalls(target: Target): boolean {
    const own = this.modelsAt(target, this.calls);
    this.models.push(...own);
    return own.length > 0;
  }

  private modelsAt({ value, written }: Target, calls: readonly FoundCall[]): readonly Unnamed[] {
    const { language } = this.options.program;
    const sites = knownSites(value, calls, language);
    const names = siteNames(value, sites, language);
    return sites.flatMap((site, index) => {
      const result = this.callAt(value, site, written);
      const models = this.rootsFrom(value, result, written.inputShape, names[index]);
      const isBlock = modelIn(result.value) === null && [...site.given.values()].some(holdsTensor);
      if (models.length === 0 || isBlock) return [];
      for (const call of result.calls) this.parts.add(call.target);
      this.called.add(value);
      return models.map((model) => ({
        ...model,
        assumptions: assumedAt(site, model.assumptions),
        calledAt: site.frames[0]?.location ?? null,
      }));
    });
  }

  private callAt(value: FunctionValue, site: CallSite, written: WrittenArguments): RootResult {
    const given = new Map([...site.given, ...written.given]);
    return this.evaluation.callFunction(value, given, written.written, written.inputShape, site.frames);
  }

  /** Functions that only other functions call, other files, or nobody. */
  private fromOthers(open: readonly Target[]): void {
    if (open.length === 0) return;
    this.tryCallers(open);
    const left = open.filter((target) => !this.parts.has(target.value) && !this.fromCalls(target));
    const uncalled = left.filter((target) => !this.parts.has(target.value));
    const elsewhere = this.callsElsewhere(uncalled);
    for (const [index, target] of uncalled.entries()) {
      if (this.parts.has(target.value)) continue;
      const models = this.modelsAt(target, elsewhere);
      this.models.push(...models);
      if (models.length === 0 && index < GUESSES_TRIED) this.guessFor(target, elsewhere);
    }
  }

  /** What a function passes on to another one may not depend on its own arguments. */
  private tryCallers(open: readonly Target[]): void {
    const names = new Set(open.map(({ value }) => value.name));
    const { uri, program } = this.options;
    const functions = open.map(({ value }): Caller => ({ value, class: null }));
    const callers = [...functions, ...ownMethods(this.evaluation, uri)];
    this.calls.push(...callsThrough(this.evaluation, callers, { names, language: program.language }));
  }

  private callsElsewhere(targets: readonly Target[]): readonly FoundCall[] {
    const names = targets.map(({ value }) => value.name).filter((name) => this.builders.has(name));
    return names.length === 0 ? [] : (this.options.callsElsewhere?.(names) ?? []);
  }

  // -------------------------------------------------------------- guesses

  /** Once for each class that calls the function by defaults of its own; what gives no model is said once. */
  private guessFor(target: Target, elsewhere: readonly FoundCall[]): void {
    const { language } = this.options.program;
    const sites = bestSites(target.value, [...this.calls, ...elsewhere], language);
    const names = siteNames(target.value, sites.map(withDefaults), language);
    const [first, ...others] = sites;
    this.guessAt(target, first, names[0]);
    for (const [index, site] of others.entries()) this.guessAt(target, site, names[index + 1], false);
  }

  private guessAt(target: Target, site: CallSite | undefined, name = target.value.name, isFirst = true): void {
    const { value, written } = target;
    const { language } = this.options.program;
    const said = new Map([...(site?.given ?? []), ...written.given]);
    const inDirective = new Set(written.written.map(({ name }) => name));
    const known = { given: said, written: inDirective, classDefaults: site?.classDefaults ?? NO_CLASS_DEFAULTS };
    const { values, assumptions, open, isSizeGuessed } = guess(value, known, language);
    const result = this.evaluation.callFunction(value, values, written.written, written.inputShape, site?.frames);
    const isNetwork = modelIn(result.value) !== null || result.models.length > 0 || this.builders.has(value.name);
    if (!isNetwork && (result.layers === 0 || givesLayers(result.value))) return;
    // What it builds is shown at the function that it calls.
    if (result.calls.some((call) => this.called.has(call.target))) return;
    const lacking = missingParameters(value, written);
    const candidate =
      open.length === 0 && this.isFailure(target, result)
        ? failedCandidate(value, result.value, language)
        : candidateOf(value, isNetwork ? "network" : "part", { open, lacking }, language);
    const roots = isNetwork ? this.guessed(value, result, open.length === 0) : [];
    if (roots.length > 0) this.called.add(value);
    else if (isFirst) this.candidates.push(candidate);
    for (const root of roots)
      this.models.push({
        ...root,
        name: root.name === value.name ? name : root.name,
        inputShape: written.inputShape,
        assumptions: [...assumptions, ...assumedAt(site, root.assumptions)],
        calledAt: site?.frames[0]?.location ?? null,
        otherwise: open.length > 0 ? candidate : null,
        unlessImage: isSizeGuessed ? noImageCandidate(value, lacking, language) : null,
      });
  }

  /** What a function gives, or builds without giving it; of one that could not be followed only where it was told everything. */
  private guessed(value: FunctionValue, result: RootResult, isTold: boolean): readonly Unnamed[] {
    const roots = this.rootsFrom(value, result, null);
    if (roots.length > 0 && (isTold || modelIn(result.value) !== null)) return roots;
    const called = result.calls.flatMap((call) => modelsIn(call.result));
    const models = wholeModels(result.models.filter((model) => isWithin(this.options.uri, model)));
    // Many are those of a loop or a recursion whose end is not known.
    return (models.length > UNRETURNED_SHOWN ? [] : models)
      .filter((model) => !called.includes(model))
      .map((model) => this.rootOfModel(value, model, result));
  }

  // -------------------------------------------------------------- results

  /** What a function returns; of several models each by the name that the function has for it. */
  private rootsFrom(
    value: FunctionValue,
    result: RootResult,
    inputShape: readonly number[] | null,
    name = value.name,
  ): readonly Unnamed[] {
    const answers = modelsOfResult(value.name, this.ownPart(value, result));
    const names = answerNames(name, answers, { target: value, value: result.value });
    return answers.map(({ model, whole }, index) => ({
      ...this.rootOfModel(value, model, result),
      name: names[index] ?? name,
      inputShape,
      partial: !whole || reachedLimit(result),
    }));
  }

  /** What is not known of a function that calls others that are shown says nothing of a network of its own. */
  private ownPart(value: FunctionValue, result: RootResult): RootResult {
    if (result.value.kind !== "unknown" || result.models.length === 0) return result;
    const models = this.builtIn(value, result);
    return models.length === 0 ? { ...result, models, layers: 0 } : { ...result, models };
  }

  private rootOfModel(value: FunctionValue, model: ModelValue, result: RootResult): Unnamed {
    return {
      name: value.name,
      location: value.location,
      model,
      inputShape: null,
      partial: reachedLimit(result),
      problems: result.problems,
      assumptions: result.assumptions,
      calledAt: null,
      otherwise: null,
      unlessImage: null,
    };
  }
}

/** `def conv(filters): return Conv2D(filters, 3)` makes layers for whoever calls it. */
function givesLayers(value: Value): boolean {
  const leaves = leavesOf(value);
  return leaves.length > 0 && leaves.every(({ kind }) => kind === "layer");
}

function holdsTensor(value: Value): boolean {
  return leavesOf(value).some(({ kind }) => kind === "tensor");
}

/** False for what an imported module built for itself. */
export function isWithin(uri: string, model: ModelValue): boolean {
  const outermost = model.construction.at(-1);
  return outermost === undefined || outermost.location.uri === uri;
}

function buildersAmong(targets: readonly Target[]): ReadonlySet<string> {
  const builders = new Set<string>();
  for (let size = -1; size < builders.size;) {
    size = builders.size;
    for (const { value, body } of targets)
      if (!builders.has(value.name) && constructsModel(body, builders)) builders.add(value.name);
  }
  return builders;
}
