import * as assert from "node:assert/strict";
import { runPython, type Answer } from "../../support/cpython";
import { asProgram, evaluateSource, prepareEvaluation } from "../../support/eval";
import { ARITHMETIC, CLASSES, CONTAINERS, STATEMENTS, TEXT } from "../../eval/one-liners";
import { LANGUAGE } from "../../eval/language-sources";
import { randomPrograms, VARIABLES } from "../../eval/random-programs";

/** Our `repr` of the names after the program; null for what is not known or rests on an assumption. */
function runOurs(program: string, names: readonly string[], mayAssume = false): (string | null)[] {
  const reprs = names.map((name) => `repr_${name} = repr(${name})`).join("\n");
  const { scope, assumptions } = evaluateSource(`${program}\n${reprs}`);
  return names.map((name) => {
    if (assumptions.length > 0 && !mayAssume) return null;
    const text = scope.own(`repr_${name}`);
    return text?.kind === "string" ? text.value : null;
  });
}

describe("CPython", () => {
  before(prepareEvaluation);

  it("agrees on the one-liners", function () {
    const sources = [ARITHMETIC, TEXT, CONTAINERS, STATEMENTS, CLASSES]
      .flatMap((group) => group.map(([source]) => source))
      .filter((source) => !/\b(lib|nowhere|open)\b/.test(source));
    const programs = sources.map((source) => [asProgram(source), ["r"]] as const);
    const answers = runPython(programs);
    if (answers === null) {
      this.skip();
      return;
    }
    assert.ok(sources.length > 100);
    for (const [index, [program]] of programs.entries()) {
      const ours = runOurs(program, ["r"])[0] ?? null;
      if (ours !== null) assert.deepEqual([ours], answers[index], program);
    }
  });

  it("agrees on the rest of the language, and knows nearly all of it", function () {
    const answers = runPython(LANGUAGE.map((program) => [program, ["r"]] as const));
    if (answers === null) {
      this.skip();
      return;
    }
    const missing: string[] = [];
    for (const [index, program] of LANGUAGE.entries()) {
      const ours = runOurs(program, ["r"], true)[0] ?? null;
      if (ours === null) missing.push(program);
      else assert.deepEqual([ours], answers[index], program);
    }
    assert.deepEqual(missing, []);
  });

  it("agrees on random straight-line programs wherever we answer, and we nearly always do", function () {
    this.timeout(1_200_000);
    const programs = randomPrograms(20_201_118, process.env.LATENCY_LENS_DEEP === undefined ? 800 : 16_000);
    const answers = runPython(programs.map((program) => [program, VARIABLES] as const));
    if (answers === null) {
      this.skip();
      return;
    }
    let known = 0;
    let unread = 0;
    for (const [index, program] of programs.entries()) {
      const theirs: Answer | undefined = answers[index];
      // What is drawn may nest deeper than an older Python reads.
      if (theirs === "SyntaxError") {
        unread += 1;
        continue;
      }
      assert.ok(Array.isArray(theirs), `${String(theirs)} in:\n${program}`);
      for (const [position, ours] of runOurs(program, VARIABLES).entries()) {
        if (ours === null) continue;
        known += 1;
        assert.equal(ours, theirs[position], `${String(VARIABLES[position])} in:\n${program}`);
      }
    }
    assert.ok(unread < programs.length / 50, `${unread} programs are no Python`);
    const share = known / ((programs.length - unread) * VARIABLES.length);
    assert.ok(share > 0.85, `only ${(share * 100).toFixed(1)} % of the values are known`);
  });
});
