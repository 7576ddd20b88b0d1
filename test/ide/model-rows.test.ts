import assert from "node:assert/strict";
import { modelRows } from "../../server/src/ide/model-rows";
import { at, estimate, problem, smallModel, smallReport } from "../support/report";

describe("modelRows", () => {
  it("have both totals with their milliseconds, and the place of the definition", () => {
    const [row] = modelRows(smallReport({ estimates: { agx: estimate(5.4), tx2: estimate(13.5) } }));
    assert.deepEqual(row?.totals, [
      { device: "agx", ms: 5.4, text: "AGX 5.4 ms", budget: null },
      { device: "tx2", ms: 13.5, text: "TX2 14 ms", budget: null },
    ]);
    assert.deepEqual([row.name, row.marks, row.isWhole, row.location], ["small", [], true, smallModel().location]);
    assert.match(row.tooltip, /^\*\*small\*\* · AGX 5\.4 ms /);
  });

  it("have the budget of a comment; that of the settings is known where they are shown", () => {
    const [row] = modelRows(smallReport({ budget: { tx2: 12 } }));
    assert.deepEqual(
      row?.totals.map(({ budget }) => budget),
      [null, 12],
    );
  });

  it("mark lower bounds and guesses", () => {
    const assumption = { message: "classes is taken as 10.", short: "10 classes", location: at("small()") };
    const [row] = modelRows(smallReport({ partial: true, assumptions: [assumption], estimates: { agx: estimate(5) } }));
    assert.equal(row?.totals[0]?.text, "AGX ≥ ~5.0 ms");
    assert.deepEqual([row.isWhole, row.marks], [false, ["assumed 10 classes"]]);
  });

  it("show no figure where there is none", () => {
    const refused = { kind: "refused", why: "the model file is damaged" } as const;
    const [row] = modelRows(smallReport({ estimates: { agx: refused, tx2: refused } }));
    assert.deepEqual(row?.totals[0], { device: "agx", ms: null, text: "AGX not estimated", budget: null });
    const error = problem({ severity: "error", code: "shape", message: "The shapes do not agree." });
    const [wrong] = modelRows(smallReport({ error }));
    assert.deepEqual(
      wrong?.totals.map(({ ms }) => ms),
      [null, null],
    );
    assert.match(wrong.marks[0] ?? "", /^✗ line 8: The shapes do not agree/i);
    assert.equal(wrong.isWhole, false);
  });
});
