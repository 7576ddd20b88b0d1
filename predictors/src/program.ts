/**
 * A predictor as a program of its own, for a board that has no Node: its numbers as constants of Python or C. The code that reads them
 * stands in `predictors/programs`; a test holds that it gives what the predictor here gives.
 */
import { sum } from "./additive";
import { NEVER_ZERO } from "./aggregate";
import { assertNever } from "./assert-never";
import type { Device } from "./devices";
import { GROUPS } from "./groups";
import { KERNEL_KINDS, KERNEL_NUMBERS, type Kernel } from "./kernels";
import type { LayeredModel } from "./layered";
import type { Parts } from "./load";
import { AGGREGATE_FEATURES, type AggregateFeature, type Card, type NetworkFeatures } from "./predictor";
import { SVR_KERNELS, type RegressionModel, type Regressor } from "./regression";
import type { TotalsModel } from "./totals";
import type { Trees } from "./trees";

export const PROGRAM_LANGUAGES = ["python", "c"] as const;
export type ProgramLanguage = (typeof PROGRAM_LANGUAGES)[number];

/** Of one language: what stands before the constants and behind them, the prediction of each kind of predictor, and what reads networks. */
export interface ProgramSources {
  readonly head: string;
  readonly body: string;
  /** Of predictors with trees. */
  readonly trees: string;
  /** Of predictors that look at totals. */
  readonly usable: string;
  readonly layered: string;
  readonly totals: string;
  readonly regression: string;
  /** What stands before `regression`. */
  readonly regressors: Readonly<Record<Regressor["kind"], string>>;
  readonly main: string;
}

type Constant =
  | { readonly name: string; readonly type: "double"; readonly value: number }
  | { readonly name: string; readonly type: "texts"; readonly values: readonly string[] }
  | { readonly name: string; readonly type: "int" | "float" | "double"; readonly values: ArrayLike<number> };

/** The text of the program. `version` is that of the product. */
export function programOf(parts: Parts, language: ProgramLanguage, sources: ProgramSources, version: string): string {
  const all: readonly Constant[] = [
    { name: "TOTALS", type: "texts", values: AGGREGATE_FEATURES },
    { name: "KINDS", type: "texts", values: KERNEL_KINDS },
    ...constantsOf(parts),
  ];
  const written = all.map(language === "python" ? pythonConstant : cConstant).join("\n");
  const about = aboutProgram(parts.card, version);
  const comment =
    language === "python" ? about.map((line) => `# ${line}\n`).join("") : `/* ${about.join("\n   ")} */\n`;
  const { head, body, main } = sources;
  const before = parts.kind === "regression" ? sources.regressors[parts.model.regressor.kind] : sources.trees;
  const check = parts.kind === "layered" ? "" : sources.usable;
  const fragments = [comment + head, written, body, before, check, sources[parts.kind], main];
  return `${fragments
    .map((part) => part.trim())
    .filter((part) => part !== "")
    .join("\n\n")}\n`;
}

function constantsOf(parts: Parts): readonly Constant[] {
  switch (parts.kind) {
    case "layered":
      return layeredConstants(parts.model);
    case "totals":
      return totalsConstants(parts.model);
    case "regression":
      return regressionConstants(parts.model);
    default:
      return assertNever(parts);
  }
}

/** The lines that such a program reads of one network. */
export function programInput(name: string, { kernels, aggregate, inputWidth }: NetworkFeatures): string {
  const lines = (kernels ?? []).flat().map(kernelLine);
  const totals = AGGREGATE_FEATURES.map((feature) => aggregate[feature]).join(" ");
  return [`network ${inputWidth} ${name}`, `totals ${totals}`, ...lines, "end"].join("\n");
}

function kernelLine(kernel: Kernel): string {
  return `kernel ${kernel.kind} ${KERNEL_NUMBERS.map((number) => kernel[number]).join(" ")}`;
}

