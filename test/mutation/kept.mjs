// What runs leave for the next one, in out/mutation: a run over everything takes long, and a new test matters to survivors alone.
import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { wordsOf } from "./words.mjs";

/** What a choice of faults rests on. */
const SOURCES = [
  "cli",
  "client",
  "measurements",
  "predictors/src",
  "protocol",
  "server/src",
  "test/mutation/mutators.mjs",
  "test/mutation/select.mjs",
];

/** Where sources moved on a little, the few faults that are new are tried with the tests nearest to them. */
const NEARLY_ALL = 0.9;

export class Kept {
  #root;
  #folder;
  #noticed;

  constructor(root, fresh) {
    this.#root = root;
    this.#folder = path.join(root, "out/mutation");
    if (fresh) fs.rmSync(this.#folder, { recursive: true, force: true });
    fs.mkdirSync(this.#folder, { recursive: true });
    this.#noticed = new Map(this.#read("noticed.json"));
  }

  /** Choosing takes a compiler's run: it is done again where a source changed. */
  faults(chosen, choose) {
    const hash = createHash("sha256").update(JSON.stringify(chosen));
    for (const part of SOURCES) hashAll(path.join(this.#root, part), hash);
    const key = hash.digest("hex");
    const last = this.#read("faults.json");
    if (last?.key === key) return last.faults;
    const faults = choose();
    this.#write("faults.json", { key, faults });
    return faults;
  }

  /**
   * `{ file, title, ms, passed }` of each test that passes without a fault, `passed` the words of faults. A test file that
   * did not change is not run again, as long as nearly all faults are such that it was asked about.
   */
  async tests(faults, files, record) {
    const words = faults.map(wordsOf);
    const last = this.#read("recorded.json");
    const asked = new Set(last?.words ?? []);
    const isAsked = words.filter((one) => asked.has(one)).length >= NEARLY_ALL * words.length;
    const known = isAsked ? last.files : {};
    const missing = files.filter(({ file }) => known[file]?.hash !== this.#hashOf(file));
    for (const { file } of missing) known[file] = { hash: this.#hashOf(file), tests: [] };
    for (const test of await record(missing)) known[test.file].tests.push(test);
    this.#write("recorded.json", { words: isAsked ? [...new Set([...last.words, ...words])] : words, files: known });
    return files.flatMap(({ file }) => known[file].tests);
  }

  wasNoticed(fault) {
    return this.#noticed.has(this.#keyOf(fault));
  }

  notice(fault, by) {
    this.#noticed.set(this.#keyOf(fault), by);
    this.#write("noticed.json", [...this.#noticed]);
  }

  #keyOf(fault) {
    return `${wordsOf(fault)} ${this.#hashOf(fault.file)}`;
  }

  #hashOf(file) {
    return createHash("sha256")
      .update(fs.readFileSync(path.join(this.#root, file)))
      .digest("hex");
  }

  #read(name) {
    const file = path.join(this.#folder, name);
    return fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, "utf8")) : undefined;
  }

  #write(name, value) {
    fs.writeFileSync(path.join(this.#folder, name), JSON.stringify(value));
  }
}

function hashAll(place, hash) {
  if (!fs.existsSync(place)) return;
  if (!fs.statSync(place).isDirectory()) {
    hash.update(fs.readFileSync(place));
    return;
  }
  for (const name of fs.readdirSync(place).sort()) hashAll(path.join(place, name), hash);
}
