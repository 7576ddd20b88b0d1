import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { readRows } from "../../server/src/board/row";
import { Store } from "../../server/src/node/store";
import { captured } from "../support/command-line";
import type { Run } from "../support/command-line";
import { ROOT } from "../support/paths";
import { TestBoard, whyNoBoard } from "../support/board/test-board";

/** The bundle of this test lies in a folder of the one that holds `wasm/`, `models/` and `board/`. */
const RESOURCES = path.resolve(__dirname, "..");

const NET = `from tensorflow import keras
from tensorflow.keras import layers

def net(input_shape=(64, 64, 3)):
    x = image = keras.Input(input_shape)
    for _ in range(3):
        x = layers.Conv2D(32, 3, activation="relu")(x)
    return keras.Model(image, layers.Dense(10)(layers.GlobalAveragePooling2D()(x)), name="$(touch pwned); '../../x")
`;

const UNWRITABLE = `from tensorflow import keras
import tensorflow as tf

def net(input_shape=(64, 64, 3)):
    image = keras.Input(input_shape)
    return keras.Model(image, tf.image.resize(keras.layers.Conv2D(4, 3)(image), (32, 32)))
`;

describe("latency-lens board", () => {
  let folder = "";
  let board: TestBoard;
  before(function () {
    const why = whyNoBoard();
    if (why !== null) {
      console.log(`      skipped: ${why}`);
      this.skip();
    }
  });
  beforeEach(async () => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "latency-lens-"));
    fs.writeFileSync(inFolder("net.py"), NET);
    board = await TestBoard.start();
    board.truth = 1.5;
    assert.equal((await run("add", "lab", "board", "--ssh-config", board.address.config ?? "")).status, 0);
  });
  afterEach(async () => {
    await board.end();
    fs.rmSync(folder, { recursive: true, force: true });
  });

  const inFolder = (name: string): string => path.join(folder, name);
  const run = (...argv: string[]): Promise<Run> =>
    captured(["board", ...argv, "--store", inFolder("store")], RESOURCES);
  const rows = () => readRows(new Store(inFolder("store"))).rows;
  const nothingIsLeft = (): void => {
    assert.deepEqual([board.left(), board.processes()], [[], []]);
    const runs = inFolder("store/runs");
    assert.deepEqual(fs.existsSync(runs) ? fs.readdirSync(runs) : [], []);
  };

  it("lists what was added, and forgets what is removed", async () => {
    await run("add", "second", "nvidia@tx2", "--port", "2222", "--python", "/opt/py/bin/python3", "--sudo");
    assert.equal(
      (await run("list")).out,
      "lab · board\nsecond · nvidia@tx2 · port 2222 · /opt/py/bin/python3 · sudo\n",
    );
    await run("remove", "lab");
    assert.match((await run("list")).out, /^second · /);
    const { status, errors } = await run("remove", "lab");
    assert.deepEqual([status, errors], [1, "latency-lens: there is no board lab\n"]);
  });

  it("names the boards that there are where one is not", async () => {
    const { status, errors } = await run("probe", "tx2");
    assert.deepEqual([status, errors], [2, "latency-lens: there is no board tx2 (lab)\n"]);
  });

  it("takes no option of ssh for a host, and no control character to the terminal", async () => {
    const { status, errors } = await captured(
      ["board", "add", "--store", inFolder("store"), "--", "x", "-oProxyCommand=touch pwned\u001B[2J"],
      RESOURCES,
    );
    assert.equal(status, 2);
    assert.match(errors, /^latency-lens: x -oProxyCommand=touch pwned\\x1b\[2J: this is no host name/);
  });

  it("says what a board is", async () => {
    const { status, out } = await run("probe", "lab", "--format", "json");
    const { mode, tensorflow, nvprof, warnings } = JSON.parse(out) as Record<string, unknown>;
    assert.deepEqual([status, mode, tensorflow], [0, { name: "MAXN", id: 0 }, "2.15.0"]);
    assert.match(String(nvprof), /^\/.*\/nvprof$/);
    assert.ok(Array.isArray(warnings));
    assert.match(
      (await run("probe", "lab")).out,
      /^lab: .* · MAXN · .*Python 3\.\d+\.\d+ · TensorFlow 2\.15\.0 · nvprof\n/,
    );
  });

  it("says why a board cannot be asked", async () => {
    await board.stop();
    const { status, errors } = await run("probe", "lab");
    await board.startAgain();
    assert.equal(status, 1);
    assert.match(errors, /^latency-lens: board does not answer \(/);
  });

  it("measures a network, and stores what it took with the state of the board", async () => {
    const keep = inFolder("trace.sqlite");
    const { status, out, errors } = await run("profile", "lab", inFolder("net.py"), "--confirm", "--keep", keep);
    assert.equal(status, 0, errors);
    assert.match(
      out,
      /^net on Jetson TX2 · measured 1\.5 ms · predicted [\d.]+ ms .*\n {2}mean of 100 runs of \d+ kernels/,
    );
    assert.match(out, /\n {2}MAXN · .*TensorFlow 2\.15\.0 · Python 3.* · wall clock [\d.]+ ms\n {2}stored; /);
    const [row] = rows();
    assert.ok(row !== undefined && Math.abs(row.ms / 1.5 - 1) < 1e-3);
    assert.equal(row.conditions?.mode, "MAXN");
    assert.equal(fs.readFileSync(keep, "latin1").slice(0, 15), "SQLite format 3");
    nothingIsLeft();
    assert.deepEqual(
      fs.readdirSync(board.home).filter((name) => name.includes("pwned")),
      [],
    );
  });

  it("does not store what is far from the prediction, unless told so", async () => {
    board.truth = 400;
    const { status, out } = await run("profile", "lab", inFolder("net.py"));
    assert.equal(status, 1);
    assert.match(out, /not stored: it is \d+× of the prediction.* measure it again with --confirm/);
    assert.deepEqual(rows(), []);
    nothingIsLeft();
  });

  it("measures several networks at several sizes on two boards at once, and goes on where it was ended", async () => {
    await run("add", "other", "board", "--ssh-config", board.address.config ?? "");
    fs.writeFileSync(inFolder("second.py"), NET.replace("32, 3,", "16, 5,").replace("def net", "def second"));
    board.truth = 0.8;
    const bench = (...files: string[]): Promise<Run> => run("bench", "lab,other", ...files, "--sizes", "64,96");
    const first = await bench(inFolder("net.py"));
    assert.equal(first.status, 0, first.errors);
    assert.match(first.out, /^lab: net on Jetson TX2 · measured 0\.80 ms · predicted /m);
    assert.match(first.out, /^other: 2 measured, 0 not, 0 were done before$/m);
    const second = await bench(inFolder("net.py"), inFolder("second.py"));
    assert.match(second.out, /^lab: 2 measured, 0 not, 2 were done before$/m);
    assert.equal(rows().length, 8);
    assert.deepEqual([...new Set(rows().map(({ model, features }) => `${model} ${features.inputWidth}`))].sort(), [
      "net 64",
      "net 96",
      "second 64",
      "second 96",
    ]);
    nothingIsLeft();
  });

  it("ends a bench where the board cannot do it, and says that once", async () => {
    await run("add", "lab", "board", "--ssh-config", board.address.config ?? "", "--python", "/no/python");
    const { status, out, errors } = await run("bench", "lab", inFolder("net.py"), "--sizes", "64,96");
    assert.deepEqual([status, out], [1, "lab: 0 measured, 0 not, 0 were done before\n"]);
    assert.match(errors, /^lab: net at 64: board has no \/no\/python: add the board with --python/);
    assert.equal((await run("bench", "lab", inFolder("net.py"), "--sizes", "big")).status, 2);
  });

  it("refuses a network that it cannot write, before the board is asked", async () => {
    fs.writeFileSync(inFolder("net.py"), UNWRITABLE);
    const { status, errors } = await run("profile", "lab", inFolder("net.py"));
    assert.equal(status, 1);
    assert.match(
      errors,
      /^latency-lens: not measured: The operation resize \(.*\) has no layer of Keras that does the same/,
    );
    assert.equal(board.calls, 0);
  });

  it("runs nothing that is hidden in the path of Python", async () => {
    await run(
      "add",
      "bad",
      "board",
      "--ssh-config",
      board.address.config ?? "",
      "--python",
      "/x'; touch pwned; echo '",
    );
    const { status, errors } = await run("profile", "bad", inFolder("net.py"));
    assert.equal(status, 1);
    assert.match(errors, /not measured: board has no \/x'; touch pwned/);
    assert.deepEqual(board.left(), []);
  });

  describe("whose program is killed", () => {
    const bundle = (): string => inFolder("dist");

    /** A run that has begun on the board, and nobody follows any more. */
    const killed = async (): Promise<void> => {
      board.write("slow.json", JSON.stringify({ seconds: 0.03 }));
      execFileSync(process.execPath, [path.join(ROOT, "esbuild.mjs"), "--out", bundle()]);
      const argv = ["board", "profile", "lab", inFolder("net.py"), "--confirm", "--store", inFolder("store")];
      const program = spawn(process.execPath, [path.join(bundle(), "cli.js"), ...argv], {
        stdio: ["ignore", "ignore", "pipe"],
      });
      let said = "";
      program.stderr.on("data", (part: Buffer) => {
        said += part.toString();
        if (/warming up|measuring/.test(said)) program.kill("SIGKILL");
      });
      const [, signal] = (await once(program, "exit")) as [number | null, string | null];
      assert.equal(signal, "SIGKILL", said);
      assert.ok(board.processes().length > 0, "nothing runs on the board");
    };

    it("goes on with the run at the next start", async () => {
      await killed();
      const { status, out, errors } = await run("resume", "--confirm");
      assert.equal(status, 0, errors);
      assert.match(out, /^net on Jetson TX2 · measured 1\.5 ms/);
      assert.equal(rows().length, 1);
      nothingIsLeft();
    });

    it("cleans it up in place of that", async () => {
      await killed();
      const { status, out } = await run("clean");
      assert.deepEqual(
        [status, /^a run of net on lab from .*: ended, nothing of it is left\n$/.test(out)],
        [0, true],
        out,
      );
      assert.deepEqual(rows(), []);
      nothingIsLeft();
      assert.match((await run("resume")).out, /^no run was left on a board/);
    });
  });
});
