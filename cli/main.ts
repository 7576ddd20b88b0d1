#!/usr/bin/env node
/** `latency-lens`: the analysis of the editor on the command line. */
import { Command, CommanderError } from "commander";
import * as fs from "node:fs";
import * as path from "node:path";
import { pathToFileURL } from "node:url";
import { version as VERSION } from "../package.json";
import { EMBEDDED_IDS } from "../predictors/src/devices";
import { PROGRAM_LANGUAGES } from "../predictors/src/program";
import { PREDICTOR_IDS } from "../server/src/node/environment";
import { StoreError } from "../server/src/node/store";
import { UnreadableMeasurements } from "../measurements/unreadable";
import { UsageError } from "./usage";
import { addBoardCommands } from "./board";
import { addCheck } from "./check";
import { compare } from "./compare";
import { estimate } from "./estimate";
import type { serveMcp as serve } from "./mcp";
import { evaluate } from "./evaluate";
import { explain, STAGE_NAMES } from "./explain";
import { addExplore } from "./explore/explore";
import { exportPredictor } from "./export";
import { figures } from "./figures";
import { addGenerate } from "./generate";
import { errorProgress, writeError, writeOut } from "./output";
import { addMeasurementCommands } from "./own-measurements";
import { train } from "./train";

/** Exit status for what cannot be done although the arguments can be used. */
const REFUSED = 1;

/** Exit status for arguments that cannot be used. */
const UNUSABLE_ARGUMENTS = 2;

/** Exit status for a fault of our own. */
const FAULT = 70;

interface EstimateArguments {
  readonly device?: string;
  readonly root?: string;
  readonly input?: string;
  readonly call?: string;
  readonly store?: string;
  readonly format: string;
}

interface EvaluateArguments {
  readonly data: string;
  readonly topologies: string;
  readonly device: string;
  readonly predictor?: string;
  readonly format: string;
}

/** Runs one command line (without `node` and the script's name); the result is the exit status. `resources` holds `wasm/` and `models/`. */
export async function main(argv: readonly string[], resources = __dirname): Promise<number> {
  let status = 0;
  const end = (ended: number): void => {
    status = ended;
  };
  const program = new Command("latency-lens")
    .description("What a Keras or TensorFlow.js network costs on an Nvidia Jetson, without running it")
    .version(VERSION)
    .exitOverride()
    .configureOutput({ writeOut, writeErr: writeError })
    .showHelpAfterError("(latency-lens --help lists the commands)");
  addEstimate(program, resources, end);
  addCompare(program, resources, end);
  addCheck(program, { resources, version: VERSION, readInput: () => fs.readFileSync(0, "utf8"), write: writeOut }, end);
  addExplore(program, { resources, version: VERSION, write: writeOut, progress: errorProgress }, end);
  addGenerate(program, { resources, write: writeOut }, end);
  addExplain(program, resources, end);
  addMeasurementCommands(program, resources, end);
  addBoardCommands(program, { resources, write: writeOut, warn: writeError }, end);
  addTrain(program, end);
  addEvaluate(program, resources, end);
  addFigures(program, resources, end);
  addExport(program, resources, end);
  addMcp(program, resources);
  try {
    await program.parseAsync([...argv], { from: "user" });
    return status;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : UNUSABLE_ARGUMENTS;
    if (error instanceof StoreError) {
      writeError(`latency-lens: ${error.message}\n`);
      return REFUSED;
    }
    if (error instanceof UsageError || error instanceof UnreadableMeasurements) {
      writeError(`latency-lens: ${error.message}\n`);
      return UNUSABLE_ARGUMENTS;
    }
    const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
    writeError(`latency-lens: a fault of the program itself, please report it:\n${detail}\n`);
    return FAULT;
  }
}

/** Takes a command's exit status. */
type End = (status: number) => void;

function writeLine(line: string): void {
  writeOut(`${line}\n`);
}

function addEstimate(program: Command, resources: string, end: End): void {
  program
    .command("estimate")
    .description(
      "print the estimate of every model in a Python, JavaScript or TypeScript file, or of a saved topology (.json)",
    )
    .argument("<file>", "file that builds Keras or TensorFlow.js models, or a model.json")
    .option("--device <id>", `${EMBEDDED_IDS} (default: all)`)
    .option(
      "--root <dir>",
      "folder that the file's imports start from (default: found from the folders above the file)",
    )
    .option("--input <size>", "input size in place of the file's, e.g. 224x224x3")
    .option(
      "--call <call>",
      'one call in place of the file\'s own models, e.g. "resnet(depth=29, input_shape=(32, 32, 3))"',
    )
    .option("--store <dir>", "folder of your measurements (default: LATENCY_LENS_STORE, else your data folder)")
    .option("--format <format>", "text or json", "text")
    .action(async (file: string, options: EstimateArguments) => {
      end(await estimate({ file, ...options, resources, write: writeOut }));
    });
}

interface CompareArguments {
  readonly git?: string;
  readonly device?: string;
  readonly input?: string;
  readonly root?: string;
  readonly store?: string;
  readonly format: string;
}

