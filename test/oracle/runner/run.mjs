// Builds and runs networks of the zoo with the board's runner in real TensorFlow, 1.14 (the one of the published measurements; Python 3.6 or 3.7)
// and 2.15 (Python 3.9 to 3.11), each in an environment of its own in the cache folder. A version whose Python is not here is skipped, and said so.
import * as esbuild from "esbuild";
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { common } from "../../../esbuild.mjs";

const VERSIONS = [
  {
    name: "tensorflow-1.14",
    pythons: ["python3.6", "python3.7"],
    // What it asks for without an upper bound has dropped these versions of Python since.
    packages: ["numpy<1.17", "protobuf<3.20", "h5py<3", "absl-py<1", "werkzeug<2", "tensorflow==1.14.0"],
  },
  {
    name: "tensorflow-2.15",
    pythons: ["python3.11", "python3.10", "python3.9"],
    packages: ["tensorflow-cpu==2.15.1"],
  },
];

/** The exit status. */
export async function runner(cache, root) {
  fs.mkdirSync(path.join(root, "out"), { recursive: true });
  const out = fs.mkdtempSync(path.join(root, "out/runner-"));
  process.on("exit", () => fs.rmSync(out, { recursive: true, force: true }));
  const bundle = path.join(out, "main.js");
  await esbuild.build({
    ...common,
    platform: "node",
    format: "cjs",
    sourcemap: "inline",
    outfile: bundle,
    entryPoints: [path.join(root, "test/oracle/runner/main.ts")],
  });
  let status = 0;
  for (const version of VERSIONS) {
    const python = environment(path.join(cache, version.name), version);
    if (python === null) continue;
    console.log(`${version.name}:`);
    const env = { ...process.env, LATENCY_LENS_ROOT: root };
    const run = spawnSync(process.execPath, ["--enable-source-maps", bundle, "--python", python], {
      stdio: "inherit",
      env,
    });
    status = Math.max(status, run.status ?? 1);
  }
  return status;
}

/** Its Python; null where there can be none. */
function environment(folder, { name, pythons, packages }) {
  const interpreter = path.join(folder, "bin/python");
  const has = () => spawnSync(interpreter, ["-c", "import tensorflow"], { cwd: folder }).status === 0;
  if (fs.existsSync(interpreter) && has()) return interpreter;
  const base = pythons.find((each) => spawnSync(each, ["--version"]).status === 0);
  if (base === undefined) return without(name, `there is none of ${pythons.join(", ")}`);
  console.log(`making ${folder}`);
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(path.dirname(folder), { recursive: true });
  if (spawnSync(base, ["-m", "venv", folder], { stdio: "inherit" }).status !== 0) return without(name, "venv failed");
  const install = (...given) =>
    spawnSync(interpreter, ["-m", "pip", "install", "--quiet", ...given], { stdio: "inherit" }).status === 0;
  // The pip that comes with an old Python does not know which versions are for it.
  if (install("pip>=21.3", "wheel") && install(...packages) && has()) return interpreter;
  fs.rmSync(folder, { recursive: true, force: true });
  return without(name, "it could not be installed");
}

function without(name, why) {
  console.log(`test:oracle: ${name} not run, ${why}`);
  return null;
}
