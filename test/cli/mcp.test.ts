/** The tools of assistants, asked by the protocol's own client of the real program. */
import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { version } from "../../package.json";
import { COMPARE_TOOL, ESTIMATE_TOOL, TOOLS } from "../../protocol/tools";
import { captured } from "../support/command-line";
import { ROOT } from "../support/paths";
import { buildServer } from "../support/server-process";

const RESOURCES = path.join(__dirname, "..");
const FILE = path.join(ROOT, "zoo", "keras", "resnet50.py");

describe("latency-lens mcp", () => {
  const client = new Client({ name: "test", version: "1" });
  before(async () => {
    await buildServer("cli/mcp.ts", "mcp");
    const program = await buildServer("cli/main.ts", "mcp-command-line");
    const env = { LATENCY_LENS_STORE: process.env["LATENCY_LENS_STORE"] ?? "" };
    await client.connect(new StdioClientTransport({ command: process.execPath, args: [program, "mcp"], env }));
  });
  after(() => client.close());

  async function call(name: string, given: Record<string, unknown>): Promise<{ text: string; isError: boolean }> {
    const { content, isError } = await client.callTool({ name, arguments: given });
    assert.ok(Array.isArray(content) && content.length === 1);
    const [{ type, text }] = content as [{ readonly type: string; readonly text: string }];
    assert.equal(type, "text");
    return { text, isError: isError === true };
  }

  it("names itself and lists two tools that only read", async () => {
    assert.deepEqual(client.getServerVersion(), { name: "latency-lens", version });
    const { tools } = await client.listTools();
    assert.deepEqual(
      tools.map(({ name }) => name),
      [ESTIMATE_TOOL, COMPARE_TOOL],
    );
    for (const [index, { description, inputSchema, annotations }] of tools.entries()) {
      assert.equal(description, TOOLS[index]?.description);
      assert.deepEqual(inputSchema, TOOLS[index]?.inputSchema);
      assert.equal(annotations?.readOnlyHint, true);
    }
  });

  it("estimates with the command line's figures, and lists where the time goes", async () => {
    const { text, isError } = await call(ESTIMATE_TOOL, { file: FILE });
    assert.equal(isError, false);
    const { out } = await captured(["estimate", FILE], RESOURCES);
    const totals = out.split("\n").filter((line) => /^ {2}(AGX|TX2|input) /.test(line));
    assert.equal(totals.length, 3);
    for (const line of totals) assert.ok(text.includes(`${line}\n`), line);
    const rows = text.split("\n").filter((line) => / Conv2D /.test(line));
    assert.equal(rows.length, 12);
    // The three convolutions of 3×3 on 7×7×512 hold most weights and are slowest in the measurements too.
    assert.match(rows[0] ?? "", /^ {2}19 +res5a_branch2b +Conv2D +7×7×512 .* weights$/);
    assert.match(text, /\n {2}165 other layers: AGX \d+ ms, TX2 \d+ ms\n/);
  });

  it("estimates a source that is in no file, at another input size", async () => {
    const source = fs.readFileSync(FILE, "utf8");
    const given = { file: path.join(ROOT, "not-there.py"), source, inputSize: "448x448x3" };
    const { text, isError } = await call(ESTIMATE_TOOL, given);
    assert.equal(isError, false);
    assert.match(text, /^resnet50 {2}.*not-there\.py \(the given source\):\d+:\d+\n/);
    assert.match(text, /\n {2}input 448×448×3 · /);
  });

  it("says what an edit changes", async () => {
    const source = fs.readFileSync(FILE, "utf8").replaceAll("512", "256");
    const { text, isError } = await call(COMPARE_TOOL, { before: { file: FILE }, after: { file: FILE, source } });
    assert.equal(isError, false);
    assert.match(text, /^Before: .*resnet50\.py\. After: .*resnet50\.py \(the given source\)\.\n/);
    assert.match(text, /\n {2}TX2 {2}\d+ ms \(.*\) → \d+ ms \(.*\): after is faster, 1\.\d× /);
    assert.match(text, /\n {2}19 +res5a_branch2b +Conv2D +7×7×512 → 7×7×256 /);
  });

  for (const [what, name, given, why] of [
    ["a file that is not there", ESTIMATE_TOOL, { file: "not-there.py" }, /not-there\.py: there is no such file/],
    ["a file that is no source", ESTIMATE_TOOL, { file: "picture.png" }, /picture\.png: no source of a network/],
    ["another size", ESTIMATE_TOOL, { file: FILE, inputSize: "big" }, /^inputSize big: give height x width x channels/],
    ["no file", ESTIMATE_TOOL, {}, /^estimate_latency: the arguments do not have the form/],
    ["a source that is no text", ESTIMATE_TOOL, { file: FILE, source: 7 }, /do not have the form/],
    ["one state alone", COMPARE_TOOL, { before: { file: FILE } }, /^compare_latency: the arguments/],
    ["another tool", "run_code", {}, /^There is no tool run_code; there are estimate_latency and compare_latency\.$/],
  ] as const) {
    it(`answers ${what} with what to give`, async () => {
      const { text, isError } = await call(name, given);
      assert.equal(isError, true);
      assert.match(text, why);
    });
  }
});
