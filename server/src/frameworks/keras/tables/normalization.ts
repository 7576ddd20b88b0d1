/** Constructors of normalizations. */
import { define } from "../define";
import type { Rows } from "../define";

const BATCH = [
  "axis",
  "momentum",
  "epsilon",
  "center",
  "scale",
  "beta_initializer",
  "gamma_initializer",
  "moving_mean_initializer",
  "moving_variance_initializer",
  "beta_regularizer",
  "gamma_regularizer",
  "beta_constraint",
  "gamma_constraint",
  "synchronized",
];

const BATCH_KEYWORDS = [
  "adjustment",
  "fused",
  "mode",
  "renorm",
  "renorm_clipping",
  "renorm_momentum",
  "virtual_batch_size",
];

const LAYER = [
  "axis",
  "epsilon",
  "center",
  "scale",
  "beta_initializer",
  "gamma_initializer",
  "beta_regularizer",
  "gamma_regularizer",
  "beta_constraint",
  "gamma_constraint",
];

const FILTER_RESPONSE = [
  "epsilon",
  "axis",
  "beta_initializer",
  "gamma_initializer",
  "beta_regularizer",
  "gamma_regularizer",
  "beta_constraint",
  "gamma_constraint",
  "learned_epsilon",
  "learned_epsilon_constraint",
];

export const NORMALIZATION_CONSTRUCTORS: Rows = [
  ...define("BatchNormalization", BATCH, { keywords: BATCH_KEYWORDS, aliases: ["SyncBatchNormalization"] }),
  ...define("LayerNormalization", LAYER, { keywords: ["rms_scaling"] }),
  ...define("RMSNormalization", ["axis", "epsilon"]),
  ...define("GroupNormalization", ["groups", ...LAYER]),
  ...define("InstanceNormalization", LAYER, { keywords: ["groups"] }),
  ...define("ContribInstanceNormalization", LAYER, { class: "InstanceNormalization", none: ["axis"] }),
  ...define("FilterResponseNormalization", FILTER_RESPONSE),
  ...define("UnitNormalization", ["axis"]),
  ...define("Normalization", ["axis", "mean", "variance", "invert"]),
  ...define("SpectralNormalization", ["layer", "power_iterations"]),
  ...define("WeightNormalization", ["layer", "data_init"]),
];
