import * as assert from "node:assert/strict";
import * as vscode from "vscode";
import { closeEditors, modelLens, open, replace, until } from "./support";

describe("the list of the workspace's models", () => {
  afterEach(closeEditors);

  const listed = async (): Promise<readonly string[]> =>
    vscode.commands.executeCommand<readonly string[]>("latencyLens.refreshModels");

  it("has the models of files that nobody opened, the slowest first", async () => {
    const names = await listed();
    for (const name of ["resnet50", "vgg16", "tiny"]) assert.ok(names.includes(name), `${name} of ${names.join(", ")}`);
    // Measured on the AGX: 37 ms, 20 ms; `tiny` has one convolution.
    assert.deepEqual(
      names.filter((name) => ["resnet50", "vgg16", "tiny"].includes(name)),
      ["vgg16", "resnet50", "tiny"],
    );
  });

  it("is sorted by file where one asks for it", async () => {
    await vscode.commands.executeCommand("latencyLens.sortModelsByFile");
    try {
      const names = await listed();
      assert.deepEqual(
        names.filter((name) => ["resnet50", "vgg16", "tiny"].includes(name)),
        ["resnet50", "tiny", "vgg16"],
      );
    } finally {
      await vscode.commands.executeCommand("latencyLens.sortModelsByTime");
    }
  });

  it("has what is typed and not saved", async () => {
    const document = await open("tiny.py");
    await modelLens(document);
    await replace(document, "def tiny", "def renamed");
    await until("the new name", async () => ((await listed()).includes("renamed") ? true : undefined));
  });
});
