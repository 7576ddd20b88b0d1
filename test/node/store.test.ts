import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { packFeatures, readRows, unpackFeatures, type LabelledRow } from "../../server/src/board/row";
import { Store, StoreError, storeFolder, type Disk } from "../../server/src/node/store";
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
    assert.deepEqual(store.lines(), {
      values: [{ a: 1 }, { b: "two\nlines" }],
      places: ["line 1 of rows.jsonl", "line 2 of rows.jsonl"],
      problems: [],
    });
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

  it("takes out the rows that are meant, and leaves what cannot be read", () => {
    store.appendAll([{ a: 1 }, { b: 2 }, { a: 3 }]);
    fs.appendFileSync(rowsFile(), "torn\n");
    assert.equal(
      store.removeRows((value) => typeof value === "object" && value !== null && "a" in value),
      2,
    );
    assert.equal(fs.readFileSync(rowsFile(), "utf8"), '{"b":2}\ntorn\n');
    assert.deepEqual(fs.readdirSync(store.folder), ["rows.jsonl"]);
  });

  it("leaves the file alone where no row is meant", () => {
    store.append({ a: 1 });
    const before = fs.statSync(rowsFile());
    assert.equal(
      store.removeRows(() => false),
      0,
    );
    // What is written anew is another file.
    assert.equal(fs.statSync(rowsFile()).ino, before.ino);
  });

  it("is not written to while another program does, and says so", () => {
    store.append({ a: 1 });
    // This process runs, whoever holds the lock in its name.
    fs.writeFileSync(path.join(store.folder, "lock"), String(process.pid));
    assert.throws(() => {
      store.append({ b: 2 });
    }, /^Error: another program is writing to your measurements/);
    assert.deepEqual(store.lines().values, [{ a: 1 }]);
  });

  it("is written to where the program that held the lock was killed", () => {
    store.append({ a: 1 });
    const { pid } = spawnSync(process.execPath, ["-e", ""]);
    fs.writeFileSync(path.join(store.folder, "lock"), String(pid));
    store.append({ b: 2 });
    assert.deepEqual(store.lines().values, [{ a: 1 }, { b: 2 }]);
    assert.deepEqual(fs.readdirSync(store.folder), ["rows.jsonl"]);
  });

  it("has a model on the disk before the pointer names it", () => {
    const calls: string[] = [];
    const disk: Disk = {
      ...fs,
      fsyncSync: (handle) => {
        calls.push("sync");
        fs.fsyncSync(handle);
      },
      renameSync: (from, to) => {
        calls.push(path.basename(String(to)));
        fs.renameSync(from, to);
      },
    };
    new Store(store.folder, disk).addModel("tx2", 1, "{}");
    assert.deepEqual(calls, ["sync", "layered-tx2.1.json", "sync", "layered-tx2.current.json"]);
  });

  it("reads nothing where there is nothing", () => {
    assert.deepEqual(store.lines(), { values: [], places: [], problems: [] });
    assert.deepEqual(store.model("tx2"), { kind: "none" });
  });

  it("keeps rows of another form out, and says so", () => {
    store.append({ format: "latency-lens-row", version: 2 });
    assert.deepEqual(readRows(store), {
      rows: [],
      problems: ["line 1 of rows.jsonl is no measurement that this version can read, and left out"],
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

  for (const pointer of ['{"versions":["x"]}', '{"versions":7}', '{"versions":[1.5]}', "{}", "[1]"])
    it(`takes no model by a damaged pointer: ${pointer}`, () => {
      store.addModel("tx2", 1, "one");
      fs.writeFileSync(path.join(store.folder, "models", "layered-tx2.current.json"), pointer);
      assert.deepEqual(store.model("tx2"), {
        kind: "unreadable",
        name: "layered-tx2.current.json",
        why: "it is damaged",
      });
    });

  it("takes a line of spaces for none", () => {
    store.append({ a: 1 });
    fs.appendFileSync(rowsFile(), "   \n\n");
    assert.deepEqual(store.lines(), { values: [{ a: 1 }], places: ["line 1 of rows.jsonl"], problems: [] });
  });

  for (const { code, change, words } of [
    { code: "ENOSPC", change: "writeSync", words: "the disk is full; free some space" },
    { code: "EROFS", change: "mkdirSync", words: "the disk is read-only" },
    { code: "EACCES", change: "openSync", words: "you may not do that there; change the rights of the folder" },
    { code: "EIO", change: "fsyncSync", words: "EIO" },
  ] as const)
    it(`says in one sentence that a row is not stored: ${code}`, () => {
      const refusing = new Store(store.folder, { ...fs, [change]: fails(code) });
      assert.throws(
        () => {
          refusing.append({ a: 1 });
        },
        refusal(`your measurements cannot be written to ${store.folder}: ${words}`),
      );
    });

  it("keeps the model in use where the next one does not fit on the disk, and leaves no half of it", () => {
    store.addModel("tx2", 1, "one");
    for (const change of ["writeFileSync", "renameSync"]) {
      const full = new Store(store.folder, { ...fs, [change]: fails("ENOSPC") });
      assert.throws(
        () => {
          full.addModel("tx2", 2, "two");
        },
        refusal(`your measurements cannot be written to ${store.folder}: the disk is full; free some space`),
      );
      assert.throws(() => {
        full.rollBack("tx2");
      }, StoreError);
    }
    assert.deepEqual(fs.readdirSync(path.join(store.folder, "models")).sort(), [
      "layered-tx2.1.json",
      "layered-tx2.current.json",
    ]);
    assert.equal(store.model("tx2").kind, "model");
  });

  it("says that a file is in the way of its folder, whatever is asked but an estimate", () => {
    const file = path.join(folder, "file");
    fs.writeFileSync(file, "");
    const blocked = new Store(file);
    const attempts = [
      () => blocked.lines(),
      () => {
        blocked.append({});
      },
      () => blocked.nextVersion("tx2"),
      () => {
        blocked.addModel("tx2", 1, "");
      },
      () => {
        blocked.rollBack("tx2");
      },
    ];
    for (const attempt of attempts)
      assert.throws(
        attempt,
        /cannot be (read from|written to) .*file: a file is in the way of the folder; move it, or set/,
      );
    const answer = blocked.model("tx2");
    assert.ok(answer.kind === "unreadable" && answer.why.includes("a file is in the way of the folder"));
    assert.equal(answer.name, "layered-tx2.current.json");
  });

  it("says that a folder cannot be made where none can", function () {
    if (process.platform !== "linux") this.skip();
    const nowhere = new Store("/proc/latency-lens");
    assert.deepEqual(nowhere.model("tx2"), { kind: "none" });
    assert.throws(() => {
      nowhere.append({});
    }, refusal("your measurements cannot be written to /proc/latency-lens: the folder cannot be made there"));
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

/** A call of the disk that ends as the system ends it. */
function fails(code: string): () => never {
  return () => {
    throw Object.assign(new Error(`${code}: a test`), { code });
  };
}

function refusal(words: string): (error: unknown) => boolean {
  return (error) => {
    assert.ok(error instanceof StoreError, String(error));
    assert.equal(error.message.slice(0, words.length), words);
    return true;
  };
}
