/** Programs that ask which version of TensorFlow or Keras they run with. */
import * as assert from "node:assert/strict";
import { MOST_LEVELS } from "../../server/src/values/walk";
import { networksIn, totalParameters } from "../support/networks";

const HEAD = `
import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import Input, Model, layers
from packaging import version
from distutils.version import LooseVersion, StrictVersion
`;

const ASSUMED = "the source asks for the version of TensorFlow, which is taken to be 2.15.0";

interface Answer {
  readonly total: number | null;
  readonly assumed: readonly string[];
}

async function answerOf(source: string): Promise<Answer> {
  const { networks } = await networksIn(HEAD + source);
  const network = networks.find(({ root }) => root.name === "model");
  assert.ok(network !== undefined, "there is no model");
  return {
    total: totalParameters(network.graph),
    assumed: network.root.assumptions.map(({ message }) => message),
  };
}

/** A network of one convolution, of 4 filters where the condition holds and of 2 where it does not. */
function branching(condition: string): string {
  return `
image = Input((8, 8, 3))
if ${condition}:
    filters = 4
else:
    filters = 2
model = Model(image, layers.Conv2D(filters, 3)(image))
`;
}

/** (3·3·3 + 1) weights for each filter. */
const FOUR: Answer = { total: 112, assumed: [ASSUMED] };
const TWO: Answer = { total: 56, assumed: [ASSUMED] };

// What Python answers where the texts are "2.15.0".
const CONDITIONS: readonly (readonly [condition: string, answer: Answer])[] = [
  ["tf.__version__ >= '2'", FOUR],
  // As texts, "2.1" comes before "2.2".
  ["tf.__version__ >= '2.2'", TWO],
  ["not tf.__version__ < '2'", FOUR],
  ["'1.0' < tf.__version__ < '2.0'", TWO],
  ["tf.version.VERSION.startswith('2')", FOUR],
  ["tf.__version__[0] == '2'", FOUR],
  ["tf.__version__[0] in ('0', '1')", TWO],
  ["float(tf.__version__[:3]) < 2.4", FOUR],
  ["int(tf.__version__.split('.')[0]) >= 2", FOUR],
  ["[int(part) for part in tf.__version__.split('.')] >= [2, 2]", FOUR],
  ["tuple(map(int, tf.__version__.split('.')[:2])) >= (2, 16)", TWO],
  ["version.parse(tf.__version__) >= version.parse('2.2')", FOUR],
  ["version.parse(tf.__version__).major == 1", TWO],
  ["LooseVersion(tf.__version__) >= '2.2'", FOUR],
  ["StrictVersion(tf.__version__) < StrictVersion('2.2')", TWO],
  ["tf.compat.v1.__version__ > '2' and True", FOUR],
  ["False or tf.__version__ < '2'", TWO],
];

describe("the version of TensorFlow", () => {
  for (const [condition, answer] of CONDITIONS)
    it(`${condition} decides, which is shown`, async () => {
      assert.deepEqual(await answerOf(branching(condition)), answer);
    });

  it("that of Keras is assumed likewise", async () => {
    assert.deepEqual(await answerOf(branching("keras.__version__ < '2'")), {
      total: 56,
      assumed: ["the source asks for the version of Keras, which is taken to be 2.15.0"],
    });
  });

  it("decides in a function and in a conditional expression", async () => {
    const source = `
IS_2 = int(tf.__version__.split('.')[0]) >= 2
def filters():
    return 4 if IS_2 else 2
image = Input((8, 8, 3))
model = Model(image, layers.Conv2D(filters(), 3)(image))
`;
    assert.deepEqual(await answerOf(source), FOUR);
  });

  it("is shown once, however often it decides", async () => {
    const source = `
def filters(more):
    if tf.__version__ >= '2':
        return 2 + more
    return more
image = Input((8, 8, 3))
model = Model(image, layers.Conv2D(filters(1) + filters(-1), 3)(image))
`;
    assert.deepEqual(await answerOf(source), FOUR);
  });

  it("is shown where it changes a list that lasts", async () => {
    const source = `
sizes = [2]
if tf.__version__ >= '2':
    sizes.append(2)
image = Input((8, 8, 3))
model = Model(image, layers.Conv2D(sum(sizes), 3)(image))
`;
    assert.deepEqual(await answerOf(source), FOUR);
  });
});

