/** For each factory of `tf.layers`: what it is applied to, what it needs, and values of each of its options, right and wrong ones. */

export interface FactoryCases {
  /** Shapes of its inputs, or several lists of them. */
  readonly inputs: string;
  /** Options that it is always given, by their text in the source. */
  readonly base?: Readonly<Record<string, string>>;
  /** Values that take the place of what `base` says, one at a time; `undefined` leaves the option out. */
  readonly options?: Readonly<Record<string, readonly string[]>>;
  /** Further inputs, each tried with `base` alone. */
  readonly otherInputs?: readonly string[];
  /** Whole options objects. */
  readonly calls?: readonly string[];
  /** The source of one more case, of layers that are not applied to tensors themselves. */
  readonly bodies?: readonly string[];
}

type Options = Readonly<Record<string, readonly string[]>>;

/** Of every layer. */
const COMMON: Options = {
  name: ["'given'"],
  trainable: ["true", "false"],
  dtype: ["'float32'", "'int32'"],
  bogus: ["1"],
};

const INITIALIZERS = ["'heNormal'", "'he_normal'", "'zeros'", "'Zeros'", "'nothing'", "tf.initializers.ones()"];
const REGULARIZERS = ["'l1l2'", "'l2'", "tf.regularizers.l2({l2: 0.1})"];
const CONSTRAINTS = ["'maxNorm'", "'max_norm'", "tf.constraints.nonNeg()"];
const ACTIVATION = [
  "'relu'",
  "'relu6'",
  "'hardSigmoid'",
  "'hard_sigmoid'",
  "'swish'",
  "'gelu'",
  "'leakyReLU'",
  "'ReLU'",
  "'LeakyReLU'",
  "'PReLU'",
  "'Softmax'",
  "'ELU'",
  "null",
  "undefined",
  "tf.relu",
  "3",
];
const COUNT = ["1", "7", "2.5", "0", "-1", "'4'", "null", "undefined"];
const FLAG = ["true", "false", "null"];
const PADDING = ["'valid'", "'same'", "'causal'", "'SAME'", "'full'", "null"];
const DATA_FORMAT = ["'channelsLast'", "'channelsFirst'", "'channels_last'", "null"];

const BIASED: Options = {
  activation: ACTIVATION,
  useBias: FLAG,
  biasInitializer: INITIALIZERS,
  biasRegularizer: REGULARIZERS,
  biasConstraint: CONSTRAINTS,
  activityRegularizer: REGULARIZERS,
};

const KERNEL: Options = {
  kernelInitializer: INITIALIZERS,
  kernelRegularizer: REGULARIZERS,
  kernelConstraint: CONSTRAINTS,
};

/** A number for each of `rank` sides, or one for all, and what is neither. */
function sides(rank: number): readonly string[] {
  const list = (side: string, length: number): string => `[${new Array(length).fill(side).join(", ")}]`;
  return [
    "1",
    "2",
    "3",
    list("2", rank),
    list("1", rank),
    list("2", rank + 1),
    "[2]",
    "0",
    "-1",
    "1.5",
    "'2'",
    "[]",
    "null",
  ];
}

function convolution(rank: number, inputs: string): FactoryCases {
  return {
    inputs,
    base: { filters: "4", kernelSize: "2" },
    options: {
      ...BIASED,
      ...KERNEL,
      filters: COUNT,
      kernelSize: [...sides(rank), "undefined"],
      strides: sides(rank),
      padding: PADDING,
      dataFormat: DATA_FORMAT,
      dilationRate: sides(rank),
      groups: ["2"],
    },
    otherInputs: ["[4]", "[null, 3]", "[9, 8, 7, 6, 5]"],
    calls: ["", "{}", "{filters: 4}", "{filters: 3, kernelSize: 2, strides: 2, dilationRate: 2}"],
  };
}

