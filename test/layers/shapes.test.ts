import { checkLayer, checkProblem, UNKNOWN } from "../support/layers";
import type { Argument, Arguments } from "../support/layers";
import type { Shape } from "../../server/src/graph/graph";

const IMAGE: Shape = [224, 224, 3];

/** The call is the name of the test: `Conv2D(filters=64, kernel_size=3)`. */
function title(className: string, given: Arguments): string {
  const write = (argument: Argument): string =>
    typeof argument === "object" && argument !== null && "kind" in argument ? argument.kind : JSON.stringify(argument);
  return `${className}(${Object.entries(given)
    .map(([name, argument]) => `${name}=${write(argument)}`)
    .join(", ")})`;
}

function layer(
  className: string,
  given: Arguments,
  inputs: Shape | readonly Shape[],
  output: Shape,
  parameters: number | readonly [number, number] = 0,
): void {
  it(title(className, given), () => {
    checkLayer(className, given, inputs, output, parameters);
  });
}

function problem(
  className: string,
  given: Arguments,
  inputs: Shape | readonly Shape[],
  code: string,
  message: RegExp,
): void {
  it(`${title(className, given)}: ${message.source}`, () => {
    checkProblem(className, given, inputs, code, message);
  });
}

describe("layers: convolutions", () => {
  layer("Conv2D", { filters: 64, kernel_size: 3 }, IMAGE, [222, 222, 64], 1792);
  layer("Conv2D", { filters: 64, kernel_size: 3, padding: "same" }, IMAGE, [224, 224, 64], 1792);
  layer("Conv2D", { filters: 64, kernel_size: [7, 7], strides: [2, 2], padding: "same" }, IMAGE, [112, 112, 64], 9472);
  layer("Conv2D", { filters: 64, kernel_size: 7, strides: 2 }, [230, 230, 3], [112, 112, 64], 9472);
  layer("Conv2D", { filters: 8, kernel_size: 3, strides: 2, padding: "same" }, [7, 7, 4], [4, 4, 8], 296);
  layer("Conv2D", { filters: 8, kernel_size: 3, strides: 2 }, [7, 8, 4], [3, 3, 8], 296);
  layer("Conv2D", { filters: 8, kernel_size: [1, 7], use_bias: false }, [17, 17, 4], [17, 11, 8], 224);
  layer("Conv2D", { filters: 8, kernel_size: 3, dilation_rate: 2 }, [10, 10, 4], [6, 6, 8], 296);
  layer("Conv2D", { filters: 8, kernel_size: 3, groups: 4 }, [10, 10, 4], [8, 8, 8], 80);
  layer("Conv2D", { filters: 24.8, kernel_size: 1 }, [10, 10, 4], [10, 10, 24], 120);
  layer("Conv2D", { filters: 8, kernel_size: 3 }, [null, null, 3], [null, null, 8], 224);
  layer(
    "Conv2D",
    { filters: 8, kernel_size: 3, name: UNKNOWN, kernel_initializer: UNKNOWN },
    IMAGE,
    [222, 222, 8],
    224,
  );
  layer("Conv2D", { filters: 8, kernel_size: 3, strides: null, padding: "SAME" }, [5, 5, 1], [5, 5, 8], 80);
  layer("DepthwiseConv2D", { kernel_size: 3, strides: 2, padding: "same" }, [112, 112, 32], [56, 56, 32], 320);
  layer("DepthwiseConv2D", { kernel_size: 5, depth_multiplier: 2, use_bias: false }, [9, 9, 4], [5, 5, 8], 200);
  layer("SeparableConv2D", { filters: 128, kernel_size: 3, padding: "same" }, [28, 28, 64], [28, 28, 128], 8896);
  layer("SeparableConv2D", { filters: 8, kernel_size: 3, depth_multiplier: 2 }, [5, 5, 4], [3, 3, 8], 144);
  layer("Conv2DTranspose", { filters: 8, kernel_size: 3, strides: 2, padding: "same" }, [7, 7, 4], [14, 14, 8], 296);
  layer("Conv2DTranspose", { filters: 8, kernel_size: 3, strides: 2 }, [7, 7, 4], [15, 15, 8], 296);
  layer("Conv2DTranspose", { filters: 8, kernel_size: 2, strides: 3 }, [7, 7, 4], [21, 21, 8], 136);
  layer(
    "Conv2DTranspose",
    { filters: 8, kernel_size: 3, strides: 2, padding: "same", output_padding: 1 },
    [7, 7, 4],
    [14, 14, 8],
    296,
  );

  problem("Conv2D", { filters: 8, kernel_size: 7 }, [5, 5, 3], "shape", /the 7×7 window does not fit into 5×5/);
  problem("Conv2D", { filters: 8, kernel_size: 3, dilation_rate: 3 }, [5, 5, 3], "shape", /7×7 window .* 5×5/);
  problem("Conv2D", { filters: 8, kernel_size: 3 }, [512], "shape", /needs an image .* its input is 512/);
  problem("Conv2D", { filters: 8, kernel_size: 3 }, [8, 8, null], "shape", /channels of its input are not known/);
  problem("Conv2D", { filters: 8, kernel_size: 3, groups: 4 }, [8, 8, 6], "shape", /6 channels .* 4 groups/);
  problem("Conv2D", { filters: 6, kernel_size: 3, groups: 4 }, [8, 8, 8], "argument", /6 filters .* 4 groups/);
  problem("Conv2D", { filters: 8, kernel_size: -1 }, IMAGE, "argument", /kernel_size must be positive, not -1/);
  problem("Conv2D", { filters: 8, kernel_size: [3, 3, 3] }, IMAGE, "argument", /one number or two, not \(3, 3, 3\)/);
  problem("Conv2D", { filters: 8, kernel_size: 3, padding: "sane" }, IMAGE, "argument", /valid, same, not "sane"/);
  problem("Conv2D", { filters: 8, kernel_size: 3, strides: 2, dilation_rate: 2 }, IMAGE, "argument", /cannot both/);
  problem("Conv2D", { kernel_size: 3 }, IMAGE, "argument", /Conv2D: filters is missing/);
  problem("Conv2D", { filters: "64", kernel_size: 3 }, IMAGE, "argument", /filters must be a whole number, not "64"/);
  problem("Conv2D", { filters: UNKNOWN, kernel_size: 3 }, IMAGE, "unknown-value", /filters is not known: it is read/);
  problem("Conv2D", { filters: 8, kernel_size: [3, UNKNOWN] }, IMAGE, "unknown-value", /kernel_size is not known/);
  layer("Conv2D", { filters: 8, kernel_size: 3, data_format: "channels_first" }, [4, 9, 7], [8, 7, 5], 296);
});

