import assert from "node:assert/strict";
import type { ModelReport, Report } from "../../protocol/report";
import { modelChanges } from "../../server/src/ide/changes";
import { smallModel, smallReport } from "../support/report";

describe("modelChanges", () => {
  const named = (names: readonly string[]): Report => ({
    ...smallReport(),
    models: names.map((name): ModelReport => smallModel({ name })),
  });
  const names = (before: readonly string[], after: readonly string[]): string[] =>
    modelChanges(named(before), named(after)).map((change) =>
      change.kind === "both" ? `${change.before.name}→${change.after.name}` : `${change.model.name} ${change.kind}`,
    );

  it("pairs models by name, and a single one with a single one whatever their names", () => {
    assert.deepEqual(names(["a"], ["b"]), ["a→b"]);
    assert.deepEqual(names(["a", "b"], ["b", "c"]), ["a before", "b→b", "c after"]);
    assert.deepEqual(names([], ["a"]), ["a after"]);
  });
});
