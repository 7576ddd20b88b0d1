/** The store's rows of a board → a retrained predictor in the store, where it is better than what answers now. */
import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import { EMBEDDED_DEVICES, type Device } from "../../../predictors/src/devices";
import type { LayeredModel } from "../../../predictors/src/layered";
import { loadLayered } from "../../../predictors/src/load";
import type { Card, Metric, Refused } from "../../../predictors/src/predictor";
import { calibratedFile } from "../../../predictors/src/train/model-file";
import type { HeldOutBy, OwnRow } from "../../../predictors/src/train/own-rows";
import { retrain, type Current, type KeptBecause, type RetrainResult } from "../../../predictors/src/train/retrain";
import type { Reason } from "../../../predictors/src/train/suspects";
import type { Store } from "../node/store";
import type { Confidence } from "./label";
import { rowId } from "./row-id";
import { readRows, unpackFeatures, type LabelledRow } from "./row";

export type BoardRetraining = Judged | Refused;

export interface Judged {
  /** "better": the new predictor answers from now on. */
  readonly kind: "better" | "kept";
  /** Why the one that answered before does so still; null where the new one does. */
  readonly because: KeptBecause | null;
  /** Of the predictor that answers now; 0 is the embedded one, null none at all. */
  readonly version: number | null;
  /** Of what answered before (null where nothing did) and of the new one, on rows that neither has seen. */
  readonly before: Metric | null;
  readonly after: Metric;
  readonly heldOutBy: HeldOutBy;
  /** Groups of rows that were held out together. */
  readonly groups: number;
  /** Every row of the board, in the order of the store. */
  readonly rows: readonly JudgedRow[];
  /** Lines of the store that could not be read. */
  readonly problems: readonly string[];
}

export interface JudgedRow {
  readonly row: LabelledRow;
  readonly id: string;
  /** Milliseconds that a fit to other rows says. */
  readonly heldOutMs: number;
  /** Why it looks wrong; empty for most. */
  readonly reasons: readonly RowReason[];
  /** Whether the fit does not follow it. */
  readonly leftOut: boolean;
}

/** `other`: the row of the same network with another label. */
export type RowReason =
  Exclude<Reason, { kind: "another label" }> | { readonly kind: "another label"; readonly other: LabelledRow };

export type RolledBack =
  | { readonly kind: "rolled back"; /** 0 is the embedded one, null none at all. */ readonly version: number | null }
  | { readonly kind: "nothing"; readonly why: string };

const SEED = 1;
const CONDITIONS = "GPU time of one inference, as the user recorded it";

/** A label whose runs were counted, not seen, is followed less. */
const WEIGHTS: Readonly<Record<Confidence, number>> = { high: 1, medium: 1, low: 0.3 };

interface Base {
  readonly id: string;
  readonly text: string;
  readonly card: Card;
  readonly model: LayeredModel;
}

/** `models`: folder of the embedded model files. `progress` hears the share that is done, and ends the work by what it throws. */
export function retrainBoard(
  store: Store,
  models: string,
  device: Device,
  progress: (share: number) => void = () => undefined,
): BoardRetraining {
  const { rows: all, problems } = readRows(store);
  const rows = all.filter((row) => row.device === device.id);
  const bases = embeddedBases(models, device);
  if ("why" in bases) return bases;
  const current = currentFit(store, device, rows);
  const result = retrain({ device, bases, rows: rows.map(ownRow), current, seed: SEED, progress });
  if (result.kind === "refused") return result;
  const judged = { ...judgement(result, rows), problems };
  if (result.kind === "kept")
    return { ...judged, kind: "kept", because: result.because, version: currentVersion(store, device) };
  const version = store.nextVersion(device.id);
  const text = modelText({ result, bases, rows, device, version });
  // Whatever the rows are, what is put in use can be read again.
  const loaded = loadLayered(text);
  if ("kind" in loaded)
    return { kind: "refused", why: `no usable predictor can be made of the measurements (${loaded.why})` };
  store.addModel(device.id, version, text);
  return { ...judged, kind: "better", because: null, version };
}

export function rollBackBoard(store: Store, device: Device): RolledBack {
  if (store.model(device.id).kind === "none") {
    const why = device.embedded
      ? `the embedded predictor of ${device.name} answers already`
      : `there is no retrained predictor of ${device.name}`;
    return { kind: "nothing", why };
  }
  store.rollBack(device.id);
  return { kind: "rolled back", version: currentVersion(store, device) };
}

