import assert from "node:assert/strict";
import { memoryProblems, whyItDoesNotFit } from "../../server/src/analysis/memory";
import { networksIn } from "../support/networks";
import { DEVICES } from "../support/report";

const HEAD = "from tensorflow.keras import Input, Sequential, layers\n";

async function refusals(source: string): Promise<{ readonly why: (string | null)[]; readonly problems: string[] }> {
  const { networks } = await networksIn(HEAD + source);
  const [network, ...others] = networks;
  assert.ok(network !== undefined && others.length === 0);
  const { graph, root } = network;
  return {
    why: DEVICES.map((device) => whyItDoesNotFit(device, graph)),
    problems: memoryProblems(DEVICES, graph, root.location).map(({ message }) => message),
  };
}

describe("memory of the boards", () => {
  it("holds ordinary networks", async () => {
    // 32,768 × 32,768 + 32,768 weights are 4.0 GiB.
    const found = await refusals("m = Sequential([Input((32768,)), layers.Dense(32768)])");
    assert.deepEqual(found, { why: [null, null], problems: [] });
  });

  it("is too small on one board", async () => {
    // 65,536 × 65,536 + 65,536 weights of four bytes are a little more than 16 GiB.
    const found = await refusals("m = Sequential([Input((65536,)), layers.Dense(65536)])");
    assert.deepEqual(found, {
      why: [null, "17 GiB of weights; TX2 has 8"],
      problems: ["Its weights need 17 GiB of memory; the Jetson TX2 has 8."],
    });
  });

  it("is too small on every board, by the weights of several layers together", async () => {
    // Three times 1.0737 G weights, each layer 4 GiB.
    const dense = "layers.Dense(32768), ".repeat(9);
    const found = await refusals(`m = Sequential([Input((32768,)), ${dense}])`);
    assert.deepEqual(found, {
      why: ["37 GiB of weights; AGX has 32", "37 GiB of weights; TX2 has 8"],
      problems: ["Its weights need 37 GiB of memory; the Jetson AGX Xavier has 32, the Jetson TX2 has 8."],
    });
  });

  it("is told with one decimal under ten, rounded up", async () => {
    // 46,341 × 46,341 + 46,341 weights of four bytes are 8.0002 GiB, which are more than 8.
    const found = await refusals("m = Sequential([Input((46341,)), layers.Dense(46341)])");
    assert.deepEqual(found.why, [null, "8.1 GiB of weights; TX2 has 8"]);
  });

  it("is too small for one tensor", async () => {
    // 65,536 × 65,536 × 3 elements of four bytes are 48 GiB.
    const found = await refusals("m = Sequential([Input((65536, 65536, 3)), layers.MaxPooling2D(64)])");
    assert.deepEqual(found, {
      why: ["48 GiB in one tensor; AGX has 32", "48 GiB in one tensor; TX2 has 8"],
      problems: ["One of its tensors needs 48 GiB of memory; the Jetson AGX Xavier has 32, the Jetson TX2 has 8."],
    });
  });

  it("is not asked of a board that nobody knows", async () => {
    const { networks } = await networksIn(`${HEAD}m = Sequential([Input((65536,)), layers.Dense(131072)])`);
    const graph = networks[0]?.graph;
    assert.ok(graph);
    assert.equal(whyItDoesNotFit({ id: "own", name: "Own board", shortName: "Own" }, graph), null);
  });
});
