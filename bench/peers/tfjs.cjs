// Builds ResNet-50 with @tensorflow/tfjs, warm, and prints how long as JSON: with its own initializers, and with zeros in
// their place, which leaves the layers and shapes.
const { performance } = require("node:perf_hooks");

console.warn = () => {}; // its advice to install the native binding
const tf = require("@tensorflow/tfjs");

const WARM_UP = 2;
const REPEATS = 8;

function resnet50(kernelInitializer) {
  const { layers } = tf;
  const convolution = (x, filters, kernelSize, name, { strides = 1, padding = "valid" } = {}) => {
    const options = { filters, kernelSize, strides, padding, kernelInitializer, name: `res${name}` };
    return layers.batchNormalization({ name: `bn${name}` }).apply(layers.conv2d(options).apply(x));
  };
  const relu = (x) => layers.activation({ activation: "relu" }).apply(x);
  const bottleneck = (x, filters, stage, block, strides, project) => {
    const branch = `${stage}${block}_branch`;
    let y = relu(convolution(x, filters, 1, `${branch}2a`, { strides }));
    y = relu(convolution(y, filters, 3, `${branch}2b`, { padding: "same" }));
    y = convolution(y, 4 * filters, 1, `${branch}2c`);
    const shortcut = project ? convolution(x, 4 * filters, 1, `${branch}1`, { strides }) : x;
    return relu(layers.add().apply([y, shortcut]));
  };
  const inputs = tf.input({ shape: [224, 224, 3] });
  let x = layers.zeroPadding2d({ padding: [3, 3], name: "conv1_pad" }).apply(inputs);
  x = layers.conv2d({ filters: 64, kernelSize: 7, strides: 2, kernelInitializer, name: "conv1" }).apply(x);
  x = relu(layers.batchNormalization({ name: "bn_conv1" }).apply(x));
  x = layers.zeroPadding2d({ padding: [1, 1], name: "pool1_pad" }).apply(x);
  x = layers.maxPooling2d({ poolSize: 3, strides: 2 }).apply(x);
  for (const [stage, filters, blocks, strides] of [
    [2, 64, "abc", 1],
    [3, 128, "abcd", 2],
    [4, 256, "abcdef", 2],
    [5, 512, "abc", 2],
  ])
    [...blocks].forEach((block, index) => {
      x = bottleneck(x, filters, stage, block, index === 0 ? strides : 1, index === 0);
    });
  x = layers.globalAveragePooling2d({ name: "avg_pool" }).apply(x);
  const outputs = layers.dense({ units: 1000, activation: "softmax", kernelInitializer, name: "fc1000" }).apply(x);
  return tf.model({ inputs, outputs, name: "resnet50" });
}

function build(kernelInitializer) {
  const started = performance.now();
  const model = resnet50(kernelInitializer);
  const took = performance.now() - started;
  const parameters = model.countParams();
  model.dispose();
  return { took, parameters };
}

async function main() {
  await tf.setBackend("cpu");
  const result = { version: tf.version.tfjs };
  for (const [name, initializer] of [
    ["own", "glorotUniform"],
    ["zeros", "zeros"],
  ]) {
    const runs = Array.from({ length: WARM_UP + REPEATS }, () => build(initializer)).slice(WARM_UP);
    result.parameters = runs[0].parameters;
    result[name] = Math.min(...runs.map(({ took }) => took));
  }
  console.log(JSON.stringify(result));
}

void main();
