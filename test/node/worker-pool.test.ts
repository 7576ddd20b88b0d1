import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { once } from "node:events";
import { setTimeout } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { analyse } from "../../server/src/analysis/analysis";
import type { Analysis, DocumentText } from "../../server/src/ide/tasks";
import type { Outcome, Running } from "../../server/src/lsp/background";
import { loadEnvironment } from "../../server/src/node/environment";
import { POOL_LIMITS } from "../../server/src/node/pool-limits";
import { WorkerPool } from "../../server/src/node/worker-pool";
import type { PoolLimits } from "../../server/src/node/pool-limits";
import { buildServer } from "../support/server-process";

const SMALL = `from tensorflow.keras import layers, models

def small():
    x = layers.Input((32, 32, 3))
    return models.Model(x, layers.Conv2D(8, 3)(x))
`;

/** Milliseconds between two looks at the memory. */
const MEMORY_INTERVAL = 100;

function named(name: string): DocumentText {
  return { uri: `file:///${name}`, version: 1, text: SMALL };
}

describe("pool of threads", () => {
  let script = "";
  let pool: WorkerPool;
  before(async () => {
    script = await buildServer("test/support/stuck-server.ts");
  });
  afterEach(() => pool.stop());

  function start(limits: Partial<PoolLimits> = {}): void {
    pool = new WorkerPool(script, { ...POOL_LIMITS, memory: Infinity, ...limits });
  }
  const run = (name: string): Running<Analysis> => pool.run("analyse", { document: named(name), always: false });
  const models = (outcome: Outcome<Analysis>): number | string =>
    outcome.kind === "done" ? (outcome.result.report?.models.length ?? 0) : outcome.kind;

  it("gives what the same analysis here gives", async () => {
    start();
    const environment = await loadEnvironment(path.join(__dirname, ".."));
    const report = analyse(environment, { ...named("net.py"), inputShape: null, cancelled: () => false });
    assert.deepEqual(await run("net.py").outcome, { kind: "done", result: { mayHoldNetwork: true, report } });
  });

  it("says that a text has to do with no framework, and analyses it all the same where that is asked", async () => {
    start();
    const document = { ...named("plain.py"), text: "x = 1\n" };
    const left = await pool.run("analyse", { document, always: false }).outcome;
    assert.deepEqual(left, { kind: "done", result: { mayHoldNetwork: false, report: null } });
    const always = await pool.run("analyse", { document, always: true }).outcome;
    assert.ok(always.kind === "done" && !always.result.mayHoldNetwork && always.result.report?.models.length === 0);
  });

  it("ends what takes too long, and does what comes behind it in another thread meanwhile", async () => {
    start();
    const order: string[] = [];
    const endless = run("endless.py").outcome.then((outcome) => {
      order.push("endless");
      return outcome;
    });
    assert.equal(models(await run("net.py").outcome), 1);
    order.push("net");
    assert.deepEqual(await endless, { kind: "stopped", by: "time", after: "5 s" });
    assert.deepEqual(order, ["net", "endless"]);
  });

  describe("of threads that load at once", function () {
    // A task that is never ended is one failed test, not a run that hangs.
    this.timeout(10_000);
    let quick = "";
    before(async () => {
      quick = await buildServer("test/support/quick-thread.ts");
    });
    // What must not happen would have happened long before the endless task is ended.
    const startQuick = (limits: Partial<PoolLimits>): void => {
      const deadline = { ...POOL_LIMITS.deadline, analyse: 10 * POOL_LIMITS.patience };
      pool = new WorkerPool(quick, { ...POOL_LIMITS, memory: Infinity, deadline, ...limits });
    };

    it("starts no more than it may, whatever waits", async () => {
      startQuick({ threads: 1 });
      const order: string[] = [];
      const keep = (name: string) => (): void => void order.push(name);
      await Promise.all(["endless.py", "net.py"].map((name) => run(name).outcome.then(keep(name))));
      assert.deepEqual(order, ["endless.py", "net.py"]);
    });

    it("ends one beyond the first that has had nothing to do", async () => {
      const started: Worker[] = [];
      const note = (worker: Worker): void => void started.push(worker);
      process.on("worker", note);
      startQuick({ threads: 2, quiet: 10 });
      const endless = run("endless.py").outcome.then(() => "the endless task is ended");
      await run("net.py").outcome;
      process.off("worker", note);
      const [, second] = started;
      assert.ok(second);
      const ended = once(second, "exit").then(() => "the second thread is ended");
      assert.equal(await Promise.race([endless, ended]), "the second thread is ended");
    });

    it("ends none that works as one that had nothing to do, and none for memory while there is enough", async () => {
      const analyse = 4 * MEMORY_INTERVAL;
      startQuick({ threads: 2, patience: 10, quiet: 10, memory: 1e6, deadline: { ...POOL_LIMITS.deadline, analyse } });
      const outcomes = await Promise.all(["endless.py", "endless.py"].map((name) => run(name).outcome));
      const late = { kind: "stopped", by: "time", after: `${analyse / 1_000} s` };
      assert.deepEqual(outcomes, [late, late]);
    });

    it("gives each task its whole time, whatever the thread did before", async () => {
      startQuick({ threads: 1, deadline: { ...POOL_LIMITS.deadline, analyse: 500 } });
      await run("net.py").outcome;
      await setTimeout(200);
      const begun = performance.now();
      await run("endless.py").outcome;
      const took = performance.now() - begun;
      assert.ok(took >= 490, `ended after ${took} ms`);
    });
  });

  it("starts none once it is stopped", async () => {
    // Threads are numbered in the order in which they start.
    const next = async (): Promise<number> => {
      const worker = new Worker("", { eval: true });
      const { threadId } = worker;
      await worker.terminate();
      return threadId;
    };
    const before = await next();
    start();
    assert.equal(models(await run("net.py").outcome), 1);
    await pool.stop();
    assert.equal((await next()) - before, 2);
  });

  it("gives what reads or learns from many recordings minutes, and what an editor waits for seconds", () => {
    for (const [kind, ms] of Object.entries(POOL_LIMITS.deadline))
      assert.equal(ms >= 60_000, ["import", "retrain", "rollBack"].includes(kind), `${kind}: ${ms} ms`);
  });

  it("goes on where every thread hung", async () => {
    start({ threads: 2 });
    const names = ["endless.py", "endless.py", "endless.py", "net.py"];
    const outcomes = await Promise.all(names.map((name) => run(name).outcome));
    assert.deepEqual(outcomes.map(models), ["stopped", "stopped", "stopped", 1]);
    assert.equal(models(await run("net.py").outcome), 1);
  });

  it("ends what takes too much memory, alone", async () => {
    // This process itself takes an unknown part of it.
    const memory = Math.round(process.memoryUsage.rss() / 1_000_000) + 200;
    start({ memory });
    const hoarding = run("hoarding.py").outcome;
    assert.equal(models(await run("net.py").outcome), 1);
    assert.deepEqual(await hoarding, { kind: "stopped", by: "memory", after: `${memory} MB` });
    assert.equal(models(await run("net.py").outcome), 1);
  });

  it("has a new thread where one fails", async () => {
    start();
    const outcome = await run("crashing.py").outcome;
    assert.ok(outcome.kind === "failed");
    assert.equal(models(await run("net.py").outcome), 1);
  });

  it("ends what is no longer wanted, also where it does not listen", async () => {
    start();
    assert.equal(models(await run("net.py").outcome), 1);
    const endless = run("endless.py");
    const waiting = run("net.py");
    endless.cancel();
    waiting.cancel();
    assert.deepEqual(await waiting.outcome, { kind: "cancelled" });
    assert.deepEqual(await endless.outcome, { kind: "cancelled" });
    assert.equal(models(await run("net.py").outcome), 1);
  });

  it("renews predictors without ending a task", async () => {
    start();
    const running = run("net.py");
    pool.renew();
    assert.equal(models(await running.outcome), 1);
    const asked = await run("renewals.py").outcome;
    assert.ok(asked.kind === "failed");
    assert.match(String(asked.error), /1 renewals/);
  });

  it("says so where its threads cannot load", async () => {
    const broken = `${script}.broken.js`;
    fs.writeFileSync(broken, `throw new Error("no parser");`);
    pool = new WorkerPool(broken);
    const outcome = await run("net.py").outcome;
    assert.ok(outcome.kind === "failed");
    assert.match(String(outcome.error), /no parser/);
  }).timeout(10_000);
});
