/** `latency-lens compare`: two files, two models of files, or a file and what a commit holds of it. */
import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { pathToFileURL } from "node:url";
import type { ModelReport, Report } from "../protocol/report";
import { analyse } from "../server/src/analysis/analysis";
import type { AnalysisEnvironment } from "../server/src/analysis/analysis";
import { changeText } from "../server/src/ide/change-text";
import type { ReportState } from "../server/src/ide/change-text";
import type { SourceText } from "../server/src/project/notebook-file";
import { modelChanges, takesAnotherTime } from "../server/src/ide/changes";
import type { ModelChange } from "../server/src/ide/changes";
import { visibleJson } from "../server/src/ide/visible";
import { ownEnvironment } from "./environment";
import { folderUri, parseInputSize } from "./estimate";
import { layerJson, reportJson } from "./json";
import { readSource, sourceOf } from "./source";
import { requireFormat, UsageError } from "./usage";

export interface CompareOptions {
  /** `FILE` or `FILE#MODEL`. */
  readonly first: string;
  readonly second?: string;
  /** A commit that holds the file's state before, in place of a second file. */
  readonly git?: string;
  readonly device?: string;
  readonly input?: string;
  readonly root?: string;
  readonly store?: string;
  readonly format: string;
  /** Folder with `wasm/` and `models/`. */
  readonly resources: string;
  readonly write: (text: string) => void;
}

/** A text, what it is called, and the model in it that is meant; null for all of them. */
interface Source {
  readonly file: string;
  readonly label: string;
  readonly source: SourceText;
  readonly model: string | null;
}

/** Prints what changes from one state to the other; the exit status is 0. Throws UsageError for arguments that cannot be used. */
export async function compare(options: CompareOptions): Promise<number> {
  requireFormat(options.format);
  const [before, after] = sourcesOf(options);
  const environment = await ownEnvironment(options.resources, options.store, options.device);
  const states = [before, after].map((source) => stateOf(environment, source, options));
  const [first, second] = states;
  if (first === undefined || second === undefined) return 0;
  options.write(options.format === "json" ? `${visibleJson(changeJson(first, second))}\n` : changeText(first, second));
  return 0;
}

function sourcesOf({ first, second, git }: CompareOptions): readonly [Source, Source] {
  if (git === undefined) {
    if (second === undefined) throw new UsageError("compare: give two files, or one file and --git HEAD");
    return [readState(first), readState(second)];
  }
  if (second !== undefined)
    throw new UsageError("compare --git: give one file; it is compared with what the commit holds");
  const after = readState(first);
  return [
    { ...after, label: `${after.file} at ${git}`, source: sourceOf(after.file, committed(after.file, git)) },
    after,
  ];
}

/** "nets.py#resnet" is the model `resnet` of nets.py, where no file is called so. */
function readState(name: string): Source {
  const mark = name.lastIndexOf("#");
  const [file, model] = mark < 0 || fs.existsSync(name) ? [name, null] : [name.slice(0, mark), name.slice(mark + 1)];
  return { file, label: name, source: readSource(file), model };
}

function committed(file: string, commit: string): string {
  // What begins with a dash would be an option of git.
  if (commit.startsWith("-")) throw new UsageError(`--git ${commit}: give a commit, a branch or a tag`);
  const place = path.resolve(file);
  try {
    const output = execFileSync("git", ["show", `${commit}:./${path.basename(place)}`], {
      cwd: path.dirname(place),
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
      maxBuffer: 64_000_000,
    });
    return output.replace(/^\uFEFF/, "");
  } catch (error) {
    throw new UsageError(`--git ${commit}: git does not have ${file} there: ${gitSays(error)}`);
  }
}

function gitSays(error: unknown): string {
  if (error instanceof Error && "code" in error && error.code === "ENOENT") return "there is no git on this machine";
  const said = error instanceof Error && "stderr" in error ? String(error.stderr) : String(error);
  return (
    said
      .trim()
      .split("\n")[0]
      ?.replace(/^fatal: /, "") ?? ""
  );
}

function stateOf(
  environment: AnalysisEnvironment,
  { file, label, source, model }: Source,
  { input, root }: CompareOptions,
): ReportState {
  const report = analyse(environment, {
    uri: pathToFileURL(path.resolve(file)).href,
    version: null,
    ...source,
    inputShape: input === undefined ? null : parseInputSize(input),
    project: { roots: root === undefined ? [] : [folderUri(root)], open: new Map() },
    cancelled: () => false,
  });
  return { file: label, report: model === null ? report : only(report, file, model) };
}

function only(report: Report, file: string, name: string): Report {
  const models = report.models.filter((model: ModelReport) => model.name === name);
  if (models.length > 0) return { ...report, models };
  const names = report.models.map((model) => model.name).join(", ");
  throw new UsageError(`${file} has no model ${name}; it has ${names === "" ? "none" : names}`);
}

/** Both reports, and the changes between them. Milliseconds are not rounded; null is "not known". */
function changeJson(before: ReportState, after: ReportState): unknown {
  const changes = modelChanges(before.report, after.report).map((change) => modelJson(change, before, after));
  return { before: reportJson(before.report, before.file), after: reportJson(after.report, after.file), changes };
}

function modelJson(change: ModelChange, before: ReportState, after: ReportState): unknown {
  if (change.kind !== "both") return { before: null, after: null, [change.kind]: change.model.name };
  const devices = change.devices.map(({ device: { id }, verdict, ...ms }) => [
    id,
    { before: ms.before, after: ms.after, ratio: verdict?.ratio ?? null, verdict: verdict?.words ?? null },
  ]);
  const layers = change.layers
    .filter((layer) => takesAnotherTime(layer, after.report.devices))
    .map((layer) => ({
      before: layer.before === null ? null : layerJson(layer.before, before.report.uri),
      after: layer.after === null ? null : layerJson(layer.after, after.report.uri),
    }));
  return {
    before: change.before.name,
    after: change.after.name,
    devices: Object.fromEntries(devices) as unknown,
    layers,
  };
}