function aboutProgram(
  { title, device, source, conditions, rows, dataHash, retrained }: Card,
  version: string,
): string[] {
  return [
    `${title} for ${device}, made by Latency Lens ${version}: milliseconds of one inference.`,
    `Source: ${source}; ${rows} rows, SHA-256 ${dataHash}.`,
    `Conditions: ${conditions}.`,
    ...(retrained === undefined
      ? []
      : [`Fitted to ${retrained.rows} own measurements (version ${retrained.version}).`]),
    "It reads networks as `latency-lens explain FILE --stage features` prints them, and prints milliseconds and the name.",
    "With --time N it also prints the microseconds of one prediction, the mean of N.",
  ].map((line) => line.replaceAll("*/", "* /").replaceAll(/[\r\n]+/g, " "));
}

function layeredConstants(model: LayeredModel): readonly Constant[] {
  const { additive, calibrated, trees, novelty } = model;
  const own = calibrated?.additive ?? additive;
  return [
    { name: "GROUPS", type: "texts", values: GROUPS },
    board("BOARD", additive.device),
    { name: "THETA", type: "double", values: additive.theta },
    board("OWN_BOARD", own.device),
    { name: "OWN_THETA", type: "double", values: own.theta },
    // On a board that the user measured nothing is known of what it cannot stay below.
    { name: "IS_BOUNDED", type: "double", value: calibrated === null ? 1 : 0 },
    { name: "CORRECTION", type: "double", value: calibrated?.correction ?? 1 },
    ...treeConstants(joined(trees)),
    { name: "ENSEMBLE_ENDS", type: "int", values: trees.map((_, i) => sum(trees.slice(0, i + 1).map(countTrees))) },
    { name: "MEAN", type: "double", values: novelty.mean },
    { name: "SCALE", type: "double", values: novelty.scale },
    { name: "POINTS", type: "int", values: novelty.points },
  ];
}

/** Multiply-accumulates and bytes a second in 10⁹, the cost of a launch, elements in the L2 cache, channels of a tile, multiprocessors. */
function board(name: string, { gmacs, gbytes, launch, l2, channelTile, gpu }: Device): Constant {
  return { name, type: "double", values: [gmacs, gbytes, launch, l2 * 256, channelTile, gpu.multiprocessors] };
}

/** The trees of several ensembles, one after the other. */
function joined(ensembles: readonly Trees[]): Trees {
  const firstNode = (ensemble: number): number =>
    sum(ensembles.slice(0, ensemble).map(({ feature }) => feature.length));
  const all = (of: (trees: Trees, first: number) => ArrayLike<number>): readonly number[] =>
    ensembles.flatMap((trees, i) => Array.from(of(trees, firstNode(i))));
  return {
    width: Math.max(...ensembles.map(({ width }) => width)),
    roots: Int32Array.from(all(({ roots }, first) => roots.map((node) => node + first))),
    feature: Uint8Array.from(all(({ feature }) => feature)),
    value: Float32Array.from(all(({ value }) => value)),
    right: Int32Array.from(all(({ right }, first) => right.map((node) => node + first))),
  };
}

function countTrees({ roots }: Trees): number {
  return roots.length;
}

function placesOf(names: readonly AggregateFeature[]): readonly number[] {
  return names.map((name) => AGGREGATE_FEATURES.indexOf(name));
}

function regressionConstants({ features, logarithms, mean, scale, regressor }: RegressionModel): readonly Constant[] {
  return [
    { name: "FEATURES", type: "int", values: placesOf(features) },
    { name: "NEVER_ZERO", type: "int", values: placesOf(NEVER_ZERO) },
    { name: "LOGARITHMS", type: "double", value: logarithms ? 1 : 0 },
    { name: "MEAN", type: "double", values: mean },
    { name: "SCALE", type: "double", values: scale },
    ...regressorConstants(regressor),
  ];
}

