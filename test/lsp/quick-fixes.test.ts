import assert from "node:assert/strict";
import * as path from "node:path";
import { CodeActionTriggerKind } from "vscode-languageserver";
import type { CodeAction } from "vscode-languageserver";
import { LIMITS } from "../../server/src/eval/limits";
import { loadDevices } from "../../server/src/node/environment";
import { loadParsers } from "../../server/src/node/grammars";
import type { Background } from "../../server/src/lsp/background";
import { Here } from "../support/here";
import { LanguageClient } from "../support/language-client";
import { ROOT } from "../support/paths";
import { DEVICES } from "../support/report";

const URI = "file:///net.py";
const LINE = 'model = Sequential([Input((8, 8, 3)), layers.Conv2D(8, 3, padding="smae")])';
const WIDE = `from keras import Input, Sequential, layers
model = Sequential([Input((56, 56, 512)), layers.Conv2D(512, 3)])
`;
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

  it("offer nothing that was tried on a text that has changed meanwhile", async () => {
    const environment = {
      parsers: await loadParsers(path.join(__dirname, "..", "wasm")),
      devices: loadDevices(path.join(ROOT, "predictors"), null),
      limits: LIMITS,
      now: () => performance.now(),
    };
    const here = new Here(environment, null);
    let tried: () => void = () => undefined;
    const isTried = new Promise<void>((resolve) => (tried = resolve));
    let go: () => void = () => undefined;
    const mayGo = new Promise<void>((resolve) => (go = resolve));
    const background: Background = {
      run: (kind, task) => {
        const running = here.run(kind, task);
        if (kind !== "improve") return running;
        tried();
        return { ...running, outcome: mayGo.then(() => running.outcome) };
      },
      renew: () => undefined,
    };
    const client = await LanguageClient.start(environment, {}, background);
    await client.open(URI, WIDE);
    const position = { line: 1, character: 40 };
    const offered = client.connection.sendRequest<CodeAction[]>("textDocument/codeAction", {
      textDocument: { uri: URI },
      range: { start: position, end: position },
      context: { diagnostics: [], triggerKind: CodeActionTriggerKind.Invoked },
    });
    await isTried;
    await client.edit(URI, { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } }, "# edited\n");
    // Behind the edit, which is answered by nothing.
    await client.lenses(URI);
    go();
    assert.deepEqual(await offered, []);
    await client.stop();
  });

  it("try what would be faster for an author who asks, and not for a caret that moves", async () => {
    const folder = path.join(__dirname, "..");
    const client = await LanguageClient.start({
      parsers: await loadParsers(path.join(folder, "wasm")),
      devices: loadDevices(path.join(ROOT, "predictors"), null),
      limits: LIMITS,
      now: () => performance.now(),
    });
    await client.open(URI, WIDE);
    const ask = (triggerKind: CodeActionTriggerKind, only?: readonly string[]): Promise<CodeAction[]> => {
      const position = { line: 1, character: 40 };
      return client.connection.sendRequest<CodeAction[]>("textDocument/codeAction", {
        textDocument: { uri: URI },
        range: { start: position, end: position },
        context: { diagnostics: [], triggerKind, ...(only === undefined ? {} : { only }) },
      });
    };
    assert.deepEqual(await ask(CodeActionTriggerKind.Automatic), []);
    assert.deepEqual(await ask(CodeActionTriggerKind.Invoked, ["refactor"]), []);
    const offered = await ask(CodeActionTriggerKind.Invoked, ["quickfix"]);
    const separable = offered.find(({ title }) => title.startsWith("Replace by SeparableConv2D (AGX "));
    assert.ok(separable, JSON.stringify(offered.map(({ title }) => title)));
    assert.equal(separable.isPreferred, undefined);
    const character = WIDE.split("\n")[1]?.lastIndexOf("Conv2D(512, 3)") ?? -1;
    const range = { start: { line: 1, character }, end: { line: 1, character: character + "Conv2D".length } };
    assert.deepEqual(separable.edit, { changes: { [URI]: [{ range, newText: "SeparableConv2D" }] } });
    await client.stop();
  });
});
