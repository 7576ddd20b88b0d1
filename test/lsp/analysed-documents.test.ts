import assert from "node:assert/strict";
import { setTimeout } from "node:timers/promises";
import { TextDocument } from "vscode-languageserver-textdocument";
import type { ModelReport, Report } from "../../protocol/report";
import { importsFramework } from "../../server/src/project/relevant";
import type { Analysis } from "../../server/src/ide/tasks";
import { editOf } from "../../server/src/ide/shift";
import { AnalysedDocuments, PAUSE_MS } from "../../server/src/lsp/analysed-documents";
import { at, lineOf, problem, smallReport, SOURCE, URI } from "../support/report";

/** Documents whose analyses are recorded; `answer` makes the report, which is that of a stopped analysis where `isStopped`. */
function create(
  answer: (text: string) => Report = () => smallReport(),
  isStopped: (text: string) => boolean = () => false,
  now: () => number = () => 0,
): {
  documents: AnalysedDocuments;
  texts: string[];
} {
  const texts: string[] = [];
  const documents = new AnalysedDocuments({
    analyse: ({ version, text }, always) => {
      const mayHoldNetwork = importsFramework(text);
      if (mayHoldNetwork || always) texts.push(text);
      const report = mayHoldNetwork || always ? { ...answer(text), version } : null;
      return {
        analysis: Promise.resolve({ mayHoldNetwork, report, isSetAside: isStopped(text) }),
        cancel: () => undefined,
      };
    },
    analysed: () => undefined,
    now,
  });
  return { documents, texts };
}

function document(text: string, version = 1): TextDocument {
  return TextDocument.create(URI, "python", version, text);
}

/** Inserts at the start, as an edit of the document. */
function insert(documents: AnalysedDocuments, inserted: string, version: number): void {
  const start = { line: 0, character: 0 };
  documents.edited(document(inserted + SOURCE, version), [editOf({ start, end: start }, inserted)]);
}

