/** Random programs over shared and self-containing values: nothing is raised, none takes long, and sums are exact where they are known. */
import * as assert from "node:assert/strict";
import type { LayerReport, ModelReport } from "../../protocol/report";
import { LIMITS } from "../../server/src/eval/limits";
import { analyse } from "../../server/src/analysis/analysis";
import type { AnalysisEnvironment } from "../../server/src/analysis/analysis";
import { createZoo } from "../../server/src/project/language";
import { processorTime } from "../../server/src/node/environment";
import type { ContainerProgram } from "../support/containers";
import { loadTestParsers } from "../support/parsers";
import { pythonContainers } from "../support/python-containers";
import { scriptContainers } from "../support/script-containers";
import { seededRandom } from "../syntax/mutants";

/** `npm run test:deep` asks for more. */
const PROGRAMS = process.env.LATENCY_LENS_DEEP === undefined ? 500 : 50_000;

/** Milliseconds of the processor, which others that use the machine do not change much. */
const LONGEST = 1_500;

describe("programs over shared and self-containing values", () => {
  let environment: AnalysisEnvironment;
  before(async () => {
    const parsers = await loadTestParsers();
    environment = { parsers, zoo: createZoo(parsers), devices: [], limits: LIMITS, now: processorTime };
  });

  /** What the networks with the dense layer "exact" have, and the milliseconds of the processor that it took to say so. */
  function run(
    { text }: ContainerProgram,
    extension: string,
  ): { readonly models: readonly ModelReport[]; readonly took: number } {
    const before = processorTime();
    const uri = `file:///containers.${extension}`;
    const report = analyse(environment, { uri, version: null, text, inputShape: null, cancelled: () => false });
    const models = report.models.filter(({ layers }) => layers.some(isExact));
    return { models, took: processorTime() - before };
  }

  for (const [language, extension, program] of [
    ["Python", "py", pythonContainers],
    ["JavaScript", "js", scriptContainers],
  ] as const) {
    it(`${(PROGRAMS / 2).toLocaleString("en-US")} in ${language} raise nothing, end soon and count exactly`, function () {
      this.timeout(7_200_000);
      let complete = 0;
      for (let seed = 1; seed <= PROGRAMS / 2; seed += 1) {
        const one = program(seededRandom(seed));
        try {
          const { models, took } = run(one, extension);
          // What was translated or collected meanwhile does not count: once more.
          if (took > LONGEST) assert.ok(run(one, extension).took <= LONGEST, `took ${took.toFixed(0)} ms`);
          const known = models.filter(({ partial }) => !partial);
          for (const { name, layers } of known)
            assert.deepEqual(
              layers.filter(isExact).map(({ parameters }) => parameters),
              [5 * one.units],
              name,
            );
          if (known.length > 0) complete += 1;
        } catch (error) {
          throw new Error(
            `seed ${seed}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n${one.text}`,
          );
        }
      }
      assert.ok(complete > PROGRAMS / 8, `${complete} programs gave a complete network`);
    });
  }
});

function isExact({ name }: LayerReport): boolean {
  return name === "exact";
}
