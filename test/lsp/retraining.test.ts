import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { performance } from "node:perf_hooks";
import { CancellationTokenSource } from "vscode-languageserver/node";
import { Random } from "../../predictors/src/train/random";
import { RETRAIN_REQUEST } from "../../protocol/requests";
import type { BoardResult } from "../../protocol/requests";
import { packFeatures } from "../../server/src/board/row";
import { Store } from "../../server/src/node/store";
import { ownNetworks } from "../support/own-networks";
import { ROOT } from "../support/paths";
import { labelled } from "../support/rows";
import { buildServer, LAYER, SMALL, startProcess } from "../support/server-process";
import type { ServerProcess } from "../support/server-process";

const ROWS = 500;
const URI = "file:///small.py";
/** Nobody may wait longer for the end of what he cancelled. */
const CANCEL_MS = 1_000;

describe("retraining on five hundred rows", () => {
  let folder = "";
  let server: ServerProcess;
  before(async () => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "latency-lens-"));
    const networks = await ownNetworks();
    const random = new Random(1);
    const lines = Array.from({ length: ROWS }, (_, i) => {
      const { model, network } = networks[i % networks.length] ?? { model: "", network: null };
      assert(network !== null);
      // A name of its own each, so that all differ; what they took follows their work.
      const ms = (network.aggregate.flops / 4e8) * (0.9 + 0.2 * random.next());
      const source = { sha256: i.toString(16).padStart(64, "0"), tool: "nvprof", form: "gpu-trace" };
      return JSON.stringify(labelled({ model: `${model} ${i}`, ms, source, features: packFeatures(network) }));
    });
    fs.writeFileSync(path.join(folder, "rows.jsonl"), `${lines.join("\n")}\n`);
    const file = await buildServer(path.join(ROOT, "server/src/main.ts"));
    server = await startProcess(file, { LATENCY_LENS_STORE: folder });
    await server.client.open(URI, SMALL);
    assert.match((await server.client.hover(URI, LAYER)) ?? "", /Conv2D/);
  });
  after(() => {
    server.kill();
    fs.rmSync(folder, { recursive: true, force: true });
  });

  it("tells how far it is, answers hovers meanwhile, and ends within a second once it is cancelled", async () => {
    const { client } = server;
    const shares: number[] = [];
    const source = new CancellationTokenSource();
    let isDone = false;
    const underWay = new Promise<void>((resolve) => {
      client.onProgress("progress", (share) => {
        shares.push(share);
        if (shares.length === 3) resolve();
      });
    });
    const params = { device: "tx2", progress: "progress" };
    const retraining = client.connection
      .sendRequest<BoardResult>(RETRAIN_REQUEST, params, source.token)
      .then((result) => {
        isDone = true;
        return result;
      });
    await underWay;
    for (let asked = 0; asked < 20; asked++) assert.match((await client.hover(URI, LAYER)) ?? "", /Conv2D/);
    assert.equal(isDone, false, "hovers are answered before the retraining is done");
    const cancelledAt = performance.now();
    source.cancel();
    assert.deepEqual(await retraining, { kind: "refused", why: "it was cancelled; nothing has changed" });
    const took = performance.now() - cancelledAt;
    assert.ok(took <= CANCEL_MS, `${took} ms`);
    assert.ok(
      shares.every((share, i) => share > (shares[i - 1] ?? 0) && share < 1),
      shares.join(),
    );
    assert.equal(new Store(folder).model("tx2").kind, "none");
    assert.deepEqual(fs.readdirSync(folder), ["rows.jsonl"]);
  });
});
