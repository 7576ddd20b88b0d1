import assert from "node:assert/strict";
import { featuresOf, readDataset } from "../../measurements/dataset";
import type { Metric } from "../../predictors/src/predictor";
import { evaluatePredictor } from "../../predictors/src/train/evaluate";
import { committed, DEVICE_IDS, PREDICTOR_IDS } from "../support/models";
import { dataFolder } from "../support/paths";

const SPLITS = ["nis", "ncv", "nca"] as const;

/** Points of MAPE. */
const TOLERANCE = 0.2;

/** What the layered predictor has to reach, MAPE % on these test files. */
const WANTED = { agx: { nis: 2.8, ncv: 1.4, nca: 9 }, tx2: { nis: 2.7, ncv: 1.9, nca: 10 } } as const;

/** Bouzidi et al., 2020, Table V: MAPE % of four of their five on the full test files. */
const PAPER = {
  agx: {
    boosted: { nis: 8.75, ncv: 8.12, nca: 12.29 },
    ols: { nis: 24.43, ncv: 20.81, nca: 19.3 },
    mlp: { nis: 13.04, ncv: 9.23, nca: 13.34 },
    svr: { nis: 13.3, ncv: 7.67, nca: 15 },
  },
  tx2: {
    boosted: { nis: 10.95, ncv: 9.11, nca: 14.73 },
    ols: { nis: 26.32, ncv: 22.95, nca: 20.32 },
    mlp: { nis: 15.78, ncv: 9.65, nca: 16.31 },
    svr: { nis: 13.84, ncv: 8.37, nca: 16.72 },
  },
} as const;

function metric(metrics: readonly Metric[], name: string): Metric {
  const found = metrics.find((one) => one.name === name);
  assert(found, `no metric "${name}"`);
  return found;
}

for (const device of DEVICE_IDS) {
  describe(`accuracy on the test files, ${device}`, () => {
    for (const split of SPLITS) {
      it(`layered, ${split}: as good as it has to be`, () => {
        const { mape } = metric(committed("layered", device).card.metrics, split);
        assert(mape <= WANTED[device][split], `${mape} %`);
      });
      for (const id of ["boosted", "ols", "mlp", "svr"] as const)
        it(`${id}, ${split}: not worse than the paper's`, () => {
          const { mapeInterval } = metric(committed(id, device).card.metrics, split);
          assert(mapeInterval !== null && mapeInterval[0] <= PAPER[device][id][split], mapeInterval?.join());
        });
    }

    it("is what the cards say, measured again", function () {
      const folder = dataFolder();
      if (folder === null) this.skip();
      const { rows } = readDataset(folder, device, SPLITS);
      for (const id of PREDICTOR_IDS) {
        const predictor = committed(id, device);
        for (const split of SPLITS) {
          const asked = rows
            .filter((row) => row.split === split)
            .map((row) => ({ acetMs: row.acetMs, features: featuresOf(row) }));
          const measured = evaluatePredictor((network) => predictor.predict(network), split, asked, 1);
          const committedMetric = metric(predictor.card.metrics, split);
          assert.equal(measured.n, committedMetric.n);
          assert(Math.abs(measured.mape - committedMetric.mape) <= TOLERANCE, `${id} ${split}: ${measured.mape} %`);
          assert.equal(measured.coverage === null, committedMetric.coverage === null);
        }
      }
    });
  });
}
