import assert from "node:assert/strict";
import type { Location } from "../../protocol/source";
import { parseDocument } from "../../server/src/project/language";
import { CellNames, cellsOf, isNotebook, joinedCells } from "../../server/src/project/notebook";
import { readNotebook, sourceOfFile } from "../../server/src/project/notebook-file";
import type { Parsers } from "../../server/src/syntax/parser";
import { printProgram } from "../../server/src/syntax/print-program";
import { IPYTHON_NAMES, withoutMagics } from "../../server/src/syntax/python/magics";
import { loadTestParsers } from "../support/parsers";
import { seededRandom } from "../syntax/mutants";

/** A cell, and the Python that takes its place: what IPython 9.18 runs as Python stays (`TransformerManager.transform_cell`). */
const MAGICS: readonly (readonly [string, string])[] = [
  ["%matplotlib inline\nx = 1", "pass\nx = 1"],
  ["!ls -la\ny = 2", "pass\ny = 2"],
  ["!!ls", "pass"],
  ["!echo don't (\ny = 2", "pass\ny = 2"],
  ["print('a'\n  % 3)", "print('a'\n  % 3)"],
  ["x = '''\n%s\n!ls\n'''", "x = '''\n%s\n!ls\n'''"],
  ["x = [1,\n!ls\n]", "x = [1,\n!ls\n]"],
  ["x = 5 \\\n  % 3", "x = 5 \\\n  % 3"],
  ["files = !ls *.py", "files = get_ipython()"],
  ["a, b = !ls", "a, b = get_ipython()"],
  ["x.y['z'] = ! ls", "x.y['z'] = get_ipython()"],
  ["t = %timeit -o f()", "t = get_ipython()"],
  ["x == !ls", "x == !ls"],
  ["assert x != 3", "assert x != 3"],
  ["%%time\nx = 1", "\nx = 1"],
  ["\n%%capture out\n!pip install x\nx = 3", "\n\npass\nx = 3"],
  ["%%bash\nls\nx = 1", "\n\n"],
  ["%%writefile net.py\nx = (", "\n"],
  ["model?", "pass"],
  ["model.fit??", "pass"],
  ["np.*load*?", "pass"],
  ["?model", "pass"],
  ["if True:\n    !pip install x\n    y = 1", "if True:\n    pass\n    y = 1"],
  ["for i in range(3):\n    %time f(i)\nx = 2", "for i in range(3):\n    if 1: f(i)\nx = 2"],
  ["%time x = 3", "if 1: x = 3"],
  ["!pip install a \\\n  b\nz = 1", "pass\n\nz = 1"],
  ["# comment\n%load_ext x", "# comment\npass"],
  ["def f():\n  '''doc\n  %x\n  '''\n%who", "def f():\n  '''doc\n  %x\n  '''\npass"],
  ["pip install keras", "pass"],
  ["pip = 3", "pip = 3"],
  ["x = f(\n%who", "x = f(\n%who"],
];

describe("a cell without its magics", () => {
  for (const [cell, python] of MAGICS)
    it(JSON.stringify(cell), () => {
      assert.equal(withoutMagics(cell), python);
    });
});

