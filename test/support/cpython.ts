/** The CPython of the machine. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";

/** Reads programs, answers for each the asked names as texts (null: no such name), or the error that ended it. */
const RUNNER = `
import json, sys
answers = []
as_text = {"repr": repr, "str": str}[sys.argv[1]]
for program, names in json.load(sys.stdin):
    scope = {"__name__": "__main__"}
    try:
        exec(program, scope)
        answers.append([as_text(scope[name]) if name in scope else None for name in names])
    except BaseException as error:
        answers.append(type(error).__name__)
json.dump(answers, sys.stdout)
`;

export type Answer = readonly (string | null)[] | string;

/** What CPython gives for names after each program, by `repr` or `str`, or the error that ended it. Null where there is no python3. */
export function runPython(
  programs: readonly (readonly [program: string, names: readonly string[]])[],
  asText: "repr" | "str" = "repr",
): Answer[] | null {
  const { status, stdout, error, stderr } = spawnSync("python3", ["-W", "ignore", "-c", RUNNER, asText], {
    input: JSON.stringify(programs),
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  if (error !== undefined) return null;
  assert.equal(status, 0, stderr);
  return JSON.parse(stdout) as Answer[];
}
