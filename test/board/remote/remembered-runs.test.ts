import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { AGGREGATE_FEATURES } from "../../../predictors/src/predictor";
import { NOBODY, RememberedRuns } from "../../../server/src/board/remote/remembered-runs";
import type { RememberedRun } from "../../../server/src/board/remote/remembered-runs";

const RUN: RememberedRun = {
  format: "latency-lens-run",
  version: 1,
  id: "0123456789abcdef",
  address: { name: "tx2", host: "tx2", port: null, python: null, sudo: false, config: null },
  follower: NOBODY,
  startedAt: "2026-01-02T03:04:05.000Z",
  before: {
    model: null,
    release: null,
    mode: { name: "MAXN", id: 0 },
    clock: null,
    memory: null,
    disk: null,
    cuda: null,
    nvprof: "/usr/local/cuda/bin/nvprof",
    nsys: null,
    python: "Python 3.6.9",
    tensorflow: "1.15.0",
  },
  network: {
    recorded: { model: "net", convolutions: 1, depthwise: 0, products: 1, hasTransposed: false, inputBytes: 768 },
    features: {
      inputWidth: 8,
      aggregate: Object.fromEntries(AGGREGATE_FEATURES.map((name) => [name, 1])),
      kernels: [],
    },
  },
  predicted: { tx2: { ms: 2, low: 1, high: null } },
};

describe("runs that are on a board", () => {
  let store = "";
  beforeEach(() => {
    store = fs.mkdtempSync(path.join(os.tmpdir(), "latency-lens-store-"));
  });
  afterEach(() => {
    fs.rmSync(store, { recursive: true, force: true });
  });

  it("are remembered until nothing of them is left", () => {
    const runs = new RememberedRuns(store);
    runs.remember(RUN);
    assert.deepEqual(new RememberedRuns(store).all(), [RUN]);
    runs.forget(RUN.id);
    assert.deepEqual(runs.all(), []);
    assert.deepEqual(fs.readdirSync(path.join(store, "runs")), []);
  });
  it("are left where their program has ended, and where it gave them up", () => {
    const runs = new RememberedRuns(store);
    const ended = spawnSync(process.execPath, ["-e", ""]).pid;
    const ids = ["1", "2", "3", "4"].map((digit) => digit.repeat(16));
    [ended, NOBODY, process.pid, process.ppid].forEach((follower, i) => {
      runs.remember({ ...RUN, id: ids[i] ?? "", follower });
    });
    assert.deepEqual(
      runs.left().map(({ id }) => id),
      [ids[0], ids[1]],
    );
  });
  it("are none where a file is damaged or names a folder of its own", () => {
    const folder = path.join(store, "runs");
    fs.mkdirSync(folder);
    fs.writeFileSync(path.join(folder, "torn.json"), JSON.stringify(RUN).slice(0, 100));
    fs.writeFileSync(path.join(folder, "other.json"), JSON.stringify({ ...RUN, id: "../../etc" }));
    fs.writeFileSync(
      path.join(folder, "option.json"),
      JSON.stringify({ ...RUN, address: { ...RUN.address, host: "-oX=y" } }),
    );
    assert.deepEqual(new RememberedRuns(store).all(), []);
  });
  it("lose what a program was writing when it ended", () => {
    const folder = path.join(store, "runs");
    fs.mkdirSync(folder);
    const ended = spawnSync(process.execPath, ["-e", ""]).pid;
    for (const writer of [ended, process.pid])
      fs.writeFileSync(path.join(folder, `${RUN.id}.json.${writer}.part`), "{");
    new RememberedRuns(store).left();
    assert.deepEqual(fs.readdirSync(folder), [`${RUN.id}.json.${process.pid}.part`]);
  });
});
