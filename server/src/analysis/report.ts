/** Graph, features and answers → the plain data that every surface renders. */
import type {
  Candidate,
  DeviceEstimate,
  Fix,
  Frame,
  HeldBackBy,
  LayerReport,
  LayerTime,
  ModelReport,
  Note,
  Problem,
  RefusedEstimate,
  Report,
  Shape,
} from "../../../protocol/report";
import type { Location } from "../../../protocol/source";
import { AGGREGATE_FEATURES } from "../../../predictors/src/predictor";
import type { Card, NetworkFeatures, Term } from "../../../predictors/src/predictor";
import type { Evaluation } from "../eval/evaluate";
import type { ArgumentPlace, EvaluationProblem } from "../values/value";
import { plainText } from "../values/written";
import { ASSUMED_INPUT_SHAPE } from "../frameworks/roots/assumed-inputs";
import type { RootModel } from "../frameworks/roots/root-model";
import { areImages } from "../graph/image-inputs";
import type { GraphProblem, ShapedGraph, ShapedNode } from "../graph/graph";
import type { Program } from "../syntax/program";
import { changeTo } from "../closest";
import { budgetCommentProblems, withBudget } from "./budgets";
import { withError } from "./errors";
import { ASSUMED } from "../graph/notes";
import { directiveProblems } from "./directive-problems";
import { memoryProblems, programMemoryProblems } from "./memory";
import type { DocumentModules } from "../project/modules";
import { CellNames } from "../project/notebook";
import type { DeviceAnswer, DevicePredictors } from "./estimate";

/** What a report says of where a model comes from. */
export type ModelOrigin = Pick<
  RootModel,
  "id" | "name" | "location" | "calledAt" | "partial" | "problems" | "assumptions"
>;

export interface AnalysedModel<Root extends ModelOrigin = RootModel> {
  readonly root: Root;
  readonly graph: ShapedGraph;
  readonly features: NetworkFeatures;
  readonly estimates: readonly DeviceAnswer[];
  /** What the source asks for and the figures leave out. */
  readonly notes: readonly Note[];
}

const BYTES_PER_ELEMENT = 4;

export function modelReport({ root, graph, features, estimates, notes }: AnalysedModel<ModelOrigin>): ModelReport {
  const refused = refusal(estimates);
  const layers = graph.nodes.map((node, index) => layerReport(node, index, estimates, refused));
  const problems = [
    ...root.problems.map(complete),
    ...graph.problems.map((problem) => graphProblem(problem, graph, root)),
    ...notes.map(noteProblem),
    ...memoryProblems(
      estimates.map(({ device }) => device),
      graph,
      root.location,
    ),
    ...programMemoryProblems(estimates, isPartial(root, graph), root.location),
  ];
  return {
    id: root.id,
    name: root.name,
    location: root.location,
    ...(root.calledAt === null ? {} : { calledAt: root.calledAt }),
    inputShapes: shapesOf(graph, graph.inputs),
    outputShapes: shapesOf(graph, graph.outputs),
    partial: isPartial(root, graph),
    parameters: parameterTotals(graph),
    flops: sum(graph.nodes.map((node) => node.cost?.flops ?? 0)),
    macs: sum(graph.nodes.map((node) => node.cost?.macs ?? 0)),
    convolutionFlops: sum(graph.nodes.map((node) => (isConvolution(node) ? 2 * (node.cost?.macs ?? 0) : 0))),
    estimates: Object.fromEntries(
      estimates.map((answer) => [answer.device.id, deviceEstimate(answer, isPartial(root, graph))]),
    ),
    layers,
    error: null,
    assumptions: root.assumptions,
    notes,
    problems: unique(problems.map((problem) => leadingTo(root, problem))),
    features: Object.fromEntries(AGGREGATE_FEATURES.map((name) => [name, features.aggregate[name]])),
  };
}

/** Models that rest on guesses are shown only where those leave nothing open and make sense; of the others the candidates are. */
export function withoutGuesses<T extends Pick<AnalysedModel, "root" | "graph">>(
  analysed: readonly T[],
  candidates: readonly Candidate[],
): { readonly networks: readonly T[]; readonly candidates: readonly Candidate[] } {
  const judged = analysed.map((one) => ({ one, instead: instead(one) }));
  const others = judged.flatMap(({ one, instead }) => (instead === null ? [] : [{ ...instead, id: one.root.id }]));
  const all = [...candidates, ...others].sort((left, right) => bySource(left, right));
  return { networks: judged.flatMap(({ one, instead }) => (instead === null ? [one] : [])), candidates: all };
}

