// Runs the suite of this folder in a real VS Code, through the launcher of @vscode/test-electron.
//   node test/electron/launch.mjs [--run NAME …] [--grep PATTERN] [--results FILE] [--host] [--old]
// On a desktop VS Code is downloaded; without one (or with --host) test/host/code.mjs stands in for it.
// --old: in the stand-in with an old VS Code.
// Needs a finished build (npm run build).
import { downloadAndUnzipVSCode, resolveCliArgsFromVSCodeExecutablePath, runTests } from "@vscode/test-electron";
import * as esbuild from "esbuild";
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { common } from "../../esbuild.mjs";
import { hasDesktop } from "../host/desktop.mjs";
import { packVsix } from "../../scripts/vsix.mjs";

const root = path.resolve(import.meta.dirname, "../..");
const here = import.meta.dirname;
const standIn = path.join(root, "test/host/code.mjs");

/** What is started, and which suite runs in it. Each makes the extension present in its own way. */
const runs = {
  development: { suite: "features", prepare: () => ({ developmentPath: root }) },
  packaged: { suite: "features", prepare: installPackage },
  corrupt: { suite: "corrupt-model", prepare: copyWithCorruptModels },
  // Installed, because VS Code never disables an extension under development, whatever its manifest says of trust.
  restricted: { suite: "restricted", prepare: installPackage, restricted: true },
};

const { values } = parseArgs({
  options: {
    run: { type: "string", multiple: true },
    grep: { type: "string" },
    results: { type: "string" },
    host: { type: "boolean" },
    old: { type: "boolean" },
  },
});
// What sets the host up and what stands in for VS Code read it.
if (values.old) process.env.LATENCY_LENS_OLD_HOST = "1";
const names = values.run ?? Object.keys(runs);
const unknown = names.find((name) => !Object.hasOwn(runs, name));
if (unknown !== undefined) {
  console.error(`--run ${unknown}: expected one of ${Object.keys(runs).join(", ")}`);
  process.exit(2);
}

