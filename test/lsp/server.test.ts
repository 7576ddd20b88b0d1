import assert from "node:assert/strict";
import * as path from "node:path";
import { CancellationTokenSource, LSPErrorCodes } from "vscode-languageserver/node";
import type { InlayHint } from "vscode-languageserver/node";
import type { Card, Estimate, NetworkFeatures, Predictor } from "../../predictors/src/predictor";
import { COMPARE_REQUEST, PANEL_REQUEST, SUMMARY_REQUEST } from "../../protocol/requests";
import type { CompareParams, CompareResult, PanelResult, SummaryResult } from "../../protocol/requests";
import { LIMITS } from "../../server/src/eval/limits";
import type { AnalysisEnvironment } from "../../server/src/analysis/analysis";
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
      role: "answers",
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

/** What each setting changes: what is asked before and after, and what must hold then. */
const SETTING_CHANGES: Readonly<
  Record<
    string,
    {
      readonly settings: object;
      readonly shown: (client: LanguageClient) => Promise<readonly string[]>;
      readonly then: (after: readonly string[], before: readonly string[]) => boolean;
    }
  >
> = {
  enabled: {
    settings: { enabled: false },
    shown: async (client) => [...(await client.lenses(URI)), ...(await client.hints(URI))],
    then: (after) => after.length === 0,
  },
  primaryDevice: {
    settings: { primaryDevice: "tx2" },
    shown: (client) => client.lenses(URI),
    then: (after) =>
      after.includes("Compare on AGX") && warningsOf(after).every((title) => title.includes(" TX2 time")),
  },
  lenses: {
    settings: { lenses: false },
    shown: (client) => client.lenses(URI),
    then: (after) => after.length === 0,
  },
  "hints: off": {
    settings: { hints: "off" },
    shown: (client) => client.hints(URI),
    then: (after) => after.length === 0,
  },
  "hints: slow": {
    settings: { hints: "slow", slowLayer: { share: 0.4 } },
    shown: (client) => client.hints(URI),
    then: (after, before) => after.length > 0 && after.length < before.length,
  },
  "slowLayer.share": {
    settings: { slowLayer: { share: 0.95 } },
    shown: async (client) => warningsOf(await client.lenses(URI)),
    then: (after) => after.length === 0,
  },
  "slowLayer.milliseconds": {
    settings: { slowLayer: { share: 1, milliseconds: 0.001 } },
    shown: async (client) => warningsOf(await client.lenses(URI)),
    then: (after, before) => after.length > before.length,
  },
  "slowLayer.show": {
    settings: { slowLayer: { show: "hint" } },
    shown: async (client) => [...warningsOf(await client.lenses(URI)), ...(await client.hints(URI))],
    then: (after, before) =>
      !before.some(isSlowHint) && after.some(isSlowHint) && !after.some((one) => / time /.test(one)),
  },
  gutter: {
    settings: { gutter: "off" },
    shown: async (client) => (await client.heat(URI)).map(({ text }) => text),
    then: (after, before) => before.length > 0 && after.length === 0,
  },
  "slowLayer.minimumMilliseconds": {
    settings: { slowLayer: { minimumMilliseconds: 100 } },
    shown: async (client) => warningsOf(await client.lenses(URI)),
    then: (after) => after.length === 0,
  },
};

function warningsOf(titles: readonly string[]): string[] {
  return titles.filter((title) => title.startsWith("⚠"));
}

