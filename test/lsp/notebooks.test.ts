import assert from "node:assert/strict";
import * as path from "node:path";
import { NotebookCellKind } from "vscode-languageserver";
import type {
  CodeAction,
  CodeLens,
  Message,
  NotebookCell,
  NotebookDocumentChangeEvent,
  TextDocumentItem,
} from "vscode-languageserver";
import { TextDocument } from "vscode-languageserver-textdocument";
import { HEAT_REQUEST, INPUT_SIZE_REQUEST, MODELS_REQUEST, SUMMARY_REQUEST } from "../../protocol/requests";
import type { InputSizeResult, ModelsResult, SummaryResult } from "../../protocol/requests";
import { seededRandom } from "../syntax/mutants";
import { loadEnvironment } from "../../server/src/node/environment";
import { Notebooks } from "../../server/src/lsp/notebooks";
import { joinedCells } from "../../server/src/project/notebook";
import { LanguageClient } from "../support/language-client";

const URI = "file:///work/nets.ipynb";

interface TestCell {
  readonly uri: string;
  readonly kind: NotebookCellKind;
  readonly languageId: string;
  version: number;
  text: string;
}

/** An editor's notebook: every change as the message that an editor sends. */
class Editor {
  cells: TestCell[] = [];
  private made = 0;
  private version = 0;

  make(text: string, languageId = "python"): TestCell {
    const kind = languageId === "markdown" ? NotebookCellKind.Markup : NotebookCellKind.Code;
    return { uri: `vscode-notebook-cell:/work/nets.ipynb#${this.made++}`, kind, languageId, version: 1, text };
  }

  opened(cells: readonly TestCell[]): object {
    this.cells = [...cells];
    return {
      notebookDocument: { uri: URI, notebookType: "jupyter-notebook", version: 0, cells: cells.map(cellOf) },
      cellTextDocuments: cells.map(itemOf),
    };
  }

  splice(start: number, deleteCount: number, added: readonly TestCell[]): object {
    const gone = this.cells.splice(start, deleteCount, ...added);
    const isNew = (cell: TestCell): boolean => !gone.includes(cell);
    return this.change({
      cells: {
        structure: {
          array: { start, deleteCount, cells: added.map(cellOf) },
          didOpen: added.filter(isNew).map(itemOf),
          didClose: gone.filter((cell) => !added.includes(cell)),
        },
      },
    });
  }

  /** Replaces `length` characters of a cell from `offset` on. */
  type(cell: TestCell, offset: number, length: number, text: string): object {
    const document = TextDocument.create(cell.uri, cell.languageId, cell.version, cell.text);
    const range = { start: document.positionAt(offset), end: document.positionAt(offset + length) };
    cell.text = cell.text.slice(0, offset) + text + cell.text.slice(offset + length);
    cell.version += 1;
    const document2 = { uri: cell.uri, version: cell.version };
    return this.change({ cells: { textContent: [{ document: document2, changes: [{ range, text }] }] } });
  }

  private change(change: NotebookDocumentChangeEvent): object {
    this.version += 1;
    return { notebookDocument: { uri: URI, version: this.version }, change };
  }
}

function cellOf({ kind, uri }: TestCell): NotebookCell {
  return { kind, document: uri };
}

function itemOf({ uri, languageId, version, text }: TestCell): TextDocumentItem {
  return { uri, languageId, version, text };
}

function message(method: string, params: unknown): Message {
  return { jsonrpc: "2.0", method, params } as Message;
}

/** The document that a server has after the messages. */
function applied(document: TextDocument | null, messages: readonly Message[]): TextDocument | null {
  let present = document;
  for (const { method, params } of messages as unknown as readonly { method: string; params: never }[]) {
    if (method === "textDocument/didOpen") {
      const { textDocument } = params as { textDocument: TextDocumentItem };
      present = TextDocument.create(URI, textDocument.languageId, textDocument.version, textDocument.text);
    } else if (method === "textDocument/didChange" && present !== null) {
      const { contentChanges } = params as { contentChanges: never[] };
      present = TextDocument.update(present, contentChanges, present.version + 1);
    }
  }
  return present;
}

/** No editor has a place inside a line's end. */
function betweenLines(text: string, offset: number): number {
  return text.startsWith("\r\n", offset - 1) ? offset + 1 : offset;
}

const CONV = "x = layers.Conv2D(16, 3, padding='same')(x)";
const IMPORTS = "from tensorflow.keras import layers, models";
const INPUT = "inputs = x = layers.Input((64, 64, 3))";
const MODEL = "model = models.Model(inputs, layers.Dense(10)(layers.GlobalAveragePooling2D()(x)))";

