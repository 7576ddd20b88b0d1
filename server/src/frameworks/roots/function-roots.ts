/**
 * Models that the functions of a file give. A function that needs nothing is run as it is; one that needs arguments takes
 * them from its directive or the settings, else from its calls in the file, else from those in other files, else, flagged,
 * from what the names of its parameters suggest. What then still lacks something is a candidate with a reason.
 */
import type { Candidate } from "../../../../protocol/report";
import type { Evaluation, Finished } from "../../eval/evaluate";
import { leavesOf } from "../../values/leaves";
import type { EvaluationProblem, FunctionValue, UnknownValue, Value } from "../../values/value";
import type { Argument, Directive, Statement } from "../../syntax/program";
import { directiveFor } from "../../syntax/directives";
import { isStatements, TopLevelDefinitions } from "./bindings";
import { assumedAt, bestSites, constructsModel, knownSites, siteNames, withDefaults } from "./call-sites";
import type { CallSite } from "./call-sites";
import { callsThrough, ownFunctions, ownMethods } from "./callers";
import type { Caller } from "./callers";
import { candidateOf, failedCandidate, noImageCandidate } from "./candidates";
import { missingParameters, unknownSettings, writtenArguments } from "./function-arguments";
import type { WrittenArguments } from "./function-arguments";
import { guess } from "./guessed-arguments";
import { modelIn, modelsIn } from "./models-in";
import { isWithin } from "./networks";
import type { Network } from "./networks";
import {
  errorBehind,
  foundCall,
  isAnswerOfRun,
  reachedLimit,
  returnedAnswers,
  unknownAnswers,
  NO_CLASS_DEFAULTS,
} from "./root-model";
import type { Answer, Asked, FoundCall, RootOptions, Unnamed } from "./root-model";
import { isSameModel, MODELS_CONSIDERED, wholeModels } from "./whole-models";

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

/** What stays of the run of a function. */
interface Outcome extends Pick<Finished, "problems" | "assumptions"> {
  /** Networks that it returns. */
  readonly returned: readonly Answer[];
  /** Whether its value is or holds a model. */
  readonly givesModel: boolean;
  /** Whether its value is or holds layers, and nothing else. */
  readonly givesLayers: boolean;
  /** Why its value is not known. */
  readonly unknown: UnknownValue | null;
  /** Networks that it built, in order, where it returns none. */
  readonly built: readonly BuiltNetwork[];
  /** Whether it built models or layers at all. */
  readonly isBuilder: boolean;
  readonly calls: readonly FoundCall[];
}

interface BuiltNetwork extends Network {
  /** Whether one of the calls gave it. */
  readonly isOfCall: boolean;
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
  { shown, unbound }: { readonly shown: ReadonlySet<FunctionValue>; readonly unbound: readonly FoundCall[] },
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
  private readonly ended: { readonly target: Target; readonly outcome: Outcome }[] = [];
  private readonly failed: Omit<Candidate, "id">[] = [];
  /** Names of functions that construct a model, or call one that does. */
  private readonly builders: ReadonlySet<string>;

  constructor(
    private readonly evaluation: Evaluation,
    private readonly options: RootOptions,
    shown: ReadonlySet<FunctionValue>,
    unbound: readonly FoundCall[],
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
    const outcome = this.call(target, given, { isAlone: true }, { directive: written, inputShape });
    if (outcome.unknown !== null || !this.addReturned(target, outcome)) this.ended.push({ target, outcome });
  }

  /** False where a function returns no model. */
  private addReturned({ value, written }: Target, outcome: Outcome): boolean {
    const models = this.rootsFrom(value, outcome, written.inputShape);
    if (models.length === 0) return false;
    this.models.push(...models);
    this.returning.add(value.name);
    for (const call of outcome.calls) this.parts.add(call.target);
    return true;
  }

  /** What functions that return no model build, once it is known which do. */
  private addOthers(): void {
    for (const { target, outcome } of this.ended) {
      if (outcome.unknown !== null && this.addReturned(target, outcome)) continue;
      this.calls.push(...outcome.calls);
      const before = this.models.length;
      this.addUnreturned(target, outcome);
      const failure = this.failureOf(target, outcome);
      if (this.models.length === before && failure !== null)
        this.failed.push(failedCandidate(target.value, failure, this.options.program.language));
    }
  }

