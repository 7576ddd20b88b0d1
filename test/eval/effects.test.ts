import * as assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { LIMITS } from "../../server/src/eval/limits";
import { startEvaluation } from "../../server/src/languages/start";
import { parseJavaScript } from "../../server/src/syntax/javascript";
import { evaluateSource, prepareEvaluation, TestLibrary } from "../support/eval";
import { loadTestParsers } from "../support/parsers";
import { effectPrograms } from "./random-effects";

/** `npm run test:deep` asks for more. */
const PROGRAMS = process.env.LATENCY_LENS_DEEP === undefined ? 500 : 2_000;

const SEED = 20_261_130;

const PYTHON = `
import json, sys
answers = []
for program in json.load(sys.stdin):
    scope = {}
    exec(program, scope)
    answers.append(scope["r"])
json.dump(answers, sys.stdout)
`;

const NODE = `
const programs = JSON.parse(require("node:fs").readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(programs.map((program) => new Function(program + "\\nreturn r;")())));
`;

/** What `r` is after each program; null where the interpreter is not there. */
function answersOf(command: string, args: readonly string[], programs: readonly string[]): readonly string[] | null {
  const input = JSON.stringify(programs);
  const { error, status, stdout, stderr } = spawnSync(command, args, { input, encoding: "utf8", maxBuffer: 1 << 28 });
  if (error !== undefined) return null;
  assert.equal(status, 0, stderr);
  return JSON.parse(stdout) as readonly string[];
}

describe("the order of effects", () => {
  before(prepareEvaluation);
  const programs = effectPrograms(SEED, PROGRAMS);

  it("is CPython's, in programs with generators that are left, held and handed on", function () {
    this.timeout(240_000);
    const sources = programs.map(({ python }) => python);
    const answers = answersOf("python3", ["-W", "ignore", "-c", PYTHON], sources);
    if (answers === null) {
      this.skip();
      return;
    }
    for (const [index, source] of sources.entries()) {
      const r = evaluateSource(source).scope.own("r");
      assert.equal(r?.kind === "string" ? r.value : r, answers[index], source);
    }
  });

  it("is node's", async function () {
    this.timeout(240_000);
    const parsers = await loadTestParsers();
    const sources = programs.map(({ javascript }) => javascript);
    const answers = answersOf(process.execPath, ["-e", NODE], sources);
    for (const [index, source] of sources.entries()) {
      const { scope } = startEvaluation("file:///program.js", parseJavaScript(parsers, source, "javascript"), {
        library: new TestLibrary(),
        limits: LIMITS,
        inputShape: null,
        now: () => 0,
        cancelled: () => false,
      });
      const r = scope.own("r");
      assert.equal(r?.kind === "string" ? r.value : r, answers?.[index], source);
    }
  });
});
