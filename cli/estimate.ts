/** `latency-lens estimate`: the same report as in the editor, as text or JSON. */
import * as fs from "node:fs";
import * as path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Report } from "../protocol/report";
import { analyse, analyseCall } from "../server/src/analysis/analysis";
import type { AnalysisEnvironment, AnalysisInput } from "../server/src/analysis/analysis";
import { analyseTopology, LARGEST_TOPOLOGY } from "../server/src/analysis/saved";
import type { SavedInput } from "../server/src/analysis/saved";
import { reportText } from "../server/src/ide/report-text";
import { visibleJson } from "../server/src/ide/visible";
import { ownEnvironment } from "./environment";
import { reportJson } from "./json";
import { readSource, readText } from "./source";
import { requireFormat, UsageError } from "./usage";

export interface EstimateOptions {
  readonly file: string;
  readonly device?: string;
  readonly input?: string;
  /** A call whose result is the only model, in the scope of the file. */
  readonly call?: string;
  /** Folder that absolute imports start from; without it, the folders above the file are looked into. */
  readonly root?: string;
  /** Folder of the user's own measurements in place of the usual one. */
  readonly store?: string;
  readonly format: string;
  /** Folder with `wasm/` and `models/`. */
  readonly resources: string;
  readonly write: (text: string) => void;
}

/** Prints the estimate of one file. Exit status: 1 where the file is too large to be looked at; partial results end with 0. Throws UsageError for arguments that cannot be used. */
export async function estimate(options: EstimateOptions): Promise<number> {
  requireFormat(options.format);
  const inputShape = options.input === undefined ? null : parseInputSize(options.input);
  const uri = pathToFileURL(path.resolve(options.file)).href;
  if (isTopology(options.file)) return estimateTopology({ uri, text: readTopology(options.file), inputShape }, options);
  const source = readSource(options.file);
  const environment = await ownEnvironment(options.resources, options.store, options.device);
  const project = {
    roots: options.root === undefined ? [] : [folderUri(options.root)],
    open: new Map<string, string>(),
  };
  const input = { uri, version: null, ...source, inputShape, project, cancelled: () => false };
  const report =
    options.call === undefined ? analyse(environment, input) : callReport(environment, input, options.call);
  print(report, options);
  return report.problems.some(({ code }) => code === "too-large") ? 1 : 0;
}

function print(report: Report, { file, format, write }: EstimateOptions): void {
  if (format === "json") write(`${visibleJson(reportJson(report, file))}\n`);
  else write(reportText(report, { file, pathOf }));
}

async function estimateTopology(input: SavedInput, options: EstimateOptions): Promise<number> {
  if (options.call !== undefined)
    throw new UsageError(`--call: ${options.file} is a saved network, which has nothing that could be called`);
  const environment = await ownEnvironment(options.resources, options.store, options.device);
  const report = analyseTopology(environment, input);
  if ("why" in report) throw new UsageError(`${options.file}: ${report.why}`);
  print(report, options);
  return 0;
}

/** What a file is called that is not the one of the command line. */
function pathOf(uri: string): string {
  return uri.startsWith("file:") ? fileURLToPath(uri) : uri;
}

function callReport(environment: AnalysisEnvironment, input: AnalysisInput, call: string): Report {
  const answer = analyseCall(environment, input, call);
  if (!("kind" in answer)) return answer;
  const place = answer.column === null ? "" : `column ${answer.column + 1}: `;
  throw new UsageError(`--call: ${place}${answer.why}`);
}

/** "224x224x3" → [224, 224, 3]. */
export function parseInputSize(text: string): readonly number[] {
  const match = /^([1-9]\d{0,4})[x×]([1-9]\d{0,4})[x×]([1-9]\d{0,3})$/i.exec(text);
  if (match === null) {
    throw new UsageError(`--input ${text}: give height x width x channels, for example --input 224x224x3`);
  }
  return match.slice(1).map(Number);
}

export function folderUri(folder: string): string {
  if (fs.statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true)
    throw new UsageError(
      `--root ${folder}: there is no such folder; give the folder that the file's imports start from`,
    );
  return pathToFileURL(path.resolve(folder)).href.replace(/\/$/, "");
}

/** By the name of the file: what Keras' `model.to_json()` and TF.js' `model.save()` write. */
function isTopology(file: string): boolean {
  return /\.json$/i.test(file);
}

function readTopology(file: string): string {
  const size = fs.statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (size > LARGEST_TOPOLOGY)
    throw new UsageError(
      `${file}: larger than any topology; give the file that model.to_json() writes, without weights`,
    );
  return readText(file, LARGEST_TOPOLOGY);
}
