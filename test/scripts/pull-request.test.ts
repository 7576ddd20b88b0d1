/** What the GitHub Action writes below a pull request. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { pathToFileURL } from "node:url";
import { captured } from "../support/command-line";
import { ROOT } from "../support/paths";

const RESOURCES = path.resolve(__dirname, "..");

const net = (name: string, filters: number): string => `from tensorflow.keras import layers, models

def ${name}():
    x = layers.Input((64, 64, 3))
    return models.Model(x, layers.Conv2D(64, 3)(layers.Conv2D(${filters}, 3)(x)))
`;

describe("the comment of a pull request", () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "latency-lens-pull-request-"));
  let comment: (files: readonly unknown[]) => string;

  before(async () => {
    const script = pathToFileURL(path.join(ROOT, "scripts", "pull-request.mjs")).href;
    ({ comment } = (await import(script)) as { comment: typeof comment });
  });
  after(() => {
    fs.rmSync(folder, { recursive: true });
  });

  function git(...args: string[]): void {
    const who = ["-c", "user.name=Test", "-c", "user.email=test@example.org"];
    execFileSync("git", [...who, ...args], { cwd: folder, stdio: "ignore" });
  }

  function write(name: string, text: string): string {
    fs.writeFileSync(path.join(folder, name), text);
    return path.join(folder, name);
  }

  const json = async (...argv: string[]): Promise<unknown> => {
    const { out, errors } = await captured([...argv, "--format", "json", "--store", folder], RESOURCES);
    assert.equal(errors, "");
    return JSON.parse(out);
  };

  /** The rows without the column of the file. */
  const rows = (text: string): string[] =>
    text
      .split("\n")
      .filter((line) => /\| (agx|tx2) \|/.test(line))
      .map((line) => line.split(" | ").slice(1).join(" | "));

  it("has a row for each model and board that takes another time, is new or is gone", async () => {
    git("init");
    for (const name of ["wide.py", "narrow.py", "same.py", "more.py"]) write(name, net("build", 64));
    write("fewer.py", net("build", 64) + net("other", 64));
    git("add", ".");
    git("commit", "-m", "Base");
    const compared: unknown[] = [];
    for (const file of [
      write("wide.py", net("build", 512)),
      write("narrow.py", net("build", 16)),
      path.join(folder, "same.py"),
      write("more.py", net("build", 64) + net("other", 64)),
      write("fewer.py", net("other", 64)),
    ])
      compared.push(await json("compare", file, "--git", "HEAD"));
    const added = await json("estimate", write("added.py", net("build", 64)));
    const text = comment([...compared, added]);
    assert.match(text, /^<!-- latency-lens -->\n### Latency Lens\n/);
    assert.match(text, /\nGPU time of one inference, FP32, batch 1, .*\.\n$/);
    const number = String.raw`[\d.]+ ms`;
    const expected = [
      `build \\| BOARD \\| ${number} \\| ${number} \\| \\+\\d+ %, (probably )?slower \\|`,
      `build \\| BOARD \\| ${number} \\| ${number} \\| −\\d+ %, ((probably )?faster|no clear difference) \\|`,
      `other \\| BOARD \\| – \\| ${number} \\| new \\|`,
      `build \\| BOARD \\| ${number} \\| – \\| gone \\|`,
      `build \\| BOARD \\| – \\| ${number} \\| new \\|`,
    ].flatMap((line) => ["agx", "tx2"].map((board) => line.replace("BOARD", board)));
    const said = rows(text);
    assert.equal(said.length, expected.length, text);
    for (const line of expected)
      assert.ok(
        said.some((row) => new RegExp(`^${line}$`).test(row)),
        `${line}\n${text}`,
      );
  });

  it("says so where nothing changes, and where a file cannot be compared", () => {
    const text = comment([{ file: "./a|b@c.py", failed: "latency-lens: it is\nno source" }]);
    assert.match(
      text,
      /\nNo network takes another time\.\n\nNot compared:\n\n- a\\\|b&#64;c\.py: latency-lens: it is no source\n$/,
    );
  });

  it("marks a lower bound", () => {
    const model = { name: "net", partial: true, devices: { tx2: { ms: 12.34 } } };
    assert.deepEqual(rows(comment([{ file: "net.py", models: [model], conditions: "GPU time" }])), [
      "net | tx2 | – | ≥ 12 ms | new |",
    ]);
  });
});

describe("the hook of pre-commit", () => {
  it("is a command line that can be used", async () => {
    const hook = fs.readFileSync(path.join(ROOT, ".pre-commit-hooks.yaml"), "utf8");
    const [, entry = ""] = /^ {2}entry: latency-lens (.+)$/m.exec(hook) ?? [];
    const file = path.join(ROOT, "zoo", "keras", "alexnet.py");
    const { status, errors } = await captured([...entry.split(" "), file], RESOURCES);
    assert.deepEqual([status, errors], [0, ""]);
  });
});
