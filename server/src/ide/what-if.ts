/**
 * What if a number of the source were another one: the source is edited and analysed for each value, so that a point of a
 * curve is by its making what the edited file says.
 */
import type { DeviceId, ModelReport, Report } from "../../../protocol/report";
import type {
  WhatIfEditResult,
  WhatIfFigure,
  WhatIfParameter,
  WhatIfParams,
  WhatIfPoint,
  WhatIfResult,
} from "../../../protocol/what-if";
import { analyse } from "../analysis/analysis";
import type { AnalysisEnvironment, AnalysisInput } from "../analysis/analysis";
import { answeringOf } from "../analysis/estimate";
import { parseDocument, languageOf } from "../project/language";
import type { Program } from "../syntax/program";
import { candidatesShown } from "./candidates";
import { inputSizeEdit } from "./input-size";
import { modelAt, modelsIn } from "./layers-by-line";
import { numberEdits, sourceNumbers, withNumbers } from "./source-numbers";
import type { SourceNumber } from "./source-numbers";
import { edited } from "./source-search";
import type { TextEdit } from "./source-search";
import { rangeOf, valuesOf } from "./what-if-steps";

export type WhatIfQuestion = WhatIfParams & { readonly document: WhatIfDocument };

export interface WhatIfEditQuestion extends Pick<WhatIfParams, "target" | "position"> {
  readonly document: WhatIfDocument;
  readonly values: Readonly<Record<string, number>>;
}

type WhatIfDocument = Omit<AnalysisInput, "inputShape" | "cancelled">;

/** So long one question may take; what has no answer by then says so. Below what the watchdog grants a task. */
const PATIENCE_MS = 2500;

/** So many numbers of a file are tried for an effect on the model. */
const NUMBERS_TRIED = 24;

/** So many steps away a value is looked for that gives a network: depths of 6n + 2 and 9n + 2 among them. */
const STEPS_TRIED = 9;

const NOT_TRIED: Shown = { why: "This file takes too long to evaluate to try every value.", devices: {} };

export function whatIf(
  environment: AnalysisEnvironment,
  question: WhatIfQuestion,
  cancelled: () => boolean,
): WhatIfResult {
  const trials = new Trials(environment, question.document, cancelled);
  const subject = subjectOf(trials, question);
  if ("why" in subject) return { kind: "nothing", why: subject.why };
  const found = parametersOf(trials, subject);
  const varied = found.find(({ parameter }) => parameter.name === question.vary) ?? found[0];
  if (varied === undefined)
    return { kind: "nothing", why: `No number of this file changes what ${subject.model.name} costs.` };
  const held = heldEdits(found, { ...question.at, [varied.parameter.name]: NaN });
  const { parameter, number } = varied;
  const points = new Map<number, WhatIfPoint>();
  for (const value of outwards(valuesOf(parameter), parameter.value)) {
    const edits = [...held, ...numberEdits(number, value)];
    points.set(value, { value, ...(trials.isOver() ? NOT_TRIED : trials.with(subject, edits).shown) });
  }
  return {
    kind: "curves",
    model: subject.model.name,
    parameters: found.map((one) => one.parameter),
    vary: parameter.name,
    points: [...points.values()].sort((left, right) => left.value - right.value),
    measured: Object.fromEntries(
      environment.devices.map(({ info, predictors }) => {
        const predictor = answeringOf(predictors)?.predictor;
        const widths = predictor === undefined || "kind" in predictor ? undefined : predictor.measuredWidths;
        return [info.id, parameter.isSize ? (widths ?? null) : null];
      }),
    ),
  };
}

export function whatIfEdit(
  environment: AnalysisEnvironment,
  question: WhatIfEditQuestion,
  cancelled: () => boolean,
): WhatIfEditResult {
  const { document, values } = question;
  const trials = new Trials(environment, document, cancelled);
  const subject = subjectOf(trials, question);
  if ("why" in subject) return { kind: "nothing", why: subject.why };
  const numbers = candidatesIn(subject);
  const missing = Object.keys(values).find((name) => !numbers.some((number) => number.name === name));
  if (missing !== undefined) return { kind: "nothing", why: `There is no number ${missing} in this file any more.` };
  const changes = numbers.flatMap((number) => {
    const value = values[number.name];
    const isNew = value !== undefined && Number.isFinite(value) && value > 0 && value !== number.places[0].value;
    return isNew ? numberEdits(number, value) : [];
  });
  if (changes.length === 0) return { kind: "nothing", why: "These are the numbers that the file has." };
  const edits = subject.inserted === null ? changes : afterInsertion(subject.inserted, changes);
  return { kind: "edit", uri: document.uri, version: document.version ?? 0, edits };
}

