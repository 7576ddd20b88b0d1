import * as assert from "node:assert/strict";
import * as path from "node:path";
import type { CompletionItem } from "vscode-languageserver";
import { INPUT_SIZE_REQUEST, REASONS_REQUEST } from "../../protocol/requests";
import type { InputSizeParams, InputSizeResult, ReasonsParams, ReasonsResult } from "../../protocol/requests";
import { LIMITS } from "../../server/src/eval/limits";
import { loadParsers } from "../../server/src/node/grammars";
import { LanguageClient } from "../support/language-client";
import { DEVICES } from "../support/report";

const URI = "file:///net.py";

const SOURCE = `from keras import Input, Sequential, layers


# latency:
def build(input_shape, depth):
    model = Sequential([Input(input_shape)])
    for _ in range(depth):
        model.add(layers.Conv2D(8, 3))
    return model
`;

describe("latency comments over the protocol", () => {
  let client: LanguageClient;
  beforeEach(async () => {
    client = await LanguageClient.start({
      parsers: await loadParsers(path.join(__dirname, "..", "wasm")),
      devices: DEVICES.map((info) => ({ info, predictors: [] })),
      limits: LIMITS,
      now: () => performance.now(),
    });
  });
  afterEach(() => client.stop());

  it("complete the parameters of the function below", async () => {
    await client.open(URI, SOURCE);
    const position = { line: 3, character: "# latency:".length };
    const items = await client.connection.sendRequest<CompletionItem[]>("textDocument/completion", {
      textDocument: { uri: URI },
      position,
    });
    assert.deepEqual(
      items.map(({ label, textEdit }) => [label, textEdit?.newText]),
      [
        ["input_shape", "input_shape=(224, 224, 3)"],
        ["depth", "depth="],
        ["budget", "budget agx=50ms tx2=50ms"],
      ],
    );
  });

  it("complete nothing elsewhere", async () => {
    await client.open(URI, SOURCE);
    const position = { line: 0, character: 4 };
    const params = { textDocument: { uri: URI }, position };
    assert.deepEqual(await client.connection.sendRequest("textDocument/completion", params), []);
  });

  it("are asked for by lenses on a definition without an estimate, which say why", async () => {
    await client.open(URI, SOURCE);
    assert.deepEqual(await client.lenses(URI), ["no estimate: why?", "Set input size…"]);
    const params: ReasonsParams = { target: { uri: URI, model: "build" } };
    const [reason, ...others] = await client.connection.sendRequest<ReasonsResult>(REASONS_REQUEST, params);
    assert.deepEqual(others, []);
    assert.match(
      reason?.message ?? "",
      /^build needs depth, .* Write “# latency: input_shape=\(224, 224, 3\), depth=…” above it\.$/,
    );
    assert.equal(reason?.location?.range.start.line, 4);
  });

  it("are written for the size that the author gives, after which there is a model", async () => {
    await client.open(URI, SOURCE.replace("# latency:\n", ""));
    const ask = (size: string | null): Promise<InputSizeResult> => {
      const params: InputSizeParams = { target: { uri: URI, model: "build" }, position: null, size };
      return client.connection.sendRequest<InputSizeResult>(INPUT_SIZE_REQUEST, params);
    };
    assert.deepEqual(await ask(null), { kind: "ask", name: "build", value: "224×224×3" });
    assert.deepEqual(await ask("oops"), { kind: "nothing", why: "the size has to be height × width × channels." });
    const answer = await ask("32×32×3");
    assert.ok(answer.kind === "edit");
    const [edit, ...others] = answer.edits;
    assert.ok(edit !== undefined && others.length === 0);
    assert.equal(edit.text, "# latency: input_shape=(32, 32, 3), depth=…\n");
    assert.deepEqual(answer.caret?.start, { line: 3, character: edit.text.indexOf("…") });
    await client.edit(URI, edit.range, edit.text.replace("…", "2"));
    assert.match((await client.lenses(URI))[0] ?? "", /^AGX not estimated: there is no predictor/);
    assert.match((await client.hover(URI, { line: 4, character: 5 })) ?? "", /\b808 params/);
  });

  for (const [name, definition] of [
    ["build", SOURCE.replace("# latency:\n", "").replace("input_shape, depth", "depth, input_shape=(120, 160, 3)")],
    [
      "Net",
      `from keras import Model, layers
class Net(Model):
    def __init__(self, depth):
        super().__init__()
        self.stages = [layers.Conv2D(8, 3) for _ in range(depth)]
    def build(self, input_shape=(None, 120, 160, 3)):
        super().build(input_shape)
    def call(self, x):
        for stage in self.stages:
            x = stage(x)
        return x
`,
    ],
    [
      "Net.build",
      `from keras import Sequential, layers
class Net:
    @staticmethod
    def build(depth, image_size=(120, 160)):
        return Sequential([layers.Input((*image_size, 3))] + [layers.Conv2D(8, 3) for _ in range(depth)])
`,
    ],
  ] as const)
    it(`offer the size that ${name} has by default`, async () => {
      await client.open(URI, definition);
      const params: InputSizeParams = { target: { uri: URI, model: name }, position: null, size: null };
      assert.deepEqual(await client.connection.sendRequest<InputSizeResult>(INPUT_SIZE_REQUEST, params), {
        kind: "ask",
        name,
        value: "120×160×3",
      });
    });

  it("with a wrong name are a problem at it", async () => {
    await client.open(URI, SOURCE.replace("# latency:", "# latency: dpeth=2"));
    assert.deepEqual(await client.problems(URI, (messages) => messages.length > 0), [
      "build has no parameter 'dpeth'; did you mean 'depth'?",
    ]);
  });
});