function addCompare(program: Command, resources: string, end: End): void {
  program
    .command("compare")
    .description(
      "print what changes from one file to another, from one model to another (FILE#MODEL), or since a commit",
    )
    .argument("<file>", "file that builds Keras or TensorFlow.js models; FILE#MODEL for one of them")
    .argument("[other]", "the file to compare it with")
    .option("--git <commit>", "compare the file with what a commit holds of it, e.g. HEAD")
    .option("--device <id>", `${EMBEDDED_IDS} (default: all)`)
    .option("--input <size>", "input size in place of the files', e.g. 224x224x3")
    .option("--root <dir>", "folder that the files' imports start from")
    .option("--store <dir>", "folder of your measurements (default: LATENCY_LENS_STORE, else your data folder)")
    .option("--format <format>", "text or json", "text")
    .action(async (first: string, second: string | undefined, options: CompareArguments) => {
      const files = second === undefined ? { first } : { first, second };
      end(await compare({ ...files, ...options, resources, write: writeOut }));
    });
}

function addExplain(program: Command, resources: string, end: End): void {
  program
    .command("explain")
    .description("print what one step of the analysis made of a file, for whoever looks for the step that went wrong")
    .argument("<file>", "file that builds Keras or TensorFlow.js models")
    .requiredOption("--stage <stage>", STAGE_NAMES.join(", "))
    .action(async (file: string, options: { readonly stage: string }) => {
      end(await explain({ file, ...options, resources, write: writeOut }));
    });
}

function addTrain(program: Command, end: End): void {
  program
    .command("train")
    .description("train the embedded predictors from a folder of measurements")
    .option("--data <folder>", "folder of measurements (default: the environment variable LATENCY_LENS_DATA)")
    .option("--device <id>", `${EMBEDDED_IDS}, or all`, "all")
    .option("--out <folder>", "folder for the model files", path.join("predictors", "models"))
    .option("--check", "write nothing; end with status 1 where a model file would change")
    .action(async (options: { data?: string; device: string; out: string; check?: boolean }) => {
      end(await train({ ...options, data: dataFolder(options.data), log: writeLine }));
    });
}

function addEvaluate(program: Command, resources: string, end: End): void {
  program
    .command("evaluate")
    .description("compare the embedded predictors with a file of measurements")
    .requiredOption("--data <file>", "table of measurements (csv) in the form of the training files")
    .requiredOption("--topologies <folder>", "folder with keras-json/ and layers/ of the measured networks")
    .requiredOption("--device <id>", EMBEDDED_IDS)
    .option("--predictor <id>", `all, ${PREDICTOR_IDS.join(", ")} (default: the one that answers in the editor)`)
    .option("--format <format>", "text or json", "text")
    .action(async (options: EvaluateArguments) => {
      end(await evaluate({ ...options, resources, write: writeOut }));
    });
}

function addFigures(program: Command, resources: string, end: End): void {
  program
    .command("figures")
    .description("keep the accuracy of the embedded predictors on the test files in one file")
    .option("--data <folder>", "folder of measurements (default: the environment variable LATENCY_LENS_DATA)")
    .option("--out <file>", "file for the figures", path.join("test", "cli", "goldens", "evaluation-figures.json"))
    .action(async (options: { data?: string; out: string }) => {
      end(await figures({ ...options, data: dataFolder(options.data), resources, log: writeLine }));
    });
}

interface ExportArguments {
  readonly device: string;
  readonly predictor?: string;
  readonly language: string;
  readonly out?: string;
  readonly store?: string;
}

function addExport(program: Command, resources: string, end: End): void {
  program
    .command("export")
    .description("write a predictor as one Python or C file that needs nothing else, to predict where Node is not")
    .requiredOption("--device <id>", EMBEDDED_IDS)
    .requiredOption("--language <language>", PROGRAM_LANGUAGES.join(" or "))
    .option(
      "--predictor <id>",
      `${PREDICTOR_IDS.join(", ")} (default: the one that answers, yours where you retrained it)`,
    )
    .option("--out <file>", "file to write (default: standard output)")
    .option("--store <dir>", "folder of your measurements (default: LATENCY_LENS_STORE, else your data folder)")
    .action((options: ExportArguments) => {
      end(exportPredictor({ ...options, resources, version: VERSION, write: writeOut }));
    });
}

function addMcp(program: Command, resources: string): void {
  program
    .command("mcp")
    .description(
      "answer assistants over the Model Context Protocol, on standard input and output; reads sources and runs nothing",
    )
    .option("--store <dir>", "folder of your measurements (default: LATENCY_LENS_STORE, else your data folder)")
    .action(async ({ store }: { readonly store?: string }) => {
      // Beside this bundle, and loaded by this command alone.
      const bundle = pathToFileURL(path.join(resources, "mcp.js")).href;
      const { serveMcp } = (await import(bundle)) as { readonly serveMcp: typeof serve };
      await serveMcp({ resources, version: VERSION, ...(store === undefined ? {} : { store }) });
    });
}

function dataFolder(given: string | undefined): string {
  const data = given ?? process.env["LATENCY_LENS_DATA"];
  if (data === undefined) throw new UsageError("no measurements: give --data DIR or set LATENCY_LENS_DATA");
  return data;
}

if (require.main === module) {
  // A closed pipe (`| head`) is no error of ours.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 0 : 1));
  void main(process.argv.slice(2)).then((status) => (process.exitCode = status));
}
