/** The server over a project of several files, some open, some on a disk that the test holds in memory. */
import assert from "node:assert/strict";
import * as path from "node:path";
import { LIMITS } from "../../server/src/eval/limits";
import type { AnalysisEnvironment } from "../../server/src/analysis/analysis";
import { ProjectModules } from "../../server/src/project/modules";
import { loadParsers } from "../../server/src/node/grammars";
import { parsePython } from "../../server/src/syntax/python";
import { LanguageClient } from "../support/language-client";
import { MemoryFiles } from "../support/memory-files";
import { DEVICES } from "../support/report";

const MAIN = "file:///code/app/main.py";
const CONFIG = "file:///code/config.py";

const SOURCE = [
  "from tensorflow.keras import Input, layers, Model",
  "from config import UNITS",
  "i = Input((4,))",
  "x = layers.Dense(UNITS)(i)",
  "net = Model(i, x)",
  "",
].join("\n");

const START = { line: 0, character: 0 };

describe("workspace", () => {
  let client: LanguageClient;
  let disk: Map<string, string | null>;

  async function start(folders: readonly string[]): Promise<void> {
    disk = new Map([[CONFIG, "UNITS = 3\n"]]);
    const parsers = await loadParsers(path.join(__dirname, "..", "wasm"));
    const environment: AnalysisEnvironment = {
      parsers,
      devices: DEVICES.map((info) => ({ info, predictors: [] })),
      limits: LIMITS,
      now: () => performance.now(),
      modules: new ProjectModules(new MemoryFiles(disk), (text) => parsePython(parsers, text)),
    };
    client = await LanguageClient.start(environment, {}, null, folders);
  }

  afterEach(async () => {
    assert.deepEqual(client.log, []);
    await client.stop();
  });

  /** Units of the dense layer as its hint shows them, once the server has come to rest. */
  async function units(uri = MAIN): Promise<string | undefined> {
    return (await client.hints(uri)).map((label) => label.split(" · ")[1]).at(-1);
  }

  /** What the server tells about the document once an analysis has followed `action`. */
  async function after(action: () => Promise<void>): Promise<string | undefined> {
    const analysed = client.nextAnalysis(MAIN);
    await action();
    await analysed;
    return units();
  }

  /** Settings that are read meanwhile show what was there before once more; what never comes ends with the test's time. */
  async function becomes(expected: string): Promise<void> {
    for (;;) {
      const analysed = client.nextAnalysis(MAIN);
      if ((await units()) === expected) return;
      await analysed;
    }
  }

  for (const end of ["", "/"])
    it(`finds modules in its folders, file:///code${end} and another one`, async () => {
      await start([`file:///code${end}`, `file:///shared${end}`]);
      disk.delete(CONFIG);
      disk.set("file:///shared/config.py", "UNITS = 6\n");
      await client.open(MAIN, SOURCE);
      assert.equal(await units(), "6");
    });

  it("finds modules of a document outside its folders above the document", async () => {
    await start(["file:///elsewhere/"]);
    await client.open(MAIN, SOURCE);
    assert.equal(await units(), "3");
  });

  it("reads an open document in place of its file, as it is typed and closed", async () => {
    await start(["file:///code"]);
    await client.open(MAIN, SOURCE);
    assert.equal(await units(), "3");
    assert.equal(await after(() => client.open(CONFIG, "UNITS = 5\n")), "5");
    const digit = { start: { line: 0, character: 8 }, end: { line: 0, character: 9 } };
    assert.equal(await after(() => client.edit(CONFIG, digit, "7")), "7");
    assert.equal(await after(() => client.close(CONFIG)), "3");
  });

  it("follows changes on disk: of an imported file, and of one that was missing", async () => {
    await start(["file:///code"]);
    disk.delete(CONFIG);
    await client.open(MAIN, SOURCE);
    assert.equal(await units(), "?");
    disk.set(CONFIG, "UNITS = 4\n");
    assert.equal(await after(() => client.touch(CONFIG)), "4");
    disk.set(CONFIG, "UNITS = 6\n");
    assert.equal(await after(() => client.touch(CONFIG, "file:///code/other.py")), "6");
  });

  it("looks in folders that join, and no longer in those that leave", async () => {
    await start(["file:///code/app"]);
    await client.open(MAIN, SOURCE);
    assert.equal(await units(), "?");
    await client.moveFolders(["file:///code"], []);
    await becomes("3");
    await client.moveFolders([], ["file:///code"]);
    await becomes("?");
  });

  it("analyses a file that imports a framework only by way of another", async () => {
    await start(["file:///code"]);
    disk.set("file:///code/app/nets.py", SOURCE);
    disk.set("file:///code/app/plain.py", "import config\n");
    await client.open(MAIN, "from nets import net\n");
    assert.match((await client.lenses(MAIN))[0] ?? "", /15 params/);
    await client.open("file:///code/app/other.py", "from plain import net\n");
    assert.deepEqual(await client.lenses("file:///code/app/other.py"), []);
  });

  it("shows a problem of another file at the call that leads there, and there once it is open", async () => {
    await start(["file:///code"]);
    disk.set(
      "file:///code/app/nets.py",
      "from tensorflow.keras.layers import *\ndef block(x):\n  return Conv2D(4, 99)(x)\n",
    );
    const source =
      "from tensorflow.keras import Input, Model\nfrom nets import block\ni = Input((8, 8, 3))\nnet = Model(i, block(i))\n";
    await client.open(MAIN, source);
    const messages = await client.problems(MAIN, (found) => found.length > 0);
    assert.match(messages[0] ?? "", /99/);
    await client.edit(MAIN, { start: START, end: START }, "\n");
    assert.deepEqual(await client.problems(MAIN, (found) => found.length > 0), messages);
  });
});
