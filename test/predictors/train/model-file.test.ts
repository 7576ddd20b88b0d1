import assert from "node:assert/strict";
import { loadConsumption, loadLayered, loadParts } from "../../../predictors/src/load";
import {
  calibratedFile,
  consumptionFile,
  layeredFile,
  regressionFile,
  totalsFile,
} from "../../../predictors/src/train/model-file";
import { DEVICE_IDS, modelText, PREDICTOR_IDS } from "../../support/models";

describe("the text of a model file", () => {
  for (const device of DEVICE_IDS) {
    for (const id of PREDICTOR_IDS)
      it(`is that of the committed file, made again of what was read: ${id} ${device}`, () => {
        const text = modelText(id, device);
        const parts = loadParts(text);
        assert.ok(!("why" in parts));
        switch (parts.kind) {
          case "layered": {
            // "ResNet-50 at 224"
            const measured = parts.model.measured.map((name, row) => ({
              model: name.slice(0, name.lastIndexOf(" at ")),
              inputWidth: parts.measuredWidths[row] ?? NaN,
            }));
            assert.ok(layeredFile(parts.card, parts.model, measured) === text, "another text");
            break;
          }
          case "totals":
            assert.ok(totalsFile(parts.card, parts.model) === text, "another text");
            break;
          case "regression":
            assert.ok(regressionFile(parts.card, parts.model) === text, "another text");
        }
      });

    it(`is that of the committed file, made again of what was read: consumption ${device}`, () => {
      const text = modelText("consumption", device);
      const loaded = loadConsumption(text);
      assert.ok(!("why" in loaded));
      // Its parts may stand in another order.
      assert.deepEqual(JSON.parse(consumptionFile(loaded.card, loaded.model)), JSON.parse(text));
    });
  }

  it("of a retrained predictor says what was fitted, and keeps the rest of its base", () => {
    const base = loadLayered(modelText("layered", "agx"));
    assert.ok(!("kind" in base));
    const { card, model } = base;
    const interval = {
      known: model.interval.known.map((width) => width + 1),
      newSize: model.interval.newSize,
      sizes: [7],
    };
    const theta = model.additive.theta.map((value) => value * 2);
    const totals = { factor: 3, logHalfWidth: 4 };
    const text = calibratedFile(modelText("layered", "agx"), card, {
      base: "agx",
      theta,
      correction: 0.5,
      interval,
      totals,
    });
    const loaded = loadLayered(text);
    assert.ok(!("kind" in loaded));
    assert.deepEqual(loaded.model, {
      ...model,
      interval,
      aggregate: { ...model.aggregate, logHalfWidth: 4 },
      calibrated: { additive: { ...model.additive, theta }, correction: 0.5, totals: 3 },
    });
  });
});
