/** What a kernel's name says of the layer that launched it. */

/** One launch of these is one convolution (cuDNN's implicit and fused Winograd kernels, TensorFlow's depthwise ones). */
const WHOLE_CONVOLUTION = /scudnn|implicit_convolve|DepthwiseConv2dGPUKernel(?!.*Backprop)|conv2d_grouped_direct/i;

/** Steps of a convolution that takes several launches, and matrix products, which 1×1 convolutions become. */
const PART_OF_CONVOLUTION =
  /conv|winograd|fft|gemm|gemv|dot_kernel|cutlass|xmma|scudnn|hcudnn|icudnn|depthwise|matmul/i;

export function isWholeConvolution(name: string): boolean {
  return WHOLE_CONVOLUTION.test(name) && !/winograd_nonfused/i.test(name);
}

/** TensorFlow's own depthwise kernels. */
export function isDepthwise(name: string): boolean {
  return /depthwise/i.test(name);
}

/** cuDNN's kernel for groups serves as many groups as channels, too. */
export function mayBeDepthwise(name: string): boolean {
  return isDepthwise(name) || /conv2d_grouped_direct/i.test(name);
}

export function mayBeConvolution(name: string): boolean {
  return WHOLE_CONVOLUTION.test(name) || PART_OF_CONVOLUTION.test(name);
}
