import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { estimate } from "../../cli/estimate";
import { readSource } from "../../cli/source";
import { UsageError } from "../../cli/usage";
import { LARGEST_SOURCE } from "../../server/src/project/document-size";
import { ROOT } from "../support/paths";

/** The bundle's folder, where the test runner lays `wasm/` and `models/`. */
const RESOURCES = path.join(__dirname, "..");

interface Estimated {
  readonly models: readonly {
    readonly name: string;
    readonly partial: boolean;
    readonly parameters: { readonly total: number; readonly trainable: number; readonly nonTrainable: number };
    readonly convolutionFlops: number;
    readonly devices: Readonly<
      Record<
        string,
        {
          readonly ms: number;
          readonly low: number;
          readonly high: number;
          readonly predictors: Record<string, number>;
        }
      >
    >;
    readonly layers: readonly {
      readonly class: string;
      readonly span: { readonly start: { readonly line: number } };
      readonly outputShape: readonly number[] | null;
      readonly ms: Readonly<Record<string, number>>;
      readonly notEstimated: string | null;
    }[];
    readonly why?: string;
  }[];
  readonly problems: readonly {
    readonly code: string;
    readonly severity: string;
    readonly message: string;
    readonly span: { readonly start: { readonly line: number; readonly column: number } };
  }[];
}

async function run(file: string, options: { device?: string; input?: string; format?: string } = {}): Promise<string> {
  let output = "";
  const write = (text: string): void => void (output += text);
  const status = await estimate({ file, format: "json", resources: RESOURCES, ...options, write });
  assert.equal(status, 0);
  return output;
}

async function json(file: string, options: { device?: string; input?: string } = {}): Promise<Estimated> {
  return JSON.parse(await run(file, options)) as Estimated;
}

describe("latency-lens estimate of a saved topology", () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "latency-lens-saved-"));
  after(() => {
    fs.rmSync(folder, { recursive: true });
  });
  const saved = (name: string, content: unknown): string => {
    const file = path.join(folder, name);
    fs.writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content));
    return file;
  };
  const layer = (class_name: string, config: object): object => ({ class_name, config });
  const NETWORK = {
    class_name: "Sequential",
    keras_version: "2.3.1",
    config: {
      name: "small",
      layers: [
        layer("Conv2D", { name: "c", filters: 8, kernel_size: [3, 3], batch_input_shape: [null, 32, 32, 3] }),
        layer("GlobalAveragePooling2D", { name: "p" }),
        layer("Dense", { name: "d", units: 10 }),
      ],
    },
  };

  it("gives the figures of the same network as source, and of another input size", async () => {
    const file = saved("model.json", NETWORK);
    const source = saved(
      "model.py",
      "from keras import Sequential, layers\n" +
        "m = Sequential([layers.Conv2D(8, 3, input_shape=(32, 32, 3)), layers.GlobalAveragePooling2D(), layers.Dense(10)])\n",
    );
    const [[a], [b]] = [(await json(file)).models, (await json(source)).models];
    assert.equal(a?.name, "small");
    assert.equal(a.parameters.total, 8 * 27 + 8 + 8 * 10 + 10);
    for (const device of ["agx", "tx2"]) assert.equal(a.devices[device]?.ms, b?.devices[device]?.ms);
    const [larger] = (await json(file, { input: "64x64x3" })).models;
    assert.deepEqual(larger?.layers[0]?.outputShape, [64, 64, 3]);
  });

  it("names the layer that is not known, and gives the rest as a lower bound", async () => {
    const layers = [...NETWORK.config.layers, layer("Mine", { name: "m" })];
    const [model] = (await json(saved("odd.json", { ...NETWORK, config: { name: "odd", layers } }))).models;
    assert.equal(model?.partial, true);
    assert.match(model.layers.at(-1)?.notEstimated ?? "", /The layer Mine is not known/);
  });

  it("says what is wrong with another file", async () => {
    const refused = (name: string, content: unknown, why: RegExp): Promise<void> =>
      assert.rejects(run(saved(name, content)), (error) => error instanceof UsageError && why.test(error.message));
    await refused("text.json", "{", /text\.json: The text is not JSON\./);
    await refused("package.json", { name: "x" }, /This is not a Keras topology/);
    await refused("graph.json", { format: "graph-model", modelTopology: {} }, /graph model of TensorFlow/);
    await refused("weights.h5", "", /no source of a network.*also reads a \.json file/);
    await assert.rejects(run(path.join(folder, "none.json")), /there is no such file/);
  });
});

