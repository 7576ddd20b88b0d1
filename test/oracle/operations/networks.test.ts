/** Whole networks with operations on tensors, compared with what real Keras made of them (`python generate.py networks`). */
import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { networksIn, printShape, totalParameters } from "../../support/networks";
import { ROOT } from "../../support/paths";

interface Golden {
  readonly version: string;
  readonly networks: Readonly<Record<string, readonly [shape: string, parameters: number]>>;
}

const FOLDER = path.join(ROOT, "test/oracle/operations");

describe("networks with operations on tensors", () => {
  const golden = JSON.parse(fs.readFileSync(path.join(FOLDER, "networks.json"), "utf8")) as Golden;
  const source = fs.readFileSync(path.join(FOLDER, "networks.py"), "utf8");

  it("are those of the list", () => {
    const written = [...source.matchAll(/^def (\w+)\(\):/gm)].map(([, name]) => name);
    assert.deepEqual(written, Object.keys(golden.networks));
  });

  it("give what they give in Keras", async () => {
    const { networks } = await networksIn(source);
    for (const [name, [shape, parameters]] of Object.entries(golden.networks)) {
      const graph = networks.find(({ root }) => root.name === name)?.graph;
      const output = graph?.nodes[graph.outputs[0] ?? -1];
      assert.ok(graph !== undefined && output !== undefined, `no network ${name}`);
      const first = graph.nodes.find((node) => node.unknown !== null);
      assert.equal(first?.unknown ?? null, null, `${name}: ${first?.layer.name ?? ""}`);
      assert.equal(printShape(output), shape, name);
      assert.equal(totalParameters(graph), parameters, name);
    }
  });
});
