/** Model file → predictor. Whatever is wrong with the file becomes a refusal that says what it is. */
import * as v from "valibot";
import { THETA_LENGTH } from "./additive";
import { BASELINE_TERM_COUNT, RATIO_COUNT, type AggregateModel } from "./aggregate";
import { assertNever } from "./assert-never";
import { decodeFloat32, decodeInt16 } from "./base64";
import { deviceById, inTilesOf, type Device } from "./devices";
import { GROUPS } from "./groups";
import { DISTANCE_EDGES } from "./interval";
import { ENSEMBLE_WIDTHS, KERNEL_FEATURES, layeredPredictor, type LayeredModel } from "./layered";
import {
  FORMAT,
  modelFileSchema,
  VERSION,
  type LayeredFile,
  type ModelFile,
  type RegressionFile,
  type TotalsFile,
  type ConsumptionFile,
} from "./model-file";
import { SHAPE_LENGTH } from "./network-shape";
import { AGGREGATE_FEATURES, TERMS, type Card, type Predictor, type Refused } from "./predictor";
import { predictByRegression, type DenseLayer, type RegressionModel, type Regressor } from "./regression";
import { predictFromTotals, type TotalsModel } from "./totals";
import { decodeTrees, LEAF, type EncodedTrees, type Trees } from "./trees";
import {
  MEMORY_FEATURE_COUNT,
  MEMORY_TERM_COUNT,
  MEMORY_TOTALS,
  POWER_FEATURE_COUNT,
  type Ranges,
  type ConsumptionModel,
} from "./consumption";

export function loadPredictor(text: string): Predictor | Refused {
  const loaded = loadParts(text);
  if ("why" in loaded) return loaded;
  const { card } = loaded;
  switch (loaded.kind) {
    case "layered":
      return { card, measuredWidths: rangeOf(loaded.measuredWidths), predict: layeredPredictor(loaded.model) };
    case "totals":
      return { card, predict: (network) => predictFromTotals(loaded.model, network) };
    case "regression":
      return { card, predict: (network) => predictByRegression(loaded.model, network) };
    default:
      return assertNever(loaded);
  }
}

/** The numbers behind a predictor. */
export type Parts =
  | {
      readonly kind: "layered";
      readonly card: Card;
      readonly model: LayeredModel;
      /** Input widths of the measured rows. */
      readonly measuredWidths: readonly number[];
    }
  | { readonly kind: "totals"; readonly card: Card; readonly model: TotalsModel }
  | { readonly kind: "regression"; readonly card: Card; readonly model: RegressionModel };

interface ConsumptionParts {
  readonly kind: "consumption";
  readonly card: Card;
  readonly model: ConsumptionModel;
}

/** Of a predictor of time. */
export function loadParts(text: string): Parts | Refused {
  const loaded = loadFile(text);
  return "why" in loaded || loaded.kind !== "consumption" ? loaded : refused("it says nothing of time");
}

function loadFile(text: string): Parts | ConsumptionParts | Refused {
  const file = parseModelFile(text);
  if ("why" in file) return file;
  const { card, model, device } = file;
  return consistent((): Parts | ConsumptionParts => {
    switch (model.kind) {
      case "layered":
        return {
          kind: "layered",
          card,
          model: layeredModel(model, device),
          measuredWidths: model.measured.inputWidth,
        };
      case "totals":
        return { kind: "totals", card, model: totalsModel(model) };
      case "regression":
        return { kind: "regression", card, model: regressionModel(model) };
      case "consumption":
        return { kind: "consumption", card, model: consumptionModel(model) };
      default:
        return assertNever(model);
    }
  });
}

/** The parts of a layered predictor, for fitting them further. */
export function loadLayered(text: string): { readonly card: Card; readonly model: LayeredModel } | Refused {
  const loaded = loadParts(text);
  if ("why" in loaded) return loaded;
  if (loaded.kind !== "layered") return refused("it is no layered predictor");
  const { card, model } = loaded;
  return { card, model };
}