  /** Functions that fail alone and give a model where somebody calls them need no reason. */
  private failures(): readonly Omit<Candidate, "id">[] {
    const built = [...this.evaluation.models, ...this.models.map(({ network }) => network)];
    const names = new Set(built.flatMap(({ construction }) => construction.map((frame) => frame.function)));
    return this.failed.filter(({ name }) => !names.has(name));
  }

  /** Why a function that builds a network did not come to its end; null where it did. */
  private failureOf({ value }: Target, { unknown, built, isBuilder }: Outcome): UnknownValue | null {
    if (unknown === null || isAnswerOfRun(unknown)) return null;
    const isEmpty = built.every(({ layers }) => layers.size === 0);
    return isEmpty && (isBuilder || this.builders.has(value.name)) ? unknown : null;
  }

  /** Models that a function builds and does not return; those of a function that it calls are that one's. */
  private addUnreturned({ value }: Target, outcome: Outcome): void {
    const own = wholeModels(this.builtIn(value, outcome));
    for (const network of own.slice(0, UNRETURNED_SHOWN)) {
      if (network.isOfCall || this.models.some((other) => isSameModel(other.network, network))) continue;
      this.models.push(this.rootOf(value, network, outcome));
    }
  }

  /** Models that a function builds; those of a function that needs nothing and returns them are shown there. */
  private builtIn(value: FunctionValue, { built }: Outcome): readonly BuiltNetwork[] {
    return built.filter(
      (network) =>
        isWithin(this.options.uri, network) &&
        !network.construction.some(({ function: name }) => name !== value.name && this.returning.has(name ?? "")),
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
      const outcome = this.callAt({ value, written }, site, names[index]);
      const models = this.rootsFrom(value, outcome, written.inputShape, names[index]);
      const isBlock = !outcome.givesModel && [...site.given.values()].some(holdsTensor);
      if (models.length === 0 || isBlock) return [];
      for (const call of outcome.calls) this.parts.add(call.target);
      this.called.add(value);
      return models.map((model) => ({
        ...model,
        assumptions: assumedAt(site, model.assumptions),
        calledAt: site.frames[0]?.location ?? null,
      }));
    });
  }

  private callAt(target: Pick<Target, "value" | "written">, site: CallSite, name?: string): Outcome {
    const { given, written, inputShape } = target.written;
    const all = new Map([...site.given, ...given]);
    return this.call(
      target,
      all,
      { site, ...(name === undefined ? {} : { name }) },
      { directive: written, inputShape },
    );
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
    const outcome = this.call(target, values, site === undefined ? {} : { site }, {
      directive: written.written,
      inputShape: written.inputShape,
    });
    const isNetwork = outcome.givesModel || outcome.built.length > 0 || this.builders.has(value.name);
    if (!isNetwork && (!outcome.isBuilder || outcome.givesLayers)) return;
    // What it builds is shown at the function that it calls.
    if (outcome.calls.some((call) => this.called.has(call.target))) return;
    const lacking = missingParameters(value, written);
    const failure = open.length === 0 ? this.failureOf(target, outcome) : null;
    const candidate =
      failure === null
        ? candidateOf(value, isNetwork ? "network" : "part", { open, lacking }, language)
        : failedCandidate(value, failure, language);
    const roots = isNetwork ? this.guessed(target, outcome, open.length === 0) : [];
    if (roots.length > 0) this.called.add(value);
    else if (isFirst) this.candidates.push(candidate);
    for (const root of roots)
      this.models.push({
        ...root,
        name: root.name === value.name ? name : root.name,
        assumptions: [...assumptions, ...assumedAt(site, root.assumptions)],
        calledAt: site?.frames[0]?.location ?? null,
        otherwise: open.length > 0 ? candidate : null,
        unlessImage: isSizeGuessed ? noImageCandidate(value, lacking, language) : null,
      });
  }

  /** What a function gives, or builds without giving it; of one that could not be followed only where it was told everything. */
  private guessed({ value, written }: Target, outcome: Outcome, isTold: boolean): readonly Unnamed[] {
    const roots = this.rootsFrom(value, outcome, written.inputShape);
    if (roots.length > 0 && (isTold || outcome.givesModel)) return roots;
    const models = wholeModels(outcome.built.filter((network) => isWithin(this.options.uri, network)));
    // Many are those of a loop or a recursion whose end is not known.
    return (models.length > UNRETURNED_SHOWN ? [] : models)
      .filter(({ isOfCall }) => !isOfCall)
      .map((network) => this.rootOf(value, network, outcome));
  }

  // -------------------------------------------------------------- runs and what they gave

  private call(
    { value }: Pick<Target, "value">,
    given: ReadonlyMap<string, Value>,
    { site, name = value.name, isAlone = false }: { site?: CallSite; name?: string; isAlone?: boolean },
    { directive, inputShape }: { directive: readonly Argument[]; inputShape: readonly number[] | null },
  ): Outcome {
    const asked: Asked = { name, target: value, networks: this.options.networks, inputShape };
    const at = site === undefined ? {} : { site };
    return this.evaluation.run({ kind: "call", target: value, given, directive, inputShape, ...at }, (finished) => {
      // A network of nothing but an error, of a function that needs nothing, says no more than the error.
      const error = isAlone ? errorBehind(finished.value) : null;
      return outcomeOf(error === null ? finished : { ...finished, value: error, models: [], layers: 0 }, asked);
    });
  }

  /** What a function returns; of several models each by the name that the function has for it. */
  private rootsFrom(
    value: FunctionValue,
    outcome: Outcome,
    inputShape: readonly number[] | null,
    name = value.name,
  ): readonly Unnamed[] {
    return this.answers(value, outcome, inputShape, name).map(({ name: own, network, whole }) => ({
      ...this.rootOf(value, network, outcome),
      name: own,
      partial: !whole || reachedLimit(outcome),
    }));
  }

  private answers(
    target: FunctionValue,
    outcome: Outcome,
    inputShape: readonly number[] | null,
    name: string,
  ): readonly Answer[] {
    const { unknown, built, isBuilder } = outcome;
    if (unknown === null) return outcome.returned;
    // What is not known of a function that calls others that are shown says nothing of a network of its own.
    const own = this.builtIn(target, outcome);
    const isOwn = built.length === 0 ? isBuilder : own.length > 0;
    return unknownAnswers(
      unknown,
      { models: own, isBuilder: isOwn },
      { name, target, networks: this.options.networks, inputShape },
    );
  }

  private rootOf(value: FunctionValue, network: Network, outcome: Outcome): Unnamed {
    return {
      name: value.name,
      location: value.location,
      network,
      partial: reachedLimit(outcome),
      problems: outcome.problems,
      assumptions: outcome.assumptions,
      calledAt: null,
      otherwise: null,
      unlessImage: null,
    };
  }
}

