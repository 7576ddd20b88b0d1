import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { captured } from "../support/command-line";
import type { Run } from "../support/command-line";

const RESOURCES = path.resolve(__dirname, "..");

const source = (filters: number): string => `from tensorflow.keras import layers, models

def wide():
    x = layers.Input((32, 32, 3))
    y = layers.Conv2D(${filters}, 3, name="stem")(x)
    return models.Model(x, layers.Conv2D(8, 1)(y))

def other():
    x = layers.Input((32, 32, 3))
    return models.Model(x, layers.Conv2D(512, 5)(x))
`;

interface Compared {
  readonly before: { readonly file: string };
  readonly changes: readonly {
    readonly before: string | null;
    readonly after: string | null;
    readonly devices?: Readonly<
      Record<
        string,
        { readonly before: number; readonly after: number; readonly ratio: number; readonly verdict: string }
      >
    >;
    readonly layers?: readonly {
      readonly before: { readonly name: string } | null;
      readonly after: { readonly name: string } | null;
    }[];
  }[];
}

describe("latency-lens compare", () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "latency-lens-compare-"));
  const file = path.join(folder, "net.py");
  const git = (...args: string[]): void => {
    const who = ["-c", "user.name=Test", "-c", "user.email=test@example.org"];
    execFileSync("git", [...who, ...args], { cwd: folder, stdio: "ignore" });
  };
  before(() => {
    git("init");
    fs.writeFileSync(file, source(512));
    git("add", "net.py");
    git("commit", "-m", "Wide");
    fs.writeFileSync(file, source(64));
  });
  after(() => {
    fs.rmSync(folder, { recursive: true });
  });

  const run = (...argv: string[]): Promise<Run> =>
    captured(["compare", ...argv, "--store", path.join(folder, "store")], RESOURCES);

  it("says what changed since a commit, and which layers make it", async () => {
    const { status, out } = await run(file, "--git", "HEAD");
    assert.equal(status, 0);
    assert.match(out, /^Before: .*net\.py at HEAD\. After: .*net\.py\.\n/);
    const [wide, other] = out.split(/\n\n(?=wide|other)/).slice(1);
    assert.match(wide ?? "", /^ {2}TX2 {2}.* → .*: after is (probably )?faster, /m);
    assert.match(wide ?? "", /^ {2}5 +stem +Conv2D +30×30×512 → 30×30×64 /m);
    assert.match(other ?? "", /: the same\n/);
    assert.match(other ?? "", /No layer takes another time\./);
  });

  it("says it as JSON with the milliseconds of estimate", async () => {
    const { changes } = JSON.parse((await run(file, "--git", "HEAD", "--format", "json")).out) as Compared;
    const estimated = JSON.parse((await captured(["estimate", file, "--format", "json"], RESOURCES)).out) as {
      models: { name: string; devices: Record<string, { ms: number }> }[];
    };
    assert.deepEqual(
      changes.map(({ before, after }) => [before, after]),
      [
        ["wide", "wide"],
        ["other", "other"],
      ],
    );
    for (const [index, { devices, layers }] of changes.entries()) {
      assert.equal(devices?.["tx2"]?.after, estimated.models[index]?.devices["tx2"]?.ms);
      // Of `wide` the stem and the layer behind it; what is charged to a network as a whole stands at its input.
      assert.deepEqual(
        layers?.map(({ after }) => after?.name.replace(/_\d+$/, "")),
        index === 0 ? ["input", "stem", "conv2d"] : [],
      );
    }
    const tx2 = changes[0]?.devices?.["tx2"];
    assert.ok(tx2 !== undefined && tx2.before > tx2.after);
    assert.equal(tx2.ratio, tx2.before / tx2.after);
  });

  it("compares two models of a file", async () => {
    const { out } = await run(`${file}#wide`, `${file}#other`, "--device", "agx");
    assert.match(out, /\n\nwide → other\n {2}AGX /);
    assert.doesNotMatch(out, /TX2/);
  });

  for (const [what, argv, why] of [
    ["one file alone", [file], /give two files, or one file and --git HEAD/],
    ["two files and a commit", [file, file, "--git", "HEAD"], /compare --git: give one file/],
    ["a commit that is none", [file, "--git", "nothing"], /--git nothing: git does not have .*net\.py there: /],
    ["an option as a commit", [file, "--git=--help"], /--git --help: give a commit, a branch or a tag/],
    ["a model that is none", [`${file}#tall`, file], /net\.py has no model tall; it has wide, other/],
    ["another form", [file, file, "--format", "xml"], /--format xml: give text or json/],
  ] as const) {
    it(`refuses ${what}`, async () => {
      const { status, out, errors } = await run(...argv);
      assert.equal(status, 2);
      assert.equal(out, "");
      assert.match(errors, why);
    });
  }
});