function isSlowHint(label: string): boolean {
  return /^⚠ (?:Σ|[\d.]+ ms)/.test(label);
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
    assert.ok((await client.hints(URI)).some((label) => /^0\.\d+ ms · 56×56×64$/.test(label)));
    assert.match((await client.hover(URI, positionOf("layers.Conv2D(64, 7", 9))) ?? "", /^\*\*Conv2D\*\* .*56×56×64/);
  });

  for (const [languageId, uri] of [
    ["javascript", "file:///models/digits.js"],
    ["typescript", "untitled:Untitled-1"],
  ] as const)
    it(`answers for a document of ${languageId}`, async () => {
      const model = `tf.sequential({ layers: [tf.layers.dense({ units: 4, inputShape: [3] })] })`;
      const cast = languageId === "typescript" ? " as tf.LayersModel" : "";
      await client.open(uri, `import * as tf from "@tensorflow/tfjs";\nconst model = ${model}${cast};\n`, languageId);
      const [head = ""] = await client.lenses(uri);
      assert.match(head, /^AGX .+ · TX2 .+ · 16 params$/);
      assert.match((await client.hover(uri, { line: 1, character: 50 })) ?? "", /dense\\_Dense1 \(Dense\)/);
    });

  it("leaves other JavaScript alone", async () => {
    await client.open("file:///other.js", "const model = build({ layers: [] });\n", "javascript");
    assert.deepEqual(await client.lenses("file:///other.js"), []);
  });

  it("changes every channel with one edit", async () => {
    await client.open(URI, SOURCE);
    const before = await client.lenses(URI);
    const start = positionOf("64, 7");
    await client.edit(URI, { start, end: { ...start, character: start.character + 2 } }, "96");
    assert.notDeepEqual(await client.lenses(URI), before);
    assert.ok((await client.hints(URI)).some((label) => label.endsWith(" ms · 56×56×96")));
    assert.match((await client.hover(URI, positionOf("layers.Conv2D(64, 7", 9))) ?? "", /56×56×96/);
  });

  it("keeps half-typed code's last figures on every channel, marked and moved with the text, and then has new ones", async () => {
    await client.open(URI, SOURCE);
    const [before = ""] = await client.lenses(URI);
    const hintsBefore = await client.hints(URI);
    const start = positionOf("    for index");
    await client.edit(URI, { start, end: start }, "    x = layers.Conv2D(32, (3, \n");
    assert.equal((await client.lenses(URI))[0], `${before} · from before the unfinished code`);
    assert.deepEqual(
      await client.hints(URI),
      hintsBefore.map((label) => `${label} (old)`),
    );
    const loop = positionOf("block(x, 64)", 2);
    assert.match(
      (await client.hover(URI, { ...loop, line: loop.line + 1 })) ?? "",
      /figures from before the unfinished code/,
    );
    const summary = { uri: URI, position: { line: start.line + 1, character: 0 } };
    const bar = await client.connection.sendRequest<SummaryResult>(SUMMARY_REQUEST, summary);
    assert.match(bar.kind === "estimate" ? bar.text : bar.kind, /^AGX [\d.]+ ms \(old\)$/);

    const end = { line: start.line, character: "    x = layers.Conv2D(32, (3, ".length };
    await client.edit(URI, { start: end, end }, '3), padding="same")(x)');
    const [after = ""] = await client.lenses(URI);
    assert.doesNotMatch(after, /before the unfinished code/);
    assert.notEqual(after, before);
    assert.ok((await client.hints(URI)).some((label) => label.endsWith(" ms · 56×56×32")));
  });

  it("keeps the figures while readable code is being typed, and shows what it says after a pause", async () => {
    await client.open(URI, SOURCE);
    const [before = ""] = await client.lenses(URI);
    const start = positionOf("    for index");
    // As an editor closes the brackets.
    await client.edit(URI, { start, end: start }, "    x = layers.Conv2D()\n");
    assert.equal((await client.lenses(URI))[0], `${before} · from before the unfinished code`);
    const inside = { line: start.line, character: "    x = layers.Conv2D(".length };
    await client.edit(URI, { start: inside, end: inside }, "64");
    assert.equal((await client.lenses(URI))[0], `${before} · from before the unfinished code`);
    await client.nextAnalysis(URI);
    assert.doesNotMatch((await client.lenses(URI))[0] ?? "", /from before/);

    const end = { ...inside, character: inside.character + 2 };
    await client.edit(URI, { start: end, end }, ', 3, padding="same")(x');
    const [after = ""] = await client.lenses(URI);
    assert.match(after, /^AGX [\d.]+ ms \(/);
    assert.notEqual(after, before);
  });

  it("lets a deleted model go at once where the syntax is right", async () => {
    await client.open(URI, SOURCE);
    assert.notDeepEqual(await client.lenses(URI), []);
    const end = { line: SOURCE.split("\n").length, character: 0 };
    await client.edit(URI, { start: positionOf("def small"), end }, "");
    // What is left is a block that nothing uses, which is no surprise and has no lens; the file's own stands at its top, once lines may come
    // again. A warning within the block is held until then.
    for (const title of await client.lenses(URI)) assert.match(title, /^no estimate: why\?$|^⚠ .* · old$/);
    assert.deepEqual(await client.hints(URI), []);
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
    const params = { target, position: positionOf("for index") };
    const result = await client.connection.sendRequest<PanelResult>(PANEL_REQUEST, params);
    assert.equal(result.kind, "panel");
    assert.equal(result.panel.model.location.range.start.line, lineOf("def small"));
    // Input, stem, three passes of three layers, head.
    assert.equal(result.panel.layers.length, 12);
  });

  it("says why there is no model to show: the first reason", async () => {
    const source =
      "import keras\ndef a(n):\n  return keras.Sequential([keras.layers.Dense(n)])\ndef b(n):\n  return a(n)\n";
    await client.open("file:///open.py", source);
    const params = { target: { uri: "file:///open.py", model: null }, position: null };
    const result = await client.connection.sendRequest<PanelResult>(PANEL_REQUEST, params);
    assert.equal(result.kind, "nothing");
    assert.match(result.why, /^a needs n, and no call/);
  });

  it("compares two texts that are open nowhere on the first board", async () => {
    const state = { uri: "file:///elsewhere.py", name: "before", text: SOURCE, model: null, device: null };
    const params: CompareParams = { sides: [state, { ...state, name: "after" }] };
    const result = await client.connection.sendRequest<CompareResult>(COMPARE_REQUEST, params);
    assert.equal(result.kind, "comparison");
    assert.deepEqual(
      result.comparison.sides.map(({ device }) => device),
      ["agx", "agx"],
    );
  });

  it("compares an open document with a text that is open nowhere", async () => {
    await client.open(URI, SOURCE);
    const here = { uri: URI, name: "small.py", text: null, model: null, device: "agx" };
    const head = { ...here, name: "git HEAD", text: SOURCE.replace("range(3)", "range(5)") };
    const params: CompareParams = { sides: [head, here] };
    const result = await client.connection.sendRequest<CompareResult>(COMPARE_REQUEST, params);
    assert.equal(result.kind, "comparison");
    assert.equal(result.comparison.rows.filter(({ change }) => change === "gone").length, 6);
    // What is open shows itself, wherever the other text comes from.
    const elsewhere: CompareParams = { sides: [{ ...head, uri: "file:///elsewhere.py" }, here] };
    const same = await client.connection.sendRequest<CompareResult>(COMPARE_REQUEST, elsewhere);
    assert.ok(same.kind === "comparison", JSON.stringify(same));
    assert.equal(same.comparison.rows.length, result.comparison.rows.length);
    const broken: CompareParams = { sides: [{ ...head, text: "" }, here] };
    const nothing = await client.connection.sendRequest<CompareResult>(COMPARE_REQUEST, broken);
    assert.equal(nothing.kind, "nothing");
  });

  it("refuses a request that is cancelled while an analysis is due, and answers the next", async () => {
    await client.open(URI, SOURCE);
    const textDocument = { uri: URI };
    for (const [method, params] of [
      ["textDocument/codeLens", { textDocument }],
      ["textDocument/hover", { textDocument, position: positionOf("layers.Conv2D(64, 7", 9) }],
    ] as const) {
      await client.edit(URI, { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } }, "# edited\n");
      const cancellation = new CancellationTokenSource();
      const answer = client.connection.sendRequest(method, params, cancellation.token);
      cancellation.cancel();
      await assert.rejects(answer, (error: Error & { code?: number }) => error.code === LSPErrorCodes.RequestCancelled);
    }
    assert.match((await client.lenses(URI))[0] ?? "", /^AGX /);
  });

  it("takes back the problems of a file that is closed", async () => {
    await client.open(URI, "import keras\nkeras.layers.Dense(4, unit=3)\n");
    await client.problems(URI, (messages) => messages.length > 0);
    await client.close(URI);
    assert.deepEqual(await client.problems(URI, (messages) => messages.length === 0), []);
  });

  it("takes back the problems of an open file where a setting turns them off, and brings them back", async () => {
    await client.open(URI, "import keras\nkeras.layers.Dense(4, unit=3)\n");
    await client.problems(URI, (messages) => messages.length > 0);
    await client.configure({ diagnostics: false });
    assert.deepEqual(await client.problems(URI, (messages) => messages.length === 0), []);
    await client.configure({ diagnostics: true });
    assert.equal((await client.problems(URI, (messages) => messages.length > 0)).length, 1);
  });

  it("warns once of a setting that is wrong", async () => {
    await client.open(URI, SOURCE);
    for (const share of [0.2, 0.3]) {
      const analysed = client.nextAnalysis(URI);
      await client.configure({ inputs: [], slowLayer: { share } });
      await analysed;
    }
    assert.equal(client.warnings.length, 1, client.warnings.join("\n"));
    assert.match(client.warnings[0] ?? "", /^latencyLens\.inputs has to be an object/);
  });

  it("stands its hints at the end of the text of a line, whatever ends the line", async () => {
    await client.open(URI, SOURCE.replaceAll("\n", "\r\n"));
    const range = { start: { line: 0, character: 0 }, end: { line: 999, character: 0 } };
    const hints = await client.connection.sendRequest<InlayHint[]>("textDocument/inlayHint", {
      textDocument: { uri: URI },
      range,
    });
    assert.equal(hints.length, 7);
    for (const { position } of hints)
      assert.equal(position.character, SOURCE.split("\n")[position.line]?.length, `line ${position.line}`);
  });

  for (const [setting, changes] of Object.entries(SETTING_CHANGES)) {
    it(`follows the setting ${setting} at once`, async () => {
      await client.open(URI, SOURCE);
      const before = await changes.shown(client);
      assert.ok(before.length > 0);
      await client.configure(changes.settings);
      const accept = async (): Promise<boolean> => changes.then(await changes.shown(client), before);
      while (!(await accept())) await new Promise((resolve) => setImmediate(resolve));
    });
  }
});

