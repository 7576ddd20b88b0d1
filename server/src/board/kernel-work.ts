/** Kernels whose names say that they are not those of an FP32 inference by TensorFlow, which is what labels are of. */

interface OtherWork {
  readonly pattern: RegExp;
  /** Follows "it ", and ends before the kernel's name. */
  readonly why: string;
}

const PRECISIONS: readonly OtherWork[] = [
  // A name holds uint8 where TensorFlow turns the bytes of an image into floats.
  {
    pattern: /(?<!u)int8(?!_t)|icudnn|imma(?![a-z])|(?:^|_)i8(?:i\d+)?(?:_|$)|i8816|\bigemm|_igemm|dp4a/i,
    why: "was recorded in INT8 precision; a measurement is of FP32",
  },
  {
    pattern:
      /fp16|hcudnn|(?<![a-z0-9])h(?:884|1688|16816)|[_\b]s(?:884|1688|16816)|hgemm|hmma|__half|\bhalf\b|Eigen::half|(?:^|_)f16(?:f\d+)?(?:_|$)/i,
    why: "was recorded in half precision (FP16); a measurement is of FP32",
  },
  {
    pattern: /bf16|bfloat16|tf32/i,
    why: "was recorded in reduced precision (BF16 or TF32); a measurement is of FP32",
  },
];

const TENSORRT: OtherWork = {
  pattern: /\btrt_|_trt_|tensorrt|nvinfer|cuPointwise|generatedNativePointwise|genericReformat|__myl_|\bcask_/i,
  why: "was recorded under TensorRT, which fuses layers and chooses kernels of its own; a measurement is of TensorFlow",
};

const TRAINING: OtherWork = {
  pattern:
    /wgrad|Back(?:prop|ward)Filter|splitK_.*stridedB|stridedB_splitK|bn_bw|pooling_bw|softmax_bw|activation_bw|_bwd?_|\bbackward|BiasGrad|ReluGrad|PoolGrad|PoolBackward|GradNHWC|Apply(?:Adam|AdaGrad|Adagrad|Adadelta|Momentum|GradientDescent|RMSProp|Ftrl|AdaMax|KerasMomentum)|SparseXent|XentGrad|CrossEntropy/i,
  why: "is of training steps: it has kernels that compute gradients; record the inference alone",
};

/** A transposed convolution is the gradient of a convolution by its data, in inference too. */
const DATA_GRADIENT: OtherWork = { pattern: /dgrad|Backprop(?:Input|Data)|BackwardData/i, why: TRAINING.why };

/** Why these kernels are no FP32 inference of TensorFlow's; null where no name says so. */
export function otherWork(names: Iterable<string>, hasTransposed: boolean): string | null {
  const all = [...new Set(names)];
  const rules = [...PRECISIONS, TENSORRT, TRAINING, ...(hasTransposed ? [] : [DATA_GRADIENT])];
  for (const { pattern, why } of rules) {
    const name = all.find((each) => pattern.test(each));
    if (name !== undefined) return `it ${why} (kernel “${shortened(name)}”)`;
  }
  return null;
}

const SHOWN = 60;

function shortened(name: string): string {
  return name.length > SHOWN ? `${name.slice(0, SHOWN - 1)}…` : name;
}
