import assert from "node:assert/strict";
import { areImages } from "../../server/src/graph/image-inputs";
import { networksIn } from "../support/networks";

/** What the expression makes of an input `i` of 224×224×3. */
async function isImage(expression: string): Promise<boolean> {
  const { networks } = await networksIn(
    `import tensorflow as tf\nfrom keras import Input, Model\nfrom keras.layers import *\ni = Input((224, 224, 3))\nm = Model(i, ${expression})\n`,
  );
  assert.equal(networks.length, 1, expression);
  return networks.every(({ graph }) => areImages(graph, [224]));
}

describe("an input is taken for an image", () => {
  for (const [expression, expected] of [
    ["Conv2D(2, 3)(i)", true],
    ["Dense(2)(i)", false],
    ["Dense(2)(Flatten()(i))", false],
    ["Dense(2)(Flatten()(Activation('relu')(BatchNormalization()(i))))", false],
    ["LSTM(2)(Reshape((224, 672))(i))", false],
    ["Dense(2)(GlobalAveragePooling2D()(i))", true],
    ["Dense(2)(Flatten()(Resizing(32, 32)(i)))", true],
    ["TimeDistributed(Dense(2))(i)", false],
    ["Dense(2)(tf.image.extract_patches(i, [1, 16, 16, 1], [1, 16, 16, 1], [1, 1, 1, 1], 'VALID'))", true],
    ["Add()([Conv2D(3, 1)(i), Dense(3)(i)])", true],
    ["Activation('relu')(i)", true],
  ] as const)
    it(`${expected ? "in" : "not in"} ${expression}`, async () => {
      assert.equal(await isImage(expression), expected);
    });

  it("only where each input of that size is one", async () => {
    const { networks } = await networksIn(
      `from keras import Input, Model\nfrom keras.layers import *
i, v = Input((224, 224, 3)), Input((224,))
m = Model([i, v], [Conv2D(2, 3)(i), Dense(2)(v)])
`,
    );
    assert.deepEqual(
      networks.map(({ graph }) => areImages(graph, [224])),
      [false],
    );
  });

  it("not where it has no height and width", async () => {
    const { networks } = await networksIn(
      "from keras.layers import *\nfrom keras.models import *\nm = Sequential([Dense(2, input_shape=(224,))])",
    );
    assert.deepEqual(
      networks.map(({ graph }) => [areImages(graph, [224]), areImages(graph, [32])]),
      [[false, true]],
    );
  });
});
