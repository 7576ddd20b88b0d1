/**
 * Surveys code that nobody here wrote: the model files of public packages, each constructor of `calls.json`, beside real Keras.
 *
 *   npm run test:oracle -- --section survey [--only TEXT,TEXT] [--write] [--cached] [--packages FOLDER] [--truth FILE.jsonl]
 *
 * Packages, a Python with TensorFlow and its answers are kept in the cache folder of `test:oracle`. `--cached` compares what
 * Keras has answered so far and asks for nothing more; with `--only`, `--write` renews the rows of these calls alone; `--packages` and `--truth` name unpacked packages and answers elsewhere.
 */
import { execFileSync, spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { compare } from "./compare.mjs";
import { groupBy, summarize } from "./summary.mjs";

/** Pinned: the figures are those of these versions. */
const PACKAGES = [
  "efficientnet==1.1.1",
  "keras-cv-attention-models==1.4.3",
  "keras-efficientnet-v2==1.2.2",
  "keras-resnet==0.2.0",
  "keras-retinanet==1.0.0",
  "keras-vggface==0.6",
  "mobilenet-v3==0.1.4",
  "vit-keras==0.1.2",
];
/** What builds the packages' networks, with the last Keras that all of them run on. */
const TENSORFLOW = [
  "tensorflow-cpu==2.15.1",
  "tensorflow-addons==0.23.0",
  "Keras-Applications==1.0.8",
  "numpy<2",
  "pillow",
  "tqdm",
];
const PYTHONS = ["python3.11", "python3.10", "python3.9", "python3"];
const OTHER_CALL = "alone, the constructor is taken with other arguments";
const ENOUGH = 512 * 1024 * 1024;

const here = import.meta.dirname;
const cli = process.env.LATENCY_LENS_CLI ?? path.resolve(here, "../../../dist/cli.js");

/** Runs the section; the status to end with. */
export function survey(cache, argv) {
  const { values } = parseArgs({
    args: argv,
    strict: false,
    options: {
      only: { type: "string" },
      write: { type: "boolean", default: false },
      cached: { type: "boolean", default: false },
      packages: { type: "string" },
      truth: { type: "string" },
    },
  });
  const { files, tooLarge } = readJson("calls.json");
  const all = Object.entries(files).flatMap(([file, texts]) =>
    texts.map((call) => ({ file, call, constructor: /^\w+/.exec(call)[0] })),
  );
  const calls = all.filter(
    ({ file, call }) => values.only?.split(",").some((text) => `${file} ${call}`.includes(text)) ?? true,
  );
  const folder = values.packages ?? unpackedPackages(path.join(cache, "survey"));
  if (folder === null) return 0;
  const answers = values.truth ?? path.join(cache, "survey", "truth.jsonl");
  if (
    !values.cached &&
    !askKeras(cache, { folder, answers, calls: calls.filter(({ call }) => !tooLarge.includes(call)) })
  )
    return 0;
  const truths = readAnswers(answers);
  const rows = surveyCalls(folder, calls, (entry) => truths.get(keyOf(entry)), tooLarge);
  const totals = summarize(rows);
  for (const line of totals.lines) console.log(line);
  if (values.write) writeResults(all, rows);
  return totals.all.wrong === 0 ? 0 : 1;
}

/** One row a call: what `estimate FILE` says of the constructor, and what it says of the listed call. */
function surveyCalls(folder, calls, truthOf, tooLarge) {
  const known = new Set(readJson("keras-layers.json"));
  const rows = [];
  for (const [file, group] of groupBy(calls, ({ file }) => file)) {
    const compared = group.map((entry) => ({ entry, truth: truthOf(entry) }));
    const alone = compared.some(({ truth }) => truth !== undefined) ? estimate(folder, file, []) : null;
    for (const { entry, truth } of compared) {
      const isFirst = group.find(({ constructor }) => constructor === entry.constructor) === entry;
      rows.push(surveyCall(folder, entry, truth, { alone, known, tooLarge, isFirst }));
    }
    printFile(file, rows.slice(-group.length));
  }
  return rows;
}

function surveyCall(folder, { file, call, constructor }, truth, { alone, known, tooLarge, isFirst }) {
  const row = { file, call };
  if (truth === undefined)
    return {
      ...row,
      unaided: "not asked",
      called: "not asked",
      why: tooLarge.includes(call) ? "too large for the memory" : null,
    };
  const model = alone.models.find(({ name }) => name === constructor);
  const compared = compare(truth, model, alone.problems, known);
  // Alone, a constructor means its first call in the list: others give it other arguments.
  const unaided = isFirst || compared.verdict !== "wrong" ? compared : { verdict: "absent", why: OTHER_CALL };
  const isSettled = unaided.verdict === "exact" || unaided.verdict === "no oracle";
  const called = isSettled ? unaided : compareCall(folder, file, truth, known);
  return {
    ...row,
    parameters: truth.parameters ?? null,
    unaided: unaided.verdict,
    called: called.verdict,
    why: called.why ?? unaided.why,
  };
}

function compareCall(folder, file, truth, known) {
  const report = estimate(folder, file, ["--call", truth.call]);
  return compare(truth, report.models[0], report.problems, known);
}

function estimate(folder, file, more) {
  const argv = [cli, "estimate", path.join(folder, file), "--root", folder, "--format", "json", ...more];
  try {
    return JSON.parse(
      execFileSync(process.execPath, argv, { encoding: "utf8", maxBuffer: ENOUGH, stdio: ["ignore", "pipe", "pipe"] }),
    );
  } catch (error) {
    return { models: [], problems: [{ severity: "error", message: String(error.stderr || error.message).trim() }] };
  }
}

function printFile(file, all) {
  const rows = all.filter(({ unaided }) => unaided !== "not asked");
  if (rows.length === 0) return;
  console.log(file);
  for (const { call, unaided, called, why } of rows)
    console.log(
      `  ${call}: ${unaided === called ? unaided : `${unaided} alone, ${called} with the call`}${why === null ? "" : ` (${why})`}`,
    );
}

/** The folder with all packages beside each other, as an installation has them; null where they cannot be had. */
function unpackedPackages(folder) {
  const made = path.join(folder, "packages");
  if (fs.existsSync(path.join(made, "complete"))) return made;
  const python = PYTHONS.find(runs);
  if (python === undefined) return without("there is no python3");
  const archives = path.join(folder, "archives");
  const download = ["-m", "pip", "download", "--quiet", "--no-deps", "--disable-pip-version-check", "--dest", archives];
  if (spawnSync(python, [...download, ...PACKAGES], { stdio: "inherit" }).status !== 0)
    return without("the packages could not be downloaded");
  for (const archive of fs.readdirSync(archives)) unpack(python, path.join(archives, archive), made);
  fs.writeFileSync(path.join(made, "complete"), PACKAGES.join("\n"));
  return made;
}

function unpack(python, archive, into) {
  if (archive.endsWith(".whl")) {
    execFileSync(python, ["-m", "zipfile", "-e", archive, into]);
    return;
  }
  const aside = fs.mkdtempSync(`${archive}-`);
  execFileSync(python, ["-m", "tarfile", "-e", archive, aside]);
  for (const top of fs.readdirSync(aside)) fs.cpSync(path.join(aside, top), into, { recursive: true });
  fs.rmSync(aside, { recursive: true });
}

/** Asks Keras for what it was not asked for yet; false where there is no such Keras. */
function askKeras(cache, { folder, answers, calls }) {
  const asked = readAnswers(answers);
  const missing = calls.filter((entry) => !asked.has(keyOf(entry)));
  if (missing.length === 0) return true;
  const python = tensorflow(path.join(cache, "tensorflow-2.15.1"));
  if (python === null) return false;
  console.log(`asking Keras for ${missing.length} networks; their answers are kept in ${answers}`);
  const list = path.join(cache, "survey", "missing.json");
  fs.writeFileSync(list, JSON.stringify(missing));
  const output = fs.openSync(answers, "a");
  const { status } = spawnSync(python, [path.join(here, "truth.py"), folder, list], {
    stdio: ["ignore", output, "ignore"],
  });
  fs.closeSync(output);
  if (status !== 0) console.log("Keras ended early; what it answered is compared");
  return true;
}

function tensorflow(folder) {
  const interpreter = path.join(folder, process.platform === "win32" ? "Scripts/python.exe" : "bin/python");
  const hasIt = () => fs.existsSync(interpreter) && spawnSync(interpreter, ["-c", "import tensorflow"]).status === 0;
  if (hasIt()) return interpreter;
  const python = PYTHONS.find(runs);
  if (python === undefined) return without("there is no python3");
  console.log(`making ${folder} with ${TENSORFLOW.join(", ")}`);
  fs.rmSync(folder, { recursive: true, force: true });
  const install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", ...TENSORFLOW];
  const isMade =
    spawnSync(python, ["-m", "venv", folder], { stdio: "inherit" }).status === 0 &&
    spawnSync(interpreter, install, { stdio: "inherit" }).status === 0;
  return isMade && hasIt()
    ? interpreter
    : without("TensorFlow 2.15 could not be installed; it needs Python 3.9 to 3.11");
}

function runs(name) {
  return spawnSync(name, ["--version"]).status === 0;
}

function without(why) {
  console.log(`test:oracle, survey: not run, ${why}`);
  return null;
}

function readAnswers(file) {
  if (!fs.existsSync(file)) return new Map();
  const lines = fs.readFileSync(file, "utf8").split("\n");
  return new Map(
    lines
      .filter((line) => line.startsWith("{"))
      .map((line) => {
        const answer = JSON.parse(line);
        return [keyOf(answer), answer];
      }),
  );
}

function keyOf({ file, call }) {
  return `${file} ${call}`;
}

/** Rows of calls that were left out this time stay as they were. */
function writeResults(calls, fresh) {
  const before = fs.existsSync(path.join(here, "results.json")) ? readJson("results.json").files : {};
  const old = Object.entries(before).flatMap(([file, each]) => each.map((row) => ({ file, ...row })));
  const byKey = new Map([...old, ...fresh].map((row) => [keyOf(row), row]));
  const notAsked = { unaided: "not asked", called: "not asked", why: null };
  const rows = calls.map(({ file, call }) => byKey.get(keyOf({ file, call })) ?? { file, call, ...notAsked });
  const { all, packages } = summarize(rows);
  const files = Object.fromEntries(
    [...groupBy(rows, ({ file }) => file)].map(([file, group]) => [file, group.map(({ file: _, ...rest }) => rest)]),
  );
  const results = {
    command: "npm run test:oracle -- --section survey --write",
    versions: [...PACKAGES, ...TENSORFLOW.filter((name) => name.includes("=="))],
    all,
    packages,
    files,
  };
  fs.writeFileSync(path.join(here, "results.json"), `${JSON.stringify(results, null, 1)}\n`);
}

function readJson(name) {
  return JSON.parse(fs.readFileSync(path.join(here, name), "utf8"));
}
