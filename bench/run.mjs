// Measures what the program's promises of speed rest on, each beside its peer in the same run.
//   node bench/run.mjs [edit|what-if|panel|prediction|training|network|board|package …] [--data DIR]
// Prints a table; a run of everything also writes bench/results.json.
import * as esbuild from "esbuild";
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { common, copyAssets } from "../esbuild.mjs";

const root = path.resolve(import.meta.dirname, "..");
fs.mkdirSync(path.join(root, "out"), { recursive: true });
const out = fs.mkdtempSync(path.join(root, "out/bench-"));
process.on("exit", () => fs.rmSync(out, { recursive: true, force: true }));
// Minified, and with the room that the extension gives its server, as it ships.
await esbuild.build({
  ...common,
  platform: "node",
  format: "cjs",
  minify: true,
  outfile: path.join(out, "main.js"),
  entryPoints: [path.join(root, "bench/main.ts")],
  external: ["ml-random-forest"],
});
copyAssets(out);
const { status } = spawnSync(
  process.execPath,
  ["--max-semi-space-size=64", path.join(out, "main.js"), ...process.argv.slice(2)],
  {
    stdio: "inherit",
    env: { ...process.env, LATENCY_LENS_ROOT: root },
  },
);
process.exitCode = status ?? 1;
