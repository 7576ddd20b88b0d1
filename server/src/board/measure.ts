/** A recording and the network it is of → a labelled row, and the row into the store. */
import { createHash } from "node:crypto";
import { isTensorRtMode, type DeviceId } from "../../../predictors/src/devices";
import type { Estimate } from "../../../predictors/src/predictor";
import type { AnalysedModel } from "../analysis/report";
import type { Store } from "../node/store";
import { importRecording } from "./import-recording";
import { isSameRecording } from "./kernel-print";
import type { Recorded } from "./label";
import { notImported, type NotImported } from "./refusal";
import { packFeatures, readRows, type LabelledRow } from "./row";

export interface Measurement {
  /** The recording's bytes. */
  readonly recording: Uint8Array;
  readonly network: MeasuredNetwork;
  /** Null where the recording names its board. */
  readonly device: DeviceId | null;
  /** Runs as the user counts them; null where they did not say. */
  readonly runs: number | null;
  readonly now: Date;
  /** What is known of the board while it was recorded; absent for a recording that came as a file. */
  readonly conditions?: LabelledRow["conditions"];
  /** The board's power mode, where it is another one than that of the published measurements: such a board is one of its own. */
  readonly mode?: string;
}

/** What a label needs of a network, as plain data: a run on a board may outlive the program that started it. */
export interface MeasuredNetwork {
  readonly recorded: Omit<Recorded, "device" | "runs" | "isOwnMode">;
  readonly features: LabelledRow["features"];
}

const BYTES_PER_ELEMENT = 4;

/** Refused where not all of its kernels are known. */
export function networkToMeasure(network: AnalysedModel): MeasuredNetwork | NotImported {
  const { root, graph, features } = network;
  const missing = graph.nodes.find((node) => node.unknown !== null || node.cost === null);
  if (graph.nodes.length === 0 || missing !== undefined || root.partial) {
    const why = missing?.unknown ?? "its input size is not known; give --input or a “# latency:” comment";
    return notImported(`${root.name} is not wholly understood, so its kernels are not known: ${why}`);
  }
  return { recorded: recordedNetwork(network), features: packFeatures(features) };
}

export function labelledRow(measurement: Measurement): LabelledRow | NotImported {
  const { recording, network, device, runs, now, conditions, mode } = measurement;
  const label = importRecording(recording, {
    ...network.recorded,
    device,
    runs,
    isOwnMode: mode !== undefined,
    isTensorRt: isTensorRtMode(mode),
  });
  if (label.kind === "refused") return label;
  return {
    format: "latency-lens-row",
    version: 1,
    model: network.recorded.model,
    device: mode === undefined ? label.device : deviceInMode(label.device, mode),
    ms: label.ms,
    runs: label.runs,
    kernelsPerRun: label.kernelsPerRun,
    confidence: label.confidence,
    how: label.how,
    deviation: label.deviation,
    features: network.features,
    source: {
      sha256: createHash("sha256").update(recording).digest("hex"),
      tool: label.tool,
      form: label.form,
      kernels: { ...label.kernels, some: [...label.kernels.some] },
    },
    ...(conditions !== undefined && { conditions }),
    importedAt: now.toISOString(),
  };
}

/** "tx2-max-p-core-all" */
function deviceInMode(device: string, mode: string): string {
  return `${device}-${mode.toLowerCase().replace(/[^a-z0-9]+/g, "-")}`;
}

function recordedNetwork({ root, graph, features }: AnalysedModel): MeasuredNetwork["recorded"] {
  const kernels = (features.kernels ?? []).flat();
  const countOfKinds = (...kinds: readonly string[]): number =>
    kernels.filter(({ kind }) => kinds.includes(kind)).length;
  const shape = graph.nodes[graph.inputs[0] ?? -1]?.outputShape ?? null;
  const elements = shape?.reduce<number | null>(
    (product, side) => (product === null || side === null ? null : product * side),
    1,
  );
  return {
    model: root.name,
    convolutions: countOfKinds("conv", "depthwise"),
    depthwise: countOfKinds("depthwise"),
    products: countOfKinds("dense", "matmul"),
    hasTransposed: graph.nodes.some(({ layer }) => /Transpose$/i.test(layer.class)),
    inputBytes: elements === null || elements === undefined ? null : elements * BYTES_PER_ELEMENT,
  };
}

/** What the board's predictor says of the network; null where it refuses. */
export function predictedOn({ estimates }: AnalysedModel, device: string): Estimate | null {
  const answer = estimates.find(({ device: { id } }) => id === device)?.answer;
  return answer?.kind === "estimate" ? answer : null;
}

/** Null where the row is new to the store. */
export function alreadyImported(store: Store, row: LabelledRow): NotImported | null {
  return alreadyAmong(readRows(store).rows, row);
}

/** Null where the row is new to these. */
export function alreadyAmong(rows: readonly LabelledRow[], row: LabelledRow): NotImported | null {
  const known = rows.find((other) => isSameSource(row, other));
  if (known === undefined) return null;
  const what = `${known.model} on ${known.device}, ${known.ms.toPrecision(4)} ms`;
  return notImported(`this recording is imported already (${what}, at ${known.importedAt})`);
}

/** The same bytes, or the same kernels in another file. */
function isSameSource({ source, device }: LabelledRow, other: LabelledRow): boolean {
  if (source.sha256 === other.source.sha256) return true;
  if (device !== other.device || source.kernels === undefined || other.source.kernels === undefined) return false;
  return isSameRecording(source.kernels, other.source.kernels);
}
