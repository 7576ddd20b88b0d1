/** A board behind the editor's requests: run, cancelled, left, gone on with, cleaned up, stored. */
import assert from "node:assert/strict";
import { once } from "node:events";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { CancellationTokenSource } from "vscode-languageserver/node";
import {
  BOARDS_REQUEST,
  CLEAN_RUN_REQUEST,
  KEEP_RUN_REQUEST,
  PROFILE_PROGRESS_NOTIFICATION,
  PROFILE_REQUEST,
  RESUME_RUN_REQUEST,
} from "../../protocol/boards";
import type { BoardsResult, ProfileResult } from "../../protocol/boards";
import type { BoardResult } from "../../protocol/requests";
import { BoardDesk } from "../../server/src/board/remote/board-desk";
import { RememberedRuns } from "../../server/src/board/remote/remembered-runs";
import { readRows } from "../../server/src/board/row";
import { loadEnvironment } from "../../server/src/node/environment";
import { Store } from "../../server/src/node/store";
import { LanguageClient } from "../support/language-client";
import { ROOT } from "../support/paths";
import { buildServer, startProcess } from "../support/server-process";
import type { ServerProcess } from "../support/server-process";
import { TestBoard, whyNoBoard } from "../support/board/test-board";

/** The bundle of this test lies in a folder of the one that holds `wasm/`, `models/` and `board/`. */
const RESOURCES = path.resolve(__dirname, "..");
const URI = "file:///nets.py";
const SOURCE = `from tensorflow import keras
from tensorflow.keras import layers

def one(input_shape=(64, 64, 3)):
    image = keras.Input(input_shape)
    return keras.Model(image, layers.Conv2D(32, 3)(layers.Conv2D(32, 3)(image)))

def two(input_shape=(64, 64, 3)):
    image = keras.Input(input_shape)
    return keras.Model(image, layers.Conv2D(16, 5)(image))
`;

describe("a board behind the editor", () => {
  let board: TestBoard;
  let client: LanguageClient;
  let folder = "";
  before(function () {
    const why = whyNoBoard();
    if (why !== null) {
      console.log(`      skipped: ${why}`);
      this.skip();
    }
  });
  beforeEach(async () => {
    board = await TestBoard.start();
    board.truth = 0.5;
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "latency-lens-store-"));
    const environment = await loadEnvironment(RESOURCES);
    const desk = new BoardDesk(environment, new Store(folder), RESOURCES);
    const boards = [
      { name: "lab", host: "board", config: board.address.config },
      { name: "evil", host: "-oProxyCommand=touch pwned" },
    ];
    client = await LanguageClient.start(environment, { boards }, null, [], null, desk);
    await client.open(URI, SOURCE);
  });
  afterEach(async () => {
    await client.stop();
    await board.end();
    fs.rmSync(folder, { recursive: true, force: true });
  });

  const ask = <T>(request: string, params: object = {}, source = new CancellationTokenSource()): Promise<T> =>
    client.ask<T>(request, params, source.token);
  const profile = (model: string | null, name = "lab", source?: CancellationTokenSource): Promise<ProfileResult> =>
    ask<ProfileResult>(PROFILE_REQUEST, { target: { uri: URI, model }, position: null, board: name }, source);
  const rows = () => readRows(new Store(folder)).rows;

  it("is one of the settings; what is no host is told and left out", async () => {
    const { boards, problems, left } = await ask<BoardsResult>(BOARDS_REQUEST);
    assert.deepEqual([boards, left], [[{ name: "lab", host: "board" }], []]);
    assert.match(problems.join(), /^this is no host name/);
    const result = await profile("one", "evil");
    assert.deepEqual(result, { kind: "refused", why: "There is no board evil." });
  });

  it("runs the model that is meant, and stores what it took when that is asked for", async () => {
    const phases: string[] = [];
    client.hear(PROFILE_PROGRESS_NOTIFICATION, ({ phase }) => phases.push(phase));
    const choice = await profile(null);
    assert.ok(choice.kind === "choose");
    assert.deepEqual(
      choice.models.map(({ name }) => name),
      ["one", "two"],
    );
    const result = await profile("one");
    if (result.kind !== "measurement") assert.fail(JSON.stringify(result));
    assert.match(result.text, /^one on Jetson TX2 · measured 0\.50 ms · predicted /);
    assert.match(result.detail, /mean of 100 runs.*\nMAXN · .*TensorFlow 2\.15\.0/);
    assert.ok(phases.includes("fetching the recording"), phases.join());
    assert.deepEqual(rows(), []);
    const stored = await ask<BoardResult>(KEEP_RUN_REQUEST, { id: result.id });
    assert.deepEqual(stored, { kind: "done", text: "one on Jetson TX2 · measured 0.50 ms: stored." });
    assert.equal(rows().length, 1);
    const again = await ask<BoardResult>(KEEP_RUN_REQUEST, { id: result.id });
    assert.deepEqual(again, { kind: "refused", why: "This measurement is stored already." });
  });

  it("stops where the author cancels", async () => {
    board.write("slow.json", JSON.stringify({ seconds: 0.05 }));
    const source = new CancellationTokenSource();
    client.hear(PROFILE_PROGRESS_NOTIFICATION, () => {
      source.cancel();
    });
    assert.deepEqual(await profile("one", "lab", source), { kind: "refused", why: "Cancelled." });
    assert.deepEqual([board.left(), board.processes()], [[], []]);
  });

  const offers = [
    [RESUME_RUN_REQUEST, "measurement", "goes on"],
    [CLEAN_RUN_REQUEST, "done", "is cleaned up"],
  ] as const;
  for (const [request, kind, words] of offers)
    it(`runs in a thread of the server; where that one is killed, the next one offers the run, which ${words}`, async () => {
      const server = await buildServer(path.join(ROOT, "server/src/main.ts"));
      const settings = { boards: [{ name: "lab", host: "board", config: board.address.config }] };
      const start = async (): Promise<ServerProcess> => {
        const started = await startProcess(server, { LATENCY_LENS_STORE: folder }, settings);
        await started.client.open(URI, SOURCE);
        return started;
      };
      board.write("slow.json", JSON.stringify({ seconds: 0.05 }));
      const first = await start();
      const params = { target: { uri: URI, model: "one" }, position: null, board: "lab" };
      const lost = first.client.ask(PROFILE_REQUEST, params).catch(() => null);
      await new Promise<void>((resolve) => {
        first.client.hear(PROFILE_PROGRESS_NOTIFICATION, () => {
          resolve();
        });
      });
      // A hover does not wait for a board.
      assert.match((await first.client.hover(URI, { line: 5, character: 38 })) ?? "", /Conv2D/);
      const ended = once(first.process, "exit");
      first.kill();
      await Promise.all([ended, lost]);
      const second = await start();
      try {
        const { left } = await second.client.ask<BoardsResult>(BOARDS_REQUEST, {});
        assert.match(left.map(({ text }) => text).join(), /^a run of one on lab from 20/);
        const answer = await second.client.ask<ProfileResult | BoardResult>(request, { id: left[0]?.id });
        assert.equal(answer.kind, kind, JSON.stringify(answer));
        assert.deepEqual([board.left(), board.processes(), new RememberedRuns(folder).all()], [[], [], []]);
      } finally {
        second.kill();
        fs.rmSync(server);
      }
    });
});
