/** Numbers behind the filters of a convolution: sides of the kernel in Keras 1, kernel and stride in Keras 2. */
import assert from "node:assert/strict";
import { networksIn, printShape } from "../support/networks";

/** The outputs of the convolutions of an image of 32×32×3, and what is assumed of them. */
async function readingOf(lines: readonly string[]): Promise<string> {
  const { networks } = await networksIn(lines.join("\n"));
  const [network] = networks;
  const shapes = network?.graph.nodes.filter((node) => node.layer.class === "Conv2D").map(printShape) ?? [];
  const assumptions = network?.root.assumptions.map(({ message }) => message.replace(/.* is read /, "read ")) ?? [];
  return [...shapes, ...assumptions].join("; ");
}

function check(name: string, imports: string, calls: readonly string[], expected: string): void {
  it(name, async () => {
    const lines = [imports, "x = image = Input((32, 32, 3))", ...calls.map((call) => `x = ${call}(x)`)];
    assert.equal(await readingOf([...lines, "model = Model(image, x)"]), expected);
  });
}

const KERAS = "from keras.layers import *\nfrom keras.models import Model";
const TENSORFLOW = "from tensorflow.keras import Model\nfrom tensorflow.keras.layers import *";

// Keras 2.3.1, legacy/interfaces.py, conv2d_args_preprocessor: two numbers are the sides unless padding, strides or data_format are
// given. Keras 2.15: Conv2D(filters, kernel_size, strides).
describe("a convolution with two numbers behind its filters", () => {
  check("has sides where it has a word of Keras 1", KERAS, ["Conv2D(8, 5, 5, init='uniform')"], "(None, 28, 28, 8)");
  check("also in TensorFlow", TENSORFLOW, ["Conv2D(8, 5, 5, bias=False)"], "(None, 28, 28, 8)");
  check(
    "has a stride where it has a word of Keras 2",
    KERAS,
    ["Convolution2D(8, 5, 3, use_bias=False)"],
    "(None, 10, 10, 8)",
  );
  check(
    "has a stride where its padding follows",
    KERAS,
    ["Convolution2D(8, 3, 2, 'same')", "Conv2D(8, 3, 2, 'valid')"],
    "(None, 16, 16, 8); (None, 7, 7, 8)",
  );
  check(
    "is read as the rest of the file: Keras 1",
    KERAS,
    ["Conv2D(4, 3, 3)", "Convolution2D(8, 3, 3, subsample=(2, 2))"],
    "(None, 30, 30, 4); (None, 14, 14, 8)",
  );
  check(
    "is read as the rest of the file: Keras 1 where both are spoken, as Keras 2.3 takes them",
    KERAS,
    ["Conv2D(4, 3, 3)", "Conv2D(8, (3, 3), W_regularizer=None)", "Conv2D(8, 3, padding='same')"],
    "(None, 30, 30, 4); (None, 28, 28, 8); (None, 28, 28, 8)",
  );
  check(
    "is read as the rest of the file: Keras 2, which Keras 2.3 would have refused to guess",
    KERAS,
    ["Convolution2D(4, 3, 3)", "Conv2D(8, 3, strides=2)"],
    "(None, 10, 10, 4); (None, 4, 4, 8); read as Keras 2.4 and later do: the second is the stride.",
  );
  check("is of Keras 2 in TensorFlow", TENSORFLOW, ["Convolution2D(4, 3, 3)"], "(None, 10, 10, 4)");
  check(
    "is of Keras 1 by its name where nothing else is said",
    KERAS,
    ["Convolution2D(4, 3, 3)"],
    "(None, 30, 30, 4); read as Keras 1 does: they are the sides of the kernel.",
  );
  check(
    "is of Keras 2 by its name where nothing else is said",
    KERAS,
    ["Conv2D(4, 3, 3)"],
    "(None, 10, 10, 4); read as Keras 2.4 and later do: the second is the stride.",
  );
  check("is not doubted where the stride is shorter than the kernel", KERAS, ["Conv2D(4, 3, 2)"], "(None, 15, 15, 4)");
  check(
    "is of Keras 1 where the inputs of the model are",
    "from keras.layers import *\nfrom keras.models import Model\ndef other(a, b): return Model(input=a, output=b)",
    ["Conv2D(4, 3, 3)"],
    "(None, 30, 30, 4)",
  );
});
