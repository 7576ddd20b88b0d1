/**
 * Functions of `tf.*`, `keras.backend` and `keras.ops`: their parameters, and which operation of `layers/tensor/functions` they mean.
 *
 * A row holds homes (t: tensorflow, k: keras.backend, o: keras.ops, r: their random numbers), names, and a signature: `operation(parameters) defaults`.
 * A parameter lists its names, ours first; `*` marks a tensor, `**` a list of tensors, `***` all further positions. Sources: the API
 * references of TensorFlow 2.15, of Keras 2.15 (`keras/backend.py`) and of Keras 3.15 (`keras/src/ops`).
 */
export type Home = "t" | "k" | "o" | "r";

export interface Signature {
  readonly operation: string;
  readonly parameters: readonly SignatureParameter[];
  /** Arguments that stand where the call does not give them. */
  readonly defaults: ReadonlyMap<string, string>;
}

export interface SignatureParameter {
  readonly names: readonly string[];
  readonly form: "plain" | "tensor" | "tensors" | "rest";
}

export function signatureOf(home: Home, name: string): Signature | undefined {
  return SIGNATURES.get(`${home}.${name}`);
}

const WINDOW_T = "strides, padding, data_format, dilations=dilation";
const WINDOW_K = "strides, padding, data_format, dilations=dilation_rate";
const POOL_T = "pool(*x=input=value, size=ksize=window_shape, strides, padding, data_format)";

