import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { explain } from "../../cli/explain";
import { UsageError } from "../../cli/usage";

/** The bundle's folder, where the test runner lays `wasm/` and `models/`. */
const RESOURCES = path.join(__dirname, "..");

const SOURCE = `from keras import Input, Model, layers
filters = 4 * 2
image = Input((8, 8, 3))
model = Model(image, layers.Conv2D(filters, 3)(image))
`;

describe("latency-lens explain", () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "latency-lens-explain-"));
  after(() => {
    fs.rmSync(folder, { recursive: true });
  });

  async function lines(stage: string, source = SOURCE): Promise<string[]> {
    const file = path.join(folder, "net.py");
    fs.writeFileSync(file, source);
    let output = "";
    assert.equal(await explain({ file, stage, resources: RESOURCES, write: (text) => void (output += text) }), 0);
    return output.trimEnd().split("\n");
  }

  it("prints the program with every grouping spelt out", async () => {
    assert.equal((await lines("program"))[1], "filters = (4 * 2)");
  });

  it("prints what the names of the file are, and its problems", async () => {
    const shown = await lines("values", `${SOURCE}size = missing + 1\n`);
    assert.ok(shown.includes("filters = 8"), shown.join("\n"));
    assert.ok(
      shown.some((line) => /^size = something not understood \(.*missing/.test(line)),
      shown.join("\n"),
    );
  });

  it("prints layers with shapes, parameters and FLOPs", async () => {
    // 3·3·3·8 weights and 8 biases; 6·6 positions of 8 filters, 2·27 operations each, and the biases.
    const shown = await lines("graph");
    assert.deepEqual(shown[1]?.split(/\s{2,}/), [
      "node",
      "layer",
      "class",
      "inputs",
      "output",
      "params",
      "FLOPs",
      "unknown",
    ]);
    const row = shown.find((line) => line.includes("Conv2D"))?.split(/\s{2,}/);
    assert.deepEqual(row, ["1", "conv2d", "Conv2D", "0", "6×6×8", "224", String(36 * 8 * (2 * 27 + 1))]);
  });

  it("heads each model's table with its name, the second with a line before it", async () => {
    const shown = await lines("graph", `${SOURCE}other = Model(image, layers.Flatten()(image), name="other")\n`);
    const heads = shown.flatMap((line, index) => (line.endsWith(":") ? [[shown[index - 1], line]] : []));
    assert.deepEqual(heads, [
      [undefined, "model:"],
      ["", "other:"],
    ]);
  });

  it("prints the kernels that layers launch", async () => {
    const shown = await lines("kernels");
    assert.match(shown[1] ?? "", /^layer +kernel +macs +reads/);
    assert.match(shown.find((line) => line.startsWith("conv2d")) ?? "", new RegExp(`^conv2d +conv +${36 * 8 * 27} `));
  });

  it("says of a layer whose kernels are not known that they are not", async () => {
    const shown = await lines("kernels", SOURCE.replace("layers.Conv2D(filters, 3)", "layers.Unheard(filters)"));
    assert.ok(
      shown.some((line) => /^unheard +unknown$/.test(line)),
      shown.join("\n"),
    );
  });

  it("names the stages where another one is asked for", async () => {
    await assert.rejects(
      lines("types"),
      (error) => error instanceof UsageError && /program, values/.test(error.message),
    );
  });
});
