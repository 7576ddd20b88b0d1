/** What random programs are made of: layers with values of their arguments, merges, and expressions over tensors. */

export type Kind = "vector" | "sequence" | "image" | "volume";

export interface LayerChoice {
  readonly name: string;
  readonly takes: readonly Kind[];
  /** Absent: what it takes. */
  readonly gives?: Kind;
  /** Arguments that are always given. */
  readonly needs: readonly string[];
  /** Source texts of values. */
  readonly arguments: Readonly<Record<string, readonly string[]>>;
}

const FILTERS = ["1", "2", "3", "4", "6", "8", "12"];
const ACTIVATIONS = [
  '"relu"',
  '"softmax"',
  '"gelu"',
  '"swish"',
  '"tanh"',
  "None",
  '"leaky_relu"',
  '"hard_sigmoid"',
  '"elu"',
];
const BIAS = ["True", "False", "False"];
const ALL: readonly Kind[] = ["vector", "sequence", "image", "volume"];
const SPATIAL: readonly Kind[] = ["sequence", "image", "volume"];

/** Values for one, two or three sides: one number for all, or one each. */
function sides(dimensions: number, low: number, high: number): readonly string[] {
  const values = Array.from({ length: high - low + 1 }, (_, index) => low + index);
  const tuples = values.slice(0, 3).map((value, index) => {
    const each = Array.from({ length: dimensions }, (_, side) =>
      side === 0 ? value : (values[(index + side) % values.length] ?? value),
    );
    return dimensions === 1 ? `(${value},)` : `(${each.join(", ")})`;
  });
  return [...values.map(String), ...tuples];
}

function kindOf(dimensions: number): Kind {
  return dimensions === 1 ? "sequence" : dimensions === 2 ? "image" : "volume";
}

function convolutions(dimensions: number): readonly LayerChoice[] {
  const takes = [kindOf(dimensions)];
  const common = {
    strides: sides(dimensions, 1, 3),
    padding: ['"valid"', '"same"', '"same"', ...(dimensions === 1 ? ['"causal"'] : [])],
    dilation_rate: ["1", "2", "1"],
    activation: ACTIVATIONS,
    use_bias: BIAS,
    data_format: ['"channels_last"', '"channels_last"', '"channels_first"'],
  };
  const kernel_size = sides(dimensions, 1, 5);
  return [
    {
      name: `Conv${dimensions}D`,
      takes,
      needs: ["filters", "kernel_size"],
      arguments: { filters: FILTERS, kernel_size, ...common, groups: ["1", "1", "2", "3"] },
    },
    {
      name: `Conv${dimensions}DTranspose`,
      takes,
      needs: ["filters", "kernel_size"],
      arguments: {
        filters: FILTERS,
        kernel_size,
        ...common,
        padding: ['"valid"', '"same"'],
        output_padding: ["None", "0", "1"],
      },
    },
    ...(dimensions === 3
      ? []
      : [
          {
            name: `SeparableConv${dimensions}D`,
            takes,
            needs: ["filters", "kernel_size"],
            arguments: { filters: FILTERS, kernel_size, ...common, depth_multiplier: ["1", "2", "3"] },
          },
          {
            name: `DepthwiseConv${dimensions}D`,
            takes,
            needs: ["kernel_size"],
            arguments: { kernel_size, ...common, depth_multiplier: ["1", "2", "3"] },
          },
        ]),
  ];
}

function pooling(dimensions: number): readonly LayerChoice[] {
  const takes = [kindOf(dimensions)];
  const data_format = ['"channels_last"', '"channels_last"', '"channels_first"'];
  return [
    ...["MaxPooling", "AveragePooling"].map((name) => ({
      name: `${name}${dimensions}D`,
      takes,
      needs: ["pool_size"],
      arguments: {
        pool_size: sides(dimensions, 1, 4),
        strides: ["None", ...sides(dimensions, 1, 3)],
        padding: ['"valid"', '"same"'],
        data_format,
      },
    })),
    ...["GlobalMaxPooling", "GlobalAveragePooling"].map((name) => ({
      name: `${name}${dimensions}D`,
      takes,
      gives: "vector" as const,
      needs: [],
      arguments: { data_format },
    })),
    {
      name: `UpSampling${dimensions}D`,
      takes,
      needs: [],
      arguments: { size: dimensions === 1 ? ["1", "2", "3"] : sides(dimensions, 1, 3) },
    },
    {
      name: `ZeroPadding${dimensions}D`,
      takes,
      needs: [],
      arguments: {
        padding:
          dimensions === 1
            ? ["1", "2", "(1, 2)", "(0, 3)"]
            : dimensions === 2
              ? ["1", "(1, 2)", "((0, 1), (0, 1))", "((1, 2), (3, 4))"]
              : ["1", "(1, 2, 0)", "((0, 1), (1, 0), (2, 2))"],
      },
    },
    {
      name: `Cropping${dimensions}D`,
      takes,
      needs: [],
      arguments: {
        cropping:
          dimensions === 1
            ? ["1", "(1, 2)", "(0, 3)"]
            : dimensions === 2
              ? ["1", "(1, 2)", "((0, 1), (0, 1))", "((2, 3), (3, 4))"]
              : ["1", "(1, 2, 0)", "((0, 1), (1, 0), (2, 2))"],
      },
    },
  ];
}

