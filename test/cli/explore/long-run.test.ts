/** Explorations that take long: threads, interruptions, parts on several machines. All of them end in the bytes of one quiet run. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Progress } from "../../../cli/explore/progress";
import { captured } from "../../support/command-line";
import type { Run } from "../../support/command-line";
import { buildServer } from "../../support/server-process";

const RESOURCES = path.resolve(__dirname, "..");

const SOURCE = `from tensorflow.keras import layers, models
from blocks import block

def build(depth, width=8):
    if depth == 3:
        raise ValueError("not 3, please")
    x = image = layers.Input((32, 32, 3))
    for _ in range(depth):
        x = block(x, width)
    return models.Model(image, x)
`;

const BLOCKS = `from tensorflow.keras import layers

def block(x, width):
    return layers.Conv2D(width, 3, padding="same")(x)
`;

/** 120 combinations. */
const VARY = "depth=1..20, width=8|12|16|20|24|28";

describe("a long exploration", () => {
  let folder = "";
  let program = "";
  before(async () => {
    await buildServer("cli/explore/thread.ts", "explore-thread");
    program = await buildServer("cli/main.ts", "explore-command-line");
  });
  beforeEach(async () => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "latency-lens-explore-"));
    fs.writeFileSync(path.join(folder, "net.py"), SOURCE);
    fs.writeFileSync(path.join(folder, "blocks.py"), BLOCKS);
    assert.equal((await run("explore", ...explore("quiet", "--workers", "1"))).status, 0);
  });
  afterEach(() => {
    fs.rmSync(folder, { recursive: true });
  });

  const at = (...names: string[]): string => path.join(folder, ...names);
  const explore = (out: string, ...more: string[]): string[] => [
    ...[at("net.py"), "--vary", VARY, "--device", "tx2", "--store", at("store"), "--out", at(out)],
    ...more,
  ];
  const run = (command: string, ...argv: string[]): Promise<Run> => captured([command, ...argv], RESOURCES);
  const partOf = (out: string, name = "1-of-1.part"): string => fs.readFileSync(at(out, name), "utf8");

  function assertSame(out: string): void {
    for (const name of ["results.csv", "results.json"])
      assert.equal(fs.readFileSync(at(out, name), "utf8"), fs.readFileSync(at("quiet", name), "utf8"), name);
  }

  /** The program as a process of its own, once it has written so many rows. */
  async function started(rows: number, out: string, ...more: string[]): Promise<ChildProcess> {
    const child = spawn(process.execPath, [program, "explore", ...explore(out, ...more)], { stdio: "pipe" });
    const file = at(out, more.includes("2/4") ? "2-of-4.part" : "1-of-1.part");
    while (
      child.exitCode === null &&
      (!fs.existsSync(file) || fs.readFileSync(file, "utf8").split("\n").length - 2 < rows)
    )
      await sleep(5);
    return child;
  }

  async function ended(child: ChildProcess): Promise<{ readonly code: number | null; readonly out: string }> {
    let out = "";
    child.stdout?.on("data", (text: Buffer) => (out += text.toString()));
    const code = await new Promise<number | null>((resolve) => {
      if (child.exitCode !== null || child.signalCode !== null) resolve(child.exitCode);
      child.on("close", resolve);
    });
    return { code, out };
  }

  it("in threads gives the bytes of one that works by itself", async () => {
    const { status, out } = await run("explore", ...explore("threads", "--workers", "3"));
    assert.equal(status, 0);
    assert.match(out, /^120 combinations of build, 114 with estimates/);
    assertSame("threads");
  });

  it("killed half-way goes on from there, with the same bytes", async () => {
    const child = await started(20, "killed", "--workers", "2");
    assert.equal(child.exitCode, null, "it ended before it could be killed: make the space larger");
    child.kill("SIGKILL");
    await ended(child);
    const before = partOf("killed");
    const rows = before.split("\n").length - 2;
    assert.ok(rows >= 20 && rows < 120, String(rows));
    assert.ok(!fs.existsSync(at("killed", "results.csv")));
    // What a power cut leaves of the last line.
    fs.appendFileSync(at("killed", "1-of-1.part"), `[119,{"values":["2`);
    assert.equal((await run("explore", ...explore("killed", "--workers", "2"))).status, 0);
    assertSame("killed");
    assert.ok(partOf("killed").startsWith(before.slice(0, before.lastIndexOf("\n") + 1)), "rows were done again");
  });

  it("says after Ctrl-C what is kept and how to go on", async () => {
    const child = await started(10, "stopped", "--workers", "2");
    child.kill("SIGINT");
    const { code, out } = await ended(child);
    assert.equal(code, 130);
    assert.match(
      out,
      /^Interrupted: \d+ of 120 combinations are done and kept in .*1-of-1\.part\. The same command goes on/,
    );
    assert.equal((await run("explore", ...explore("stopped"))).status, 0);
    assertSame("stopped");
  });

  it("does not mix rows of two explorations", async () => {
    const refused = async (...more: string[]): Promise<string> => {
      const { status, errors } = await run("explore", ...explore("quiet", "--workers", "1", ...more));
      assert.equal(status, 2);
      return errors;
    };
    assert.match(
      await refused("--vary", "depth=1"),
      /another exploration \(not the same: --vary\); give another --out, or --fresh/,
    );
    assert.match(await refused("--sample", "9"), /not the same: --sample, --seed\)/);
    assert.match(await refused("--device", "agx"), /not the same: --device, the predictors\)/);
    fs.appendFileSync(at("blocks.py"), "\n# another text\n");
    assert.match(await refused(), /not the same: the source\)/);
    const { status, out } = await run("explore", ...explore("quiet", "--fresh", "--vary", "depth=1"));
    assert.equal(status, 0);
    assert.match(out, /^1 combinations? of build/);
    fs.writeFileSync(at("quiet", "1-of-1.part"), "a,b\n1,2\n");
    assert.match(await refused(), /these are no rows of “latency-lens explore”/);
  });

  it("in four parts, one of them killed, is merged to the same bytes", async () => {
    const child = await started(5, "parts", "--workers", "1", "--shard", "2/4");
    child.kill("SIGKILL");
    await ended(child);
    for (const shard of ["1/4", "3/4"]) {
      const { status, out } = await run("explore", ...explore("parts", "--workers", "2", "--shard", shard));
      assert.equal(status, 0);
      assert.match(out, /^Part [13] of 4: 30 of 120 combinations are in /);
    }
    const early = await run("merge", at("parts"), "--out", at("merged"));
    assert.equal(early.status, 2);
    assert.match(early.errors, /of 120 combinations are missing; run again, then merge: --shard 2\/4, --shard 4\/4/);
    assert.ok(!fs.existsSync(at("merged")));
    assert.equal((await run("explore", ...explore("parts", "--shard", "2/4"))).status, 0);
    assert.equal((await run("explore", ...explore("elsewhere", "--shard", "4/4"))).status, 0);
    const { status, out } = await run("merge", at("parts"), at("elsewhere", "4-of-4.part"), "--out", at("merged"));
    assert.equal(status, 0);
    assert.match(out, /^120 combinations of build, 114 with estimates/);
    assertSame("merged");
  });

  it("says which parts do not belong together", async () => {
    await run("explore", ...explore("parts", "--shard", "1/2"));
    await run("explore", ...explore("others", "--shard", "2/3"));
    await run("explore", ...explore("wider", "--shard", "2/2", "--vary", "depth=1|2"));
    for (const [other, message] of [
      ["others", /parts of different explorations \(not the same: the number of shards\)/],
      ["wider", /not the same: --vary\)/],
      ["nowhere", /nowhere: there is no such file or folder/],
    ] as const) {
      const { status, errors } = await run("merge", at("parts"), at(other), "--out", at("merged"));
      assert.equal(status, 2);
      assert.match(errors, message);
    }
    fs.mkdirSync(at("empty"));
    assert.match((await run("merge", at("empty"), "--out", at("merged"))).errors, /no \.part file is there/);
    for (const shard of ["0/4", "5/4", "2", "a/b"])
      assert.match((await run("explore", ...explore("x", "--shard", shard))).errors, /give one of n parts/);
  });
});

describe("progress", () => {
  function written(isTerminal: boolean, before: number): string {
    let [now, text] = [0, ""];
    const write = (more: string): void => void (text += more);
    const progress = new Progress(1_000, before, { write, isTerminal, now: () => now });
    for (let done = 0; done < 100; done += 1) {
      now += 100;
      progress.one();
    }
    progress.end();
    return text;
  }

  it("is a line every five seconds, with the time that is left at the pace of this run", () => {
    assert.equal(written(false, 0), "50 of 1,000 networks, 2 min left\n100 of 1,000 networks, 2 min left\n");
    assert.equal(written(false, 800), "850 of 1,000 networks, 15 s left\n900 of 1,000 networks, 10 s left\n");
  });

  it("is one line of a terminal, which goes away", () => {
    const lines = written(true, 0).split("\r").slice(1);
    assert.equal(lines.length, 51);
    assert.equal(lines[0], "2 of 1,000 networks, 2 min left\x1b[K");
    assert.equal(lines.at(-1), "\x1b[K");
  });
});