function pooling(rank: number, inputs: string): FactoryCases {
  return {
    inputs,
    options: { poolSize: sides(rank), strides: sides(rank), padding: PADDING, dataFormat: DATA_FORMAT },
    otherInputs: ["[4]", "[9, 8, 7, 6, 5]"],
    calls: ["", "null", "{poolSize: 3, strides: 1, padding: 'same'}", "{poolSize: 9}"],
  };
}

const IMAGE = "[9, 8, 3]";
const SEQUENCE = "[6, 5]";
const VOLUME = "[7, 6, 8, 3]";

const GLOBAL_1D: FactoryCases = { inputs: SEQUENCE, otherInputs: ["[4]", IMAGE], calls: ["", "null"] };
const GLOBAL_2D: FactoryCases = {
  inputs: IMAGE,
  options: { dataFormat: DATA_FORMAT },
  otherInputs: ["[4]", VOLUME],
  calls: ["", "null"],
};

const MERGE: FactoryCases = {
  inputs: "[4, 3], [4, 3]",
  otherInputs: [
    "[4, 3]",
    "[4, 3], [4, 3], [4, 3]",
    "[4, 3], [4, 1]",
    "[4, 3], [3]",
    "[4, 3], [5, 3]",
    "[null, 3], [4, 3]",
  ],
  calls: ["", "null"],
};

const ACTIVATION_INPUTS = { inputs: IMAGE, otherInputs: ["[4]", "[6, 5]"], calls: ["", "null"] };

const RATES = ["0", "0.5", "1", "1.5", "-1", "null"];

const CELL: Options = {
  units: COUNT,
  activation: ["'relu'", "'bogus'", "null"],
  useBias: FLAG,
  kernelInitializer: INITIALIZERS,
  recurrentInitializer: ["'orthogonal'", "'he_normal'", "'glorotUniform'"],
  biasInitializer: INITIALIZERS,
  kernelRegularizer: REGULARIZERS,
  recurrentRegularizer: REGULARIZERS,
  biasRegularizer: REGULARIZERS,
  kernelConstraint: CONSTRAINTS,
  recurrentConstraint: CONSTRAINTS,
  biasConstraint: CONSTRAINTS,
  dropout: ["0.2", "2"],
  recurrentDropout: ["0.2"],
};

const GATED: Options = {
  recurrentActivation: ["'sigmoid'", "'hardSigmoid'", "'bogus'", "null"],
  implementation: ["1", "2", "3"],
};

const STEPS: Options = {
  returnSequences: FLAG,
  returnState: FLAG,
  goBackwards: FLAG,
  stateful: FLAG,
  unroll: FLAG,
};

function recurrent(options: Options): FactoryCases {
  return {
    inputs: SEQUENCE,
    base: { units: "4" },
    options: { ...CELL, ...STEPS, ...options },
    otherInputs: ["[5]", IMAGE, "[null, 5]", "[6, null]"],
    calls: ["", "{}", "{units: 4, returnSequences: true, returnState: true}"],
  };
}

function cell(factory: string, options: Options): FactoryCases {
  const rnn = (given: string): string =>
    `const x = tf.input({shape: [6, 5]}); const y = tf.layers.rnn({cell: tf.layers.${factory}(${given})}).apply(x); return tf.model({inputs: x, outputs: y});`;
  return {
    inputs: "",
    bodies: [
      rnn("{units: 4}"),
      rnn("{}"),
      ...Object.entries({ ...CELL, ...options }).flatMap(([name, values]) =>
        values.map((value) => rnn(name === "units" ? `{units: ${value}}` : `{units: 4, ${name}: ${value}}`)),
      ),
    ],
  };
}

const RNN = (given: string): string =>
  `const x = tf.input({shape: [6, 5]}); const y = tf.layers.rnn(${given}).apply(x); return tf.model({inputs: x, outputs: y});`;

function wrapping(inputs: string, call: string): string {
  return `const x = tf.input({shape: ${inputs}}); const y = tf.layers.${call}.apply(x); return tf.model({inputs: x, outputs: y});`;
}