describe("latency-lens estimate", () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "latency-lens-estimate-"));
  after(() => {
    fs.rmSync(folder, { recursive: true });
  });

  function source(text: string): string {
    const file = path.join(folder, "net.py");
    fs.writeFileSync(file, text);
    return file;
  }

  for (const [name, total] of [
    ["resnet50", 25_636_712],
    ["vgg16", 138_357_544],
  ] as const) {
    it(`${name}: one model with its documented total, nothing left out`, async () => {
      const { models, problems } = await json(path.join(ROOT, "zoo", "keras", `${name}.py`));
      assert.deepEqual(
        models.map((model) => [model.name, model.partial, model.parameters.total]),
        [[name, false, total]],
      );
      assert.deepEqual(problems, []);
    });
  }

  it("layers add up to the total of each device, which lies in its interval", async () => {
    const { models } = await json(path.join(ROOT, "zoo", "keras", "resnet50.py"));
    const [model] = models;
    assert.ok(model);
    assert.deepEqual(Object.keys(model.devices), ["agx", "tx2"]);
    for (const [id, { ms, low, high, predictors }] of Object.entries(model.devices)) {
      assert.equal(
        model.layers.reduce((sum, layer) => sum + (layer.ms[id] ?? NaN), 0),
        ms,
      );
      assert.ok(low < ms && ms < high);
      assert.deepEqual(Object.keys(predictors), ["layered", "boosted", "forest", "ols", "mlp", "svr"]);
      assert.equal(predictors["layered"], ms);
    }
    // Bouzidi et al., 2020, Table I.
    assert.equal((model.convolutionFlops / 1e9).toFixed(2), "7.71");
  });

  it("a file that is too large is a report of one problem, and status 1", async () => {
    const large = "from keras import Sequential\n" + "x = 1\n".repeat(20_000);
    let output = "";
    const write = (text: string): void => void (output += text);
    const status = await estimate({ file: source(large), format: "json", resources: RESOURCES, write });
    const { models, problems } = JSON.parse(output) as Estimated;
    assert.equal(status, 1);
    assert.deepEqual(models, []);
    assert.deepEqual(
      problems.map(({ code, message }) => [code, message]),
      [
        [
          "too-large",
          "Not looked at: this file has more than 20,000 lines. Move what builds the network into a file of its own.",
        ],
      ],
    );
  });

  it("a file of one letter too many is too large, however many bytes a letter takes", () => {
    // Of three bytes each, so that nothing more of the file is read.
    const letters = readSource(source("€".repeat(LARGEST_SOURCE + 2))).text.length;
    assert.equal(letters, LARGEST_SOURCE + 1);
  });

  it("one device, another input size", async () => {
    const { models } = await json(path.join(ROOT, "zoo", "keras", "vgg16.py"), { device: "tx2", input: "64x64x3" });
    assert.deepEqual(
      models.map((model) => [model.layers[0]?.outputShape, Object.keys(model.devices)]),
      [[[64, 64, 3], ["tx2"]]],
    );
  });

  it("an unknown layer makes the total a lower bound, says so and where", async () => {
    const file = source(`from keras import Input, Model, layers
def net():
    i = Input((32, 32, 3))
    x = layers.Conv2D(8, 3)(i)
    x = layers.Frobnicate(4)(x)
    return Model(i, layers.Dense(2)(x))
`);
    const { models, problems } = await json(file);
    assert.equal(models[0]?.partial, true);
    assert.deepEqual(
      models[0].layers.map((layer) => [layer.class, layer.outputShape !== null, layer.notEstimated === null]),
      [
        ["InputLayer", true, true],
        ["Conv2D", true, true],
        ["Frobnicate", false, false],
        ["Dense", false, false],
      ],
    );
    assert.deepEqual(models[0].layers[3]?.ms, {});
    assert.deepEqual(
      problems.map(({ code, severity, message, span }) => [code, severity, message, span.start]),
      [
        [
          "unknown-layer",
          "information",
          "Not understood: the layer Frobnicate is not known yet. The total is a lower bound.",
          { line: 5, column: 9 },
        ],
      ],
    );
    assert.match(await run(file, { format: "text" }), /AGX {2}≥ 0\.0\d+ ms .* 2 layers not understood/);
  });

  it("a layer of a module that is not known keeps what stands above it", async () => {
    const { models } = await json(
      source(`from keras import Input, Model, layers
from elsewhere import Mystery
def net():
    i = Input((32, 32, 3))
    x = layers.Conv2D(8, 3)(i)
    x = Mystery(4)([x, i])
    return Model(i, layers.Dense(2)(x))
`),
    );
    assert.equal(models[0]?.partial, true);
    assert.deepEqual(
      models[0].layers.map((layer) => [layer.class, layer.notEstimated === null]),
      [
        ["InputLayer", true],
        ["Conv2D", true],
        ["unknown", false],
        ["Dense", false],
      ],
    );
  });

  it("a syntax error costs its own statement", async () => {
    const { models, problems } = await json(
      source("from keras import Sequential, layers\nm = Sequential([layers.Dense(2, input_dim=3)])\nprint('a\nn = 3\n"),
    );
    assert.deepEqual(
      models.map((model) => [model.name, model.parameters.total]),
      [["m", 8]],
    );
    assert.deepEqual(
      problems.map(({ code, span }) => [code, span.start.line]),
      [["syntax", 3]],
    );
  });

  it("a program without end stops at a limit, with what was found before", async () => {
    const { models, problems } = await json(
      source(
        "from keras import Sequential, layers\nm = Sequential([layers.Dense(2, input_dim=3)])\nwhile True: pass\n",
      ),
    );
    assert.equal(models[0]?.partial, true);
    assert.deepEqual(
      problems.map(({ code }) => code),
      ["limit"],
    );
  });

  it("no input size: no number, and what to do", async () => {
    const file = source("from keras import Sequential, layers\nm = Sequential([layers.Conv2D(2, 3)])\n");
    const { models } = await json(file);
    assert.equal(models[0]?.devices["agx"]?.ms, null);
    const text = await run(file, { format: "text" });
    assert.match(text, /AGX {2}not estimated: The input size is not given.*# latency: input_shape/);
    assert.doesNotMatch(text, / 0 ms/);
  });

  it("a file without a model says what is looked for", async () => {
    assert.match(await run(source("x = 1\n"), { format: "text" }), /no model found\.\n.*Sequential/);
  });

  it("a missing or damaged predictor file is a reason, not a number", async () => {
    const broken = path.join(folder, "resources");
    fs.cpSync(path.join(RESOURCES, "wasm"), path.join(broken, "wasm"), { recursive: true });
    fs.cpSync(path.join(RESOURCES, "models"), path.join(broken, "models"), { recursive: true });
    fs.truncateSync(path.join(broken, "models", "layered-agx.json"), 1000);
    fs.rmSync(path.join(broken, "models", "layered-tx2.json"));
    let output = "";
    const write = (text: string): void => void (output += text);
    await estimate({
      file: path.join(ROOT, "zoo", "keras", "vgg16.py"),
      format: "text",
      resources: broken,
      write,
    });
    assert.match(output, /AGX {2}not estimated: the predictor file layered-agx\.json is damaged \(.*\); reinstall/);
    assert.match(output, /TX2 {2}not estimated: the predictor file layered-tx2\.json cannot be read \(ENOENT\)/);
    assert.doesNotMatch(output, /\b0 ms/);
  });

  describe("arguments that cannot be used", () => {
    for (const [what, options, message] of [
      ["a missing file", { file: "nowhere.py" }, /nowhere\.py: there is no such file/],
      ["a folder", { file: "folder.py" }, /folder\.py: it is a folder/],
      ["another language", { file: "model.rb" }, /model\.rb: .*give a .*\.py/],
      ["a size", { file: "net.py", input: "224" }, /--input 224: give height x width x channels/],
      ["a device", { file: "net.py", device: "orin" }, /--device orin: give agx or tx2/],
      ["a format", { file: "net.py", format: "xml" }, /--format xml: give text or json/],
    ] as const) {
      it(what, async () => {
        source("x = 1\n");
        fs.mkdirSync(path.join(folder, "folder.py"), { recursive: true });
        const { file, ...others } = options;
        await assert.rejects(run(path.join(folder, file), others), (error) => {
          assert.ok(error instanceof UsageError);
          assert.match(error.message, message);
          return true;
        });
      });
    }
  });
});
