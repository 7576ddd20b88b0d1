// Would the tests notice? Puts realistic faults into the sources, one at a time, and runs the unit tests that pass the
// place, until one fails.
//   node test/mutation/run.mjs [--seed 1] [--count 25] [--area NAME …] [--jobs 2] [--fresh]
// --count: faults of each area. What earlier runs found stays where the file with the fault is as it was then: survivors
// alone are tried again, with the tests that there are now. --fresh forgets it.
// Faults that change nothing that anyone could see are listed in equivalents.json, each with its reason.
import fs from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { Kept } from "./kept.mjs";
import { selectFaults } from "./select.mjs";
import { buildTree } from "./tree.mjs";
import { Trials } from "./trials.mjs";
import { wordsOf } from "./words.mjs";

/** What is promised: shares of the faults that are no equivalents. */
const TARGET = { all: 0.85, area: 0.75 };

const OUTCOMES = ["noticed", "survived", "hung", "equivalent"];

const root = path.resolve(import.meta.dirname, "../..");
const { values } = parseArgs({
  options: {
    seed: { type: "string", default: "1" },
    count: { type: "string", default: "25" },
    area: { type: "string", multiple: true },
    jobs: { type: "string", default: "2" },
    fresh: { type: "boolean", default: false },
  },
});
const jobs = Number(values.jobs);

const kept = new Kept(root, values.fresh);
// Modules of the bundle are looked for from where it lies.
const folder = fs.mkdtempSync(path.join(root, "out/mutation-"));
process.on("exit", () => fs.rmSync(folder, { recursive: true, force: true }));
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => process.exit(1));

const chosen = { seed: values.seed, count: Number(values.count), areas: values.area };
const faults = kept.faults(chosen, () => selectFaults({ root, ...chosen }));
console.log(`${faults.length} faults, seed ${values.seed}`);
const files = await buildTree(root, faults, folder);
const trials = new Trials({ folder, files, jobs });
const tests = await kept.tests(faults, files, (missing) => trials.record(missing, faults));
await trials.load();
const equivalents = JSON.parse(fs.readFileSync(path.join(import.meta.dirname, "equivalents.json"), "utf8"));

const results = faults.map(() => null);
// One of each area in turn, so that a run that is broken off has seen something of all.
const queue = inTurn(faults.map((_, index) => index));
await Promise.all(Array.from({ length: jobs }, work));
report();

function inTurn(indexes) {
  const turns = new Map();
  const turnOf = new Map(
    indexes.map((index) => {
      const { area } = faults[index];
      turns.set(area, (turns.get(area) ?? 0) + 1);
      return [index, turns.get(area)];
    }),
  );
  return indexes.sort((a, b) => turnOf.get(a) - turnOf.get(b));
}

async function work() {
  for (let index = queue.shift(); index !== undefined; index = queue.shift()) {
    const fault = faults[index];
    results[index] = isEquivalent(fault) ? "equivalent" : await outcomeOf(fault, index);
  }
}

/** An equivalent with a `line` is that of this line alone, and one with a `kind` stands for all of that kind there. */
function isEquivalent(fault) {
  const line = fs.readFileSync(path.join(root, fault.file), "utf8").split("\n")[fault.line - 1].trim();
  return equivalents.some((one) => {
    if ((one.line ?? line) !== line) return false;
    if (one.kind !== undefined) return one.file === fault.file && one.kind === fault.kind;
    return wordsOf(one) === wordsOf(fault);
  });
}

async function outcomeOf(fault, index) {
  if (kept.wasNoticed(fault)) return "noticed";
  const { outcome, by, count } = await trials.run(fault, index, tests);
  if (outcome === "noticed") kept.notice(fault, by);
  else console.log(`${outcome}, ${by ?? `${count} tests`}: ${described(fault)}`);
  return outcome;
}

function described({ file, line, kind, original, text }) {
  const short = (words) => words.replace(/\s+/g, " ");
  return `${file}:${line} ${kind}\n    ${short(original)}\n  → ${short(text)}`;
}

function report() {
  const areas = [...new Set(faults.map(({ area }) => area))];
  const count = (result, area) =>
    results.filter((one, index) => one === result && (area === null || faults[index].area === area)).length;
  const share = (area) => count("noticed", area) / Math.max(1, tried(area));
  // A fault by which the tests hang stops whoever made it as well, but no test says so: it counts as not noticed.
  const tried = (area) => ["noticed", "survived", "hung"].reduce((sum, one) => sum + count(one, area), 0);
  const cells = [8, 9, 5, 11];
  const row = (name, counts, end) =>
    console.log(`${name.padEnd(12)}${counts.map((text, index) => text.padStart(cells[index])).join(" ")}${end}`);
  console.log("");
  row("area", OUTCOMES, "");
  for (const area of [...areas, null])
    row(
      area ?? "all",
      OUTCOMES.map((one) => String(count(one, area))),
      `   ${(share(area) * 100).toFixed(0).padStart(3)} %`,
    );
  const low = areas.filter((area) => share(area) < TARGET.area);
  if (share(null) >= TARGET.all && low.length === 0) return;
  console.log(`Below what is promised: ${low.length > 0 ? low.join(", ") : "all"}`);
  process.exitCode = 1;
}