describe("analysed documents", () => {
  it("answer once the analysis that is due is done", async () => {
    const { documents, texts } = create();
    documents.opened(document(SOURCE));
    assert.equal(documents.current(URI), null);
    assert.equal((await documents.settled(URI))?.report.models[0]?.name, "small");
    assert.deepEqual(texts, [SOURCE]);
  });

  it("analyse a burst of edits once, the last text", async () => {
    const { documents, texts } = create();
    documents.opened(document(SOURCE));
    for (const [index, text] of ["#", "# a", "# ab"].entries()) insert(documents, text, index + 2);
    assert.equal((await documents.settled(URI))?.report.version, 4);
    assert.deepEqual(texts, [`# ab${SOURCE}`]);
  });

  it("move the old figures with the text until the new ones are there", async () => {
    const { documents } = create();
    documents.opened(document(SOURCE));
    await documents.settled(URI);
    insert(documents, "\n\n", 2);
    assert.equal(modelLine(documents), lineOf("def small") + 2);
    await documents.settled(URI);
    assert.equal(modelLine(documents), lineOf("def small"));
  });

  const broken = problem({ code: "syntax", severity: "error", message: "expected )", location: at("def block") });

  it("keep the last figures, marked, while broken syntax loses them", async () => {
    const { documents } = create((text) =>
      text === SOURCE ? smallReport() : { ...smallReport(), models: [], problems: [broken] },
    );
    documents.opened(document(SOURCE));
    await documents.settled(URI);
    insert(documents, "x = (\n", 2);
    const kept = await documents.settled(URI);
    assert.ok(kept);
    assert.deepEqual([...kept.stale], ["small"]);
    assert.deepEqual(
      kept.report.models.map(({ name, location }) => [name, location.range.start.line]),
      [["small", lineOf("def small") + 1]],
    );
    assert.deepEqual(kept.report.problems, [broken]);
  });

  it("keep the last figures for as long as the syntax is broken, and those of unfinished code for a pause", async () => {
    const partial = { partial: true, parameters: { total: 1, trainable: 1, nonTrainable: 0 } };
    for (const [after, expected] of [
      [{ ...smallReport(), models: [], problems: [broken] }, false],
      [smallReport(partial), true],
    ] as const) {
      let now = 0;
      const { documents } = create(
        (text) => (text === SOURCE ? smallReport() : after),
        () => false,
        () => now,
      );
      documents.opened(document(SOURCE));
      await documents.settled(URI);
      insert(documents, "x = (\n", 2);
      // The pause is nearly over when the analysis comes back.
      now = PAUSE_MS - 1;
      assert.deepEqual([...((await documents.settled(URI))?.stale ?? [])], ["small"]);
      await setTimeout(20);
      const [model] = documents.current(URI)?.report.models ?? [];
      assert.equal(model?.partial, expected);
    }
  });

  it("keep the last figures, marked and moved, beside the problem of an analysis that was stopped", async () => {
    const stopped = {
      ...smallReport(),
      models: [],
      problems: [problem({ code: "limit", message: "It was stopped." })],
    };
    const isLong = (text: string): boolean => text.startsWith("# long");
    const { documents } = create((text) => (isLong(text) ? stopped : smallReport()), isLong);
    documents.opened(document(SOURCE));
    const before = (await documents.settled(URI))?.report.models[0];
    insert(documents, "# long\n", 2);
    const kept = await documents.settled(URI);
    assert.deepEqual([...(kept?.stale ?? [])], ["small"]);
    assert.deepEqual(
      kept?.report.problems.map(({ message }) => message),
      ["It was stopped."],
    );
    const line = kept.report.models[0]?.location.range.start.line;
    assert.equal(line, (before?.location.range.start.line ?? 0) + 1);
  });

  it("remember a model as it was before an error, at the places of the present text", async () => {
    const error = problem({ code: "shape", severity: "error", message: "Add: the shapes do not agree." });
    const { documents } = create((text) => (text === SOURCE ? smallReport() : smallReport({ error }, [error])));
    documents.opened(document(SOURCE));
    await documents.settled(URI);
    insert(documents, "y = 1\n", 2);
    const settled = await documents.settled(URI);
    assert.deepEqual([settled?.stale.size, settled?.report.models[0]?.error], [0, error]);
    const [before] = documents.before(URI);
    assert.deepEqual([before?.error, before?.location.range.start.line], [null, lineOf("def small") + 1]);
  });

  it("take the new figures where broken syntax loses none, and where a model was really removed", async () => {
    for (const report of [smallReport({}, [broken]), { ...smallReport(), models: [] satisfies ModelReport[] }]) {
      const { documents } = create((text) => (text === SOURCE ? smallReport() : report));
      documents.opened(document(SOURCE));
      await documents.settled(URI);
      insert(documents, "y = 1\n", 2);
      const settled = await documents.settled(URI);
      assert.deepEqual([settled?.stale.size, settled?.report.models.length], [0, report.models.length]);
    }
  });

  it("keep unfinished code's figures while one statement is typed, not while more is", async () => {
    const gap = smallReport({ partial: true, parameters: { total: 1, trainable: 1, nonTrainable: 0 } });
    for (const [lines, isKept] of [
      [2, true],
      [3, false],
    ] as const) {
      const { documents } = create((text) => (text === SOURCE ? smallReport() : gap));
      documents.opened(document(SOURCE));
      await documents.settled(URI);
      insert(documents, "\n".repeat(lines), 2);
      assert.equal((await documents.settled(URI))?.stale.size, isKept ? 1 : 0, `${lines} lines`);
      documents.closed(URI);
    }
  });

  it("keep unfinished code's figures beside a model that is finished", async () => {
    const other = smallReport({ id: "other", name: "other" }).models;
    const both = (report: Report): Report => ({ ...report, models: [...report.models, ...other] });
    const gap = smallReport({ partial: true, parameters: { total: 1, trainable: 1, nonTrainable: 0 } });
    const { documents } = create((text) => both(text === SOURCE ? smallReport() : gap));
    documents.opened(document(SOURCE));
    await documents.settled(URI);
    insert(documents, "\n", 2);
    assert.deepEqual([...((await documents.settled(URI))?.stale ?? [])], ["small"]);
  });

  it("begin a new statement behind one that left nothing of old", async () => {
    const [small] = smallReport().models;
    assert.ok(small);
    const never: ModelReport = { ...small, id: "never", name: "never", partial: true };
    const gap: ModelReport = { ...small, partial: true, parameters: { total: 1, trainable: 1, nonTrainable: 0 } };
    // `never` was never finished, so that no figures of its are kept; the last edit opens a gap in `small`, far below the first.
    let models: readonly ModelReport[] = [small, never];
    const { documents } = create(() => ({ ...smallReport(), models }));
    documents.opened(document(SOURCE));
    await documents.settled(URI);
    insert(documents, "\n", 2);
    await documents.settled(URI);
    models = [gap, never];
    const end = { line: SOURCE.split("\n").length, character: 0 };
    documents.edited(document(`\n${SOURCE}x`, 3), [editOf({ start: end, end }, "x")]);
    assert.deepEqual([...((await documents.settled(URI))?.stale ?? [])], ["small"]);
  });

  it("have nothing to show of a text that imports a framework no more", async () => {
    const { documents, texts } = create((text) => (text === SOURCE ? smallReport() : { ...smallReport(), models: [] }));
    documents.opened(document(SOURCE));
    await documents.settled(URI);
    const all = { start: { line: 0, character: 0 }, end: { line: SOURCE.split("\n").length, character: 0 } };
    documents.edited(document("x = 1\n", 2), [editOf(all, "x = 1\n")]);
    assert.equal(await documents.settled(URI), null);
    assert.deepEqual(texts, [SOURCE, "x = 1\n"]);
  });

  it("know whose report rests on a file that changed", async () => {
    const { documents } = create(() => ({ ...smallReport(), consulted: ["file:///a.py", "file:///b.py"] }));
    documents.opened(document(SOURCE));
    await documents.settled(URI);
    assert.deepEqual(documents.restingOn(["file:///other.py", "file:///b.py"]), [URI]);
    assert.deepEqual(documents.restingOn(["file:///other.py"]), []);
  });

  it("put off an analysis for as long as the last one took, at least 50 and at most 250 milliseconds", async () => {
    let now = 1_000;
    const begun: string[] = [];
    const finish = new Map<string, () => void>();
    const documents = new AnalysedDocuments({
      analyse: ({ uri }) => {
        begun.push(uri);
        const analysis = new Promise<Analysis>((resolve) =>
          finish.set(uri, () => {
            resolve({ mayHoldNetwork: true, report: smallReport() });
          }),
        );
        return { analysis, cancel: () => undefined };
      },
      analysed: () => undefined,
      now: () => now,
    });
    const uris = ["file:///hundred.py", "file:///cancelled.py", "file:///slow.py", "file:///quick.py"];
    const texts = uris.map((uri) => TextDocument.create(uri, "python", 1, SOURCE));
    const begin = async (): Promise<void> => {
      while (begun.length < uris.length) await new Promise(setImmediate);
    };
    const end = async (uri: string, at: number): Promise<void> => {
      now = 1_000 + at;
      finish.get(uri)?.();
      await documents.settled(uri);
    };
    for (const text of texts) documents.opened(text);
    await begin();
    await end("file:///quick.py", 0);
    now = 1_075;
    const [, cancelled] = texts;
    assert.ok(cancelled);
    documents.edited(cancelled, []);
    await end("file:///hundred.py", 100);
    await end("file:///slow.py", 1_000);
    begun.length = 0;
    for (const text of texts) documents.edited(text, []);
    await begin();
    assert.deepEqual(begun, ["file:///quick.py", "file:///cancelled.py", "file:///hundred.py", "file:///slow.py"]);
    for (const uri of uris) documents.closed(uri);
  });

  it("never analyse a text without a framework", async () => {
    const { documents, texts } = create();
    documents.opened(document("import numpy\n"));
    assert.equal(await documents.settled(URI), null);
    assert.deepEqual(texts, []);
  });

  it("release who waits when a document closes", async () => {
    const { documents, texts } = create();
    documents.opened(document(SOURCE));
    const waiting = documents.settled(URI);
    documents.closed(URI);
    assert.equal(await waiting, null);
    assert.deepEqual(texts, []);
  });
});

function modelLine(documents: AnalysedDocuments): number | undefined {
  return documents.current(URI)?.report.models[0]?.location.range.start.line;
}
