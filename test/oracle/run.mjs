// Compares our chain with a real Keras (see README.md).
//   npm run test:oracle [-- --section zoo|applications|idioms|generated] [--programs N] [--seed N] [--only TEXT]
//                       [--show wrong,alarm,partial] [--write]
//   npm run test:oracle -- --section runner             networks of the zoo in real TensorFlow, see runner/run.mjs
//   npm run test:oracle -- --section profilers          recordings as NVIDIA's nvprof prints them, see profilers/run.mjs
//   npm run test:oracle -- --section survey [--only TEXT] [--write] [--cached]      public packages, see survey/run.mjs
// Makes a Python environment of its own in the user's cache folder; without Python or a package index it says so and ends well.
import * as esbuild from "esbuild";
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { common } from "../../esbuild.mjs";
import { profilers } from "./profilers/run.mjs";
import { runner } from "./runner/run.mjs";
import { survey } from "./survey/run.mjs";

/** Pinned: another version may have other layers. */
const KERAS = "3.15.1";
const PACKAGES = [`keras==${KERAS}`, "jax[cpu]==0.10.2"];

const root = path.resolve(import.meta.dirname, "../..");
const cache =
  process.env.LATENCY_LENS_ORACLE ??
  path.join(process.env.XDG_CACHE_HOME ?? path.join(os.homedir(), ".cache"), "latency-lens-oracle");

if (process.argv.slice(2).join(" ").includes("--section runner")) process.exit(await runner(cache, root));
if (process.argv.slice(2).join(" ").includes("--section profilers")) process.exit(await profilers(root));
if (process.argv.slice(2).join(" ").includes("--section survey")) process.exit(survey(cache, process.argv.slice(2)));

const python = environment();
if (python === null) process.exit(0);

fs.mkdirSync(path.join(root, "out"), { recursive: true });
const out = fs.mkdtempSync(path.join(root, "out/oracle-"));
process.on("exit", () => fs.rmSync(out, { recursive: true, force: true }));
const bundle = path.join(out, "main.js");
await esbuild.build({
  ...common,
  platform: "node",
  format: "cjs",
  sourcemap: "inline",
  outfile: bundle,
  entryPoints: [path.join(root, "test/oracle/main.ts")],
});
const given = ["--python", python, "--cache", cache, "--keras", KERAS, ...process.argv.slice(2)];
const { status } = spawnSync(process.execPath, ["--enable-source-maps", bundle, ...given], {
  stdio: "inherit",
  env: { ...process.env, LATENCY_LENS_ROOT: root },
});
process.exitCode = status ?? 1;

/** The Python of an environment with Keras; null where there can be none. */
function environment() {
  const folder = path.join(cache, `keras-${KERAS}`);
  const interpreter = path.join(folder, process.platform === "win32" ? "Scripts/python.exe" : "bin/python");
  if (hasKeras(interpreter)) return interpreter;
  const base = ["python3", "python"].find((name) => spawnSync(name, ["--version"]).status === 0);
  if (base === undefined) return without("there is no python3");
  console.log(`making ${folder} with ${PACKAGES.join(", ")}`);
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(cache, { recursive: true });
  if (spawnSync(base, ["-m", "venv", folder], { stdio: "inherit" }).status !== 0)
    return without("python3 -m venv failed");
  const options = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", ...PACKAGES];
  if (spawnSync(interpreter, options, { stdio: "inherit" }).status !== 0 || !hasKeras(interpreter)) {
    fs.rmSync(folder, { recursive: true, force: true });
    return without("the packages could not be installed");
  }
  return interpreter;
}

function hasKeras(interpreter) {
  if (!fs.existsSync(interpreter)) return false;
  const check = "import importlib.metadata as m; print(m.version('keras'))";
  const { stdout } = spawnSync(interpreter, ["-c", check], { encoding: "utf8" });
  return stdout.trim() === KERAS;
}

function without(why) {
  console.log(`test:oracle: not run, ${why}`);
  return null;
}
