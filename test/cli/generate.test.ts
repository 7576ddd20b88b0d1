import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { generated } from "../../cli/generate";
import { randomNetwork } from "../../cli/random-network";
import type { ModelReport } from "../../protocol/report";
import { analyse } from "../../server/src/analysis/analysis";
import type { AnalysisEnvironment } from "../../server/src/analysis/analysis";
import { inferGraph } from "../../server/src/graph/infer";
import { readKerasJson } from "../../server/src/graph/json";
import { loadEnvironment } from "../../server/src/node/environment";
import { captured } from "../support/command-line";

const RESOURCES = path.resolve(__dirname, "..");

/** LATENCY_LENS_GENERATED=1000 tries more. */
const NETWORKS = Number(process.env["LATENCY_LENS_GENERATED"] ?? 60);

/** What no measured network has is said, and no fault. */
const UNMEASURED = "No measured network has ";

/** What a user may ask for, and how the source says it. */
const KINDS = [
  "Conv2D(",
  "DepthwiseConv2D(",
  "SeparableConv2D(",
  "groups=",
  "dilation_rate=",
  "strides=2",
  "Concatenate()",
  "Add()",
  "MaxPooling2D(",
  "AveragePooling2D(",
  "BatchNormalization()",
  "Flatten()",
  "GlobalAveragePooling2D()",
  "Dropout(",
  'Dense(256, activation="relu")',
];

describe("random networks", () => {
  let environment: AnalysisEnvironment;
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "latency-lens-generate-"));
  before(async () => {
    environment = await loadEnvironment(RESOURCES);
  });
  after(() => {
    fs.rmSync(folder, { recursive: true });
  });

  function modelOf(text: string): ModelReport {
    const input = { uri: "file:///net.py", version: null, text, inputShape: null, cancelled: () => false };
    const { models, problems } = analyse(environment, input);
    assert.deepEqual(
      problems.filter(({ message }) => !message.startsWith(UNMEASURED)),
      [],
      text,
    );
    const [model] = models;
    assert.ok(models.length === 1 && model !== undefined, text);
    return model;
  }

  it("are understood whole, fit the boards, are like measured ones, and the same as their JSON", () => {
    const sources: string[] = [];
    for (let index = 0; index < NETWORKS; index += 1) {
      const { source, topology } = generated(environment, 1, index);
      sources.push(source);
      const { partial, error, assumptions, notes, estimates, parameters, outputShapes } = modelOf(source);
      const faults = notes.filter(({ message }) => !message.startsWith(UNMEASURED));
      assert.deepEqual([partial, error, assumptions, faults], [false, null, [], []], source);
      assert.ok(Object.keys(estimates).length >= 2);
      for (const estimate of Object.values(estimates)) {
        assert.ok(estimate.kind === "estimate" && estimate.low > 0 && !estimate.outsideMeasuredRange, source);
        assert.ok(estimate.low <= estimate.ms && estimate.ms <= estimate.high, source);
      }
      const read = readKerasJson(topology);
      assert.ok(read.kind === "graph", source);
      const { nodes, outputs } = inferGraph(read.graph);
      assert.deepEqual(
        outputs.map((output) => nodes[output]?.outputShape),
        outputShapes,
        source,
      );
      const total = nodes.reduce((sum, node) => sum + (node.parameters?.total ?? Number.NaN), 0);
      assert.equal(total, parameters.total, source);
    }
    assert.equal(new Set(sources).size, NETWORKS);
    for (const kind of KINDS)
      assert.ok(
        sources.some((source) => source.includes(kind)),
        kind,
      );
  });

  it("are the same for the same seed, however many there are, and others for another seed", () => {
    assert.equal(randomNetwork(7, 3), randomNetwork(7, 3));
    assert.notEqual(randomNetwork(7, 3), randomNetwork(8, 3));
    assert.notEqual(randomNetwork(7, 3), randomNetwork(7, 4));
    assert.notEqual(randomNetwork(7, 3), randomNetwork(7, 3, 1));
  });

  it("are written as two files each", async () => {
    const out = path.join(folder, "nets");
    const { status, out: said } = await captured(["generate", "--count", "2", "--seed", "5", "--out", out], RESOURCES);
    assert.equal(status, 0);
    assert.match(said, /^2 networks, each as \.py and \.json, are in /);
    const names = ["net_5_000000.json", "net_5_000000.py", "net_5_000001.json", "net_5_000001.py"];
    assert.deepEqual(fs.readdirSync(out).sort(), names);
    const [json = "", source = ""] = names.map((name) => fs.readFileSync(path.join(out, name), "utf8"));
    assert.equal(source, generated(environment, 5, 0).source);
    assert.equal(json, `${generated(environment, 5, 0).topology}\n`);
  });

  it("say what to do about arguments that cannot be used", async () => {
    fs.writeFileSync(path.join(folder, "file"), "");
    for (const [argv, message] of [
      [["--count", "0", "--out", folder], /--count 0: give a whole number from 1 to /],
      [["--count", "2", "--seed", "-1", "--out", folder], /--seed -1: give a whole number from 0 to /],
      [["--count", "2", "--out", path.join(folder, "file")], /--out .*: this folder cannot be made/],
    ] as const) {
      const { status, errors } = await captured(["generate", ...argv], RESOURCES);
      assert.equal(status, 2);
      assert.match(errors, message);
    }
  });
});