/** A predictor with a bug. */
class Broken extends KernelCounter {
  override predict(): Estimate {
    throw new Error("index out of range");
  }
}

describe("what the server says that it does", () => {
  it("is what it answers, and nothing more", async () => {
    const client = await LanguageClient.start(await environment());
    assert.deepEqual(client.initialized, {
      capabilities: {
        textDocumentSync: { openClose: true, change: 2, willSave: true, save: { includeText: false } },
        notebookDocumentSync: { notebookSelector: [{ notebook: { notebookType: "jupyter-notebook" } }], save: true },
        codeLensProvider: { resolveProvider: false },
        inlayHintProvider: true,
        hoverProvider: true,
        codeActionProvider: { codeActionKinds: ["quickfix"] },
        completionProvider: { triggerCharacters: [":", ",", " "] },
        workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
      },
      serverInfo: { name: "Latency Lens" },
    });
    await client.stop();
  });
});

describe("language server with a bug in it", () => {
  it("says so at the file, logs it once, and lives", async () => {
    const healthy = await environment();
    const devices = DEVICES.map((info) => ({ info, predictors: [{ id: "layered", predictor: new Broken(info.id) }] }));
    const client = await LanguageClient.start({ ...healthy, devices });
    await client.open(URI, SOURCE);
    const said = await client.problems(URI, (messages) => messages.length > 0);
    assert.match(said[0] ?? "", /^Latency Lens failed on this file through a fault of its own/);
    assert.deepEqual(await client.lenses(URI), ["no estimate: why?"]);
    const start = { line: 0, character: 0 };
    await client.edit(URI, { start, end: start }, "# again\n");
    assert.equal(await client.hover(URI, positionOf("def small", 5)), null);
    assert.equal(client.log.length, 1);
    assert.match(client.log[0] ?? "", /index out of range/);
    await client.stop();
  });
});