/** To be asked while what the run did still holds. */
function outcomeOf(finished: Finished, asked: Asked): Outcome {
  const { value, models, layers, calls, problems, assumptions } = finished;
  const returned = value.kind === "unknown" ? [] : returnedAnswers(value, asked);
  const called = new Set(calls.flatMap((call) => modelsIn(call.result)));
  const built = returned.length > 0 ? [] : models.slice(-MODELS_CONSIDERED);
  return {
    returned,
    givesModel: modelIn(value) !== null,
    givesLayers: givesLayers(value),
    unknown: value.kind === "unknown" ? withoutTensors(value) : null,
    built: built.map((model) => ({ ...asked.networks.of(model, asked.inputShape), isOfCall: called.has(model) })),
    isBuilder: models.length > 0 || layers > 0,
    calls: calls.map(foundCall),
    problems,
    assumptions,
  };
}

/** The tensors that a call was given belong to the run. */
function withoutTensors({ kind, why, location, mistake }: UnknownValue): UnknownValue {
  return { kind, why, location, ...(mistake === undefined ? {} : { mistake }) };
}

/** `def conv(filters): return Conv2D(filters, 3)` makes layers for whoever calls it. */
function givesLayers(value: Value): boolean {
  const leaves = leavesOf(value);
  return leaves.length > 0 && leaves.every(({ kind }) => kind === "layer");
}

function holdsTensor(value: Value): boolean {
  return leavesOf(value).some(({ kind }) => kind === "tensor");
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
