import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { ROOT } from "../support/paths";
import { sourceFiles } from "../support/source-files";

/**
 * State of modules that there is. Each belongs to an object that is passed in (a value, an evaluation) and goes with it; identities
 * are counted on for ever, and only whether two are equal is ever asked. The list may only shrink.
 */
const KNOWN = [
  "server/src/languages/python/modules/patterns.ts: compiled",
  "server/src/values/keys.ts: identities",
  "server/src/values/keys.ts: lastIdentity",
  "server/src/values/keys.ts: tupleKeys",
];

/** A variable that can be assigned, or an empty collection that is not declared read-only, at a module's top level. */
const STATE =
  /^(?:export )?(?:let (\w+)|const (\w+)(?:: (?!Readonly)[^=]+?)? = (?:new (?:Map|Set|WeakMap|WeakSet)(?:<[^(]*>)?\(\)|\[\]|\{\}))/gm;

function stateIn(file: string, text: string): string[] {
  return [...text.matchAll(STATE)].map(([, assigned, collection]) => `${file}: ${assigned ?? collection ?? ""}`);
}

describe("modules", () => {
  it("keep no state but what is known", () => {
    const files = ["protocol", "predictors", "server", "measurements", "cli"].flatMap(sourceFiles);
    const found = files.flatMap((file) => stateIn(file, fs.readFileSync(path.join(ROOT, file), "utf8")));
    // A name for "none of them" is a constant, whatever its type says.
    assert.deepEqual(
      found.filter((name) => !/: NO_/.test(name)),
      KNOWN,
    );
  });

  it("are found out where they do", () => {
    const text = [
      "let last = 0;",
      "export let open: string | undefined;",
      "const seen = new Set<string>();",
      "const rows: string[] = [];",
      "const NONE: ReadonlySet<string> = new Set();",
      "  let inner = 0;",
      "const TABLE = new Map([[1, 2]]);",
    ].join("\n");
    assert.deepEqual(stateIn("a.ts", text), ["a.ts: last", "a.ts: open", "a.ts: seen", "a.ts: rows"]);
  });
});
