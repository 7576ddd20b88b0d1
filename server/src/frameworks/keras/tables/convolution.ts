/** Constructors of convolutions. */
import { define, WEIGHT_OPTIONS } from "../define";
import type { Rows } from "../define";

const CONVOLUTION = [
  "filters",
  "kernel_size",
  "strides",
  "padding",
  "data_format",
  "dilation_rate",
  "groups",
  "activation",
  "use_bias",
  ...WEIGHT_OPTIONS,
];

const TRANSPOSED = [
  "filters",
  "kernel_size",
  "strides",
  "padding",
  "output_padding",
  "data_format",
  "dilation_rate",
  "activation",
  "use_bias",
  ...WEIGHT_OPTIONS,
];

const SEPARABLE = [
  "filters",
  "kernel_size",
  "strides",
  "padding",
  "data_format",
  "dilation_rate",
  "depth_multiplier",
  "activation",
  "use_bias",
  "depthwise_initializer",
  "pointwise_initializer",
  "bias_initializer",
  "depthwise_regularizer",
  "pointwise_regularizer",
  "bias_regularizer",
  "activity_regularizer",
  "depthwise_constraint",
  "pointwise_constraint",
  "bias_constraint",
];

const DEPTHWISE = [
  "kernel_size",
  "strides",
  "padding",
  "depth_multiplier",
  "data_format",
  "dilation_rate",
  "activation",
  "use_bias",
  "depthwise_initializer",
  "bias_initializer",
  "depthwise_regularizer",
  "bias_regularizer",
  "activity_regularizer",
  "depthwise_constraint",
  "bias_constraint",
];

const LOCAL = [
  "filters",
  "kernel_size",
  "strides",
  "padding",
  "data_format",
  "activation",
  "use_bias",
  ...WEIGHT_OPTIONS,
  "implementation",
];

/** TensorFlow takes these although the layers have weights by other names. */
const KERNEL_OPTIONS = ["kernel_initializer", "kernel_regularizer", "kernel_constraint"];

export const CONVOLUTION_CONSTRUCTORS: Rows = [
  ...define("Conv1D", CONVOLUTION, { aliases: ["Convolution1D", "AtrousConvolution1D"], fixedInKeras2: true }),
  ...define("Conv2D", CONVOLUTION, { aliases: ["Convolution2D"], keras1: ["Convolution2D", "AtrousConvolution2D"] }),
  ...define("Conv3D", CONVOLUTION, { aliases: ["Convolution3D"], keras1: ["Convolution3D"] }),
  ...define("Conv1DTranspose", TRANSPOSED, { aliases: ["Convolution1DTranspose"], keywords: ["groups"] }),
  ...define("Conv2DTranspose", TRANSPOSED, {
    aliases: ["Convolution2DTranspose"],
    keywords: ["groups"],
    keras1: ["Deconvolution2D", "Deconv2D"],
  }),
  ...define("Conv3DTranspose", TRANSPOSED, {
    aliases: ["Convolution3DTranspose"],
    keywords: ["groups"],
    keras1: ["Deconvolution3D", "Deconv3D"],
    swapped: ["output_padding", "data_format"],
  }),
  ...define("SeparableConv1D", SEPARABLE, {
    keywords: [...KERNEL_OPTIONS, "groups"],
    aliases: ["SeparableConvolution1D"],
  }),
  ...define("SeparableConv2D", SEPARABLE, {
    keywords: [...KERNEL_OPTIONS, "groups"],
    aliases: ["SeparableConvolution2D"],
    keras1: ["SeparableConvolution2D"],
  }),
  ...define("DepthwiseConv1D", DEPTHWISE, { keywords: KERNEL_OPTIONS }),
  ...define("DepthwiseConv2D", DEPTHWISE, { keywords: KERNEL_OPTIONS, aliases: ["DepthwiseConvolution2D"] }),
  ...define("LocallyConnected1D", LOCAL),
  ...define("LocallyConnected2D", LOCAL, { keras1: ["LocallyConnected2D"] }),
];
