import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import type { AnalysisEnvironment } from "../../server/src/analysis/analysis";
import { analyseNetworks } from "../../server/src/analysis/analysis";
import { loadEnvironment } from "../../server/src/node/environment";
import { Store } from "../../server/src/node/store";
import { Random } from "../../predictors/src/train/random";
import { captured } from "../support/command-line";
import type { Run } from "../support/command-line";
import { gpuSummary, gpuTrace, normal, summaryMs } from "../support/nvprof";
import { ownSource } from "../support/own-networks";

/** The bundle of this test lies in a folder of the one that holds `wasm/` and `models/`. */
const RESOURCES = path.resolve(__dirname, "..");

const ONE = `from tensorflow import keras
from tensorflow.keras import layers

def small(input_shape=(64, 64, 3)):
    x = image = keras.Input(input_shape)
    for _ in range(3):
        x = layers.Conv2D(32, 3, activation="relu")(x)
    return keras.Model(image, layers.Dense(10)(layers.GlobalAveragePooling2D()(x)))
`;

describe("latency-lens import, retrain, rollback", () => {
  let folder = "";
  let environment: AnalysisEnvironment;
  before(async () => {
    environment = await loadEnvironment(RESOURCES);
  });
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "latency-lens-"));
    fs.writeFileSync(path.join(folder, "small.py"), ONE);
  });
  afterEach(() => {
    fs.rmSync(folder, { recursive: true, force: true });
  });

  const inFolder = (name: string): string => path.join(folder, name);
  const write = (name: string, text: string): string => {
    fs.writeFileSync(inFolder(name), text);
    return inFolder(name);
  };
  const networkOf = (source: string, inputShape: readonly number[] | null = null) => {
    const input = { uri: "file:///m.py", version: null, text: source, inputShape, cancelled: () => false };
    return analyseNetworks(environment, input).networks;
  };
  const smallTrace = (ms = 4): string => {
    const [network] = networkOf(ONE);
    assert(network !== undefined);
    return gpuTrace(network.features, { ms });
  };
  const run = (...argv: string[]): Promise<Run> => captured([...argv, "--store", inFolder("store")], RESOURCES);
  const importSmall = (trace: string, ...more: string[]): Promise<Run> =>
    run("import", trace, "--model", inFolder("small.py"), "--device", "tx2", "--confirm", ...more);

  it("stores a trace's row and prints it", async () => {
    const { status, out, errors } = await importSmall(write("t.csv", smallTrace()), "--format", "json");
    assert.deepEqual([status, errors], [0, ""]);
    const { rows } = JSON.parse(out) as { rows: { ms: number }[] };
    const [row] = rows;
    assert(row !== undefined);
    assert.deepEqual(
      { ...row, ms: 4, predictedMs: null },
      { model: "small", device: "tx2", ms: 4, predictedMs: null, runs: 100, kernelsPerRun: 13, confidence: "high" },
    );
    assert.ok(Math.abs(row.ms / 4 - 1) < 1e-3);
    assert.equal(new Store(inFolder("store")).lines().values.length, 1);
  });

  it("says the same in words", async () => {
    const { out } = await importSmall(write("t.csv", smallTrace()));
    assert.match(
      out,
      /^small on Jetson TX2 · measured 4\.0 ms · predicted [\d.]+ ms \([\d.]+–[\d.]+\)\n {2}mean of 100 runs of 13 kernels/,
    );
  });

  it("imports a summary with its runs", async () => {
    const [network] = networkOf(ONE);
    assert(network !== undefined);
    const file = write("s.csv", gpuSummary(network.features, { ms: 4 }));
    const { out } = await importSmall(file, "--runs", "110", "--format", "json");
    const { rows } = JSON.parse(out) as { rows: { ms: number; confidence: string }[] };
    const [row] = rows;
    assert(row !== undefined);
    assert.equal(row.confidence, "low");
    assert.ok(Math.abs(row.ms / summaryMs(network.features, { ms: 4 }) - 1) < 1e-3);
  });

  it("stores nothing on a dry run", async () => {
    const { status, out } = await importSmall(write("t.csv", smallTrace()), "--dry-run");
    assert.equal(status, 0);
    assert.match(out, /not stored/);
    assert.equal(fs.existsSync(inFolder("store")), false);
  });

  it("shows a doubt where there is one", async () => {
    const far = await importSmall(write("far.csv", smallTrace()), "--dry-run", "--format", "json");
    const { rows } = JSON.parse(far.out) as { rows: { predictedMs: number }[] };
    const trace = write("near.csv", smallTrace(rows[0]?.predictedMs));
    const lines = async (file: string): Promise<string[]> => (await importSmall(file, "--dry-run")).out.split("\n");
    assert.equal((await lines(trace)).length, 4);
    const doubtful = await lines(inFolder("far.csv"));
    assert.equal(doubtful.length, 5);
    assert.match(doubtful[2] ?? "", /^ {2}it is [\d.]+× of the prediction: is it the recording of this network/);
  });

  it("takes the board from the recording, several recordings at once, and those that are none apart", async () => {
    const files = [write("a.csv", smallTrace()), write("bad.csv", "no table"), write("b.csv", smallTrace(4.1))];
    const { status, out, errors } = await run("import", ...files, "--model", inFolder("small.py"), "--confirm");
    assert.equal(status, 1);
    assert.match(errors, /^\S*bad\.csv: not imported: no table of nvprof was found[^\n]*\n$/);
    assert.deepEqual(out.match(/^small on Jetson TX2 · measured [\d.]+ ms/gm)?.length, 2);
    assert.equal(new Store(inFolder("store")).lines().values.length, 2);
  });

  it("asks for a confirmation of what is far from the prediction", async () => {
    const trace = write("t.csv", smallTrace(400));
    const far = await run("import", trace, "--model", inFolder("small.py"));
    assert.deepEqual([far.status, far.out], [1, ""]);
    assert.match(far.errors, /measured 400 ms · predicted .*the recording of this network.*add --confirm/);
    assert.equal((await run("import", trace, "--model", inFolder("small.py"), "--dry-run")).status, 0);
    assert.equal((await importSmall(trace)).status, 0);
  });

  it("refuses the same recording twice, under any name", async () => {
    await importSmall(write("t.csv", smallTrace()));
    const { status, out, errors } = await importSmall(write("copy.csv", smallTrace()), "--format", "json");
    assert.deepEqual([status, out], [1, ""]);
    assert.match(errors, /imported already \(small on tx2, 4\.0\d* ms/);
    assert.equal(new Store(inFolder("store")).lines().values.length, 1);
  });

  it("names what it cannot read among the rows that are stored", async () => {
    await importSmall(write("t.csv", smallTrace()));
    fs.appendFileSync(
      path.join(inFolder("store"), "rows.jsonl"),
      '{"torn": \n{"format":"latency-lens-row","version":9}\n',
    );
    const { status, errors } = await importSmall(write("other.csv", smallTrace(4.2)));
    assert.equal(status, 0);
    assert.equal(
      errors,
      "latency-lens: line 2 of rows.jsonl is torn or damaged and left out\n" +
        "latency-lens: line 3 of rows.jsonl is no measurement that this version can read, and left out\n",
    );
  });

  it("says on stderr why a recording is refused, and nothing on stdout", async () => {
    for (const format of ["text", "json"]) {
      const file = write("t.csv", smallTrace().slice(0, -40));
      const { status, out, errors } = await importSmall(file, "--format", format);
      assert.deepEqual([status, out], [1, ""]);
      assert.match(errors, /t\.csv: not imported: the file is cut off/);
    }
  });

  it("refuses a network that is not wholly understood", async () => {
    write("small.py", ONE.replace("layers.Dense(10)", "layers.Mystery(10)"));
    const { status, errors } = await importSmall(write("t.csv", smallTrace()));
    assert.equal(status, 1);
    assert.match(errors, /small is not wholly understood/);
  });

  it("ends with 2 for arguments that cannot be used", async () => {
    const trace = write("t.csv", smallTrace());
    write("two.py", `${ONE}\n${ONE.replace("small", "other").split("\n").slice(3).join("\n")}`);
    const two = ["import", trace, "--device", "tx2", "--confirm", "--model", inFolder("two.py")];
    assert.match((await run(...two)).errors, /several models: choose one with --name \(small, other\)/);
    assert.equal((await run(...two, "--name", "other")).status, 0);
    for (const argv of [
      two,
      [...two, "--name", "third"],
      ["import", inFolder("none.csv"), "--device", "tx2", "--model", inFolder("small.py")],
      ["import", trace, "--device", "tx9", "--model", inFolder("small.py")],
      ["import", trace, "--device", "tx2", "--model", inFolder("none.py")],
      ["import", trace, "--device", "tx2", "--model", inFolder("small.py"), "--runs", "many"],
      ["import", trace, "--device", "tx2", "--model", inFolder("small.py"), "--format", "xml"],
      ["import", "--model", inFolder("small.py")],
      ["retrain", "--device", "tx9"],
      ["rollback", "--device", "tx9"],
    ]) {
      const { status, out } = await run(...argv);
      assert.deepEqual([status, out], [2, ""], argv.join(" "));
    }
  });

  it("changes the estimate by 30 traces of AGX times 1.7, and goes back", async function () {
    this.timeout(120_000);
    const random = new Random(11);
    const source = write("own.py", ownSource());
    let count = 0;
    for (const size of [96, 160, 224, 288]) {
      for (const { root, features, estimates } of networkOf(ownSource(), [size, size, 3])) {
        if (count >= 30) break;
        const agx = estimates.find(({ device }) => device.id === "agx")?.answer;
        assert(agx?.kind === "estimate");
        const ms = 1.7 * agx.ms * Math.exp(0.03 * normal(random));
        const trace = write(`${count++}.csv`, gpuTrace(features, { ms, runs: 40, seed: count }));
        const argv = ["--model", source, "--name", root.name, "--input", `${size}x${size}x3`, "--device", "tx2"];
        const { status, errors } = await run("import", trace, ...argv);
        assert.equal(status, 0, errors);
      }
    }
    const before = await estimateTx2();
    assert.equal(before.ownRows, null);
    const retrained = await run("retrain", "--device", "tx2", "--format", "json");
    const result = JSON.parse(retrained.out) as Retrained;
    assert.deepEqual([result.outcome, result.version, result.rows, result.heldOutBy], ["better", 1, 30, "model"]);
    assert.ok(result.after.mape < 6, `${result.after.mape} %`);
    assert.ok(result.before.mape > 20, `${result.before.mape} %`);

    const after = await estimateTx2();
    assert.equal(after.ownRows, 30);
    assert.ok(Math.abs(after.ms / (1.7 * after.agx) - 1) < 0.1, `${after.ms} ms for AGX ${after.agx} ms`);
    const text = await run("estimate", source, "--device", "tx2");
    assert.match(text.out, /from your measurements, 30 rows: \d\.\d % on your networks when held out/);

    const stored = new Store(inFolder("store")).model("tx2");
    assert(stored.kind === "model");
    const { card } = JSON.parse(stored.text) as { card: { metrics: { name: string }[] } };
    assert.deepEqual(
      card.metrics.map(({ name }) => name),
      ["before, cv of own rows", "cv of own rows"],
    );

    const again = await run("retrain", "--device", "tx2");
    assert.match(again.out, /kept version 1, the retrained one is not clearly better/);

    assert.match((await run("rollback", "--device", "tx2")).out, /rolled back, the embedded predictor of TX2 answers/);
    assert.deepEqual(await estimateTx2(), before);
    const nothing = await run("rollback", "--device", "tx2");
    assert.equal(nothing.status, 1);
    assert.match(nothing.errors, /answers already/);
  });

  it("says how many measurements are missing", async () => {
    await importSmall(write("t.csv", smallTrace()));
    const { status, out, errors } = await run("retrain", "--device", "tx2", "--format", "json");
    assert.deepEqual([status, out], [1, ""]);
    assert.match(errors, /not retrained: the store holds 1 of the at least 5 measurements/);
  });

  it("takes no model of another board, and none that was not retrained, for the retrained one", async () => {
    const store = new Store(inFolder("store"));
    for (const [version, device] of [
      [1, "agx"],
      [2, "tx2"],
    ] as const) {
      store.addModel("tx2", version, fs.readFileSync(path.join(RESOURCES, "models", `layered-${device}.json`), "utf8"));
      const { out } = await run("estimate", inFolder("small.py"));
      assert.match(out, new RegExp(`layered-tx2\\.${version}\\.json is of another board or was not retrained`));
    }
  });

  it("lets the embedded predictor answer where the retrained one is damaged, and says so", async () => {
    const store = new Store(inFolder("store"));
    const whole = await run("estimate", inFolder("small.py"));
    store.addModel(
      "tx2",
      1,
      fs.readFileSync(path.join(RESOURCES, "models", "layered-tx2.json"), "utf8").slice(0, 2000),
    );
    const { status, out } = await run("estimate", inFolder("small.py"));
    assert.equal(status, 0);
    const tx2 = (text: string): string => /^ {2}TX2 .*$/m.exec(text)?.[0] ?? "";
    assert.equal(tx2(out), tx2(whole.out));
    assert.match(
      out,
      /retrained predictor for Jetson TX2 is not used: layered-tx2\.1\.json is damaged \(it is not JSON/,
    );
    assert.equal((await run("rollback", "--device", "tx2")).status, 0);
    assert.doesNotMatch((await run("estimate", inFolder("small.py"))).out, /is not used/);
  });

  async function estimateTx2(): Promise<{ ms: number; agx: number; ownRows: number | null }> {
    const { out } = await run("estimate", inFolder("own.py"), "--format", "json");
    const report = JSON.parse(out) as { models: { devices: Record<string, { ms: number; ownRows: number | null }> }[] };
    const devices = report.models[0]?.devices;
    return {
      ms: devices?.["tx2"]?.ms ?? NaN,
      agx: devices?.["agx"]?.ms ?? NaN,
      ownRows: devices?.["tx2"]?.ownRows ?? null,
    };
  }

  it("ends with one sentence and status 1 where the store's folder cannot be used", async () => {
    const trace = write("trace.csv", smallTrace());
    const blocked = write("blocked", "");
    const store = ["--device", "tx2", "--store", blocked];
    for (const argv of [["import", trace, "--model", inFolder("small.py")], ["retrain"], ["rollback"]]) {
      const { status, out, errors } = await captured([...argv, ...store], RESOURCES);
      assert.deepEqual({ status, out }, { status: 1, out: "" });
      assert.match(
        errors,
        /^latency-lens: your measurements cannot be (read from|written to) .*blocked: a file is in the way of the folder; [^\n]*\n$/,
      );
    }
  });
});

interface Retrained {
  readonly outcome: string;
  readonly version: number;
  readonly rows: number;
  readonly heldOutBy: string;
  readonly before: { readonly mape: number };
  readonly after: { readonly mape: number };
}
