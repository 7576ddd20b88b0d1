// A small residual network for 32 × 32 images in the functional style of TensorFlow.js: helpers, a loop over settings, merges.
import * as tf from "@tensorflow/tfjs";

interface Stage {
  filters: number;
  blocks: number;
  strides?: number;
}

const STAGES: Stage[] = [
  { filters: 16, blocks: 2 },
  { filters: 32, blocks: 2, strides: 2 },
  { filters: 64, blocks: 2, strides: 2 },
];

function convolution(x: tf.SymbolicTensor, filters: number, { kernelSize = 3, strides = 1 } = {}): tf.SymbolicTensor {
  const y = tf.layers.conv2d({ filters, kernelSize, strides, padding: "same", useBias: false }).apply(x);
  return tf.layers.batchNormalization().apply(y) as tf.SymbolicTensor;
}

const relu = (x: tf.SymbolicTensor) => tf.layers.reLU().apply(x) as tf.SymbolicTensor;

function residual(x: tf.SymbolicTensor, filters: number, strides: number): tf.SymbolicTensor {
  let y = relu(convolution(x, filters, { strides }));
  y = convolution(y, filters);
  const isSameShape = strides === 1 && x.shape[3] === filters;
  const shortcut = isSameShape ? x : convolution(x, filters, { kernelSize: 1, strides });
  return relu(tf.layers.add().apply([y, shortcut]) as tf.SymbolicTensor);
}

export function tinyResidual(inputShape = [32, 32, 3], classes = 10): tf.LayersModel {
  const image = tf.input({ shape: inputShape, name: "image" });
  let x = relu(convolution(image, STAGES[0].filters));
  const features: tf.SymbolicTensor[] = [];
  for (const { filters, blocks, strides = 1 } of STAGES) {
    for (let block = 0; block < blocks; block++) x = residual(x, filters, block === 0 ? strides : 1);
    features.push(tf.layers.globalAveragePooling2d({}).apply(x) as tf.SymbolicTensor);
  }
  x = tf.layers.concatenate().apply(features) as tf.SymbolicTensor;
  x = tf.layers.dropout({ rate: 0.2 }).apply(x) as tf.SymbolicTensor;
  const outputs = tf.layers.dense({ units: classes, activation: "softmax" }).apply(x) as tf.SymbolicTensor;
  return tf.model({ inputs: image, outputs, name: "tiny_residual" });
}
