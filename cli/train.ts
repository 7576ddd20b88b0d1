/** `train`: the embedded predictors from a folder of measurements, with their accuracy on the test files. */
import * as fs from "node:fs";
import * as path from "node:path";
import { EMBEDDED_DEVICES, EMBEDDED_IDS, type KnownDevice } from "../predictors/src/devices";
import { layeredPredictor } from "../predictors/src/layered";
import { loadPredictor, loadConsumption } from "../predictors/src/load";
import type { Card, Metric, Predictor } from "../predictors/src/predictor";
import { predictByRegression } from "../predictors/src/regression";
import { predictFromTotals } from "../predictors/src/totals";
import { evaluatePredictor, type TestRow } from "../predictors/src/train/evaluate";
import { layeredFile, regressionFile, totalsFile, consumptionFile } from "../predictors/src/train/model-file";
import { trainLayered, type TrainedLayered } from "../predictors/src/train/train-layered";
import {
  trainLeastSquares,
  trainPerceptron,
  trainSupportVectors,
  type TrainedRegression,
} from "../predictors/src/train/train-regression";
import { trainBoosted, trainForest } from "../predictors/src/train/train-totals";
import {
  featuresOf,
  leftOut,
  readDataset,
  SPLITS,
  TEST_SPLITS,
  type Dataset,
  type MeasuredRow,
} from "../measurements/dataset";
import { hasConsumption, readConsumption, type ConsumptionDataset } from "../measurements/consumption";
import { UsageError } from "./usage";
import { trainedConsumption } from "./train-consumption";

export interface TrainOptions {
  /** Folder of measurements. */
  readonly data: string;
  /** Id of a board, or "all". */
  readonly device: string;
  /** Folder for the model files. */
  readonly out: string;
  /** Write nothing; report files that training would change. */
  readonly check?: boolean;
  readonly log: (line: string) => void;
}

const SEED = 1;
const CONSUMPTION = "consumption";
const SOURCE = "github.com/HalimaBouzidi/perf_prediction, the data of Bouzidi et al., 2020";
const CONDITIONS =
  "GPU time of one inference, FP32, batch 1, maximum power mode, Keras 2.3.1, TensorFlow 1.14, CUDA 10.0";
const COMMAND = "npm run train -- --data DIR";

/** The paper's Table V: MAPE of its five predictors on its full test files, percent. */
const PAPER: Readonly<
  Record<string, Readonly<Record<string, Readonly<Record<(typeof TEST_SPLITS)[number], number>>>>>
> = {
  agx: {
    ols: { nis: 24.43, ncv: 20.81, nca: 19.3 },
    mlp: { nis: 13.04, ncv: 9.23, nca: 13.34 },
    svr: { nis: 13.3, ncv: 7.67, nca: 15 },
    forest: { nis: 11.19, ncv: 10.55, nca: 13.11 },
    boosted: { nis: 8.75, ncv: 8.12, nca: 12.29 },
  },
  tx2: {
    ols: { nis: 26.32, ncv: 22.95, nca: 20.32 },
    mlp: { nis: 15.78, ncv: 9.65, nca: 16.31 },
    svr: { nis: 13.84, ncv: 8.37, nca: 16.72 },
    forest: { nis: 11.07, ncv: 8.95, nca: 15.22 },
    boosted: { nis: 10.95, ncv: 9.11, nca: 14.73 },
  },
};

interface ModelFile {
  readonly name: string;
  readonly text: string;
  readonly card: Card;
}

