/** Programs written in another way: every model stays, with the same totals. */
import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { pathToFileURL } from "node:url";
import type { ModelReport, Report } from "../../protocol/report";
import { PATIENT_LIMITS } from "../../server/src/eval/limits";
import { analyse } from "../../server/src/analysis/analysis";
import type { AnalysisEnvironment } from "../../server/src/analysis/analysis";
import { createZoo } from "../../server/src/project/language";
import { ProjectModules } from "../../server/src/project/modules";
import { DiskFiles } from "../../server/src/node/files";
import type { Program } from "../../server/src/syntax/program";
import { parsePython } from "../../server/src/syntax/python";
import { loadTestParsers } from "../support/parsers";
import { ROOT } from "../support/paths";
import { rewritten, REWRITINGS } from "../support/rewriting/rewriting";
import { seededRandom } from "../syntax/mutants";

/** `npm run test:deep` asks for more. */
const IS_DEEP = process.env["LATENCY_LENS_DEEP"] !== undefined;
const CASES = IS_DEEP ? 5_000 : 500;

/** Layers of all models of a file; larger ones are left to the deep tests, which have the time. */
const LARGEST = IS_DEEP ? Infinity : 600;

/** Seeds side by side would choose files side by side. */
const SPREAD = 0x9e3779b1;

interface File {
  readonly name: string;
  readonly uri: string;
  readonly text: string;
  readonly models: readonly ModelReport[];
}

describe("rewritten sources", () => {
  let environment: AnalysisEnvironment;
  let parse: (text: string) => Program;
  let files: readonly File[];

  before(async function () {
    this.timeout(240_000);
    const parsers = await loadTestParsers();
    parse = (text) => parsePython(parsers, text);
    environment = {
      parsers,
      zoo: createZoo(parsers),
      modules: new ProjectModules(new DiskFiles(), parse),
      devices: [],
      limits: PATIENT_LIMITS,
      // No test depends on how fast the machine is.
      now: () => 0,
    };
    files = ["zoo/keras", "test/fixtures/idioms"].flatMap((folder) =>
      fs
        .readdirSync(path.join(ROOT, folder))
        .filter((name) => name.endsWith(".py"))
        .map((name) => open(path.join(ROOT, folder, name))),
    );
  });

  function report(uri: string, text: string): Report {
    return analyse(environment, { uri, version: null, text, inputShape: null, cancelled: () => false });
  }

  function open(file: string): File {
    const text = fs.readFileSync(file, "utf8");
    const uri = pathToFileURL(file).href;
    const models = report(uri, text).models.filter(({ partial }) => !partial);
    return { name: path.relative(ROOT, file), uri, text, models };
  }

  it("there are at least 28 ways of rewriting, each with a name of its own", () => {
    const names = new Set(REWRITINGS.map(({ name }) => name));
    assert.equal(names.size, REWRITINGS.length);
    assert.ok(names.size >= 28, `${names.size}`);
  });

  it(`${CASES.toLocaleString("en-US")} of them lose no model and change no total`, function () {
    this.timeout(3_600_000);
    const layers = ({ models }: File): number => models.reduce((sum, model) => sum + model.layers.length, 0);
    const chosen = files.filter((file) => file.models.length > 0 && layers(file) <= LARGEST);
    assert.ok(chosen.length > 40, `${chosen.length} files`);
    const unused = new Set(REWRITINGS.map(({ name }) => name));
    const faults: string[] = [];
    for (let seed = 1; seed <= CASES; seed += 1) {
      const random = seededRandom(Math.imul(seed, SPREAD));
      const file = chosen[random(chosen.length)];
      assert.ok(file !== undefined);
      const { text, names } = rewritten(file.text, parse, random, 1 + random(3));
      for (const name of names) unused.delete(name);
      const wrong = differences(file.models, report(file.uri, text));
      if (wrong.length > 0) faults.push(`${file.name}, seed ${seed} (${names.join("; ")}): ${wrong.join("; ")}`);
    }
    assert.deepEqual(faults, []);
    assert.deepEqual([...unused], [], "each way of rewriting was used");
  });
});

/** Models that are lost without a candidate of their name, or whose totals are others. */
function differences(before: readonly ModelReport[], after: Report): readonly string[] {
  return before.flatMap((model) => {
    // A model has the name of the first variable that holds it.
    if (after.models.some((one) => totals(one) === totals(model))) return [];
    const found = after.models.filter(({ name }) => name === model.name);
    if (found.length === 0)
      return (after.candidates ?? []).some(({ name }) => name === model.name) ? [] : [`${model.name} is lost`];
    return [`${model.name} was ${totals(model)}, is ${found.map(totals).join(" or ")}`];
  });
}

function totals({ parameters, flops, layers, outputShapes, partial }: ModelReport): string {
  const shapes = outputShapes.map((shape) => shape?.join("×") ?? "?").join(", ");
  return `${parameters.total} parameters, ${flops} FLOPs, ${layers.length} layers, ${shapes}${partial ? ", partial" : ""}`;
}