describe("Notebooks between the editor and the server", () => {
  it("after any changes the server's document is the cells in their order, and places go there and back", () => {
    const pick = seededRandom(5);
    const texts = ["", "x = 1", "a\nb\n", "\r\nq\r\n", "if x:\n    y()", "€ = '\n"];
    for (let round = 0; round < 40; round++) {
      const editor = new Editor();
      const notebooks = new Notebooks();
      const make = (): TestCell =>
        editor.make(texts[pick(texts.length)] ?? "", ["python", "python", "markdown", "shellscript"][pick(4)]);
      let document = applied(
        null,
        notebooks.incoming(message("notebookDocument/didOpen", editor.opened([make(), make(), make()]))),
      );
      for (let step = 0; step < 25; step++) {
        const { cells } = editor;
        const at = pick(cells.length + 1);
        const cell = cells[pick(cells.length)];
        const kind = pick(4);
        const change =
          kind === 0 || cell === undefined
            ? editor.splice(at, 0, [make()])
            : kind === 1
              ? editor.splice(cells.indexOf(cell), 1, [])
              : kind === 2 && cells.length > 1
                ? editor.splice(0, 2, [cells[1], cells[0]] as TestCell[])
                : editor.type(
                    cell,
                    betweenLines(cell.text, pick(cell.text.length + 1)),
                    0,
                    ["z", "\n", "two\nlines"][pick(3)] ?? "",
                  );
        document = applied(document, notebooks.incoming(message("notebookDocument/didChange", change)));
        const expected = joinedCells(
          editor.cells.map(({ languageId, text }) => (languageId === "python" ? text : null)),
        );
        assert.equal(document?.getText(), expected);
        for (const { uri, text, languageId } of editor.cells.filter((one) => one.languageId === "python")) {
          const own = TextDocument.create(uri, languageId, 1, text);
          const position = own.positionAt(betweenLines(text, pick(text.length + 1)));
          const params = { textDocument: { uri }, position };
          const [asked] = notebooks.incoming({ ...message("textDocument/hover", params), id: step } as Message);
          const moved = (asked as unknown as { params: { textDocument: { uri: string }; position: typeof position } })
            .params;
          assert.equal(moved.textDocument.uri, URI);
          const line: string | undefined = document.getText().split(/\r\n|\n|\r/)[moved.position.line];
          assert.equal(line, text.split(/\r\n|\n|\r/)[position.line]);
          const result = { range: { start: moved.position, end: moved.position }, contents: "" };
          const [answer] = notebooks.outgoing({ jsonrpc: "2.0", id: step, result } as Message);
          assert.deepEqual((answer as unknown as { result: typeof result }).result.range.start, position);
        }
      }
    }
  });

  it("messages about other documents, and all messages before a notebook is opened, are the same objects", () => {
    const notebooks = new Notebooks();
    const other = message("textDocument/hover", {
      textDocument: { uri: "file:///a.py" },
      position: { line: 1, character: 2 },
    });
    assert.equal(notebooks.incoming(other)[0], other);
    const editor = new Editor();
    notebooks.incoming(message("notebookDocument/didOpen", editor.opened([editor.make("x")])));
    assert.equal(notebooks.incoming(other)[0], other);
    const answer = { jsonrpc: "2.0", id: 7, result: { range: 1 } } as Message;
    assert.equal(notebooks.outgoing(answer)[0], answer);
  });
});

