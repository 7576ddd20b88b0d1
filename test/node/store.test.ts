import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { packFeatures, readRows, unpackFeatures, type LabelledRow } from "../../server/src/board/row";
import { Store, storeFolder } from "../../server/src/node/store";
import { ownNetworks } from "../support/own-networks";

describe("the store", () => {
  let folder = "";
  let store: Store;
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "latency-lens-"));
    store = new Store(path.join(folder, "a", "store"));
  });
  afterEach(() => {
    fs.rmSync(folder, { recursive: true, force: true });
  });
  const rowsFile = (): string => path.join(store.folder, "rows.jsonl");

  it("only grows, line by line", () => {
    store.append({ a: 1 });
    store.append({ b: "two\nlines" });
    assert.deepEqual(store.lines(), { values: [{ a: 1 }, { b: "two\nlines" }], problems: [] });
  });

  it("loses a torn line alone, and says so", () => {
    store.append({ a: 1 });
    store.append({ b: 2 });
    fs.truncateSync(rowsFile(), fs.statSync(rowsFile()).size - 4);
    assert.deepEqual(store.lines().values, [{ a: 1 }]);
    assert.match(store.lines().problems[0] ?? "", /^line 2 of rows\.jsonl is torn/);
    store.append({ c: 3 });
    assert.deepEqual(store.lines().values, [{ a: 1 }, { c: 3 }]);
    assert.equal(store.lines().problems.length, 1);
  });

  it("reads nothing where there is nothing", () => {
    assert.deepEqual(store.lines(), { values: [], problems: [] });
    assert.deepEqual(store.model("tx2"), { kind: "none" });
  });

  it("keeps rows of another form out, and says so", () => {
    store.append({ format: "latency-lens-row", version: 2 });
    assert.deepEqual(readRows(store), {
      rows: [],
      problems: ["1 rows of the store are of an unknown form and left out"],
    });
  });

  it("gives back the network of a row, kernel by kernel", async () => {
    for (const { model, network } of (await ownNetworks()).slice(0, 8)) {
      const row: LabelledRow = {
        format: "latency-lens-row",
        version: 1,
        model,
        device: "tx2",
        ms: 1.5,
        runs: 100,
        kernelsPerRun: 7,
        confidence: "high",
        how: "",
        deviation: null,
        features: packFeatures(network),
        source: { sha256: "0".repeat(64), tool: "nvprof", form: "gpu-trace" },
        importedAt: "2020-01-01T00:00:00.000Z",
      };
      store.append(row);
      const back = readRows(store).rows.at(-1);
      assert.deepEqual(back, row);
      const unpacked = unpackFeatures(back.features);
      const sorted = (kernels: typeof network.kernels): string[] =>
        (kernels ?? [])
          .flat()
          .map((kernel) => JSON.stringify(Object.entries(kernel).sort()))
          .sort();
      assert.deepEqual(sorted(unpacked.kernels), sorted(network.kernels));
      assert.deepEqual(unpacked.aggregate, network.aggregate);
    }
  });

  it("steps through models and back, and never uses a number twice", () => {
    assert.equal(store.nextVersion("tx2"), 1);
    store.addModel("tx2", 1, "one");
    store.addModel("tx2", store.nextVersion("tx2"), "two");
    store.addModel("agx", 1, "other");
    assert.deepEqual(store.model("tx2"), { kind: "model", version: 2, name: "layered-tx2.2.json", text: "two" });
    store.rollBack("tx2");
    assert.deepEqual(store.model("tx2"), { kind: "model", version: 1, name: "layered-tx2.1.json", text: "one" });
    store.addModel("tx2", store.nextVersion("tx2"), "three");
    assert.equal(store.model("tx2").kind === "model" && store.nextVersion("tx2"), 4);
    store.rollBack("tx2");
    store.rollBack("tx2");
    store.rollBack("tx2");
    assert.deepEqual(store.model("tx2"), { kind: "none" });
    assert.equal(store.model("agx").kind, "model");
  });

  it("says what is wrong with its models", () => {
    store.addModel("tx2", 1, "one");
    fs.rmSync(path.join(store.folder, "models", "layered-tx2.1.json"));
    assert.deepEqual(store.model("tx2"), { kind: "unreadable", name: "layered-tx2.1.json", why: "it cannot be read" });
    fs.writeFileSync(path.join(store.folder, "models", "layered-tx2.current.json"), '{"versions": [');
    assert.equal(store.model("tx2").kind, "unreadable");
    store.rollBack("tx2");
    assert.deepEqual(store.model("tx2"), { kind: "none" });
  });

  it("lies where it is told to, else in the user's data folder", () => {
    const home = os.homedir();
    assert.equal(storeFolder("/x", { LATENCY_LENS_STORE: "/y" }), path.resolve("/x"));
    assert.equal(storeFolder(undefined, { LATENCY_LENS_STORE: "/y" }), path.resolve("/y"));
    if (process.platform === "win32") return;
    assert.equal(storeFolder(undefined, { XDG_DATA_HOME: "/data" }), "/data/latency-lens");
    for (const data of [{}, { XDG_DATA_HOME: "relative" }, { LATENCY_LENS_STORE: "" }])
      assert.equal(storeFolder(undefined, data), path.join(home, ".local/share/latency-lens"));
  });
});
