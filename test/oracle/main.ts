/**
 * The differential test: programs built by real Keras and by our chain, compared layer by layer. Run by `run.mjs`, which brings a
 * Python with Keras.
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import { parseArgs } from "node:util";
import { Chain, modelNames } from "./chain";
import { loadTestParsers } from "../support/parsers";
import { ROOT } from "../support/paths";
import { compare } from "./compare";
import type { Comparison, Verdict } from "./compare";
import type { Built, OracleProgram, Theirs } from "./program";
import { applicationPrograms } from "./programs/applications";
import { fixturePrograms } from "./programs/fixtures";
import { generatedPrograms } from "./programs/generated";
import { ZOO_PACKAGE, zooPrograms } from "./programs/zoo";

interface Row extends Comparison {
  readonly id: string;
  readonly model: string;
  readonly source: string;
}

const { values } = parseArgs({
  options: {
    python: { type: "string" },
    cache: { type: "string" },
    keras: { type: "string" },
    section: { type: "string", multiple: true },
    programs: { type: "string", default: "1500" },
    seed: { type: "string", default: "1" },
    only: { type: "string" },
    show: { type: "string", default: "wrong" },
    write: { type: "boolean", default: false },
  },
});

void main(values.python ?? "python3", values.cache ?? path.join(ROOT, "out/oracle"));

async function main(python: string, cache: string): Promise<void> {
  const parsers = await loadTestParsers();
  const chain = new Chain(parsers, new Map([[ZOO_PACKAGE, path.join(ROOT, "zoo/keras")]]));
  const sections = new Map<string, readonly OracleProgram[]>([
    ["zoo", zooPrograms(ROOT)],
    ["applications", applicationPrograms()],
    ["idioms", fixturePrograms(ROOT, (source) => modelNames(parsers, source))],
    ["generated", generatedPrograms(Number(values.programs), Number(values.seed))],
  ]);
  const chosen = [...sections].filter(([name]) => values.section?.includes(name) ?? true);
  const results = new Map<string, readonly Row[]>();
  for (const [name, all] of chosen) {
    const programs = all.filter(({ id }) => values.only === undefined || id.includes(values.only));
    const theirs = new Keras(python, cache).build(programs);
    const rows = programs.flatMap((program) => compareProgram(chain, program, theirs.get(program.id)));
    results.set(name, rows);
    console.log(`${name.padEnd(13)} ${summary(rows)}`);
    for (const row of rows.filter(({ verdict }) => values.show.split(",").includes(verdict))) show(row);
  }
  if (values.write) writeResults(results, values.keras ?? "");
  const wrong = [...results.values()].flat().filter(({ verdict }) => verdict === "wrong").length;
  process.exitCode = wrong === 0 ? 0 : 1;
}

function compareProgram(chain: Chain, program: OracleProgram, theirs: Theirs | undefined): readonly Row[] {
  const ours = chain.build(program);
  return program.models.map((model) => {
    const built: Built =
      theirs === undefined
        ? { error: "no answer" }
        : "error" in theirs
          ? theirs
          : (theirs.models[model] ?? { error: "no answer" });
    const own = ours.get(model) ?? { built: { error: "no answer" }, incomplete: null, unpriced: null };
    return { id: program.id, model, source: program.source, ...judged(program, compare(own, built)) };
  });
}

/** The networks of the zoo are those that Keras 2 built: what Keras 3 does not take of them is no fault of theirs. */
function judged(program: OracleProgram, comparison: Comparison): Comparison {
  const isRefused = comparison.why?.startsWith("Keras raises: ") === true;
  return program.id.startsWith("zoo/") && isRefused ? { ...comparison, verdict: "no oracle" } : comparison;
}

/** Real Keras, whose answers are kept from one run to the next. */
class Keras {
  private readonly folder: string;

  constructor(
    private readonly python: string,
    private readonly cache: string,
  ) {
    this.folder = path.join(cache, "answers");
    fs.mkdirSync(this.folder, { recursive: true });
  }

  build(programs: readonly OracleProgram[]): ReadonlyMap<string, Theirs> {
    const missing = programs.filter((program) => !fs.existsSync(this.place(program)));
    if (missing.length > 0) this.ask(missing);
    return new Map(
      programs.flatMap((program) => {
        const place = this.place(program);
        return fs.existsSync(place) ? [[program.id, JSON.parse(fs.readFileSync(place, "utf8")) as Theirs]] : [];
      }),
    );
  }

