/** Networks of the zoo as a board gets them, built and run by the board's runner in a real TensorFlow: `main --python PATH`. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { parseArgs } from "node:util";
import { readResult } from "../../../server/src/board/remote/result";
import { inferGraph } from "../../../server/src/graph/infer";
import { totalParameters } from "../../support/networks";
import { ROOT } from "../../support/paths";
import { openZooFile, zooRows } from "../../support/zoo";

const RUNS = 5;

async function main(): Promise<number> {
  const { values } = parseArgs({ options: { python: { type: "string" } } });
  assert.ok(values.python !== undefined, "--python is missing");
  const home = fs.mkdtempSync(path.join(os.tmpdir(), "latency-lens-runner-"));
  let wrong = 0;
  try {
    // A network of each file: what its layers are does not change with its depth.
    for (const { network, file, call, sizes } of new Map(zooRows().map((row) => [row.file, row])).values()) {
      const why = await check(values.python, path.join(home, file), file, call, sizes[0] ?? 224);
      if (why !== null) wrong += 1;
      console.log(`${network}: ${why ?? "as ours"}`);
    }
  } finally {
    fs.rmSync(home, { recursive: true, force: true });
  }
  return wrong === 0 ? 0 : 1;
}

/** Null where the network runs, with as many weights as we count. */
async function check(python: string, folder: string, file: string, call: string, size: number): Promise<string | null> {
  const zoo = await openZooFile(file);
  const topology = zoo.topology(call, size);
  if (topology.kind === "refused") return topology.why;
  fs.mkdirSync(folder);
  const { inputShapes } = topology;
  const request = { format: "latency-lens-request", version: 1, id: file, inputShapes, warmUp: 1, runs: RUNS, seed: 1 };
  fs.writeFileSync(path.join(folder, "request.json"), JSON.stringify(request));
  fs.writeFileSync(path.join(folder, "model.json"), topology.json);
  const [runner, script] = ["server/board-runner/runner.py", "test/oracle/runner/check.py"].map((name) =>
    path.join(ROOT, name),
  );
  const { stdout, stderr } = spawnSync(python, [script ?? "", runner ?? "", folder], { encoding: "utf8" });
  const line = stdout.trim().split("\n").at(-1) ?? "";
  if (!line.startsWith("{")) return stderr.trim().split("\n").at(-1) ?? "no answer";
  const { result, parameters } = JSON.parse(line) as { readonly result: unknown; readonly parameters: number | null };
  const read = readResult(Buffer.from(JSON.stringify(result)));
  if (read === null) return "its result cannot be read";
  if (read.kind !== "done") return `${read.kind}: ${read.message}`;
  if (read.wallMs.length !== RUNS) return `${read.wallMs.length} runs`;
  const own = totalParameters(inferGraph(zoo.network(call, size)));
  return parameters === own ? null : `${String(parameters)} weights, we count ${String(own)}`;
}

void main().then((status) => (process.exitCode = status));
