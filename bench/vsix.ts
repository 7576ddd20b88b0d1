/** Size of what users install. */
import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { ROOT } from "../test/support/paths";
import type { BenchResult } from "./result";

const BYTES = 1e6;

/** Builds for production, which also leaves that build in dist/. */
export function vsix(): BenchResult {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "latency-lens-bench-"));
  const file = path.join(folder, "latency-lens.vsix");
  try {
    run("esbuild.mjs", "--production");
    run("scripts/vsix.mjs", file);
    return {
      title: "Size of the packaged extension",
      figures: [{ name: "size", value: fs.statSync(file).size / BYTES, unit: "MB" }],
      goal: { figure: "size", sense: "at most", value: 3 },
      skipped: [],
    };
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

function run(script: string, argument: string): void {
  const { status, stderr } = spawnSync(process.execPath, [path.join(ROOT, script), argument], { encoding: "utf8" });
  if (status !== 0) throw new Error(`${script} failed: ${stderr}`);
}
