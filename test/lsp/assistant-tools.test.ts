import assert from "node:assert/strict";
import * as path from "node:path";
import { TOOL_REQUEST } from "../../protocol/requests";
import type { ToolParams, ToolResult } from "../../protocol/requests";
import { loadEnvironment } from "../../server/src/node/environment";
import { LanguageClient } from "../support/language-client";
import { SMALL } from "../support/server-process";

const RESOURCES = path.resolve(__dirname, "..");
const URI = "file:///small.py";

describe("tools of assistants", () => {
  let client: LanguageClient;
  before(async () => {
    client = await LanguageClient.start(await loadEnvironment(RESOURCES));
  });
  after(() => client.stop());

  const ask = (params: ToolParams): Promise<ToolResult> =>
    client.connection.sendRequest<ToolResult>(TOOL_REQUEST, params);
  const state = (text: string): { file: string; uri: string; text: string } => ({ file: "small.py", uri: URI, text });

  it("estimate a text that is open nowhere", async () => {
    const { text, isError } = await ask({ kind: "estimate", state: state(SMALL), inputSize: null });
    assert.equal(isError, false);
    // 8 filters of 3×3×3 and 8 biases.
    assert.match(
      text,
      /^small {2}small\.py:3:5\n {2}AGX {2}.* ms .*\n {7}.* W .*\n {2}TX2 {2}.* ms .*\n[^]*\n {2}5 .* Conv2D .* 224 /m,
    );
  });

  it("estimate it at another size", async () => {
    const other = SMALL.replace("(32, 32, 3)", "(None, None, 3)");
    const { text } = await ask({ kind: "estimate", state: state(other), inputSize: "64x64x3" });
    assert.match(text, / input 64×64×3 · /);
    const bad = await ask({ kind: "estimate", state: state(other), inputSize: "64" });
    assert.deepEqual(bad, {
      isError: true,
      text: "inputSize 64: give height x width x channels, for example 224x224x3",
    });
  });

  it("compare two texts", async () => {
    const after = state(SMALL.replace("Conv2D(8", "Conv2D(512"));
    const { text, isError } = await ask({ kind: "compare", before: state(SMALL), after });
    assert.equal(isError, false);
    assert.match(text, /\n {2}TX2 {2}.* → .*: before is .*faster, /);
    assert.match(text, / Conv2D .* 30×30×8 → 30×30×512 /);
  });
});
