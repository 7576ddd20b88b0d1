/**
 * The page that explains the product: text → Program → values → graph → shapes → kernels and features → milliseconds → Report.
 *
 * Each step is one function of its own folder; this file composes them and holds no logic. An analysis is a pure function of
 * the document, the options and the environment, so it runs equally in the server, on the command line and in a test.
 */
import type { Note, Report } from "../../../protocol/report";
import { Deadline } from "../eval/budget";
import type { Evaluation } from "../eval/evaluate";
import type { Limits } from "../eval/limits";
import { startEvaluation } from "../languages/start";
import type { EvaluationProblem } from "../values/value";
import type { Library } from "../eval/host";
import { networkFeatures } from "../features/features";
import { callsMade } from "../frameworks/roots/callers";
import { Networks } from "../frameworks/roots/networks";
import type { FoundCall, InputSettings, RootModel } from "../frameworks/roots/root-model";
import { isWatched, isWatchedElsewhere, rootsOf } from "../frameworks/roots/roots";
import type { Graph } from "../graph/graph";
import { inferGraph } from "../graph/infer";
import { notesOfGraph } from "../graph/graph-notes";
import { KnownLayers } from "../layers/known-layers";
import { stoppable } from "../syntax/parser";
import type { Parsers } from "../syntax/parser";
import type { Program } from "../syntax/program";
import { parseCall, rootsOfCall } from "./call";
import type { RefusedCall } from "./call";
import { whyTooLarge } from "../project/document-size";
import { createLibrary, createZoo, languageOf, parseDocument, vocabularyOf } from "../project/language";
import type { DocumentLanguage, Zoo } from "../project/language";
import { analyseInTime } from "./in-time";
import { whyItDoesNotFit } from "./memory";
import { NO_PROJECT } from "../project/modules";
import type { DocumentModules, ModuleUser, Project, ProjectModules } from "../project/modules";
import { documentReport, modelReport, withoutGuesses } from "./report";
import type { AnalysedModel } from "./report";
import { estimateOn, whyNothingIsKnown } from "./estimate";
import type { DevicePredictors } from "./estimate";

/** What every analysis needs from outside. */
export interface AnalysisEnvironment {
  readonly parsers: Parsers;
  /** In the order in which devices are shown. */
  readonly devices: readonly DevicePredictors[];
  readonly limits: Limits;
  /** The networks of libraries, parsed; without it, each analysis that uses some parses them itself. */
  readonly zoo?: Zoo;
  /** Other files of the user's projects; without them no import of one is followed. */
  readonly modules?: ProjectModules;
  /** Milliseconds of a monotonic clock. */
  readonly now: () => number;
}

export interface AnalysisInput {
  readonly uri: string;
  readonly version: number | null;
  readonly text: string;
  /** The text as a Program, where it is known already. */
  readonly program?: Program;
  /** Without it, what the name of the file says. */
  readonly language?: DocumentLanguage;
  /** Height, width and channels in place of what the source says; null leaves the source as it is. */
  readonly inputShape: readonly number[] | null;
  /** What the author's settings say of the inputs of the document's functions. */
  readonly settings?: InputSettings;
  /** Where other files are looked for; without it, in the folders above the document. */
  readonly project?: Project;
  /** Whether the networks are wanted in a form that a board can run as well. */
  readonly withTopologies?: boolean;
  /** True once the answer is no longer wanted: the report is then whatever was known. */
  readonly cancelled: () => boolean;
}

export function analyse(environment: AnalysisEnvironment, input: AnalysisInput): Report {
  return analyseNetworks(environment, input).report;
}

/**
 * The report and what it was made of: the networks in the order of its models (a measurement is a label of one of them),
 * the Program and what its top level evaluated to.
 */
export function analyseNetworks(
  environment: AnalysisEnvironment,
  input: AnalysisInput,
): {
  readonly report: Report;
  readonly networks: readonly AnalysedModel[];
  readonly program: Program;
  readonly evaluation: Evaluation;
} {
  const { program, modules, evaluation, library, layers, deadline } = evaluateDocument(environment, input);
  const { uri, inputShape } = input;
  const callsElsewhere = (names: readonly string[]): readonly FoundCall[] =>
    modules?.users(names).flatMap((user) => callsFrom(environment, input, { user, names, deadline })) ?? [];
  const roots = rootsOf(evaluation, {
    program,
    uri,
    inputShape,
    networks: new Networks(library, layers, input.withTopologies),
    callsElsewhere,
    ...(input.settings === undefined ? {} : { settings: input.settings }),
  });
  const { analysed, problems: leftOut } = analyseInTime(
    roots.models,
    (root) => analyseModel(environment, root, layers),
    { isOver: () => deadline.isOver(), cancelled: input.cancelled },
  );
  const { networks, candidates } = withoutGuesses(analysed, roots.candidates);
  const models = networks.map(modelReport);
  const problems = [...refusedForSize(input), ...roots.problems, ...leftOut];
  const parts = { program, evaluation, models, candidates, problems, modules };
  return { report: documentReport(input, environment.devices, parts), networks, program, evaluation };
}

