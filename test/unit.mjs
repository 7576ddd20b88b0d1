// Runs the unit tests: bundles test/**/*.test.ts (those of test/electron run in a real VS Code instead) and hands them to mocha.
//   node test/unit.mjs [FOLDER-OR-FILE …] [--without FOLDER-OR-FILE …] [--grep PATTERN] [--results FILE] [--deep] [--shuffle SEED]
// --deep: tests that try random cases try many more.
// --shuffle: files, suites and tests run in an order of the seed's, since none may need another one before it.
import Mocha from "mocha";
import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { bundleTests, unitTests } from "./bundle.mjs";

const root = path.resolve(import.meta.dirname, "..");
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    without: { type: "string", multiple: true, default: [] },
    grep: { type: "string" },
    results: { type: "string" },
    deep: { type: "boolean" },
    shuffle: { type: "string" },
  },
});

const isUnder = (file, names) =>
  names.map((name) => path.resolve(name)).some((name) => file === name || file.startsWith(name + path.sep));
const files = unitTests(root).filter(
  (file) => (positionals.length === 0 || isUnder(file, positionals)) && !isUnder(file, values.without),
);
if (files.length === 0) {
  console.error(`no test file under: ${positionals.join(" ")}`);
  process.exit(1);
}

fs.mkdirSync(path.join(root, "out"), { recursive: true });
const out = fs.mkdtempSync(path.join(root, "out/unit-"));
process.on("exit", () => fs.rmSync(out, { recursive: true, force: true }));
const scripts = await bundleTests(root, files, out);

process.env.LATENCY_LENS_ROOT = root;
if (values.deep) process.env.LATENCY_LENS_DEEP = "1";
// The measurements of whoever runs the tests change no result and are not touched.
process.env.LATENCY_LENS_STORE = path.join(out, "store");
process.setSourceMapsEnabled(true);
const mocha = new Mocha({ timeout: 240_000, grep: values.grep, forbidOnly: Boolean(process.env.CI) });
for (const script of scripts) mocha.addFile(script);
if (values.shuffle !== undefined) {
  mocha.loadFiles();
  mocha.files = [];
  shuffle(mocha.suite, values.shuffle);
}
const runner = mocha.run((failures) => {
  const { passes, pending } = runner.stats;
  if (values.results)
    fs.writeFileSync(values.results, JSON.stringify({ passed: passes, failed: failures, skipped: pending }));
  console.log(`unit: ${passes} passed, ${failures} failed, ${pending} skipped`);
  process.exit(failures > 0 || passes === 0 ? 1 : 0);
});

function shuffle(suite, seed) {
  suite.tests = shuffled(suite.tests, seed);
  suite.suites = shuffled(suite.suites, seed);
  for (const inner of suite.suites) shuffle(inner, seed);
}

/** By title and not by place, so that a new test leaves the order of the others alone. */
function shuffled(items, seed) {
  const rank = (item) => createHash("sha256").update(`${seed} ${item.fullTitle()}`).digest("hex");
  return items
    .map((item) => ({ item, rank: rank(item) }))
    .sort((a, b) => (a.rank < b.rank ? -1 : 1))
    .map(({ item }) => item);
}