/** Exit status: 1 where `check` finds a file that differs. */
export async function train(options: TrainOptions): Promise<number> {
  if (!fs.existsSync(path.join(options.data, "time")))
    throw new UsageError(`${options.data} holds no measurements: it should have a folder "time"`);
  let status = 0;
  for (const device of devicesOf(options.device)) {
    const dataset = readDataset(options.data, device.id, SPLITS);
    options.log(device.name);
    for (const file of modelFiles(device, dataset, options.data)) {
      const loaded = file.card.predictor === CONSUMPTION ? loadConsumption(file.text) : loadPredictor(file.text);
      if ("kind" in loaded)
        throw new UsageError(
          `${options.data} gives no usable ${file.name}: ${loaded.why}; it may hold too few measurements`,
        );
      logMetrics(file.card, options.log);
      if (options.check === true) {
        if (!isUnchanged(options.out, file)) status = 1;
        options.log(`  ${file.name}: ${isUnchanged(options.out, file) ? "unchanged" : "differs"}`);
      } else {
        fs.mkdirSync(options.out, { recursive: true });
        fs.writeFileSync(path.join(options.out, file.name), file.text);
        options.log(`  ${file.name}: ${Math.round(file.text.length / 1000)} kB`);
      }
      // Training is long and synchronous: let the lines appear.
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
  return status;
}

function devicesOf(device: string): readonly KnownDevice[] {
  const chosen = EMBEDDED_DEVICES.filter(({ id }) => device === "all" || device === id);
  if (chosen.length === 0) throw new UsageError(`there is no device "${device}": use ${EMBEDDED_IDS} or all`);
  return chosen;
}

/** One after the other, as they are asked for: each takes its time. */
function* modelFiles(device: KnownDevice, dataset: Dataset, folder: string): Generator<ModelFile> {
  const layered = trainLayered(device, trainingRows(dataset), SEED);
  yield layeredModelFile(device, dataset, layered);
  for (const makeFile of TOTALS_FILES) yield makeFile(device, dataset);
  if (hasConsumption(folder)) yield consumptionModelFile(dataset, readConsumption(folder, dataset), layered);
}

function consumptionModelFile(dataset: Dataset, consumption: ConsumptionDataset, layered: TrainedLayered): ModelFile {
  const { model, metrics } = trainedConsumption(consumption, layered, SEED);
  const card = {
    ...makeCard(CONSUMPTION, "Power, memory and energy", dataset, metrics),
    rows: consumption.power.train.length + consumption.memory.train.length,
    dataHash: consumption.trainHash,
  };
  return { name: `${CONSUMPTION}-${dataset.device}.json`, text: consumptionFile(card, model), card };
}

function layeredModelFile(device: KnownDevice, dataset: Dataset, layered: TrainedLayered): ModelFile {
  const { model, measured, metrics, familyMetrics } = layered;
  const tested = testMetrics(dataset, layeredPredictor(model));
  const card = makeCard("layered", "Layered predictor", dataset, [...metrics, ...tested, ...familyMetrics], "answers");
  return { name: `layered-${device.id}.json`, text: layeredFile(card, model, measured), card };
}

function boostedModelFile(device: KnownDevice, dataset: Dataset): ModelFile {
  const { model, metrics } = trainBoosted(device.id, trainingRows(dataset), SEED);
  const tested = testMetrics(dataset, (network) => predictFromTotals(model, network));
  const card = makeCard("boosted", "Boosted trees on totals", dataset, [...metrics, ...tested]);
  return { name: `boosted-${device.id}.json`, text: totalsFile(card, model), card };
}

function forestModelFile(device: KnownDevice, dataset: Dataset): ModelFile {
  const { model, metrics } = trainForest(trainingRows(dataset), SEED);
  const tested = testMetrics(dataset, (network) => predictFromTotals(model, network));
  const card = makeCard("forest", "Random forest on totals", dataset, [...metrics, ...tested]);
  return { name: `forest-${device.id}.json`, text: totalsFile(card, model), card };
}

/** One of the regressions on totals. */
function regressionMaker(
  id: string,
  title: string,
  train: (rows: readonly MeasuredRow[], seed: number) => TrainedRegression,
): (device: KnownDevice, dataset: Dataset) => ModelFile {
  return (device, dataset) => {
    const { model, settings, metrics } = train(trainingRows(dataset), SEED);
    const tested = testMetrics(dataset, (network) => predictByRegression(model, network));
    const card = makeCard(id, `${title} (${settings})`, dataset, [...metrics, ...tested]);
    return { name: `${id}-${device.id}.json`, text: regressionFile(card, model), card };
  };
}

const TOTALS_FILES = [
  boostedModelFile,
  forestModelFile,
  regressionMaker("ols", "Least squares on totals", trainLeastSquares),
  regressionMaker("mlp", "Multi-layer perceptron on totals", trainPerceptron),
  regressionMaker("svr", "Support vector regression on totals", trainSupportVectors),
];

function trainingRows(dataset: Dataset): readonly MeasuredRow[] {
  return dataset.rows.filter((row) => row.split === "train" && row.consistent);
}

/** The test files, and the synthetic one without the networks that also stand in the training file. */
function testMetrics(dataset: Dataset, predict: Predictor["predict"]): readonly Metric[] {
  const trained = new Set(dataset.rows.filter((row) => row.split === "train").map(identity));
  const unseen = dataset.rows.filter((row) => row.split === "nca" && !trained.has(identity(row)));
  return [
    ...TEST_SPLITS.map((split) => judge(split, testRows(dataset, split), predict)),
    judge("nca without repeated networks", unseen, predict),
  ];
}

function testRows(dataset: Dataset, split: (typeof TEST_SPLITS)[number]): readonly MeasuredRow[] {
  return dataset.rows.filter((row) => row.split === split);
}

function judge(name: string, rows: readonly MeasuredRow[], predict: Predictor["predict"]): Metric {
  const asked = rows.map((row): TestRow => ({ acetMs: row.acetMs, features: featuresOf(row) }));
  return evaluatePredictor(predict, name, asked, SEED);
}

function identity(row: MeasuredRow): string {
  return `${row.model} at ${row.inputWidth}`;
}

function makeCard(
  predictor: string,
  title: string,
  dataset: Dataset,
  metrics: readonly Metric[],
  role?: Card["role"],
): Card {
  return {
    predictor,
    device: dataset.device,
    title,
    ...(role === undefined ? {} : { role }),
    rows: trainingRows(dataset).length,
    dataHash: dataset.trainHash,
    source: [SOURCE, leftOut(dataset.device)].filter((text) => text !== null).join("; "),
    conditions: CONDITIONS,
    seed: SEED,
    command: COMMAND,
    metrics,
  };
}

function isUnchanged(folder: string, file: ModelFile): boolean {
  const place = path.join(folder, file.name);
  return fs.existsSync(place) && fs.readFileSync(place, "utf8") === file.text;
}

function logMetrics(card: Card, log: (line: string) => void): void {
  log(`  ${card.title}: MAPE %, its 95 % bootstrap interval, rows within the 90 % interval, rows`);
  for (const metric of card.metrics) {
    const interval = metric.mapeInterval === null ? "" : metric.mapeInterval.map((end) => end.toFixed(2)).join(" … ");
    const coverage = metric.coverage === null ? "" : `${metric.coverage.toFixed(0)} %`;
    log(
      `    ${metric.name.padEnd(40)}${metric.mape.toFixed(2).padStart(6)}  ${interval.padEnd(15)} ${coverage.padStart(5)} ` +
        `${String(metric.n).padStart(5)}${besidePaper(card, metric)}`,
    );
  }
}

function besidePaper({ device, predictor }: Card, metric: Metric): string {
  const split = TEST_SPLITS.find((name) => name === metric.name);
  const paper = split === undefined ? undefined : PAPER[device]?.[predictor]?.[split];
  if (paper === undefined || metric.mapeInterval === null) return "";
  const [low, high] = metric.mapeInterval;
  const place = paper < low ? "below the interval" : paper > high ? "above the interval" : "within the interval";
  return `  paper ${paper.toFixed(2)}, ${place}`;
}
