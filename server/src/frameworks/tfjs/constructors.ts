/**
 * The factories of `tf.layers` (TF.js 4.22): name → class, and the options that TF.js does not look at although Keras does.
 * Their options are Keras' arguments in camel case, with the same defaults.
 */
import { COMMON_KEYWORDS, constructorOf } from "../keras/constructors";

export interface Factory {
  /** Canonical class name. */
  readonly class: string;
  /** Options that TF.js leaves out without a word. */
  readonly ignored: readonly string[];
}

export function factoryOf(name: string): Factory | undefined {
  return FACTORIES.get(name);
}

/** The options of a layer of this class in TF.js' spelling. */
export function optionsOf(factory: Factory): readonly string[] {
  const constructor = constructorOf(factory.class);
  const names = [...(constructor?.parameters ?? []), ...(constructor?.keywords ?? []), ...COMMON_KEYWORDS];
  return [...names.map(camelCase), "inputDType"].filter((name) => !factory.ignored.includes(name));
}

/** `kernelSize` → `kernel_size`. */
export function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function camelCase(name: string): string {
  return name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

const FACTORIES: ReadonlyMap<string, Factory> = new Map(
  (
    [
      ["activation", "Activation"],
      ["add", "Add"],
      ["alphaDropout", "AlphaDropout"],
      ["average", "Average"],
      ["averagePooling1d", "AveragePooling1D"],
      ["averagePooling2d", "AveragePooling2D"],
      ["averagePooling3d", "AveragePooling3D"],
      ["avgPool1d", "AveragePooling1D"],
      ["avgPool2d", "AveragePooling2D"],
      ["avgPool3d", "AveragePooling3D"],
      ["avgPooling1d", "AveragePooling1D"],
      ["avgPooling2d", "AveragePooling2D"],
      ["avgPooling3d", "AveragePooling3D"],
      ["batchNormalization", "BatchNormalization"],
      ["centerCrop", "CenterCrop", "dataFormat"],
      ["concatenate", "Concatenate"],
      ["conv1d", "Conv1D", "groups"],
      ["conv2d", "Conv2D", "groups"],
      ["conv2dTranspose", "Conv2DTranspose", "dilationRate", "groups", "outputPadding"],
      ["conv3d", "Conv3D", "groups"],
      ["conv3dTranspose", "Conv3DTranspose", "dilationRate", "groups", "outputPadding"],
      ["cropping2D", "Cropping2D"],
      ["dense", "Dense"],
      ["depthwiseConv2d", "DepthwiseConv2D", "groups", "dilationRate"],
      ["dot", "Dot"],
      ["dropout", "Dropout"],
      ["elu", "ELU"],
      ["embedding", "Embedding"],
      ["flatten", "Flatten"],
      ["gaussianDropout", "GaussianDropout"],
      ["gaussianNoise", "GaussianNoise"],
      ["globalAveragePooling1d", "GlobalAveragePooling1D", "dataFormat", "keepdims", "keepDims"],
      ["globalAveragePooling2d", "GlobalAveragePooling2D", "keepdims", "keepDims"],
      ["globalMaxPool1d", "GlobalMaxPooling1D", "dataFormat", "keepdims", "keepDims"],
      ["globalMaxPool2d", "GlobalMaxPooling2D", "keepdims", "keepDims"],
      ["globalMaxPooling1d", "GlobalMaxPooling1D", "dataFormat", "keepdims", "keepDims"],
      ["globalMaxPooling2d", "GlobalMaxPooling2D", "keepdims", "keepDims"],
      ["layerNormalization", "LayerNormalization"],
      ["leakyReLU", "LeakyReLU"],
      ["masking", "Masking"],
      ["maximum", "Maximum"],
      ["maxPool1d", "MaxPooling1D"],
      ["maxPool2d", "MaxPooling2D"],
      ["maxPooling1d", "MaxPooling1D"],
      ["maxPooling2d", "MaxPooling2D"],
      ["maxPooling3d", "MaxPooling3D"],
      ["minimum", "Minimum"],
      ["multiply", "Multiply"],
      ["permute", "Permute"],
      ["prelu", "PReLU"],
      ["reLU", "ReLU"],
      ["repeatVector", "RepeatVector"],
      ["rescaling", "Rescaling"],
      ["reshape", "Reshape"],
      ["separableConv2d", "SeparableConv2D", "groups"],
      ["softmax", "Softmax"],
      ["spatialDropout1d", "SpatialDropout1D"],
      ["thresholdedReLU", "ThresholdedReLU"],
      ["upSampling2d", "UpSampling2D"],
      ["zeroPadding2d", "ZeroPadding2D"],
    ] satisfies readonly (readonly [string, string, ...string[]])[]
  ).map(([name, className, ...ignored]) => [name, { class: className, ignored }]),
);

/** Every name of the table. */
export const FACTORY_NAMES: readonly string[] = [...FACTORIES.keys()];
