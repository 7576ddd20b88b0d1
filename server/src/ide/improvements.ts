/** Changes at a line that make its network faster by more than estimates can be wrong by: each is tried before it is offered. */
import type { DeviceInfo, LayerReport, ModelReport, Problem, Report } from "../../../protocol/report";
import type { Range } from "../../../protocol/source";
import type { Improvement } from "../../../protocol/features";
import type { Program } from "../syntax/program";
import { milliseconds } from "./format";
import { groupBy } from "./group";
import { counterpart } from "./keep";
import { modelsIn, siteOf } from "./layers-by-line";
import { inputRewrites, layerRewrites } from "./rewrites";
import type { Rewrite } from "./rewrites";
import { edited } from "./source-search";
import { verdictOf } from "./verdict";

/** Milliseconds in which changes are tried; those that are left then are not offered. A reader who opens a menu waits no longer. */
export const TRIAL_MS = 1_500;

export interface Trial {
  readonly program: Program;
  readonly text: string;
  /** What the text says as it is. */
  readonly report: Report;
  readonly range: Range;
  /** Id of the device whose time counts. */
  readonly device: string;
  /** What a changed text says. */
  readonly analyse: (text: string) => Report;
  readonly now: () => number;
  readonly cancelled: () => boolean;
}

/** The largest gain first. */
export function improvements(trial: Trial): readonly Improvement[] {
  const { report, now, cancelled } = trial;
  const device = report.devices.find(({ id }) => id === trial.device);
  if (device === undefined) return [];
  const end = now() + TRIAL_MS;
  const found: { readonly improvement: Improvement; readonly ratio: number }[] = [];
  const resized = new Set<ModelReport>();
  for (const { model, rewrite } of candidates(trial)) {
    if (cancelled() || now() > end) break;
    // The same size by fewer numbers was found before.
    if (rewrite.inputShape !== undefined && resized.has(model)) continue;
    const tried = tryOut(trial, device, model, rewrite);
    if (tried === null) continue;
    found.push(tried);
    if (rewrite.inputShape !== undefined) resized.add(model);
  }
  return found.sort((a, b) => b.ratio - a.ratio).map(({ improvement }) => improvement);
}

interface Candidate {
  readonly model: ModelReport;
  readonly rewrite: Rewrite;
}

function candidates(trial: Trial): readonly Candidate[] {
  const { report, range } = trial;
  const models = modelsIn(report.uri, report.models).filter(isWhole);
  const seen = new Set<string>();
  const found = models.flatMap((model) => {
    const sites = groupBy(
      model.layers.filter((layer) => touches(rangeOf(report.uri, layer), range)),
      (layer) => JSON.stringify(rangeOf(report.uri, layer)),
    );
    const ofLayers = [...sites.values()].flatMap((layers) => {
      const site = layers[0] === undefined ? null : rangeOf(report.uri, layers[0]);
      return site === null ? [] : layerRewrites(trial, model, site, layers);
    });
    const isAtInput =
      touches(model.location.range, range) ||
      model.layers.some((layer) => layer.class === "InputLayer" && touches(rangeOf(report.uri, layer), range));
    return [...ofLayers, ...(isAtInput ? inputRewrites(trial, model) : [])].map((rewrite) => ({ model, rewrite }));
  });
  // A helper that several models share is changed once.
  return found.filter(({ rewrite }) => {
    const key = JSON.stringify(rewrite.edits);
    return !seen.has(key) && seen.add(key);
  });
}

/** A gain of a network that is not understood as a whole says little. */
function isWhole({ partial, error }: ModelReport): boolean {
  return !partial && error === null;
}

function rangeOf(uri: string, layer: LayerReport): Range | null {
  return siteOf(uri, layer)?.range ?? null;
}

function touches(place: Range | null, { start, end }: Range): boolean {
  return place !== null && place.start.line <= end.line && place.end.line >= start.line;
}

/** Null where the changed text has another problem, or where its time is not clearly less. */
function tryOut(
  { report, text, analyse }: Trial,
  device: DeviceInfo,
  model: ModelReport,
  { title, edits, inputShape }: Rewrite,
): { readonly improvement: Improvement; readonly ratio: number } | null {
  const after = analyse(edited(text, edits));
  const changed = counterpart(after.models, model);
  const [was, now] = [model.estimates[device.id], changed?.estimates[device.id]];
  if (changed === undefined || !isWhole(changed) || was?.kind !== "estimate" || now?.kind !== "estimate") return null;
  if (inputShape !== undefined && JSON.stringify(changed.inputShapes) !== JSON.stringify([inputShape])) return null;
  if (isWorse(report, after) || changed.assumptions.length > model.assumptions.length) return null;
  if (changed.notes.length > model.notes.length || now.ms <= 0 || now.ms >= was.ms) return null;
  const { ratio, words } = verdictOf(was.ms, now.ms);
  if (words === "no clear difference") return null;
  const gain = `${device.shortName} ${milliseconds(was.ms).replace(/ ms$/, "")} → ${milliseconds(now.ms)}`;
  return { ratio, improvement: { title: `${title} (${gain}${words === "faster" ? "" : ", probably"})`, edits } };
}

/** A problem or a lost model that the text did not have before: one of other sizes is the same. */
function isWorse(before: Report, after: Report): boolean {
  const known = new Map<string, number>();
  const words = ({ message }: Problem): string => message.replace(/\d+/g, "0");
  for (const problem of before.problems) known.set(words(problem), (known.get(words(problem)) ?? 0) + 1);
  const isNew = after.problems.some((problem) => {
    const left = known.get(words(problem)) ?? 0;
    known.set(words(problem), left - 1);
    return left === 0;
  });
  return isNew || after.models.filter(isWhole).length < before.models.filter(isWhole).length;
}
