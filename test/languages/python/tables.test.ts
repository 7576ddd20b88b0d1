import * as assert from "node:assert/strict";
import { evaluateSource, prepareEvaluation } from "../../support/eval";
import { runPython } from "../../support/cpython";
import { askedOf, type Asked, type Table } from "../../support/tables";
import { TABLES } from "./tables";

const PROLOGUE = "import collections, functools, itertools, math, re";

/** Every one in its own `try`: what it gives, and what becomes of the value, as a text, or the class of its error. */
function programOf(asked: readonly Asked[], { after = "v", isOfStatements = false }: Table): string {
  const guarded = asked.map(({ v, w, expression }, i) =>
    [
      `try:`,
      `  v, w = ${v}, ${w}`,
      ...(isOfStatements ? [`  ${expression}`, `  r${i} = repr(v)`] : [`  r${i} = repr((${expression}, ${after}))`]),
      `except Exception as error:`,
      `  r${i} = 'raises ' + type(error).__name__`,
    ].join("\n"),
  );
  return [PROLOGUE, ...guarded].join("\n");
}

describe("Python's built-ins", () => {
  before(prepareEvaluation);

  for (const table of TABLES)
    it(`give what CPython gives: ${table.name}`, function () {
      const parts = askedOf(table, "None");
      const asked = parts.map((part) => [programOf(part, table), part.map((_, i) => `r${i}`)] as const);
      const answers = runPython(asked, "str");
      if (answers === null) {
        this.skip();
        return;
      }
      const unknown: string[] = [];
      const differing: string[] = [];
      for (const [index, [program, names]] of asked.entries()) {
        const { scope } = evaluateSource(program);
        const theirs = answers[index];
        assert.ok(Array.isArray(theirs), String(theirs));
        names.forEach((name, place) => {
          const { v, w, expression } = parts[index]?.[place] ?? { v: "", w: "", expression: "" };
          const what = `${expression} of ${v} and ${w}`;
          const ours = scope.own(name);
          if (ours?.kind !== "string") unknown.push(`${what}: ${ours?.kind === "unknown" ? ours.why : ours?.kind}`);
          else if (theirs[place] !== ours.value)
            differing.push(`${what} is ${ours.value}, in CPython ${theirs[place]}`);
        });
      }
      assert.deepEqual(differing, []);
      assert.equal(unknown.length, table.unknown, unknown.join("\n"));
    });
});
