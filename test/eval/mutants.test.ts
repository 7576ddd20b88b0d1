import * as assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { LIMITS } from "../../server/src/eval/limits";
import { analyse } from "../../server/src/analysis/analysis";
import type { AnalysisEnvironment } from "../../server/src/analysis/analysis";
import { loadTestParsers } from "../support/parsers";
import { ROOT } from "../support/paths";
import { mutate } from "../support/source-mutants";
import { seededRandom } from "../syntax/mutants";

/** `npm run test:deep` asks for more. */
const MUTANTS = process.env.LATENCY_LENS_DEEP === undefined ? 500 : 10_000;

/** Milliseconds of the processor, which others that use the machine do not change much: those of the editor, and half as much again around them. */
const LONGEST = 1.5 * LIMITS.milliseconds;

/** Sources of real networks, small ones often. */
function sources(): readonly { readonly name: string; readonly text: string }[] {
  const folders = ["zoo/keras", "test/fixtures/idioms"].map((folder) => path.join(ROOT, folder));
  return folders.flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => name.endsWith(".py"))
      .map((name) => ({ name, text: readFileSync(path.join(folder, name), "utf8") }))
      .filter(({ text }) => text.length < 4_000),
  );
}

describe("mutated sources", () => {
  let environment: AnalysisEnvironment;
  before(async () => {
    environment = { parsers: await loadTestParsers(), devices: [], limits: LIMITS, now: () => performance.now() };
  });

  /** Milliseconds of the processor that the analysis took. */
  function run(text: string): number {
    const before = process.cpuUsage();
    const report = analyse(environment, {
      uri: "file:///mutant.py",
      version: null,
      text,
      inputShape: null,
      cancelled: () => false,
    });
    assert.ok(Array.isArray(report.models));
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1_000;
  }

  it(`${MUTANTS.toLocaleString("en-US")} of them raise nothing and end within a second and a half`, function () {
    this.timeout(3_600_000);
    const all = sources();
    assert.ok(all.length > 20, "there are sources");
    for (let seed = 1; seed <= MUTANTS; seed += 1) {
      const random = seededRandom(seed);
      const { name, text } = all[seed % all.length] ?? { name: "", text: "" };
      const mutant = mutate(text, random);
      const what = `${name}, seed ${seed}: ${mutant.names.join(", ")}`;
      try {
        const took = run(mutant.source);
        // What was translated or collected meanwhile does not count: once more.
        if (took > LONGEST) assert.ok(run(mutant.source) <= LONGEST, `${what}: took ${took.toFixed(0)} ms`);
      } catch (error) {
        throw new Error(`${what}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
      }
    }
  });
});
