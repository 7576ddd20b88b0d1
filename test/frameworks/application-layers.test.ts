/** Every constructor of keras.applications beside the layers that a real Keras 3 gives (`test/oracle/keras/applications.py`). */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import { APPLICATIONS } from "../../server/src/frameworks/keras/applications";
import { constructorOf } from "../../server/src/frameworks/keras/constructors";
import type { ShapedNode } from "../../server/src/graph/graph";
import { networksIn, printShape, totalParameters } from "../support/networks";
import { ROOT } from "../support/paths";

interface Summary {
  readonly name: string;
  readonly layers: number;
  readonly parameters: number | null;
  readonly sha256: string;
}

const { networks: golden } = JSON.parse(
  fs.readFileSync(path.join(ROOT, "test/frameworks/goldens/applications.json"), "utf8"),
) as { readonly networks: Readonly<Record<string, Summary>> };

/** A layer as the golden's lines have it. Those of classes that keras.applications have to themselves stand without name and shape. */
function described(node: ShapedNode): string {
  const { layer, parameters } = node;
  const total = parameters?.total ?? "?";
  if (constructorOf(layer.class) === undefined) return `${layer.class} ${total}`;
  const name = layer.class === "InputLayer" ? "-" : layer.name;
  return `${layer.class} ${name} ${printShape(node)} ${total}`;
}

describe("layers of keras.applications", () => {
  it("are compared for every constructor", () => {
    const compared = new Set(Object.keys(golden).map((call) => call.slice(0, call.indexOf("("))));
    assert.deepEqual([...compared].sort(), [...APPLICATIONS.keys()].sort());
  });

  for (const [call, expected] of Object.entries(golden))
    it(call, async () => {
      const source = `import keras\n\nnetwork = keras.applications.${call}\n`;
      const { evaluation, networks } = await networksIn(source);
      assert.deepEqual(evaluation.problems, []);
      const [network] = networks;
      assert.ok(network !== undefined && networks.length === 1);
      // Open sides are all that may be missing; that no board has run a layer is no fault of its shape.
      assert.deepEqual(
        network.graph.problems.filter(({ code, severity }) => code !== "no-input-size" && severity !== "information"),
        [],
      );
      // Operations on tensors are no layers in Keras 3.
      const lines = network.graph.nodes.filter(({ layer }) => layer.class !== "TFOpLambda").map(described);
      const summary: Summary = {
        name: network.graph.name,
        layers: lines.length,
        parameters: totalParameters(network.graph),
        sha256: createHash("sha256").update(lines.join("\n")).digest("hex"),
      };
      assert.deepEqual(summary, expected, lines.join("\n"));
    });
});