describe("layers: dense, normalization, activations", () => {
  layer("Dense", { units: 1000, activation: "softmax" }, [2048], [1000], 2_049_000);
  layer("Dense", { units: 10, use_bias: false }, [4, 4, 8], [4, 4, 10], 80);
  problem("Dense", { units: 10 }, [null], "shape", /last side of its input/);
  problem("Dense", { units: 0 }, [10], "argument", /units must be positive, not 0/);

  layer("BatchNormalization", {}, [7, 7, 64], [7, 7, 64], [256, 128]);
  layer("BatchNormalization", { scale: false }, [7, 7, 64], [7, 7, 64], [192, 128]);
  layer("BatchNormalization", { scale: false, center: false }, [7, 7, 64], [7, 7, 64], [128, 128]);
  layer("BatchNormalization", { axis: 3, momentum: UNKNOWN }, [7, 7, 64], [7, 7, 64], [256, 128]);
  layer("BatchNormalization", { axis: [3] }, [7, 7, 64], [7, 7, 64], [256, 128]);
  layer("BatchNormalization", { axis: 1 }, [7, 7, 64], [7, 7, 64], [28, 14]);
  problem("BatchNormalization", { axis: 4 }, [7, 7, 64], "shape", /no axis 4/);

  layer("Activation", { activation: "relu" }, [7, 7, 64], [7, 7, 64]);
  layer("Activation", { activation: null }, [7, 7, 64], [7, 7, 64]);
  layer("ReLU", { max_value: 6 }, [7, 7, 64], [7, 7, 64]);
  layer("LeakyReLU", { alpha: UNKNOWN }, [10], [10]);
  layer("Softmax", {}, [10], [10]);
  layer("PReLU", {}, [7, 7, 64], [7, 7, 64], 3136);
  layer("PReLU", { shared_axes: [1, 2] }, [7, 7, 64], [7, 7, 64], 64);
  problem("Activation", {}, [10], "argument", /activation is missing/);
});

describe("layers: pooling", () => {
  layer("MaxPooling2D", {}, [7, 7, 4], [3, 3, 4]);
  layer("MaxPooling2D", { pool_size: 3, strides: 2 }, [113, 113, 64], [56, 56, 64]);
  layer("MaxPooling2D", { pool_size: 3, strides: 2, padding: "same" }, [7, 7, 4], [4, 4, 4]);
  layer("MaxPooling2D", { pool_size: [2, 1] }, [8, 8, 4], [4, 8, 4]);
  layer("AveragePooling2D", { pool_size: 7, strides: null }, [7, 7, 4], [1, 1, 4]);
  layer("AveragePooling2D", { pool_size: 3, strides: 1, padding: "same" }, [null, 8, 4], [null, 8, 4]);
  layer("GlobalAveragePooling2D", {}, [7, 7, 2048], [2048]);
  layer("GlobalMaxPooling2D", { keepdims: true }, [7, 7, 2048], [1, 1, 2048]);
  layer("GlobalAveragePooling2D", {}, [null, null, 8], [8]);
  problem("MaxPooling2D", { pool_size: 3 }, [2, 2, 4], "shape", /3×3 window does not fit into 2×2/);
  problem("GlobalAveragePooling2D", {}, [2048], "shape", /needs an image/);
});

