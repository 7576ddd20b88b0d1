import * as assert from "node:assert/strict";
import * as path from "node:path";
import { loadParsers } from "../../server/src/node/grammars";

/** Where the test runner puts what the build puts beside the bundles. */
const FOLDER = path.join(__dirname, "../wasm");

describe("grammars", () => {
  it("are loaded from the folder beside the bundle", async () => {
    const parsers = await loadParsers(FOLDER);
    for (const [grammar, text] of [
      ["python", "def f(x): return x"],
      ["typescript", "const f = (x: number): number => x;"],
      ["tsx", "const f = (x: number) => <a>{x}</a>;"],
    ] as const) {
      const tree = parsers.parse(grammar, text);
      assert.equal(tree?.root.broken, false, grammar);
      assert.equal(tree.root.end, text.length, grammar);
    }
  });

  it("name the file that is missing", async () => {
    await assert.rejects(loadParsers(path.join(FOLDER, "nowhere")), /nowhere.web-tree-sitter\.wasm/);
  });
});
