/** `latency-lens explore`: what every combination of some arguments of a model costs, as a table. */
import * as fs from "node:fs";
import * as path from "node:path";
import { pathToFileURL } from "node:url";
import type { Command } from "commander";
import { Random } from "../predictors/src/train/random";
import type { DeviceInfo, ModelReport } from "../protocol/report";
import { analyse, analyseCall } from "../server/src/analysis/analysis";
import type { AnalysisEnvironment, AnalysisInput } from "../server/src/analysis/analysis";
import { errorText } from "../server/src/analysis/errors";
import { refusal } from "../server/src/ide/format";
import { visible } from "../server/src/ide/visible";
import { ownEnvironment } from "./environment";
import { readSource } from "./source";
import { makeFolder, UsageError, wholeNumber } from "./usage";
import { combinations, parseVary } from "./vary";
import type { Combination, Varied } from "./vary";

export interface ExploreOptions {
  readonly file: string;
  readonly vary: string;
  /** The function that gives the model; without it, the only one of the file that does. */
  readonly call?: string;
  readonly device?: string;
  /** So many of the combinations, drawn at random; without it all. */
  readonly sample?: string;
  readonly seed: string;
  readonly store?: string;
  readonly out: string;
  /** Folder with `wasm/` and `models/`. */
  readonly resources: string;
  readonly write: (text: string) => void;
}

/** What a combination gives; figures that are not known are null, with the reason in `why`. */
interface Row {
  readonly values: Combination;
  readonly parameters: number | null;
  readonly flops: number | null;
  readonly partial: boolean | null;
  /** Milliseconds by device. */
  readonly ms: Readonly<Record<string, { readonly ms: number; readonly low: number; readonly high: number } | null>>;
  readonly why: string | null;
}

/** The name whose values are sides of the image, and no argument. */
const INPUT = "input";

const EXAMPLES = `
Names of --vary are arguments of the model's function; "input" is the side of its images, which have three channels.

Examples:
  latency-lens explore resnet.py --vary "depth=20..110:6, width=1|1.5|2" --out results
  latency-lens explore nets.py --call mobilenet --vary "alpha=0.5|1, input=128..224:32" --device tx2 --out results`;

export function addExplore(
  program: Command,
  given: Pick<ExploreOptions, "resources" | "write">,
  end: (status: number) => void,
): void {
  program
    .command("explore")
    .description("write what every combination of some arguments of a model costs, as a table (csv) and as JSON")
    .argument("<file>", "Python file that builds Keras models")
    .requiredOption(
      "--vary <names>",
      'names with their values, e.g. "depth=20..110:6, width=1|1.5|2, input=128..512:32"',
    )
    .option("--call <function>", "function that gives the model (default: the only one of the file)")
    .option("--device <id>", "one board (default: all)")
    .option("--sample <n>", "so many of the combinations, drawn at random (default: all of them)")
    .option("--seed <n>", "other numbers draw other combinations", "1")
    .option("--store <dir>", "folder of your measurements (default: LATENCY_LENS_STORE, else your data folder)")
    .requiredOption("--out <dir>", "folder for results.csv and results.json; it is made where there is none")
    .addHelpText("after", EXAMPLES)
    .action(async (file: string, options: Omit<ExploreOptions, "file" | keyof typeof given>) => {
      end(await explore({ file, ...options, ...given }));
    });
}

/** Exit status: 0, and 1 where no combination has an estimate. Throws UsageError for arguments that cannot be used. */
async function explore(options: ExploreOptions): Promise<number> {
  const varied = parseVary(options.vary);
  const source = readSource(options.file);
  if (!/\.py$/i.test(options.file)) throw new UsageError(`${options.file}: explore reads Python; give a .py file`);
  const environment = await ownEnvironment(options.resources, options.store, options.device);
  const uri = pathToFileURL(path.resolve(options.file)).href;
  const input = { uri, version: null, ...source, inputShape: null, cancelled: () => false };
  const name = options.call ?? onlyFunction(environment, input, options.file);
  makeFolder(options.out);
  const devices = environment.devices.map(({ info }) => info);
  const rows = drawn(combinations(varied), options).map((values) => rowOf(environment, input, name, varied, values));
  fs.writeFileSync(path.join(options.out, "results.csv"), csv(varied, devices, rows));
  fs.writeFileSync(path.join(options.out, "results.json"), `${JSON.stringify(json(name, varied, rows), null, 2)}\n`);
  const known = rows.filter(({ why }) => why === null).length;
  options.write(`${rows.length} combinations of ${visible(name)}, ${known} with estimates, are in ${options.out}.\n`);
  return known === 0 ? 1 : 0;
}

