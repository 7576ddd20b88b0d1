import assert from "node:assert/strict";
import type { Kernel, KernelKind } from "../../predictors/src/kernels";
import type { Shape } from "../../protocol/report";
import type { LayerCost } from "../../server/src/layers/arithmetic";
import { moved } from "../../server/src/layers/tensor/costs";
import { applied, apply, functional, input, layer, nodeNamed, shaped, UNKNOWN } from "../support/layers";
import type { Arguments } from "../support/layers";

function costOf(className: string, given: Arguments, ...inputs: readonly Shape[]): LayerCost {
  const { cost } = nodeNamed(applied(className, given, ...inputs), "tested");
  assert.ok(cost);
  return cost;
}

function kinds({ kernels }: LayerCost): KernelKind[] {
  return kernels.map(({ kind }) => kind);
}

describe("layers/cost", () => {
  it("a convolution alone is 2 FLOPs per multiply-accumulate", () => {
    const cost = costOf("Conv2D", { filters: 64, kernel_size: 3, padding: "same", use_bias: false }, [56, 56, 32]);
    assert.equal(cost.macs, 56 * 56 * 64 * 9 * 32);
    assert.equal(cost.flops, 2 * cost.macs);
    assert.deepEqual(cost.kernels, [
      {
        kind: "conv",
        macs: cost.macs,
        reads: 56 * 56 * 32,
        writes: 56 * 56 * 64,
        weights: 9 * 32 * 64,
        size: 3,
        shortSize: 3,
        stride: 1,
        channelsIn: 32,
        channelsOut: 64,
        positions: 56 * 56,
        operands: 1,
      } satisfies Kernel,
    ]);
  });

  it("what is moved has channels only where predictors ask for them", () => {
    const [pad] = costOf("ZeroPadding2D", { padding: 1 }, [4, 4, 8]).kernels;
    assert.deepEqual([pad?.kind, pad?.channelsIn, pad?.channelsOut, pad?.operands], ["pad", 0, 0, 1]);
    const moves = (["copy", "pad", "shuffle", "slice", "concat"] as const).map((kind) => {
      const [made] = moved(kind, [[1, 4, 4, 8]], [1, 4, 4, 6]).kernels;
      return [kind, made?.channelsIn, made?.channelsOut, made?.operands];
    });
    assert.deepEqual(moves, [
      ["copy", 0, 0, 1],
      ["pad", 0, 0, 1],
      ["shuffle", 0, 0, 1],
      ["slice", 8, 6, 1],
      ["concat", 0, 6, 2],
    ]);
  });

  it("a Lambda whose code is not read is told from its shapes", () => {
    const told = (output: readonly number[], input: Shape): KernelKind[] =>
      kinds(costOf("Lambda", { output_shape: output }, input));
    assert.deepEqual(told([4, 4, 8], [4, 4, 8]), ["activation"]);
    assert.deepEqual(told([128], [4, 4, 8]), []);
    assert.deepEqual(told([1, 1, 8], [4, 4, 8]), []);
    assert.deepEqual(told([8], [4, 4, 8]), ["slice"]);
    assert.deepEqual(told([2, 4, 8], [4, 4, 8]), ["slice"]);
  });

  it("bias and activation are kernels of their own", () => {
    const cost = costOf("Conv2D", { filters: 64, kernel_size: 1, activation: "swish" }, [56, 56, 32]);
    assert.deepEqual(kinds(cost), ["conv", "bias", "activation", "activation"]);
    assert.equal(cost.flops, 2 * cost.macs + 3 * 56 * 56 * 64);
  });

  it("a convolution that leaves one position is a matrix product", () => {
    const [main] = costOf("Conv2D", { filters: 64, kernel_size: 7 }, [7, 7, 32]).kernels;
    assert.equal(main?.kind, "matmul");
    assert.equal(main.channelsIn, 49 * 32);
    assert.equal(main.size, 1);
  });

  it("a grouped convolution computes within its groups", () => {
    const grouped = costOf("Conv2D", { filters: 64, kernel_size: 3, groups: 8 }, [10, 10, 32]);
    const whole = costOf("Conv2D", { filters: 64, kernel_size: 3 }, [10, 10, 32]);
    assert.equal(grouped.macs * 8, whole.macs);
    assert.equal(grouped.kernels[0]?.channelsIn, 4);
    assert.equal(costOf("Conv2D", { filters: 8, kernel_size: 3, groups: 8 }, [9, 9, 8]).kernels[0]?.kind, "depthwise");
  });

  it("a separable convolution is a depthwise one and a pointwise one", () => {
    const cost = costOf("SeparableConv2D", { filters: 16, kernel_size: 3, use_bias: false }, [10, 10, 4]);
    assert.deepEqual(kinds(cost), ["depthwise", "conv"]);
    assert.equal(cost.macs, 8 * 8 * 4 * 9 + 8 * 8 * 4 * 16);
  });

  it("dense: a vector is a matrix product, more samples a 1×1 convolution", () => {
    assert.deepEqual(kinds(costOf("Dense", { units: 10, activation: "softmax" }, [64])), ["dense", "bias", "softmax"]);
    const cost = costOf("Dense", { units: 10, use_bias: false }, [5, 5, 64]);
    assert.equal(cost.kernels[0]?.kind, "conv");
    assert.equal(cost.kernels[0].positions, 25);
    assert.equal(cost.macs, 25 * 64 * 10);
  });

  it("batch normalization is slower where it does not follow a convolution", () => {
    const start = input([8, 8, 3]);
    const convolved = apply(layer("Conv2D", { filters: 4, kernel_size: 3 }), start);
    const after = apply(layer("BatchNormalization", {}, "after"), convolved);
    const first = apply(layer("BatchNormalization", {}, "first"), after);
    const graph = shaped(functional([start], [first]));
    assert.equal(nodeNamed(graph, "after").cost?.kernels[0]?.kind, "batch_norm");
    assert.equal(nodeNamed(graph, "first").cost?.kernels[0]?.kind, "batch_norm_first");
  });

  it("the input is copied to the device", () => {
    const cost = nodeNamed(applied("Flatten", {}, [8, 8, 3]), "input_1").cost;
    assert.deepEqual(
      cost?.kernels.map(({ kind, reads, positions }) => [kind, reads, positions]),
      [["copy", 192, 64]],
    );
  });

  it("what only names or drops elements launches nothing", () => {
    for (const [className, given] of [
      ["Flatten", {}],
      ["Dropout", { rate: 0.5 }],
      ["Reshape", { target_shape: [-1] }],
      ["Activation", { activation: "linear" }],
    ] as const) {
      assert.deepEqual(costOf(className, given, [8, 8, 3]), { flops: 0, macs: 0, kernels: [] }, className);
    }
  });

  it("joins and pooling", () => {
    const wide: Shape = [8, 8, 4];
    assert.equal(costOf("Add", {}, wide, wide, wide).flops, 2 * 256);
    assert.deepEqual(
      costOf("Multiply", {}, wide, [4]).kernels.map(({ kind, reads, operands }) => [kind, reads, operands]),
      [["multiply", 260, 2]],
    );
    assert.equal(costOf("Concatenate", {}, wide, wide).kernels[0]?.reads, 512);
    assert.equal(costOf("MaxPooling2D", { pool_size: 2 }, wide).flops, 4 * 4 * 4 * 4);
    assert.equal(costOf("MaxPooling2D", { pool_size: 2 }, wide).macs, 0);
    assert.equal(costOf("GlobalAveragePooling2D", {}, wide).kernels[0]?.positions, 64);
  });

  it("an activation that is not known costs nothing that is counted, and its layer says so", () => {
    const unknownFunction = applied("Activation", { activation: UNKNOWN }, [8]);
    assert.equal(nodeNamed(unknownFunction, "tested").cost?.kernels.length, 0);
    assert.match(
      nodeNamed(unknownFunction, "tested").unknown ?? "",
      /^The cost of the activation of tested is not known: /,
    );
    assert.deepEqual(
      unknownFunction.problems.map(({ severity, argument }) => [severity, argument]),
      [["information", "activation"]],
    );
    assert.equal(applied("Activation", { activation: "warp" }, [8]).problems.length, 1);
    const known = applied("Activation", { activation: { kind: "library", path: "tensorflow.nn.relu6" } }, [8]);
    assert.deepEqual(known.problems, []);
    const nested = applied("Conv2D", { filters: 4, kernel_size: 1, activation: layer("LeakyReLU") }, [8, 8, 3]);
    assert.deepEqual(nested.problems, []);
  });

  it("an unknown side leaves the parameters and takes the cost", () => {
    const graph = applied("Conv2D", { filters: 4, kernel_size: 3 }, [null, 8, 3]);
    assert.equal(nodeNamed(graph, "tested").cost, null);
    assert.equal(nodeNamed(graph, "tested").parameters?.total, 112);
    assert.deepEqual(
      graph.problems.map(({ code }) => code),
      ["no-input-size"],
    );
  });
});
