import * as assert from "node:assert/strict";
import * as vscode from "vscode";
import { closeEditors, hintAt, modelLens, open, replace, serverProcesses, until } from "./support";

describe("a server that hangs", function () {
  before(function () {
    // It is stopped by a signal that Windows does not have.
    if (process.platform === "win32") this.skip();
  });
  afterEach(closeEditors);

  it("is replaced by the command", async () => {
    await modelLens(await open("tiny.py"));
    const hung = serverProcess();
    process.kill(hung, "SIGSTOP");
    await vscode.commands.executeCommand("latencyLens.restart");
    const document = await open("tiny.py");
    assert.match((await modelLens(document)).title, /AGX/);
    assert.notEqual(serverProcess(), hung);
  });
});

describe("a server that is killed", function () {
  before(function () {
    // Its process is found with ps.
    if (process.platform === "win32") this.skip();
  });
  afterEach(closeEditors);

  it("is started again, and the estimates come back by themselves, of what was typed meanwhile too", async () => {
    const document = await open("tiny.py");
    const before = await modelLens(document);
    const killed = serverProcess();
    process.kill(killed, "SIGKILL");
    await replace(document, "layers.Conv2D(64, 3", "layers.Conv2D(96, 3");
    await until("another server process", () => (serverProcesses().some((id) => id !== killed) ? true : undefined));
    const after = await modelLens(document);
    assert.notEqual(after.title, before.title);
    await hintAt(document, 'name="stem"', /^[\d.]+ ms · 32×32×96$/);
  });

  it("answers commands afterwards", async () => {
    const document = await open("tiny.py");
    await modelLens(document);
    const answer = await vscode.commands.executeCommand<{ rows: number } | undefined>("latencyLens.compare");
    assert.equal(answer?.rows, 5);
  });
});

function serverProcess(): number {
  const [found, ...others] = serverProcesses();
  assert.ok(found, "the extension host has no server process");
  assert.deepEqual(others, []);
  return found;
}
