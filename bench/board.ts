/** A board from few measured rows: how far off what retraining leaves in use is on networks that were not drawn. */
import { DEVICES, inTilesOf, type DeviceId } from "../predictors/src/devices";
import { layeredPredictor, type LayeredModel } from "../predictors/src/layered";
import { loadLayered } from "../predictors/src/load";
import type { NetworkFeatures } from "../predictors/src/predictor";
import type { OwnRow } from "../predictors/src/train/own-rows";
import { Random } from "../predictors/src/train/random";
import { retrain } from "../predictors/src/train/retrain";
import { mean } from "../predictors/src/train/statistics";
import { carriedCorrection } from "../predictors/src/train/transfer";
import { readDataset, type MeasuredRow } from "../measurements/dataset";
import type { BenchResult } from "./result";

/** Draws of rows; their seeds count from 1. */
const DRAWS = 20;
const SEED = 1;

/** Percent that the error may have, by the board and the number of rows. */
const GOALS: readonly {
  readonly board: DeviceId;
  readonly base: DeviceId;
  readonly goals: readonly (readonly [number, number])[];
}[] = [
  {
    board: "tx2",
    base: "agx",
    goals: [
      [5, 9.5],
      [10, 7],
      [20, 5.7],
      [120, 3.9],
    ],
  },
  {
    board: "nano",
    base: "agx",
    goals: [
      [5, 9.5],
      [10, 8.2],
      [20, 6.5],
      [120, 4.5],
    ],
  },
];

/** `readModel`: text of a board's embedded layered predictor. */
export function board(data: string, readModel: (device: DeviceId) => string): readonly BenchResult[] {
  return [
    ...GOALS.flatMap(({ board: id, base, goals }) => {
      const drawn = new Drawn(data, id, layeredOf(readModel(base)), base);
      return goals.map(([count, goal]) => onTopOf(drawn, count, goal));
    }),
    staysWhereItFits(new Drawn(data, "tx2", layeredOf(readModel("tx2")), "tx2")),
  ];
}

function onTopOf(drawn: Drawn, count: number, goal: number): BenchResult {
  const { error, kept } = drawn.errors(count);
  const name = `error on new sizes and variants, mean of ${DRAWS} draws`;
  const title = `${DEVICES[drawn.id].name} from ${count} measured rows, on top of the predictor of ${DEVICES[drawn.base].name}`;
  return {
    title,
    figures: [
      { name, value: error, unit: "%" },
      { name: "draws after which the predictor of the other board was kept", value: kept, unit: `of ${DRAWS}` },
    ],
    goal: { figure: name, sense: "at most", value: goal },
    skipped: [],
  };
}

function staysWhereItFits(drawn: Drawn): BenchResult {
  const counts = [5, 10, 20];
  const name = "draws after which it was kept";
  const kept = counts.reduce((total, count) => total + drawn.errors(count).kept, 0);
  return {
    title: `${DEVICES[drawn.id].name}'s own predictor beside ${counts.join(", ")} rows of its own board`,
    figures: [{ name, value: kept, unit: `of ${counts.length * DRAWS}` }],
    goal: { figure: name, sense: "at least", value: counts.length * DRAWS },
    skipped: [],
  };
}

/** A board's measurements: those of the training file are drawn from, new sizes and variants are judged. */
class Drawn {
  private readonly rows: readonly Known[];
  private readonly judged: readonly Known[];

  constructor(
    data: string,
    readonly id: DeviceId,
    private readonly model: LayeredModel,
    readonly base: DeviceId,
  ) {
    const known = readDataset(data, id, ["train", "nis", "ncv"]).rows.filter(isKnown);
    this.rows = known.filter(({ split, consistent }) => split === "train" && consistent);
    this.judged = known.filter(({ split }) => split !== "train");
  }

  /** The whole of retraining, keep rule included: the base's predictor on the board's data sheet is what answers before. */
  errors(count: number): { readonly error: number; readonly kept: number } {
    let kept = 0;
    const errors = Array.from({ length: DRAWS }, (_, draw) => {
      const order = new Random(draw + 1).permutation(this.rows.length);
      const rows = [...order.subarray(0, count)].flatMap((place) => this.rows[place] ?? []).map(ownRow);
      const result = retrain({
        device: DEVICES[this.id],
        bases: [{ id: this.base, model: this.model }],
        rows,
        current: { kind: "embedded" },
        seed: SEED,
      });
      if (result.kind === "refused") throw new Error(result.why);
      if (result.kind === "kept") kept += 1;
      const { theta, correction } =
        result.kind === "better"
          ? result
          : { theta: this.model.additive.theta, correction: carriedCorrection(this.model, DEVICES[this.id]) };
      const additive = { device: inTilesOf(DEVICES[this.id], this.model.additive.device), theta };
      const predict = layeredPredictor({ ...this.model, calibrated: { additive, correction, totals: 1 } });
      return mean(this.judged.map(({ network, acetMs }) => 100 * Math.abs(msOf(predict(network)) / acetMs - 1)));
    });
    return { error: mean(errors), kept };
  }
}

interface Known extends MeasuredRow {
  readonly network: NetworkFeatures;
}

function isKnown(row: MeasuredRow): row is Known {
  return row.network !== null;
}

function ownRow({ model, acetMs, network }: Known): OwnRow {
  return { model, ms: acetMs, network, weight: 1 };
}

function msOf(answer: ReturnType<ReturnType<typeof layeredPredictor>>): number {
  if (answer.kind === "refused") throw new Error(answer.why);
  return answer.ms;
}

function layeredOf(text: string): LayeredModel {
  const loaded = loadLayered(text);
  if ("kind" in loaded) throw new Error(loaded.why);
  return loaded.model;
}
