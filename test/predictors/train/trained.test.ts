/**
 * Training from end to end on 96 rows made by a formula: what comes of it, to six digits, beside what came of it when a training on all
 * measurements gave the committed models (`train --check`). UPDATE_GOLDENS=1 writes it.
 */
import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { DEVICES } from "../../../predictors/src/devices";
import { layeredPredictor } from "../../../predictors/src/layered";
import type { NetworkFeatures } from "../../../predictors/src/predictor";
import { predictFromTotals } from "../../../predictors/src/totals";
import { Random } from "../../../predictors/src/train/random";
import { SYNTHETIC, type TrainingRow } from "../../../predictors/src/train/rows";
import { trainLayered } from "../../../predictors/src/train/train-layered";
import { trainBoosted, trainForest } from "../../../predictors/src/train/train-totals";
import { smallNetwork, TOTALS } from "../../support/kernels";
import { ROOT } from "../../support/paths";

const GOLDEN = path.join(ROOT, "test/predictors/train/goldens/trained.json");

function networkOf(side: number, filters: number): NetworkFeatures {
  const pixels = side * side;
  const aggregate = {
    ...TOTALS,
    flops: 54 * pixels * filters * filters,
    sum_activations: 13 * pixels * filters,
    weighted_neurons: 27 * pixels * filters * filters,
    params_conv: 27 * filters * filters,
    input_size: 3 * pixels,
    params_fc: 1000 * filters,
  };
  return { kernels: smallNetwork(side, filters), aggregate, inputWidth: side };
}

/** Four families of seven models at three sizes, and twelve networks of nobody's. */
function rows(): readonly TrainingRow[] {
  const random = new Random(3);
  const row = (family: string, filters: number, side: number): TrainingRow => {
    const network = networkOf(side, filters);
    const ms = 0.3 + 2e-8 * network.aggregate.flops ** 0.9 + 1e-7 * network.aggregate.sum_activations;
    return {
      model: `${family} ${filters}`,
      family,
      inputWidth: side,
      acetMs: ms * (1 + 0.1 * (random.next() - 0.5)),
      columns: network.aggregate,
      aggregate: network.aggregate,
      network,
    };
  };
  const measured = ["a", "b", "c", "d"].flatMap((family, index) =>
    [16, 20, 24, 28, 32, 36, 40].flatMap((filters) => [32, 96, 160].map((side) => row(family, filters + index, side))),
  );
  return [...measured, ...Array.from({ length: 12 }, (_, i) => row(SYNTHETIC, 8 + i, 48 + 8 * i))];
}

const digits = (value: number): number => Number(value.toPrecision(6));

describe("training", () => {
  it("gives on rows made by a formula what it gave", () => {
    const asked = [networkOf(32, 16), networkOf(100, 30), networkOf(224, 64), networkOf(40, 300)];
    const { model, metrics, familyMetrics } = trainLayered(DEVICES.tx2, rows(), 1);
    const layered = asked.map((network) => layeredPredictor(model)(network));
    const totals = [trainBoosted("agx", rows(), 1), trainForest(rows(), 1)];
    const result = {
      metrics: [...metrics, ...familyMetrics, ...totals.flatMap((trained) => trained.metrics)],
      layered: layered.map((answer) =>
        answer.kind === "refused"
          ? answer.why
          : [answer.ms, answer.low ?? NaN, answer.high ?? NaN].map(digits).concat(Number(answer.outsideMeasuredRange)),
      ),
      nearest: layered.map((answer) => (answer.kind === "refused" ? [] : answer.nearest)),
      interval: {
        known: model.interval.known.map(digits),
        newSize: model.interval.newSize.map(digits),
        sizes: model.interval.sizes,
      },
      theta: [...model.additive.theta].map(digits),
      totals: totals.map((trained) =>
        asked.map((network) => {
          const answer = predictFromTotals(trained.model, network);
          return answer.kind === "refused" ? answer.why : digits(answer.ms);
        }),
      ),
      unknownLayers: asked.map(({ aggregate }) => {
        const answer = layeredPredictor(model)({ kernels: null, aggregate, inputWidth: 224 });
        return answer.kind === "refused" ? answer.why : digits(answer.ms);
      }),
    };
    const lines = Object.entries(result).map(([name, value]) => `${JSON.stringify(name)}: ${JSON.stringify(value)}`);
    const text = `{\n${lines.join(",\n")}\n}\n`;
    if (process.env["UPDATE_GOLDENS"] === "1") fs.writeFileSync(GOLDEN, text);
    assert.deepEqual(JSON.parse(text), JSON.parse(fs.readFileSync(GOLDEN, "utf8")));
  });
});
