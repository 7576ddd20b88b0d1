import assert from "node:assert/strict";
import * as path from "node:path";
import type { Card, Estimate, NetworkFeatures, Predictor } from "../../predictors/src/predictor";
import { COMPARE_REQUEST, SUMMARY_REQUEST } from "../../protocol/requests";
import type { CompareResult, SummaryResult } from "../../protocol/requests";
import { LIMITS } from "../../server/src/eval/limits";
import type { AnalysisEnvironment } from "../../server/src/ide/analysis";
import { loadParsers } from "../../server/src/node/grammars";
import { LanguageClient } from "../support/language-client";
import { DEVICES, lineOf, positionOf, SOURCE, URI } from "../support/report";

/** A predictor whose figures can be checked by hand: a tenth of a millisecond for every kernel. */
class KernelCounter implements Predictor {
  readonly card: Card;

  constructor(device: string) {
    this.card = {
      predictor: "layered",
      device,
      title: "Kernel counter",
      rows: 1,
      dataHash: "",
      source: "none",
      conditions: "none",
      seed: 0,
      command: "none",
      metrics: [],
    };
  }

  predict({ kernels }: NetworkFeatures): Estimate {
    const layers = (kernels ?? []).map(({ length }) => ({
      ms: length * 0.1,
      largestTerm: length === 0 ? null : ("launch" as const),
    }));
    const ms = layers.reduce((sum, layer) => sum + layer.ms, 0);
    return { kind: "estimate", ms, low: ms, high: ms, layers, outsideMeasuredRange: false, nearest: [] };
  }
}

async function environment(): Promise<AnalysisEnvironment> {
  return {
    // The bundle of this test lies one folder below the parsers.
    parsers: await loadParsers(path.join(__dirname, "..", "wasm")),
    devices: DEVICES.map((info) => ({ info, predictors: [{ id: "layered", predictor: new KernelCounter(info.id) }] })),
    limits: LIMITS,
    now: () => performance.now(),
  };
}

describe("language server", () => {
  let client: LanguageClient;

  beforeEach(async () => {
    client = await LanguageClient.start(await environment());
  });

  afterEach(async () => {
    assert.deepEqual(client.log, []);
    await client.stop();
  });

  it("answers lenses, hints and hovers of the text it was given", async () => {
    await client.open(URI, SOURCE);
    const [head, ...rest] = await client.lenses(URI);
    assert.match(
      head ?? "",
      /^AGX [\d.]+ ms \([\d.–]+\) · TX2 [\d.]+ ms \([\d.–]+\) · [\d.]+ GFLOPs · [\d.]+ k params$/,
    );
    assert.deepEqual(rest.slice(0, 2), ["Compare on TX2", "Breakdown"]);
    assert.ok((await client.hints(URI)).some((label) => /^56×56×64 · 0\.\d+ ms$/.test(label)));
    assert.match((await client.hover(URI, positionOf("layers.Conv2D(64, 7", 9))) ?? "", /^\*\*Conv2D\*\* .*56×56×64/);
  });

  it("changes every channel with one edit", async () => {
    await client.open(URI, SOURCE);
    const before = await client.lenses(URI);
    const start = positionOf("64, 7");
    await client.edit(URI, { start, end: { ...start, character: start.character + 2 } }, "96");
    assert.notDeepEqual(await client.lenses(URI), before);
    assert.ok((await client.hints(URI)).some((label) => label.startsWith("56×56×96")));
    assert.match((await client.hover(URI, positionOf("layers.Conv2D(64, 7", 9))) ?? "", /56×56×96/);
  });

  it("keeps the figures while the syntax is broken, and marks them", async () => {
    await client.open(URI, SOURCE);
    const [before = ""] = await client.lenses(URI);
    const start = positionOf("def small");
    await client.edit(URI, { start, end: start }, "def broken(((\n");
    const [kept = ""] = await client.lenses(URI);
    assert.ok(kept === before || kept === `${before} · from before the last edit`, kept);
    assert.ok((await client.problems(URI, (messages) => messages.length > 0)).length > 0);
  });

  it("has nothing to say of a file without a network", async () => {
    await client.open("file:///plain.py", "import os\n\n\ndef small():\n    return 1\n");
    assert.deepEqual(await client.lenses("file:///plain.py"), []);
    const params = { uri: "file:///plain.py", position: { line: 0, character: 0 } };
    assert.deepEqual(await client.connection.sendRequest<SummaryResult>(SUMMARY_REQUEST, params), { kind: "nothing" });
  });

  it("says why a Keras file gives no estimate", async () => {
    await client.open("file:///empty.py", "import keras\n");
    const params = { uri: "file:///empty.py", position: { line: 0, character: 0 } };
    const summary = await client.connection.sendRequest<SummaryResult>(SUMMARY_REQUEST, params);
    assert.deepEqual(
      [summary.kind, summary.kind === "no estimate" && summary.text],
      ["no estimate", "no estimate: why?"],
    );
  });

  it("gives the panel's data for the model at a position", async () => {
    await client.open(URI, SOURCE);
    const target = { uri: URI, model: null };
    const params = { target, position: positionOf("for index"), devices: [null, null] };
    const result = await client.connection.sendRequest<CompareResult>(COMPARE_REQUEST, params);
    assert.equal(result.kind, "panel");
    assert.equal(result.panel.model.location.range.start.line, lineOf("def small"));
    // Input, stem, three passes of three layers, head.
    assert.equal(result.panel.layers.length, 12);
  });

  it("follows the settings", async () => {
    await client.open(URI, SOURCE);
    assert.notDeepEqual(await client.hints(URI), []);
    await client.configure({ hints: "off", lenses: false });
    while ((await client.lenses(URI)).length > 0) await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(await client.hints(URI), []);
  });
});

/** A predictor with a bug. */
class Broken extends KernelCounter {
  override predict(): Estimate {
    throw new Error("index out of range");
  }
}

describe("language server with a bug in it", () => {
  it("says so at the file, logs it once, and lives", async () => {
    const healthy = await environment();
    const devices = DEVICES.map((info) => ({ info, predictors: [{ id: "layered", predictor: new Broken(info.id) }] }));
    const client = await LanguageClient.start({ ...healthy, devices });
    await client.open(URI, SOURCE);
    const said = await client.problems(URI, (messages) => messages.length > 0);
    assert.match(said[0] ?? "", /^Latency Lens failed on this file through a fault of its own/);
    assert.deepEqual(await client.lenses(URI), []);
    const start = { line: 0, character: 0 };
    await client.edit(URI, { start, end: start }, "# again\n");
    assert.equal(await client.hover(URI, positionOf("def small", 5)), null);
    assert.equal(client.log.length, 1);
    assert.match(client.log[0] ?? "", /index out of range/);
    await client.stop();
  });
});