  private ask(programs: readonly OracleProgram[]): void {
    const packages = path.join(this.cache, "packages");
    fs.mkdirSync(packages, { recursive: true });
    const link = path.join(packages, ZOO_PACKAGE);
    if (!fs.existsSync(link)) fs.symlinkSync(path.join(ROOT, "zoo/keras"), link);
    // A few at a time, so that a run that is broken off can be taken up again.
    for (let start = 0; start < programs.length; start += AT_ONCE)
      this.askFor(programs.slice(start, start + AT_ONCE), packages);
  }

  private askFor(programs: readonly OracleProgram[], packages: string): void {
    const { stdout, status, stderr } = spawnSync(this.python, [SCRIPT, packages], {
      input: programs.map((program) => JSON.stringify(program)).join("\n"),
      encoding: "utf8",
      maxBuffer: 2 ** 31 - 1,
      env: { ...process.env, KERAS_BACKEND: "jax", PYTHONDONTWRITEBYTECODE: "1", JAX_PLATFORMS: "cpu" },
    });
    if (status !== 0) throw new Error(`${SCRIPT} ended with ${status}: ${stderr.slice(-2000)}`);
    const byId = new Map(programs.map((program) => [program.id, program]));
    for (const line of stdout.split("\n").filter((text) => text !== "")) {
      const { id, ...answer } = JSON.parse(line) as { readonly id: string };
      const program = byId.get(id);
      if (program !== undefined) fs.writeFileSync(this.place(program), JSON.stringify(answer));
    }
  }

  /** An answer is of one program, by one script; a file of the zoo is part of the programs that import it. */
  private place(program: OracleProgram): string {
    const hash = createHash("sha256").update(JSON.stringify(program)).update(fs.readFileSync(SCRIPT));
    if (program.source.includes(ZOO_PACKAGE)) hash.update(zooText());
    return path.join(this.folder, `${hash.digest("hex").slice(0, 32)}.json`);
  }
}

const AT_ONCE = 150;

const SCRIPT = path.join(ROOT, "test/oracle/keras/build.py");

function zooText(): string {
  const folder = path.join(ROOT, "zoo/keras");
  return fs
    .readdirSync(folder)
    .filter((name) => name.endsWith(".py"))
    .map((name) => fs.readFileSync(path.join(folder, name), "utf8"))
    .join("");
}

const VERDICTS: readonly Verdict[] = ["exact", "refused", "partial", "alarm", "no oracle", "wrong"];

function countsOf(rows: readonly Row[]): Readonly<Record<Verdict, number>> {
  const count = (verdict: Verdict): number => rows.filter((row) => row.verdict === verdict).length;
  return {
    exact: count("exact"),
    refused: count("refused"),
    partial: count("partial"),
    alarm: count("alarm"),
    "no oracle": count("no oracle"),
    wrong: count("wrong"),
  };
}

function layersOf(rows: readonly Row[]): number {
  return rows.reduce((sum, { layers, verdict }) => (verdict === "exact" ? sum + layers : sum), 0);
}

function summary(rows: readonly Row[]): string {
  const counts = countsOf(rows);
  const words = VERDICTS.map((verdict) => `${counts[verdict]} ${verdict}`).join(", ");
  return `${rows.length} models: ${words}; ${layersOf(rows)} layers equal`;
}

function show({ id, model, verdict, why, source }: Row): void {
  console.log(`  ${verdict} ${id} ${model}: ${why ?? ""}`);
  if (source.length < 1500) console.log(source.replace(/^/gm, "      "));
}

function writeResults(results: ReadonlyMap<string, readonly Row[]>, keras: string): void {
  const sections = [...results].map(([name, rows]): readonly [string, unknown] => [
    name,
    {
      programs: new Set(rows.map(({ id }) => id)).size,
      models: rows.length,
      layersEqual: layersOf(rows),
      ...countsOf(rows),
      notExact: reasons(rows),
    },
  ]);
  const file = path.join(ROOT, "test/oracle/results.json");
  // Sections that were not run keep their figures.
  const before = fs.existsSync(file) ? (JSON.parse(fs.readFileSync(file, "utf8")) as Results).sections : {};
  const written: Results = {
    command: "npm run test:oracle -- --write",
    keras,
    seed: Number(values.seed),
    sections: { ...before, ...Object.fromEntries(sections) },
  };
  fs.writeFileSync(file, `${JSON.stringify(written, null, 2)}\n`);
}

interface Results {
  readonly command: string;
  readonly keras: string;
  readonly seed: number;
  readonly sections: Readonly<Record<string, unknown>>;
}

/** What is only partly understood, and what is refused that Keras builds. */
function reasons(rows: readonly Row[]): readonly string[] {
  return rows
    .filter(({ verdict }) => verdict !== "exact" && verdict !== "refused")
    .map(({ id, model, verdict, why }) => `${verdict}: ${id} ${model}: ${why ?? ""}`)
    .slice(0, 200);
}
