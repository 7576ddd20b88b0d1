// Lets NVIDIA's nvprof print recordings of our own, and Python's sqlite3 write random databases (see ../README.md). The profiler comes from Debian's
// non-free packages, is unpacked into a temporary folder and never installed; where it cannot be had, only the databases are compared.
import * as esbuild from "esbuild";
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { common } from "../../../esbuild.mjs";

const PACKAGES = ["nvidia-profiler", "libcupti11.8", "libcuinj64-11.8", "libaccinj64-11.8"];
const SOURCE =
  "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] http://deb.debian.org/debian bookworm non-free\n";

/** The exit status. */
export async function profilers(root) {
  if (spawnSync("python3", ["--version"]).status !== 0) {
    console.log("test:oracle: profilers not run, there is no python3");
    return 0;
  }
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "latency-lens-profilers-"));
  process.on("exit", () => fs.rmSync(folder, { recursive: true, force: true }));
  const bundle = path.join(folder, "main.js");
  await esbuild.build({
    ...common,
    platform: "node",
    format: "cjs",
    sourcemap: "inline",
    outfile: bundle,
    entryPoints: [path.join(root, "test/oracle/profilers/main.ts")],
  });
  const nvprof = unpacked(folder);
  if (nvprof === null) console.log("test:oracle: nvprof not run, Debian's non-free packages cannot be had here");
  const found = nvprof === null ? [] : ["--nvprof", nvprof.program, "--libraries", nvprof.libraries];
  const env = { ...process.env, LATENCY_LENS_ROOT: root };
  return spawnSync(process.execPath, ["--enable-source-maps", bundle, ...found], { stdio: "inherit", env }).status ?? 1;
}

/** The program and its libraries; null where they cannot be downloaded. apt's own lists are left as they are. */
function unpacked(folder) {
  for (const name of ["lists/partial", "cache/archives/partial"])
    fs.mkdirSync(path.join(folder, name), { recursive: true });
  fs.writeFileSync(path.join(folder, "sources.list"), SOURCE);
  const options = [
    `Dir::Etc::sourcelist=${path.join(folder, "sources.list")}`,
    "Dir::Etc::sourceparts=/dev/null",
    `Dir::State::lists=${path.join(folder, "lists")}`,
    `Dir::Cache=${path.join(folder, "cache")}`,
  ].flatMap((option) => ["-o", option]);
  const apt = (...given) => spawnSync("apt-get", [...options, ...given], { cwd: folder }).status === 0;
  if (!apt("update") || !apt("download", ...PACKAGES)) return null;
  const tree = path.join(folder, "tree");
  for (const name of fs.readdirSync(folder).filter((each) => each.endsWith(".deb")))
    if (spawnSync("dpkg-deb", ["-x", path.join(folder, name), tree]).status !== 0) return null;
  const program = path.join(tree, "usr/lib/nvidia-cuda-toolkit/bin/nvprof");
  return fs.existsSync(program) ? { program, libraries: path.join(tree, "usr/lib/x86_64-linux-gnu") } : null;
}
