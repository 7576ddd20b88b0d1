import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { captured } from "../support/command-line";
import type { Run } from "../support/command-line";
import { ROOT } from "../support/paths";

const RESOURCES = path.resolve(__dirname, "..");
const MODEL = path.join(ROOT, "zoo", "keras", "resnet50.py");
const OTHER = path.join(ROOT, "zoo", "keras", "vgg16.py");

interface Device {
  readonly ms: number;
  readonly low: number;
  readonly calibration: { readonly factor: number; readonly figures: number; readonly how: readonly string[] } | null;
}

describe("latency-lens calibrate", () => {
  const store = fs.mkdtempSync(path.join(os.tmpdir(), "latency-lens-calibrate-"));
  after(() => {
    fs.rmSync(store, { recursive: true });
  });

  const run = (...argv: string[]): Promise<Run> => captured([...argv, "--store", store], RESOURCES);
  const calibrate = (...argv: string[]): Promise<Run> => run("calibrate", "--device", "tx2", ...argv);
  const devices = async (file: string): Promise<Readonly<Record<string, Device>>> => {
    const { out } = await run("estimate", file, "--format", "json");
    const { models } = JSON.parse(out) as { models: { devices: Record<string, Device> }[] };
    return models[0]?.devices ?? {};
  };

  it("scales one board to the figure, for every network, and takes it back", async () => {
    const [before, otherBefore] = [await devices(MODEL), await devices(OTHER)];
    const { status, out } = await calibrate("--model", MODEL, "--ms", "31", "--how", "TensorRT FP16");
    assert.equal(status, 0);
    assert.match(
      out,
      /^resnet50 on Jetson TX2: measured 31 ms, predicted \d+ ms\n {2}Every figure of Jetson TX2 is now multiplied by 0\.\d\d, from 1 measurement\.\n$/,
    );
    const [after, otherAfter] = [await devices(MODEL), await devices(OTHER)];
    assert.ok(Math.abs((after["tx2"]?.ms ?? 0) - 31) < 1e-9);
    assert.deepEqual(after["agx"], before["agx"]);
    const factor = after["tx2"]?.calibration?.factor ?? 0;
    assert.deepEqual(after["tx2"]?.calibration, { factor, figures: 1, how: ["TensorRT FP16"] });
    assert.equal(otherAfter["tx2"]?.ms, (otherBefore["tx2"]?.ms ?? 0) * factor);
    assert.equal(otherAfter["tx2"].low, (otherBefore["tx2"]?.low ?? 0) * factor);
    assert.match(
      (await run("estimate", MODEL)).out,
      /^ {7}calibrated from 1 measurement \(TensorRT FP16\): times 0\.\d\d$/m,
    );

    // The second figure is compared with what the predictor says by itself.
    const second = await calibrate("--model", MODEL, "--ms", "31", "--format", "json");
    const { predictedMs } = JSON.parse(second.out) as { predictedMs: number };
    assert.ok(Math.abs(predictedMs - (before["tx2"]?.ms ?? 0)) < 1e-9);
    assert.equal((await devices(MODEL))["tx2"]?.calibration?.figures, 2);

    const cleared = await calibrate("--clear");
    assert.deepEqual(
      [cleared.status, cleared.out],
      [0, "Jetson TX2 is no longer calibrated; measured figures taken back: 2\n"],
    );
    assert.deepEqual(await devices(MODEL), before);
    assert.equal((await calibrate("--clear")).status, 1);
  });

  it("names a figure that it cannot read, and keeps it where others are taken back", async () => {
    const file = path.join(store, "figures.jsonl");
    fs.writeFileSync(file, '{"torn": \n');
    assert.match(
      (await calibrate("--model", MODEL, "--ms", "31")).errors,
      /^latency-lens: line 1 of figures\.jsonl is torn/,
    );
    assert.equal((await calibrate("--clear")).status, 0);
    assert.equal(fs.readFileSync(file, "utf8"), '{"torn": \n');
    fs.rmSync(file);
  });

  for (const [what, argv, status, why] of [
    ["no figure", ["--model", MODEL], 2, /give --model FILE and --ms MILLISECONDS, or --clear/],
    ["no time at all", ["--model", MODEL, "--ms", "0"], 2, /--ms 0: give milliseconds above 0/],
    ["a figure that is no number", ["--model", MODEL, "--ms", "fast"], 2, /--ms fast: give milliseconds above 0/],
    [
      "seconds for milliseconds",
      ["--model", MODEL, "--ms", "0.05"],
      1,
      /^latency-lens: not calibrated: 0\.050 ms is \d+× away/,
    ],
    [
      "a file without a model",
      ["--model", path.join(ROOT, "zoo", "keras", "none.py"), "--ms", "3"],
      2,
      /there is no such file/,
    ],
  ] as const) {
    it(`refuses ${what}`, async () => {
      const answer = await calibrate(...argv);
      assert.equal(answer.status, status);
      assert.match(answer.errors, why);
      assert.equal((await devices(MODEL))["tx2"]?.calibration, null);
    });
  }
});