export const LAYERS: readonly LayerChoice[] = [
  ...convolutions(1),
  ...convolutions(2),
  ...convolutions(2),
  ...convolutions(3),
  ...pooling(1),
  ...pooling(2),
  ...pooling(3),
  {
    name: "Dense",
    takes: ALL,
    needs: ["units"],
    arguments: { units: FILTERS, activation: ACTIVATIONS, use_bias: BIAS },
  },
  {
    name: "Dense",
    takes: ["vector"],
    needs: ["units"],
    arguments: { units: FILTERS, activation: ACTIVATIONS, use_bias: BIAS },
  },
  { name: "Activation", takes: ALL, needs: ["activation"], arguments: { activation: ACTIVATIONS } },
  {
    name: "ReLU",
    takes: ALL,
    needs: [],
    arguments: { max_value: ["6", "6.0", "None"], negative_slope: ["0.1"], threshold: ["0.5"] },
  },
  { name: "LeakyReLU", takes: ALL, needs: [], arguments: { negative_slope: ["0.1", "0.3"] } },
  { name: "ELU", takes: ALL, needs: [], arguments: { alpha: ["0.5"] } },
  { name: "PReLU", takes: ALL, needs: [], arguments: { shared_axes: ["None", "[1]", "[1, 2]", "1"] } },
  { name: "Softmax", takes: ALL, needs: [], arguments: { axis: ["-1", "1"] } },
  {
    name: "BatchNormalization",
    takes: ALL,
    needs: [],
    arguments: { axis: ["-1", "1", "2", "3"], scale: BIAS, center: BIAS, momentum: ["0.9"], epsilon: ["1e-3"] },
  },
  {
    name: "LayerNormalization",
    takes: ALL,
    needs: [],
    arguments: { axis: ["-1", "1", "[1, 2]", "(-2, -1)", "[-1]"], scale: BIAS, center: BIAS },
  },
  {
    name: "GroupNormalization",
    takes: ALL,
    needs: [],
    arguments: { groups: ["1", "2", "3", "4", "-1", "32"], axis: ["-1", "1", "-1"], scale: BIAS, center: BIAS },
  },
  { name: "UnitNormalization", takes: ALL, needs: [], arguments: { axis: ["-1", "1", "(1, 2)"] } },
  { name: "RMSNormalization", takes: ALL, needs: [], arguments: { axis: ["-1", "1"], epsilon: ["1e-5"] } },
  { name: "Dropout", takes: ALL, needs: ["rate"], arguments: { rate: ["0.5", "0.1", "0"], noise_shape: ["None"] } },
  { name: "SpatialDropout1D", takes: ["sequence"], needs: ["rate"], arguments: { rate: ["0.2"] } },
  { name: "SpatialDropout2D", takes: ["image"], needs: ["rate"], arguments: { rate: ["0.2"] } },
  { name: "SpatialDropout3D", takes: ["volume"], needs: ["rate"], arguments: { rate: ["0.2"] } },
  { name: "GaussianNoise", takes: ALL, needs: ["stddev"], arguments: { stddev: ["0.1"] } },
  { name: "GaussianDropout", takes: ALL, needs: ["rate"], arguments: { rate: ["0.1"] } },
  { name: "ActivityRegularization", takes: ALL, needs: [], arguments: { l2: ["0.01"] } },
  {
    name: "Flatten",
    takes: ALL,
    gives: "vector",
    needs: [],
    arguments: { data_format: ['"channels_last"', '"channels_first"'] },
  },
  {
    name: "Reshape",
    takes: ALL,
    gives: "sequence",
    needs: ["target_shape"],
    arguments: { target_shape: ["(-1, 2)", "(4, -1)", "(-1, 1)", "(3, -1)", "(6, 2)", "[-1, 4]"] },
  },
  {
    name: "Reshape",
    takes: ALL,
    gives: "image",
    needs: ["target_shape"],
    arguments: { target_shape: ["(-1, 1, 1)", "(1, 1, -1)", "(2, -1, 2)", "(4, 4, 3)"] },
  },
  {
    name: "Reshape",
    takes: ALL,
    gives: "vector",
    needs: ["target_shape"],
    arguments: { target_shape: ["(-1,)", "[-1]", "(12,)"] },
  },
  {
    name: "Permute",
    takes: ["image"],
    needs: ["dims"],
    arguments: { dims: ["(2, 1, 3)", "(3, 1, 2)", "(1, 2)", "[3, 2, 1]", "(0, 1, 2)"] },
  },
  { name: "Permute", takes: ["sequence"], needs: ["dims"], arguments: { dims: ["(2, 1)", "(1, 2)", "(2, 2)"] } },
  { name: "RepeatVector", takes: ["vector"], gives: "sequence", needs: ["n"], arguments: { n: ["1", "3", "5"] } },
  { name: "Masking", takes: ["sequence"], needs: [], arguments: { mask_value: ["0.0"] } },
  {
    name: "Rescaling",
    takes: ALL,
    needs: ["scale"],
    arguments: { scale: ["1.0 / 255", "2.0"], offset: ["-1", "0.5"] },
  },
  {
    name: "Resizing",
    takes: ["image"],
    needs: ["height", "width"],
    arguments: {
      height: ["8", "16", "5"],
      width: ["8", "12"],
      interpolation: ['"nearest"', '"bilinear"'],
      crop_to_aspect_ratio: ["True"],
    },
  },
  {
    name: "CenterCrop",
    takes: ["image"],
    needs: ["height", "width"],
    arguments: { height: ["4", "6", "50"], width: ["4", "6"] },
  },
  {
    name: "Normalization",
    takes: ALL,
    needs: ["mean", "variance"],
    arguments: { mean: ["0.5", "[0.1, 0.2, 0.3]"], variance: ["1.0", "[1.0, 2.0, 3.0]"], axis: ["-1", "None", "1"] },
  },
  { name: "RandomFlip", takes: ["image"], needs: [], arguments: { mode: ['"horizontal"', '"vertical"'] } },
  { name: "RandomRotation", takes: ["image"], needs: ["factor"], arguments: { factor: ["0.1"] } },
  {
    name: "RandomZoom",
    takes: ["image"],
    needs: ["height_factor"],
    arguments: { height_factor: ["0.1", "(-0.1, 0.2)"] },
  },
  { name: "RandomContrast", takes: ["image"], needs: ["factor"], arguments: { factor: ["0.1"] } },
  {
    name: "RandomTranslation",
    takes: ["image"],
    needs: ["height_factor", "width_factor"],
    arguments: { height_factor: ["0.1"], width_factor: ["0.2"] },
  },
  {
    name: "RandomCrop",
    takes: ["image"],
    needs: ["height", "width"],
    arguments: { height: ["4", "6", "50"], width: ["4", "6"] },
  },
  {
    name: "LSTM",
    takes: ["sequence"],
    gives: "vector",
    needs: ["units"],
    arguments: {
      units: FILTERS,
      use_bias: BIAS,
      unit_forget_bias: ["False"],
      go_backwards: ["True"],
      dropout: ["0.1"],
    },
  },
  {
    name: "GRU",
    takes: ["sequence"],
    gives: "vector",
    needs: ["units"],
    arguments: { units: FILTERS, use_bias: BIAS, reset_after: ["True", "False"], activation: ['"relu"'] },
  },
  {
    name: "SimpleRNN",
    takes: ["sequence"],
    gives: "vector",
    needs: ["units"],
    arguments: { units: FILTERS, use_bias: BIAS },
  },
  {
    name: "LSTM",
    takes: ["sequence"],
    needs: ["units", "return_sequences"],
    arguments: { units: FILTERS, return_sequences: ["True"], use_bias: BIAS },
  },
  {
    name: "GRU",
    takes: ["sequence"],
    needs: ["units", "return_sequences"],
    arguments: { units: FILTERS, return_sequences: ["True"], reset_after: ["False"] },
  },
  {
    name: "Bidirectional",
    takes: ["sequence"],
    needs: ["layer"],
    arguments: {
      layer: [
        "layers.LSTM(4, return_sequences=True)",
        "layers.GRU(3, return_sequences=True)",
        "layers.SimpleRNN(2, return_sequences=True, use_bias=False)",
      ],
      merge_mode: ['"concat"', '"sum"', '"ave"', '"mul"'],
    },
  },
  {
    name: "Bidirectional",
    takes: ["sequence"],
    gives: "vector",
    needs: ["layer"],
    arguments: { layer: ["layers.LSTM(4)", "layers.GRU(3)"], merge_mode: ['"concat"', '"sum"'] },
  },
  {
    name: "RNN",
    takes: ["sequence"],
    gives: "vector",
    needs: ["cell"],
    arguments: { cell: ["layers.LSTMCell(3)", "[layers.GRUCell(4), layers.GRUCell(2)]", "layers.SimpleRNNCell(5)"] },
  },
  {
    name: "TimeDistributed",
    takes: ["image"],
    needs: ["layer"],
    arguments: {
      layer: ["layers.Dense(4)", "layers.Conv1D(3, 2)", "layers.BatchNormalization()", 'layers.Activation("relu")'],
    },
  },
  {
    name: "TimeDistributed",
    takes: ["sequence"],
    needs: ["layer"],
    arguments: { layer: ["layers.Dense(4)", "layers.Dropout(0.1)", "layers.LayerNormalization()"] },
  },
  {
    name: "TimeDistributed",
    takes: ["volume"],
    needs: ["layer"],
    arguments: { layer: ["layers.Conv2D(3, 2)", "layers.MaxPooling2D()", 'layers.DepthwiseConv2D(3, padding="same")'] },
  },
  {
    name: "TimeDistributed",
    takes: ["image"],
    gives: "sequence",
    needs: ["layer"],
    arguments: { layer: ["layers.Flatten()", "layers.LSTM(3)", "layers.GlobalMaxPooling1D()"] },
  },
  {
    name: "ConvLSTM2D",
    takes: ["volume"],
    gives: "image",
    needs: ["filters", "kernel_size"],
    arguments: {
      filters: FILTERS,
      kernel_size: sides(2, 1, 3),
      padding: ['"same"', '"valid"'],
      strides: ["1", "2"],
      use_bias: BIAS,
    },
  },
  {
    name: "ConvLSTM1D",
    takes: ["image"],
    gives: "sequence",
    needs: ["filters", "kernel_size"],
    arguments: { filters: FILTERS, kernel_size: ["1", "2", "3"], padding: ['"same"', '"valid"'], strides: ["1", "2"] },
  },
  {
    name: "EinsumDense",
    takes: ["sequence"],
    needs: ["equation", "output_shape"],
    arguments: {
      equation: ['"abc,cd->abd"', '"...x,xy->...y"'],
      output_shape: ["(None, 4)", "4"],
      bias_axes: ["None", '"d"', '"y"'],
    },
  },
  {
    name: "SpectralNormalization",
    takes: ["image"],
    needs: ["layer"],
    arguments: { layer: ["layers.Conv2D(4, 3)", "layers.Dense(3)"], power_iterations: ["1", "2"] },
  },
  {
    name: "Embedding",
    takes: ["vector"],
    gives: "sequence",
    needs: ["input_dim", "output_dim"],
    arguments: { input_dim: ["10", "100"], output_dim: ["3", "8"] },
  },
  {
    name: "Lambda",
    takes: ALL,
    needs: ["function"],
    arguments: { function: ["lambda x: x * 2", "lambda x: ops.relu(x)", "lambda x: x + 1.0", "ops.abs"] },
  },
  {
    name: "Lambda",
    takes: ["image"],
    gives: "vector",
    needs: ["function"],
    arguments: { function: ["lambda x: ops.mean(x, axis=[1, 2])", "lambda x: ops.max(x, axis=(1, 2))"] },
  },
];

