/** `latency-lens check`: whether networks keep their budgets, for continuous integration and hooks of git. */
import * as path from "node:path";
import { pathToFileURL } from "node:url";
import type { Command } from "commander";
import { analyse } from "../server/src/analysis/analysis";
import type { AnalysisEnvironment } from "../server/src/analysis/analysis";
import type { Report } from "../protocol/report";
import { lineNumber } from "../protocol/source";
import type { Location } from "../protocol/source";
import { inputSettingsFor } from "../server/src/project/input-settings";
import type { InputSettings } from "../server/src/project/input-settings";
import { CONDITIONS } from "../server/src/ide/format";
import { visibleJson } from "../server/src/ide/visible";
import { checkedFiles } from "./check-files";
import type { CheckedFile } from "./check-files";
import { findings, withCell } from "./check-findings";
import { checkAnnotations, checkMarkdown, checkText } from "./check-text";
import { fileVerdict } from "./check-verdicts";
import type { Budget, FileVerdict, Verdict } from "./check-verdicts";
import { ownEnvironment } from "./environment";
import { folderUri } from "./estimate";
import { ProjectFolders } from "./project-folders";
import { sarifLog } from "./sarif";
import { isSource, sourceOf } from "./source";
import { UsageError } from "./usage";

export interface CheckOptions {
  readonly files: readonly string[];
  /** "tx2=50ms,agx=20ms" */
  readonly budget?: string;
  readonly stdinFilename?: string;
  readonly root?: string;
  readonly store?: string;
  /** Whether what cannot be known, and what has no budget, is no reason to fail. */
  readonly lenient?: boolean;
  readonly format: string;
  /** Folder with `wasm/` and `models/`. */
  readonly resources: string;
  readonly version: string;
  /** All of standard input. */
  readonly readInput: () => string;
  readonly write: (text: string) => void;
}

const WITHIN = 0;
const OVER = 1;
/** Nothing over, but not all known: whoever relies on the check must not take that for success. */
const UNUSABLE = 2;

type CheckFormat = (files: readonly FileVerdict[], options: CheckOptions) => string;

const FORMATS: ReadonlyMap<string, CheckFormat> = new Map<string, CheckFormat>([
  ["text", (files) => checkText(files)],
  ["json", (files) => `${visibleJson(checkJson(files))}\n`],
  [
    "sarif",
    (files, { version }) =>
      `${visibleJson(sarifLog(findings(files).map(withCell), { version, folder: process.cwd() }))}\n`,
  ],
  ["github", (files) => checkAnnotations(files)],
  ["markdown", (files) => checkMarkdown(files)],
]);

export function addCheck(
  program: Command,
  given: Pick<CheckOptions, "resources" | "version" | "write" | "readInput">,
  end: (status: number) => void,
): void {
  program
    .command("check")
    .description("fail where a model takes longer than its budget: status 0 within, 1 over, 2 not known or unusable")
    .argument("<files...>", 'files, folders, patterns ("models/**/*.py"), or - for standard input')
    .option("--budget <times>", "what one inference may take where the source says nothing, e.g. tx2=50ms,agx=20ms")
    .option("--format <format>", [...FORMATS.keys()].join(", "), "text")
    .option("--lenient", "end with 0 also where a model has no budget, or where it is not known whether it keeps it")
    .option("--stdin-filename <file>", "what standard input is called, for its language and its imports")
    .option("--root <dir>", "folder that the files' imports start from")
    .option("--store <dir>", "folder of your measurements (default: LATENCY_LENS_STORE, else your data folder)")
    .addHelpText("after", EXAMPLES)
    .action(async (files: readonly string[], options: Omit<CheckOptions, "files" | keyof typeof given>) => {
      end(await check({ files, ...options, ...given }));
    });
}

const EXAMPLES = `
Examples:
  latency-lens check models/ --budget tx2=50ms,agx=20ms
  latency-lens check "nets/**/*.py" --format sarif > latency.sarif
  git show HEAD:net.py | latency-lens check - --stdin-filename net.py --budget tx2=50ms`;

