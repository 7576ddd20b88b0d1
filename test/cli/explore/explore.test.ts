import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { combinations, parseVary } from "../../../cli/explore/vary";
import { captured } from "../../support/command-line";
import type { Run } from "../../support/command-line";

const RESOURCES = path.resolve(__dirname, "..");

const SOURCE = `from tensorflow.keras import layers, models

def build(depth, width=1.0, kind="relu"):
    if depth == 3:
        raise ValueError("not 3, please")
    image = x = layers.Input((32, 32, 3))
    for _ in range(depth):
        x = layers.Conv2D(int(16 * width), 3, padding="same", activation=kind)(x)
    return models.Model(image, x)
`;

describe("--vary", () => {
  it("gives every combination, the last name first", () => {
    const varied = parseVary(`depth=20..32:6|50, width=1|1.5, kind="a"`);
    assert.deepEqual(varied, [
      { name: "depth", values: ["20", "26", "32", "50"] },
      { name: "width", values: ["1", "1.5"] },
      { name: "kind", values: [`"a"`] },
    ]);
    assert.deepEqual(combinations(varied).slice(0, 3), [
      ["20", "1", `"a"`],
      ["20", "1.5", `"a"`],
      ["26", "1", `"a"`],
    ]);
  });

  for (const [text, message] of [
    ["depth", /"depth" is no NAME=VALUES; give e\.g\./],
    ["depth=", /"depth=" is no NAME=VALUES/],
    ["depth=9..3", /depth=9\.\.3 has no end or too many values/],
    ["depth=1..3:0", /depth=1\.\.3:0 has no end/],
    ["depth=deep", /depth=deep is no number, range/],
    ["depth=f(1)", /depth=f\(1\) is no number/],
    ["depth=1, depth=2", /depth stands there twice/],
    ["a=1..1000, b=1..1000", /1,000,000 combinations; at most 100,000/],
  ] as const)
    it(`says what is wrong: ${text}`, () => {
      assert.throws(() => parseVary(text), message);
    });
});

describe("latency-lens explore", () => {
  let folder = "";
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "latency-lens-explore-"));
    fs.writeFileSync(path.join(folder, "net.py"), SOURCE);
  });
  afterEach(() => {
    fs.rmSync(folder, { recursive: true });
  });

  const run = (...argv: string[]): Promise<Run> =>
    captured(
      [
        "explore",
        path.join(folder, "net.py"),
        "--store",
        path.join(folder, "store"),
        "--out",
        path.join(folder, "out"),
        "--workers",
        "1",
        "--fresh",
        ...argv,
      ],
      RESOURCES,
    );
  const read = (name: string): string => fs.readFileSync(path.join(folder, "out", name), "utf8");

  it("writes a row for each combination with what estimate says of it, and a reason where there is none", async () => {
    const { status, out } = await run("--vary", "depth=2..3, width=1|2, input=32|64", "--device", "tx2");
    assert.equal(status, 0);
    assert.match(out, /^8 combinations of build, 4 with estimates, are in /);
    const [head, ...rows] = read("results.csv").trimEnd().split("\n");
    assert.equal(head, "depth,width,input,parameters,flops,partial,tx2_ms,tx2_low,tx2_high,why");
    assert.deepEqual(
      rows.map((row) => row.split(",").slice(0, 4).join()),
      ["2,1,32,2768", "2,1,64,2768", "2,2,32,10144", "2,2,64,10144", "3,1,32,", "3,1,64,", "3,2,32,", "3,2,64,"],
    );
    assert.match(rows[4] ?? "", /^3,1,32,,,,,,,"?build\(depth=3, width=1\) gives no model: .*not 3, please"?$/);
    const call = ["--call", "build(depth=2, width=2)", "--input", "64x64x3", "--device", "tx2", "--format", "json"];
    const estimated = await captured(["estimate", path.join(folder, "net.py"), ...call], RESOURCES);
    const { models } = JSON.parse(estimated.out) as { models: { devices: { tx2: { ms: number } }; flops: number }[] };
    const [, , , , flops, , ms] = rows[3]?.split(",") ?? [];
    assert.deepEqual([Number(flops), Number(ms)], [models[0]?.flops, models[0]?.devices.tx2.ms]);
    const { rows: inJson } = JSON.parse(read("results.json")) as {
      rows: { arguments: object; parameters: number | null; ms: object; why: string | null }[];
    };
    assert.deepEqual(inJson[3]?.arguments, { depth: "2", width: "2", input: "64" });
    assert.equal(inJson[4]?.parameters, null);
    assert.match(inJson[4].why ?? "", /not 3, please/);
  });

  it("draws some of the combinations, in their order, others for another seed", async () => {
    const drawn = async (...argv: string[]): Promise<string[]> => {
      assert.equal((await run("--vary", "depth=1|2, width=1..40", "--sample", "5", ...argv)).status, 0);
      return read("results.csv").trimEnd().split("\n").slice(1);
    };
    const first = await drawn();
    assert.equal(new Set(first).size, 5);
    const numbers = first.map((row) => row.split(",").slice(0, 2).map(Number));
    const places = numbers.map(([depth = 0, width = 0]) => depth * 40 + width);
    assert.deepEqual(
      places,
      [...places].sort((a, b) => a - b),
    );
    assert.deepEqual(await drawn("--seed", "1"), first);
    assert.notDeepEqual(await drawn("--seed", "2"), first);
  });

  it("gives the same bytes again", async () => {
    await run("--vary", "depth=1|2");
    const first = [read("results.csv"), read("results.json")];
    await run("--vary", "depth=1|2");
    assert.deepEqual([read("results.csv"), read("results.json")], first);
  });

  it("says which function to name where there are several, and ends with 1 where nothing has an estimate", async () => {
    fs.appendFileSync(path.join(folder, "net.py"), SOURCE.replace("build", "other"));
    const { status, errors } = await run("--vary", "depth=1");
    assert.equal(status, 2);
    assert.match(errors, /there are build, other; name one with --call/);
    assert.equal((await run("--vary", "depth=1", "--call", "other")).status, 0);
    assert.equal((await run("--vary", "depth=3", "--call", "other")).status, 1);
    assert.equal((await run("--vary", "depht=2", "--call", "other")).status, 1);
    assert.match(read("results.csv"), /depht/);
  });

  it("says what to do about arguments that cannot be used", async () => {
    for (const [argv, message] of [
      [["--vary", "input=0.5"], /input=0\.5 is no side of an image in pixels/],
      [["--vary", "depth=1", "--sample", "0"], /--sample 0: give a whole number from 1 to/],
      [["--vary", "depth=1", "--device", "tx3"], /--device tx3: give agx or tx2/],
      [["--vary", "depth=1", "--out", path.join(folder, "net.py")], /--out .*: this folder cannot be made/],
    ] as const) {
      const { status, errors } = await run(...argv);
      assert.equal(status, 2);
      assert.match(errors, message);
    }
  });
});
