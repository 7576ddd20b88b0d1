import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import type { BoardAddress } from "../../../server/src/board/remote/address";
import { Boards } from "../../../server/src/board/remote/boards";

const TX2: BoardAddress = { name: "tx2", host: "nvidia@tx2", port: null, python: null, sudo: true, config: null };

describe("the boards of the user", () => {
  let store = "";
  beforeEach(() => {
    store = fs.mkdtempSync(path.join(os.tmpdir(), "latency-lens-store-"));
  });
  afterEach(() => {
    fs.rmSync(store, { recursive: true, force: true });
  });

  it("are none at first, and those that were added", () => {
    const boards = new Boards(path.join(store, "new"));
    assert.deepEqual(boards.all(), []);
    assert.equal(boards.add(TX2), null);
    assert.equal(boards.add({ ...TX2, name: "agx" }), null);
    assert.deepEqual(new Boards(path.join(store, "new")).all(), [TX2, { ...TX2, name: "agx" }]);
    assert.deepEqual(fs.readdirSync(path.join(store, "new")), ["boards.json"]);
  });
  it("have one address for a name", () => {
    const boards = new Boards(store);
    boards.add(TX2);
    boards.add({ ...TX2, host: "other" });
    assert.deepEqual(boards.all(), [{ ...TX2, host: "other" }]);
  });
  it("can be taken away", () => {
    const boards = new Boards(store);
    boards.add(TX2);
    assert.equal(boards.remove("agx"), "there is no board agx");
    assert.equal(boards.remove("tx2"), null);
    assert.deepEqual(boards.all(), []);
  });
  it("are not written over where the file is damaged, or where somebody wrote a command into it", () => {
    const file = path.join(store, "boards.json");
    for (const text of [
      "{",
      "[]",
      JSON.stringify({ format: "latency-lens-boards", version: 1, boards: [{ ...TX2, host: "-oProxyCommand=x" }] }),
    ]) {
      fs.writeFileSync(file, text);
      assert.match(JSON.stringify(new Boards(store).all()), /boards\.json is damaged: delete it/);
      assert.match(new Boards(store).add(TX2) ?? "", /is damaged/);
      assert.equal(fs.readFileSync(file, "utf8"), text);
    }
  });
  it("say so where they cannot be kept", () => {
    fs.writeFileSync(path.join(store, "file"), "");
    assert.match(new Boards(path.join(store, "file")).add(TX2) ?? "", /cannot be read \(ENOTDIR\)/);
  });
});