/** What is said in place of a model; null for one that is shown. */
function instead({ root, graph }: Pick<AnalysedModel, "root" | "graph">): Omit<Candidate, "id"> | null {
  if (root.unlessImage !== null && !areImages(graph, ASSUMED_INPUT_SHAPE.slice(0, 2))) return root.unlessImage;
  return root.otherwise !== null && isPartial(root, graph) ? root.otherwise : null;
}

function isPartial(root: ModelOrigin, graph: ShapedGraph): boolean {
  return root.partial || graph.nodes.some((node) => node.unknown !== null || node.cost === null);
}

/** The whole document: its models, and every problem once although several models may meet it. */
export function documentReport(
  document: { readonly uri: string; readonly version: number | null; readonly text: string },
  devices: readonly DevicePredictors[],
  parts: {
    readonly program: Program;
    readonly evaluation: Evaluation;
    readonly models: readonly ModelReport[];
    readonly candidates: readonly Candidate[];
    /** Of the models' roots altogether. */
    readonly problems: readonly EvaluationProblem[];
    readonly modules: DocumentModules | undefined;
  },
): Report {
  const { program, evaluation, candidates, modules } = parts;
  const names = new CellNames(document.uri, document.text);
  const topLevel = names.within(withMissingImports(evaluation.problems.map(complete), evaluation));
  const infos = devices.map(({ info }) => info);
  const models = names
    .within(parts.models)
    .map((model) =>
      withBudget(
        withError({ ...model, problems: withMissingImports(model.problems, evaluation) }, topLevel),
        program,
        infos,
      ),
    );
  const syntax = program.errors.map((error): Problem =>
    problemAt(document.uri, "syntax", "error", error.message, error.range),
  );
  const problems = [
    ...syntax,
    ...directiveProblems(document.uri, program),
    ...budgetCommentProblems(document.uri, program, infos, models),
    ...topLevel,
    ...parts.problems.map(complete),
    ...models.flatMap((model) => model.problems),
    ...(models.length > 0 ? predictorProblems(devices, models) : []),
  ];
  return names.within({
    uri: document.uri,
    version: document.version,
    devices: devices.map((device) => device.info),
    models,
    problems: unique(problems).sort(bySource),
    candidates,
    consulted: [...(modules?.consulted ?? [])],
  });
}

/** The report of a file that holds one network and no source of it. */
export function savedReport(uri: string, devices: readonly DevicePredictors[], written: ModelReport): Report {
  const model = withError(written, []);
  return {
    uri,
    version: null,
    devices: devices.map((device) => device.info),
    models: [model],
    problems: [...model.problems, ...predictorProblems(devices, [model])],
    candidates: [],
    consulted: [],
  };
}

function layerReport(
  node: ShapedNode,
  index: number,
  estimates: readonly DeviceAnswer[],
  refused: string | null,
): LayerReport {
  const elements = elementsOfAll(node);
  return {
    index,
    class: node.layer.class,
    name: node.layer.name,
    construction: node.layer.construction,
    application: node.application,
    inputs: node.inputs,
    outputShape: node.outputShape,
    parameters: node.parameters?.total ?? null,
    flops: node.cost?.flops ?? null,
    activationBytes: elements === null ? null : BYTES_PER_ELEMENT * elements,
    weightBytes: node.parameters === null ? null : BYTES_PER_ELEMENT * node.parameters.total,
    times: node.cost === null ? {} : layerTimes(index, estimates),
    notEstimated: node.unknown ?? (node.cost === null ? "its size is not known" : refused),
  };
}

/** Milliseconds of one layer on every device whose predictor prices layers. */
function layerTimes(index: number, estimates: readonly DeviceAnswer[]): Record<string, LayerTime> {
  const times: Record<string, LayerTime> = {};
  for (const { device, answer } of estimates) {
    if (answer.kind === "refused") continue;
    const layer = answer.layers?.[index];
    if (layer === undefined) continue;
    times[device.id] = { ms: layer.ms, share: layer.ms / answer.ms, heldBackBy: heldBackBy(layer.largestTerm) };
  }
  return times;
}

function refusal(estimates: readonly DeviceAnswer[]): string | null {
  const refused = estimates.flatMap(({ answer }) => (answer.kind === "refused" ? [answer.why] : []));
  return refused.length === estimates.length && refused[0] !== undefined ? refused[0] : null;
}

