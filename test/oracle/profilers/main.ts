/** Recordings of our own, printed by NVIDIA's nvprof and read by us; our reader of SQLite beside Python's: `main [--nvprof FILE --libraries DIR]`. */
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { parseArgs } from "node:util";
import { importRecording } from "../../../server/src/board/import-recording";
import { summaryMs } from "../../support/nvprof";
import { ownNetworks, type OwnNetwork } from "../../support/own-networks";
import { ROOT } from "../../support/paths";
import { nvprofSqlite, recordedNetwork } from "../../support/recordings";
import { compareDatabases } from "./databases";

const RUNS = 60;
/** Five digits of a kernel's time, all to one side; CSV is cut to a nanosecond or finer. */
const TEXT = 1e-4;
const CSV = 1e-6;

const FORMS = [
  { name: "text, trace", options: ["--print-gpu-trace"], near: TEXT, isSummary: false },
  { name: "CSV, trace", options: ["--csv", "--print-gpu-trace"], near: CSV, isSummary: false },
  { name: "CSV, trace in ns", options: ["--csv", "-u", "ns", "--print-gpu-trace"], near: CSV, isSummary: false },
  { name: "CSV, summary", options: ["--csv", "--print-gpu-summary"], near: CSV, isSummary: true },
] as const;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      nvprof: { type: "string" },
      libraries: { type: "string" },
      databases: { type: "string", default: "300" },
    },
  });
  const wrong = compareDatabases(Number(values.databases));
  for (const text of wrong) console.log(`WRONG  ${text}`);
  console.log(`SQLite: ${values.databases} random databases, ${wrong.length} read otherwise than by Python's sqlite3`);
  if (values.nvprof === undefined) return wrong.length === 0 ? 0 : 1;
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "latency-lens-nvprof-"));
  try {
    const print = printerOf(values.nvprof, values.libraries ?? "", folder);
    const networks = (await ownNetworks()).filter(({ network }) => network.inputWidth === 128);
    const failed = networks.map((own, i) => compareForms(own, 2 + i, print)).reduce((sum, count) => sum + count, 0);
    return wrong.length + failed === 0 ? 0 : 1;
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

type Print = (recording: Uint8Array, options: readonly string[]) => string;

function printerOf(nvprof: string, libraries: string, folder: string): Print {
  return (recording, options) => {
    const [ours, full] = [path.join(folder, "ours.sqlite"), path.join(folder, "full.sqlite")];
    fs.writeFileSync(ours, recording);
    fs.rmSync(full, { force: true });
    execFileSync("python3", [path.join(ROOT, "test/oracle/profilers/fill.py"), nvprof, ours, full]);
    const run = spawnSync(nvprof, ["-i", full, ...options], {
      encoding: "utf8",
      maxBuffer: 2 ** 28,
      env: { ...process.env, LD_LIBRARY_PATH: libraries },
    });
    return run.stdout + run.stderr;
  };
}

/** How many forms are read otherwise than the SQLite file itself. */
function compareForms(own: OwnNetwork, ms: number, print: Print): number {
  const options = { ms, runs: RUNS };
  const bytes = nvprofSqlite(own.network, options);
  const recorded = recordedNetwork(own, "tx2");
  const exact = importRecording(bytes, recorded);
  assert(exact.kind === "label", JSON.stringify(exact));
  let failed = 0;
  for (const { name, options: asked, near, isSummary } of FORMS) {
    const printed = importRecording(Buffer.from(print(bytes, asked)), { ...recorded, runs: isSummary ? RUNS : null });
    const wanted = isSummary ? summaryMs(own.network, options) : exact.ms;
    const off = printed.kind === "label" ? Math.abs(printed.ms / wanted - 1) : Infinity;
    const said = printed.kind === "label" ? `${printed.ms} ms, ${off.toExponential(1)} off` : printed.why;
    if (!(off <= near)) failed += 1;
    console.log(`${off <= near ? "ok   " : "WRONG"}  ${own.model}, ${name}: ${said}`);
  }
  return failed;
}

main().then(
  (status) => (process.exitCode = status),
  (error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  },
);
