/** `train` from a folder of measurements to model files, on networks and times made by a formula. */
import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { gzipSync } from "node:zlib";
import { loadConsumption, loadPredictor } from "../../predictors/src/load";
import { captured } from "../support/command-line";
import { HEADER, measurementLine } from "../support/measurements";
import type { Run } from "../support/command-line";

const RESOURCES = path.resolve(__dirname, "..");

/** Prefixes of names that the measurements tell families by. */
const FAMILIES = ["VGG", "DenseNet", "Xception", "SqueezeNet"];
const FILTERS = [8, 12, 16, 20, 24, 28, 32, 36];
const SIZES = [16, 32];

/** An image, three convolutions and a classifier, as Keras saves them. */
function topology(filters: number): string {
  const layer = (type: string, name: string, config: object, before: string | null): object => ({
    class_name: type,
    name,
    config: { name, ...config },
    inbound_nodes: before === null ? [] : [[[before, 0, 0, {}]]],
  });
  const conv = { filters, kernel_size: [3, 3], padding: "same", activation: "relu" };
  const layers = [
    layer("InputLayer", "in", { batch_input_shape: [null, 16, 16, 3] }, null),
    ...["in", "conv0", "conv1"].map((before, index) => layer("Conv2D", `conv${index}`, conv, before)),
    layer("GlobalAveragePooling2D", "pool", {}, "conv2"),
    layer("Dense", "classes", { units: 10, activation: "softmax" }, "pool"),
  ];
  const config = { layers, input_layers: [["in", 0, 0]], output_layers: [["classes", 0, 0]] };
  return JSON.stringify({ class_name: "Model", config });
}

function row(model: string, filters: number, side: number): string {
  const pixels = side * side;
  const macs = pixels * (27 * filters + 18 * filters * filters);
  const ms = 0.2 + 3e-9 * macs + 1e-8 * pixels * filters;
  return measurementLine(model, ms, side, {
    flops: 2 * macs,
    weighted_neurons: macs,
    sum_activations: 3 * pixels * filters,
    params_conv: 27 * filters + 18 * filters * filters,
    layers: 6,
    conv_layers: 3,
    fc_layers: 1,
    input_size: 3 * pixels,
  });
}

function measurementsIn(folder: string): string {
  const measured = FAMILIES.flatMap((family) => FILTERS.map((filters) => [`${family}${filters}`, filters] as const));
  for (const name of ["time", "layers", "keras-json"]) fs.mkdirSync(path.join(folder, name), { recursive: true });
  fs.writeFileSync(path.join(folder, "layers", "layers.jsonl.gz"), gzipSync(""));
  for (const [model, filters] of measured)
    fs.writeFileSync(path.join(folder, "keras-json", `${model}_16.json.gz`), gzipSync(topology(filters)));
  const synthetic = Array.from({ length: 12 }, (_, index) => row(`basic_model_${index}`, 8 + index, 16 + 4 * index));
  // Its columns contradict each other: nothing is learnt from it.
  const contradicting = measurementLine("basic_model_12", 1, 32, { flops: 100, weighted_neurons: 10, layers: 6 });
  const known = measured.flatMap(([model, filters]) => SIZES.map((side) => row(model, filters, side)));
  const tables = {
    train: [...known, ...synthetic, contradicting],
    nis: measured.slice(0, 5).map(([model, filters]) => row(model, filters, 48)),
    ncv: [row("VGG40", 40, 32), row("Xception14", 14, 64)],
    // The second one also stands in the training file.
    nca: [row("Other12", 12, 32), row("VGG8", 8, 32), row("Other20", 20, 64)],
  };
  for (const [split, lines] of Object.entries(tables))
    fs.writeFileSync(path.join(folder, "time", `tx2-${split}.csv`), [HEADER, ...lines, ""].join("\n"));
  for (const [target, header] of [
    ["power", "model,input_width,power_mw,layers,sum_activations"],
    ["memory", "model,input_width,memory_mb,layers,sum_activations,params,input_size"],
  ] as const) {
    fs.mkdirSync(path.join(folder, target));
    const lines = measured.flatMap(([model, filters]) =>
      SIZES.map((side) => [
        model,
        side,
        500 + 10 * filters,
        6,
        3 * side * side * filters,
        18 * filters ** 2,
        3 * side ** 2,
      ]),
    );
    const width = header.split(",").length;
    for (const split of Object.keys(tables))
      fs.writeFileSync(
        path.join(folder, target, `tx2-${split}.csv`),
        [header, ...(split === "ncv" ? lines.slice(0, 3) : lines).map((cells) => cells.slice(0, width).join())].join(
          "\n",
        ),
      );
  }
  return folder;
}

