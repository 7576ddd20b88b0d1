import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { compare } from "../../cli/compare";
import { estimate } from "../../cli/estimate";
import { UsageError } from "../../cli/usage";
import { ROOT } from "../support/paths";

/** The bundle's folder, where the test runner lays `wasm/` and `models/`. */
const RESOURCES = path.join(__dirname, "..");

async function run(file: string, format: string): Promise<string> {
  let output = "";
  await estimate({ file, format, resources: RESOURCES, write: (text) => void (output += text) });
  return output;
}

/** The report without its places. */
async function figures(file: string): Promise<unknown> {
  return JSON.parse(await run(file, "json"), (key, value: unknown) =>
    ["span", "file", "application", "construction", "location", "sites"].includes(key) ? undefined : value,
  );
}

/** A cell for each statement of the top level, with Markdown between them. */
function notebookOf(source: string, language: string): string {
  const parts = source.split(/\n(?=(?:def|class|export|function|const|from|import|@)\b)/);
  const cells = parts.flatMap((part) => [
    { cell_type: "markdown", source: ["About it"] },
    { cell_type: "code", source: part.split(/(?<=\n)/) },
  ]);
  return JSON.stringify({ cells, metadata: { language_info: { name: language } }, nbformat: 4, nbformat_minor: 5 });
}

describe("latency-lens on notebooks", () => {
  let folder: string;

  before(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "latency-lens-notebooks-"));
  });

  after(() => {
    fs.rmSync(folder, { recursive: true });
  });

  const put = (name: string, text: string): string => {
    const file = path.join(folder, name);
    fs.writeFileSync(file, text);
    return file;
  };

  for (const name of [
    "keras/resnet50.py",
    "keras/densenet.py",
    "keras/mobilenet_v3.py",
    "keras/xception.py",
    "tfjs/digits.js",
    "tfjs/tiny_residual.ts",
  ])
    it(`the cells of ${name} have the figures of the file`, async () => {
      const file = path.join(ROOT, "zoo", name);
      const language = name.endsWith(".py") ? "python" : name.endsWith(".js") ? "javascript" : "typescript";
      const notebook = put(`${path.basename(name)}.ipynb`, notebookOf(fs.readFileSync(file, "utf8"), language));
      assert.deepEqual(await figures(notebook), await figures(file));
    });

  it("places are named by cell and line", async () => {
    const code = (source: string): object => ({ cell_type: "code", source });
    const notebook = put(
      "small.ipynb",
      JSON.stringify({
        cells: [
          { cell_type: "markdown", source: "# A network" },
          code("from keras import layers, models\n%matplotlib inline"),
          code("\nmodel = models.Sequential([layers.Input((32, 32, 3)), layers.Conv2D(8, 3, padding='smae')])"),
          code("m = models.Sequential([layers.Input((32, 32, 3)),\n  layers.Conv2D(8, 3)])"),
        ],
      }),
    );
    const text = await run(notebook, "text");
    assert.match(text, /^model {2}\S*small\.ipynb:cell 3:2:1$/m);
    assert.match(text, /✗ cell 3, line 2: padding must be one of/);
    assert.match(text, /^m {2}\S*small\.ipynb:cell 4:1:1$/m);
    assert.match(text, /small\.ipynb:cell 3:2:\d+: error: .*smae/);
    const json = JSON.parse(await run(notebook, "json")) as {
      readonly models: readonly { readonly layers: readonly { readonly span: unknown }[] }[];
    };
    assert.deepEqual(
      json.models[1]?.layers.map(({ span }) => span),
      [
        { cell: 4, start: { line: 1, column: 24 }, end: { line: 1, column: 49 } },
        { cell: 4, start: { line: 2, column: 3 }, end: { line: 2, column: 22 } },
      ],
    );
  });

  it("two notebooks are compared", async () => {
    const source = fs.readFileSync(path.join(ROOT, "zoo/tfjs/digits.js"), "utf8");
    const first = put("first.ipynb", notebookOf(source, "javascript"));
    const second = put("second.ipynb", notebookOf(source.replace("units: 128", "units: 256"), "javascript"));
    let output = "";
    const write = (text: string): void => void (output += text);
    await compare({ first, second, format: "text", resources: RESOURCES, write });
    assert.match(output, /128 → 256/);
    assert.match(output, /cell \d+:\d+/);
  });

  it("one that cannot be read is refused with what to do", async () => {
    await assert.rejects(run(put("broken.ipynb", "{"), "text"), (error) => {
      assert.ok(error instanceof UsageError);
      assert.match(error.message, /broken\.ipynb: no notebook: it is not JSON; save it again in Jupyter or VS Code$/);
      return true;
    });
  });
});
