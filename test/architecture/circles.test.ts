import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { ROOT } from "../support/paths";
import { importsOf, sourceFiles } from "../support/source-files";

/**
 * Files that import each other, types included: whoever changes one has to know them all. These are the circles that there are; a list
 * may lose members, and a circle may fall apart, but none may grow and no other one may arise.
 */
const CIRCLES: readonly (readonly string[])[] = [
  // The machine: statements run expressions, which call functions, which run statements.
  [
    "server/src/eval/machine/assumed.ts",
    "server/src/eval/machine/attributes.ts",
    "server/src/eval/machine/branches.ts",
    "server/src/eval/machine/bundled.ts",
    "server/src/eval/machine/calls.ts",
    "server/src/eval/machine/classes.ts",
    "server/src/eval/machine/comprehension.ts",
    "server/src/eval/machine/expressions.ts",
    "server/src/eval/machine/generators.ts",
    "server/src/eval/machine/imports.ts",
    "server/src/eval/machine/instances.ts",
    "server/src/eval/machine/machine.ts",
    "server/src/eval/machine/match.ts",
    "server/src/eval/machine/statements.ts",
    "server/src/eval/machine/targets.ts",
    "server/src/eval/machine/try.ts",
  ],
  // Statements hold expressions, and functions among these hold statements.
  [
    "server/src/syntax/javascript/classes.ts",
    "server/src/syntax/javascript/declarations.ts",
    "server/src/syntax/javascript/expressions.ts",
    "server/src/syntax/javascript/functions.ts",
    "server/src/syntax/javascript/literals.ts",
    "server/src/syntax/javascript/modules.ts",
    "server/src/syntax/javascript/statements.ts",
    "server/src/syntax/javascript/switches.ts",
    "server/src/syntax/javascript/targets.ts",
  ],
  [
    "server/src/syntax/python/expressions.ts",
    "server/src/syntax/python/parameters.ts",
    "server/src/syntax/python/strings.ts",
    "server/src/syntax/python/targets.ts",
  ],
];

/** The files that each file imports, by path. */
type Graph = ReadonlyMap<string, readonly string[]>;

function importGraph(files: readonly string[]): Graph {
  return new Map(
    files.map((file) => {
      const targets = importsOf(file, fs.readFileSync(path.join(ROOT, file), "utf8")).flatMap(({ specifier }) =>
        specifier.startsWith(".") ? [path.posix.join(path.posix.dirname(file), specifier)] : [],
      );
      return [file, targets.flatMap((target) => files.find((one) => one === `${target}.ts`) ?? [])] as const;
    }),
  );
}

/** Sets of files from each of which all others of the set are reached; single files are left out. */
function circlesIn(graph: Graph): string[][] {
  const reached = new Map([...graph.keys()].map((file) => [file, reachedFrom(graph, file)] as const));
  const left = new Set(graph.keys());
  const circles: string[][] = [];
  for (const file of left) {
    const circle = [...(reached.get(file) ?? [])].filter((other) => reached.get(other)?.has(file) === true);
    for (const member of circle) left.delete(member);
    if (circle.length > 1) circles.push(circle.sort());
  }
  return circles;
}

function reachedFrom(graph: Graph, start: string): ReadonlySet<string> {
  const reached = new Set<string>();
  const waiting = [...(graph.get(start) ?? [])];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (reached.has(file)) continue;
    reached.add(file);
    waiting.push(...(graph.get(file) ?? []));
  }
  return reached;
}

describe("import circles", () => {
  const files = ["protocol", "predictors", "server", "client", "measurements", "cli"].flatMap(sourceFiles);

  const found = circlesIn(importGraph(files));

  it("are none but those that are known, and have no new members", () => {
    const fresh = found.filter((circle) => !CIRCLES.some((known) => circle.every((file) => known.includes(file))));
    assert.deepEqual(fresh, []);
  });

  it("keep no file in the lists that has got out", () => {
    const members = new Set(found.flat());
    const stale = CIRCLES.flat().filter((file) => !members.has(file));
    assert.deepEqual(stale, [], "good: take them off the lists");
  });

  it("are found where there are some", () => {
    const graph: Graph = new Map([
      ["a", ["b"]],
      ["b", ["c"]],
      ["c", ["b", "d"]],
      ["d", ["e"]],
      ["e", ["d", "f"]],
      ["f", []],
    ]);
    assert.deepEqual(circlesIn(graph), [
      ["b", "c"],
      ["d", "e"],
    ]);
  });
});
