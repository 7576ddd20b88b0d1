/** `figures`: how well every embedded predictor does on the test files, as one small file to be kept. */
import * as fs from "node:fs";
import * as path from "node:path";
import { hundredths, type Accuracy } from "../predictors/src/train/metrics";
import type { DevicePredictors } from "../server/src/analysis/estimate";
import { loadEnvironment } from "../server/src/node/environment";
import { readMeasurements, TEST_SPLITS } from "../measurements/dataset";
import { evaluationOf } from "../measurements/evaluation";
import { MeasuredNetworks } from "../measurements/layer-records";

/** Percent, to hundredths. */
export interface Figures {
  readonly n: number;
  readonly mape: number;
  readonly mapeInterval: readonly [number, number];
  readonly within10: number;
  readonly p90: number;
  readonly coverage: number | null;
}

/** By device, test file ("nis", "ncv", "nca") and predictor. */
export type AllFigures = Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, Figures>>>>>>;

export interface FiguresOptions {
  /** Folder of measurements: `time/`, `layers/` and `keras-json/`. */
  readonly data: string;
  readonly out: string;
  /** Folder with `wasm/` and `models/`. */
  readonly resources: string;
  readonly log: (line: string) => void;
}

export async function figures({ data, out, resources, log }: FiguresOptions): Promise<number> {
  const { devices } = await loadEnvironment(resources);
  fs.mkdirSync(path.dirname(out), { recursive: true });
  fs.writeFileSync(out, `${JSON.stringify(measureFigures(data, devices), null, 2)}\n`);
  log(`Wrote ${out}`);
  return 0;
}

/** Throws where a predictor prices none of a file's rows: then there is no figure to keep. */
export function measureFigures(data: string, devices: readonly DevicePredictors[]): AllFigures {
  const networks = new MeasuredNetworks(data);
  return tableOf(devices, ({ info, predictors }) => [
    info.id,
    tableOf(TEST_SPLITS, (split) => {
      const measurements = readMeasurements(path.join(data, "time", `${info.id}-${split}.csv`), networks);
      return [
        split,
        tableOf(predictors, (predictor) => {
          const { accuracy } = evaluationOf(info.id, predictor, measurements);
          if (accuracy === null) throw new Error(`${predictor.id} on ${info.id} prices no row of ${split}`);
          return [predictor.id, rounded(accuracy)];
        }),
      ];
    }),
  ]);
}

function tableOf<Item, Entry>(
  items: readonly Item[],
  entryOf: (item: Item) => readonly [string, Entry],
): Record<string, Entry> {
  return Object.fromEntries(items.map(entryOf));
}

export function rounded({ n, mape, mapeInterval, within10, p90, coverage }: Accuracy): Figures {
  const [low, high] = mapeInterval;
  return {
    n,
    mape: hundredths(mape),
    mapeInterval: [hundredths(low), hundredths(high)],
    within10: hundredths(within10),
    p90: hundredths(p90),
    coverage: coverage === null ? null : hundredths(coverage),
  };
}