export const FACTORY_CASES: Readonly<Record<string, FactoryCases>> = {
  activation: { ...ACTIVATION_INPUTS, base: { activation: "'relu'" }, options: { activation: ACTIVATION } },
  add: MERGE,
  alphaDropout: { ...ACTIVATION_INPUTS, base: { rate: "0.2" }, options: { rate: RATES, noiseShape: ["[4]"] } },
  average: MERGE,
  averagePooling1d: pooling(1, SEQUENCE),
  averagePooling2d: pooling(2, IMAGE),
  averagePooling3d: pooling(3, VOLUME),
  avgPool1d: pooling(1, SEQUENCE),
  avgPool2d: pooling(2, IMAGE),
  avgPool3d: pooling(3, VOLUME),
  avgPooling1d: pooling(1, SEQUENCE),
  avgPooling2d: pooling(2, IMAGE),
  avgPooling3d: pooling(3, VOLUME),
  batchNormalization: {
    inputs: IMAGE,
    options: {
      axis: ["-1", "1", "2", "3", "4", "0"],
      momentum: ["0.9"],
      epsilon: ["0.01"],
      center: FLAG,
      scale: FLAG,
      betaInitializer: INITIALIZERS,
      gammaInitializer: INITIALIZERS,
      movingMeanInitializer: INITIALIZERS,
      movingVarianceInitializer: INITIALIZERS,
      betaConstraint: CONSTRAINTS,
      gammaConstraint: CONSTRAINTS,
      betaRegularizer: REGULARIZERS,
      gammaRegularizer: REGULARIZERS,
    },
    otherInputs: ["[4]", SEQUENCE, "[null, 3]", "[3, null]"],
    calls: ["", "null", "{center: false, scale: false}"],
  },
  bidirectional: {
    inputs: "",
    bodies: [
      ...["'concat'", "'sum'", "'mul'", "'ave'", "null", "undefined", "'bogus'"].map((mode) =>
        wrapping("[6, 5]", `bidirectional({layer: tf.layers.lstm({units: 4}), mergeMode: ${mode}})`),
      ),
      wrapping(
        "[6, 5]",
        "bidirectional({layer: tf.layers.gru({units: 4, returnSequences: true}), mergeMode: 'concat'})",
      ),
      wrapping("[6, 5]", "bidirectional({layer: tf.layers.gru({units: 4, returnSequences: true})})"),
      wrapping("[6, 5]", "bidirectional({layer: tf.layers.simpleRNN({units: 4}), trainable: false, mergeMode: 'sum'})"),
      wrapping("[6, 5]", "bidirectional({layer: tf.layers.dense({units: 4}), mergeMode: 'concat'})"),
      wrapping("[6, 5]", "bidirectional({mergeMode: 'concat'})"),
      wrapping("[5]", "bidirectional({layer: tf.layers.lstm({units: 4}), mergeMode: 'concat'})"),
    ],
  },
  categoryEncoding: {
    inputs: "[1]",
    base: { numTokens: "4" },
    options: { numTokens: ["1", "9", "undefined", "0"], outputMode: ["'multiHot'", "'oneHot'", "'count'", "'bogus'"] },
    otherInputs: ["[3]", "[6, 5]", "[]"],
  },
  centerCrop: {
    inputs: IMAGE,
    base: { height: "5", width: "4" },
    options: { height: ["9", "12", "undefined"], width: ["2"] },
    otherInputs: ["[4]"],
  },
  concatenate: {
    ...MERGE,
    inputs: "[4, 3], [4, 5]",
    options: { axis: ["-1", "1", "2", "0", "3", "-2"] },
    otherInputs: [...(MERGE.otherInputs ?? []), "[4], [6]", "[9, 8, 3], [9, 8, 2], [9, 8, 1]"],
  },
  conv1d: { ...convolution(1, "[11, 6]") },
  conv2d: convolution(2, IMAGE),
  conv2dTranspose: convolution(2, IMAGE),
  conv3d: convolution(3, VOLUME),
  conv3dTranspose: convolution(3, VOLUME),
  convLstm2d: {
    inputs: "[3, 9, 8, 2]",
    base: { filters: "4", kernelSize: "3" },
    options: {
      ...STEPS,
      filters: COUNT,
      kernelSize: sides(2),
      strides: sides(2),
      padding: PADDING,
      dataFormat: ["'channelsLast'", "'channelsFirst'", "'channels_last'"],
      dilationRate: ["1", "2", "[2, 2]"],
      activation: ["'relu'", "'bogus'"],
      recurrentActivation: ["'sigmoid'", "'bogus'"],
      useBias: FLAG,
      unitForgetBias: FLAG,
      kernelInitializer: ["'he_normal'", "'heNormal'"],
      recurrentInitializer: ["'he_normal'", "'heNormal'"],
    },
    otherInputs: ["[9, 8, 2]", "[null, 9, 8, 2]"],
    calls: ["{}", "{filters: 4}"],
  },
  convLstm2dCell: {
    inputs: "",
    bodies: ["{filters: 4, kernelSize: 3}", "{filters: 4}"].map((given) =>
      wrapping("[3, 9, 8, 2]", `rnn({cell: tf.layers.convLstm2dCell(${given})})`),
    ),
  },
  cropping2D: {
    inputs: IMAGE,
    base: { cropping: "1" },
    options: {
      cropping: ["0", "2", "[1, 2]", "[[1, 2], [0, 1]]", "[1]", "9", "null", "undefined"],
      dataFormat: DATA_FORMAT,
    },
    otherInputs: ["[4]"],
  },
  dense: {
    inputs: "[6]",
    base: { units: "4" },
    options: { ...BIASED, ...KERNEL, units: COUNT, inputDim: ["6", "3"], inputShape: ["[6]", "[9]"] },
    otherInputs: ["[]", SEQUENCE, IMAGE, "[null]", "[null, 4]"],
    calls: ["", "{}"],
  },
  depthwiseConv2d: {
    inputs: IMAGE,
    base: { kernelSize: "2" },
    options: {
      ...BIASED,
      depthwiseInitializer: INITIALIZERS,
      depthwiseConstraint: CONSTRAINTS,
      depthwiseRegularizer: REGULARIZERS,
      kernelInitializer: INITIALIZERS,
      kernelSize: [...sides(2), "undefined"],
      strides: sides(2),
      padding: PADDING,
      dataFormat: DATA_FORMAT,
      depthMultiplier: ["1", "2", "0", "null"],
      dilationRate: ["2", "[2, 2]"],
    },
    otherInputs: ["[4]", SEQUENCE, VOLUME],
    calls: ["", "{}"],
  },
  dot: {
    inputs: "[4, 5], [5, 6]",
    base: { axes: "[2, 1]" },
    options: { axes: ["1", "-1", "[1, 2]", "[2, 2]", "undefined"], normalize: FLAG },
    otherInputs: ["[5], [5]", "[4, 5]", "[4, 5], [4, 5]"],
    bodies: ["1", "-1", "[1, 1]"].map(
      (axes) =>
        `const a = tf.input({shape: [5]}), b = tf.input({shape: [5]}); return tf.model({inputs: [a, b], outputs: tf.layers.dot({axes: ${axes}}).apply([a, b])});`,
    ),
  },
  dropout: {
    ...ACTIVATION_INPUTS,
    base: { rate: "0.5" },
    options: { rate: [...RATES, "undefined"], noiseShape: ["[9, 8, 3]"], seed: ["1"] },
  },
  elu: { ...ACTIVATION_INPUTS, options: { alpha: ["1", "0.5", "0"] } },
  embedding: {
    inputs: "[7]",
    base: { inputDim: "100", outputDim: "8" },
    options: {
      inputDim: COUNT,
      outputDim: COUNT,
      inputLength: ["7", "9", "[7]", "null"],
      maskZero: FLAG,
      embeddingsInitializer: INITIALIZERS,
      embeddingsRegularizer: REGULARIZERS,
      embeddingsConstraint: CONSTRAINTS,
      activityRegularizer: REGULARIZERS,
    },
    otherInputs: ["[7, 3]", "[null]"],
    calls: ["{}"],
    bodies: ["9", "7", "[9]"].map(
      (length) =>
        `return tf.sequential({layers: [tf.layers.embedding({inputDim: 5, outputDim: 2, inputLength: ${length}})]});`,
    ),
  },
  flatten: {
    inputs: IMAGE,
    options: { dataFormat: DATA_FORMAT },
    otherInputs: ["[4]", SEQUENCE, VOLUME, "[null, 4]"],
    calls: ["", "null"],
  },
  gaussianDropout: { ...ACTIVATION_INPUTS, base: { rate: "0.2" }, options: { rate: RATES } },
  gaussianNoise: { ...ACTIVATION_INPUTS, base: { stddev: "0.2" }, options: { stddev: ["1", "-1", "undefined"] } },
  globalAveragePooling1d: GLOBAL_1D,
  globalAveragePooling2d: GLOBAL_2D,
  globalMaxPool1d: GLOBAL_1D,
  globalMaxPool2d: GLOBAL_2D,
  globalMaxPooling1d: GLOBAL_1D,
  globalMaxPooling2d: GLOBAL_2D,
  gru: recurrent({ ...GATED, resetAfter: ["true", "false"] }),
  gruCell: cell("gruCell", GATED),
  input: {
    inputs: "",
    bodies: [
      "{shape: [4]}",
      "{batchShape: [null, 4]}",
      "{batchShape: [2, 4]}",
      "{shape: [4], name: 'x'}",
      "{inputShape: [4]}",
      "{}",
      "{shape: [4], batchShape: [null, 4]}",
      "{shape: [4], dtype: 'int32'}",
      "{shape: [4], sparse: true}",
    ].map(
      (options) =>
        `const x = tf.layers.input(${options}); return tf.model({inputs: x, outputs: tf.layers.dense({units: 2}).apply(x)});`,
    ),
  },
  inputLayer: {
    inputs: "",
    bodies: [
      "{inputShape: [4]}",
      "{batchInputShape: [null, 4]}",
      "{inputShape: [4], name: 'x'}",
      "{shape: [4]}",
      "{}",
      "{inputShape: [4], batchSize: 3}",
      "{inputShape: [4], batchInputShape: [null, 4]}",
    ].map(
      (options) => `return tf.sequential({layers: [tf.layers.inputLayer(${options}), tf.layers.dense({units: 2})]});`,
    ),
  },
  layerNormalization: {
    inputs: IMAGE,
    options: {
      axis: ["-1", "3", "1", "[1, 2]", "[2, 3]", "0", "4", "'a'", "1.5"],
      epsilon: ["0.01"],
      center: FLAG,
      scale: FLAG,
      betaInitializer: INITIALIZERS,
      gammaInitializer: INITIALIZERS,
      betaRegularizer: REGULARIZERS,
      gammaRegularizer: REGULARIZERS,
    },
    otherInputs: ["[4]"],
    calls: ["", "null"],
  },
  leakyReLU: { ...ACTIVATION_INPUTS, options: { alpha: ["0.1", "0"] } },
  lstm: recurrent({ ...GATED, unitForgetBias: FLAG }),
  lstmCell: cell("lstmCell", { ...GATED, unitForgetBias: FLAG }),
  masking: { inputs: SEQUENCE, options: { maskValue: ["0", "1"] }, otherInputs: ["[4]"], calls: ["", "null"] },
  maxPool1d: pooling(1, SEQUENCE),
  maxPool2d: pooling(2, IMAGE),
  maxPooling1d: pooling(1, SEQUENCE),
  maxPooling2d: pooling(2, IMAGE),
  maxPooling3d: pooling(3, VOLUME),
  maximum: MERGE,
  minimum: MERGE,
  multiply: MERGE,
  permute: {
    inputs: IMAGE,
    base: { dims: "[2, 1, 3]" },
    options: { dims: ["[3, 2, 1]", "[1, 2]", "[0, 1, 2]", "[1, 1, 2]", "2", "undefined"] },
  },
  prelu: {
    inputs: IMAGE,
    options: {
      sharedAxes: ["[1, 2]", "1", "[3]", "null"],
      alphaInitializer: INITIALIZERS,
      alphaRegularizer: REGULARIZERS,
      alphaConstraint: CONSTRAINTS,
    },
    otherInputs: ["[4]", "[null, 4]"],
    calls: ["", "null"],
  },
  randomWidth: {
    inputs: IMAGE,
    base: { factor: "0.2" },
    options: { factor: ["[0.1, 0.2]", "-2"], interpolation: ["'nearest'", "'bogus'"] },
  },
  reLU: { ...ACTIVATION_INPUTS, options: { maxValue: ["6", "null"], negativeSlope: ["0.1"], threshold: ["1"] } },
  repeatVector: {
    inputs: "[6]",
    base: { n: "4" },
    options: { n: ["1", "0", "2.5", "undefined"] },
    otherInputs: ["[6, 5]"],
  },
  rescaling: { ...ACTIVATION_INPUTS, base: { scale: "0.1" }, options: { scale: ["undefined"], offset: ["1"] } },
  reshape: {
    inputs: "[4, 6]",
    base: { targetShape: "[8, 3]" },
    options: {
      targetShape: ["[24]", "[-1]", "[2, -1, 3]", "[-1, -1]", "[7]", "[null, 3]", "[5, -1]", "undefined", "[2.5, 4]"],
    },
    otherInputs: ["[null, 6]"],
  },
  resizing: {
    inputs: IMAGE,
    base: { height: "5", width: "4" },
    options: {
      height: ["0", "undefined"],
      interpolation: ["'nearest'", "'bilinear'", "'bicubic'"],
      cropToAspectRatio: FLAG,
    },
    otherInputs: ["[4]"],
  },
  rnn: {
    inputs: "",
    bodies: [
      RNN("{cell: tf.layers.lstmCell({units: 4})}"),
      RNN("{cell: tf.layers.gruCell({units: 4}), returnSequences: true}"),
      RNN("{cell: [tf.layers.gruCell({units: 4}), tf.layers.simpleRNNCell({units: 3})]}"),
      RNN(
        "{cell: tf.layers.stackedRNNCells({cells: [tf.layers.lstmCell({units: 4}), tf.layers.lstmCell({units: 3})]})}",
      ),
      RNN("{cell: tf.layers.dense({units: 4})}"),
      RNN("{}"),
      RNN("{cell: tf.layers.lstmCell({units: 4}), goBackwards: true, stateful: false, unroll: true}"),
    ],
  },
  separableConv2d: {
    ...convolution(2, IMAGE),
    options: {
      ...convolution(2, IMAGE).options,
      depthMultiplier: ["1", "2", "0", "null"],
      depthwiseInitializer: INITIALIZERS,
      depthwiseRegularizer: REGULARIZERS,
      depthwiseConstraint: CONSTRAINTS,
      pointwiseInitializer: INITIALIZERS,
      pointwiseRegularizer: REGULARIZERS,
      pointwiseConstraint: CONSTRAINTS,
    },
  },
  simpleRNN: recurrent({}),
  simpleRNNCell: cell("simpleRNNCell", {}),
  softmax: { ...ACTIVATION_INPUTS, options: { axis: ["1", "-1", "7"] } },
  spatialDropout1d: {
    inputs: SEQUENCE,
    base: { rate: "0.2" },
    options: { rate: RATES, seed: ["3"] },
    otherInputs: ["[4]"],
  },
  stackedRNNCells: {
    inputs: "",
    bodies: ["tf.layers.lstmCell({units: 4}), tf.layers.gruCell({units: 3})", "tf.layers.lstmCell({units: 4})", ""].map(
      (cells) => RNN(`{cell: tf.layers.stackedRNNCells({cells: [${cells}]})}`),
    ),
  },
  thresholdedReLU: { ...ACTIVATION_INPUTS, options: { theta: ["0.5"] } },
  timeDistributed: {
    inputs: "",
    bodies: [
      wrapping("[6, 5]", "timeDistributed({layer: tf.layers.dense({units: 4})})"),
      wrapping("[3, 9, 8, 2]", "timeDistributed({layer: tf.layers.conv2d({filters: 4, kernelSize: 3})})"),
      wrapping("[3, 9, 8, 2]", "timeDistributed({layer: tf.layers.flatten()})"),
      wrapping("[6, 5]", "timeDistributed({layer: tf.layers.dropout({rate: 0.5})})"),
      wrapping("[6, 5]", "timeDistributed({layer: tf.layers.batchNormalization(), trainable: false})"),
      wrapping("[6, 5]", "timeDistributed({layer: tf.layers.lstm({units: 3})})"),
      wrapping("[5]", "timeDistributed({layer: tf.layers.dense({units: 4})})"),
      wrapping("[6, 5]", "timeDistributed({})"),
    ],
  },
  upSampling2d: {
    inputs: IMAGE,
    options: {
      size: ["[2, 3]", "2", "[2]", "[1.5, 2]", "null"],
      dataFormat: DATA_FORMAT,
      interpolation: ["'nearest'", "'bilinear'", "'bogus'"],
    },
    otherInputs: ["[4]", SEQUENCE],
    calls: ["", "null"],
  },
  zeroPadding2d: {
    inputs: IMAGE,
    options: {
      padding: ["0", "2", "[1, 2]", "[[1, 2], [0, 1]]", "[1]", "[1, 2, 3]", "[[1, 2], 1]", "null"],
      dataFormat: DATA_FORMAT,
    },
    otherInputs: ["[4]", SEQUENCE],
    calls: ["", "null"],
  },
};