/** What a network needs beside time. */
export function loadConsumption(text: string): { readonly card: Card; readonly model: ConsumptionModel } | Refused {
  const loaded = loadFile(text);
  if ("why" in loaded) return loaded;
  if (loaded.kind !== "consumption") return refused("it says nothing of power and memory");
  const { card, model } = loaded;
  return { card, model };
}

function parseModelFile(text: string): (ModelFile & { readonly device: Device }) | Refused {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return refused("it is not JSON; it may be cut off");
  }
  const foreign = foreignFile(json);
  if (foreign !== null) return refused(foreign);
  const parsed = v.safeParse(modelFileSchema, json);
  if (!parsed.success) return refused(firstIssue(parsed.issues[0]));
  const device = deviceById(parsed.output.card.device);
  return device === null
    ? refused(`it is for the unknown board "${parsed.output.card.device}"`)
    : { ...parsed.output, device };
}

function consistent<Result>(make: () => Result): Result | Refused {
  try {
    return make();
  } catch (error) {
    if (error instanceof Inconsistent) return refused(error.message);
    throw error;
  }
}

/** A well-formed file whose parts do not fit each other or this program; never leaves this file. */
class Inconsistent extends Error {}

function foreignFile(json: unknown): string | null {
  if (typeof json !== "object" || json === null || !("format" in json) || json.format !== FORMAT)
    return "it is no predictor of Latency Lens";
  const version = "version" in json ? json.version : undefined;
  if (version === VERSION) return null;
  if (typeof version === "number" && version > VERSION)
    return `it has version ${version} of the format, this program reads version ${VERSION}: a newer Latency Lens made it`;
  if (typeof version === "number" && version >= 1)
    return `it has version ${version} of the format, this program reads version ${VERSION}: an older Latency Lens made it; retrain to make it anew`;
  return "its version is missing or unknown";
}

function firstIssue(issue: v.InferIssue<typeof modelFileSchema>): string {
  const place = v.getDotPath(issue);
  return place === null ? issue.message : `at ${place}: ${issue.message}`;
}

function layeredModel(file: LayeredFile, device: Device): LayeredModel {
  const base = file.calibrated === undefined ? device : deviceById(file.calibrated.base);
  if (base === null) throw new Inconsistent(`it is based on the unknown board "${file.calibrated?.base ?? ""}"`);
  if (file.calibrated !== undefined) {
    requireNumbers("fitted coefficients", file.calibrated.theta, THETA_LENGTH);
    requireRange("factors of the totals", [file.calibrated.totals], 1 / MOST_COEFFICIENT, MOST_COEFFICIENT);
  }
  requireNames("kernel groups", file.groups, GROUPS);
  requireNames("terms", file.terms, TERMS);
  requireNames("kernel features", file.kernelFeatures, KERNEL_FEATURES);
  requireNumbers("coefficients", file.theta, THETA_LENGTH);
  requireLength("means of the novelty space", file.novelty.mean, SHAPE_LENGTH);
  requireRange("means of the novelty space", file.novelty.mean, -MOST_COEFFICIENT, MOST_COEFFICIENT);
  requireLength("scales of the novelty space", file.novelty.scale, SHAPE_LENGTH);
  requireRange("scales of the novelty space", file.novelty.scale, LEAST_SCALE, MOST_COEFFICIENT);
  requireNumbers("half-widths", file.interval.known, DISTANCE_EDGES.length, MOST_HALF_WIDTH);
  requireNumbers("half-widths of new sizes", file.interval.newSize, DISTANCE_EDGES.length, MOST_HALF_WIDTH);
  const points = decodeInt16(file.novelty.points);
  if (points === null) throw new Inconsistent("the points of the novelty space are not valid base64");
  const measured = measuredNames(file.measured);
  if (measured.length === 0) throw new Inconsistent("it names no measured network");
  requireLength("numbers of measured points", points, measured.length * SHAPE_LENGTH);
  return {
    additive: { device: base, theta: Float64Array.from(file.theta) },
    calibrated:
      file.calibrated === undefined
        ? null
        : {
            additive: { device: inTilesOf(device, base), theta: Float64Array.from(file.calibrated.theta) },
            correction: file.calibrated.correction ?? 1,
            totals: file.calibrated.totals,
          },
    trees: ensembles(file.trees),
    novelty: { mean: Float64Array.from(file.novelty.mean), scale: Float64Array.from(file.novelty.scale), points },
    measured,
    interval: file.interval,
    aggregate: aggregateModel(file.aggregate, base),
  };
}

