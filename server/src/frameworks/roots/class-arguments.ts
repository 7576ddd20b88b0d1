/** What the constructors and methods of a file's classes are called with where nobody calls them, and what becomes of their results. */
import type { Assumption, Candidate } from "../../../../protocol/report";
import type { Evaluation, Finished } from "../../eval/evaluate";
import type { ClassValue, FunctionValue, Running, Value } from "../../values/value";
import type { Argument, ClassDeclaration, Directive, Language } from "../../syntax/program";
import type { CallSite } from "./call-sites";
import { candidateOf, failedCandidate, noImageCandidate } from "./candidates";
import { missingParameters, writtenArguments } from "./function-arguments";
import type { WrittenArguments } from "./function-arguments";
import { guess } from "./guessed-arguments";
import { literalValue } from "./literals";
import { answersOf, isAnswerOfRun, reachedLimit, NO_CLASS_DEFAULTS } from "./root-model";
import type { FoundCall, RootOptions, Unnamed } from "./root-model";

export type Found = Unnamed | Omit<Candidate, "id">;

/** A class of the file, with what the author wrote about it. */
export interface ClassRoot {
  readonly evaluation: Evaluation;
  readonly options: RootOptions;
  readonly value: ClassValue;
  readonly declaration: ClassDeclaration;
  readonly directive: Directive | null;
  /** Of its static and class methods, in other files of the project. */
  readonly callsElsewhere: readonly FoundCall[];
}

export interface KnownArguments {
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

/** `site`: the call that a model is shown for. */
export function argumentsOf(
  target: FunctionValue,
  { options, directive }: Pick<ClassRoot, "options" | "directive">,
  site?: CallSite,
): KnownArguments {
  const written = writtenArguments(target, directive, options);
  const said = new Map([...(site?.given ?? []), ...written.given]);
  const inputs: Argument[] = [];
  for (const argument of written.written) {
    const literal = literalValue(argument.value);
    if (literal === null) inputs.push(argument);
    else if (argument.name !== null) said.set(argument.name, literal);
  }
  const names = new Set(inputs.map(({ name }) => name));
  const given = { given: said, written: names, classDefaults: site?.classDefaults ?? NO_CLASS_DEFAULTS };
  const guessed = guess(target, given, options.program.language);
  return { ...guessed, inputs, lacking: missingParameters(target, written), written };
}

export function valuesOf(interpreter: Running, { values, inputs }: KnownArguments): ReadonlyMap<string, Value> {
  const made = inputs.flatMap(({ name, value }) =>
    name === null ? [] : [[name, interpreter.directiveValue(value)] as const],
  );
  return new Map([...values, ...made]);
}

/** The models that a run gave, each by its name; else why it gave none. To be asked while what the run did still holds. */
export function foundIn(
  target: FunctionValue,
  finished: Finished,
  known: KnownArguments,
  { networks, program: { language } }: RootOptions,
): readonly Found[] {
  const { open, lacking, assumptions, isSizeGuessed } = known;
  const candidate = candidateOf(target, "network", { open, lacking }, language);
  const asked = { name: target.name, target, networks, inputShape: known.written.inputShape };
  const answers = answersOf(finished, asked).filter(({ whole }) => whole || open.length === 0);
  if (answers.length === 0) return open.length > 0 ? [candidate] : failure(target, finished, language);
  return answers.map(({ name, network, whole }) => ({
    name,
    location: target.location,
    network,
    partial: !whole || reachedLimit(finished),
    problems: finished.problems,
    assumptions: [...assumptions, ...finished.assumptions],
    calledAt: null,
    otherwise: open.length > 0 ? candidate : null,
    unlessImage: isSizeGuessed ? noImageCandidate(target, lacking, language) : null,
  }));
}

function failure(target: FunctionValue, { value }: Finished, language: Language): readonly Found[] {
  return value.kind === "unknown" && !isAnswerOfRun(value) ? [failedCandidate(target, value, language)] : [];
}