/** The bodies of functions of `tf`, each of which makes one model. */
export function bodiesOf(factory: string, cases: FactoryCases): readonly string[] {
  const { inputs, base = {}, options = {}, otherInputs = [], calls = [], bodies = [] } = cases;
  if (inputs === "") return bodies;
  const applied = (shapes: string, given: string): string => {
    const list = splitShapes(shapes);
    const made = list.map((shape) => `tf.input({shape: ${shape}})`).join(", ");
    const to = list.length === 1 && !isMerge(factory) ? "x[0]" : "x";
    return `const x = [${made}]; const y = tf.layers.${factory}(${given}).apply(${to}); return tf.model({inputs: x, outputs: y});`;
  };
  const object = (entries: Readonly<Record<string, string>>): string =>
    `{${Object.entries(entries)
      .flatMap(([name, value]) => (value === LEFT_OUT ? [] : [`${name}: ${value}`]))
      .join(", ")}}`;
  const single = Object.entries({ ...COMMON, ...options }).flatMap(([name, values]) =>
    values.map((value) => applied(inputs, object({ ...base, [name]: value }))),
  );
  return [
    applied(inputs, object(base)),
    ...single,
    ...otherInputs.map((shapes) => applied(shapes, object(base))),
    ...calls.map((given) => applied(inputs, given)),
    ...bodies,
  ];
}

const LEFT_OUT = "undefined";

function isMerge(factory: string): boolean {
  return ["add", "average", "concatenate", "maximum", "minimum", "multiply", "dot"].includes(factory);
}

/** "[4, 3], [3]" → ["[4, 3]", "[3]"] */
function splitShapes(shapes: string): readonly string[] {
  return shapes.match(/\[[^\]]*\]/g) ?? [];
}
