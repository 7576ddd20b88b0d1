/** Small programs beside what numpy says of them (`test/oracle/numpy/generate.py`). */
import * as assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import * as path from "node:path";
import { prepareEvaluation, shown } from "../../support/eval";
import { ROOT } from "../../support/paths";

describe("numpy", () => {
  before(prepareEvaluation);

  it("agrees wherever we answer, and we nearly always do", () => {
    const file = path.join(ROOT, "test/languages/numpy/numpy-programs.json");
    const programs = JSON.parse(readFileSync(file, "utf8")) as (readonly [program: string, expected: string])[];
    assert.ok(programs.length > 250);
    const unknowns: string[] = [];
    const wrong: string[] = [];
    for (const [program, expected] of programs) {
      const ours = shown(`import numpy as np; ${program}`);
      if (ours.startsWith("unknown: ")) unknowns.push(`${program}\n${ours}`);
      else if (ours !== expected) wrong.push(`${program}\n${ours}\n${expected}`);
    }
    assert.deepEqual(wrong, []);
    assert.ok(unknowns.length < programs.length * 0.05, `${unknowns.length} are not known:\n${unknowns.join("\n")}`);
  });
});