const executable = await findExecutable();
const suiteFile = await bundleSuite();
let packed = null;
const total = { passed: 0, failed: 0, skipped: 0 };
for (const name of names) {
  const started = Date.now();
  const result = await runOne(name, runs[name]);
  for (const key of Object.keys(total)) total[key] += result[key];
  console.log(`electron, ${name}: ${counts(result)} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
}
if (values.results) fs.writeFileSync(values.results, JSON.stringify(total));
console.log(counts(total));
process.exit(total.failed > 0 || total.passed === 0 ? 1 : 0);

async function findExecutable() {
  if (process.env.LATENCY_LENS_VSCODE) return process.env.LATENCY_LENS_VSCODE;
  if (hasDesktop() && !values.host && !values.old) return downloadAndUnzipVSCode();
  const { setUpHost } = await import("../host/setup.mjs");
  setUpHost();
  return standIn;
}

async function bundleSuite() {
  const outfile = path.join(root, "out/electron/index.js");
  await esbuild.build({
    ...common,
    platform: "node",
    format: "cjs",
    sourcemap: "inline",
    entryPoints: [path.join(here, "index.ts")],
    outfile,
    external: ["vscode"],
    // Mocha finds its workers by name, which a bundle cannot; they are for parallel runs only.
    logLevel: "error",
  });
  return outfile;
}

/**
 * One start of VS Code in a temporary folder. The exit code alone proves nothing (a crashed extension host ends
 * with 0 too), so a run without a results file or without a pass counts as one failure.
 */
async function runOne(name, { suite, prepare, restricted = false }) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "lens-"));
  const results = path.join(folder, "results.json");
  try {
    const workspace = makeWorkspace(folder);
    const profile = makeProfile(folder, restricted);
    const { developmentPath } = prepare({ folder, profile });
    let failure = null;
    const start = restricted ? runTestsWithoutTrust : runTests;
    await start({
      vscodeExecutablePath: executable,
      extensionDevelopmentPath: developmentPath,
      extensionTestsPath: suiteFile,
      launchArgs: [workspace, ...profile],
      extensionTestsEnv: {
        LATENCY_LENS_SUITE: suite,
        // The measurements of whoever runs the tests change no figure.
        LATENCY_LENS_STORE: path.join(folder, "store"),
        LATENCY_LENS_TEST_RESULTS: results,
        LATENCY_LENS_TEST_GREP: values.grep,
      },
    }).catch((error) => (failure = error));
    return readResults(results, failure);
  } catch (error) {
    console.error(`${name}: ${error.message}`);
    return { passed: 0, failed: 1, skipped: 0 };
  } finally {
    fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

/** As runTests, which trusts every workspace. */
async function runTestsWithoutTrust(options) {
  const args = [
    ...options.launchArgs,
    ...["--no-sandbox", "--disable-gpu-sandbox", "--disable-updates", "--skip-welcome", "--skip-release-notes"],
    `--extensionTestsPath=${options.extensionTestsPath}`,
    `--extensionDevelopmentPath=${options.extensionDevelopmentPath}`,
  ];
  const env = { ...process.env, ...options.extensionTestsEnv };
  const { status, error } = spawnSync(options.vscodeExecutablePath, args, { env, stdio: "inherit" });
  if (status !== 0) throw error ?? new Error(`VS Code ended with ${status}.`);
}

function readResults(file, failure) {
  if (!fs.existsSync(file)) {
    console.error(`The suite left no results. ${failure?.message ?? "VS Code ended early."}`);
    return { passed: 0, failed: 1, skipped: 0 };
  }
  const { passed, failed, skipped } = JSON.parse(fs.readFileSync(file, "utf8"));
  if (passed.length === 0) console.error("The suite passed no test.");
  const unexplained = failed.length === 0 && (failure !== null || passed.length === 0) ? 1 : 0;
  if (unexplained && failure) console.error(failure.message);
  return { passed: passed.length, failed: failed.length + unexplained, skipped: skipped.length };
}

/** The folder that the window opens: the fixtures and a real network, under a name that says nothing of this machine. */
function makeWorkspace(folder) {
  const workspace = path.join(folder, "demo");
  fs.cpSync(path.join(here, "fixtures"), workspace, { recursive: true });
  for (const name of ["resnet50.py", "vgg16.py"])
    fs.copyFileSync(path.join(root, "zoo/keras", name), path.join(workspace, name));
  for (const name of ["digits.js", "tiny_residual.ts"])
    fs.copyFileSync(path.join(root, "zoo/tfjs", name), path.join(workspace, name));
  // What is compared with the last commit; a machine without Git has nothing to compare.
  const who = ["-c", "user.name=Demo", "-c", "user.email=demo@example.org"];
  for (const words of [
    ["init", "--quiet"],
    ["add", "."],
    ["commit", "--quiet", "-m", "Networks"],
  ])
    spawnSync("git", [...who, ...words], { cwd: workspace, stdio: "ignore" });
  return workspace;
}

function makeProfile(folder, restricted) {
  const userData = path.join(folder, "data");
  fs.mkdirSync(path.join(userData, "User"), { recursive: true });
  const settings = JSON.parse(fs.readFileSync(path.join(root, "test/host/settings.json"), "utf8"));
  const git = { "git.enabled": true, "git.openRepositoryInParentFolders": "never" };
  const trust = { "security.workspace.trust.enabled": restricted, "security.workspace.trust.startupPrompt": "never" };
  fs.writeFileSync(path.join(userData, "User/settings.json"), JSON.stringify({ ...settings, ...git, ...trust }));
  return [`--user-data-dir=${userData}`, `--extensions-dir=${path.join(folder, "extensions")}`];
}

/** Packs the extension as for the marketplace and installs it: what `.vscodeignore` forgets is missing here. */
function installPackage({ profile }) {
  const file = packOnce();
  const [program, ...args] = executable === standIn ? [standIn] : resolveCliArgsFromVSCodeExecutablePath(executable);
  runOrThrow(program, [
    ...args.filter((word) => !/^--(user-data|extensions)-dir/.test(word)),
    ...profile,
    "--install-extension",
    file,
  ]);
  return { developmentPath: path.join(here, "harness") };
}

/** Two runs install it. */
function packOnce() {
  if (packed === null) {
    const file = path.join(root, "out/electron/latency-lens.vsix");
    packVsix(file);
    packed = file;
  }
  return packed;
}

/** A copy of what ships in which every predictor file is cut off in the middle. */
function copyWithCorruptModels({ folder }) {
  const copy = path.join(folder, "extension");
  for (const name of ["package.json", "dist", "syntaxes", "zoo"])
    fs.cpSync(path.join(root, name), path.join(copy, name), { recursive: true });
  const models = path.join(copy, "dist/models");
  const files = fs.readdirSync(models).filter((name) => name.endsWith(".json"));
  if (files.length === 0) throw new Error("The build holds no predictor to corrupt.");
  for (const name of files) {
    const text = fs.readFileSync(path.join(models, name), "utf8");
    fs.writeFileSync(path.join(models, name), text.slice(0, text.length / 2));
  }
  return { developmentPath: copy };
}

function runOrThrow(program, args) {
  const { status, stdout, stderr, error } = spawnSync(program, args, { cwd: root, encoding: "utf8" });
  if (status !== 0) throw new Error(`${path.basename(program)} failed: ${error?.message ?? `${stdout}${stderr}`}`);
}

function counts({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}
