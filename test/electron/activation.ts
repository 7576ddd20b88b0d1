import * as assert from "node:assert/strict";
import * as vscode from "vscode";
import { closeEditors, extension, lenses, modelLens, open, serverProcesses, until } from "./support";

describe("activation", () => {
  after(closeEditors);

  it("starts no server for a file that has nothing to do with a network", async () => {
    await open("plain.py");
    await until("activation", () => extension().isActive || undefined);
    // Found with ps, which Windows does not have.
    if (process.platform !== "win32") assert.deepEqual(serverProcesses(), []);
  });

  it("happens on a file that uses Keras", async () => {
    const document = await open("tiny.py");
    assert.equal(document.languageId, "python");
    await until("activation", () => extension().isActive || undefined);
    await modelLens(document);
  });

  it("shows nothing in a Python file without a network", async () => {
    const network = await open("tiny.py");
    const plain = await open("plain.py");
    // The answer for the other file proves that the server is awake while it says nothing here.
    await modelLens(network);
    assert.deepEqual(await lenses(plain), []);
    assert.deepEqual(vscode.languages.getDiagnostics(plain.uri), []);
  });

  it("registers every command that package.json declares", async () => {
    const manifest = extension().packageJSON as { contributes: { commands: { command: string }[] } };
    const declared = manifest.contributes.commands.map(({ command }) => command);
    assert.ok(declared.includes("latencyLens.compare"), `declared: ${declared.join(", ")}`);
    const registered = new Set(await vscode.commands.getCommands(true));
    assert.deepEqual(
      declared.filter((command) => !registered.has(command)),
      [],
    );
  });
});
