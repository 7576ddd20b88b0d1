/** JavaScript evaluated for a test. */
import assert from "node:assert/strict";
import type { Evaluation } from "../../server/src/eval/evaluate";
import { LIMITS } from "../../server/src/eval/limits";
import { startEvaluation } from "../../server/src/languages/start";
import { parseJavaScript } from "../../server/src/syntax/javascript";
import type { Parsers } from "../../server/src/syntax/parser";
import type { Value } from "../../server/src/values/value";
import { TestLibrary } from "./eval";
import { loadTestParsers } from "./parsers";

let parsers: Parsers | null = null;

/** Call from `before`: evaluation needs the grammars. */
export async function prepareJavaScript(): Promise<void> {
  parsers ??= await loadTestParsers();
}

/** What the test library resolves is known; `unknown` is bound by nothing. */
export function evaluateJavaScript(source: string): Evaluation {
  assert.ok(parsers !== null, "prepareJavaScript() has to run before");
  return startEvaluation("file:///model.js", parseJavaScript(parsers, source, "javascript"), {
    library: new TestLibrary(),
    inputShape: null,
    limits: { ...LIMITS, milliseconds: 20_000 },
    now: () => performance.now(),
    cancelled: () => false,
  });
}

/** The value as JavaScript has it. */
export function plain(value: Value): unknown {
  switch (value.kind) {
    case "none":
      return value.undefined === true ? undefined : null;
    case "list":
      return value.poison === undefined ? value.items.map(plain) : plain(value.poison);
    case "dictionary": {
      if (value.poison !== undefined) return plain(value.poison);
      const entries = [...value.entries.values()].map(({ key, value: item }) => [plain(key), plain(item)]);
      return Object.fromEntries(entries) as unknown;
    }
    case "boolean":
    case "integer":
    case "float":
    case "string":
      return value.value;
    case "unknown":
      return `unknown: ${value.why}`;
    default:
      return value.kind;
  }
}
