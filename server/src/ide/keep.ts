/**
 * Which figures survive half-typed code. It is mostly read as what stands around it, so an estimate of it is one of another
 * network; the last good one says more, as long as it is marked.
 *
 * With a syntax error in the text:
 *
 * - A model that is gone while the text is broken keeps its old figures, unless its name itself was deleted.
 * - A model that lost layers, or of which less is understood, keeps its old figures: an error above it may be why.
 * - A model whose figures changed otherwise keeps its old ones while an error stands in its own code.
 * - Every other model has its new figures: the error is elsewhere, or changes nothing.
 *
 * Without one (an editor closes brackets by itself, so most half-typed code is readable): a model of which less is understood than
 * before keeps its old figures while the one statement is typed, until the author pauses. What is deleted is gone at once.
 * One that an error of the source keeps from being built is shown as it is; its last totals stand beside the error (`view.ts`).
 */
import { isEmpty } from "../../../protocol/source";
import type { ModelReport, Problem, Report } from "../../../protocol/report";
import { framesIn, modelsIn } from "./layers-by-line";

export interface Kept {
  /** In the order of the new report, those that are gone from it at the end. */
  readonly models: readonly ModelReport[];
  /** Ids of the models whose figures are old. */
  readonly kept: ReadonlySet<string>;
}

export function isSyntax({ code }: Problem): boolean {
  return code === "syntax";
}

/** The models, each in its earlier state where all of it was understood and now is not. */
export function understoodBefore(old: readonly ModelReport[], models: readonly ModelReport[]): readonly ModelReport[] {
  return models.map((model) => {
    const before = counterpart(old, model);
    return !isFinished(model) && before !== undefined && isFinished(before) ? before : model;
  });
}

/** The models without those that an error stops: of these what they were before. */
export function withoutErrors(old: readonly ModelReport[], models: readonly ModelReport[]): readonly ModelReport[] {
  return models.map((model) => (model.error === null ? model : (counterpart(old, model) ?? model)));
}

/** All of it is understood, and nothing keeps it from being built. */
export function isFinished({ partial, error, location }: ModelReport): boolean {
  return !partial && error === null && !isEmpty(location.range);
}

/** `old` are the models of the last report at the places of the present text. */
export function keepFigures(uri: string, old: readonly ModelReport[], report: Report): Kept {
  const errors = report.problems.filter((problem) => isSyntax(problem) && problem.location.uri === uri);
  const lines = errors.map(({ location }) => location.range.start.line);
  const kept = new Map<ModelReport, ModelReport>();
  const gone: ModelReport[] = [];
  for (const model of old.filter(({ location }) => !isEmpty(location.range))) {
    const now = counterpart(report.models, model);
    if (now === undefined) gone.push(model);
    else if (isLess(model, now)) kept.set(now, model);
    else if (!sameFigures(model, now) && lines.some((line) => isOwnLine(uri, line, model, old))) kept.set(now, model);
  }
  const models = [...report.models.map((model) => kept.get(model) ?? model), ...gone];
  return { models, kept: new Set([...kept.values(), ...gone].map(({ id }) => id)) };
}

/** The same model now: by its id or, where it was renamed, by the line that it is defined on. */
export function counterpart(models: readonly ModelReport[], { id, location }: ModelReport): ModelReport | undefined {
  const isThere = (other: ModelReport): boolean =>
    other.location.uri === location.uri && other.location.range.start.line === location.range.start.line;
  return models.find((model) => model.id === id) ?? models.find(isThere);
}

function isLess(old: ModelReport, now: ModelReport): boolean {
  return (now.partial && !old.partial) || now.layers.length < old.layers.length;
}

function sameFigures(a: ModelReport, b: ModelReport): boolean {
  if (a.partial !== b.partial || a.layers.length !== b.layers.length) return false;
  if (a.parameters.total !== b.parameters.total || a.flops !== b.flops) return false;
  return Object.entries(a.estimates).every(([device, estimate]) => {
    const other = b.estimates[device];
    return (
      estimate.kind === other?.kind &&
      (estimate.kind === "refused" || (other.kind === "estimate" && estimate.ms === other.ms))
    );
  });
}

/** From the first place of the model (a helper's, too) to the next model's definition. */
function isOwnLine(uri: string, line: number, model: ModelReport, models: readonly ModelReport[]): boolean {
  const places = model.layers.flatMap((layer) => framesIn(uri, layer)).map(({ location }) => location.range);
  const first = Math.min(model.location.range.start.line, ...places.map(({ start }) => start.line));
  const last = Math.max(model.location.range.start.line, ...places.map(({ end }) => end.line));
  const next = modelsIn(uri, models).find(({ location }) => location.range.start.line > last);
  return line >= first && line < (next?.location.range.start.line ?? Infinity);
}
