import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { estimate } from "../../cli/estimate";

const RESOURCES = path.join(__dirname, "..");

const PYTHON = `from tensorflow import keras
from tensorflow.keras import layers

def mlp(units, classes=10, options=None):
    i = keras.Input((4,))
    x = layers.Dense(units * (options or {}).get("times", 1))(i)
    return keras.Model(i, layers.Dense(classes, name="head")(x))

def block(x, filters):
    return layers.Conv2D(filters, 3)(x)

def pair():
    return [mlp(1), mlp(2)]

class Builder:
    def __init__(self, units):
        self.units = units
        self.ready = mlp(units)
    def build(self, scale=1):
        return mlp(self.units * scale)

def heads(image, classes):
    x = layers.Conv2D(8, 3)(image)
    return [layers.Conv2D(classes, 1)(x), {"box": layers.Conv2D(4, 1)(x)}]

class Net(keras.Model):
    def __init__(self):
        super().__init__()
        self.one = layers.Dense(2)
        self.two = layers.Dense(3)
    def call(self, x):
        return self.one(x), self.two(x)

def name():
    return "mlp"
`;

const SCRIPT = `import * as tf from "@tensorflow/tfjs";
function mlp({units, classes = 10}: {units: number; classes?: number}) {
  return tf.sequential({layers: [tf.layers.dense({units, inputShape: [4]}), tf.layers.dense({units: classes})]});
}
export function block(x: tf.SymbolicTensor, filters: number) {
  return tf.layers.conv2d({filters, kernelSize: 3}).apply(x);
}
export class Builder {
  constructor(private readonly units: number) {}
  build(scale = 1) { return mlp({units: this.units * scale}); }
}
`;

describe("estimate --call", () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "latency-lens-call-"));
  after(() => {
    fs.rmSync(folder, { recursive: true });
  });

  /** Name and parameters of each model. */
  async function called(file: "net.py" | "net.ts", call: string): Promise<readonly (readonly [string, number])[]> {
    const place = path.join(folder, file);
    fs.writeFileSync(place, file === "net.py" ? PYTHON : SCRIPT);
    let output = "";
    const write = (text: string): void => void (output += text);
    assert.equal(await estimate({ file: place, call, format: "json", resources: RESOURCES, write }), 0);
    const { models } = JSON.parse(output) as { models: { name: string; parameters: { total: number } }[] };
    return models.map((model) => [model.name, model.parameters.total] as const);
  }

  for (const [call, total] of [
    ["mlp(2)", 40],
    ["mlp(units=2, classes=3)", 19],
    ["mlp(2, options={'times': 2})", 70],
    ["(mlp(2))", 40],
    ["pair()[1]", 40],
    ["Builder(2).build()", 40],
    ["Builder(2).build(scale=2)", 70],
    ["Builder(2).ready", 40],
    ["block(Input(shape=(8, 8, 3)), 4)", 112],
    ["block(keras.Input(shape=(8, 8, 3)), 4)", 112],
    ["keras.Sequential([Input(shape=(4,)), layers.Dense(2)])", 10],
    // 224 of the first convolution, 45 and 36 of the heads; 10 + 15.
    ["heads(Input(shape=(8, 8, 3)), 5)", 305],
    ["Net()(Input(shape=(4,)))", 25],
  ] as const)
    it(`net.py: ${call}`, async () => {
      assert.deepEqual(await called("net.py", call), [[call, total]]);
    });

  it("each of several models by what it is returned as", async () => {
    assert.deepEqual(await called("net.py", "pair()"), [
      ["pair(): model", 25],
      ["pair(): model_1", 40],
    ]);
  });

  for (const [call, total] of [
    ["mlp({units: 2})", 40],
    ["mlp({units: 2, classes: 3})", 19],
    ["new Builder(2).build()", 40],
    ["(new Builder(2)).build(2)", 70],
    ["block(tf.input({shape: [8, 8, 3]}), 4)", 112],
    ["block(Input(shape=[8, 8, 3]), 4)", 112],
  ] as const)
    it(`net.ts: ${call}`, async () => {
      assert.deepEqual(await called("net.ts", call), [[call, total]]);
    });

  for (const [call, why] of [
    ["", /^--call: write a call, for example resnet\(depth=29/],
    ["mpl(2)", /^--call: column 1: there is no mpl in this file; did you mean mlp\?$/],
    ["mlp(units=2", /^--call: column \d+: /],
    ["mlp(2) + 1", /^--call: column 1: only literals, Input\(…\), constructions and chains/],
    ["mlp(units)", /^--call: column 5: the name units alone is no literal/],
    ["mlp(1 + 1)", /^--call: column 5: only literals/],
    ["mlp(*[1])", /^--call: column 5: a spread is not allowed here/],
    ["mlp(lambda: 1)", /^--call: column 5: only literals/],
    ["mlp(2); mlp(3)", /^--call: column 9: only one call can be given/],
    ["x = mlp(2)", /^--call: column 1: this is no call/],
    ["3", /^--call: column 1: this is no call/],
    ["name()", /^--call: name\(\) gives no model but 'mlp'$/],
    ["pair()[7]", /^--call: pair\(\)\[7\] gives no model: .*index/],
    ["mlp()", /^--call: mlp\(\) gives no model: .*needs the argument 'units'/],
    ["Builder(2).biuld()", /^--call: Builder\(2\)\.biuld\(\) gives no model: .*biuld/],
  ] as const)
    it(`refuses ${JSON.stringify(call)}`, async () => {
      await assert.rejects(called("net.py", call), ({ message }: Error) => {
        assert.match(message, why);
        return true;
      });
    });

  it("refuses named arguments in TypeScript", async () => {
    await assert.rejects(called("net.ts", "mlp(units=2)"), /column 5: JavaScript has no named arguments/);
  });
});
