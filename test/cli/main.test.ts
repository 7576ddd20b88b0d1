/** The program as a shell starts it. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { buildServer } from "../support/server-process";

describe("latency-lens in a pipe", () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "latency-lens-pipe-"));
  let program = "";
  before(async () => {
    program = await buildServer("cli/main.ts", `cli-${process.pid}`);
  });
  after(() => {
    fs.rmSync(folder, { recursive: true, force: true });
  });

  it("ends well and in silence where nobody reads on, as behind “| head -1”", async () => {
    const file = path.join(folder, "net.py");
    fs.writeFileSync(file, "import keras\nmodel = keras.Sequential([keras.Input((8,)), keras.layers.Dense(2)])\n");
    const argv = [program, "estimate", file, "--store", path.join(folder, "store")];
    const running = spawn(process.execPath, argv, { stdio: ["ignore", "pipe", "pipe"] });
    let errors = "";
    running.stderr.on("data", (text: Buffer) => (errors += text.toString()));
    running.stdout.destroy();
    const [status] = (await once(running, "close")) as [number | null];
    assert.deepEqual({ status, errors }, { status: 0, errors: "" });
  });
});