// ---------------------------------------------------------------- the model

/** The model that is asked about, in a text that says its size. */
interface Subject {
  readonly model: ModelReport;
  readonly text: string;
  readonly program: Program;
  /** The comment that gives the size, where the document itself leaves it to a guess. */
  readonly inserted: TextEdit | null;
  /** Place of the model among those of its definition. */
  readonly ordinal: number;
}

function subjectOf(
  trials: Trials,
  { target, position, document }: Pick<WhatIfQuestion, "target" | "position" | "document">,
): Subject | { readonly why: string } {
  const program = trials.program(document.text);
  const report = trials.report(document.text, program);
  const { uri, models } = report;
  const model = modelsIn(uri, models).find(({ id }) => id === target.model) ?? modelAt(uri, models, position);
  if (model === undefined) return { why: candidatesShown(report)[0]?.why ?? "There is no model in this file." };
  const plain = { model, text: document.text, program, inserted: null, ordinal: ordinalOf(report, model) };
  return withWrittenSize(trials, plain) ?? plain;
}

/** A size that is only assumed becomes a comment, in which it can be changed; null where it says the same no more. */
function withWrittenSize(trials: Trials, { model, text, program, ordinal }: Subject): Subject | null {
  const [height, width, channels] = model.inputShapes[0] ?? [];
  if (!model.assumptions.some(({ code }) => code === "input-size")) return null;
  if (typeof height !== "number" || typeof width !== "number" || typeof channels !== "number") return null;
  const [edit, ...others] = inputSizeEdit(program, text, model.location, [height, width, channels])?.edits ?? [];
  if (edit === undefined || others.length > 0) return null;
  const sized = edited(text, [edit]);
  const sizedProgram = trials.program(sized);
  const line = model.location.range.start.line + linesIn(edit.text) - 1;
  const found = trials.report(sized, sizedProgram).models.filter(({ location }) => location.range.start.line === line)[
    ordinal
  ];
  return found === undefined ? null : { model: found, text: sized, program: sizedProgram, inserted: edit, ordinal };
}

function linesIn(text: string): number {
  return text.split(/\r\n|\r|\n/).length;
}

function ordinalOf({ models }: Report, model: ModelReport): number {
  return models.filter((other) => hasPlaceOf(other, model)).indexOf(model);
}

function hasPlaceOf({ location }: ModelReport, { location: wanted }: ModelReport): boolean {
  const [start, place] = [location.range.start, wanted.range.start];
  return location.uri === wanted.uri && start.line === place.line && start.character === place.character;
}

/** Edits of the text with the comment, as edits of the document: the comment comes with them. */
function afterInsertion(inserted: TextEdit, changes: readonly TextEdit[]): readonly TextEdit[] {
  const { start } = inserted.range;
  const added = linesIn(inserted.text) - 1;
  const within = changes.filter(({ range }) => range.start.line === start.line);
  const moved = changes
    .filter(({ range }) => range.start.line !== start.line)
    .map(({ range, text }) => {
      const by = range.start.line > start.line ? added : 0;
      const up = (one: TextEdit["range"]["start"]): TextEdit["range"]["start"] => ({ ...one, line: one.line - by });
      return { range: { start: up(range.start), end: up(range.end) }, text };
    });
  if (within.length === 0) return moved;
  const inComment = within.map(({ range, text }) => ({
    range: { start: { ...range.start, line: 0 }, end: { ...range.end, line: 0 } },
    text,
  }));
  return [{ range: inserted.range, text: edited(inserted.text, inComment) }, ...moved];
}

// ---------------------------------------------------------------- its numbers

interface FoundParameter {
  readonly number: SourceNumber;
  readonly parameter: WhatIfParameter;
}

function candidatesIn({ text, program, model }: Subject): readonly SourceNumber[] {
  const place = { location: model.location, calledAt: model.calledAt ?? null };
  return sourceNumbers(program, text, place).slice(0, NUMBERS_TRIED);
}

/** Those that change the model, sizes first. */
function parametersOf(trials: Trials, subject: Subject): readonly FoundParameter[] {
  const found = candidatesIn(subject).flatMap((number): readonly FoundParameter[] => {
    const effect = trials.isOver() ? null : effectOf(trials, subject, number);
    return effect === null ? [] : [{ number, parameter: rangeOf(number, effect === "size") }];
  });
  return [...found.filter(({ parameter }) => parameter.isSize), ...found.filter(({ parameter }) => !parameter.isSize)];
}

