/** The factories of `tf.layers` (TF.js 4.22): name → class and options, which are arguments of the class in camel case. */

export interface Factory {
  /** Class of the layer, by its name in Keras. */
  readonly class: string;
  /** Options that TF.js looks at; any other one it leaves out without a word. */
  readonly options: readonly string[];
  /** TF.js looks into the options without asking whether there are any. */
  readonly needsOptions: boolean;
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

const BIASED = "activation useBias biasInitializer biasRegularizer biasConstraint activityRegularizer";

const WEIGHTS = `${BIASED} kernelInitializer kernelRegularizer kernelConstraint`;

const CELL =
  "units activation useBias kernelInitializer recurrentInitializer biasInitializer kernelRegularizer recurrentRegularizer biasRegularizer " +
  "kernelConstraint recurrentConstraint biasConstraint dropout recurrentDropout";

const GATES = "recurrentActivation implementation";

const STEPS = "returnSequences returnState goBackwards stateful unroll";

const CONVOLUTIONAL_CELL = `filters kernelSize ${WINDOW} dilationRate unitForgetBias ${CELL} ${GATES}`;

const CONVOLUTION = `filters kernelSize ${WINDOW} ${WEIGHTS}`;

const ROWS: readonly (readonly [name: string, className: string, options: string])[] = [
  ["activation", "Activation", "activation"],
  ["add", "Add", ""],
  ["alphaDropout", "AlphaDropout", "rate noiseShape"],
  ["average", "Average", ""],
  ["averagePooling1d", "AveragePooling1D", "poolSize strides padding"],
  ["averagePooling2d", "AveragePooling2D", `poolSize ${WINDOW}`],
  ["averagePooling3d", "AveragePooling3D", `poolSize ${WINDOW}`],
  ["avgPool1d", "AveragePooling1D", "poolSize strides padding"],
  ["avgPool2d", "AveragePooling2D", `poolSize ${WINDOW}`],
  ["avgPool3d", "AveragePooling3D", `poolSize ${WINDOW}`],
  ["avgPooling1d", "AveragePooling1D", "poolSize strides padding"],
  ["avgPooling2d", "AveragePooling2D", `poolSize ${WINDOW}`],
  ["avgPooling3d", "AveragePooling3D", `poolSize ${WINDOW}`],
  [
    "batchNormalization",
    "BatchNormalization",
    "axis momentum epsilon center scale betaInitializer gammaInitializer movingMeanInitializer movingVarianceInitializer betaRegularizer gammaRegularizer betaConstraint gammaConstraint",
  ],
  ["bidirectional", "Bidirectional", "layer mergeMode"],
  ["categoryEncoding", "CategoryEncoding", "numTokens outputMode"],
  ["centerCrop", "CenterCrop", "height width"],
  ["concatenate", "Concatenate", "axis"],
  ["conv1d", "Conv1D", `${CONVOLUTION} dilationRate`],
  ["conv2d", "Conv2D", `${CONVOLUTION} dilationRate`],
  ["conv2dTranspose", "Conv2DTranspose", CONVOLUTION],
  ["conv3d", "Conv3D", `${CONVOLUTION} dilationRate`],
  ["conv3dTranspose", "Conv3DTranspose", CONVOLUTION],
  ["convLstm2d", "ConvLSTM2D", `${CONVOLUTIONAL_CELL} ${STEPS}`],
  ["convLstm2dCell", "ConvLSTM2DCell", CONVOLUTIONAL_CELL],
  ["cropping2D", "Cropping2D", "cropping dataFormat"],
  ["dense", "Dense", `units inputDim ${WEIGHTS}`],
  [
    "depthwiseConv2d",
    "DepthwiseConv2D",
    `kernelSize ${WINDOW} depthMultiplier depthwiseInitializer depthwiseRegularizer depthwiseConstraint ${BIASED}`,
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
  ["gru", "GRU", `${CELL} ${GATES} resetAfter ${STEPS}`],
  ["gruCell", "GRUCell", `${CELL} ${GATES} resetAfter`],
  [
    "layerNormalization",
    "LayerNormalization",
    "axis epsilon center scale betaInitializer gammaInitializer betaRegularizer gammaRegularizer",
  ],
  ["leakyReLU", "LeakyReLU", "alpha"],
  ["lstm", "LSTM", `${CELL} unitForgetBias ${GATES} ${STEPS}`],
  ["lstmCell", "LSTMCell", `${CELL} unitForgetBias ${GATES}`],
  ["masking", "Masking", "maskValue"],
  ["maximum", "Maximum", ""],
  ["maxPool1d", "MaxPooling1D", "poolSize strides padding"],
  ["maxPool2d", "MaxPooling2D", `poolSize ${WINDOW}`],
  ["maxPooling1d", "MaxPooling1D", "poolSize strides padding"],
  ["maxPooling2d", "MaxPooling2D", `poolSize ${WINDOW}`],
  ["maxPooling3d", "MaxPooling3D", `poolSize ${WINDOW}`],
  ["minimum", "Minimum", ""],
  ["multiply", "Multiply", ""],
  ["permute", "Permute", "dims"],
  ["prelu", "PReLU", "alphaInitializer alphaRegularizer alphaConstraint sharedAxes"],
  ["randomWidth", "RandomWidth", "factor interpolation seed autoVectorize"],
  ["reLU", "ReLU", "maxValue"],
  ["repeatVector", "RepeatVector", "n"],
  ["rescaling", "Rescaling", "scale offset"],
  ["reshape", "Reshape", "targetShape"],
  ["resizing", "Resizing", "height width interpolation cropToAspectRatio"],
  ["rnn", "RNN", `cell inputDim inputLength ${STEPS}`],
  [
    "separableConv2d",
    "SeparableConv2D",
    `${CONVOLUTION} dilationRate depthMultiplier depthwiseInitializer depthwiseRegularizer depthwiseConstraint pointwiseInitializer pointwiseRegularizer pointwiseConstraint`,
  ],
  ["simpleRNN", "SimpleRNN", `${CELL} ${STEPS}`],
  ["simpleRNNCell", "SimpleRNNCell", CELL],
  ["softmax", "Softmax", "axis"],
  ["spatialDropout1d", "SpatialDropout1D", "rate seed"],
  ["stackedRNNCells", "StackedRNNCells", "cells"],
  ["thresholdedReLU", "ThresholdedReLU", "theta"],
  ["timeDistributed", "TimeDistributed", "layer"],
  ["upSampling2d", "UpSampling2D", "size dataFormat interpolation"],
  ["zeroPadding2d", "ZeroPadding2D", "padding dataFormat"],
];

/** Classes that TF.js makes of no options as well. */
const WITHOUT_OPTIONS: ReadonlySet<string> = new Set(
  (
    "Add Average BatchNormalization Concatenate ELU Flatten GlobalAveragePooling1D GlobalMaxPooling1D LayerNormalization LeakyReLU " +
    "Masking Maximum Minimum Multiply PReLU ReLU Softmax ThresholdedReLU ZeroPadding2D"
  ).split(" "),
);

const FACTORIES: ReadonlyMap<string, Factory> = new Map(
  ROWS.map(([name, className, options]) => [
    name,
    {
      class: className,
      options: `${COMMON} ${options}`.trim().split(" "),
      needsOptions: !WITHOUT_OPTIONS.has(className),
    },
  ]),
);

/** Every name of the table. */
export const FACTORY_NAMES: readonly string[] = [...FACTORIES.keys()];
