/** Networks of our own at many sizes: eight small families written out, for measurements that are generated. */
import type { NetworkFeatures } from "../../predictors/src/predictor";
import { networkFeatures } from "../../server/src/features/features";
import { networksIn } from "./networks";

export interface OwnNetwork {
  readonly model: string;
  readonly network: NetworkFeatures;
}

const PLAIN = `
def plain_NAME(input_shape=(224, 224, 3)):
    x = image = keras.Input(input_shape)
    for filters in FILTERS:
        x = layers.Conv2D(filters, 3, padding="same", activation="relu")(x)
        x = layers.Conv2D(filters, 3, padding="same", activation="relu")(x)
        x = layers.MaxPooling2D()(x)
    x = layers.GlobalAveragePooling2D()(x)
    return keras.Model(image, layers.Dense(1000, activation="softmax")(x))
`;

const RESIDUAL = `
def residual_NAME(input_shape=(224, 224, 3)):
    image = keras.Input(input_shape)
    x = layers.Conv2D(64, 7, strides=2, padding="same", use_bias=False)(image)
    x = layers.BatchNormalization()(x)
    x = layers.ReLU()(x)
    for filters in FILTERS:
        x = layers.Conv2D(4 * filters, 1, strides=2, use_bias=False)(x)
        for _ in range(3):
            y = layers.Conv2D(filters, 1, use_bias=False)(x)
            y = layers.BatchNormalization()(y)
            y = layers.ReLU()(y)
            y = layers.Conv2D(filters, 3, padding="same", use_bias=False)(y)
            y = layers.BatchNormalization()(y)
            y = layers.ReLU()(y)
            y = layers.Conv2D(4 * filters, 1, use_bias=False)(y)
            y = layers.BatchNormalization()(y)
            x = layers.ReLU()(layers.Add()([x, y]))
    x = layers.GlobalAveragePooling2D()(x)
    return keras.Model(image, layers.Dense(1000, activation="softmax")(x))
`;

const SEPARABLE = `
def separable_NAME(input_shape=(224, 224, 3)):
    image = keras.Input(input_shape)
    x = layers.Conv2D(32, 3, strides=2, padding="same", use_bias=False)(image)
    x = layers.BatchNormalization()(x)
    x = layers.ReLU(6.0)(x)
    for filters in FILTERS:
        for stride in (2, 1):
            x = layers.DepthwiseConv2D(3, strides=stride, padding="same", use_bias=False)(x)
            x = layers.BatchNormalization()(x)
            x = layers.ReLU(6.0)(x)
            x = layers.Conv2D(filters, 1, use_bias=False)(x)
            x = layers.BatchNormalization()(x)
            x = layers.ReLU(6.0)(x)
    x = layers.GlobalAveragePooling2D()(x)
    return keras.Model(image, layers.Dense(1000, activation="softmax")(x))
`;

const CONCATENATED = `
def concatenated_NAME(input_shape=(224, 224, 3)):
    image = keras.Input(input_shape)
    x = layers.Conv2D(64, 7, strides=2, padding="same")(image)
    for filters in FILTERS:
        for _ in range(4):
            y = layers.BatchNormalization()(x)
            y = layers.ReLU()(y)
            y = layers.Conv2D(filters, 3, padding="same", use_bias=False)(y)
            x = layers.Concatenate()([x, y])
        x = layers.AveragePooling2D()(x)
    x = layers.GlobalAveragePooling2D()(x)
    return keras.Model(image, layers.Dense(1000, activation="softmax")(x))
`;

const FAMILIES: readonly (readonly [string, string])[] = [
  [PLAIN, "(32, 64, 128)"],
  [PLAIN, "(64, 128, 256, 512)"],
  [RESIDUAL, "(64, 128, 256)"],
  [RESIDUAL, "(32, 64, 128, 256)"],
  [SEPARABLE, "(64, 128, 256, 512)"],
  [SEPARABLE, "(48, 96, 192)"],
  [CONCATENATED, "(32, 48, 64)"],
  [CONCATENATED, "(24, 24, 24, 24)"],
];

const SIZES = [96, 128, 192, 224, 320];

/** A Python file with all of them. */
export function ownSource(): string {
  const definitions = FAMILIES.map(([text, filters], i) =>
    text.replace("NAME", String.fromCharCode(97 + i)).replace("FILTERS", filters),
  );
  return `from tensorflow import keras\nfrom tensorflow.keras import layers\n${definitions.join("")}`;
}

/** 40 networks: every family at every size, families next to each other. */
export async function ownNetworks(): Promise<readonly OwnNetwork[]> {
  const source = ownSource();
  const networks: OwnNetwork[] = [];
  for (const size of SIZES) {
    const { networks: found } = await networksIn(source, [size, size, 3]);
    for (const { root, graph } of found) networks.push({ model: root.name, network: networkFeatures(graph) });
  }
  return networks;
}
