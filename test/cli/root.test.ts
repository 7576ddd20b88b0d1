import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { estimate } from "../../cli/estimate";
import { UsageError } from "../../cli/usage";
import { ROOT } from "../support/paths";

const FIXTURE = path.join(ROOT, "test/fixtures/project");

/** The bundle's folder, where the test runner lays `wasm/` and `models/`. */
const RESOURCES = path.join(__dirname, "..");

describe("latency-lens estimate over several files", () => {
  const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "latency-lens-root-")));
  after(() => {
    fs.rmSync(folder, { recursive: true });
  });

  async function run(file: string, root?: string, format = "json"): Promise<string> {
    let output = "";
    const write = (text: string): void => void (output += text);
    const store = path.join(folder, "store");
    const given = root === undefined ? {} : { root };
    assert.equal(await estimate({ file, ...given, store, format, resources: RESOURCES, write }), 0);
    return output;
  }

  async function totals(file: string, root?: string): Promise<readonly (readonly [string, number, boolean])[]> {
    const { models } = JSON.parse(await run(file, root)) as Estimated;
    return models.map(({ name, parameters, partial }) => [name, parameters.total, partial]);
  }

  function write(name: string, text: string): string {
    const file = path.join(folder, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, text);
    return file;
  }

  const NET =
    "from tensorflow.keras import layers, Sequential\nfrom config import UNITS\n" +
    "net = Sequential([layers.Dense(UNITS, input_shape=(4,))])\n";

  it("finds the project from the file alone", async () => {
    assert.deepEqual(await totals(path.join(FIXTURE, "experiments/run.py")), [
      ["net", 54_202, false],
      ["small_net", 24_570, false],
    ]);
  });

  it("--root comes before the folders above the file", async () => {
    const file = write("a/src/net.py", NET);
    write("a/src/config.py", "UNITS = 1\n");
    write("b/config.py", "UNITS = 2\n");
    assert.deepEqual(await totals(file), [["net", 5, false]]);
    assert.deepEqual(await totals(file, path.join(folder, "b")), [["net", 10, false]]);
    assert.deepEqual(await totals(file, path.relative(process.cwd(), path.join(folder, "b"))), [["net", 10, false]]);
  });

  it("--root that is no folder is refused", async () => {
    const file = write("net.py", NET);
    for (const root of [path.join(folder, "none"), file])
      await assert.rejects(run(file, root), (error: unknown) => {
        assert.ok(error instanceof UsageError);
        assert.match(error.message, /^--root .*: there is no such folder; give the folder that/);
        return true;
      });
  });

  it("says where an import that the network needs was looked for", async () => {
    const file = write("lonely/net.py", NET);
    write("lonely/setup.py", "");
    const { problems } = JSON.parse(await run(file)) as Estimated;
    assert.deepEqual(
      problems.map(({ code, severity, span }) => [code, severity, span.start.line]),
      [["import", "information", 2]],
    );
    assert.ok(problems[0]?.message.includes(`there is no config.py or config/__init__.py in ${folder}/lonely;`));
  });

  it("names the file of a problem that stands in another one", async () => {
    const file = write(
      "elsewhere/net.py",
      "from tensorflow.keras import Input, Model\nfrom blocks import block\ni = Input((8, 8, 3))\nnet = Model(i, block(i))\n",
    );
    const blocks = write(
      "elsewhere/blocks.py",
      "from tensorflow.keras.layers import *\ndef block(x):\n  return Conv2D(4, 99)(x)\n",
    );
    const output = await run(file, undefined, "text");
    assert.match(output, new RegExp(`^ +${blocks}:3:`, "m"));
  });
});

interface Estimated {
  readonly models: readonly {
    readonly name: string;
    readonly partial: boolean;
    readonly parameters: { readonly total: number };
  }[];
  readonly problems: readonly {
    readonly code: string;
    readonly severity: string;
    readonly message: string;
    readonly span: { readonly start: { readonly line: number } };
  }[];
}
