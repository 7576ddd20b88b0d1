// Runs every check of the project and sums them up.
//   node test/run.mjs [--only STEP …]
// Each step that is not a test suite (build, types, lint, …) counts as one test. A failed step does not stop those
// that can still say something. What only reads the sources runs beside the suites. The last line is
// "N passed, N failed, N skipped".
import { spawn } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { ensurePackages } from "../scripts/packages.mjs";
import { hasDesktop } from "./host/desktop.mjs";
import { kerasApplications, unpackKerasApplications } from "./keras-applications.mjs";
import { opensshServer, unpackOpensshServer } from "./openssh-server.mjs";

const root = path.resolve(import.meta.dirname, "..");
const results = fs.mkdtempSync(path.join(os.tmpdir(), "latency-lens-test-"));
process.on("exit", () => fs.rmSync(results, { recursive: true, force: true }));

/** Unit tests that mostly wait for a board behind ssh. */
const BOARDS = ["test/board/remote", "test/cli/board.test.ts", "test/lsp/boards.test.ts"];

/**
 * In the order of running. `suite`: writes its counts to the file behind --results. `needs`: must have passed before.
 * `reads`: runs beside the others, and is heard when it ends.
 */
const steps = [
  { name: "build", command: ["esbuild.mjs"] },
  { name: "types", command: ["node_modules/typescript/bin/tsc", "-b"], reads: true },
  { name: "lint", command: ["node_modules/eslint/bin/eslint.js", "."], reads: true },
  {
    name: "format",
    command: ["node_modules/prettier/bin/prettier.cjs", "--check", "--log-level=warn", "."],
    reads: true,
  },
  { name: "unused", command: ["node_modules/knip/bin/knip.js", "--no-progress"], reads: true },
  { name: "boards", command: ["test/unit.mjs", ...BOARDS], suite: true, reads: true },
  { name: "unit", command: ["test/unit.mjs", ...BOARDS.flatMap((name) => ["--without", name])], suite: true },
  ...(hasDesktop()
    ? []
    : [
        { name: "host", command: ["test/host/setup.mjs"] },
        { name: "panel", command: ["test/panel/check.mjs"], suite: true, needs: ["build", "host"] },
        { name: "window", command: ["test/host/acts.mjs"], suite: true, needs: ["build", "host"] },
      ]),
  { name: "electron", command: ["test/electron/launch.mjs"], suite: true, needs: ["build", "host"] },
];

const { values } = parseArgs({ options: { only: { type: "string", multiple: true } } });
const unknown = values.only?.find((name) => !steps.some((step) => step.name === name));
if (unknown !== undefined) {
  console.error(`--only ${unknown}: expected one of ${steps.map(({ name }) => name).join(", ")}`);
  process.exit(2);
}
try {
  ensurePackages();
} catch (error) {
  console.error(error.message);
  console.log(summary({ passed: 0, failed: 1, skipped: 0 }));
  process.exit(1);
}

unpackKerasApplications();
const source = kerasApplications();
if (source !== null) process.env.LATENCY_LENS_KERAS_APPLICATIONS = source;
unpackOpensshServer();
const server = opensshServer();
if (server !== null) process.env.LATENCY_LENS_OPENSSH_SERVER = server;

const failed = new Set();
const lines = [];
const total = { passed: 0, failed: 0, skipped: 0 };
const wanted = steps.filter(({ name }) => values.only === undefined || values.only.includes(name));
await Promise.all([true, false].map((reads) => runAll(wanted.filter((step) => (step.reads ?? false) === reads))));
console.log(`\n${lines.join("\n")}\n${summary(total)}`);
process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0;

/** One step after the other. */
async function runAll(list) {
  for (const step of list) {
    if (!step.reads) console.log(`\n── ${step.name}`);
    const started = Date.now();
    const counts = await runStep(step);
    if (counts.failed > 0) failed.add(step.name);
    for (const key of Object.keys(total)) total[key] += counts[key];
    const seconds = ((Date.now() - started) / 1000).toFixed(1);
    const line = `${step.name.padEnd(9)} ${seconds.padStart(6)} s   ${summary(counts)}`;
    lines.push(line);
    console.log(line);
  }
}

async function runStep(step) {
  const missing = step.needs?.find((name) => failed.has(name));
  if (missing !== undefined) {
    console.log(`not run: ${missing} failed`);
    return { passed: 0, failed: 1, skipped: 0 };
  }
  const file = path.join(results, `${step.name}.json`);
  const status = await statusOf(step, step.suite ? [...step.command, "--results", file] : step.command);
  if (!step.suite) return status === 0 ? { passed: 1, failed: 0, skipped: 0 } : { passed: 0, failed: 1, skipped: 0 };
  return suiteCounts(file, status);
}

/** What a step says beside others is kept until its end, so that lines do not mix. */
async function statusOf(step, args) {
  const output = step.reads ? "pipe" : "inherit";
  const running = spawn(process.execPath, args, { cwd: root, stdio: ["ignore", output, output] });
  const parts = [];
  running.stdout?.on("data", (part) => parts.push(part));
  running.stderr?.on("data", (part) => parts.push(part));
  const status = await new Promise((resolve) => running.on("close", resolve));
  if (step.reads) process.stdout.write(`\n── ${step.name}\n${Buffer.concat(parts)}`);
  return status;
}

/** A suite that ended badly without naming a failed test (it crashed, or left no results) counts as one failure. */
function suiteCounts(file, status) {
  if (!fs.existsSync(file)) return { passed: 0, failed: 1, skipped: 0 };
  const counts = JSON.parse(fs.readFileSync(file, "utf8"));
  const hidden = counts.failed === 0 && (status !== 0 || counts.passed === 0);
  return hidden ? { ...counts, failed: 1 } : counts;
}

function summary({ passed, failed: failures, skipped }) {
  return `${passed} passed, ${failures} failed, ${skipped} skipped`;
}
