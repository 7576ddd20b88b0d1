import * as assert from "node:assert/strict";
import * as vscode from "vscode";
import { closeEditors, hintAt, hoverAt, modelLens, open } from "./support";

describe("a workspace that is not trusted", () => {
  afterEach(closeEditors);

  it("is one here: VS Code trusts it not", () => {
    assert.equal(vscode.workspace.isTrusted, false);
  });

  it("Keras: lens, hint and hover as anywhere", async () => {
    const document = await open("resnet50.py");
    const lens = await modelLens(document);
    assert.match(lens.title, /^AGX \d+ ms .* · TX2 \d+ ms .* · 25\.6 M params$/);
    await hintAt(document, 'layers.Conv2D(64, 7, strides=2, name="conv1")', /^[\d.]+ ms · 112×112×64$/);
    const text = await hoverAt(document, 'layers.Conv2D(64, 7, strides=2, name="conv1")', 9, /Conv2D/);
    assert.match(text, /\| time \| [\d.]+ ms \| [\d.]+ ms \|/);
  });

  it("runs nothing on a board", async () => {
    await modelLens(await open("resnet50.py"));
    const answer: unknown = await vscode.commands.executeCommand("latencyLens.profileOnBoard", undefined, "lab");
    assert.deepEqual(answer, { kind: "refused", why: "Boards are off in a workspace that is not trusted." });
  });

  it("TensorFlow.js: lens and hover as anywhere", async () => {
    const document = await open("digits.js");
    const lens = await modelLens(document);
    assert.match(lens.title, /^AGX .+ · TX2 .+ · 105 k params$/);
    await hoverAt(document, "tf.layers.dense({ units: 128", 11, /^\*\*Dense\*\* .*100 k params/);
  });
});
