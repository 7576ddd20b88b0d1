import * as assert from "node:assert/strict";
import * as vscode from "vscode";
import { COMPARE_TOOL, ESTIMATE_TOOL } from "../../protocol/tools";
import { closeEditors, modelLens, open } from "./support";

interface Tools {
  readonly tools: readonly { readonly name: string }[];
  invokeTool(name: string, call: object): Promise<{ readonly content: readonly { readonly value: string }[] }>;
}

describe("tools of assistants", () => {
  // VS Code has them from 1.95 on; the types here are those of an older one.
  const lm = vscode.lm as unknown as Partial<Tools>;
  before(function () {
    if (lm.invokeTool === undefined) this.skip();
  });
  after(closeEditors);

  const ask = async (name: string, input: object): Promise<string> => {
    const result = await lm.invokeTool?.(name, { input, toolInvocationToken: undefined });
    return result?.content.map(({ value }) => value).join("") ?? "";
  };

  it("are offered", () => {
    const names = lm.tools?.map(({ name }) => name) ?? [];
    for (const name of [ESTIMATE_TOOL, COMPARE_TOOL]) assert.ok(names.includes(name), `${name} of ${names.join(", ")}`);
  });

  it("answer with the figures of the lens, for a file of the workspace that is named by its path in it", async () => {
    const { title } = await modelLens(await open("tiny.py"));
    const total = /AGX [^(·]+/.exec(title)?.[0].trim() ?? "";
    assert.match(total, /^AGX .* ms$/);
    const text = await ask(ESTIMATE_TOOL, { file: "tiny.py" });
    assert.ok(text.includes(total.replace("AGX ", "AGX  ")), `${total} in ${text}`);
  });

  it("say what an edit would change", async () => {
    const source = (await open("tiny.py")).getText().replace("layers.Conv2D(64, 3", "layers.Conv2D(512, 3");
    const text = await ask(COMPARE_TOOL, { before: { file: "tiny.py" }, after: { file: "tiny.py", source } });
    assert.match(text, /32×32×64 → 32×32×512/);
  });

  it("say what to give where nothing can be answered", async () => {
    await assert.rejects(ask(ESTIMATE_TOOL, { file: "not-there.py" }), /not-there\.py cannot be read/);
  });
});