function ensembles(files: LayeredFile["trees"]): readonly Trees[] {
  requireLength("ensembles of trees", files, ENSEMBLE_WIDTHS.length);
  return files.map((trees, i) => treesWith(trees, ENSEMBLE_WIDTHS[i] ?? 0));
}

function aggregateModel(file: LayeredFile["aggregate"], device: Device): AggregateModel {
  requireNumbers("coefficients of the totals", file.theta, BASELINE_TERM_COUNT);
  requireRange("half-widths of the totals", [file.logHalfWidth], 0, MOST_HALF_WIDTH);
  requireTotals(file, AGGREGATE_FEATURES.length);
  const trees = treesWith(file.trees, RATIO_COUNT);
  return { ...file, device, theta: Float64Array.from(file.theta), trees };
}

function consumptionModel({ power, memory, energy }: ConsumptionFile): ConsumptionModel {
  requireRange("logarithms of milliwatts", [power.base], -MOST_CORRECTION, MOST_CORRECTION);
  requireNumbers("coefficients of the memory", memory.theta, MEMORY_TERM_COUNT);
  const halfWidths = [power, memory, energy].flatMap(({ within, outside }) => [within, outside]);
  requireRange("half-widths", halfWidths, 0, MOST_HALF_WIDTH);
  requireTotals(power, AGGREGATE_FEATURES.length);
  requireTotals(memory, MEMORY_TOTALS.length);
  return {
    power: { ...power, trees: treesWith(power.trees, POWER_FEATURE_COUNT) },
    memory: {
      ...memory,
      theta: Float64Array.from(memory.theta),
      trees: treesWith(memory.trees, MEMORY_FEATURE_COUNT),
    },
    energy,
  };
}

function requireTotals({ low, high }: Ranges, count: number): void {
  requireLength("smallest totals", low, count);
  requireLength("largest totals", high, count);
}

function totalsModel(file: TotalsFile): TotalsModel {
  requireRange("base milliseconds", [file.base], -MOST_COEFFICIENT, MOST_COEFFICIENT);
  requireTotals(file, file.features.length);
  return { ...file, trees: treesWith(file.trees, file.features.length, MOST_COEFFICIENT) };
}

function regressionModel(file: RegressionFile): RegressionModel {
  const width = file.features.length;
  for (const [what, values] of [
    ["means", file.mean],
    ["scales", file.scale],
    ["smallest totals", file.low],
    ["largest totals", file.high],
  ] as const)
    requireLength(what, values, width);
  return { ...file, regressor: regressorOf(file.regressor, width) };
}

function regressorOf(file: RegressionFile["regressor"], width: number): Regressor {
  switch (file.kind) {
    case "linear":
      requireLength("weights", file.weights, width);
      requireRange("weights", [...file.weights, file.intercept], -MOST_COEFFICIENT, MOST_COEFFICIENT);
      return file;
    case "perceptron":
      return { kind: file.kind, layers: denseLayers(file.layers, width) };
    case "support-vectors": {
      const coefficients = floats("coefficients", file.coefficients);
      const vectors = floats("support vectors", file.vectors);
      requireLength("numbers of support vectors", vectors, coefficients.length * width);
      return { ...file, vectors, coefficients };
    }
    default:
      return assertNever(file);
  }
}

