/** The real server in a process of its own, with files whose analysis does not come back. */
import assert from "node:assert/strict";
import { buildServer, LAYER, SMALL, START, startProcess } from "../support/server-process";
import type { ServerProcess } from "../support/server-process";

const OTHER = "file:///code/other.py";
const EDITED = "file:///code/edited.py";
const ENDLESS = "file:///code/endless.py";

const isStopped = (messages: readonly string[]): boolean =>
  messages.some((message) => message.startsWith("Latency Lens stopped"));

describe("watchdog of the server", () => {
  let script = "";
  let server: ServerProcess;
  before(async () => {
    script = await buildServer("test/support/stuck-server.ts");
  });
  beforeEach(async () => {
    server = await startProcess(script);
  });
  afterEach(() => {
    server.kill();
  });

  it("ends an endless analysis, while other documents are answered, and tries again when the file changes", async () => {
    const { client } = server;
    await client.open(OTHER, SMALL);
    await client.open(EDITED, SMALL);
    await Promise.all([client.lenses(OTHER), client.lenses(EDITED)]);
    const order: string[] = [];
    await client.open(ENDLESS, SMALL);
    const stopped = client.problems(ENDLESS, isStopped).then((messages) => {
      order.push("stopped");
      return messages;
    });
    assert.match((await client.hover(OTHER, LAYER)) ?? "", /Conv2D/);
    await client.edit(EDITED, { start: START, end: START }, "# moved\n");
    assert.match((await client.hover(EDITED, { ...LAYER, line: 5 })) ?? "", /Conv2D/);
    await client.edit(EDITED, { start: { line: 5, character: 41 }, end: { line: 5, character: 42 } }, "9");
    assert.ok((await client.hints(EDITED)).some((label) => label.includes("30×30×9")));
    order.push("answered");

    assert.deepEqual(await stopped, [
      "Latency Lens stopped analysing this file after 5 s. It tries again when the file changes.",
    ]);
    assert.deepEqual(order, ["answered", "stopped"]);
    assert.deepEqual(await client.lenses(ENDLESS), ["no estimate: why?"]);

    // A setting changes every document's figures; what was set aside stays so.
    const again = client.nextAnalysis(OTHER);
    await client.configure({ inputs: { "*.py": { depth: 3 } } });
    await again;
    assert.deepEqual(await client.lenses(ENDLESS), ["no estimate: why?"]);
    // Tried again, it would have been stopped again.
    const stop = "The analysis of file:///code/endless.py was stopped after 5 s.";
    assert.deepEqual(client.log, [stop]);
    await client.edit(ENDLESS, { start: START, end: START }, "# changed\n");
    // Where the place is still held from the typing, the lens says that it is old.
    assert.match((await client.lenses(ENDLESS)).join(), /^no estimate: why\?( · from before the unfinished code)?$/);
    assert.deepEqual(client.log, [stop, stop]);
  });

  it("ends an analysis that fills the memory, not the process", async () => {
    const { client } = server;
    await client.open(OTHER, SMALL);
    await client.lenses(OTHER);
    const hoarding = "file:///code/hoarding.py";
    await client.open(hoarding, SMALL);
    assert.deepEqual(await client.problems(hoarding, isStopped), [
      "Latency Lens stopped analysing this file as it took more than 500 MB of memory. It tries again when the file changes.",
    ]);
    await client.edit(OTHER, { start: START, end: START }, "\n");
    assert.match((await client.hover(OTHER, { ...LAYER, line: 5 })) ?? "", /Conv2D/);
    assert.equal(server.process.exitCode, null);
  });
});