function regressorConstants(regressor: Regressor): readonly Constant[] {
  switch (regressor.kind) {
    case "linear":
      return [
        { name: "WEIGHTS", type: "double", values: regressor.weights },
        { name: "INTERCEPT", type: "double", value: regressor.intercept },
      ];
    case "perceptron": {
      const { layers } = regressor;
      return [
        { name: "INPUTS", type: "int", values: layers.map(({ inputs }) => inputs) },
        { name: "UNITS", type: "int", values: layers.map(({ biases }) => biases.length) },
        { name: "WEIGHTS", type: "float", values: layers.flatMap(({ weights }) => [...weights]) },
        { name: "BIASES", type: "float", values: layers.flatMap(({ biases }) => [...biases]) },
      ];
    }
    case "support-vectors": {
      const { kernel, vectors, coefficients, bias } = regressor;
      return [
        // In the order of SVR_KERNELS.
        { name: "KERNEL", type: "double", value: SVR_KERNELS.indexOf(kernel.name) },
        { name: "GAMMA", type: "double", value: kernel.gamma },
        { name: "OFFSET", type: "double", value: kernel.offset },
        { name: "DEGREE", type: "double", value: kernel.degree },
        { name: "BIAS", type: "double", value: bias },
        { name: "VECTORS", type: "float", values: vectors },
        { name: "COEFFICIENTS", type: "float", values: coefficients },
      ];
    }
    default:
      return assertNever(regressor);
  }
}

function totalsConstants({ features, trees, base }: TotalsModel): readonly Constant[] {
  return [
    { name: "FEATURES", type: "int", values: placesOf(features) },
    { name: "NEVER_ZERO", type: "int", values: placesOf(NEVER_ZERO) },
    { name: "BASE", type: "double", value: base },
    ...treeConstants(trees),
  ];
}

function treeConstants({ roots, feature, value, right }: Trees): readonly Constant[] {
  return [
    { name: "ROOTS", type: "int", values: roots },
    { name: "FEATURE", type: "int", values: feature },
    { name: "VALUE", type: "float", values: value },
    { name: "RIGHT", type: "int", values: right },
  ];
}

function pythonConstant(constant: Constant): string {
  if ("value" in constant) return `${constant.name} = ${constant.value}`;
  const items =
    constant.type === "texts" ? constant.values.map((text) => `"${text}"`) : numbersOf(constant.values, String);
  return `${constant.name} = (\n${wrapped(items)},\n)`;
}

function cConstant(constant: Constant): string {
  const { name } = constant;
  if ("value" in constant) return `static const double ${name} = ${cDouble(constant.value)};`;
  if (constant.type === "texts")
    return `static const char *const ${name}[] = {\n${wrapped(constant.values.map((text) => `"${text}"`))}\n};`;
  const write = { int: String, double: cDouble, float: cFloat }[constant.type];
  return `static const ${constant.type} ${name}[] = {\n${wrapped(numbersOf(constant.values, write))}\n};`;
}

function numbersOf(values: ArrayLike<number>, write: (value: number) => string): readonly string[] {
  return Array.from(values, write);
}

/** Shortest text that reads back as the same number; `1` would be a whole number. */
function cDouble(value: number): string {
  const text = String(value);
  return /[.e]/.test(text) ? text : `${text}.0`;
}

/** Nine digits tell all numbers of 32 bits apart. */
function cFloat(value: number): string {
  return `${value.toPrecision(9).replace(/^(-?\d+)$/, "$1.0")}f`;
}

const MOST_CHARACTERS = 120;

function wrapped(items: readonly string[]): string {
  const lines: string[] = [];
  let line = " ";
  for (const item of items) {
    if (line.length + item.length + 2 > MOST_CHARACTERS && line !== " ") {
      lines.push(`${line},`);
      line = " ";
    }
    line += line === " " ? ` ${item}` : `, ${item}`;
  }
  return [...lines, line].join("\n");
}