function currentVersion(store: Store, device: Device): number | null {
  const model = store.model(device.id);
  if (model.kind === "model") return model.version;
  return device.embedded ? 0 : null;
}

function ownRow({ model, ms, features, confidence }: LabelledRow): OwnRow {
  return { model, ms, network: unpackFeatures(features), weight: WEIGHTS[confidence] };
}

/** What of the store's rows the predictor in use has seen. */
function currentFit(store: Store, device: Device, rows: readonly LabelledRow[]): Current {
  const unfitted: Current = device.embedded ? { kind: "embedded" } : { kind: "nothing" };
  const stored = store.model(device.id);
  if (stored.kind !== "model") return unfitted;
  const loaded = loadLayered(stored.text);
  if ("kind" in loaded || loaded.card.retrained === undefined) return unfitted;
  const { recipe, rows: count, fitted } = loaded.card.retrained;
  const wasFitted = (row: LabelledRow, place: number): boolean =>
    fitted === undefined ? place < count : fitted.includes(rowId(row));
  return {
    kind: "retrained",
    recipe,
    rows: [...rows.keys()].filter((place) => wasFitted(rows[place] as LabelledRow, place)),
  };
}

/** The device's own first, or that of the board whose mode it is: the other boards' are there for one that behaves more like one of them. */
function embeddedBases(models: string, device: Device): readonly Base[] | Refused {
  const bases: Base[] = [];
  const isLike = ({ gpu }: Device): boolean => gpu === device.gpu;
  for (const base of [...EMBEDDED_DEVICES.filter(isLike), ...EMBEDDED_DEVICES.filter((other) => !isLike(other))]) {
    const name = `layered-${base.id}.json`;
    const file = path.join(models, name);
    const text = fs.existsSync(file) ? fs.readFileSync(file, "utf8") : null;
    const loaded = text === null ? null : loadLayered(text);
    if (text !== null && loaded !== null && !("kind" in loaded)) bases.push({ id: base.id, text, ...loaded });
    else if (isLike(base))
      return { kind: "refused", why: `the embedded predictor ${name} cannot be used; reinstall Latency Lens` };
  }
  return bases;
}

function judgement(
  { before, after, heldOutBy, groups, suspects, leftOut, heldOut }: Exclude<RetrainResult, Refused>,
  rows: readonly LabelledRow[],
): Omit<Judged, "kind" | "because" | "version" | "problems"> {
  const reasonsOf = (place: number): readonly RowReason[] =>
    suspects.flatMap(({ row, reason }): readonly RowReason[] => {
      if (row !== place) return [];
      if (reason.kind !== "another label") return [reason];
      const other = rows[reason.other];
      return other === undefined ? [] : [{ kind: "another label", other }];
    });
  const judged = rows.map((row, place): JudgedRow => {
    const heldOutMs = heldOut[place] ?? NaN;
    return { row, id: rowId(row), heldOutMs, reasons: reasonsOf(place), leftOut: leftOut.includes(place) };
  });
  return { before, after, heldOutBy, groups, rows: judged };
}

function modelText({
  result,
  bases,
  rows,
  device,
  version,
}: {
  readonly result: Extract<RetrainResult, { kind: "better" }>;
  readonly bases: readonly Base[];
  readonly rows: readonly LabelledRow[];
  readonly device: Device;
  readonly version: number;
}): string {
  const { recipe, theta, correction, interval, totals, before, after, leftOut } = result;
  const base = bases.find(({ id }) => id === recipe.base);
  if (base === undefined) throw new Error(`no base ${recipe.base}`);
  const fitted = rows.filter((_, place) => !leftOut.includes(place));
  const card: Card = {
    predictor: base.card.predictor,
    device: device.id,
    title: "Layered predictor, fitted to your measurements",
    role: "answers",
    rows: fitted.length,
    dataHash: createHash("sha256").update(JSON.stringify(fitted)).digest("hex"),
    source: `the user's own recordings, on the embedded predictor of ${base.model.additive.device.name}`,
    conditions: CONDITIONS,
    seed: SEED,
    command: `latency-lens retrain --device ${device.id}`,
    metrics: before === null ? [after] : [before, after],
    retrained: {
      version,
      rows: fitted.length,
      fitted: fitted.map(rowId),
      recipe,
      errorBefore: before?.mape ?? null,
      errorAfter: after.mape,
    },
  };
  return calibratedFile(base.text, card, { base: recipe.base, theta, correction, interval, totals });
}
