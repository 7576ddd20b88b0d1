/** What a predictor's model file looks like: versioned JSON, typed arrays as base64, the card in plain sight. */
import * as v from "valibot";
import { AGGREGATE_FEATURES, FITTED_PARTS } from "./predictor";
import { SVR_KERNELS } from "./regression";

export const FORMAT = "latency-lens-predictor";
/** 2: the layered predictor has ten terms and two ensembles of trees. */
export const VERSION = 2;

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const numbers = v.array(v.pipe(v.number(), v.finite()));

const treesSchema = v.strictObject({ width: count, count, nodes: v.string(), values: v.string() });

const aggregateSchema = v.strictObject({
  theta: numbers,
  trees: treesSchema,
  logHalfWidth: v.pipe(v.number(), v.finite(), v.minValue(0)),
  low: numbers,
  high: numbers,
});

const layeredSchema = v.strictObject({
  kind: v.literal("layered"),
  /** What the numbers mean; they must be those of this program. */
  groups: v.array(v.string()),
  terms: v.array(v.string()),
  kernelFeatures: v.array(v.string()),
  theta: numbers,
  /** Ensembles, in the order of ENSEMBLE_WIDTHS. */
  trees: v.array(treesSchema),
  novelty: v.strictObject({ mean: numbers, scale: numbers, points: v.string() }),
  measured: v.strictObject({ models: v.array(v.string()), model: v.array(count), inputWidth: v.array(count) }),
  interval: v.strictObject({ known: numbers, newSize: numbers, sizes: v.array(count) }),
  aggregate: aggregateSchema,
  /** Coefficients fitted to a user's rows, on top of `theta` of the base board. */
  calibrated: v.optional(
    v.strictObject({
      base: v.string(),
      theta: numbers,
      /** Share of the trees' corrections that holds; all of it where the file does not say. */
      correction: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(1))),
      totals: v.pipe(v.number(), v.finite(), v.gtValue(0)),
    }),
  ),
});

const totalsSchema = v.strictObject({
  kind: v.literal("totals"),
  features: v.array(v.picklist(AGGREGATE_FEATURES)),
  trees: treesSchema,
  base: v.pipe(v.number(), v.finite()),
  low: numbers,
  high: numbers,
});

const denseSchema = v.strictObject({ inputs: count, weights: v.string(), biases: v.string() });

const finite = v.pipe(v.number(), v.finite());

const regressionSchema = v.strictObject({
  kind: v.literal("regression"),
  features: v.array(v.picklist(AGGREGATE_FEATURES)),
  logarithms: v.boolean(),
  mean: numbers,
  scale: v.array(v.pipe(v.number(), v.finite(), v.gtValue(0))),
  low: numbers,
  high: numbers,
  regressor: v.variant("kind", [
    v.strictObject({ kind: v.literal("linear"), weights: numbers, intercept: finite }),
    v.strictObject({ kind: v.literal("perceptron"), layers: v.array(denseSchema) }),
    v.strictObject({
      kind: v.literal("support-vectors"),
      kernel: v.strictObject({ name: v.picklist(SVR_KERNELS), gamma: finite, offset: finite, degree: count }),
      vectors: v.string(),
      coefficients: v.string(),
      bias: finite,
    }),
  ]),
});

const halfWidths = { within: finite, outside: finite };

const consumptionSchema = v.strictObject({
  kind: v.literal("consumption"),
  power: v.strictObject({ base: finite, trees: treesSchema, ...halfWidths, low: numbers, high: numbers }),
  memory: v.strictObject({ theta: numbers, trees: treesSchema, ...halfWidths, low: numbers, high: numbers }),
  energy: v.strictObject(halfWidths),
});

const percent = v.pipe(v.number(), v.finite(), v.minValue(0));

const cardSchema = v.strictObject({
  predictor: v.string(),
  device: v.string(),
  title: v.string(),
  role: v.optional(v.literal("answers")),
  rows: count,
  dataHash: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
  source: v.string(),
  conditions: v.string(),
  seed: v.pipe(v.number(), v.integer()),
  command: v.string(),
  metrics: v.array(
    v.strictObject({
      name: v.string(),
      n: count,
      mape: percent,
      mapeInterval: v.nullable(v.tuple([percent, percent])),
      coverage: v.nullable(v.pipe(percent, v.maxValue(100))),
    }),
  ),
  retrained: v.optional(
    v.strictObject({
      version: v.pipe(count, v.minValue(1)),
      rows: v.pipe(count, v.minValue(1)),
      fitted: v.optional(v.array(v.string())),
      recipe: v.strictObject({ base: v.string(), fitted: v.picklist(FITTED_PARTS) }),
      errorBefore: v.nullable(percent),
      errorAfter: percent,
    }),
  ),
});

export const modelFileSchema = v.strictObject({
  format: v.literal(FORMAT),
  version: v.literal(VERSION),
  card: cardSchema,
  model: v.variant("kind", [layeredSchema, totalsSchema, regressionSchema, consumptionSchema]),
});

export type ModelFile = v.InferOutput<typeof modelFileSchema>;
export type LayeredFile = v.InferOutput<typeof layeredSchema>;
export type TotalsFile = v.InferOutput<typeof totalsSchema>;
export type ConsumptionFile = v.InferOutput<typeof consumptionSchema>;
export type RegressionFile = v.InferOutput<typeof regressionSchema>;

/** Throws where a number is not finite or a part is missing: a file that nobody could load is not written. */
export function requireModelFile(file: unknown): void {
  v.assert(modelFileSchema, file);
}
