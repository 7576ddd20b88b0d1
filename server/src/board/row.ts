/** A labelled row of the store: one measured network with what it takes to train on it, and where it comes from. */
import * as v from "valibot";
import { kernelKey, KERNEL_KINDS, KERNEL_NUMBERS, type Kernel } from "../../../predictors/src/kernels";
import { AGGREGATE_FEATURES, type NetworkFeatures } from "../../../predictors/src/predictor";
import type { Store } from "../node/store";

const number = v.pipe(v.number(), v.finite(), v.minValue(0));
const positive = v.pipe(v.number(), v.finite(), v.gtValue(0));
const whole = v.pipe(number, v.integer());

/** No network launches one kernel more often; a damaged row must not fill the memory. */
const MOST_REPEATS = 100_000;

/** What training takes of a network. */
export const featuresSchema = v.object({
  inputWidth: number,
  aggregate: v.object({
    ...Object.fromEntries(AGGREGATE_FEATURES.map((name) => [name, number])),
  }),
  /** Each distinct kernel once: how often, its kind, then the KERNEL_NUMBERS. */
  kernels: v.array(
    v.tuple([v.pipe(whole, v.maxValue(MOST_REPEATS)), v.picklist(KERNEL_KINDS), ...KERNEL_NUMBERS.map(() => number)]),
  ),
});

const rowSchema = v.object({
  format: v.literal("latency-lens-row"),
  version: v.literal(1),
  model: v.string(),
  device: v.string(),
  /** Mean GPU time of one inference. */
  ms: positive,
  runs: whole,
  kernelsPerRun: number,
  confidence: v.picklist(["high", "medium", "low"]),
  how: v.string(),
  /** Median absolute deviation of the runs as a share; null where single runs are not known. */
  deviation: v.nullable(number),
  features: featuresSchema,
  source: v.object({
    /** Of the recording's bytes. */
    sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
    tool: v.string(),
    form: v.string(),
    /** What the recording is known by when it is saved or printed anew; rows of earlier versions have none. */
    kernels: v.optional(v.object({ count: number, ms: number, some: v.array(number) })),
  }),
  /** Of the board while it was recorded, where Latency Lens ran the network itself. Null: the board did not say. */
  conditions: v.optional(
    v.object({
      /** What it calls itself. */
      board: v.nullable(v.string()),
      /** Power mode: "MAXN". */
      mode: v.nullable(v.string()),
      /** Of the GPU before and after, in MHz. */
      clocks: v.nullable(v.tuple([number, number])),
      /** Highest that the power mode allows. */
      highestClock: v.nullable(number),
      /** Free before and after, in MB. */
      memory: v.nullable(v.tuple([number, number])),
      /** "TensorFlow 1.15.0", "Python 3.6.9", … */
      software: v.array(v.string()),
      /** Median wall-clock time of one inference, copies and gaps included. */
      wallMs: v.nullable(positive),
    }),
  ),
  /** ISO 8601. */
  importedAt: v.string(),
});

export type LabelledRow = v.InferOutput<typeof rowSchema>;

export interface StoredRows {
  readonly rows: readonly LabelledRow[];
  readonly problems: readonly string[];
}

export function readRows(store: Store): StoredRows {
  const { values, places, problems } = store.lines();
  const rows: LabelledRow[] = [];
  const unknown: string[] = [];
  values.forEach((value, i) => {
    const row = rowOf(value);
    if (row === null) unknown.push(`${places[i] ?? ""} is no measurement that this version can read, and left out`);
    else rows.push(row);
  });
  return { rows, problems: [...problems, ...unknown] };
}

/** Null where the value is no row. */
export function rowOf(value: unknown): LabelledRow | null {
  const parsed = v.safeParse(rowSchema, value);
  return parsed.success ? parsed.output : null;
}

export function packFeatures({ inputWidth, aggregate, kernels }: NetworkFeatures): LabelledRow["features"] {
  const counts = new Map<string, { readonly kernel: Kernel; count: number }>();
  for (const kernel of (kernels ?? []).flat()) {
    const key = kernelKey(kernel);
    const known = counts.get(key);
    if (known === undefined) counts.set(key, { kernel, count: 1 });
    else known.count += 1;
  }
  return {
    inputWidth,
    aggregate: { ...aggregate },
    kernels: [...counts.values()].map(({ kernel, count }) => [
      count,
      kernel.kind,
      ...KERNEL_NUMBERS.map((name) => kernel[name]),
    ]),
  };
}

/** The layers' borders are not kept: all kernels stand in one layer. */
export function unpackFeatures({ inputWidth, aggregate, kernels }: LabelledRow["features"]): NetworkFeatures {
  const all = kernels.flatMap(([count, kind, ...values]): Kernel[] => {
    const numbers = Object.fromEntries(KERNEL_NUMBERS.map((name, i) => [name, values[i]])) as unknown as Omit<
      Kernel,
      "kind"
    >;
    return new Array<Kernel>(count).fill({ kind, ...numbers });
  });
  return { inputWidth, aggregate: aggregate as NetworkFeatures["aggregate"], kernels: [all] };
}
