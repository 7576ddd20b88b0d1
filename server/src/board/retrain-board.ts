/** The store's rows of a board → a retrained predictor in the store, where it is better than what answers now. */
import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import { DEVICES, EMBEDDED_DEVICES, type DeviceId } from "../../../predictors/src/devices";
import type { LayeredModel } from "../../../predictors/src/layered";
import { loadLayered } from "../../../predictors/src/load";
import type { Card, Refused } from "../../../predictors/src/predictor";
import { calibratedFile } from "../../../predictors/src/train/model-file";
import { retrain, type HeldOutErrors, type RetrainResult } from "../../../predictors/src/train/retrain";
import type { Store } from "../node/store";
import { readRows, unpackFeatures, type LabelledRow } from "./row";

export type BoardRetraining =
  | (HeldOutErrors & {
      /** "better": the new predictor answers from now on. */
      readonly kind: "better" | "kept";
      /** Of the predictor that answers now; 0 is the embedded one. */
      readonly version: number;
      readonly rows: number;
      readonly problems: readonly string[];
    })
  | Refused;

export type RolledBack =
  | { readonly kind: "rolled back"; /** 0 is the embedded one. */ readonly version: number }
  | { readonly kind: "nothing"; readonly why: string };

const SEED = 1;
const CONDITIONS = "GPU time of one inference, as the user recorded it";

interface Base {
  readonly id: string;
  readonly text: string;
  readonly card: Card;
  readonly model: LayeredModel;
}

/** `models`: folder of the embedded model files. About a third of a second for 30 rows. */
export function retrainBoard(store: Store, models: string, device: DeviceId): BoardRetraining {
  const { rows: all, problems } = readRows(store);
  const rows = all.filter((row) => row.device === device);
  const bases = embeddedBases(models, device);
  if ("why" in bases) return bases;
  const result = retrain({
    device: DEVICES[device],
    bases,
    rows: rows.map(({ model, ms, features }) => ({ model, ms, network: unpackFeatures(features) })),
    current: currentFit(store, device),
    seed: SEED,
  });
  switch (result.kind) {
    case "refused":
      return result;
    case "kept":
      return { ...result, version: currentVersion(store, device), rows: rows.length, problems };
    case "better": {
      const version = store.nextVersion(device);
      store.addModel(device, version, modelText({ result, bases, rows, device, version }));
      const { before, after, heldOutBy, groups } = result;
      return { kind: "better", before, after, heldOutBy, groups, version, rows: rows.length, problems };
    }
  }
}

export function rollBackBoard(store: Store, device: DeviceId): RolledBack {
  if (store.model(device).kind === "none")
    return { kind: "nothing", why: `the embedded predictor of ${DEVICES[device].name} answers already` };
  store.rollBack(device);
  return { kind: "rolled back", version: currentVersion(store, device) };
}

function currentVersion(store: Store, device: DeviceId): number {
  const model = store.model(device);
  return model.kind === "model" ? model.version : 0;
}

/** What of the store's rows the predictor in use has seen; null where the embedded one answers. */
function currentFit(
  store: Store,
  device: DeviceId,
): { recipe: NonNullable<Card["retrained"]>["recipe"]; rows: number } | null {
  const stored = store.model(device);
  if (stored.kind !== "model") return null;
  const loaded = loadLayered(stored.text);
  if ("kind" in loaded || loaded.card.retrained === undefined) return null;
  const { recipe, rows } = loaded.card.retrained;
  return { recipe, rows };
}

/** The device's own first: the other boards' are there for a board that behaves more like one of them. */
function embeddedBases(models: string, device: DeviceId): readonly Base[] | Refused {
  const bases: Base[] = [];
  for (const id of [device, ...EMBEDDED_DEVICES.map((other) => other.id).filter((other) => other !== device)]) {
    const name = `layered-${id}.json`;
    const file = path.join(models, name);
    const text = fs.existsSync(file) ? fs.readFileSync(file, "utf8") : null;
    const loaded = text === null ? null : loadLayered(text);
    if (text !== null && loaded !== null && !("kind" in loaded)) bases.push({ id, text, ...loaded });
    else if (id === device)
      return { kind: "refused", why: `the embedded predictor ${name} cannot be used; reinstall Latency Lens` };
  }
  return bases;
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
  readonly device: DeviceId;
  readonly version: number;
}): string {
  const { recipe, theta, interval, totals, before, after } = result;
  const base = bases.find(({ id }) => id === recipe.base);
  if (base === undefined) throw new Error(`no base ${recipe.base}`);
  const card: Card = {
    predictor: base.card.predictor,
    device,
    title: "Layered predictor, fitted to your measurements",
    role: "answers",
    rows: rows.length,
    dataHash: createHash("sha256").update(JSON.stringify(rows)).digest("hex"),
    source: `the user's own recordings, on the embedded predictor of ${DEVICES[base.model.additive.device.id].name}`,
    conditions: CONDITIONS,
    seed: SEED,
    command: `latency-lens retrain --device ${device}`,
    metrics: [before, after],
    retrained: { version, rows: rows.length, recipe, errorBefore: before.mape, errorAfter: after.mape },
  };
  return calibratedFile(base.text, card, { base: recipe.base, theta, interval, totals });
}
