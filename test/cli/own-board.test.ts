import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { captured } from "../support/command-line";
import type { Run } from "../support/command-line";
import { gpuTrace } from "../support/nvprof";
import { trtexecTimes } from "../support/recordings";
import { ownNetworks, ownSource } from "../support/own-networks";

const RESOURCES = path.resolve(__dirname, "..");

describe("a board for which no predictor is shipped", () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "latency-lens-own-board-"));
  const model = path.join(folder, "own.py");
  after(() => {
    fs.rmSync(folder, { recursive: true });
  });

  const run = (...argv: string[]): Promise<Run> =>
    captured([...argv, "--store", path.join(folder, "store")], RESOURCES);
  const calibrate = (): Promise<Run> =>
    run("calibrate", "--device", "nano", "--model", model, "--name", "plain_a", "--ms", "40");

  it("is measured, retrained and then calibrated", async function () {
    this.timeout(120_000);
    fs.writeFileSync(model, ownSource());
    const none = await calibrate();
    assert.equal(none.status, 1);
    assert.match(none.errors, /no predictor of Jetson Nano to scale: import measurements of it and retrain first/);

    const networks = (await ownNetworks()).filter(({ network }) => network.inputWidth === 224);
    for (const { model: name, network } of networks) {
      const kernels = (network.kernels ?? []).flat();
      const ms = kernels.reduce((total, { macs }) => total + 0.02 + macs / 1e8, 0);
      const file = path.join(folder, `${name}.csv`);
      fs.writeFileSync(file, gpuTrace(network, { ms, runs: 40, gpu: "NVIDIA Tegra X1 (0)" }));
      const { status, out, errors } = await run("import", file, "--model", model, "--name", name);
      assert.equal(status, 0, errors);
      assert.match(out, new RegExp(`^${name} on Jetson Nano · measured`));
    }
    const retrained = await run("retrain", "--device", "nano", "--format", "json");
    assert.equal(retrained.status, 0, retrained.errors);
    const { outcome } = JSON.parse(retrained.out) as { outcome: string };
    assert.equal(outcome, "better", retrained.out.slice(0, 300));

    const { status, out, errors } = await calibrate();
    assert.equal(status, 0, errors);
    assert.match(out, /^plain_a on Jetson Nano: measured 40 ms, predicted [\d.]+ ms\n {2}Every figure of Jetson Nano/);
    const estimate = await run("estimate", model, "--device", "nano", "--call", "plain_a()", "--format", "json");
    const { models } = JSON.parse(estimate.out) as { models: { devices: { nano: { ms: number } } }[] };
    assert.ok(Math.abs((models[0]?.devices.nano.ms ?? 0) - 40) < 1e-9);
  });

  it("is one under TensorRT, whose times no predictor of TensorFlow's is fitted to", async () => {
    const file = path.join(folder, "times.json");
    fs.writeFileSync(file, trtexecTimes(4, 200));
    const given = ["import", file, "--model", model, "--name", "plain_a"];
    const plain = await run(...given, "--device", "tx2");
    assert.match(plain.errors, /not imported: .* name both \(--device tx2-trt-fp32/);
    const { status, out, errors } = await run(...given, "--device", "tx2-trt-fp32");
    assert.equal(status, 0, errors);
    assert.match(
      out,
      /^plain_a on Jetson TX2 under TensorRT FP32 · measured 4\.0 ms\n.*kept apart: TensorRT fuses layers/,
    );
    assert.match((await run("retrain", "--device", "tx2")).errors, /not retrained: .*\b0\b/);
    assert.match((await run("retrain", "--device", "tx2-trt-fp32")).errors, /not retrained: .*\b1\b/);
    const trace = path.join(folder, "plain_a.csv");
    const other = await run("import", trace, "--model", model, "--name", "plain_a", "--device", "nano-trt-fp32");
    assert.match(other.errors, /no file of trtexec.*--exportTimes/);
  });

  it("is one in another power mode too", async () => {
    const [own] = (await ownNetworks()).filter(({ network }) => network.inputWidth === 224);
    assert(own !== undefined);
    const file = path.join(folder, "slow.csv");
    fs.writeFileSync(file, gpuTrace(own.network, { ms: 30, runs: 40 }));
    const importIn = (device: string): Promise<Run> =>
      run("import", file, "--model", model, "--name", own.model, "--device", device, "--format", "json");
    const { out, errors } = await importIn("tx2-max-q");
    assert.match(out, /"device": "tx2-max-q"/, errors);
    assert.match((await importIn("orin-x")).errors, /--device orin-x: give agx, tx2 or nano, or one of them/);
  });
});
