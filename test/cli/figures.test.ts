/** The figures of the last evaluation, kept in goldens/evaluation-figures.json by `npm run evaluate:figures -- --data DIR`. */
import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { TEST_SPLITS } from "../../measurements/dataset";
import { measureFigures, rounded, type AllFigures, type Figures } from "../../cli/figures";
import { DEVICES } from "../../predictors/src/devices";
import { committed, DEVICE_IDS, PREDICTOR_IDS } from "../support/models";
import { dataFolder, ROOT } from "../support/paths";

/** Points of percent. */
const TOLERANCE = 0.2;

const KEPT = JSON.parse(
  fs.readFileSync(path.join(ROOT, "test/cli/goldens/evaluation-figures.json"), "utf8"),
) as AllFigures;

function figuresOf(all: AllFigures, device: string, split: string, predictor: string): Figures {
  const found = all[device]?.[split]?.[predictor];
  assert(found, `no figures of ${predictor} on ${device}, ${split}`);
  return found;
}

function assertNear(figure: number | null, expected: number | null, what: string): void {
  if (figure === null || expected === null) assert.equal(figure, expected, what);
  else assert(Math.abs(figure - expected) <= TOLERANCE, `${what}: ${figure} instead of ${expected}`);
}

describe("cli/figures", () => {
  for (const device of DEVICE_IDS) {
    for (const predictor of PREDICTOR_IDS) {
      it(`${predictor} on ${device}: the kept figures are those of the model's card`, () => {
        const { metrics } = committed(predictor, device).card;
        for (const split of TEST_SPLITS) {
          const kept = figuresOf(KEPT, device, split, predictor);
          const metric = metrics.find(({ name }) => name === split);
          assert(metric, `the card has no ${split}`);
          assert.equal(kept.n, metric.n);
          assertNear(kept.mape, metric.mape, `${split}, MAPE`);
          assertNear(kept.coverage, metric.coverage, `${split}, coverage`);
          const [low, high] = kept.mapeInterval;
          assert(low <= kept.mape && kept.mape <= high, `${split}: ${kept.mape} lies outside its interval`);
        }
      });
    }
  }

  it("have two digits", () => {
    const accuracy = {
      n: 7,
      mape: 1.2345,
      mapeInterval: [0.555, 2.004],
      within10: 80.128,
      p90: 3.999,
      coverage: 89.996,
    } as const;
    assert.deepEqual(rounded(accuracy), {
      n: 7,
      mape: 1.23,
      mapeInterval: [0.56, 2],
      within10: 80.13,
      p90: 4,
      coverage: 90,
    });
    assert.equal(rounded({ ...accuracy, coverage: null }).coverage, null);
  });

  it("are measured again", function () {
    const folder = dataFolder();
    if (folder === null) {
      this.skip();
      return;
    }
    const devices = DEVICE_IDS.map((id) => ({
      info: DEVICES[id],
      predictors: PREDICTOR_IDS.map((predictor) => ({ id: predictor, predictor: committed(predictor, id) })),
    }));
    const measured = measureFigures(folder, devices);
    for (const device of DEVICE_IDS) {
      for (const split of TEST_SPLITS) {
        for (const predictor of PREDICTOR_IDS) {
          const now = figuresOf(measured, device, split, predictor);
          const kept = figuresOf(KEPT, device, split, predictor);
          assert.equal(now.n, kept.n);
          for (const name of ["mape", "within10", "p90", "coverage"] as const)
            assertNear(now[name], kept[name], `${predictor} on ${device}, ${split}, ${name}`);
        }
      }
    }
  });
});