/** Whether another value gives another network, and one of another input; null where it changes nothing. */
function effectOf(trials: Trials, subject: Subject, number: SourceNumber): "size" | "other" | null {
  const { value, step } = rangeOf(number, false);
  const present = trialOf(subject.model);
  for (let steps = 1; steps <= STEPS_TRIED && !trials.isOver(); steps++) {
    const { network } = trials.with(subject, numberEdits(number, value + steps * step));
    if (network === null) continue;
    if (network.edges !== present.network?.edges) return "size";
    return network.cost === present.network.cost ? null : "other";
  }
  return null;
}

/** Without what is no positive number, and without what stays as it is. */
function heldEdits(found: readonly FoundParameter[], at: Readonly<Record<string, number>>): readonly TextEdit[] {
  return found.flatMap(({ number, parameter }) => {
    const value = at[parameter.name];
    const isOther = value !== undefined && Number.isFinite(value) && value > 0 && value !== parameter.value;
    return isOther ? numberEdits(number, value) : [];
  });
}

/** From the present value to both ends, so that what there is no time for lies furthest away. */
function outwards(values: readonly number[], from: number): readonly number[] {
  return [...values].sort((left, right) => Math.abs(left - from) - Math.abs(right - from));
}

// ---------------------------------------------------------------- trials

type Shown = Omit<WhatIfPoint, "value">;

/** What stays of an analysis. */
interface Trial {
  readonly shown: Shown;
  /** By what networks are told apart; null where there is none. */
  readonly network: { readonly edges: string; readonly cost: string } | null;
}

/** Analyses of the document with other texts, each made once. */
class Trials {
  private readonly until: number;
  private readonly made = new Map<string, Trial>();
  private readonly environment: AnalysisEnvironment;

  constructor(
    environment: AnalysisEnvironment,
    private readonly document: WhatIfDocument,
    private readonly cancelled: () => boolean,
  ) {
    this.environment = withAnsweringAlone(environment);
    this.until = environment.now() + PATIENCE_MS;
  }

  isOver(): boolean {
    return this.cancelled() || this.environment.now() > this.until;
  }

  program(text: string): Program {
    const { uri, language } = this.document;
    return parseDocument(this.environment.parsers, text, language ?? languageOf(uri));
  }

  report(text: string, program: Program): Report {
    const { environment, document, cancelled } = this;
    return analyse(environment, { ...document, text, program, inputShape: null, cancelled });
  }

  with(subject: Subject, edits: readonly TextEdit[]): Trial {
    const text = edited(subject.text, edits);
    const known = text === subject.text ? trialOf(subject.model) : this.made.get(text);
    if (known !== undefined) return known;
    const report = this.report(text, withNumbers(subject.program, edits));
    const model = report.models.filter((other) => hasPlaceOf(other, subject.model))[subject.ordinal];
    const trial = model === undefined ? without(whyGone(report, subject.model)) : trialOf(model);
    this.made.set(text, trial);
    return trial;
  }
}

/** No other predictor's figure is shown. */
function withAnsweringAlone(environment: AnalysisEnvironment): AnalysisEnvironment {
  const devices = environment.devices.map((device) => {
    const answering = answeringOf(device.predictors);
    return { ...device, predictors: answering === undefined ? [] : [answering] };
  });
  return { ...environment, devices };
}

function without(why: string): Trial {
  return { shown: { why, devices: {} }, network: null };
}

function trialOf(model: ModelReport): Trial {
  const { error, problems, estimates, features, inputShapes } = model;
  const failure = error ?? problems.find(({ severity }) => severity === "error");
  if (failure !== undefined) return without(failure.message);
  const refused = Object.values(estimates).find((one) => one.kind === "refused");
  const times = Object.values(estimates).map((one) => (one.kind === "estimate" ? one.ms : one.why));
  // Without the channels.
  const edges = inputShapes.map((shape) => (shape === null || shape.length < 2 ? shape : shape.slice(0, -1)));
  return {
    shown: { why: refused?.kind === "refused" ? refused.why : null, devices: figuresOf(model) },
    network: { edges: JSON.stringify(edges), cost: JSON.stringify([features, times]) },
  };
}

/** Why a definition that gave a model gives none. */
function whyGone({ candidates = [], problems }: Report, { location }: ModelReport): string {
  const candidate = candidates.find((one) => one.location.range.start.line === location.range.start.line);
  const error = problems.find(({ severity }) => severity === "error");
  return candidate?.why ?? error?.message ?? "The source gives no network for this value.";
}

function figuresOf({ estimates, partial }: ModelReport): Readonly<Record<DeviceId, WhatIfFigure>> {
  return Object.fromEntries(
    Object.entries(estimates).flatMap(([id, one]) => {
      if (one.kind === "refused") return [];
      const { ms, low, high, outsideMeasuredRange } = one;
      return [[id, { ms, low, high, outsideMeasuredRange, isPartial: partial }] as const];
    }),
  );
}