function deviceEstimate(
  { answer, card, byPredictor, extrapolated, consumption }: DeviceAnswer,
  partial: boolean,
): DeviceEstimate | RefusedEstimate {
  if (answer.kind === "refused") return answer;
  if (card === null || answer.low === null || answer.high === null) {
    return { kind: "refused", why: "the answering predictor gives no interval" };
  }
  return {
    kind: "estimate",
    ms: answer.ms,
    low: answer.low,
    high: answer.high,
    predictor: card.predictor,
    predictors: byPredictor,
    extrapolated,
    outsideMeasuredRange: answer.outsideMeasuredRange,
    nearest: answer.nearest,
    accuracy: accuracy(card),
    ownRows: card.retrained?.rows ?? null,
    calibration: card.calibration ?? null,
    consumption: partial && consumption !== null ? PARTLY_KNOWN : consumption,
  };
}

/** A part of the layers draws another power than the whole. */
const PARTLY_KNOWN: RefusedEstimate = { kind: "refused", why: "not all of its layers are known" };

/** The paper's test sets by their names in the card. */
const TEST_SETS: ReadonlyMap<string, string> = new Map([
  ["nis", "new image sizes"],
  ["ncv", "new variants"],
  ["nca", "new architectures"],
]);

/** What the card says of the predictor's error, in words. */
function accuracy(card: Card): string {
  if (card.retrained !== undefined) {
    const { errorBefore, errorAfter } = card.retrained;
    const before = errorBefore === null ? "" : ` (${errorBefore.toFixed(1)} % before)`;
    return `${errorAfter.toFixed(1)} % on your networks when held out${before}`;
  }
  return card.metrics
    .flatMap(({ name, mape }) => {
      const words = TEST_SETS.get(name);
      return words === undefined ? [] : [`${mape.toFixed(1)} % on ${words}`];
    })
    .join(", ");
}

function heldBackBy(term: Term | null): HeldBackBy {
  switch (term) {
    case "macs":
    case "waves":
      return "arithmetic";
    case "activation_bytes":
    case "dram_bytes":
      return "activations";
    case "weight_bytes":
    case "large_weight_bytes":
      return "weights";
    case "macs_per_input_channel":
      return "few input channels";
    case "macs_per_output_channel":
      return "few output channels";
    case "macs_per_output":
      return "few outputs";
    case "launch":
      return "launch";
    case null:
      return "nothing: it launches no kernel";
  }
}

function parameterTotals(graph: ShapedGraph): ModelReport["parameters"] {
  const total = sum(graph.nodes.map((node) => node.parameters?.total ?? 0));
  const nonTrainable = sum(graph.nodes.map((node) => node.parameters?.nonTrainable ?? 0));
  return { total, trainable: total - nonTrainable, nonTrainable };
}

function isConvolution(node: ShapedNode): boolean {
  return node.layer.rules.countedAs === "convolution";
}

function shapesOf(graph: ShapedGraph, indexes: readonly number[]): (Shape | null)[] {
  return indexes.map((index) => graph.nodes[index]?.outputShape ?? null);
}

/** Elements that the layer reads and writes; null where a side is not known. */
function elementsOfAll({ inputShapes, outputShape }: ShapedNode): number | null {
  let total = 0;
  for (const shape of inputShapes) {
    const elements = elementsOf(shape);
    if (elements === null) return null;
    total += elements;
  }
  const output = elementsOf(outputShape);
  return output === null ? null : total + output;
}

