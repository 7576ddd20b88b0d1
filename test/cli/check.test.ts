import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { check } from "../../cli/check";
import { captured } from "../support/command-line";
import type { Run } from "../support/command-line";

const RESOURCES = path.resolve(__dirname, "..");

const KERAS = "from tensorflow.keras import layers, models\n";

/** A network of a few milliseconds, its definition in line 2 where nothing stands above it. */
const net = (name: string, above = ""): string => `${above}def ${name}():
    x = layers.Input((128, 128, 3))
    y = layers.Conv2D(256, 3, name="stem")(x)
    return models.Model(x, layers.Conv2D(64, 3, name="head")(y))
`;

interface Checked {
  readonly files: readonly {
    readonly file: string;
    readonly models: number;
    readonly checks: readonly {
      readonly verdict: string;
      readonly model: string;
      readonly line: number;
      readonly device: string;
      readonly budget: number;
      readonly ms: number | null;
      readonly why: string | null;
    }[];
    readonly notEstimated: readonly { readonly message: string; readonly line: number }[];
  }[];
}

describe("latency-lens check", () => {
  let folder = "";
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "latency-lens-check-"));
  });
  afterEach(() => {
    fs.rmSync(folder, { recursive: true });
  });

  function write(name: string, text: string): string {
    const file = path.join(folder, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, text);
    return file;
  }

  const run = (...argv: string[]): Promise<Run> =>
    captured(["check", ...argv, "--store", path.join(folder, "store")], RESOURCES);

  async function verdicts(...argv: string[]): Promise<{ readonly status: number; readonly verdicts: string[] }> {
    const { status, out } = await run(...argv, "--format", "json");
    const { files } = JSON.parse(out) as Checked;
    return {
      status,
      verdicts: files.flatMap(({ file, checks, notEstimated }) => [
        ...checks.map(
          ({ model, line, device, verdict, budget }) =>
            `${path.relative(folder, file)}:${line} ${model} ${device} ${budget}: ${verdict}`,
        ),
        ...notEstimated.map(({ line }) => `${path.relative(folder, file)}:${line}: no estimate`),
      ]),
    };
  }

  it("ends with 0 within the budget, and with 1 where one of several is over it", async () => {
    const file = write("net.py", KERAS + net("build"));
    assert.deepEqual(await verdicts(file, "--budget", "tx2=0.9s, agx=900ms"), {
      status: 0,
      verdicts: ["net.py:2 build agx 900: within", "net.py:2 build tx2 900: within"],
    });
    assert.deepEqual(await verdicts(file, "--budget", "tx2=0.01ms,agx=900ms"), {
      status: 1,
      verdicts: ["net.py:2 build agx 900: within", "net.py:2 build tx2 0.01: over"],
    });
  });

  it("takes the budget of a comment before that of the command line, as the editor does", async () => {
    const text = KERAS + net("tight", "# latency: budget tx2=0.01ms\n") + net("other");
    const file = write("net.py", text);
    assert.deepEqual(await verdicts(file, "--budget", "tx2=900ms"), {
      status: 1,
      verdicts: ["net.py:3 tight tx2 0.01: over", "net.py:7 other tx2 900: within"],
    });
    assert.deepEqual((await verdicts(file)).verdicts, ["net.py:3 tight tx2 0.01: over"]);
  });

  it("ends with 2 where a model has no estimate, or a lower bound that proves nothing; with --lenient it says so and ends with 0", async () => {
    const broken = KERAS + net("build").replace("128, 128, 3", "2, 2, 3");
    const partial = KERAS + net("build").replace('layers.Conv2D(64, 3, name="head")(y)', "Strange()(y)");
    for (const text of [broken, `${partial}class Strange(layers.Layer):\n    pass\n`]) {
      const file = write("net.py", text);
      const { status, verdicts: said } = await verdicts(file, "--budget", "tx2=900ms");
      assert.deepEqual([status, said], [2, ["net.py:2 build tx2 900: unknown"]]);
      const { status: lenient, out } = await run(file, "--budget", "tx2=900ms", "--lenient");
      assert.equal(lenient, 0);
      assert.match(out, /\? not known: \S/);
    }
    const over = write("over.py", `${partial}class Strange(layers.Layer):\n    pass\n`);
    assert.equal(
      (await verdicts(over, "--budget", "tx2=0.01ms")).status,
      1,
      "a lower bound over the budget is over it",
    );
  });

  it("counts a definition without an estimate where it would have a budget", async () => {
    const text = KERAS + net("build").replace("build()", "build(how_wide)").replace("256", "how_wide");
    const file = write("net.py", text);
    assert.deepEqual(await verdicts(file, "--budget", "tx2=900ms"), { status: 2, verdicts: ["net.py:2: no estimate"] });
  });

  it("ends with 2 where there is nothing to check: no budget, or no model", async () => {
    const file = write("net.py", KERAS + net("build"));
    const { status, out } = await run(file);
    assert.equal(status, 2);
    assert.match(out, /^1 model without a budget: nothing to check\.$/m);
    const empty = await run(write("other.py", "print(1)\n"), "--budget", "tx2=1ms");
    assert.equal(empty.status, 2);
    assert.match(empty.out, /^No model found\.$/m);
    assert.equal((await run(file, "--lenient")).status, 0);
  });

  it("looks in folders and patterns at files that may hold a network alone, each once", async () => {
    const file = write("nets/a.py", KERAS + net("a"));
    write("nets/deep/b.py", `from ..a import layers, models\n${net("b")}`);
    write("nets/no.py", "import os\n");
    write("nets/notes.txt", KERAS + net("text"));
    write("nets/node_modules/c.py", KERAS + net("c"));
    write("nets/.hidden/d.py", KERAS + net("d"));
    write("nets/env/pyvenv.cfg", "");
    write("nets/env/e.py", KERAS + net("e"));
    const all = ["nets/a.py:2 a tx2 900: within", "nets/deep/b.py:2 b tx2 900: within"];
    const budget = ["--budget", "tx2=900ms"];
    assert.deepEqual((await verdicts(path.join(folder, "nets"), file, ...budget)).verdicts, all);
    assert.deepEqual((await verdicts(path.join(folder, "nets/**/*.py"), ...budget)).verdicts, all);
    assert.deepEqual((await verdicts(path.join(folder, "nets/*.py"), ...budget)).verdicts, all.slice(0, 1));
  });

  it("says what to do about arguments that cannot be used", async () => {
    const file = write("net.py", KERAS + net("build"));
    for (const [argv, message] of [
      [[file, "--budget", "tx2=5"], /--budget tx2=5: "tx2=5" is no budget; give e\.g\. agx=50ms,tx2=50ms/],
      [[file, "--budget", "tx3=5ms"], /"tx3=5ms" is no budget/],
      [[file, "--budget", "tx2=0ms"], /"tx2=0ms" is no budget/],
      [[file, "--format", "xml"], /--format xml: give one of text, json, sarif, github, markdown/],
      [[path.join(folder, "gone.py")], /gone\.py: there is no such file/],
      [[path.join(folder, "*.ts")], /no source fits this pattern/],
      [["-", "--stdin-filename", "net.txt"], /--stdin-filename net\.txt: give the name of a \.py/],
    ] as const) {
      const { status, errors } = await run(...argv);
      assert.equal(status, 2);
      assert.match(errors, message);
    }
  });

  it("takes budgets and inputs from the nearest file of the project, behind the command line's and the comments'", async () => {
    write("latency-lens.toml", `[budget]\ntx2 = 0.01\nagx = 900\n`);
    write("deep/pyproject.toml", `[tool.other]\nx = 1\n`);
    const inner = `[tool.latency-lens]\nbudget.tx2 = 800\ninputs."nets/*.py#sized".how_wide = 4\n`;
    write("deep/er/pyproject.toml", inner);
    const outer = write("deep/net.py", KERAS + net("build"));
    const sized = KERAS + net("sized").replace("sized()", "sized(how_wide)").replace("256", "how_wide");
    const nearest = write("deep/er/nets/net.py", sized);
    assert.deepEqual((await verdicts(outer, nearest)).verdicts, [
      "deep/net.py:2 build agx 900: within",
      "deep/net.py:2 build tx2 0.01: over",
      "deep/er/nets/net.py:2 sized tx2 800: within",
    ]);
    assert.deepEqual(await verdicts(outer, "--budget", "tx2=700ms"), {
      status: 0,
      verdicts: ["deep/net.py:2 build agx 900: within", "deep/net.py:2 build tx2 700: within"],
    });
    write("latency-lens.toml", "[budget\n");
    const { status, errors } = await run(outer);
    assert.equal(status, 2);
    assert.match(errors, /latency-lens\.toml: line 1 is no TOML/);
  });

  it("reads standard input under the name that is given for it", async () => {
    let out = "";
    const status = await check({
      files: ["-"],
      stdinFilename: "nets/x.py",
      budget: "tx2=900ms",
      store: path.join(folder, "store"),
      format: "text",
      resources: RESOURCES,
      version: "1.0.0",
      readInput: () => KERAS + net("build"),
      write: (text) => void (out += text),
    });
    assert.equal(status, 0);
    assert.match(out, /^nets\/x\.py:2 {2}build {2}TX2 /m);
  });

  it("annotates the lines for GitHub, with nothing of a name that could end a command", async () => {
    const file = write("a,b:100%.py", KERAS + net("build"));
    const { out } = await run(file, "--budget", "tx2=0.01ms", "--format", "github");
    const [first = "", second = ""] = out.split("\n");
    assert.match(
      first,
      /^::error file=.*a%2Cb%3A100%25\.py,line=2,col=5,title=Latency Lens%3A budget::build takes .* over its budget of 0\.010 ms\.$/,
    );
    assert.match(second, /^::notice .*line=5,col=\d+,.*::head takes .*%25 of the budget of build\.$/);
  });

  it("writes a table of Markdown in which no name is markup", async () => {
    const file = write("a|b_c.py", KERAS + net("build"));
    const { out } = await run(file, "--budget", "tx2=900ms", "--format", "markdown");
    const row = out.split("\n").find((line) => line.includes("build")) ?? "";
    assert.match(row, /a\\\|b\\_c\.py:2 \| build \| TX2 \| .* ms \(.*\) \| 900 ms \| ✓ within \|$/);
  });

  /** What the schema of SARIF 2.1.0 requires of each object, and its limits of numbers; the schema itself is not part of this project. */
  it("writes SARIF 2.1.0 with all that its schema requires, for what is over and what is not known", async () => {
    const file = write(
      "nets/über net.py",
      KERAS + net("build") + net("other").replace("other()", "other(how_wide)").replace("256", "how_wide"),
    );
    const { out } = await run(file, "--budget", "tx2=0.01ms", "--format", "sarif");
    const log = JSON.parse(out) as Sarif;
    assert.equal(log.version, "2.1.0");
    assert.equal(log.runs.length, 1);
    const [{ tool, results, columnKind }] = log.runs as [SarifRun];
    assert.equal(tool.driver.name, "latency-lens");
    assert.match(tool.driver.version, /^\d+\.\d+\.\d+$/);
    assert.equal(columnKind, "utf16CodeUnits");
    const rules = tool.driver.rules.map(({ id }) => id);
    assert.equal(new Set(rules).size, rules.length);
    for (const { ruleId, level, message, locations } of results) {
      assert.ok(rules.includes(ruleId));
      assert.ok(["none", "note", "warning", "error"].includes(level));
      assert.ok(message.text.length > 0);
      for (const {
        physicalLocation: { artifactLocation, region },
      } of locations) {
        assert.match(artifactLocation.uri, /^file:.*nets\/%C3%BCber%20net\.py$/);
        for (const place of [region.startLine, region.startColumn, region.endLine, region.endColumn])
          assert.ok(Number.isInteger(place) && place >= 1);
        assert.ok(region.endLine >= region.startLine);
      }
    }
    assert.deepEqual(
      results.map(({ ruleId, level, locations }) => [ruleId, level, locations[0]?.physicalLocation.region.startLine]),
      [
        ["budget", "error", 2],
        ["budget", "note", 5],
        ["budget", "note", 4],
        ["budget", "note", 3],
        ["no-estimate", "warning", 6],
      ],
    );
  });
});

interface Sarif {
  readonly version: string;
  readonly runs: readonly SarifRun[];
}

interface SarifRun {
  readonly tool: {
    readonly driver: {
      readonly name: string;
      readonly version: string;
      readonly rules: readonly { readonly id: string }[];
    };
  };
  readonly columnKind: string;
  readonly results: readonly {
    readonly ruleId: string;
    readonly level: string;
    readonly message: { readonly text: string };
    readonly locations: readonly {
      readonly physicalLocation: {
        readonly artifactLocation: { readonly uri: string };
        readonly region: Readonly<Record<"startLine" | "startColumn" | "endLine" | "endColumn", number>>;
      };
    }[];
  }[];
}
