/** Preprocessing of images. Augmentation does nothing when a network is used; cutting and resampling do. */
import type { ArgumentReader } from "../arguments";
import type { Operation } from "../operations";
import { INTERPOLATIONS } from "../shared-arguments";
import type { Readers } from "../shared-arguments";

const AUGMENTATIONS = [
  "AugMix",
  "CutMix",
  "Equalization",
  "MixUp",
  "RandAugment",
  "RandomBrightness",
  "RandomColorDegeneration",
  "RandomColorJitter",
  "RandomContrast",
  "RandomElasticTransform",
  "RandomErasing",
  "RandomFlip",
  "RandomGaussianBlur",
  "RandomGrayscale",
  "RandomHue",
  "RandomInvert",
  "RandomPerspective",
  "RandomPosterization",
  "RandomRotation",
  "RandomSaturation",
  "RandomSharpness",
  "RandomShear",
  "RandomTranslation",
  "RandomZoom",
  "Solarization",
];

/** These work at inference too (Keras 3.15). */
const FILTERS = ["AutoContrast", "ContrastLimitedAdaptiveHistogramEqualization"];

export const PREPROCESSING_READERS: Readers = [
  ...FILTERS.map((layer) => [layer, (): Operation => ({ type: "filter", layer })] as const),
  ["Resizing", (reader) => readSized(reader, "Resizing", "resample")],
  ["CenterCrop", (reader) => readSized(reader, "CenterCrop", "cut")],
  ["RandomCrop", (reader) => readSized(reader, "RandomCrop", "cut")],
  ["RandomHeight", () => ({ type: "random_side", layer: "RandomHeight", axis: -3 })],
  ["RandomWidth", () => ({ type: "random_side", layer: "RandomWidth", axis: -2 })],
  ...AUGMENTATIONS.map((name) => [name, (): Operation => ({ type: "identity" })] as const),
];

function readSized(reader: ArgumentReader, layer: string, mode: "resample" | "cut"): Operation {
  const size = [reader.integer("height", { minimum: 1 }), reader.integer("width", { minimum: 1 })] as const;
  if (mode === "resample") reader.choice("interpolation", INTERPOLATIONS, "bilinear");
  return { type: "resize", layer, size, mode, channelsFirst: reader.channelsFirst() };
}
