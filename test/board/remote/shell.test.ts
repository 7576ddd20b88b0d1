import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { forLoginShell, quoted } from "../../../server/src/board/remote/shell";

describe("text for a shell", () => {
  it("is one word, whatever it holds", () => {
    const words = fc.array(
      fc.string({ unit: "binary", minLength: 1 }).filter((word) => !/[\0\uD800-\uDFFF]/.test(word)),
      {
        minLength: 1,
        maxLength: 20,
      },
    );
    fc.assert(
      fc.property(words, (given) => {
        const script = `for w in ${given.map(quoted).join(" ")}; do printf '%s\\000' "$w"; done`;
        const printed = execFileSync("sh", ["-c", forLoginShell(script)], { encoding: "utf8" });
        assert.deepEqual(printed.split("\0").slice(0, -1), given);
      }),
      { numRuns: 50, seed: 3 },
    );
  });
  it("runs nothing of what it quotes", () => {
    for (const hostile of ["$(echo run)", "`echo run`", "'; echo run; '", "a\necho run", "*", "~", "$HOME"])
      assert.equal(execFileSync("sh", ["-c", `printf %s ${quoted(hostile)}`], { encoding: "utf8" }), hostile);
  });
});
