/** Names of layers as keras-applications 1.0.8 (Keras 2.3) gave them, and the layers of today that they were. */
import assert from "node:assert/strict";
import { networksIn } from "../support/networks";

/** Name and class of the last layer of a network that is cut at `layer`. */
async function layerOf(application: string, layer: string): Promise<string> {
  const source = [
    "from keras.models import Model",
    `from keras.applications import ${application}`,
    `base = ${application}(weights=None)`,
    `model = Model(base.input, base.get_layer("${layer}").output)`,
  ].join("\n");
  const { networks } = await networksIn(source);
  const last = networks.at(-1)?.graph.nodes.at(-1);
  return last === undefined ? "no model" : (last.unknown ?? `${last.layer.name}: ${last.layer.class}`);
}

function check(application: string, name: string, expected: string): void {
  it(`${application}: ${name}`, async () => {
    assert.equal(await layerOf(application, name), expected);
  });
}

// keras_applications/densenet.py, resnet50.py, mobilenet.py, mobilenet_v2.py of release 1.0.8.
describe("layers of keras.applications under old names", () => {
  check("DenseNet121", "conv1/conv", "conv1_conv: Conv2D");
  check("DenseNet201", "conv1/bn", "conv1_bn: BatchNormalization");
  check("DenseNet121", "fc1000", "predictions: Dense");
  check("ResNet50", "conv1", "conv1_conv: Conv2D");
  check("ResNet50", "bn_conv1", "conv1_bn: BatchNormalization");
  check("ResNet50", "res2a_branch1", "conv2_block1_0_conv: Conv2D");
  check("ResNet50", "res4f_branch2b", "conv4_block6_2_conv: Conv2D");
  check("ResNet50", "bn5c_branch2c", "conv5_block3_3_bn: BatchNormalization");
  check("ResNet101", "res4b22_branch2a", "conv4_block23_1_conv: Conv2D");
  check("ResNet50", "activation_1", "conv1_relu: Activation");
  check("ResNet50", "activation_2", "conv2_block1_1_relu: Activation");
  check("ResNet50", "activation_49", "conv5_block3_out: Activation");
  check("ResNet50", "activation_40", "conv4_block6_out: Activation");
  check("ResNet50", "add_16", "conv5_block3_add: Add");
  check("MobileNet", "act_softmax", "predictions: Activation");
  check("MobileNetV2", "Logits", "predictions: Dense");
  check("ResNet50", "activation_50", "resnet50 has no layer named 'activation_50'");
  check("VGG16", "conv1/relu", "vgg16 has no layer named 'conv1/relu'");
});
