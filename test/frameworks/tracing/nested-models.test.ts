import assert from "node:assert/strict";
import { LIMITS } from "../../../server/src/eval/limits";
import { networksIn } from "../../support/networks";

describe("models within models", () => {
  /** A Sequential around another one, so many times: what is not known of its layers. */
  async function nested(times: number): Promise<readonly string[]> {
    const source = `from tensorflow import keras
net = keras.Sequential([keras.layers.Dense(2, input_shape=(4,))])
for _ in range(${times}):
    net = keras.Sequential([net], name="net")
`;
    const { networks } = await networksIn(source);
    return networks.flatMap(({ graph }) => graph.nodes.flatMap(({ unknown }) => unknown ?? []));
  }

  it("are followed to a depth that nobody reaches", async () => {
    const why = `net has more than ${LIMITS.callDepth} models within each other`;
    assert.deepEqual(await nested(LIMITS.callDepth - 1), []);
    assert.deepEqual(await nested(LIMITS.callDepth), [why]);
  });
});
