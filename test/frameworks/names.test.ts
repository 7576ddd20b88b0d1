import * as assert from "node:assert/strict";
import { canonicalPath, isHarmless, isOffered } from "../../server/src/frameworks/keras/names";

describe("canonical names of Keras", () => {
  const names: readonly (readonly [string, string | undefined])[] = [
    ["keras", "keras"],
    ["tensorflow", "tensorflow"],
    ["tensorflow.keras", "keras"],
    ["tensorflow.python.keras.layers.convolutional.Conv2D", "keras.layers.Conv2D"],
    ["tensorflow.compat.v1.keras.layers.Conv2D", "keras.layers.Conv2D"],
    ["keras.layers.convolutional.Conv2D", "keras.layers.Conv2D"],
    ["keras.layers.convolutional", "keras.layers.convolutional"],
    ["keras.layers.experimental.preprocessing.Rescaling", "keras.layers.Rescaling"],
    ["keras.layers.normalization.BatchNormalization", "keras.layers.BatchNormalization"],
    ["keras.layers.merge.add", "keras.layers.add"],
    ["keras.layers.merge", "keras.layers.merge"],
    ["keras.engine.topology.Layer", "keras.layers.Layer"],
    ["keras.engine.topology.get_source_inputs", "keras.utils.get_source_inputs"],
    ["keras.models.Model", "keras.Model"],
    ["keras.engine.training.Model", "keras.Model"],
    ["keras.layers.Input", "keras.Input"],
    ["keras.models.Sequential", "keras.Sequential"],
    ["keras.backend.tensorflow_backend.int_shape", "keras.backend.int_shape"],
    ["tensorflow.nn.relu", "keras.activations.relu"],
    ["tensorflow.keras.activations.relu", "keras.activations.relu"],
    ["tensorflow.nn.conv2d", "tensorflow.nn.conv2d"],
    ["numpy", undefined],
    ["kerastuner", undefined],
  ];
  for (const [path, canonical] of names) {
    it(path, () => {
      assert.equal(canonicalPath(path), canonical);
    });
  }

  it("what several modules offer is offered by its own", () => {
    for (const path of ["keras.Model", "keras.layers.InputLayer", "keras.utils.get_source_inputs"])
      assert.equal(isOffered(path), true, path);
  });

  it("what an import of everything must not bring", () => {
    for (const path of [
      "keras.layers.print",
      "keras.layers.ValueError",
      "keras.optimizers.Conv2D",
      "keras.models.Dense",
      "keras.applications.imagenet_utils.print",
    ]) {
      assert.equal(isOffered(path), false, path);
    }
    for (const path of [
      "keras.layers.Conv2D",
      "keras.layers.Unheard",
      "keras.backend.sum",
      "keras.models.load_model",
      "keras.applications.imagenet_utils.obtain_input_shape",
    ]) {
      assert.equal(isOffered(path), true, path);
    }
  });

  it("optimizers, losses and data never touch a shape", () => {
    assert.equal(isHarmless("keras.optimizers.Adam"), true);
    assert.equal(isHarmless("keras.layers.Conv2D"), false);
    assert.equal(isHarmless("keras.optimizersx"), false);
  });
});
