/** Whatever a source, a file or an argument is called: what reaches the terminal holds no sign that commands it. */
import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { captured } from "../support/command-line";
import { literal, UNSEEN, unseenIn } from "../support/unseen-signs";

/** The bundle of this test lies in a folder of the one that holds `wasm/` and `models/`. */
const RESOURCES = path.resolve(__dirname, "..");

describe("what the command line prints", () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "latency-lens-output-"));
  after(() => {
    fs.rmSync(folder, { recursive: true, force: true });
  });
  const write = (name: string, text: string): string => {
    fs.writeFileSync(path.join(folder, name), text);
    return path.join(folder, name);
  };
  const run = (...argv: string[]): ReturnType<typeof captured> =>
    captured([...argv, "--store", path.join(folder, "store")], RESOURCES);

  const named = UNSEEN.map((code) => `    keras.layers.Conv2D(4, 3, padding="same", name="a${literal(code)}b"),`);
  const source = [
    "from tensorflow import keras",
    `model = keras.Sequential([keras.Input((8, 8, 3)),`,
    ...named,
    "])",
    `keras.layers.Dense("${literal(0x9b)}31m")`,
    "",
  ].join("\n");

  it("has every such sign of a layer's name as a readable escape, on the layer's line", async () => {
    const { status, out } = await run("estimate", write("names.py", source));
    assert.equal(status, 0);
    assert.deepEqual(unseenIn(out, "\n"), []);
    const short = new Map([
      [0x09, "\\t"],
      [0x0a, "\\n"],
      [0x0d, "\\r"],
    ]);
    const lines = out.split("\n");
    for (const code of UNSEEN) {
      const name = `a${short.get(code) ?? literal(code)}b`;
      assert.ok(
        lines.some((line) => line.startsWith(`  ${name} `) && line.includes("Conv2D")),
        name,
      );
    }
  });

  it("has the very names in its JSON, in signs that can be seen", async () => {
    const { out } = await run("estimate", write("names.py", source), "--format", "json");
    assert.deepEqual(unseenIn(out, "\n"), []);
    const report = JSON.parse(out) as { models: { layers: { name: string }[] }[] };
    const names = report.models[0]?.layers.map(({ name }) => name) ?? [];
    for (const code of UNSEEN) assert.ok(names.includes(`a${String.fromCodePoint(code)}b`), literal(code));
  });

  it("names files, arguments and messages of errors in the same way", async () => {
    const escape = "\x1b]0;pwned\x07\x9b2J\u202e";
    const file = write(`${escape}.py`, "import keras\nmodel = keras.Sequential([keras.layers.Conv2D(0, 3)])\n");
    const runs = [
      await run("estimate", file),
      await run("estimate", path.join(folder, `${escape}missing.py`)),
      await run("estimate", file, "--device", escape),
      await run("estimate", file, "--input", escape),
      await run("estimate", file, "--root", escape),
      await run("estimate", file, "--call", `${escape}()`),
      await run("estimate", file, "--call", `missing("${escape}")`),
      await run("estimate", file, `--${escape}`),
      await run(escape),
      await run("import", file, "--model", file, "--device", "tx2"),
      await run("import", file, "--model", file, "--device", "tx2", "--name", escape),
    ];
    for (const { out, errors } of runs) {
      assert.deepEqual(unseenIn(out + errors, "\n"), []);
      assert.ok(out + errors !== "");
    }
    assert.match(runs[0]?.out ?? "", /\\x1b\]0;pwned\\x07\\x9b2J\\u202e\.py/);
    assert.match(runs[1]?.errors ?? "", /\\x1b\]0;pwned\\x07\\x9b2J\\u202emissing\.py: there is no such file/);
  });
});
