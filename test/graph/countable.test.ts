import assert from "node:assert/strict";
import { layer, sequential, shaped } from "../support/layers";
import type { ShapedGraph } from "../../server/src/graph/graph";

function dense(inputs: number, ...units: readonly number[]): ShapedGraph {
  const layers = units.map((count, index) => layer("Dense", { units: count }, `dense_${index}`));
  return shaped(sequential([layer("InputLayer", { shape: [inputs] }, "input"), ...layers]));
}

/** Names of the layers without figures. */
function uncounted({ nodes }: ShapedGraph): string[] {
  return nodes.filter(({ cost, parameters }) => cost === null && parameters === null).map((node) => node.layer.name);
}

describe("graph/countable", () => {
  it("counts up to 2^53 bytes of weights, and not beyond", () => {
    // 2^25 × (2^26 − 1) weights and 2^26 − 1 biases are less than 2^51, with four bytes each just under 2^53.
    const most = dense(2 ** 25 - 1, 2 ** 26 - 1);
    assert.deepEqual([uncounted(most), most.uncountable, most.problems], [[], null, []]);
    const beyond = dense(2 ** 25, 2 ** 26);
    assert.deepEqual(uncounted(beyond), ["dense_0"]);
    assert.equal(beyond.uncountable, "Dense dense_0 has more than 2^53 bytes of weights: no figure can be given.");
    assert.deepEqual(beyond.nodes[1]?.outputShape, [2 ** 26]);
    assert.deepEqual(
      beyond.problems.map(({ message, node }) => [message, node]),
      [[beyond.uncountable, 1]],
    );
  });

  it("counts the sum of layers that can be counted alone no further than that", () => {
    const units = 2 ** 25 - 1;
    assert.deepEqual(uncounted(dense(units, units, units, units)), ["dense_2"]);
  });

  it("has no operations beyond it", () => {
    // 2^40 places, 3 × 3 × 64 × 64 multiplications at each: more than 2^55.
    const image = layer("InputLayer", { shape: [2 ** 20, 2 ** 20, 64] }, "input");
    const graph = shaped(
      sequential([image, layer("Conv2D", { filters: 64, kernel_size: 3, padding: "same" }, "conv")]),
    );
    assert.match(graph.uncountable ?? "", /^Conv2D conv has more than 2\^53 operations/);
  });

  it("has no tensors beyond it", () => {
    const image = layer("InputLayer", { shape: [2 ** 26, 2 ** 26, 3] }, "input");
    const graph = shaped(sequential([image, layer("MaxPooling2D", { pool_size: 2 ** 20 }, "pool")]));
    assert.match(graph.uncountable ?? "", /^InputLayer input has more than 2\^53 bytes in the tensors/);
  });

  it("has no sides beyond it: a whole number would only look like one", () => {
    const image = layer("InputLayer", { shape: [2 ** 30, 2 ** 30] }, "input");
    const graph = shaped(sequential([image, layer("Flatten", {}, "flatten"), layer("Dense", { units: 2 }, "head")]));
    assert.deepEqual(
      graph.nodes.map(({ outputShape }) => outputShape),
      [[2 ** 30, 2 ** 30], null, null],
    );
    assert.match(graph.problems.at(-1)?.message ?? "", /^Its output has more than 2\^53 elements in a row\.$/);
  });
});
