import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import type {
  BoardResult,
  CalibrateParams,
  CalibrateResult,
  ImportParams,
  ImportResult,
} from "../../protocol/requests";
import {
  CALIBRATE_REQUEST,
  FORGET_CALIBRATION_REQUEST,
  IMPORT_REQUEST,
  RETRAIN_REQUEST,
  ROLLBACK_REQUEST,
} from "../../protocol/requests";
import type { Connection } from "vscode-languageserver";
import type { Background } from "../../server/src/lsp/background";
import { answerMeasurements } from "../../server/src/lsp/own-measurements";
import { Wall } from "../../server/src/lsp/wall";
import { MeasurementDesk } from "../../server/src/board/measurement-desk";
import { analyseNetworks } from "../../server/src/analysis/analysis";
import { loadEnvironment } from "../../server/src/node/environment";
import { Store } from "../../server/src/node/store";
import { LanguageClient } from "../support/language-client";
import { gpuSummary, gpuTrace } from "../support/nvprof";
import { ownSource } from "../support/own-networks";
import { trtexecTimes } from "../support/recordings";

const RESOURCES = path.resolve(__dirname, "..");
const URI = "file:///own.py";
const FACTOR = 1.7;

describe("a board's traces change the hover", () => {
  let folder = "";
  let client: LanguageClient;
  before(async () => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "latency-lens-"));
    const store = new Store(path.join(folder, "store"));
    const environment = await loadEnvironment(RESOURCES, store);
    const desk = new MeasurementDesk(store, RESOURCES);
    client = await LanguageClient.start(environment, {}, null, [], desk);
    const input = { uri: URI, version: null, text: ownSource(), inputShape: null, cancelled: () => false };
    for (const { root, features, estimates } of analyseNetworks(environment, input).networks) {
      const agx = estimates.find(({ device }) => device.id === "agx")?.answer;
      assert(agx?.kind === "estimate");
      fs.writeFileSync(trace(root.id), gpuTrace(features, { ms: FACTOR * agx.ms, runs: 40 }));
      fs.writeFileSync(`${trace(root.id)}.summary`, gpuSummary(features, { ms: FACTOR * agx.ms, runs: 40 }));
    }
    await client.open(URI, ownSource());
  });
  after(async () => {
    await client.stop();
    fs.rmSync(folder, { recursive: true, force: true });
  });

  /** What is stored, whichever test stored it. */
  const rows = (): string | null => {
    const file = path.join(folder, "store", "rows.jsonl");
    return fs.existsSync(file) ? fs.readFileSync(file, "utf8") : null;
  };
  const trace = (model: string): string => path.join(folder, `${model}.csv`);
  const ask = (change: Partial<ImportParams>): Promise<ImportResult> => {
    const target = { uri: URI, model: null };
    const params: ImportParams = {
      target,
      position: null,
      recording: "",
      device: "tx2",
      runs: null,
      store: false,
      ...change,
    };
    return client.connection.sendRequest<ImportResult>(IMPORT_REQUEST, params);
  };
  const board = (request: string, device = "tx2"): Promise<BoardResult> =>
    client.connection.sendRequest<BoardResult>(request, { device });
  const titles = async (): Promise<string[]> => (await client.lenses(URI)).filter((title) => title.includes("TX2 "));

  it("asks which model is meant where the file has several", async () => {
    const result = await ask({ recording: trace("plain_a") });
    assert(result.kind === "choose");
    assert.equal(result.models.length, 8);
    assert.equal(result.models[0]?.name, "plain_a");
  });

  it("takes the model at the cursor, and shows the row before it is stored", async () => {
    const line = ownSource()
      .split("\n")
      .findIndex((text) => text.includes("def residual_c"));
    const before = rows();
    const result = await ask({ recording: trace("residual_c"), position: { line: line + 2, character: 0 } });
    assert(result.kind === "measurement", JSON.stringify(result));
    assert.match(
      result.text,
      /^residual_c on Jetson TX2 · measured [\d.]+ ms · predicted [\d.]+ ms \([\d.]+–[\d.]+\)$/,
    );
    assert.match(result.detail, /mean of 30 runs .* confidence high/);
    assert.equal(rows(), before);
  });

  it("asks for the board of trtexec's times, and takes one under TensorRT alone", async () => {
    const recording = path.join(folder, "times.json");
    fs.writeFileSync(recording, trtexecTimes(4, 200));
    const target = { uri: URI, model: "plain_a" };
    const open = await ask({ recording, target, device: null });
    assert(open.kind === "refused", JSON.stringify(open));
    assert.deepEqual([open.needsDevice, open.why.includes("trtexec")], [true, true]);
    const plain = await ask({ recording, target });
    assert.deepEqual([plain.kind, plain.kind === "refused" && plain.needsDevice], ["refused", false]);
    const result = await ask({ recording, target, device: "tx2-trt-fp16" });
    assert(result.kind === "measurement", JSON.stringify(result));
    assert.match(result.text, /^plain_a on Jetson TX2 under TensorRT FP16 · measured 4\.0 ms$/);
    assert.match(result.detail, /kept apart: TensorRT fuses layers/);
  });

  it("asks for the number of runs where a summary needs it", async () => {
    const target = { uri: URI, model: "plain_a" };
    const recording = `${trace("plain_a")}.summary`;
    const without = await ask({ recording, target });
    assert(without.kind === "refused");
    assert.equal(without.needsRuns, true);
    assert.equal((await ask({ recording, target, runs: 40 })).kind, "measurement");
  });

  it("refuses with the reason", async () => {
    const target = { uri: URI, model: "plain_a" };
    const reasons = [
      await ask({ recording: path.join(folder, "none.csv"), target }),
      await ask({ recording: trace("residual_c"), target }),
      await ask({ recording: trace("plain_a"), target, device: "agx" }),
      await ask({ recording: trace("plain_a"), target, device: "tx9" }),
      await ask({ recording: trace("plain_a"), target: { uri: "file:///closed.py", model: null } }),
    ].map((result) => (result.kind === "refused" ? result.why : result.kind));
    assert.match(reasons[0] ?? "", /cannot be read \(ENOENT\)/);
    assert.match(reasons[1] ?? "", /another network/);
    assert.match(reasons[2] ?? "", /recorded on “NVIDIA Tegra X2 \(0\)”/);
    assert.match(reasons[3] ?? "", /no board/);
    assert.match(reasons[4] ?? "", /no model in this file/);
  });

  it("shows a calibrated board at once, in every file, until that is taken back", async () => {
    const before = await titles();
    const target = { uri: URI, model: "plain_a" };
    const params: CalibrateParams = {
      target,
      position: null,
      device: "tx2",
      ms: 3,
      how: "with | TensorRT",
      store: false,
    };
    const shown = await client.connection.sendRequest<CalibrateResult>(CALIBRATE_REQUEST, params);
    assert(shown.kind === "figure", JSON.stringify(shown));
    assert.match(shown.text, /^plain_a on Jetson TX2: measured 3\.0 ms, predicted [\d.]+ ms$/);
    assert.match(shown.detail, /^Every figure of Jetson TX2 is then multiplied by [\d.]+, from 1 measurement\.$/);
    assert.deepEqual(await titles(), before);
    await client.connection.sendRequest<CalibrateResult>(CALIBRATE_REQUEST, { ...params, store: true });
    for (const title of await titles()) assert.match(title, /TX2 .*, calibrated from 1 measurement/);
    const line = ownSource()
      .split("\n")
      .findIndex((text) => text.includes("def plain_a"));
    const hover = await client.hover(URI, { line, character: 5 });
    assert.match(hover ?? "", /Calibrated: TX2 times [\d.]+, from 1 measurement of yours \(with \\\| TensorRT\)/);
    const choose = await client.connection.sendRequest<CalibrateResult>(CALIBRATE_REQUEST, {
      ...params,
      target: { uri: URI, model: null },
    });
    assert.equal(choose.kind, "choose");
    assert.equal((await board(FORGET_CALIBRATION_REQUEST)).kind, "done");
    assert.deepEqual(await titles(), before);
    assert.deepEqual(await board(FORGET_CALIBRATION_REQUEST), { kind: "refused", why: "Jetson TX2 is not calibrated" });
  });

  it("shows the retrained figures at once, then the embedded ones again", async () => {
    const before = await titles();
    assert.ok(before.length >= 8);
    const few = await board(RETRAIN_REQUEST);
    assert(few.kind === "refused");
    assert.match(few.why, /0 of the at least 5 measurements/);
    const shown = await ask({ recording: trace("plain_a") });
    assert(shown.kind === "choose");
    for (const { id } of shown.models) {
      const stored = await ask({ recording: trace(id), target: { uri: URI, model: id }, store: true });
      assert.equal(stored.kind, "measurement", JSON.stringify(stored));
    }
    const result = await board(RETRAIN_REQUEST);
    assert(result.kind === "done", JSON.stringify(result));
    assert.match(result.text, /^Jetson TX2: retrained, version 1 answers\. Error on your 8 rows/);
    for (const title of await titles()) assert.match(title, /TX2 .*, from your measurements, 8 rows/);
    const line = ownSource()
      .split("\n")
      .findIndex((text) => text.includes("def plain_a"));
    const hover = await client.hover(URI, { line, character: 5 });
    assert.match(hover ?? "", /Answering predictor: TX2 from your measurements, 8 rows, on top of the embedded one/);
    assert.match(hover ?? "", /% on your networks when held out/);

    const back = await board(ROLLBACK_REQUEST);
    assert.deepEqual(back, { kind: "done", text: "Jetson TX2: rolled back, the embedded predictor of TX2 answers." });
    assert.deepEqual(await titles(), before);
    assert.equal((await board(ROLLBACK_REQUEST)).kind, "refused");
  });
});

