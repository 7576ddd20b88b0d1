import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { packFeatures } from "../../server/src/board/row";
import { rowId } from "../../server/src/board/row-id";
import { Store } from "../../server/src/node/store";
import { captured } from "../support/command-line";
import type { Run } from "../support/command-line";
import { ownNetworks } from "../support/own-networks";
import { labelled } from "../support/rows";

const RESOURCES = path.resolve(__dirname, "..");

describe("latency-lens measurements", () => {
  let folder = "";
  let store: Store;
  let rows: readonly ReturnType<typeof labelled>[] = [];
  before(async () => {
    rows = (await ownNetworks()).slice(0, 3).map(({ model, network }, i) =>
      labelled({
        model,
        ms: 5 + i,
        device: i === 2 ? "agx" : "tx2",
        how: 'by the "copies", of the input',
        source: { sha256: String(i).repeat(64), tool: "nvprof", form: "gpu-trace" },
        features: packFeatures(network),
      }),
    );
  });
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "latency-lens-"));
    store = new Store(path.join(folder, "store"));
    store.appendAll(rows);
  });
  afterEach(() => {
    fs.rmSync(folder, { recursive: true, force: true });
  });

  const run = (...argv: string[]): Promise<Run> =>
    captured(["measurements", ...argv, "--store", store.folder], RESOURCES);

  it("list shows board, network, what was measured and predicted, and the date", async () => {
    const { out } = await run("list");
    assert.match(
      out,
      /^Jetson AGX Xavier\n {2}[0-9a-f]{10} {2}residual_c at 96 {2}measured 7\.0 ms {2}predicted [\d.]+ ms {2}2020-01-01 {2}nvprof gpu-trace, confidence high\n/,
    );
    assert.match(out, /\nJetson TX2\n {2}[0-9a-f]{10} {2}plain_a at 96/);
    const json = JSON.parse((await run("list", "--device", "tx2", "--format", "json")).out) as {
      measurements: object[];
    };
    assert.equal(json.measurements.length, 2);
  });

  it("list says which rows cannot be read", async () => {
    fs.appendFileSync(path.join(store.folder, "rows.jsonl"), "{\n");
    assert.match((await run("list")).errors, /line 4 of rows\.jsonl is torn or damaged/);
  });

  it("remove takes out what it names, or nothing", async () => {
    const ids = rows.map(rowId);
    const unknown = await run("remove", ids[0] ?? "", "abc");
    assert.equal(unknown.status, 1);
    assert.match(unknown.errors, /there is no measurement abc;/);
    assert.equal(store.lines().values.length, 3);
    assert.equal((await run("remove", ids[0] ?? "", ids[2] ?? "")).status, 0);
    assert.deepEqual(store.lines().values, [rows[1]]);
  });

  it("export writes a table that import reads back to the last bit, once", async () => {
    const table = path.join(folder, "table.csv");
    assert.equal((await run("export", table)).status, 0);
    const other = path.join(folder, "other");
    const importing = ["measurements", "import", table, "--store", other];
    const { status, out } = await captured(importing, RESOURCES);
    assert.deepEqual([status, out], [0, "3 measurements of 3 stored\n"]);
    assert.deepEqual(new Store(other).lines().values, rows);
    const again = await captured(importing, RESOURCES);
    assert.equal(again.status, 1);
    assert.match(again.errors, /imported already/);
    assert.equal(new Store(other).lines().values.length, 3);
  });

  it("import names the line that is no measurement, and stores none", async () => {
    const table = path.join(folder, "table.csv");
    await run("export", table);
    fs.writeFileSync(table, fs.readFileSync(table, "utf8").replace(",6,96,", ",-6,96,"));
    const { status, errors } = await run("import", table);
    assert.equal(status, 2);
    assert.match(errors, /line 3 is no measurement/);
    assert.equal(store.lines().values.length, 3);
  });

  it("import asks for what a published table does not say", async () => {
    const table = path.join(folder, "published.csv");
    fs.writeFileSync(table, "model,input_width,acet_ms\nnet,224,3\n");
    assert.match((await run("import", table)).errors, /does not say of which board/);
    assert.match((await run("import", table, "--device", "tx2")).errors, /--topologies DIR/);
  });
});