/** The report of what a call of the document's names gives, mostly one model, or why it gives none. */
export function analyseCall(
  environment: AnalysisEnvironment,
  input: AnalysisInput,
  text: string,
): Report | RefusedCall {
  const call = parseCall(environment.parsers, text, input.language ?? languageOf(input.uri));
  if (call.kind === "refused") return call;
  const [tooLarge] = refusedForSize(input);
  if (tooLarge !== undefined) return { kind: "refused", why: tooLarge.message, column: null };
  const { program, modules, evaluation, library, layers, deadline } = evaluateDocument(environment, input);
  const roots = rootsOfCall(evaluation, call, {
    inputShape: input.inputShape,
    networks: new Networks(library, layers),
  });
  if ("why" in roots) return roots;
  const { analysed, problems } = analyseInTime(roots, (root) => modelReport(analyseModel(environment, root, layers)), {
    isOver: () => deadline.isOver(),
    cancelled: input.cancelled,
  });
  const parts = { program, evaluation, models: analysed, candidates: [], problems, modules };
  return documentReport(input, environment.devices, parts);
}

function evaluateDocument(
  environment: AnalysisEnvironment,
  input: AnalysisInput,
): {
  readonly program: Program;
  readonly modules: DocumentModules | undefined;
  readonly evaluation: Evaluation;
  readonly library: Library;
  readonly layers: KnownLayers;
  readonly deadline: Deadline;
} {
  const language = input.language ?? languageOf(input.uri);
  const deadline = new Deadline(environment.limits, environment.now);
  const parsers = stoppable(environment.parsers, input.cancelled);
  const program = input.program ?? parseDocument(parsers, input.text, language);
  const modules = environment.modules?.of(input.uri, projectWith(input));
  const layers = new KnownLayers(vocabularyOf(language));
  const library = createLibrary(language, environment.zoo ?? createZoo(environment.parsers), layers);
  const evaluation = startEvaluation(input.uri, program, {
    library,
    limits: environment.limits,
    inputShape: input.inputShape,
    now: environment.now,
    deadline,
    cancelled: input.cancelled,
    watches: isWatched(input.uri),
    ...(modules === undefined ? {} : { readModule: modules.read }),
  });
  return { program, modules, evaluation, library, layers, deadline };
}

/** The one problem of a document that is too large to be parsed; none of another. */
function refusedForSize({ uri, text }: AnalysisInput): readonly EvaluationProblem[] {
  const why = whyTooLarge(text);
  if (why === null) return [];
  const message = `Not looked at: this file ${why}. Move what builds the network into a file of its own.`;
  const start = { line: 0, character: 0 };
  return [{ severity: "warning", code: "too-large", message, location: { uri, range: { start, end: start } } }];
}

/** Other files that import the document see its present text. */
function projectWith({ uri, text, project = NO_PROJECT }: AnalysisInput): Project {
  return { ...project, open: new Map([...project.open, [uri, text]]) };
}

/** How another file of the project calls functions of the document. */
function callsFrom(
  environment: AnalysisEnvironment,
  { uri, cancelled }: AnalysisInput,
  {
    user,
    names,
    deadline,
  }: { readonly user: ModuleUser; readonly names: readonly string[]; readonly deadline: Deadline },
): readonly FoundCall[] {
  deadline.countModule(user.uri);
  const evaluation = startEvaluation(user.uri, user.program, {
    library: createLibrary(languageOf(user.uri), environment.zoo ?? createZoo(environment.parsers)),
    limits: environment.limits,
    inputShape: null,
    now: environment.now,
    deadline,
    cancelled,
    watches: isWatchedElsewhere(uri),
    readModule: user.read,
  });
  return callsMade(evaluation, user.uri, { names, language: user.program.language });
}

function analyseModel(environment: AnalysisEnvironment, root: RootModel, layers: KnownLayers): AnalysedModel {
  return { root, ...priced(environment, root.network.graph, root.network.notes, layers) };
}

/** A network with its shapes, and what each board needs for it. */
export function priced(
  environment: Pick<AnalysisEnvironment, "devices">,
  network: Graph,
  notes: readonly Note[],
  layers: KnownLayers,
): Omit<AnalysedModel, "root"> {
  const graph = inferGraph(network, layers);
  const features = networkFeatures(graph);
  const nothing = whyNothingIsKnown(graph);
  const estimates = environment.devices.map((device) =>
    estimateOn(device, features, nothing ?? whyItDoesNotFit(device.info, graph)),
  );
  return { graph, features, estimates, notes: [...notes, ...notesOfGraph(graph)] };
}
