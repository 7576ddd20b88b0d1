// A small sequential network for handwritten digits, as many examples of TensorFlow.js begin.
const tf = require("@tensorflow/tfjs");

const IMAGE_SHAPE = [28, 28, 1];
const BLOCKS = [8, 16];

const model = tf.sequential({ name: "digits" });
BLOCKS.forEach((filters, index) => {
  model.add(
    tf.layers.conv2d({
      filters,
      kernelSize: 5,
      padding: "same",
      activation: "relu",
      ...(index === 0 && { inputShape: IMAGE_SHAPE }),
    }),
  );
  model.add(tf.layers.maxPooling2d({ poolSize: 2, strides: 2 }));
});
model.add(tf.layers.flatten());
model.add(tf.layers.dense({ units: 128, activation: "relu" }));
model.add(tf.layers.dropout({ rate: 0.5 }));
model.add(tf.layers.dense({ units: 10, activation: "softmax" }));

async function train(images, labels) {
  model.compile({ optimizer: tf.train.adam(1e-3), loss: "categoricalCrossentropy", metrics: ["accuracy"] });
  await model.fit(images, labels, { epochs: 10, batchSize: 128, validationSplit: 0.1 });
}

module.exports = { model, train };