describe("the version of TensorFlow where both ways lead to one network", () => {
  /** (3·3·3 + 1)·4 + 4·4. */
  const SAME: Answer = { total: 128, assumed: [] };

  it("by two names of one layer", async () => {
    const source = `
def norm(**options):
    if tf.__version__ >= '2':
        from tensorflow.keras.layers.experimental import SyncBatchNormalization
        kind = SyncBatchNormalization
    else:
        kind = layers.BatchNormalization
    return kind(**options)
image = Input((8, 8, 3))
model = Model(image, norm()(layers.Conv2D(4, 3)(image)))
`;
    assert.deepEqual(await answerOf(source), SAME);
  });

  it("by layers that each way makes and applies", async () => {
    const source = `
x = image = Input((8, 8, 3))
if version.parse(tf.__version__) >= version.parse('2.2'):
    x = layers.experimental.SyncBatchNormalization()(layers.Conv2D(4, 3)(x))
else:
    x = layers.BatchNormalization()(layers.Conv2D(4, 3)(x))
model = Model(image, x)
`;
    assert.deepEqual(await answerOf(source), SAME);
  });

  it("by what only training uses", async () => {
    const source = `
if tf.__version__.startswith('2'):
    import tensorflow.keras.backend as K
    tf.compat.v1.disable_eager_execution()
    loss = keras.losses.CategoricalCrossentropy(label_smoothing=0.1)
else:
    tf.logging.warning('no smoothing')
    loss = 'categorical_crossentropy'
image = Input((8, 8, 3))
model = Model(image, layers.BatchNormalization()(layers.Conv2D(4, 3)(image)))
`;
    assert.deepEqual(await answerOf(source), SAME);
  });

  it("but not where the comparison would take too long: then it is shown", async () => {
    // Each sum has the one before it twice, so that 2 to the power of 20 pairs would be compared.
    const source = `
def doubled(x):
    for _ in range(20):
        x = layers.add([x, x])
    return x
image = Input((8, 8, 3))
x = doubled(image) if tf.__version__ >= '2' else doubled(image)
model = Model(image, layers.Conv2D(4, 3)(x))
`;
    assert.deepEqual(await answerOf(source), FOUR);
  });

  it("but not where the layers lie deeper than values are compared", async () => {
    const source = (depth: number): string => `
def deep(x):
    for _ in range(${depth}):
        x = layers.ReLU()(x)
    return x
image = Input((8, 8, 3))
x = deep(image) if tf.__version__ >= '2' else deep(image)
model = Model(image, layers.Conv2D(4, 3)(x))
`;
    assert.deepEqual(await answerOf(source(MOST_LEVELS - 1)), { ...FOUR, assumed: [] });
    assert.deepEqual(await answerOf(source(MOST_LEVELS + 1)), FOUR);
  });

  it("within try, where a handler catches what a refused version raises", async () => {
    const source = `
try:
    if tf.__version__ < '2':
        raise ImportError
    from tensorflow.keras.layers import Conv2D
except ImportError:
    from keras.layers import Conv2D
image = Input((8, 8, 3))
model = Model(image, layers.BatchNormalization()(Conv2D(4, 3)(image)))
`;
    assert.deepEqual(await answerOf(source), SAME);
  });

  it("and a version that is refused is not the one that it runs with", async () => {
    const source = `
def build(size):
    if tf.__version__.startswith('2'):
        raise RuntimeError('needs TensorFlow 1')
    assert LooseVersion(tf.__version__) < '2'
    image = Input((size, size, 3))
    return Model(image, layers.BatchNormalization()(layers.Conv2D(4, 3)(image)))
model = build(8)
`;
    assert.deepEqual(await answerOf(source), SAME);
  });

  it("and what the other way alone makes is no network of the file", async () => {
    const source = `
image = Input((8, 8, 3))
if tf.__version__ < '2':
    other = Model(image, layers.Conv2D(5, 3)(image))
model = Model(image, layers.BatchNormalization()(layers.Conv2D(4, 3)(image)))
`;
    const { networks } = await networksIn(HEAD + source);
    assert.deepEqual(
      networks.map(({ root }) => root.name),
      ["model"],
    );
    assert.deepEqual(await answerOf(source), SAME);
  });
});
