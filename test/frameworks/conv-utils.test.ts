/** `keras.utils.conv_utils` in layers of the user's own. Expected: the functions of TensorFlow 2.15's keras/src/utils/conv_utils.py. */
import assert from "node:assert/strict";
import { networksIn, printShape } from "../support/networks";

/** `expression` as the units of a layer. */
async function unitsOf(expression: string, imports = "from keras.utils import conv_utils"): Promise<string> {
  const source = [
    imports,
    "from keras import Input, Model, layers",
    "x = Input((5,))",
    `model = Model(x, layers.Dense(${expression})(x))`,
  ].join("\n");
  const { networks } = await networksIn(source);
  const last = networks[0]?.graph.nodes.at(-1);
  return last === undefined ? "no model" : (last.unknown ?? printShape(last));
}

function check(expression: string, units: number, imports?: string): void {
  it(expression, async () => {
    assert.equal(await unitsOf(expression, imports), `(None, ${units})`);
  });
}

describe("keras.utils.conv_utils", () => {
  check("sum(conv_utils.normalize_tuple(3, 2, 'size'))", 6);
  check("conv_utils.normalize_tuple([4, 7], 2, 'size')[1]", 7);
  check("conv_utils.normalize_tuple(value=2, n=3, name='strides')[2]", 2);
  check("len(conv_utils.normalize_padding('SAME'))", 4);
  check("len(conv_utils.normalize_data_format(None))", 13);
  check("conv_utils.conv_output_length(28, 3, 'valid', 2)", 13);
  check("conv_utils.conv_output_length(28, 3, 'same', 2)", 14);
  check("conv_utils.conv_output_length(28, 3, padding='valid', stride=1, dilation=2)", 24);
  check("conv_utils.conv_output_length(28, 3, 'full', 1)", 30);
  check("conv_utils.conv_input_length(13, 3, 'valid', 2)", 27);
  check("conv_utils.conv_input_length(14, 3, 'same', 2)", 27);
  check("conv_utils.deconv_output_length(7, 3, 'valid', stride=2)", 15);
  check("conv_utils.deconv_output_length(7, 3, 'same', stride=2)", 14);
  check("conv_utils.deconv_output_length(7, 3, 'same', output_padding=0, stride=2)", 13);
  check("normalize_tuple(8, 1, 'n')[0]", 8, "from tensorflow.python.keras.utils.conv_utils import normalize_tuple");

  it("has no length for a side that is open", async () => {
    assert.match(await unitsOf("1 if conv_utils.conv_output_length(None, 3, 'same', 1) is None else 2"), /\(None, 1\)/);
  });
});
