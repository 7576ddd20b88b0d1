/** The commands around the user's own measurements: import, retrain, rollback, calibrate. */
import type { Command } from "commander";
import { EMBEDDED_IDS, KNOWN_IDS } from "../predictors/src/devices";
import { calibrate, type CalibrateOptions } from "./calibrate";
import { importRecordings, type ImportOptions } from "./import";
import { exportMeasurements, importTable, listMeasurements, removeMeasurements } from "./measurements";
import { writeError, writeOut } from "./output";
import { retrainDevice, rollbackDevice, type RetrainOptions } from "./retrain";

type Given<Options, Own extends keyof Options> = Omit<Options, Own | "resources" | "write" | "warn">;

const STORE = "folder of your measurements (default: LATENCY_LENS_STORE, else your data folder)";

/** `finish` takes the exit status. */
export function addMeasurementCommands(program: Command, resources: string, finish: (status: number) => void): void {
  const outside = {
    resources,
    write: writeOut,
    warn: writeError,
  };
  program
    .command("import")
    .description("turn recordings of one network (of nvprof, nsys or trtexec) into measurements")
    .argument("<traces...>", "what the profiler recorded")
    .requiredOption("--model <file>", "Python file that builds the recorded network")
    .option(
      "--device <id>",
      `board of the recording, where it does not say: ${KNOWN_IDS}, or with its power mode (tx2-max-q)`,
    )
    .option("--name <model>", "the network, where the file builds several")
    .option("--root <dir>", "folder that the file's imports start from")
    .option("--input <size>", "input size of the recording in place of the file's, e.g. 224x224x3")
    .option("--runs <n>", "recorded runs; needed for a summary")
    .option("--confirm", "store a measurement although it is far from the prediction")
    .option("--dry-run", "show the measurement and do not store it")
    .option("--store <dir>", STORE)
    .option("--format <format>", "text or json", "text")
    .action(async (files: readonly string[], options: Given<ImportOptions, "files">) => {
      finish(await importRecordings({ files, ...options, ...outside }));
    });
  program
    .command("calibrate")
    .description("scale a board to one measured figure of your own, or take that back")
    .requiredOption("--device <id>", `${EMBEDDED_IDS}, or a board that you retrained`)
    .option("--model <file>", "file that builds the measured network")
    .option("--ms <milliseconds>", "what one inference took")
    .option("--how <words>", 'how it was measured, e.g. "TensorRT FP16"')
    .option("--name <model>", "the network, where the file builds several")
    .option("--root <dir>", "folder that the file's imports start from")
    .option("--input <size>", "input size of the measurement in place of the file's, e.g. 224x224x3")
    .option("--clear", "take every such figure of the board back")
    .option("--store <dir>", STORE)
    .option("--format <format>", "text or json", "text")
    .action(async (options: Given<CalibrateOptions, never>) => {
      finish(await calibrate({ ...options, ...outside }));
    });
  program
    .command("retrain")
    .description("fit a board's predictor to your measurements; the old one stays where the new one is not better")
    .requiredOption("--device <id>", EMBEDDED_IDS)
    .option("--store <dir>", STORE)
    .option("--format <format>", "text or json", "text")
    .action((options: Given<RetrainOptions, never>) => {
      finish(retrainDevice({ ...options, ...outside }));
    });
  addMeasurements(program, outside, finish);
  program
    .command("rollback")
    .description("go back to the predictor before the last retraining")
    .requiredOption("--device <id>", EMBEDDED_IDS)
    .option("--store <dir>", STORE)
    .option("--format <format>", "text or json", "text")
    .action((options: Given<RetrainOptions, never>) => {
      finish(rollbackDevice({ ...options, ...outside }));
    });
}

type Outside = Pick<ImportOptions, "resources" | "write" | "warn">;

function addMeasurements(program: Command, outside: Outside, finish: (status: number) => void): void {
  const board = "of one board alone";
  const measurements = program
    .command("measurements")
    .description("your stored measurements: list, take out, and carry to another machine");
  measurements
    .command("list")
    .description("every measurement with its id, its board, what was measured and what is predicted")
    .option("--device <id>", board)
    .option("--store <dir>", STORE)
    .option("--format <format>", "text or json", "text")
    .action((options: Given<Parameters<typeof listMeasurements>[0], never>) => {
      finish(listMeasurements({ ...options, ...outside }));
    });
  measurements
    .command("remove")
    .description("take measurements out, as one that “retrain” names as wrong")
    .argument("<ids...>", "as “list” shows them")
    .option("--store <dir>", STORE)
    .action((ids: readonly string[], options: { readonly store?: string }) => {
      finish(removeMeasurements(ids, { ...options, ...outside }));
    });
  measurements
    .command("export")
    .description("a table (csv) of the measurements with their kernels, in the columns of the published measurements")
    .argument("[file]", "where to write it; printed without one")
    .option("--device <id>", board)
    .option("--store <dir>", STORE)
    .action((file: string | undefined, options: Given<Parameters<typeof exportMeasurements>[1], never>) => {
      finish(exportMeasurements(file, { ...options, ...outside }));
    });
  measurements
    .command("import")
    .description("measurements from such a table, or from a published one with the layers of its networks")
    .argument("<file>", "table (csv)")
    .option("--device <id>", "the board of a published table; else, of one board alone")
    .option("--topologies <dir>", "folder with layers/ and keras-json/ of the networks of a published table")
    .option("--store <dir>", STORE)
    .action((file: string, options: Given<Parameters<typeof importTable>[1], never>) => {
      finish(importTable(file, { ...options, ...outside }));
    });
}
