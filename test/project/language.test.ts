import * as assert from "node:assert/strict";
import { languageOf } from "../../server/src/project/language";

describe("the language of a document", () => {
  for (const [uri, languageId, expected] of [
    ["file:///a.py", null, "python"],
    ["file:///a.js", null, "javascript"],
    ["file:///a.MJS", null, "javascript"],
    ["file:///a.ts", null, "typescript"],
    ["file:///a.tsx", null, "tsx"],
    ["file:///a.jsx", null, "jsx"],
    ["file:///folder.js/a", null, "python"],
    ["untitled:Untitled-1", "typescriptreact", "tsx"],
    ["file:///a.js", "typescript", "typescript"],
    ["file:///a.js", "plaintext", "javascript"],
  ] as const)
    it(`${uri} as ${String(languageId)}: ${expected}`, () => {
      assert.equal(languageOf(uri, languageId), expected);
    });
});
