/** Constructors of layers that prepare or vary images. */
import { define } from "../define";
import type { Rows } from "../define";

/** Their options change what is drawn, never a shape. Behind those of a row come the data format and the seed, where it has none. */
const AUGMENTATIONS: readonly (readonly [name: string, ...parameters: readonly string[]])[] = [
  ["AugMix", "value_range", "num_chains", "chain_depth", "factor", "alpha", "all_ops", "interpolation", "seed"],
  ["AutoContrast", "value_range"],
  ["ContrastLimitedAdaptiveHistogramEqualization", "value_range", "clip_limit", "tile_grid_size"],
  ["CutMix", "factor", "seed"],
  ["Equalization", "value_range", "bins"],
  ["MixUp", "alpha"],
  ["RandAugment", "value_range", "num_ops", "factor", "interpolation", "seed"],
  ["RandomBrightness", "factor", "value_range", "seed"],
  ["RandomColorDegeneration", "factor", "value_range"],
  [
    "RandomColorJitter",
    "value_range",
    "brightness_factor",
    "contrast_factor",
    "saturation_factor",
    "hue_factor",
    "seed",
  ],
  ["RandomContrast", "factor", "seed", "value_range"],
  ["RandomElasticTransform", "factor", "scale", "interpolation", "fill_mode", "fill_value", "value_range", "seed"],
  ["RandomErasing", "factor", "scale", "fill_value", "value_range", "seed"],
  ["RandomFlip", "mode", "seed"],
  ["RandomGaussianBlur", "factor", "kernel_size", "sigma", "value_range"],
  ["RandomGrayscale", "factor"],
  ["RandomHue", "factor", "value_range"],
  ["RandomInvert", "factor", "value_range", "seed"],
  ["RandomPerspective", "factor", "scale", "interpolation", "fill_value", "seed"],
  ["RandomPosterization", "factor", "value_range"],
  ["RandomRotation", "factor", "fill_mode", "interpolation", "seed", "fill_value"],
  ["RandomSaturation", "factor", "value_range"],
  ["RandomSharpness", "factor", "value_range"],
  ["RandomShear", "x_factor", "y_factor", "interpolation", "fill_mode", "fill_value"],
  ["RandomTranslation", "height_factor", "width_factor", "fill_mode", "interpolation", "seed", "fill_value"],
  ["RandomZoom", "height_factor", "width_factor", "fill_mode", "interpolation", "seed", "fill_value"],
  ["Solarization", "addition_factor", "threshold_factor", "value_range", "seed"],
];

export const PREPROCESSING_CONSTRUCTORS: Rows = [
  ...AUGMENTATIONS.flatMap(([name, ...parameters]) =>
    define(name, [...new Set([...parameters, "data_format", "seed"])]),
  ),
  ...define("RandomHeight", ["factor", "interpolation", "seed"]),
  ...define("RandomWidth", ["factor", "interpolation", "seed"]),
  ...define("RandomCrop", ["height", "width", "seed", "data_format"], { fixedInKeras2: true }),
  ...define("CenterCrop", ["height", "width", "data_format"], { fixedInKeras2: true }),
  ...define("Rescaling", ["scale", "offset"]),
  ...define(
    "Resizing",
    [
      "height",
      "width",
      "interpolation",
      "crop_to_aspect_ratio",
      "pad_to_aspect_ratio",
      "fill_mode",
      "fill_value",
      "antialias",
      "data_format",
    ],
    { fixedInKeras2: true },
  ),
];
