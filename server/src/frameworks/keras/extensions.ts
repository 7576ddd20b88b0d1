/** Packages beside Keras whose layers are known: TensorFlow Addons (0.23) and keras-contrib, each with the name it has in our table. */

/** The canonical path of a name of these packages; undefined for one that is not known. */
export function extensionPath(path: string): string | undefined {
  const [root, part] = path.split(".");
  const name = path.slice(path.lastIndexOf(".") + 1);
  const homes = EXTENSIONS.get(root ?? "");
  if (homes === undefined) return undefined;
  if (part === "activations") return path === `${root ?? ""}.activations` ? undefined : `keras.activations.${name}`;
  const layer = part === "layers" ? homes.get(name) : undefined;
  return layer === undefined ? undefined : `keras.layers.${layer}`;
}

/** Parts of them that never touch a shape. */
export const HARMLESS_EXTENSIONS: readonly string[] = [
  "tensorflow_addons.callbacks",
  "tensorflow_addons.losses",
  "tensorflow_addons.metrics",
  "tensorflow_addons.optimizers",
  "keras_contrib.callbacks",
  "keras_contrib.losses",
  "keras_contrib.metrics",
  "keras_contrib.optimizers",
];

const ADDONS = [
  "AdaptiveAveragePooling1D",
  "AdaptiveAveragePooling2D",
  "AdaptiveAveragePooling3D",
  "AdaptiveMaxPooling1D",
  "AdaptiveMaxPooling2D",
  "AdaptiveMaxPooling3D",
  "FilterResponseNormalization",
  "GroupNormalization",
  "InstanceNormalization",
  "SpectralNormalization",
  "StochasticDepth",
  "WeightNormalization",
];

const EXTENSIONS: ReadonlyMap<string, ReadonlyMap<string, string>> = new Map([
  ["tensorflow_addons", new Map(ADDONS.map((name) => [name, name]))],
  [
    "keras_contrib",
    new Map([
      ["GroupNormalization", "GroupNormalization"],
      ["InstanceNormalization", "ContribInstanceNormalization"],
    ]),
  ],
]);
