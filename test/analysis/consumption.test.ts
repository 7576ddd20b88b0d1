/** Where power, energy and memory of a network are known, and what is said where they are not. */
import assert from "node:assert/strict";
import type { Consumption, ConsumptionModel } from "../../predictors/src/consumption";
import type { Calibration, Card, Predictor, Refused } from "../../predictors/src/predictor";
import { estimateOn } from "../../server/src/analysis/estimate";
import { programMemoryProblems } from "../../server/src/analysis/memory";
import { loadConsumption } from "../../predictors/src/load";
import { loadPredictor } from "../../predictors/src/load";
import { networkFeatures } from "../../server/src/features/features";
import { networksIn } from "../support/networks";
import { modelText } from "../support/models";
import { DEVICES } from "../support/report";

const HEAD = "from tensorflow.keras import Input, Sequential, layers\n";
const NETWORK = `${HEAD}m = Sequential([Input((64, 64, 3)), layers.Conv2D(32, 3), layers.Flatten(), layers.Dense(10)])`;
const [AGX, TX2] = DEVICES;
const DAMAGED: Refused = { kind: "refused", why: "the file is damaged" };

function consumptionModel(): ConsumptionModel {
  const loaded = loadConsumption(modelText("consumption", "tx2"));
  assert.ok(!("why" in loaded));
  return loaded.model;
}

function layered(change: Partial<Card> = {}): Predictor {
  const loaded = loadPredictor(modelText("layered", "tx2"));
  assert.ok(!("kind" in loaded));
  return { ...loaded, card: { ...loaded.card, ...change }, predict: (network) => loaded.predict(network) };
}

async function consumptionWith(
  predictor: Predictor | Refused,
  model: ConsumptionModel | Refused | null,
  refusal: string | null = null,
): Promise<Consumption | Refused | null> {
  const [network] = (await networksIn(NETWORK)).networks;
  assert.ok(network !== undefined && TX2 !== undefined);
  const device = {
    info: TX2,
    predictors: [{ id: "layered", predictor }],
    ...(model === null ? {} : { consumption: { model } }),
  };
  return estimateOn(device, networkFeatures(network.graph), refusal).consumption;
}

describe("what a network needs beside time", () => {
  it("comes with an estimate", async () => {
    const found = await consumptionWith(layered(), consumptionModel());
    assert.ok(found?.kind === "consumption");
    assert.ok(found.powerMilliwatts.value > 0 && found.memoryMegabytes.value > 500);
  });

  it("is not there without an estimate, or on a board where nothing of the kind was measured", async () => {
    assert.equal(await consumptionWith(layered(), consumptionModel(), "nothing is known"), null);
    assert.equal(await consumptionWith(DAMAGED, consumptionModel()), null);
    assert.equal(await consumptionWith(layered(), null), null);
  });

  it("is refused with the reason where the file is damaged, or the time is the user's", async () => {
    assert.deepEqual(await consumptionWith(layered(), DAMAGED), DAMAGED);
    const calibration: Calibration = { factor: 2, figures: 1, how: [] };
    assert.deepEqual(await consumptionWith(layered({ calibration }), consumptionModel()), {
      kind: "refused",
      why: "the time is scaled to a measured one, which says nothing of power",
    });
  });
});

describe("the memory that programs need", () => {
  const figure = (value: number) => ({ value, low: value, high: value, outsideMeasuredRange: false });
  const problemsAt = (memory: number, partial = false): readonly string[] => {
    assert.ok(AGX !== undefined && TX2 !== undefined);
    const consumption: Consumption = {
      kind: "consumption",
      powerMilliwatts: figure(1000),
      energyMillijoules: figure(10),
      memoryMegabytes: figure(memory),
    };
    const answers = [AGX, TX2].map((device) => ({
      device,
      answer: DAMAGED,
      card: null,
      byPredictor: {},
      extrapolated: [],
      consumption,
    }));
    const location = {
      uri: "file:///m.py",
      range: { start: { line: 0, character: 0 }, end: { line: 0, character: 1 } },
    };
    return programMemoryProblems(answers, partial, location).map(({ message }) => message);
  };

  it("is a warning on each board that has less", () => {
    assert.deepEqual(problemsAt(8500), []);
    assert.deepEqual(problemsAt(9700), [
      "It may not fit the Jetson TX2: programs with such networks need about 9.1 GiB, TensorFlow included, and the board has 8.",
    ]);
    assert.equal(problemsAt(40_000).length, 2);
  });

  it("is not told of a network that is known in part", () => {
    assert.deepEqual(problemsAt(40_000, true), []);
  });
});