/** Of two tensors {x} and {y}. */
export const MERGES: readonly [string, ...string[]] = [
  "layers.Add()([{x}, {y}])",
  "layers.add([{x}, {y}, {x}])",
  "layers.Multiply()([{x}, {y}])",
  "layers.Subtract()([{x}, {y}])",
  "layers.Average()([{x}, {y}])",
  "layers.Maximum()([{x}, {y}])",
  "layers.Minimum()([{x}, {y}])",
  "layers.Concatenate()([{x}, {y}])",
  "layers.concatenate([{x}, {y}], axis=1)",
  "layers.Concatenate(axis=-2)([{x}, {y}])",
  "ops.concatenate([{x}, {y}], axis=-1)",
  "layers.Dot(axes=-1)([{x}, {y}])",
  "{x} + {y}",
  "{x} * {y}",
  "{x} - {y}",
  "ops.maximum({x}, {y})",
  "layers.MultiHeadAttention(num_heads=2, key_dim=3)({x}, {y})",
  "layers.Attention()([{x}, {y}])",
  "layers.AdditiveAttention()([{x}, {y}])",
  "layers.Add()([{x}])",
];

interface Expression {
  /** Over the tensor {x}. */
  readonly text: string;
  readonly takes: readonly Kind[];
  readonly gives?: Kind;
}