function denseLayers(
  files: Extract<RegressionFile["regressor"], { kind: "perceptron" }>["layers"],
  width: number,
): readonly DenseLayer[] {
  let inputs = width;
  const layers = files.map((file) => {
    const biases = floats("biases", file.biases);
    const weights = floats("weights", file.weights);
    if (file.inputs !== inputs) throw new Inconsistent(`a layer takes ${file.inputs} inputs instead of ${inputs}`);
    requireLength("weights of a layer", weights, inputs * biases.length);
    inputs = biases.length;
    return { inputs: file.inputs, weights, biases };
  });
  if (layers.length === 0 || inputs !== 1) throw new Inconsistent("its last layer does not have one unit");
  return layers;
}

function floats(what: string, text: string): Float32Array {
  const values = decodeFloat32(text);
  if (values === null) throw new Inconsistent(`its ${what} are not valid base64`);
  requireRange(what, values, -MOST_COEFFICIENT, MOST_COEFFICIENT);
  return values;
}

function treesWith(encoded: EncodedTrees, width: number, mostLeaf = MOST_CORRECTION): Trees {
  if (encoded.width !== width)
    throw new Inconsistent(`its trees ask for ${encoded.width} features instead of ${width}`);
  const trees = decodeTrees(encoded);
  if ("why" in trees) throw new Inconsistent(trees.why);
  if (trees.roots.length === 0) throw new Inconsistent("it holds no tree");
  const leaves = trees.value.filter((_, node) => trees.feature[node] === LEAF);
  requireRange("leaves", leaves, -mostLeaf, mostLeaf);
  return trees;
}

function measuredNames({ models, model, inputWidth }: LayeredFile["measured"]): readonly string[] {
  requireLength("input widths of measured networks", inputWidth, model.length);
  return model.map((index, row) => {
    const name = models[index];
    if (name === undefined) throw new Inconsistent(`measured row ${row} names model ${index} of ${models.length}`);
    return `${name} at ${inputWidth[row] ?? 0}`;
  });
}

function rangeOf(widths: readonly number[]): readonly [number, number] {
  return widths.reduce<readonly [number, number]>(
    ([low, high], width) => [Math.min(low, width), Math.max(high, width)],
    [Infinity, -Infinity],
  );
}

function requireNames(what: string, found: readonly string[], wanted: readonly string[]): void {
  if (found.join() !== wanted.join()) throw new Inconsistent(`its ${what} are not those of this program`);
}

/**
 * Far beyond what any training gives (the embedded files have coefficients up to 35, half-widths up to 0.3 and novelty means up to 18),
 * and still so small that what is computed with them stays finite.
 */
const MOST_COEFFICIENT = 1e6;
/** A logarithm: a factor of 150 to either side. */
const MOST_HALF_WIDTH = 5;
/** A logarithm: what a tree of corrections may add. */
const MOST_CORRECTION = 50;
const LEAST_SCALE = 1e-9;

function requireNumbers(what: string, values: readonly number[], length: number, most = MOST_COEFFICIENT): void {
  requireLength(what, values, length);
  requireRange(what, values, 0, most);
}

function requireRange(what: string, values: ArrayLike<number>, least: number, most: number): void {
  // Counted, since a copy of tens of thousands of numbers is what a start of the program would notice.
  for (let index = 0; index < values.length; index++) {
    const value = values[index] ?? NaN;
    if (value >= least && value <= most) continue;
    throw new Inconsistent(`one of its ${what} is ${value}, not between ${least} and ${most}`);
  }
}

function requireLength(what: string, values: ArrayLike<unknown>, length: number): void {
  if (values.length !== length) throw new Inconsistent(`it has ${values.length} ${what} instead of ${length}`);
}

function refused(why: string): Refused {
  return { kind: "refused", why };
}
