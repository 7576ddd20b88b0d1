// Runs tests in processes of their own: without a fault, to learn which test passes which place, and with one.
import { spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { areaOfTest } from "./select.mjs";
import { SWITCH } from "./tree.mjs";
import { wordsOf } from "./words.mjs";

/** Processor time of the tests that are tried for a fault; what they leave counts as survived. */
const SECONDS_OF_TESTS = 12;

/** Milliseconds that a test takes beside its own work. */
const MS_PER_TEST = 4;

/** Processor time after which a process hangs, beside what its tests take without a fault. */
const SECONDS_TO_SPARE = 30;

/** Processor time of all tests together, at most. */
const SECONDS_TO_RECORD = 3600;

/** How long a test may wait: for a first look, and, where that was too short, on a machine that may be busy. */
const WAITS = [60_000, 240_000];

export class Trials {
  #folder;
  #scripts;
  #jobs;
  /** What each test file imports, as paths without an extension. */
  #imports;
  /** Numbers of the faults that are passed while modules are loaded. */
  #atLoad = new Set();

  /** `files`: `{ file, script }` of each test in the tree at `folder`. */
  constructor({ folder, files, jobs }) {
    this.#folder = folder;
    this.#scripts = new Map(files.map(({ file, script }) => [file, script]));
    this.#jobs = jobs;
    this.#imports = new Map(files.map(({ file }) => [file, importsOf(path.join(folder, "tree"), file)]));
  }

  /** Learns which faults are passed while modules are loaded: all tests may notice those. */
  async load() {
    const files = [...this.#scripts.keys()].map((file) => ({ file, titles: [] }));
    const job = { files, record: true, timeout: WAITS[0] };
    const result = await this.#process(job, "record", "load", SECONDS_TO_RECORD);
    if (result === null) throw new Error("the tests cannot be loaded, without a fault");
    this.#atLoad = new Set(result.loading.flatMap(([, passed]) => passed));
  }

  /** `{ file, title, ms, passed }` of each test in the files that passes without a fault. */
  async record(files, faults) {
    const shares = Array.from({ length: this.#jobs }, (_, job) =>
      files.filter((_file, index) => index % this.#jobs === job),
    );
    const runs = shares
      .filter((share) => share.length > 0)
      .map((share, job) =>
        this.#process(
          { files: share.map(({ file }) => ({ file, titles: null })), record: true, timeout: WAITS.at(-1) },
          "record",
          `record-${job}`,
          SECONDS_TO_RECORD,
        ),
      );
    return (await Promise.all(runs)).flatMap((result) => {
      if (result === null) throw new Error("the tests end before their end, without a fault");
      for (const { file, title, message } of result.failures)
        console.log(`left out, as it fails without a fault: ${file} ${title}: ${message.split("\n")[0]}`);
      const failed = new Set(result.failures.map(({ file, title }) => `${file} ${title}`));
      return result.tests
        .filter(({ file, title }) => !failed.has(`${file} ${title}`))
        .map((test) => ({ ...test, passed: test.passed.map((index) => wordsOf(faults[index])) }));
    });
  }

  /**
   * What the tests say of the fault: `{ outcome, by, count }`. "noticed" is a test that fails and says why. Tests that hang
   * are tried again with more time; those that then still do, or end the process, are "hung": no test told of it.
   */
  async run(fault, index, tests, waits = WAITS) {
    const { byFile, seconds } = testsFor(fault, tests, this.#imports, this.#atLoad.has(index));
    const files = [...byFile].map(([file, titles]) => ({ file, titles }));
    const job = { files, record: false, timeout: waits[0] };
    const result = await this.#process(job, String(index), String(index), seconds + SECONDS_TO_SPARE);
    const failure = result?.failures[0];
    const count = result?.tests.length ?? 0;
    if (result !== null && failure === undefined) return { outcome: "survived", by: null, count };
    const by = failure === undefined ? "the process ended" : `${failure.file}: ${failure.title}`;
    if (failure === undefined || failure.isTimeout)
      return waits.length > 1 ? this.run(fault, index, tests, waits.slice(1)) : { outcome: "hung", by, count };
    if (await this.#isDueTo(failure)) return { outcome: "noticed", by, count };
    const others = tests.filter(({ file, title }) => file !== failure.file || title !== failure.title);
    return this.run(fault, index, others, waits);
  }

  /** Whether a failure is the fault's: a test that waits for processes may fail on a busy machine, and passes alone. */
  async #isDueTo({ file, title }) {
    if (!this.#imports.get(file)?.has(STARTS_PROCESSES)) return true;
    const job = { files: [{ file, titles: [title] }], record: false, timeout: WAITS.at(-1) };
    const result = await this.#process(job, "none", "without", SECONDS_OF_TESTS + SECONDS_TO_SPARE);
    return result !== null && result.failures.length === 0;
  }

  /** What the process left; null where it ended before its end. */
  async #process({ files, record, timeout }, on, name, seconds) {
    const [job, result] = ["job", "result"].map((what) => path.join(this.#folder, `${what}-${name}.json`));
    const scripts = files.map(({ file, titles }) => ({ file, titles, script: this.#scripts.get(file) }));
    fs.writeFileSync(job, JSON.stringify({ files: scripts, record, timeout }));
    // The processor's time, not the clock's: a busy machine is no fault.
    const limited = `ulimit -t ${Math.ceil(seconds)}; exec "$0" "$@"`;
    const child = path.join(import.meta.dirname, "child.mjs");
    const env = {
      ...process.env,
      LATENCY_LENS_ROOT: path.join(this.#folder, "tree"),
      LATENCY_LENS_STORE: path.join(this.#folder, `store-${name}`),
      [SWITCH]: on,
    };
    const stdio = ["ignore", "ignore", record ? "inherit" : "ignore"];
    const running = spawn("sh", ["-c", limited, process.execPath, child, job, result], { env, stdio });
    await new Promise((resolve) => running.on("exit", resolve));
    return fs.existsSync(result) ? JSON.parse(fs.readFileSync(result, "utf8")) : null;
  }
}

/** How a test file is found whose server, or thread, runs in a process of its own: what it passes there is not recorded. */
const STARTS_PROCESSES = "test/support/server-process";

function importsOf(tree, file) {
  const text = fs.readFileSync(path.join(tree, file), "utf8");
  const named = [...text.matchAll(/ from "(\..*?)"/g)].map(([, name]) => path.join(path.dirname(file), name));
  return new Set(named);
}

/**
 * The tests that pass the fault (all, where that is only when modules are loaded), those of the file beside it and those of its area
 * that start a process, the nearest and quickest first, as far as time allows.
 */
function testsFor(fault, tests, imports, isAtLoad) {
  const mirror = `/${fault.file.replace(/^(server|predictors|client)\/(src\/)?/, "").replace(/\.ts$/, ".test.ts")}`;
  const source = fault.file.replace(/\.ts$/, "");
  const isElsewhere = ({ file }) => areaOfTest(file) === fault.area && imports.get(file).has(STARTS_PROCESSES);
  const distance = (test) => {
    const { file } = test;
    if (file.endsWith(mirror)) return 0;
    // They wait more than they work.
    if (isElsewhere(test)) return 4;
    if (imports.get(file).has(source)) return 1;
    return areaOfTest(file) === fault.area ? 2 : 3;
  };
  const words = wordsOf(fault);
  const passing = tests.filter((test) => test.passed.includes(words) || distance(test) === 0 || isElsewhere(test));
  const isAtLoadAlone = isAtLoad && !tests.some(({ passed }) => passed.includes(words));
  const sorted = (isAtLoadAlone ? [...tests] : passing).sort((a, b) => distance(a) - distance(b) || a.ms - b.ms);
  let left = SECONDS_OF_TESTS * 1000;
  const byFile = new Map();
  for (const { file, title, ms } of sorted) {
    if (ms > left) continue;
    left -= ms + MS_PER_TEST;
    byFile.set(file, [...(byFile.get(file) ?? []), title]);
  }
  return { byFile, seconds: SECONDS_OF_TESTS };
}
