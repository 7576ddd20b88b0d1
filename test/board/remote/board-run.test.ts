/** The whole chain over the system's own ssh: a board is asked, runs a network, and its recording becomes a label. */
import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import type { AnalysisEnvironment } from "../../../server/src/analysis/analysis";
import { analyseNetworks } from "../../../server/src/analysis/analysis";
import type { BoardAddress } from "../../../server/src/board/remote/address";
import { cleanUp, goOn, runOnBoard } from "../../../server/src/board/remote/board-run";
import type { NetworkToRun, RunOutcome, Surroundings } from "../../../server/src/board/remote/board-run";
import { SshLine } from "../../../server/src/board/remote/line";
import { networkToRun } from "../../../server/src/board/remote/network-to-run";
import { RememberedRuns } from "../../../server/src/board/remote/remembered-runs";
import type { RunProgress } from "../../../server/src/board/remote/result";
import { wait } from "../../../server/src/board/remote/wait";
import { loadEnvironment } from "../../../server/src/node/environment";
import { ROOT } from "../../support/paths";
import { TestBoard, whyNoBoard } from "../../support/board/test-board";

/** The bundle of this test lies in a folder of the one that holds `wasm/` and `models/`. */
const RESOURCES = path.resolve(__dirname, "..");
const RUNNER = fs.readFileSync(path.join(ROOT, "server/board-runner/runner.py"));

const SMALL = `from tensorflow import keras
from tensorflow.keras import layers

def small(input_shape=(64, 64, 3)):
    x = image = keras.Input(input_shape)
    for _ in range(3):
        x = layers.Conv2D(32, 3, activation="relu")(x)
    return keras.Model(image, layers.Dense(10)(layers.GlobalAveragePooling2D()(x)))
`;

/** Each inference takes so long that the run is met in the middle. */
const SLOW = JSON.stringify({ seconds: 0.02 });

