/** What public packages of networks do that few other programs do. */
import * as assert from "node:assert/strict";
import { prepareEvaluation, shown } from "../support/eval";
import { networksIn, totalParameters } from "../support/networks";

const NAMED = "from collections import namedtuple; P = namedtuple('P', 'x y z'); P.__new__.__defaults__ = ";

describe("idioms of public packages", () => {
  before(prepareEvaluation);

  const programs: readonly (readonly [program: string, expected: string])[] = [
    [`${NAMED}(None,) * len(P._fields); r = P(y=2)`, "P(x=None, y=2, z=None)"],
    [`${NAMED}(7,); r = P(1, 2)`, "P(x=1, y=2, z=7)"],
    ["from six.moves import xrange; r = list(xrange(3))", "[0, 1, 2]"],
    ["import math; r = 2 * math.acos(-1.0) == 2 * math.pi", "True"],
  ];
  for (const [program, expected] of programs)
    it(program, () => {
      assert.equal(shown(program), expected);
    });

  /** Weights of one Dense layer without bias behind a Flatten: the product of the input's sides. */
  async function weightsBehind(shape: string, head: string): Promise<number | null> {
    const { networks } = await networksIn(
      [
        "import tensorflow as tf",
        "from tensorflow.keras import Model, layers",
        head,
        `i = layers.Input(${shape})`,
        "m = Model(i, layers.Dense(1, use_bias=False)(layers.Flatten()(i)))",
        "",
      ].join("\n"),
    );
    return networks.map(({ graph }) => totalParameters(graph))[0] ?? null;
  }

  for (const home of ["keras_applications", "keras.applications", "tensorflow.keras.applications"])
    it(`${home}.imagenet_utils._obtain_input_shape`, async () => {
      const head = `from ${home}.imagenet_utils import _obtain_input_shape as f`;
      assert.equal(await weightsBehind("f(None, 20, 8, 'channels_last', True)", head), 1200);
      assert.equal(await weightsBehind("f((9, 8, 1), 20, 8, 'channels_last', True)", head), 72);
      assert.equal(await weightsBehind("f(None, 20, 8, 'channels_first', require_flatten=True)", head), 1200);
      assert.notEqual(await weightsBehind("f((7, 8, 3), 20, 8, 'channels_last', True)", head), 168);
    });

  it("an initializer that is called gives a variable its shape", async () => {
    const head = "v = tf.Variable(tf.zeros_initializer()(shape=(4, 6), dtype='float32'))";
    assert.equal(await weightsBehind("tuple(v.shape) + (2,)", head), 48);
  });

  it("no board has a TPU", async () => {
    const side = "9 if len(tf.config.experimental.list_logical_devices('TPU')) > 0 else 2";
    assert.equal(await weightsBehind(`(${side}, 5, 1)`, "import math"), 10);
  });
});