function elementsOf(shape: Shape | null): number | null {
  if (shape === null) return null;
  let product = 1;
  for (const side of shape) {
    if (side === null) return null;
    product *= side;
  }
  return product;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

// ---------------------------------------------------------------- problems

/** A note stands in the source, too: what is unlike every measured layer as information, as for other such layers. */
function noteProblem({ message, short, location }: Note): Problem {
  const isOfOtherFigures = short === ASSUMED;
  return {
    severity: isOfOtherFigures ? "warning" : "information",
    code: isOfOtherFigures ? "precision" : "unknown-layer",
    message,
    location,
    related: [],
  };
}

function complete(problem: Omit<Problem, "related"> & { readonly related?: Problem["related"] }): Problem {
  return { ...problem, related: problem.related ?? [] };
}

function problemAt(
  uri: string,
  code: Problem["code"],
  severity: Problem["severity"],
  message: string,
  range: Location["range"],
): Problem {
  return { code, severity, message, location: { uri, range }, related: [] };
}

/** A problem in another file stands in the reader's too: at the definition, where no call leads there. */
function leadingTo({ location }: ModelOrigin, problem: Problem): Problem {
  const places = [problem, ...problem.related].map((place) => place.location.uri);
  if (places.includes(location.uri)) return problem;
  return { ...problem, related: [...problem.related, { message: "of this model", location }] };
}

/** What is not known because an import was not found is no fault of the code: the module may be anywhere. */
function withMissingImports(problems: readonly Problem[], { missingImports }: Evaluation): readonly Problem[] {
  const places = new Set(missingImports.map((location) => JSON.stringify(location)));
  return problems.map((problem) =>
    places.has(JSON.stringify(problem.location)) ? { ...problem, severity: "information", code: "import" } : problem,
  );
}

/** A graph problem stands where its cause is: at the value that is not known, or else at the call that made the layer. */
function graphProblem(problem: GraphProblem, graph: ShapedGraph, root: ModelOrigin): Problem {
  const node = graph.nodes[problem.node];
  const frames = node === undefined ? [] : node.application.length > 0 ? node.application : node.layer.construction;
  const place = problem.argument === undefined ? undefined : node?.layer.places?.get(problem.argument);
  const origin = problem.origin ?? place?.location;
  const calls = frames.map((frame: Frame) => frame.location);
  const own = origin === undefined ? calls : calls.filter((call) => !isAround(call, origin));
  const [location, ...others] = distinct(origin === undefined ? own : [origin, ...own]);
  const firstCall = problem.origin === undefined ? "called from here" : "used here";
  const fix = problem.fix ?? (place === undefined ? null : fixOf(problem, place));
  return {
    severity: problem.severity,
    code: problem.code,
    message: isLowerBound(problem, node) ? lowerBound(problem.message) : problem.message,
    location: location ?? root.location,
    related: [
      ...others.map((place, index) => ({ message: index === 0 ? firstCall : "called from here", location: place })),
      ...(place === undefined ? constructedAt(node, [location ?? root.location, ...others]) : []),
    ],
    ...(fix !== null && { fix }),
  };
}

/** The word that was probably meant, in place of the one that is written there; null where that comes from elsewhere. */
function fixOf({ meant }: GraphProblem, place: ArgumentPlace): Fix | null {
  if (meant === undefined) return null;
  const location = plainText(place, meant.written);
  return location === null ? null : { title: changeTo(meant.word), location, text: meant.word };
}

/** Where the layer was constructed, unless that is where it is applied: `Dense(2)(x)`. */
function constructedAt(node: ShapedNode | undefined, said: readonly Location[]): Problem["related"] {
  const location = node?.layer.construction[0]?.location;
  const isSaid = said.some((place) => location !== undefined && isAround(place, location));
  return location === undefined || isSaid
    ? []
    : [{ message: `${node?.layer.class ?? "the layer"} is constructed here`, location }];
}

function isAround(outer: Location, inner: Location): boolean {
  const [a, b] = [outer.range, inner.range];
  const startsBefore =
    a.start.line < b.start.line || (a.start.line === b.start.line && a.start.character <= b.start.character);
  const endsAfter = a.end.line > b.end.line || (a.end.line === b.end.line && a.end.character >= b.end.character);
  return outer.uri === inner.uri && startsBefore && endsAfter;
}

/** Whether the problem leaves its layer out of the totals without being an error that the author has to mend. */
function isLowerBound(problem: GraphProblem, node: ShapedNode | undefined): boolean {
  return (problem.code === "unknown-layer" || problem.code === "unknown-value") && node?.unknown !== null;
}

/** A reason as a sentence, with what follows from it. */
function lowerBound(why: string): string {
  const sentence = /^[a-z]/.test(why) ? `Not understood: ${why}` : why;
  return `${sentence}${/[.?!]$/.test(sentence) ? "" : "."} The total is a lower bound.`;
}

function distinct(places: readonly Location[]): Location[] {
  return [...new Map(places.map((place) => [JSON.stringify(place), place])).values()];
}

/** Model files that could not be used, said once per file at the first model. */
function predictorProblems(devices: readonly DevicePredictors[], models: readonly ModelReport[]): Problem[] {
  const location = models[0]?.location;
  if (location === undefined) return [];
  return devices
    .flatMap(({ info, predictors, setAside }) => [
      ...predictors.flatMap(({ id, predictor }) =>
        "kind" in predictor ? [`No ${id} estimate for ${info.name}: ${predictor.why}`] : [],
      ),
      ...(setAside === undefined ? [] : [setAside]),
    ])
    .map((message) => ({ severity: "warning", code: "predictor", message, location, related: [] }));
}

function unique(problems: readonly Problem[]): Problem[] {
  const seen = new Map<string, Problem>();
  for (const problem of problems) {
    const { uri, range } = problem.location;
    const key = JSON.stringify([problem.message, uri, range]);
    if (!seen.has(key)) seen.set(key, problem);
  }
  return [...seen.values()];
}

function bySource(a: { readonly location: Location }, b: { readonly location: Location }): number {
  const [left, right] = [a.location.range.start, b.location.range.start];
  return left.line - right.line || left.character - right.character;
}