describe("layers: shapes and padding", () => {
  layer("Flatten", {}, [7, 7, 512], [25088]);
  layer("Flatten", {}, [null, 7, 512], [null]);
  layer("Reshape", { target_shape: [1, 1, 512] }, [512], [1, 1, 512]);
  layer("Reshape", { target_shape: [-1, 8] }, [4, 4, 8], [16, 8]);
  layer("Reshape", { target_shape: [-1, 8] }, [null, 4, 8], [null, 8]);
  problem("Reshape", { target_shape: [3, 5] }, [16], "shape", /Reshape of 16 to 3×5/);
  problem("Reshape", { target_shape: [-1, 5] }, [16], "shape", /Reshape of 16 to \?×5/);
  problem("Reshape", { target_shape: [-1, -1] }, [16], "argument", /-1 only once/);
  layer("Permute", { dims: [3, 1, 2] }, [5, 6, 7], [7, 5, 6]);
  problem("Permute", { dims: [0, 1, 2] }, [5, 6, 7], "shape", /does not order the axes/);
  problem("Permute", { dims: [1, 1, 2] }, [5, 6, 7], "shape", /does not order the axes/);
  layer("ZeroPadding2D", {}, [5, 6, 7], [7, 8, 7]);
  layer("ZeroPadding2D", { padding: 3 }, IMAGE, [230, 230, 3]);
  layer("ZeroPadding2D", { padding: [1, 2] }, [5, 6, 7], [7, 10, 7]);
  layer(
    "ZeroPadding2D",
    {
      padding: [
        [0, 1],
        [2, 3],
      ],
    },
    [5, 6, 7],
    [6, 11, 7],
  );
  layer("Cropping2D", { cropping: 1 }, [5, 6, 7], [3, 4, 7]);
  problem("Cropping2D", { cropping: 3 }, [5, 6, 7], "shape", /leaves nothing of 5×6/);
  layer("UpSampling2D", {}, [5, 6, 7], [10, 12, 7]);
  layer("Dropout", { rate: UNKNOWN }, [10], [10]);
  layer("FixedDropout", { rate: 0.2 }, [10], [10]);
  layer("SpatialDropout2D", {}, [5, 6, 7], [5, 6, 7]);
  layer("GaussianNoise", {}, [10], [10]);
});

describe("layers: joins", () => {
  problem(
    "MultiHeadAttention",
    { num_heads: 2, key_dim: 4 },
    [
      [10, 16],
      [9, 8],
      [7, 8],
    ],
    "shape",
    /7×8 .* 9×8 differ in length|9×8 .* 7×8 differ in length/,
  );
  const wide: Shape = [56, 56, 64];
  layer("Add", {}, [wide, wide], wide);
  layer("Multiply", {}, [wide, [1, 1, 64]], wide);
  layer("Multiply", {}, [wide, [64]], wide);
  layer("Average", {}, [wide, wide, wide], wide);
  layer("Maximum", {}, [[null, 56, 64], wide], [null, 56, 64]);
  layer("Subtract", {}, [[10], [10]], [10]);
  problem("Add", {}, [wide, [28, 28, 64]], "shape", /Add of 56×56×64 and 28×28×64/);
  problem("Add", {}, [wide], "shape", /at least two inputs/);
  problem("Subtract", {}, [[10], [10], [10]], "shape", /exactly two/);
  layer("Concatenate", {}, [wide, [56, 56, 32]], [56, 56, 96]);
  layer("Concatenate", { axis: 3 }, [wide, wide, wide], [56, 56, 192]);
  layer(
    "Concatenate",
    { axis: 1 },
    [
      [5, 8],
      [6, 8],
    ],
    [11, 8],
  );
  problem("Concatenate", {}, [wide, [55, 56, 32]], "shape", /Concatenate of 56×56×64 and 55×56×32 along axis -1/);
  problem("Concatenate", { axis: 4 }, [wide, wide], "shape", /no axis 4/);
  problem("Concatenate", { axis: 0 }, [wide, wide], "unknown-layer", /joins samples/);
  problem("Mystery", {}, wide, "unknown-layer", /The layer Mystery is not known/);
});
