/** Every constructor of keras.applications, and calls that change its network or that Keras refuses. */
import { APPLICATIONS } from "../../../server/src/frameworks/keras/applications";
import type { OracleProgram } from "../program";

/** Calls of each constructor. */
const OF_ALL = [
  "weights=None",
  "",
  'weights="imagenet", include_top=False',
  "include_top=False, pooling='avg', input_shape=(160, 192, 3)",
  "weights=None, classes=10, input_shape=(128, 128, 1), classifier_activation=None",
];

/** Calls of the first constructor of each family beside them. */
const OF_FAMILIES = [
  "include_top=False, pooling='max', input_shape=(96, 96, 3), weights=None",
  "include_top=False, pooling='mean', input_shape=(96, 96, 3), weights=None",
  "include_top=False, input_shape=(None, None, 3), weights=None",
  "include_top=False, input_shape=(None, 128, 3), weights=None, name='features'",
  "include_top=False, input_tensor=keras.Input((200, 180, 3))",
  "include_top=False, input_tensor=keras.layers.Conv2D(3, 3, padding='same')(keras.Input((128, 128, 1)))",
  "weights=None, input_tensor=keras.Input((160, 160, 4))",
  "include_top=False, input_shape=(100, 100, 5), weights=None",
  "weights=None, classes=7, classifier_activation='sigmoid'",
  "input_shape=(224, 224, 3)",
  "input_shape=[224, 224, 3]",
  "input_shape=(128, 128, 3)",
  "classes=10",
  "classifier_activation='relu'",
  "include_top=False, input_shape=(128, 128, 4)",
  "include_top=False, input_shape=(20, 128, 3), weights=None",
  "include_top=False, input_shape=(40, 40, 3), weights=None",
  "include_top=False, input_shape=(128, 128), weights=None",
  "input_shape=(None, None, 3), weights=None",
  "weights=None, size=3",
];

/** Calls of single families. */
const OF_ONE: Readonly<Record<string, readonly string[]>> = {
  MobileNet: [
    ...["0.25", "0.5", "0.75"].map((alpha) => `alpha=${alpha}`),
    "alpha=0.4, weights=None",
    "alpha=0.4",
    "alpha=1.5, weights=None, depth_multiplier=2, dropout=0.5",
    "depth_multiplier=2",
    "include_top=False, input_shape=(128, 128, 3)",
    "include_top=False, input_shape=(130, 130, 3)",
    "input_shape=(192, 192, 3)",
  ],
  MobileNetV2: [
    ...["0.35", "0.5", "0.75", "1.3", "1.4"].map((alpha) => `alpha=${alpha}`),
    "alpha=0.4, weights=None",
    "alpha=0.6",
    "include_top=False, alpha=0.35, input_shape=(96, 96, 3)",
    "include_top=False, input_shape=(97, 99, 3)",
    "input_shape=(160, 160, 3)",
  ],
  MobileNetV3Small: [
    "alpha=0.75",
    "alpha=0.5",
    "alpha=0.5, weights=None",
    "minimalistic=True",
    "minimalistic=True, include_top=False, weights=None",
    "include_preprocessing=False, weights=None",
    "dropout_rate=0, weights=None",
  ],
  MobileNetV3Large: [
    "alpha=0.75",
    "minimalistic=True, alpha=0.75",
    "minimalistic=True",
    "include_top=False, input_shape=(65, 97, 3)",
  ],
  EfficientNetV2S: ["include_preprocessing=False, weights=None"],
  EfficientNetV2B0: ["include_preprocessing=False, weights=None", "name='mine', weights=None"],
  ConvNeXtTiny: ["include_preprocessing=False, weights=None", "name='mine', weights=None", "name='mine'"],
  NASNetMobile: ["input_shape=(331, 331, 3), weights=None"],
};

/** Programs around a network, by what they do with it. */
const USES: Readonly<Record<string, string>> = {
  "goes on":
    "x = keras.layers.GlobalAveragePooling2D()(base.output)\nmodel = keras.Model(base.input, keras.layers.Dense(5)(x))",
  "is frozen and goes on":
    "base.trainable = False\nfor layer in base.layers[:-3]:\n    layer.trainable = False\n" +
    "x = keras.layers.Flatten()(base.layers[-1].output)\nmodel = keras.Model(inputs=base.inputs, outputs=keras.layers.Dense(5)(x))",
  "is called":
    "image = keras.Input((96, 128, 3))\nx = keras.layers.Rescaling(1 / 127.5, offset=-1)(image)\nx = base(x, training=False)\n" +
    "x = keras.layers.GlobalAveragePooling2D()(x)\nmodel = keras.Model(image, keras.layers.Dense(5)(x))",
  "in a Sequential": "model = keras.Sequential([base, keras.layers.GlobalAveragePooling2D(), keras.layers.Dense(5)])",
  "added to a Sequential":
    "model = keras.Sequential()\nmodel.add(base)\nmodel.add(keras.layers.Flatten())\nmodel.add(keras.layers.Dense(5))",
  "after an input in a Sequential":
    "model = keras.Sequential([keras.Input((96, 128, 3)), keras.layers.RandomFlip(), base, keras.layers.Flatten()])",
  "is cut": "model = keras.Model(base.input, base.layers[len(base.layers) // 2].output)",
  "gives features":
    "picked = [layer.output for layer in base.layers[5::40]]\nmodel = keras.Model(inputs=base.input, outputs=picked)",
  "is preprocessed":
    "image = keras.Input((96, 128, 3))\nx = keras.applications.MODULE.preprocess_input(image)\nmodel = keras.Model(image, base(x))",
  "is asked for by name":
    "last = base.get_layer(base.layers[-1].name).output\nmodel = keras.Model(base.input, keras.layers.GlobalMaxPooling2D()(last))",
  "is applied twice":
    "a, b = keras.Input((96, 128, 3)), keras.Input((96, 128, 3))\n" +
    "both = keras.layers.concatenate([base(a), base(b)])\nmodel = keras.Model([a, b], keras.layers.Dense(2)(both))",
};

export function applicationPrograms(): readonly OracleProgram[] {
  const seen = new Set<string>();
  return [...APPLICATIONS].flatMap(([name, file]) => {
    const isFirst = !seen.has(file);
    seen.add(file);
    const calls = [...OF_ALL, ...(isFirst ? OF_FAMILIES : []), ...(OF_ONE[name] ?? [])];
    const constructed = calls.map((call) => ({
      id: `applications/${name}(${call})`,
      source: `import keras\nmodel = keras.applications.${name}(${call})\n`,
      models: ["model"],
    }));
    return isFirst ? [...constructed, ...usesOf(name, file)] : constructed;
  });
}

function usesOf(name: string, file: string): readonly OracleProgram[] {
  const base = `base = keras.applications.${name}(weights=None, include_top=False, input_shape=(96, 128, 3))`;
  return Object.entries(USES).map(([use, source]) => ({
    id: `applications/${name} ${use}`,
    source: `import keras\n${base}\n${source.replace("MODULE", file)}\n`,
    models: ["base", "model"],
  }));
}
