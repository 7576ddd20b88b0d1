import assert from "node:assert/strict";
import { inspect } from "node:util";
import { runInThisContext } from "node:vm";
import { evaluateJavaScript, plain, prepareJavaScript } from "../../support/javascript";
import { askedOf, type Asked } from "../../support/tables";
import { TABLES } from "./tables";

/** What an expression gives, and what becomes of the value. */
function programOf(asked: readonly Asked[]): string {
  const guarded = asked.map(
    ({ v, w, expression }, i) =>
      `var r${i}; try { let v = ${v}, w = ${w}; const given = (${expression}); r${i} = [given, v]; } catch (error) { r${i} = "throws"; }`,
  );
  return guarded.join("\n");
}

/** Of a function that it is one. */
function shown(value: unknown): string {
  const plainly = (one: unknown): unknown => {
    if (typeof one === "function") return "function";
    if (Array.isArray(one)) return one.map(plainly);
    if (typeof one !== "object" || one === null) return one;
    return Object.fromEntries(Object.entries(one).map(([name, item]) => [name, plainly(item)]));
  };
  return inspect(plainly(value), { depth: 9 });
}

describe("JavaScript's built-ins", () => {
  before(prepareJavaScript);

  for (const table of TABLES)
    it(`give what node gives: ${table.name}`, () => {
      const unknown: string[] = [];
      const differing: string[] = [];
      for (const asked of askedOf(table, "null")) {
        const program = programOf(asked);
        const { scope } = evaluateJavaScript(program);
        const real = runInThisContext(
          `(() => {\n${program}\nreturn [${asked.map((_, i) => `r${i}`).join()}]; })()`,
        ) as unknown[];
        asked.forEach(({ v, w, expression }, i) => {
          const value = scope.own(`r${i}`);
          const what = `${expression} of ${v} and ${w}`;
          const ours = value === undefined ? "unknown: it was not reached" : shown(plain(value));
          if (ours.includes("unknown: ")) unknown.push(`${what}: ${ours}`);
          else if (ours !== shown(real[i])) differing.push(`${what} is ${ours}, in node ${shown(real[i])}`);
        });
      }
      assert.deepEqual(differing, []);
      assert.equal(unknown.length, table.unknown, unknown.join("\n"));
    });
});
