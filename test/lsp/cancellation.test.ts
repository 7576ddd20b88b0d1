import assert from "node:assert/strict";
import * as path from "node:path";
import * as esbuild from "esbuild";
import type { Report } from "../../protocol/report";
import { LIMITS } from "../../server/src/eval/limits";
import { analyse } from "../../server/src/ide/analysis";
import type { AnalysisEnvironment } from "../../server/src/ide/analysis";
import type { Background, DocumentText, RunningAnalysis } from "../../server/src/lsp/analyses";
import { AnalysisWorker } from "../../server/src/node/analysis-worker";
import { loadEnvironment } from "../../server/src/node/environment";
import { LanguageClient } from "../support/language-client";
import { ROOT } from "../support/paths";

/** The bundle of this test lies one folder below what the build lays beside the server. */
const FOLDER = path.join(__dirname, "..");
const WORKER = path.join(FOLDER, "cancellation-worker.js");

/** Some seconds of work: each function is a root of its own, just within the limits of steps. */
const ENDLESS = `from tensorflow.keras import layers, models
${Array.from(
  { length: 150 },
  (_, index) => `
def network${index}(filters=8):
    total = 0
    for i in range(19000):
        total = total + i * filters
    x = layers.Input((32, 32, 3))
    return models.Model(x, layers.Conv2D(filters, 3)(x))
`,
).join("")}`;

const SMALL = `from tensorflow.keras import layers, models

def small():
    x = layers.Input((32, 32, 3))
    return models.Model(x, layers.Conv2D(8, 3)(x))
`;

const SLOW_URI = "file:///slow.py";
const SMALL_URI = "file:///small.py";
const WHOLE = { start: { line: 0, character: 0 }, end: { line: 9_999, character: 0 } };

/** A background that keeps what became of its analyses. */
class Watched implements Background {
  readonly reports: Promise<Report | null>[] = [];
  /** Resolves when the first analysis begins. */
  readonly begun: Promise<void>;
  private begin: () => void = () => undefined;

  constructor(private readonly background: Background) {
    this.begun = new Promise((resolve) => (this.begin = resolve));
  }

  analyse(document: DocumentText): RunningAnalysis {
    const running = this.background.analyse(document);
    this.reports.push(running.report);
    this.begin();
    return running;
  }
}

describe("cancellation", () => {
  let environment: AnalysisEnvironment;
  let worker: AnalysisWorker;

  before(async () => {
    await esbuild.build({
      absWorkingDir: ROOT,
      entryPoints: ["server/src/main.ts"],
      outfile: WORKER,
      bundle: true,
      platform: "node",
      format: "cjs",
      alias: { "web-tree-sitter": path.join(ROOT, "node_modules/web-tree-sitter/web-tree-sitter.cjs") },
      loader: { ".py": "text" },
    });
    environment = await loadEnvironment(FOLDER);
    worker = new AnalysisWorker(WORKER);
  });

  after(() => worker.stop());

  it("ends an analysis within a few hundred steps, and no other root begins", () => {
    let asked = 0;
    const cancelled = (): boolean => ++asked > 10;
    const input = { uri: SLOW_URI, version: 1, text: ENDLESS, inputShape: null, cancelled };
    assert.deepEqual(analyse(environment, input).models, []);
    // Each root asks once more before it ends.
    assert.ok(asked < 400, `asked ${asked} times; a whole analysis asks ${(150 * LIMITS.steps) / 1000} times`);
  });

  it("of a long analysis by an edit: the next text is answered, and other documents are answered meanwhile", async () => {
    const background = new Watched(worker);
    const client = await LanguageClient.start(environment, {}, background);
    await client.open(SMALL_URI, SMALL);
    assert.equal((await client.lenses(SMALL_URI)).length > 0, true);

    await client.open(SLOW_URI, ENDLESS);
    const order: string[] = [];
    const slow = client.lenses(SLOW_URI).then(() => order.push("slow"));
    await background.begun;
    await client.lenses(SMALL_URI).then(() => order.push("small"));
    assert.deepEqual(order, ["small"]);
    assert.equal(background.reports.length, 1);

    await client.edit(SLOW_URI, WHOLE, SMALL);
    assert.equal(await background.reports[0], null);
    await slow;
    assert.match((await client.lenses(SLOW_URI))[0] ?? "", /^AGX [\d.]+ ms/);
    assert.deepEqual(client.log, []);
    await client.stop();
  });

  it("of an analysis in the background has an answer all the same", async () => {
    const kept = worker.analyse({ uri: SMALL_URI, version: 1, text: SMALL });
    const cancelled = worker.analyse({ uri: SMALL_URI, version: 1, text: SMALL });
    cancelled.cancel();
    const here = analyse(environment, {
      uri: SMALL_URI,
      version: 1,
      text: SMALL,
      inputShape: null,
      cancelled: () => false,
    });
    assert.deepEqual(await kept.report, here);
    assert.equal(await cancelled.report, null);
  });

  it("costs nothing where the thread fails: the next analysis has a new one", async () => {
    const lost = worker.analyse({ uri: SLOW_URI, version: 1, text: ENDLESS });
    const rejected = assert.rejects(lost.report, /ended/);
    await worker.stop();
    await rejected;
    const { report } = worker.analyse({ uri: SMALL_URI, version: 1, text: SMALL });
    assert.equal((await report)?.models.length, 1);
  });
});
