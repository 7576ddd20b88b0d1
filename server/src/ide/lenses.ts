import { COMMANDS } from "../../../protocol/commands";
import type { Lens } from "../../../protocol/features";
import type { Candidate, ModelReport } from "../../../protocol/report";
import { asksForSize, candidatesShown, NO_ESTIMATE } from "./candidates";
import { hasTotal, modelTitle, shorterTitles } from "./format";
import { modelsIn } from "./layers-by-line";
import { slowLenses } from "./slow-lenses";
import { beforeError, comparedDevice, isStale, primaryDevice, STALE } from "./view";
import type { View } from "./view";

const SET_INPUT_SIZE = "Set input size…";
const GO_TO = "Go to";

/**
 * Characters of a definition's lenses that fit beside the side bar and the minimap of a window 1,400 pixels wide, as pictures show: of longer
 * ones the first 130 to 136 are to be seen, by the width of their letters. The last word is Breakdown, which a click on the figures opens, too.
 */
const LINE_CHARACTERS = 132;

/** What VS Code puts between lenses of one line. */
const SEPARATOR = " | ";

const NO_LINES: ReadonlySet<number> = new Set();

/**
 * Lenses on the definition of each model, and warnings on the lines where its time goes. `warned`: the lines that have such a warning now;
 * it goes only when the line is clearly under the threshold.
 */
export function lenses(view: View, warned: ReadonlySet<number> = NO_LINES): readonly Lens[] {
  if (!view.settings.enabled || !view.settings.lenses) return [];
  const models = modelsIn(view.report.uri, view.report.models);
  const candidates = candidatesShown(view.report);
  return [
    ...models.flatMap((model) => modelLenses(view, model)),
    ...candidates.flatMap((candidate) => candidateLenses(view, candidate)),
    ...(models.length + candidates.length > 0 ? [] : nothingFound(view)),
    ...slowLenses(view, models, warned),
  ];
}

// ---------------------------------------------------------------- definitions without an estimate

/** A file with Keras or TensorFlow.js in it and nothing to estimate says so at its top, but not while it is being typed. */
function nothingFound({ report }: View): Lens[] {
  if (report.problems.some(({ code }) => code === "syntax")) return [];
  const start = { line: 0, character: 0 };
  const argument = { uri: report.uri, model: null };
  return [
    { kind: "definition", range: { start, end: start }, title: NO_ESTIMATE, command: COMMANDS.explain, argument },
  ];
}

function candidateLenses(view: View, { id, location, directive }: Candidate): Lens[] {
  const argument = { uri: view.report.uri, model: id };
  const base = { kind: "definition", range: location.range, argument } as const;
  const why: Lens = { ...base, title: NO_ESTIMATE, command: COMMANDS.explain };
  return directive === null ? [why] : [why, { ...base, title: SET_INPUT_SIZE, command: COMMANDS.setInputSize }];
}

// ---------------------------------------------------------------- the model's own lenses

function modelLenses(view: View, model: ModelReport): Lens[] {
  const base = baseOf(view, model);
  const primary = primaryDevice(view);
  const estimated = hasTotal(beforeError(view, model) ?? model);
  const size: Lens[] = asksForSize(model) ? [{ ...base, title: SET_INPUT_SIZE, command: COMMANDS.setInputSize }] : [];
  const commands = estimated && primary !== undefined ? figureLenses(view, model) : [];
  const rest = [...size, ...commands];
  return [...headLenses(view, model, roomBeside(rest)), ...rest];
}

function baseOf({ report }: View, { location, id }: ModelReport): Pick<Lens, "kind" | "range" | "argument"> {
  return { kind: "definition", range: location.range, argument: { uri: report.uri, model: id } };
}

/** Characters that the head may have, so that the lenses behind it are not cut off. */
function roomBeside(lenses: readonly Lens[]): number {
  return LINE_CHARACTERS - lenses.reduce((sum, { title }) => sum + SEPARATOR.length + title.length, 0);
}

function figureLenses(view: View, model: ModelReport): Lens[] {
  const base = baseOf(view, model);
  const compared = comparedDevice(view);
  const compare: Lens[] =
    compared === undefined ? [] : [{ ...base, title: `Compare on ${compared.shortName}`, command: COMMANDS.compare }];
  return [...compare, { ...base, title: "Breakdown", command: COMMANDS.breakdown }];
}

/** The model's line; an error of the source, and figures that are not complete, lead to what they say. */
function headLenses(view: View, model: ModelReport, room: number): Lens[] {
  const { error } = model;
  const base = baseOf(view, model);
  const title = modelTitle(model, view.report.devices, beforeError(view, model));
  if (error !== null) {
    const goTo = { ...base, command: COMMANDS.goTo, argument: error.location };
    return [
      { ...goTo, title },
      { ...goTo, title: GO_TO },
    ];
  }
  const stale = isStale(view, model) ? ` · ${STALE}` : "";
  // What is left out stands in the hover and in the breakdown. It does not come and go while code is half-typed.
  const titles = [title, ...shorterTitles(model, view.report.devices)];
  const shown = titles.find(({ length }) => length <= room) ?? titles.at(-1) ?? title;
  return [
    {
      ...base,
      title: `${shown}${stale}`,
      command: hasTotal(model) && !model.partial ? COMMANDS.breakdown : COMMANDS.explain,
    },
  ];
}