/** In their order. */
function drawn(all: readonly Combination[], { sample, seed }: ExploreOptions): readonly Combination[] {
  const seeded = wholeNumber("--seed", seed, 0, 0xffffffff);
  if (sample === undefined) return all;
  const count = wholeNumber("--sample", sample, 1, Number.MAX_SAFE_INTEGER);
  const chosen = new Set(new Random(seeded).permutation(all.length).subarray(0, count));
  return all.filter((_, index) => chosen.has(index));
}

function onlyFunction(environment: AnalysisEnvironment, input: AnalysisInput, file: string): string {
  const { models, candidates = [] } = analyse(environment, input);
  const names = [...models, ...candidates.filter(({ kind }) => kind === "network")].map(({ name }) =>
    name.replace(/[(:].*$/s, ""),
  );
  const [name, ...others] = new Set(names);
  if (name !== undefined && others.length === 0) return name;
  const found =
    name === undefined ? "no function that gives a model was found" : `there are ${[name, ...others].join(", ")}`;
  throw new UsageError(`${file}: ${found}; name one with --call`);
}

function rowOf(
  environment: AnalysisEnvironment,
  input: AnalysisInput,
  name: string,
  varied: readonly Varied[],
  values: Combination,
): Row {
  const pairs = varied.map((one, index) => [one.name, values[index] ?? ""] as const);
  const side = pairs.find(([key]) => key === INPUT)?.[1];
  const args = pairs.filter(([key]) => key !== INPUT).map(([key, value]) => `${key}=${value}`);
  const inputShape = side === undefined ? null : [Number(side), Number(side), 3];
  if (side !== undefined && !/^[1-9]\d{0,4}$/.test(side))
    throw new UsageError(`--vary: input=${side} is no side of an image in pixels`);
  const report = analyseCall(environment, { ...input, inputShape }, `${name}(${args.join(", ")})`);
  if ("kind" in report) return unknownRow(values, report.why);
  const [model, ...others] = report.models;
  if (model === undefined) return unknownRow(values, report.problems[0]?.message ?? "the call gives no model");
  if (others.length > 0) return unknownRow(values, "the call gives several models");
  if (model.error !== null) return unknownRow(values, errorText(model.error, input.uri));
  return knownRow(values, model, report.devices);
}

function knownRow(values: Combination, model: ModelReport, devices: readonly DeviceInfo[]): Row {
  const ms = devices.map(({ id }) => {
    const estimate = model.estimates[id];
    const figures = estimate?.kind === "estimate" ? { ms: estimate.ms, low: estimate.low, high: estimate.high } : null;
    return [id, figures] as const;
  });
  const refused = ms.find(([, figures]) => figures === null);
  const { partial, flops, parameters } = model;
  const why = refused === undefined ? null : refusal(model, refused[0]);
  return { values, parameters: parameters.total, flops, partial, ms: Object.fromEntries(ms), why };
}

function unknownRow(values: Combination, why: string): Row {
  return { values, parameters: null, flops: null, partial: null, ms: {}, why };
}

/** What is not known is an empty cell, and its reason stands in the last column. Milliseconds are not rounded. */
function csv(varied: readonly Varied[], devices: readonly DeviceInfo[], rows: readonly Row[]): string {
  const figures = devices.flatMap(({ id }) => [`${id}_ms`, `${id}_low`, `${id}_high`]);
  const head = [...varied.map(({ name }) => name), "parameters", "flops", "partial", ...figures, "why"];
  const lines = rows.map(({ values, parameters, flops, partial, ms, why }) => [
    ...values,
    parameters,
    flops,
    partial,
    ...devices.flatMap(({ id }) => [ms[id]?.ms, ms[id]?.low, ms[id]?.high]),
    why === null ? null : visible(why),
  ]);
  return [head, ...lines].map((line) => `${line.map(cell).join(",")}\n`).join("");
}

function cell(value: string | number | boolean | null | undefined): string {
  const text = value === null || value === undefined ? "" : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function json(name: string, varied: readonly Varied[], rows: readonly Row[]): unknown {
  return {
    function: name,
    rows: rows.map(({ values, ...row }) => ({
      arguments: Object.fromEntries(varied.map((one, index) => [one.name, values[index]])),
      ...row,
    })),
  };
}