const ROWS: readonly (readonly [homes: string, names: string, signature: string])[] = [
  // ---------------------------------------------------------------- each element for itself
  [
    "to",
    "abs absolute acos acosh asin asinh atan atanh arccos arccosh arcsin arcsinh arctan arctanh ceil cos cosh digamma erf erfc erfinv exp expm1 " +
      "exp2 floor lgamma log log10 log1p log2 logical_not negative reciprocal rint round rsqrt sign sin sinc sinh sqrt square tan " +
      "tanh sigmoid softplus softsign is_finite is_inf is_nan is_non_decreasing isfinite isinf isnan conj conjugate real imag " +
      "angle invert bitwise_not nan_to_num trunc deg2rad rad2deg zeros_like ones_like zeta hard_tanh soft_shrink " +
      "hard_shrink tanh_shrink squareplus sparse_plus sparse_sigmoid threshold logit to_float to_int32 to_int64 rot180",
    "elementwise(*x=input=features=tensor=a=t)",
  ],
  [
    "k",
    "abs exp log sqrt square sign round cos sin sigmoid tanh softplus softsign zeros_like ones_like",
    "elementwise(*x)",
  ],
  ["k", "relu elu hard_sigmoid softmax l2_normalize", "elementwise(*x, axis)"],
  ["to", "celu crelu6 relu6 leaky_relu elu selu log_softmax", "elementwise(*x=features=logits, axis)"],
  ["to", "gelu silu swish hard_silu hard_swish mish", "elementwise(*x=features) passes=2"],
  ["t", "crelu", "double(*x=features, axis) axis=-1"],
  ["o", "glu", "halve(*x, axis) axis=-1"],
  ["tko", "cast saturate_cast", "elementwise(*x=value, dtype)"],
  ["k", "cast_to_floatx", "identity(*x)"],
  ["t", "clip_by_value", "elementwise(*x=t, min, max)"],
  ["t", "clip_by_norm", "keeps_first(*x=t, clip_norm, axes) passes=2"],
  ["ko", "clip", "elementwise(*x, min, max)"],
  ["t", "l2_normalize", "keeps_first(*x, axis=dim) passes=2"],
  ["o", "normalize", "keeps_first(*x, axis) passes=2"],
  ["t", "lrn local_response_normalization", "keeps_first(*x=input, depth_radius, bias, alpha, beta) passes=2"],
  ["t", "dropout experimental_general_dropout", "identity(*x, rate)"],
  ["k", "dropout", "identity(*x, level)"],
  [
    "tko",
    "identity stop_gradient print_tensor grad_pass_through ensure_shape placeholder_with_default copy",
    "identity(*x=input=tensor=variables)",
  ],
  ["t", "image.per_image_standardization per_image_standardization", "keeps_first(*x=image) passes=2"],
  [
    "t",
    "adjust_brightness adjust_contrast adjust_gamma adjust_hue adjust_saturation random_brightness random_contrast random_hue " +
      "random_saturation random_flip_left_right random_flip_up_down flip_left_right flip_up_down convert_image_dtype",
    "elementwise(*x=image=images)",
  ],
  ["t", "rgb_to_hsv hsv_to_rgb rgb_to_yuv yuv_to_rgb rgb_to_yiq", "elementwise(*x=images)"],
  ["t", "rgb_to_grayscale", "recolour(*x=images) channels=1"],
  ["t", "grayscale_to_rgb", "recolour(*x=images) channels=3"],
  ["o", "rgb_to_hsv hsv_to_rgb", "elementwise(*x=images)"],
  ["o", "rgb_to_grayscale", "recolour(*x=images) channels=1"],

  // ---------------------------------------------------------------- several tensors, element by element
  [
    "to",
    "add subtract divide truediv true_divide floordiv floor_divide floormod mod pow power maximum minimum squared_difference atan2 " +
      "arctan2 divide_no_nan multiply_no_nan xdivy xlogy logical_and logical_or logical_xor equal not_equal greater greater_equal " +
      "less less_equal realdiv bitwise_and bitwise_or bitwise_xor left_shift right_shift logaddexp hypot div sub truncatediv " +
      "heaviside copysign",
    "broadcast(*x=x1=a, *y=x2=b)",
  ],
  ["to", "multiply mul", "broadcast(*x=x1, *y=x2) kernel=multiply"],
  ["k", "maximum minimum equal not_equal greater greater_equal less less_equal", "broadcast(*x, *y)"],
  ["k", "pow", "broadcast(*x, *a)"],
  ["t", "add_n accumulate_n", "broadcast(**x=inputs)"],
  ["to", "where where_v2 select", "broadcast(*condition=cond, *x=x1, *y=x2)"],
  ["t", "bias_add", "keeps_first(*x=value, *bias)"],
  ["k", "bias_add", "keeps_first(*x, *bias)"],
  ["t", "batch_normalization", "keeps_first(*x, *mean, *variance, *offset, *scale) passes=2"],
  ["k", "batch_normalization", "keeps_first(*x, *mean, *var, *beta, *gamma) passes=2"],
  ["o", "batch_normalization", "keeps_first(*x, *mean, *variance, axis, *offset, *scale) passes=2"],
  ["o", "rms_normalization layer_normalization", "keeps_first(*x, *scale=gamma, *beta) passes=3"],
  ["to", "lerp", "broadcast(*x, *y, *weight)"],
  ["to", "broadcast_to", "broadcast_to(*x=input, shape)"],

  // ---------------------------------------------------------------- along axes
  [
    "t",
    "reduce_all reduce_any reduce_logsumexp reduce_max reduce_mean reduce_min reduce_prod reduce_std reduce_sum reduce_variance " +
      "reduce_euclidean_norm count_nonzero",
    "reduce(*x=input_tensor=input, axis=reduction_indices, keepdims=keep_dims)",
  ],
  ["ko", "all any logsumexp max mean min prod std sum var", "reduce(*x, axis, keepdims)"],
  ["o", "amax amin nansum nanmax median nanmean", "reduce(*x, axis, keepdims)"],
  ["o", "average", "reduce(*x, axis)"],
  ["o", "count_nonzero", "reduce(*x, axis)"],
  ["o", "norm", "reduce(*x, ord, axis, keepdims)"],
  ["t", "norm", "reduce(*x=tensor, ord, axis, keepdims)"],
  ["t", "argmax argmin", "reduce(*x=input, axis=dimension) axis=0"],
  ["k", "argmax argmin", "reduce(*x, axis) axis=-1"],
  ["o", "argmax argmin", "reduce(*x, axis, keepdims)"],
  ["t", "cumsum cumprod cumulative_logsumexp", "along_axis(*x, axis) axis=0"],
  ["k", "cumsum cumprod", "along_axis(*x, axis) axis=0"],
  ["o", "cumsum cumprod", "along_axis(*x, axis) axis=-1"],
  ["to", "sort argsort", "along_axis(*x=values, axis) axis=-1 passes=4"],
  ["t", "softmax_cross_entropy_with_logits sparse_softmax_cross_entropy_with_logits", "reduce(*x=labels) axis=-1"],

  // ---------------------------------------------------------------- other sides for the same elements
  ["t", "reshape", "reshape(*x=tensor, shape)"],
  ["k", "reshape", "reshape(*x, shape)"],
  ["o", "reshape", "reshape(*x, shape=newshape) open=true"],
  ["o", "ravel", "reshape(*x) shape=-1"],
  ["k", "flatten", "reshape(*x) shape=-1"],
  ["k", "batch_flatten", "batch_flatten(*x)"],
  ["t", "expand_dims", "expand_dims(*x=input, axis=dim)"],
  ["k", "expand_dims", "expand_dims(*x, axis) axis=-1"],
  ["o", "expand_dims", "expand_dims(*x, axis)"],
  ["t", "squeeze", "squeeze(*x=input, axis=squeeze_dims)"],
  ["ko", "squeeze", "squeeze(*x, axis)"],
  ["t", "transpose", "transpose(*x=a, perm)"],
  ["t", "matrix_transpose", "swapaxes(*x=a) axis1=-1 axis2=-2"],
  ["k", "permute_dimensions", "transpose(*x, perm=pattern)"],
  ["k", "transpose", "transpose(*x)"],
  ["o", "transpose", "transpose(*x, perm=axes)"],
  ["o", "swapaxes", "swapaxes(*x, axis1, axis2)"],
  ["o", "moveaxis", "moveaxis(*x, source, destination)"],

  // ---------------------------------------------------------------- joined, copied, moved
  ["t", "concat", "concatenate(**x=values, axis)"],
  ["k", "concatenate", "concatenate(**x=tensors, axis) axis=-1"],
  ["o", "concatenate", "concatenate(**x=xs, axis) axis=0"],
  ["o", "hstack", "concatenate(**x=xs) axis=1"],
  ["t", "stack", "stack(**x=values, axis) axis=0"],
  ["ko", "stack", "stack(**x, axis) axis=0"],
  ["t", "parallel_stack", "stack(**x=values) axis=0"],
  ["t", "tile", "tile(*x=input, multiples)"],
  ["k", "tile", "tile(*x, multiples=n)"],
  ["o", "tile", "tile(*x, multiples=repeats) promote=true"],
  ["t", "repeat", "repeat(*x=input, repeats, axis)"],
  ["o", "repeat", "repeat(*x, repeats, axis)"],
  ["k", "repeat_elements", "repeat(*x, repeats=rep, axis)"],
  ["t", "pad mirror_pad", "pad(*x=tensor, paddings)"],
  ["o", "pad", "pad(*x, paddings=pad_width)"],
  ["k", "temporal_padding spatial_2d_padding spatial_3d_padding", "pad_spatial(*x, padding, data_format)"],
  ["t", "reverse roll random_shuffle random.shuffle shuffle", "reordered(*x=tensor=input=value)"],
  ["k", "reverse", "reordered(*x)"],
  ["o", "flip roll", "reordered(*x)"],
  ["t", "slice strided_slice", "slice(*x=input_, begin, size)"],
  ["o", "slice", "slice(*x=inputs, begin=start_indices, size=shape)"],

  // ---------------------------------------------------------------- products
  ["t", "matmul batch_matmul", "matmul(*x=a, *y=b, transpose_a, transpose_b)"],
  ["o", "matmul", "matmul(*x=x1, *y=x2) vectors=true"],
  ["k", "dot", "dot(*x, *y)"],
  ["o", "dot", "dot(*x=x1, *y=x2)"],
  ["k", "batch_dot", "batch_dot(*x, *y, axes)"],
  ["t", "tensordot", "tensordot(*x=a, *y=b, axes)"],
  ["o", "tensordot", "tensordot(*x=x1, *y=x2, axes) axes=2"],
  ["o", "outer", "tensordot(*x=x1, *y=x2) axes=0"],
  ["t", "einsum", "einsum(equation, ***x)"],
  ["o", "einsum", "einsum(equation=subscripts, ***x)"],

  // ---------------------------------------------------------------- windows
  ["t", "conv1d", `conv(*x=input=value, *y=filters=kernel, strides=stride, padding, data_format, dilations) rank=1`],
  ["t", "conv2d", `conv(*x=input, *y=filters=filter, ${WINDOW_T})`],
  ["t", "conv3d", `conv(*x=input, *y=filters=filter, ${WINDOW_T})`],
  ["t", "convolution", `conv(*x=input, *y=filters=filter, strides, padding, data_format, dilations)`],
  ["t", "atrous_conv2d", "conv(*x=value, *y=filters, dilations=rate, padding)"],
  ["t", "depthwise_conv2d", `depthwise_conv(*x=input, *y=filter=filters, ${WINDOW_T})`],
  ["t", "depthwise_conv2d_native", `depthwise_conv(*x=input, *y=filter=filters, ${WINDOW_T})`],
  [
    "t",
    "conv2d_transpose conv3d_transpose",
    "conv_transpose(*x=input=value, *y=filters=filter, output_shape, strides, padding, data_format, dilations)",
  ],
  ["k", "conv1d", `conv(*x, *y=kernel, ${WINDOW_K}) rank=1`],
  ["k", "conv2d conv3d", `conv(*x, *y=kernel, ${WINDOW_K})`],
  ["k", "depthwise_conv2d", `depthwise_conv(*x, *y=depthwise_kernel, ${WINDOW_K})`],
  [
    "k",
    "conv2d_transpose conv3d_transpose",
    "conv_transpose(*x, *y=kernel, output_shape, strides, padding, data_format, dilations=dilation_rate)",
  ],
  ["o", "conv", `conv(*x=inputs, *y=kernel, ${WINDOW_K})`],
  ["o", "depthwise_conv", `depthwise_conv(*x=inputs, *y=kernel, ${WINDOW_K})`],
  [
    "o",
    "conv_transpose",
    "conv_transpose(*x=inputs, *y=kernel, strides, padding, output_padding, data_format, dilations=dilation_rate)",
  ],
  ["t", "max_pool max_pool2d max_pool3d avg_pool avg_pool2d avg_pool3d", POOL_T],
  ["t", "max_pool1d avg_pool1d", `${POOL_T} rank=1`],
  ["t", "pool", "pool(*x=input, size=window_shape, pooling_type, strides, padding, data_format, dilations) inner=true"],
  ["k", "pool2d pool3d", "pool(*x, size=pool_size, strides, padding, data_format)"],
  ["o", "max_pool average_pool", "pool(*x=inputs, size=pool_size, strides, padding, data_format) stride_by_size=true"],

  // ---------------------------------------------------------------- images
  ["t", "resize resize_images", "resize(*x=images, size, method, preserve_aspect_ratio)"],
  ["t", "resize_bilinear resize_nearest_neighbor resize_bicubic resize_area", "resize(*x=images, size)"],
  [
    "t",
    "resize_with_pad resize_with_crop_or_pad resize_image_with_crop_or_pad resize_image_with_pad",
    "crop(*x=image, height=target_height, width=target_width)",
  ],
  [
    "t",
    "crop_to_bounding_box",
    "crop(*x=image, offset_height, offset_width, height=target_height, width=target_width)",
  ],
  ["t", "pad_to_bounding_box", "crop(*x=image, offset_height, offset_width, height=target_height, width=target_width)"],
  ["k", "resize_images", "scale_image(*x, height_factor, width_factor, data_format)"],
  [
    "o",
    "resize",
    "resize(*x=images, size, interpolation, antialias, crop_to_aspect_ratio, pad_to_aspect_ratio, fill_mode, fill_value, data_format)",
  ],
  ["t", "depth_to_space", "depth_to_space(*x=input, block_size, data_format)"],
  ["t", "space_to_depth", "space_to_depth(*x=input, block_size, data_format)"],
  [
    "t",
    "extract_patches extract_image_patches",
    "extract_patches(*x=images, size=sizes=ksizes, strides, rates, padding)",
  ],
  [
    "o",
    "pad_images",
    "pad_image(*x=images, top=top_padding, left=left_padding, bottom=bottom_padding, right=right_padding, height=target_height, width=target_width)",
  ],
  [
    "o",
    "crop_images",
    "crop_image(*x=images, top=top_cropping, left=left_cropping, bottom=bottom_cropping, right=right_cropping, height=target_height, width=target_width)",
  ],
  ["o", "extract_patches", "extract_patches(*x=images, size, strides, rates=dilation_rate, padding, data_format)"],

  // ---------------------------------------------------------------- looked up
  ["t", "one_hot", "one_hot(*x=indices, depth, on_value, off_value, axis)"],
  ["k", "one_hot", "one_hot(*x=indices, depth=num_classes)"],
  ["o", "one_hot", "one_hot(*x, depth=num_classes, axis)"],
  ["t", "gather gather_v2", "gather(*x=params, *y=indices, validate_indices, axis, batch_dims)"],
  ["t", "embedding_lookup", "gather(*x=params, *y=ids)"],
  ["k", "gather", "gather(*x=reference, *y=indices)"],
  ["o", "take_along_axis", "indexed(*x, *y=indices, axis)"],
  ["t", "diag matrix_diag", "diagonal(*x=diagonal)"],
  ["t", "central_crop", "central_crop(*x=image, fraction=central_fraction)"],
  ["o", "take", "take(*x, *y=indices, axis)"],
];

const SIGNATURES: ReadonlyMap<string, Signature> = new Map(
  ROWS.flatMap(([homes, names, text]) => {
    const signature = parseSignature(text);
    return Array.from(homes).flatMap((home) =>
      names.split(" ").map((name): [string, Signature] => [`${home}.${name}`, signature]),
    );
  }),
);

function parseSignature(text: string): Signature {
  const [, operation = "", list = "", rest = ""] = /^(\w+)\(([^)]*)\)(.*)$/.exec(text) ?? [];
  return {
    operation,
    parameters: list.split(",").map((parameter) => parseParameter(parameter.trim())),
    defaults: new Map(
      rest
        .split(" ")
        .filter((entry) => entry !== "")
        .map((entry) => [entry.slice(0, entry.indexOf("=")), entry.slice(entry.indexOf("=") + 1)]),
    ),
  };
}

function parseParameter(text: string): SignatureParameter {
  const stars = /^\**/.exec(text)?.[0].length ?? 0;
  const form = (["plain", "tensor", "tensors", "rest"] as const)[stars] ?? "plain";
  return { names: text.slice(stars).split("="), form };
}
