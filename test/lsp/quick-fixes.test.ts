import assert from "node:assert/strict";
import * as path from "node:path";
import type { CodeAction } from "vscode-languageserver";
import { LIMITS } from "../../server/src/eval/limits";
import { loadParsers } from "../../server/src/node/grammars";
import { LanguageClient } from "../support/language-client";
import { DEVICES } from "../support/report";

const URI = "file:///net.py";
const LINE = 'model = Sequential([Input((8, 8, 3)), layers.Conv2D(8, 3, padding="smae")])';
const SOURCE = `from keras import Input, Sequential, layers\n${LINE}\n`;

describe("quick fixes over the protocol", () => {
  it("replace exactly the misspelt word, and belong to its problem", async () => {
    const client = await LanguageClient.start({
      parsers: await loadParsers(path.join(__dirname, "..", "wasm")),
      devices: DEVICES.map((info) => ({ info, predictors: [] })),
      limits: LIMITS,
      now: () => performance.now(),
    });
    await client.open(URI, SOURCE);
    const character = LINE.indexOf("smae");
    const ask = (at: number): Promise<CodeAction[]> => {
      const position = { line: 1, character: at };
      return client.connection.sendRequest<CodeAction[]>("textDocument/codeAction", {
        textDocument: { uri: URI },
        range: { start: position, end: position },
        context: { diagnostics: [] },
      });
    };
    const [action, ...others] = await ask(character);
    assert.deepEqual(others, []);
    assert.ok(action !== undefined);
    assert.equal(action.title, "Change to 'same'");
    assert.equal(action.kind, "quickfix");
    const range = { start: { line: 1, character }, end: { line: 1, character: character + 4 } };
    assert.deepEqual(action.edit, { changes: { [URI]: [{ range, newText: "same" }] } });
    assert.match(JSON.stringify(action.diagnostics), /padding must be one of valid, same, not \\"smae\\"/);
    assert.deepEqual(await ask(3), []);
    await client.stop();
  });
});
