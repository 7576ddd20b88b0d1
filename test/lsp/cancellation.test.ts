import assert from "node:assert/strict";
import * as path from "node:path";
import { LIMITS } from "../../server/src/eval/limits";
import { analyse } from "../../server/src/analysis/analysis";
import type { AnalysisEnvironment } from "../../server/src/analysis/analysis";
import type { TaskKind, Tasks } from "../../server/src/ide/tasks";
import type { Background, Outcome, Running } from "../../server/src/lsp/background";
import { loadEnvironment } from "../../server/src/node/environment";
import { POOL_LIMITS } from "../../server/src/node/pool-limits";
import { WorkerPool } from "../../server/src/node/worker-pool";
import { LanguageClient } from "../support/language-client";
import { buildServer } from "../support/server-process";

/** The bundle of this test lies one folder below what the build lays beside the server. */
const FOLDER = path.join(__dirname, "..");

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

/** A background that keeps what became of its tasks. */
class Watched implements Background {
  readonly outcomes: Promise<Outcome<unknown>>[] = [];

  constructor(private readonly background: Background) {}

  run<K extends TaskKind>(kind: K, task: Tasks[K]["task"]): Running<Tasks[K]["result"]> {
    const running = this.background.run(kind, task);
    this.outcomes.push(running.outcome);
    return running;
  }

  renew(): void {
    this.background.renew();
  }
}

describe("cancellation", () => {
  let environment: AnalysisEnvironment;
  let pool: WorkerPool;

  before(async () => {
    environment = await loadEnvironment(FOLDER);
    // The memory of this process is that of all tests.
    const limits = { ...POOL_LIMITS, memory: Infinity };
    pool = new WorkerPool(await buildServer("server/src/main.ts"), limits);
  });

  after(() => pool.stop());

  it("ends an analysis within a few hundred steps, and no other root begins", () => {
    let asked = 0;
    // The parser asks, too; it has finished by then.
    const cancelled = (): boolean => ++asked > 200;
    const input = { uri: SLOW_URI, version: 1, text: ENDLESS, inputShape: null, cancelled };
    assert.deepEqual(analyse(environment, input).models, []);
    // Each root asks once more before it ends.
    assert.ok(asked < 600, `asked ${asked} times; a whole analysis asks ${(150 * LIMITS.steps) / 1000} times`);
  });

  it("ends the parsing of a long text", () => {
    let asked = 0;
    const input = { uri: SLOW_URI, version: 1, text: ENDLESS, inputShape: null, cancelled: () => ++asked > 1 };
    assert.deepEqual(analyse(environment, input).models, []);
    // What comes next is read as a text of its own.
    const next = { ...input, text: SMALL, cancelled: () => false };
    assert.deepEqual(
      analyse(environment, next).models.map(({ name }) => name),
      ["small"],
    );
  });

  it("of a long analysis by an edit: the next text is answered, and other documents are answered meanwhile", async () => {
    const background = new Watched(pool);
    const client = await LanguageClient.start(environment, {}, background);
    await client.open(SMALL_URI, SMALL);
    assert.equal((await client.lenses(SMALL_URI)).length > 0, true);

    await client.open(SLOW_URI, ENDLESS);
    const order: string[] = [];
    const slow = client.lenses(SLOW_URI).then(() => order.push("slow"));
    await client.edit(SMALL_URI, WHOLE, `${SMALL}\n`);
    await client.lenses(SMALL_URI).then(() => order.push("small"));
    assert.deepEqual(order, ["small"]);
    assert.equal(background.outcomes.length, 3);

    await client.edit(SLOW_URI, WHOLE, SMALL);
    assert.deepEqual(await background.outcomes[1], { kind: "cancelled" });
    await slow;
    assert.match((await client.lenses(SLOW_URI))[0] ?? "", /^AGX [\d.]+ ms/);
    assert.deepEqual(client.log, []);
    await client.stop();
  });
});