describe("a board's traces where a task does not come back", () => {
  it("are refused, with nothing to ask the reader for", async () => {
    const background: Background = {
      run: () => ({
        outcome: Promise.resolve({ kind: "stopped", by: "time", after: "300 s" }),
        cancel: () => undefined,
      }),
      renew: () => undefined,
    };
    const client = await LanguageClient.start(await loadEnvironment(RESOURCES), {}, background);
    await client.open(URI, ownSource());
    const params = { target: { uri: URI, model: null }, position: null, recording: "trace.csv", device: "tx2" };
    const why = "it was stopped as it took more than 300 s";
    const refused: ImportResult = { kind: "refused", why, needsRuns: false, needsDevice: false };
    assert.deepEqual(
      await client.connection.sendRequest(IMPORT_REQUEST, { ...params, runs: null, store: false }),
      refused,
    );
    assert.deepEqual(await client.connection.sendRequest(RETRAIN_REQUEST, { device: "tx2" }), { kind: "refused", why });
    await client.stop();
  });
});

describe("a figure of a board", () => {
  it("has the open files analysed anew where it was stored, and there alone", async () => {
    type Answer = (params: CalibrateParams) => Promise<CalibrateResult>;
    const answers = new Map<string, Answer>();
    const connection = { onRequest: (request: string, answer: Answer) => answers.set(request, answer) };
    let result: CalibrateResult = { kind: "figure", text: "", detail: "" };
    let changes = 0;
    answerMeasurements(connection as unknown as Connection, {
      background: {
        run: () => ({ outcome: Promise.resolve({ kind: "done", result: result as never }), cancel: () => undefined }),
        renew: () => undefined,
      },
      document: () => ({ uri: URI, version: 1, text: "" }),
      predictorsChanged: () => {
        changes++;
        return Promise.resolve();
      },
      wall: new Wall(() => undefined),
    });
    const changesAfter = async (store: boolean): Promise<number> => {
      const target = { uri: URI, model: null };
      await answers.get(CALIBRATE_REQUEST)?.({ target, position: null, device: "tx2", ms: 3, how: "", store });
      return changes;
    };
    assert.deepEqual([await changesAfter(false), await changesAfter(true)], [0, 1]);
    result = { kind: "refused", why: "the store cannot be written" };
    assert.equal(await changesAfter(true), 1);
  });
});

describe("a board's traces where the store cannot be written", () => {
  it("are refused with a reason, and the estimates stay", async () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "latency-lens-"));
    const blocked = path.join(folder, "blocked");
    fs.writeFileSync(blocked, "");
    const store = new Store(blocked);
    const client = await LanguageClient.start(
      await loadEnvironment(RESOURCES),
      {},
      null,
      [],
      new MeasurementDesk(store, RESOURCES),
    );
    await client.open(URI, ownSource());
    for (const request of [RETRAIN_REQUEST, ROLLBACK_REQUEST]) {
      const answer = await client.connection.sendRequest<BoardResult>(request, { device: "tx2" });
      assert.ok(answer.kind === "refused");
      assert.match(
        answer.why,
        /^your measurements cannot be (?:read from|written to) .*blocked: a file is in the way of the folder/,
      );
    }
    assert.deepEqual(client.log, []);
    assert.notDeepEqual(await client.lenses(URI), []);
    await client.stop();
    fs.rmSync(folder, { recursive: true, force: true });
  });
});
