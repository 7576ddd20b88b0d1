// One run of bundled tests in a process of its own: `node child.mjs JOB RESULT`, both JSON files.
// A job is `{ files: [{ file, script, titles }], record, timeout }`: the tests to run, by full title, or all where `titles` is
// null, and for how many milliseconds of the clock each may wait.
// Recording: which faults each test passes, and the processor's time that it takes. Otherwise the first failure ends it.
import Mocha from "mocha";
import fs from "node:fs";

const [job, result] = [JSON.parse(fs.readFileSync(process.argv[2], "utf8")), process.argv[3]];
const fileOf = new Map(job.files.map(({ file, script }) => [script, file]));
const mocha = new Mocha({ timeout: job.timeout, bail: !job.record, reporter: class {} });
for (const { script } of job.files) mocha.addFile(script);

/** Numbers of the faults passed since the last call; see `switchFunction` in tree.mjs. */
function passed() {
  const { hits } = (globalThis.__faults ??= { hits: new Set() });
  const numbers = [...hits];
  hits.clear();
  return numbers;
}

/** What a file does when it is loaded is as if each of its tests did it. */
const loading = new Map(job.files.map(({ file }) => [file, []]));
mocha.suite.on("require", (_module, script) => loading.get(fileOf.get(script)).push(...passed()));
try {
  mocha.loadFiles();
} catch (error) {
  // As when all tests are run: no test begins, and the error is shown.
  const [{ file }] = job.files;
  const failures = [{ file, title: "(loading)", message: String(error), isTimeout: false }];
  fs.writeFileSync(result, JSON.stringify({ tests: [], failures, loading: [] }));
  process.exit(0);
}
for (const { script, titles } of job.files) if (titles !== null) keep(mocha.suite, script, new Set(titles));

function keep(suite, script, titles) {
  suite.tests = suite.tests.filter((test) => test.file !== script || titles.has(test.fullTitle()));
  for (const inner of suite.suites) keep(inner, script, titles);
}

const tests = [];
const failures = [];
let started = process.cpuUsage();
mocha.files = [];
const runner = mocha.run(() => {
  fs.writeFileSync(result, JSON.stringify({ tests, failures, loading: [...loading] }));
  process.exit(0);
});
runner.on("test", () => (started = process.cpuUsage()));
runner.on("fail", (test, error) =>
  failures.push({
    file: fileOf.get(test.file),
    title: test.fullTitle(),
    message: String(error.message),
    isTimeout: error.code === "ERR_MOCHA_TIMEOUT",
  }),
);
runner.on("test end", (test) => {
  if (test.pending) return;
  const { user, system } = process.cpuUsage(started);
  // Hooks before the first test of a suite are counted with that test: what runs in them is passed by all that follow,
  // most of which pass it again.
  tests.push({ file: fileOf.get(test.file), title: test.fullTitle(), ms: (user + system) / 1000, passed: passed() });
});
