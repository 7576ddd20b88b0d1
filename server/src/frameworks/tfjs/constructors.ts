/** The factories of `tf.layers` (TF.js 4.22): name → class and options, which are arguments of the class in camel case. */

export interface Factory {
  /** Class of the layer, by its name in Keras. */
  readonly class: string;
  /** Options that TF.js looks at; any other one it leaves out without a word. */
  readonly options: readonly string[];
}

export function factoryOf(name: string): Factory | undefined {
  return FACTORIES.get(name);
}

/** `kernelSize` → `kernel_size`. */
export function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** Options of every layer. */
const COMMON = "batchInputShape batchSize dtype inputDType inputShape name trainable weights";

const WINDOW = "strides padding dataFormat";

const WEIGHTS =
  "activation useBias kernelInitializer biasInitializer kernelRegularizer biasRegularizer kernelConstraint biasConstraint " +
  "activityRegularizer";

const CONVOLUTION = `filters kernelSize ${WINDOW} ${WEIGHTS}`;

const ROWS: readonly (readonly [name: string, className: string, options: string])[] = [
  ["activation", "Activation", "activation"],
  ["add", "Add", ""],
  ["alphaDropout", "AlphaDropout", "rate noiseShape"],
  ["average", "Average", ""],
  ["averagePooling1d", "AveragePooling1D", `poolSize ${WINDOW}`],
  ["averagePooling2d", "AveragePooling2D", `poolSize ${WINDOW}`],
  ["averagePooling3d", "AveragePooling3D", `poolSize ${WINDOW}`],
  ["avgPool1d", "AveragePooling1D", `poolSize ${WINDOW}`],
  ["avgPool2d", "AveragePooling2D", `poolSize ${WINDOW}`],
  ["avgPool3d", "AveragePooling3D", `poolSize ${WINDOW}`],
  ["avgPooling1d", "AveragePooling1D", `poolSize ${WINDOW}`],
  ["avgPooling2d", "AveragePooling2D", `poolSize ${WINDOW}`],
  ["avgPooling3d", "AveragePooling3D", `poolSize ${WINDOW}`],
  [
    "batchNormalization",
    "BatchNormalization",
    "axis momentum epsilon center scale betaInitializer gammaInitializer movingMeanInitializer movingVarianceInitializer betaRegularizer gammaRegularizer betaConstraint gammaConstraint",
  ],
  ["centerCrop", "CenterCrop", "height width"],
  ["concatenate", "Concatenate", "axis"],
  ["conv1d", "Conv1D", `${CONVOLUTION} dilationRate`],
  ["conv2d", "Conv2D", `${CONVOLUTION} dilationRate`],
  ["conv2dTranspose", "Conv2DTranspose", CONVOLUTION],
  ["conv3d", "Conv3D", `${CONVOLUTION} dilationRate`],
  ["conv3dTranspose", "Conv3DTranspose", CONVOLUTION],
  ["cropping2D", "Cropping2D", "cropping dataFormat"],
  ["dense", "Dense", `units inputDim ${WEIGHTS}`],
  [
    "depthwiseConv2d",
    "DepthwiseConv2D",
    `kernelSize ${WINDOW} depthMultiplier depthwiseInitializer depthwiseRegularizer depthwiseConstraint ${WEIGHTS}`,
  ],
  ["dot", "Dot", "axes normalize"],
  ["dropout", "Dropout", "rate noiseShape seed"],
  ["elu", "ELU", "alpha"],
  [
    "embedding",
    "Embedding",
    "inputDim outputDim inputLength maskZero embeddingsInitializer embeddingsRegularizer embeddingsConstraint activityRegularizer",
  ],
  ["flatten", "Flatten", "dataFormat"],
  ["gaussianDropout", "GaussianDropout", "rate"],
  ["gaussianNoise", "GaussianNoise", "stddev"],
  ["globalAveragePooling1d", "GlobalAveragePooling1D", ""],
  ["globalAveragePooling2d", "GlobalAveragePooling2D", "dataFormat"],
  ["globalMaxPool1d", "GlobalMaxPooling1D", ""],
  ["globalMaxPool2d", "GlobalMaxPooling2D", "dataFormat"],
  ["globalMaxPooling1d", "GlobalMaxPooling1D", ""],
  ["globalMaxPooling2d", "GlobalMaxPooling2D", "dataFormat"],
  [
    "layerNormalization",
    "LayerNormalization",
    "axis epsilon center scale betaInitializer gammaInitializer betaRegularizer gammaRegularizer",
  ],
  ["leakyReLU", "LeakyReLU", "alpha"],
  ["masking", "Masking", "maskValue"],
  ["maximum", "Maximum", ""],
  ["maxPool1d", "MaxPooling1D", `poolSize ${WINDOW}`],
  ["maxPool2d", "MaxPooling2D", `poolSize ${WINDOW}`],
  ["maxPooling1d", "MaxPooling1D", `poolSize ${WINDOW}`],
  ["maxPooling2d", "MaxPooling2D", `poolSize ${WINDOW}`],
  ["maxPooling3d", "MaxPooling3D", `poolSize ${WINDOW}`],
  ["minimum", "Minimum", ""],
  ["multiply", "Multiply", ""],
  ["permute", "Permute", "dims"],
  ["prelu", "PReLU", "alphaInitializer alphaRegularizer alphaConstraint sharedAxes"],
  ["reLU", "ReLU", "maxValue"],
  ["repeatVector", "RepeatVector", "n"],
  ["rescaling", "Rescaling", "scale offset"],
  ["reshape", "Reshape", "targetShape"],
  [
    "separableConv2d",
    "SeparableConv2D",
    `${CONVOLUTION} dilationRate depthMultiplier depthwiseInitializer depthwiseRegularizer depthwiseConstraint pointwiseInitializer pointwiseRegularizer pointwiseConstraint`,
  ],
  ["softmax", "Softmax", "axis"],
  ["spatialDropout1d", "SpatialDropout1D", "rate seed"],
  ["thresholdedReLU", "ThresholdedReLU", "theta"],
  ["upSampling2d", "UpSampling2D", "size dataFormat interpolation"],
  ["zeroPadding2d", "ZeroPadding2D", "padding dataFormat"],
];

const FACTORIES: ReadonlyMap<string, Factory> = new Map(
  ROWS.map(([name, className, options]) => [
    name,
    { class: className, options: `${COMMON} ${options}`.trim().split(" ") },
  ]),
);

/** Every name of the table. */
export const FACTORY_NAMES: readonly string[] = [...FACTORIES.keys()];
