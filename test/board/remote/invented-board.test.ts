/** A board that nobody has: its measurements come over ssh, and retraining learns what it is like. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { DEVICES } from "../../../predictors/src/devices";
import { retrainBoard } from "../../../server/src/board/retrain-board";
import { runOnBoard } from "../../../server/src/board/remote/board-run";
import type { NetworkToRun } from "../../../server/src/board/remote/board-run";
import { SshLine } from "../../../server/src/board/remote/line";
import { networkToRun } from "../../../server/src/board/remote/network-to-run";
import { RememberedRuns } from "../../../server/src/board/remote/remembered-runs";
import { wait } from "../../../server/src/board/remote/wait";
import { analyseNetworks } from "../../../server/src/analysis/analysis";
import { loadEnvironment } from "../../../server/src/node/environment";
import { Store } from "../../../server/src/node/store";
import { ownSource } from "../../support/own-networks";
import { ROOT } from "../../support/paths";
import { TestBoard, whyNoBoard } from "../../support/board/test-board";

/** The bundle of this test lies in a folder of the one that holds `wasm/` and `models/`. */
const RESOURCES = path.resolve(__dirname, "..");
const SIZES = [96, 160, 224, 288];
const ROWS = 30;
/** At a time: a run waits for its board most of the time. */
const TOGETHER = 3;

/** A GPU of the same kind that is neither of the two: slower than both, and by another mixture of what holds them back. */
function inventedMs({ predicted }: NetworkToRun): number {
  const [agx, tx2] = [predicted["agx"]?.ms, predicted["tx2"]?.ms];
  assert.ok(agx !== undefined && tx2 !== undefined);
  return 0.6 * tx2 + 2.4 * agx;
}

describe("an invented board", function () {
  before(function () {
    if (whyNoBoard() !== null) this.skip();
  });

  it("is predicted within 10 % after 30 networks were measured on it", async () => {
    const environment = await loadEnvironment(RESOURCES);
    const networks = SIZES.flatMap((size) => {
      const input = { uri: "file:///m.py", version: null, text: ownSource(), cancelled: () => false };
      const given = { ...input, inputShape: [size, size, 3], withTopologies: true };
      return analyseNetworks(environment, given).networks.map((network) => {
        const wanted = networkToRun(network);
        return "kind" in wanted ? assert.fail(wanted.why) : wanted;
      });
    }).slice(0, ROWS);
    assert.equal(networks.length, ROWS);
    const truths = networks.map((network) => [sha256(network.topology), inventedMs(network)] as const);

    const board = await TestBoard.start();
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "latency-lens-store-"));
    try {
      board.truth = 0;
      board.write("truths.json", JSON.stringify(Object.fromEntries(truths)));
      const store = new Store(folder);
      const waiting = networks.values();
      const measure = async (): Promise<void> => {
        for (const network of waiting) {
          const outcome = await runOnBoard(board.address, network, {
            line: new SshLine(board.address),
            runs: new RememberedRuns(folder),
            runner: fs.readFileSync(path.join(ROOT, "server/board-runner/runner.py")),
            now: () => new Date(),
            wait: (ms, signal) => wait(ms / 10, signal),
            progress: () => undefined,
            cancelled: new AbortController().signal,
          });
          if (outcome.kind !== "measured") assert.fail(outcome.why);
          assert.ok(Math.abs(outcome.row.ms / inventedMs(network) - 1) < 1e-3, outcome.row.model);
          store.append(outcome.row);
        }
      };
      await Promise.all(Array.from({ length: TOGETHER }, measure));
      assert.deepEqual([board.left(), board.processes()], [[], []]);

      const outcome = retrainBoard(store, path.join(RESOURCES, "models"), DEVICES.tx2);
      if (outcome.kind !== "better") assert.fail(outcome.kind);
      assert.deepEqual([outcome.rows.length, outcome.heldOutBy], [ROWS, "model"]);
      assert.ok(outcome.after.mape <= 10, `${outcome.after.mape} % held out`);
      const before = outcome.before?.mape ?? 0;
      assert.ok(before > 15, `the embedded one is off by ${before} % alone`);
    } finally {
      await board.end();
      fs.rmSync(folder, { recursive: true, force: true });
    }
  });
});

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
