import assert from "node:assert/strict";
import { DEVICES, deviceById } from "../../predictors/src/devices";
import type { Metric } from "../../predictors/src/predictor";
import type { Judged, JudgedRow, RowReason } from "../../server/src/board/retrain-board";
import { retrainingText, rollbackText, suspectTexts } from "../../server/src/board/retraining-words";
import { labelled } from "../support/rows";

const metric = (mape: number): Metric => ({ name: "cv of own rows", n: 6, mape, mapeInterval: null, coverage: null });

const judgedRow = (id: string, ms: number, reasons: readonly RowReason[] = [], leftOut = false): JudgedRow => ({
  row: labelled({ model: "unet", ms }),
  id,
  heldOutMs: ms,
  reasons,
  leftOut,
});

const BETTER: Judged = {
  kind: "better",
  because: null,
  version: 2,
  before: metric(24.96),
  after: metric(7.1),
  heldOutBy: "model",
  groups: 6,
  rows: ["a", "b", "c", "d", "e", "f"].map((id) => judgedRow(id, 5)),
  problems: [],
};

const TX2 = DEVICES.tx2;

describe("words of retraining", () => {
  it("say what answers and how far off it is", () => {
    assert.equal(
      retrainingText(BETTER, TX2),
      "Jetson TX2: retrained, version 2 answers. Error on your 6 rows (cross-validated, held out by model, 6 models): 25.0 % before, 7.1 % retrained.",
    );
  });

  it("say nothing of before where nothing answered, as for another power mode", () => {
    const device = deviceById("tx2-max-q");
    assert(device !== null);
    const first: Judged = { ...BETTER, version: 1, before: null, heldOutBy: "network", groups: 3 };
    assert.equal(
      retrainingText(first, device),
      "Jetson TX2 in mode MAX-Q: retrained, version 1 answers. Error on your 6 rows (cross-validated, held out by model and size, 3 networks of too few models to know the error on other ones): 7.1 % retrained.",
    );
    const kept: Judged = { ...first, kind: "kept", because: "too far off", version: null, after: metric(31) };
    assert.match(
      retrainingText(kept, device),
      /^Jetson TX2 in mode MAX-Q: still without a predictor: the retrained one is off by 31\.0 % on networks that it has not seen/,
    );
  });

  const because: readonly (readonly [NonNullable<Judged["because"]>, RegExp])[] = [
    ["not better", /: kept the embedded predictor of TX2, the retrained one is not clearly better\. /],
    ["no interval", /: kept the embedded predictor of TX2: the rows do not say how far off/],
    ["wrong rows", /: kept the embedded predictor of TX2: too few rows are left/],
    ["two levels", /: kept the embedded predictor of TX2: the rows look measured in two power modes/],
  ];
  for (const [why, text] of because)
    it(`say why the old predictor stays: ${why}`, () => {
      assert.match(retrainingText({ ...BETTER, kind: "kept", because: why, version: 0 }, TX2), text);
    });

  it("name each row that looks wrong, with the reason and what became of it", () => {
    const rows = [
      judgedRow("a1", 52, [{ kind: "far off", times: 10.2 }], true),
      judgedRow("b2", 2, [{ kind: "far off", times: 0.4 }]),
      judgedRow("c3", 5, [{ kind: "another label", other: labelled({ model: "unet", ms: 6.5 }) }]),
      judgedRow("d4", 9, [{ kind: "another level", times: 1.7, rows: 3 }]),
      judgedRow("e5", 5),
    ];
    assert.deepEqual(suspectTexts({ ...BETTER, rows }), [
      "a1  unet at 224, 52 ms: 10.2 times what the other rows suggest; left out",
      "b2  unet at 224, 2.0 ms: 1/2.5 of what the other rows suggest",
      "c3  unet at 224, 5.0 ms: the same network is stored with 6.5 ms, too",
      "d4  unet at 224, 9.0 ms: one of 3 rows that take 1.7 times the time of the others, as in another power mode",
    ]);
    assert.match(retrainingText({ ...BETTER, rows }, TX2), /Error on your 4 rows without 1 row that cannot be right/);
  });

  it("say what answers after going back", () => {
    assert.equal(rollbackText(0, TX2), "Jetson TX2: rolled back, the embedded predictor of TX2 answers.");
    assert.equal(rollbackText(3, TX2), "Jetson TX2: rolled back, version 3 answers.");
    assert.equal(rollbackText(null, DEVICES.nano), "Jetson Nano: rolled back, nothing answers for it.");
  });
});
