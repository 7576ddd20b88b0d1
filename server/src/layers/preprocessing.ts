/** Preprocessing of images. Augmentation does nothing when a network is used; cutting and resampling do. */
import { describeShape, imageOf, NO_PARAMETERS, shape, shapeError } from "./arithmetic";
import type { ArgumentReader } from "./arguments";
import { passingOn } from "./dropout";
import type { Family } from "./family";
import { laidOut } from "./layout";
import { copying, free, slicing } from "./moving";
import type { Rules } from "./rules";
import { INTERPOLATIONS } from "./shared-arguments";

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

export const PREPROCESSINGS: Family = [
  ...FILTERS.map((layer) => [layer, () => filterRules(layer)] as const),
  ["Resizing", (reader) => readSized(reader, "Resizing", copying)],
  ["CenterCrop", (reader) => readSized(reader, "CenterCrop", ({ output }) => slicing(output))],
  ["RandomCrop", (reader) => readSized(reader, "RandomCrop", ({ output }) => slicing(output))],
  ["RandomHeight", () => randomSideRules("RandomHeight", -3)],
  ["RandomWidth", () => randomSideRules("RandomWidth", -2)],
  ...AUGMENTATIONS.map((name) => [name, () => passingOn()] as const),
];

/** The size does not depend on the input's: an image that is too small to be cut is resampled. Priced as a copy or a slice. */
function readSized(reader: ArgumentReader, layer: string, cost: Rules["cost"]): Rules {
  const size = [reader.integer("height", { minimum: 1 }), reader.integer("width", { minimum: 1 })];
  if (cost === copying) reader.choice("interpolation", INTERPOLATIONS, "bilinear");
  return laidOut(reader.channelsFirst(), {
    takes: "images",
    output: (inputs) => {
      const image = imageOf(layer, inputs, 2);
      return image.kind === "error" ? image : shape([...size, image.channels]);
    },
    parameters: () => NO_PARAMETERS,
    cost,
  });
}

/** Works whenever the network is used; nothing like it was measured. */
function filterRules(layer: string): Rules {
  return {
    ...free((input) => shape(input), layer),
    takes: "images",
    unmeasured: `${layer} was never measured on the boards: its shape is known, its time is not.`,
  };
}

/** An axis (-3 or -2) has a size that is not known before the network runs. */
function randomSideRules(layer: string, axis: number): Rules {
  const rules = free((input) => {
    if (input.length !== 3) return shapeError(`${layer} needs an image; its input is ${describeShape(input)}.`);
    return shape(input.map((side, index) => (index === input.length + axis ? null : side)));
  }, layer);
  return { ...rules, takes: "images" };
}