describe("a notebook's text", () => {
  let parsers: Parsers;

  before(async () => {
    parsers = await loadTestParsers();
  });

  const CELLS = ["x = 1\ny = 2", null, "", "    z = 3\n    w = 4", "f(x,", "g(y)"];

  it("says where its cells are", () => {
    const text = joinedCells(CELLS);
    assert.ok(isNotebook(text));
    assert.ok(!isNotebook("x = 1\n# %%\ny = 2"));
    const lines = text.split("\n");
    for (const { number, line, text: cell } of cellsOf(text)) {
      const written = CELLS[number - 1];
      assert.equal(cell, written === null ? "" : `${String(written)}\n`);
      if (written) assert.equal(lines[line], written.split("\n")[0]);
    }
    assert.equal(cellsOf(text).length, CELLS.length);
  });

  it("a cell that holds the line before a cell is one cell", () => {
    const mark = joinedCells([null]);
    assert.equal(cellsOf(joinedCells([`x = 1\n${mark}y = 2`, "z = 3"])).length, 2);
  });

  it("is read cell by cell: a broken one leaves the others as they are, and each error stands in its cell", () => {
    const text = joinedCells(CELLS);
    const program = parseDocument(parsers, text, "python");
    const prelude = IPYTHON_NAMES.split("; ").join("\n");
    const indented = "if 1:\n  z = 3\n  w = 4";
    assert.equal(printProgram(program), `${prelude}\nx = 1\ny = 2\n${indented}\nf(x)\ng(y)`);
    const names = new CellNames("a.ipynb", text);
    assert.deepEqual(
      names
        .within(program.errors.map(({ range }): Location => ({ uri: "a.ipynb", range })))
        .map(({ cell }) => cell?.number),
      [5],
    );
    for (const statement of program.body.slice(2)) {
      const line = text.split("\n")[statement.range.start.line] ?? "";
      assert.match(line.slice(statement.range.start.character), statement.kind === "if" ? /^\f# %%$/ : /^[xyfg]/);
    }
  });

  it("places of other documents, and of documents that are no notebooks, have no cell", () => {
    const range = { start: { line: 1, character: 0 }, end: { line: 1, character: 1 } };
    const location = { uri: "b.py", range };
    assert.deepEqual(new CellNames("a.ipynb", joinedCells(["x"])).within([location]), [location]);
    const data = { location };
    assert.equal(new CellNames("b.py", "x = 1\ny = 2").within(data), data);
  });

  it("JavaScript has no magics", () => {
    const program = parseDocument(parsers, joinedCells(["const a = 5", "const b = a\n  % 3"]), "javascript");
    assert.equal(printProgram(program), "a = 5\nb = (a % 3)");
  });
});

describe("a notebook's file", () => {
  const code = (source: unknown): object => ({ cell_type: "code", source });
  const read = (notebook: unknown): ReturnType<typeof readNotebook> => readNotebook(JSON.stringify(notebook));

  it("holds code as a string or as lines, and kernels' languages", () => {
    const cells = [
      code("a = 1"),
      { cell_type: "markdown", source: "Text" },
      code(["b = 2\n", "c = 3"]),
      { cell_type: "raw", source: "x" },
    ];
    const text = joinedCells(["a = 1", null, "b = 2\nc = 3", null]);
    assert.deepEqual(read({ cells }), { text, language: "python" });
    for (const [metadata, language] of [
      [{ kernelspec: { language: "python" } }, "python"],
      [{ language_info: { name: "typescript" } }, "typescript"],
      [{ kernelspec: { language: "javascript" }, language_info: { name: "x" } }, "javascript"],
    ] as const)
      assert.deepEqual(read({ cells, metadata }), { text, language });
  });

  it("of version 3 has its cells in worksheets", () => {
    const worksheets = [
      { cells: [{ cell_type: "code", input: ["a = 1"] }] },
      { cells: [{ cell_type: "code", input: "b = 2" }] },
    ];
    assert.deepEqual(read({ worksheets }), { text: joinedCells(["a = 1", "b = 2"]), language: "python" });
  });

  it("that cannot be read is refused with the reason", () => {
    const why = (json: string): string => {
      const answer = readNotebook(json);
      return "why" in answer ? answer.why : "";
    };
    assert.match(why("{"), /^no notebook: it is not JSON/);
    assert.match(why("[]"), /^no notebook: it is not JSON/);
    assert.match(why("{}"), /^no notebook: it has no list of cells/);
    assert.match(
      why('{"cells": [], "metadata": {"kernelspec": {"language": "R"}}}'),
      /written in R; networks are read in Python/,
    );
    assert.deepEqual(sourceOfFile("file:///a.ipynb", "{"), { text: "", language: "python" });
    assert.deepEqual(sourceOfFile("file:///a.ts", "{"), { text: "{", language: "typescript" });
  });

  it("that was damaged never ends in an exception", () => {
    const whole = JSON.stringify({
      cells: [code(["x = 1\n", "%who"]), code("y = ("), { cell_type: "markdown", source: [] }],
      metadata: { language_info: { name: "python" } },
      nbformat: 4,
    });
    const random = seededRandom(7);
    let readable = 0;
    for (let index = 0; index < 500; index++) {
      const at = random(whole.length);
      const part = ["", "null", "{", "[]", '"', "1e9", whole.slice(at, at + 20)][random(7)] ?? "";
      const answer = readNotebook(whole.slice(0, at) + part + whole.slice(at + random(9)));
      if ("text" in answer) {
        readable += 1;
        cellsOf(answer.text).forEach(({ text }) => withoutMagics(text));
      } else assert.ok(answer.why.length > 0);
    }
    assert.ok(readable > 20, `${readable} could be read`);
  });
});