/** Prints the verdicts. Exit status: 0, 1 where something is over its budget, 2 where not all is known. Throws UsageError for arguments that cannot be used. */
export async function check(options: CheckOptions): Promise<number> {
  const print = FORMATS.get(options.format);
  if (print === undefined)
    throw new UsageError(`--format ${options.format}: give one of ${[...FORMATS.keys()].join(", ")}`);
  const environment = await ownEnvironment(options.resources, options.store);
  const ids = environment.devices.map(({ info }) => info.id);
  const budget = parseBudget(options.budget, ids);
  const roots = options.root === undefined ? [] : [folderUri(options.root)];
  const files = checkedFiles(options.files, environment, () => standardInput(options));
  const projects = new ProjectFolders();
  const verdicts = files.map((file) => {
    const project = projects.of(file.uri);
    const report = reportOf(
      environment,
      file,
      roots,
      inputSettingsFor(file.uri, project.folders, project.settings.inputs),
    );
    return fileVerdict(report, file.file, { ...project.settings.budget, ...budget });
  });
  options.write(print(verdicts, options));
  return statusOf(verdicts, options.lenient === true);
}

/** "tx2=50ms, agx=0.02s" → milliseconds by device. */
function parseBudget(text: string | undefined, devices: readonly string[]): Budget {
  const parts = text === undefined ? [] : text.split(",").map((part) => part.trim());
  const entries = parts.map((part) => {
    const [, device = "", number, unit] = /^([\w-]+)\s*=\s*(\d+(?:\.\d+)?|\.\d+)\s*(ms|s)$/.exec(part) ?? [];
    const milliseconds = Number(number) * (unit === "s" ? 1000 : 1);
    if (!devices.includes(device) || !(milliseconds > 0))
      throw new UsageError(
        `--budget ${text ?? ""}: "${part}" is no budget; give e.g. ${devices.map((id) => `${id}=50ms`).join(",")}`,
      );
    return [device, milliseconds] as const;
  });
  return Object.fromEntries(entries);
}

function reportOf(
  environment: AnalysisEnvironment,
  { uri, text, language }: CheckedFile,
  roots: readonly string[],
  settings: InputSettings,
): Report {
  const project = { roots, open: new Map<string, string>() };
  return analyse(environment, {
    uri,
    version: null,
    text,
    language,
    inputShape: null,
    settings,
    project,
    cancelled: () => false,
  });
}

function standardInput({ stdinFilename: name, readInput }: CheckOptions): CheckedFile {
  if (name !== undefined && !isSource(name))
    throw new UsageError(`--stdin-filename ${name}: give the name of a .py, .js, .ts or .ipynb file`);
  const file = name ?? "stdin.py";
  return { file, uri: pathToFileURL(path.resolve(file)).href, ...sourceOf(file, readInput().replace(/^\uFEFF/, "")) };
}

function statusOf(files: readonly FileVerdict[], isLenient: boolean): number {
  const kinds = files.flatMap(({ verdicts }) => verdicts.map(({ kind }) => kind));
  if (kinds.includes("over")) return OVER;
  const isKnown = kinds.includes("within") && !kinds.includes("unknown");
  const isComplete = isKnown && files.every(({ notEstimated }) => notEstimated.length === 0);
  return isComplete || isLenient ? WITHIN : UNUSABLE;
}

/** Lines and columns count from 1; milliseconds are not rounded; null is "not known". */
function checkJson(files: readonly FileVerdict[]): unknown {
  return {
    conditions: CONDITIONS,
    files: files.map(({ file, models, verdicts, notEstimated }) => ({
      file,
      models,
      checks: verdicts.map(verdictJson),
      notEstimated: notEstimated.map(({ message, location }) => ({ message, ...placeJson(location) })),
    })),
  };
}

function verdictJson({ kind, model, location, device, budget, ms, low, high, why }: Verdict): unknown {
  return { verdict: kind, model, ...placeJson(location), device: device.id, budget, ms, low, high, why };
}

/** `cell` only in a notebook, whose lines count within it. */
function placeJson(location: Location): object {
  const { cell, range } = location;
  const column = range.start.character + 1;
  return { ...(cell === undefined ? {} : { cell: cell.number }), line: lineNumber(location), column };
}
