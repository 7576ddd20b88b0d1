/** What a predictor is asked and what it answers. */
import type { Kernel } from "./kernels";

/**
 * The paper's eleven features, in the order of its Table II, plus the input's side that the measurements are grouped by.
 * FLOPs count 2 × MAC; parameters and activations are elements.
 */
export const AGGREGATE_FEATURES = [
  "flops",
  "sum_activations",
  "weighted_neurons",
  "params_conv",
  "layers",
  "input_size",
  "params_fc",
  "params_bn",
  "bn_layers",
  "conv_layers",
  "fc_layers",
] as const;

export type AggregateFeature = (typeof AGGREGATE_FEATURES)[number];
export type AggregateFeatures = Readonly<Record<AggregateFeature, number>>;

export interface NetworkFeatures {
  /** Kernels of each layer, in the order of the layers; null where only totals are known. */
  readonly kernels: readonly (readonly Kernel[])[] | null;
  readonly aggregate: AggregateFeatures;
  /** Width of the first input in pixels. */
  readonly inputWidth: number;
}

export interface Estimate {
  readonly kind: "estimate";
  readonly ms: number;
  /** 90 % interval; null where the predictor has none. */
  readonly low: number | null;
  readonly high: number | null;
  /** One entry per layer; their ms add up to `ms` exactly. Null where the predictor prices networks as a whole. */
  readonly layers: readonly LayerEstimate[] | null;
  readonly outsideMeasuredRange: boolean;
  /** Nearest measured networks, nearest first ("ResNet-50 at 224"); empty where the predictor does not know. */
  readonly nearest: readonly string[];
}

export interface LayerEstimate {
  readonly ms: number;
  /** Term of the additive model with the largest share; null where the layer launches nothing. */
  readonly largestTerm: Term | null;
}

/**
 * What a kernel's time is made of. `activation_bytes` are those up to the size of the L2 cache, `dram_bytes` what is moved beyond it; `weight_bytes`
 * are the first 64 Ki weights of a convolution, whose filter TensorFlow 1.14 re-orders at every run, `large_weight_bytes` the others.
 */
export const TERMS = [
  "launch",
  "macs",
  "macs_per_input_channel",
  "macs_per_output_channel",
  "macs_per_output",
  "activation_bytes",
  "weight_bytes",
  "large_weight_bytes",
  "dram_bytes",
  "waves",
] as const;

export type Term = (typeof TERMS)[number];

export interface Refused {
  readonly kind: "refused";
  readonly why: string;
}

export interface Predictor {
  readonly card: Card;
  /** Smallest and largest input width of the measured networks behind it; unset where its file does not say. */
  readonly measuredWidths?: readonly [number, number];
  predict(network: NetworkFeatures): Estimate | Refused;
}

/** Where a predictor comes from and how well it does; part of its model file. */
export interface Card {
  /** "layered", "boosted", "forest", … */
  readonly predictor: string;
  /** Id of the device: "agx", "tx2", … */
  readonly device: string;
  /** Words for people: "Layered predictor". */
  readonly title: string;
  /** Set for the one of a device's predictors whose figures are shown; the others stand beside it, to compare. */
  readonly role?: "answers" | undefined;
  readonly rows: number;
  /** SHA-256 of the training file, and the public source it comes from. */
  readonly dataHash: string;
  readonly source: string;
  readonly conditions: string;
  readonly seed: number;
  /** The command that made the file, without paths. */
  readonly command: string;
  /** What was learnt by cross-validation on training rows and what was measured on test files. */
  readonly metrics: readonly Metric[];
  /** Set where the user's own measurements stand behind the figures. */
  readonly retrained?: Retrained | undefined;
  /** Set where figures of the user's own scale what it says; never part of a model file. */
  readonly calibration?: Calibration;
}

/** How a board is scaled to what the user measured. */
export interface Calibration {
  /** Measured ÷ predicted milliseconds. */
  readonly factor: number;
  /** How many measured figures stand behind it. */
  readonly figures: number;
  /** How they were measured, in the user's words. */
  readonly how: readonly string[];
}

/** One that was fitted to the user's own rows answers, whatever its file says. */
export function isAnswering({ role, retrained }: Card): boolean {
  return role === "answers" || retrained !== undefined;
}

/** How an embedded predictor was fitted to the user's own rows. */
export interface Retrained {
  /** Counts from 1 for a device; the embedded predictor is none. */
  readonly version: number;
  /** Own measurements it was fitted to. */
  readonly rows: number;
  /** Their ids in the store; unset in files of earlier versions, which were fitted to the first `rows` of the store. */
  readonly fitted?: readonly string[] | undefined;
  readonly recipe: Recipe;
  /** Held-out error in percent of the predictor that answered before (null where none did), and of this one. */
  readonly errorBefore: number | null;
  readonly errorAfter: number;
}

/** What of a base board's embedded predictor is fitted: one factor, one multiple per term, or every coefficient. */
export interface Recipe {
  readonly base: string;
  readonly fitted: FittedPart;
}

export const FITTED_PARTS = ["factor", "terms", "coefficients"] as const;
export type FittedPart = (typeof FITTED_PARTS)[number];

export interface Metric {
  /** "cv by model", "nis", "ncv", "nca" … */
  readonly name: string;
  readonly n: number;
  /** Percent. */
  readonly mape: number;
  /** 95 % bootstrap interval of the MAPE, percent; null where none was computed. */
  readonly mapeInterval: readonly [number, number] | null;
  /** Percent of rows within the 90 % interval; null where the predictor has none. */
  readonly coverage: number | null;
}
