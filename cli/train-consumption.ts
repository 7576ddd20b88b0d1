/** Part of `train`: power, memory and energy of one inference, with their accuracy on the test files. */
import { layeredPredictor } from "../predictors/src/layered";
import type { Metric } from "../predictors/src/predictor";
import { consumptionOf, memoryFigure, type ConsumptionModel, type Figure } from "../predictors/src/consumption";
import { trainConsumption, type PowerRow } from "../predictors/src/train/consumption";
import { metricOf, type Judged } from "../predictors/src/train/metrics";
import type { TrainingRow } from "../predictors/src/train/rows";
import type { TrainedLayered } from "../predictors/src/train/train-layered";
import type { ConsumptionDataset, MeasuredPower } from "../measurements/consumption";
import { featuresOf, TEST_SPLITS } from "../measurements/dataset";

/** `layered`: trained on the same board's times, whose estimates stand in for times that are not measured. */
export function trainedConsumption(
  { power, memory }: ConsumptionDataset,
  layered: TrainedLayered,
  seed: number,
): { readonly model: ConsumptionModel; readonly metrics: readonly Metric[] } {
  const { model, metrics } = trainConsumption(powerRows(power.train, layered), memory.train, seed);
  const predict = layeredPredictor(layered.model);
  const tested = TEST_SPLITS.flatMap((split) => {
    const asked = power[split].flatMap(({ powerMw, row }) => {
      const time = predict(featuresOf(row));
      const answer = time.kind === "refused" ? time : consumptionOf(model, row.aggregate, time);
      if (answer.kind === "refused") return [];
      return [
        {
          power: judged(powerMw, answer.powerMilliwatts),
          energy: judged((powerMw * row.acetMs) / 1000, answer.energyMillijoules),
        },
      ];
    });
    const held = memory[split].map((row) => judged(row.memoryMb, memoryFigure(model.memory, row.totals)));
    return [
      ...metricsOf(
        `power, ${split}`,
        asked.map((one) => one.power),
        seed,
      ),
      ...metricsOf(
        `energy, ${split}`,
        asked.map((one) => one.energy),
        seed,
      ),
      ...metricsOf(`memory, ${split}`, held, seed),
    ];
  });
  return { model, metrics: [...metrics, ...tested] };
}

function powerRows(rows: readonly MeasuredPower[], { measured, heldOutMs }: TrainedLayered): readonly PowerRow[] {
  const place = new Map<TrainingRow, number>(measured.map((row, index) => [row, index]));
  return rows.map(({ powerMw, row }) => {
    const index = place.get(row);
    const times = index === undefined ? null : timesAt(heldOutMs, index);
    return { ...row, powerMw, heldOutMs: times };
  });
}

function timesAt(ms: TrainedLayered["heldOutMs"], index: number): PowerRow["heldOutMs"] {
  const { size, model, family } = ms;
  return { size: size[index] ?? NaN, model: model[index] ?? NaN, family: family[index] ?? NaN };
}

function judged(measured: number, { value, low, high }: Figure): Judged {
  return { measured, estimated: value, low, high };
}

/** None of a table without rows. */
function metricsOf(name: string, rows: readonly Judged[], seed: number): readonly Metric[] {
  return rows.length === 0 ? [] : [metricOf(name, rows, seed)];
}