describe("Notebooks in the server", function () {
  this.timeout(60_000);
  let client: LanguageClient;
  let editor: Editor;
  let cells: TestCell[];

  const send = async (method: string, params: object): Promise<void> => {
    const analysed = client.nextAnalysis(URI);
    await client.connection.sendNotification(`notebookDocument/${method}`, params);
    await analysed;
  };
  const lensesOf = ({ uri }: TestCell): Promise<CodeLens[]> =>
    client.connection.sendRequest("textDocument/codeLens", { textDocument: { uri } });

  beforeEach(async () => {
    client = await LanguageClient.start(await loadEnvironment(path.join(__dirname, "..")));
    editor = new Editor();
    cells = [
      editor.make("# A network", "markdown"),
      editor.make(`%matplotlib inline\n${IMPORTS}`),
      editor.make(`${INPUT}\n${CONV}`),
      editor.make("layers.Conv2D("),
      editor.make(`\n${MODEL}`),
    ];
    await send("didOpen", editor.opened(cells));
  });

  afterEach(() => client.stop());

  it("lens, hints, hover, heat and problems stand in their cells", async () => {
    const [, imports, body, , model] = cells as [TestCell, TestCell, TestCell, TestCell, TestCell];
    const [lens] = await lensesOf(model);
    assert.match(lens?.command?.title ?? "", /ms/);
    assert.equal(lens?.range.start.line, 1);
    assert.deepEqual((await lensesOf(imports)).length, 0);
    assert.deepEqual((await client.hints(body.uri)).length, 2);
    assert.match((await client.hover(body.uri, { line: 1, character: 14 })) ?? "", /Conv2D/);
    assert.equal(await client.hover(imports.uri, { line: 1, character: 3 }), null);
    const heat = await client.connection.sendRequest<{ line: number }[]>(HEAT_REQUEST, { uri: body.uri });
    assert.ok(heat.some(({ line }) => line === 1));
    assert.ok(heat.every(({ line }) => line <= 1));
    await send("didChange", editor.type(body, body.text.indexOf("same"), 4, "smae"));
    await client.problems(body.uri, (messages) => messages.some((text) => text.includes("smae")));
    await client.problems(model.uri, (messages) => messages.every((text) => !text.includes("smae")));
    await send("didChange", editor.type(body, body.text.indexOf("smae"), 4, "same"));
    await client.problems(body.uri, (messages) => messages.length === 0);
  });

  it("what is typed in a cell, a cell that is moved and one that is deleted change the figures of the others", async () => {
    const [, , body, broken, model] = cells as [TestCell, TestCell, TestCell, TestCell, TestCell];
    const total = async (): Promise<string> => (await lensesOf(model))[0]?.command?.title ?? "";
    const before = await total();
    await send("didChange", editor.type(body, body.text.length, 0, `\n${CONV}`));
    const more = await total();
    assert.notEqual(more, before);
    // The cell with the layers behind the one with the model: the model sees none of them.
    await send("didChange", editor.splice(2, 3, [broken, model, body]));
    assert.doesNotMatch(await total(), /^[^?]*ms/);
    await send("didChange", editor.splice(2, 3, [broken, body, model]));
    assert.equal(await total(), more);
    await send("didChange", editor.splice(2, 1, []));
    assert.equal(await total(), more);
    await send("didChange", editor.splice(0, 0, [editor.make("y = 1"), editor.make("Text", "markdown")]));
    assert.equal(await total(), more);
    assert.equal((await lensesOf(model))[0]?.range.start.line, 1);
  });

  it("the error of a model is told with its cell", async () => {
    const [, , body, , model] = cells as [TestCell, TestCell, TestCell, TestCell, TestCell];
    await send("didChange", editor.type(body, body.text.indexOf("same"), 4, "smae"));
    const summary = await client.connection.sendRequest<SummaryResult>(SUMMARY_REQUEST, {
      uri: model.uri,
      position: { line: 1, character: 0 },
    });
    assert.equal(summary.kind, "error");
    assert.match(summary.text, /cell 3, line 2/);
    assert.equal(summary.location.uri, body.uri);
    assert.equal(summary.location.range.start.line, 1);
  });

  it("a fix edits its own cell", async () => {
    const [, , body] = cells as [TestCell, TestCell, TestCell];
    await send("didChange", editor.type(body, body.text.indexOf("same"), 4, "smae"));
    const range = { start: { line: 1, character: 0 }, end: { line: 1, character: 40 } };
    const actions = await client.connection.sendRequest<CodeAction[]>("textDocument/codeAction", {
      textDocument: { uri: body.uri },
      range,
      context: { diagnostics: [] },
    });
    const changes = actions[0]?.edit?.changes ?? {};
    assert.deepEqual(Object.keys(changes), [body.uri]);
    const [edit] = changes[body.uri] ?? [];
    assert.equal(edit?.range.start.line, 1);
    assert.equal(
      TextDocument.applyEdits(TextDocument.create("", "", 0, body.text), changes[body.uri] ?? []),
      `${INPUT}\n${CONV}`,
    );
  });

  it("an input size is written into the cell of the model, at its present version", async () => {
    const [, , , , model] = cells as [TestCell, TestCell, TestCell, TestCell, TestCell];
    const answer = await client.connection.sendRequest<InputSizeResult>(INPUT_SIZE_REQUEST, {
      target: { uri: model.uri, model: null },
      position: { line: 1, character: 0 },
      size: "128×128×3",
    });
    assert.equal(answer.kind, "edit");
    assert.equal(answer.uri, model.uri);
    assert.equal(answer.version, model.version);
    const text = TextDocument.applyEdits(
      TextDocument.create("", "", 0, model.text),
      answer.edits.map((edit) => ({ range: edit.range, newText: edit.text })),
    );
    assert.match(text, /^\n# latency: input/);
  });

  it("the notebook's models have their places in cells", async () => {
    const rows = await client.connection.sendRequest<ModelsResult>(MODELS_REQUEST, { uri: URI, text: null });
    assert.deepEqual(
      rows.map(({ name, location: { uri, range, cell } }) => [name, uri, range.start.line, cell?.number]),
      [["model", cells[4]?.uri, 1, 5]],
    );
  });

  it("a notebook of another language is opened anew", async () => {
    await send(
      "didChange",
      editor.splice(0, 5, [
        editor.make("import * as tf from '@tensorflow/tfjs';", "typescript"),
        editor.make("const m = tf.sequential();\nm.add(tf.layers.dense({units: 5, inputShape: [8]}));", "typescript"),
      ]),
    );
    assert.match((await lensesOf(editor.cells[1] as TestCell))[0]?.command?.title ?? "", /ms/);
  });
});