export const EXPRESSIONS: readonly Expression[] = [
  { text: "{x} * 0.5", takes: ALL },
  { text: "1.0 - {x}", takes: ALL },
  { text: "{x} / 255.0", takes: ALL },
  { text: "-{x}", takes: ALL },
  { text: "{x} ** 2", takes: ALL },
  { text: "ops.relu({x})", takes: ALL },
  { text: "keras.activations.gelu({x})", takes: ALL },
  { text: "ops.softmax({x}, axis=-1)", takes: ALL },
  { text: "ops.sigmoid({x}) * {x}", takes: ALL },
  { text: "ops.sqrt(ops.abs({x}) + 1e-6)", takes: ALL },
  { text: "ops.clip({x}, 0, 6)", takes: ALL },
  { text: "{x}[:, 1:]", takes: ALL },
  { text: "{x}[:, ::2]", takes: SPATIAL },
  { text: "{x}[..., :1]", takes: SPATIAL },
  { text: "{x}[:, 0]", takes: ["sequence"], gives: "vector" },
  { text: "{x}[:, -1, :, :]", takes: ["image"], gives: "sequence" },
  { text: "{x}[:, :-1, 1:]", takes: ["image"] },
  { text: "ops.mean({x}, axis=-1, keepdims=True)", takes: SPATIAL },
  { text: "ops.mean({x}, axis=[1, 2])", takes: ["image"], gives: "vector" },
  { text: "ops.max({x}, axis=1)", takes: ["sequence"], gives: "vector" },
  { text: "ops.sum({x}, axis=1)", takes: ["image"], gives: "sequence" },
  { text: "ops.transpose({x}, (0, 2, 1))", takes: ["sequence"] },
  { text: "ops.transpose({x}, (0, 3, 1, 2))", takes: ["image"] },
  { text: "ops.reshape({x}, (-1, {x}.shape[1] * {x}.shape[2], {x}.shape[3]))", takes: ["image"], gives: "sequence" },
  { text: "ops.reshape({x}, (-1, 4))", takes: ALL, gives: "vector" },
  { text: "ops.expand_dims({x}, 1)", takes: ["vector"], gives: "sequence" },
  { text: "ops.expand_dims({x}, axis=-1)", takes: ["sequence"], gives: "image" },
  { text: "ops.squeeze(ops.mean({x}, axis=1, keepdims=True), axis=1)", takes: ["sequence"], gives: "vector" },
  { text: "ops.pad({x}, [[0, 0], [1, 1], [2, 0], [0, 0]])", takes: ["image"] },
  { text: "ops.concatenate([{x}, {x}, {x}], axis=1)", takes: ALL },
  { text: "ops.stack([{x}, {x}], axis=1)", takes: ["sequence"], gives: "image" },
  { text: "ops.split({x}, 2, axis=-1)[0]", takes: SPATIAL },
  { text: "ops.tile({x}, (1, 2))", takes: ["vector"] },
  { text: "ops.repeat({x}, 2, axis=1)", takes: SPATIAL },
  { text: "ops.matmul({x}, ops.transpose({x}, (0, 2, 1)))", takes: ["sequence"] },
  { text: "ops.image.resize({x}, (9, 7))", takes: ["image"] },
  { text: "ops.max_pool({x}, 2, strides=2, padding='same')", takes: ["image"] },
  { text: "ops.where({x} > 0, {x}, 0.1 * {x})", takes: ALL },
  { text: "layers.MultiHeadAttention(3, 4, value_dim=5, use_bias=False)({x}, {x})", takes: ["sequence"] },
  { text: "layers.MultiHeadAttention(num_heads=2, key_dim=4, output_shape=7)({x}, {x}, {x})", takes: ["sequence"] },
  { text: "layers.GroupQueryAttention(3, 4, 2)({x}, {x})", takes: ["sequence"] },
];
