import * as assert from "node:assert/strict";
import * as vscode from "vscode";
import { closeEditors, diagnostic, modelLens, open, positionOf, replace, until } from "./support";

describe("quick fixes", () => {
  afterEach(closeEditors);

  async function offered(document: vscode.TextDocument, at: string): Promise<readonly vscode.CodeAction[]> {
    const position = positionOf(document, at);
    return vscode.commands.executeCommand<vscode.CodeAction[]>(
      "vscode.executeCodeActionProvider",
      document.uri,
      new vscode.Range(position, position),
    );
  }

  for (const [at, title] of [
    ['layers.Conv2D(300, 3, padding="same"', /^Replace by SeparableConv2D \(AGX [\d.]+ → [\d.]+ ms\)$/],
    ['layers.Conv2D(300, 3, padding="same"', /^Put a 1×1 convolution to 32 channels before it \(AGX /],
    ['layers.Conv2D(300, 3, padding="same"', /^Halve its images with a stride of 2 \(AGX /],
    ["layers.Conv2D(40, 3", /^Make 32 filters of 40 \(AGX /],
    ["layers.Flatten()", /^Replace by GlobalAveragePooling2D \(AGX /],
    ["def improvable", /^Use images of 96×96 \(AGX /],
  ] as const)
    it(`offer ${title.source}, and the changed network has fewer milliseconds and no problem`, async () => {
      const document = await open("improvable.py");
      const before = await modelLens(document);
      const action = await until("the offer", async () =>
        (await offered(document, at)).find((one) => title.test(one.title)),
      );
      assert.ok(action.edit !== undefined && (await vscode.workspace.applyEdit(action.edit)));
      const promised = /→ ([\d.]+) ms/.exec(action.title)?.[1] ?? "";
      await until("the promised figure", async () => {
        const { title: after } = await modelLens(document);
        assert.ok(after.includes(`AGX ${promised} ms`), `${after} of ${promised}, from ${before.title}`);
        return true;
      });
    });

  it("write the word that was meant", async () => {
    const document = await open("tiny.py");
    await modelLens(document);
    await replace(document, 'padding="same"', 'padding="smae"');
    await diagnostic(document, /padding must be one of/);
    const action = await until("the offer", async () =>
      (await offered(document, "smae")).find((one) => one.title === "Change to 'same'"),
    );
    assert.ok(action.edit !== undefined && (await vscode.workspace.applyEdit(action.edit)));
    await modelLens(document);
  });
});