describe("latency-lens train", () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "latency-lens-train-"));
  const out = path.join(folder, "models");
  let trained: Run;
  const train = (...more: string[]): Promise<Run> =>
    captured(["train", "--data", folder, "--device", "tx2", "--out", out, ...more], RESOURCES);
  before(async () => {
    measurementsIn(folder);
    trained = await train();
  });
  after(() => {
    fs.rmSync(folder, { recursive: true, force: true });
  });

  it("writes the six predictors of a device, which load and price, and what networks need beside time", () => {
    assert.deepEqual([trained.status, trained.errors], [0, ""], trained.errors);
    assert.deepEqual(
      fs.readdirSync(out).sort(),
      ["boosted", "consumption", "forest", "layered", "mlp", "ols", "svr"].map((id) => `${id}-tx2.json`),
    );
    const consumption = loadConsumption(fs.readFileSync(path.join(out, "consumption-tx2.json"), "utf8"));
    assert.ok(!("why" in consumption), "why" in consumption ? consumption.why : "");
    // 32 networks at two sizes, with power and with memory.
    assert.equal(consumption.card.rows, 128);
    assert.equal(consumption.card.metrics.find(({ name }) => name === "power, ncv")?.n, 3);
    // Milliwatts times milliseconds are microjoules.
    assert.ok((consumption.card.metrics.find(({ name }) => name === "energy, nis")?.mape ?? NaN) < 100);
    for (const name of fs.readdirSync(out).filter((file) => !file.startsWith("consumption"))) {
      const predictor = loadPredictor(fs.readFileSync(path.join(out, name), "utf8"));
      assert.ok(!("kind" in predictor), "why" in predictor ? predictor.why : "");
      assert.deepEqual([predictor.card.rows, predictor.card.device], [76, "tx2"], name);
    }
  });

  it("prints of each its errors on every test file, with their intervals and rows", () => {
    const lines = trained.out.split("\n");
    const asked = ["nis", "ncv", "nca", "nca without repeated networks"].map((name) =>
      lines.filter((line) => line.startsWith(`    ${name.padEnd(40)}`)),
    );
    // One line of each predictor; the rows are the last number but for the comparison with the paper.
    const rows = asked.map((found) => found.map((line) => /(\d+)(?: {2}paper .*)?$/.exec(line)?.[1]));
    const ofSix = (count: string): readonly string[] => Array.from({ length: 6 }, () => count);
    assert.deepEqual(rows, ["5", "2", "3", "2"].map(ofSix));
    for (const line of asked.flat()) {
      const [mape = NaN, low = NaN, high = NaN] = (/ +([\d.]+) +([\d.]+) … ([\d.]+)/.exec(line)?.slice(1) ?? []).map(
        Number,
      );
      assert.ok(low <= mape && mape <= high, line);
    }
    // The paper's Table V on the TX2: XGBoost, the forest, OLS, MLP and SVR in the order of the files.
    assert.deepEqual(
      lines.flatMap((line) => / paper ([\d.]+),/.exec(line)?.[1] ?? []),
      [
        ["10.95", "9.11", "14.73"],
        ["11.07", "8.95", "15.22"],
        ["26.32", "22.95", "20.32"],
        ["15.78", "9.65", "16.31"],
        ["13.84", "8.37", "16.72"],
      ].flat(),
    );
    // Above the figures of each file stands what they are.
    const headings = lines.flatMap((line) => /^ {2}(\S.*): MAPE %, its 95 % bootstrap interval/.exec(line)?.[1] ?? []);
    assert.equal(new Set(headings).size, 7, headings.join("; "));
    // The layered predictor alone has intervals that a row lies in or not.
    assert.equal(asked.flat().filter((line) => / \d+ % +\d+/.test(line)).length, 4);
  });

  it("--check finds nothing where training gives the files that are there, and writes nothing where they differ", async () => {
    const same = await train("--check");
    assert.equal(same.status, 0);
    assert.deepEqual(same.out.match(/\S+\.json: unchanged/g)?.length, 7);
    const file = path.join(out, "boosted-tx2.json");
    const other = `${fs.readFileSync(file, "utf8")} `;
    fs.writeFileSync(file, other);
    const different = await train("--check");
    assert.equal(different.status, 1);
    assert.match(different.out, /boosted-tx2\.json: differs/);
    assert.match(different.out, /layered-tx2\.json: unchanged/);
    assert.equal(fs.readFileSync(file, "utf8"), other);
  });

  it("refuses a folder without measurements and a device that there is not", async () => {
    const none = await captured(["train", "--data", out], RESOURCES);
    assert.equal(none.status, 2);
    assert.match(none.errors, /holds no measurements: it should have a folder "time"/);
    assert.match((await train("--device", "tx9")).errors, /there is no device "tx9"/);
  });
});