describe("a network on a board", function () {
  let environment: AnalysisEnvironment;
  let board: TestBoard;
  let store = "";

  before(async function () {
    const why = whyNoBoard();
    if (why !== null) {
      console.log(`      skipped: ${why}`);
      this.skip();
    }
    environment = await loadEnvironment(RESOURCES);
  });
  beforeEach(async () => {
    board = await TestBoard.start();
    board.truth = 4;
    store = fs.mkdtempSync(path.join(os.tmpdir(), "latency-lens-store-"));
  });
  afterEach(async () => {
    await board.end();
    fs.rmSync(store, { recursive: true, force: true });
  });

  const small = (): NetworkToRun => {
    const input = { uri: "file:///m.py", version: null, text: SMALL, inputShape: null, cancelled: () => false };
    const [network] = analyseNetworks(environment, { ...input, withTopologies: true }).networks;
    assert.ok(network !== undefined);
    const wanted = networkToRun(network);
    if ("kind" in wanted) assert.fail(wanted.why);
    return wanted;
  };

  /** Waits a twentieth of what the product waits. */
  const around = (given: Partial<Surroundings> & { readonly address?: BoardAddress } = {}): Surroundings => ({
    line: new SshLine(given.address ?? board.address),
    runs: new RememberedRuns(store),
    runner: RUNNER,
    now: () => new Date(),
    wait: (ms, signal) => wait(ms / 20, signal),
    progress: () => undefined,
    cancelled: new AbortController().signal,
    ...given,
  });

  const run = (given: Partial<Surroundings> = {}, address = board.address): Promise<RunOutcome> =>
    runOnBoard(address, small(), around({ address, ...given }));

  const nothingIsLeft = (): void => {
    assert.deepEqual(board.processes(), []);
    assert.deepEqual(board.left(), []);
    assert.deepEqual(filesIn(store), []);
  };

  const measured = (outcome: RunOutcome): Extract<RunOutcome, { kind: "measured" }> => {
    if (outcome.kind !== "measured") assert.fail(`${outcome.kind}: ${outcome.why}`);
    return outcome;
  };

  const refused = (outcome: RunOutcome, why: RegExp): void => {
    assert.equal(outcome.kind, "refused");
    assert.match("why" in outcome ? outcome.why : "", why);
    nothingIsLeft();
  };

  it("gives a label that is the truth, with the state of the board", async () => {
    const seen: RunProgress[] = [];
    const { row, predicted } = measured(await run({ progress: (progress) => seen.push(progress) }));
    assert.ok(Math.abs(row.ms / 4 - 1) < 1e-3, `${row.ms} ms`);
    assert.deepEqual(
      { model: row.model, device: row.device, runs: row.runs, confidence: row.confidence },
      { model: "small", device: "tx2", runs: 100, confidence: "high" },
    );
    assert.ok((predicted["tx2"]?.ms ?? 0) > 0);
    const { mode, software, wallMs } = row.conditions ?? assert.fail("no conditions");
    assert.equal(mode, "MAXN");
    assert.match(software.join(), /^TensorFlow 2\.15\.0,Python 3\.\d+/);
    assert.ok(wallMs !== null && wallMs > 0);
    assert.ok(seen.some(({ phase }) => phase === "fetching the recording"));
    nothingIsLeft();
  });

  it("is one of its own where the board is in another power mode", async () => {
    board.write("mode", "MAXQ 1");
    assert.equal(measured(await run()).row.device, "tx2-maxq");
  });

  it("is not measured where the power mode changes meanwhile", async () => {
    board.write("slow.json", SLOW);
    const outcome = await run({
      progress: () => {
        board.write("mode", "MAXQ 1");
      },
    });
    refused(outcome, /^The power mode changed while the network ran \(MAXN before, MAXQ after\)/);
  });

  it("runs by sudo where the board was added so", async () => {
    measured(await run({}, { ...board.address, sudo: true }));
    nothingIsLeft();
  });

  it("does not fit into the memory", async () => {
    board.write("fail.json", JSON.stringify({ error: "OOM when allocating tensor with shape[1,64]" }));
    refused(await run(), /^The network does not fit into the memory of board/);
  });

  it("fails with what TensorFlow says", async () => {
    board.write("fail.json", JSON.stringify({ error: "No algorithm worked!" }));
    refused(await run(), /^The run failed on board: InternalError: No algorithm worked!$/);
  });

  it("says what to do where nothing may be recorded", async () => {
    board.write("no-permission", "");
    refused(
      await run(),
      /^The profiler recorded nothing on board\. It needs root .* It said: Error: .*insufficient permissions/,
    );
  });

  it("is cancelled by a file, between two inferences", async () => {
    board.write("slow.json", JSON.stringify({ seconds: 0.05 }));
    const controller = new AbortController();
    refused(
      await run({
        progress: () => {
          controller.abort();
        },
        cancelled: controller.signal,
      }),
      /^Cancelled\.$/,
    );
  });

  it("is ended where it does not listen", async () => {
    board.write("slow.json", JSON.stringify({ seconds: 60 }));
    const controller = new AbortController();
    let time = 0;
    // The clock of this side goes a second a look.
    const now = (): Date => new Date((time += 1000));
    refused(
      await run({
        progress: () => {
          controller.abort();
        },
        cancelled: controller.signal,
        now,
      }),
      /^Cancelled\.$/,
    );
  });

  it("survives a line that is cut before every message, and before every answer", async () => {
    // Each message is sent three times: it is lost, its answer is lost, and it comes through.
    board.cuts = (call, moment) => call % 3 === (moment === "before" ? 1 : 2);
    const { row } = measured(await run());
    assert.ok(board.calls >= 30 && board.calls % 3 === 0, `${board.calls} calls`);
    assert.ok(Math.abs(row.ms / 4 - 1) < 1e-3, `${row.ms} ms`);
    nothingIsLeft();
  });

  it("survives a server that is gone for six seconds", async () => {
    board.write("slow.json", SLOW);
    let isGone = false;
    let waited = 0;
    const outcome = await run({
      progress: ({ phase }) => {
        if (phase !== "measuring" || isGone) return;
        isGone = true;
        void board.stop();
      },
      wait: async (ms, signal) => {
        if (isGone && (waited += ms) === 6000) await board.startAgain();
        await wait(ms / 20, signal);
      },
    });
    assert.ok(waited >= 6000, `${waited} ms`);
    measured(outcome);
    nothingIsLeft();
  });

  it("is left, and gone on with, where the line stays away", async () => {
    board.write("slow.json", SLOW);
    let isGone = false;
    const outcome = await run({
      progress: () => {
        if (!isGone) void board.stop();
        isGone = true;
      },
      wait: () => Promise.resolve(),
    });
    assert.equal(outcome.kind, "left");
    await board.startAgain();
    const [left, ...others] = new RememberedRuns(store).left();
    assert.ok(left !== undefined && others.length === 0);
    const { row } = measured(await goOn(left, around()));
    assert.ok(Math.abs(row.ms / 4 - 1) < 1e-3);
    nothingIsLeft();
  });

  it("is cleaned up in place of that", async () => {
    board.write("slow.json", JSON.stringify({ seconds: 60 }));
    let isGone = false;
    await run({
      progress: () => {
        if (!isGone) void board.stop();
        isGone = true;
      },
      wait: () => Promise.resolve(),
    });
    await board.startAgain();
    assert.ok(board.processes().length > 0, "nothing runs");
    const [left] = new RememberedRuns(store).left();
    assert.ok(left !== undefined);
    assert.equal(await cleanUp(left, around()), null);
    nothingIsLeft();
  });
});

function filesIn(folder: string): readonly string[] {
  return fs.readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name !== "runs");
}
