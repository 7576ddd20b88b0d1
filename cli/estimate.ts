/** `latency-lens estimate`: the same report as in the editor, as text or JSON. */
import * as fs from "node:fs";
import * as path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Report } from "../protocol/report";
import { analyse, analyseCall } from "../server/src/analysis/analysis";
import type { AnalysisEnvironment, AnalysisInput } from "../server/src/analysis/analysis";
import { analyseTopology, LARGEST_TOPOLOGY } from "../server/src/analysis/saved";
import type { SavedInput } from "../server/src/analysis/saved";
import { LARGEST_SOURCE } from "../server/src/project/document-size";
import { reportText } from "../server/src/ide/report-text";
import { visibleJson } from "../server/src/ide/visible";
import { ownEnvironment } from "./environment";
import { reportJson } from "./json";
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
  const text = readSource(options.file);
  const environment = await ownEnvironment(options.resources, options.store, options.device);
  const project = {
    roots: options.root === undefined ? [] : [folderUri(options.root)],
    open: new Map<string, string>(),
  };
  const input = { uri, version: null, text, inputShape, project, cancelled: () => false };
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

/** By the name of the file. */
export function isSource(file: string): boolean {
  return /\.(py|[cm]?[jt]s|[jt]sx)$/i.test(file);
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

export function readSource(file: string): string {
  if (!isSource(file)) {
    throw new UsageError(
      `${file}: no source of a network; give a .py file that builds Keras models, or a .js or .ts file that builds TensorFlow.js models. ` +
        "“latency-lens estimate” also reads a .json file that model.to_json() or TensorFlow.js saved",
    );
  }
  return readText(file, 3 * LARGEST_SOURCE + 1);
}

/** `most` bytes of it. */
function readText(file: string, most: number): string {
  try {
    return readStart(file, most)
      .toString("utf8")
      .replace(/^\uFEFF/, "");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    const why =
      code === "ENOENT"
        ? "there is no such file"
        : code === "EISDIR"
          ? "it is a folder"
          : `it cannot be read (${String(code)})`;
    throw new UsageError(`${file}: ${why}; give the path of a source or of a saved topology`);
  }
}

/** Not more of a file than shows that it is too large: a character takes at most three bytes for each unit of its text. */
function readStart(file: string, most: number): Buffer {
  const descriptor = fs.openSync(file, "r");
  try {
    const buffer = Buffer.alloc(Math.min(fs.fstatSync(descriptor).size, most));
    return buffer.subarray(0, fs.readSync(descriptor, buffer));
  } finally {
    fs.closeSync(descriptor);
  }
}
