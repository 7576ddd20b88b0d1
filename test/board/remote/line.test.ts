import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { SshLine } from "../../../server/src/board/remote/line";
import type { Answer, Call } from "../../../server/src/board/remote/line";
import type { BoardAddress } from "../../../server/src/board/remote/address";
import { TestBoard, whyNoBoard } from "../../support/board/test-board";

describe("the line to a board", () => {
  let board: TestBoard;
  before(async function () {
    const why = whyNoBoard();
    if (why !== null) {
      console.log(`      skipped: ${why}`);
      this.skip();
    }
    board = await TestBoard.start();
  });
  after(() => (whyNoBoard() === null ? board.end() : undefined));

  const run = (script: string, call: Call = {}, change: Partial<BoardAddress> = {}): Promise<Answer> =>
    new SshLine({ ...board.address, ...change }).run(script, call);
  const refused = async (
    change: Partial<BoardAddress>,
    why: RegExp,
    kind: Answer["kind"] = "refused",
  ): Promise<void> => {
    const answer = await run("true", {}, change);
    assert.equal(answer.kind, kind);
    assert.match("why" in answer ? answer.why : "", why);
  };

  it("carries what a script reads, prints and ends with", async () => {
    const input = Buffer.from([0, 1, 255, 10, 0]);
    const answer = await run("cat; exit 3", { input });
    assert.deepEqual(answer, { kind: "answer", status: 3, output: input });
  });
  it("ends a call that prints without end", async () => {
    const answer = await run("yes", { most: 100_000 });
    assert.deepEqual(answer, { kind: "refused", why: "The board sent more than 100000 bytes." });
  });
  it("ends a call that takes too long", async () => {
    const answer = await run("sleep 30", { timeoutMs: 300 });
    assert.deepEqual(answer, { kind: "lost", why: "board did not answer in time." });
  }).timeout(10_000);
  it("says that nobody is in without a key", async () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "latency-lens-"));
    const config = path.join(folder, "config");
    fs.writeFileSync(
      config,
      fs
        .readFileSync(board.address.config ?? "", "utf8")
        .replace(/IdentityFile .*/, "IdentityFile /dev/null")
        .replace("tester", "nobody"),
    );
    await refused({ config }, /^board lets nobody in without a password\. Put your key there: ssh-copy-id board$/);
    fs.rmSync(folder, { recursive: true });
  });
  it("says that there is no such host", () =>
    refused({ host: "no-such-host.invalid" }, /^There is no host no-such-host\.invalid\.$/));
  it("says that the configuration cannot be read", () =>
    refused({ config: "/no/such/config", host: "other" }, /^ssh cannot read its configuration\.$/));
  it("says that there is no ssh", async () => {
    const answer = await new SshLine(board.address, "/no/such/ssh").run("true");
    assert.deepEqual(answer, { kind: "refused", why: "There is no ssh on this machine: install OpenSSH's client." });
  });
  it("runs nothing on this side, whatever the host is called", async () => {
    const witness = path.join(os.tmpdir(), `latency-lens-witness-${process.pid}`);
    // Behind the check of addresses stands "--".
    const answer = await run("true", {}, { host: `-oProxyCommand=touch ${witness}` });
    assert.notEqual(answer.kind, "answer");
    assert.ok(!fs.existsSync(witness));
  });
  it("can be tried again where nobody answers", async () => {
    await board.stop();
    await refused({}, /^board does not answer \(.*(refused|closed).*\)\.$/i, "lost");
    await board.startAgain();
    assert.equal((await run("true")).kind, "answer");
  });
  it("is not begun with a key that ssh does not know", async () => {
    board.changeHostKey();
    await board.stop();
    await board.startAgain();
    await refused({}, /^ssh does not know the key of board, or it has changed\. Log in once in a terminal/);
  });
});
