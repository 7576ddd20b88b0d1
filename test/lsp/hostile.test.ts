/**
 * Files that ask too much, opened in a real server process while others are read and edited. With LATENCY_LENS_HOSTILE set to
 * folders of more such files (`:` between), these are opened too, and what each took is printed.
 */
import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { languageOf } from "../../server/src/project/language";
import { buildServer, LAYER, SMALL, START, startProcess } from "../support/server-process";
import type { ServerProcess } from "../support/server-process";

const OTHER = "file:///other/other.py";
const EDITED = "file:///other/edited.py";

const OWN: Readonly<Record<string, string>> = {
  "doubled.py": "import keras\npair = (1,)\nfor _ in range(50):\n    pair = (pair, pair)\nkeys = {pair: 0}\n",
  "itself.py": "import keras\nsizes = [3]\nsizes.append(sizes)\nlayer = keras.layers.Dense(sizes)\n",
  "pattern.py": `import keras, re\nfound = re.match("${"(a|aa)".repeat(40)}b", "a" * 70)\n`,
  "brackets.py": `import keras\nx = ${"[".repeat(50_000)}\n`,
  "comments.py": `import keras\n${"# nothing\n".repeat(300_000)}`,
  "chain.js": `import * as tf from "@tensorflow/tfjs";\nlet x = 1${" + 1".repeat(50_000)};\n`,
  "dots.py": `import os\nfrom ${".".repeat(400_000)}\n`,
};

const folders = (process.env["LATENCY_LENS_HOSTILE"] ?? "").split(":").filter((folder) => folder !== "");
const FILES = folders.flatMap((folder) =>
  fs
    .readdirSync(folder)
    .filter((name) => /\.(py|js)$/.test(name))
    .map((name) => [name, path.join(folder, name)] as const),
);

/** Milliseconds. */
interface Taken {
  readonly hover: number;
  readonly hoverAfterEdit: number;
  readonly answer: number;
}

describe("while a file asks too much", () => {
  let server: ServerProcess;
  let edits = 0;
  before(async () => {
    server = await startProcess(await buildServer("server/src/main.ts"));
    await server.client.open(OTHER, SMALL);
    await server.client.open(EDITED, SMALL);
    await Promise.all([server.client.lenses(OTHER), server.client.lenses(EDITED)]);
  });
  after(() => {
    server.kill();
  });

  async function timesAround(name: string, text: string): Promise<Taken> {
    const { client } = server;
    const uri = `file:///hostile/${name}`;
    const language = languageOf(uri);
    const opened = performance.now();
    await client.open(uri, text, language);
    const answered = client.lenses(uri).then(() => performance.now() - opened);
    const first = performance.now();
    assert.match((await client.hover(OTHER, LAYER)) ?? "", /Conv2D/);
    const hover = performance.now() - first;
    edits += 1;
    await client.edit(EDITED, { start: START, end: START }, "#\n");
    const second = performance.now();
    assert.match((await client.hover(EDITED, { ...LAYER, line: LAYER.line + edits })) ?? "", /Conv2D/);
    const hoverAfterEdit = performance.now() - second;
    const answer = await answered;
    await client.close(uri);
    return { hover, hoverAfterEdit, answer };
  }

  for (const [name, text] of Object.entries(OWN))
    it(`${name}: others are answered, and it ends`, async () => {
      const { answer } = await timesAround(name, text);
      // The watchdog's 5 s, and its thread's start.
      assert.ok(answer < 20_000, `${answer} ms`);
      assert.equal(server.process.exitCode, null);
    });

  for (const [name, file] of FILES)
    it(`${name}: others are answered within 300 ms, and the process stays under 600 MB`, async () => {
      const taken = await timesAround(name, fs.readFileSync(file, "utf8"));
      const memory = residentMegabytes(server);
      const figures = Object.values({ ...taken, memory }).map((figure: number) => Math.round(figure));
      process.stdout.write(`      ${name}: hover, after an edit, answer, MB: ${figures.join(", ")}\n`);
      assert.ok(taken.hover < 300 && taken.hoverAfterEdit < 300 && memory < 600);
    });
});

/** Of the process and all its threads, at its largest since the last look. */
function residentMegabytes({ process: { pid } }: ServerProcess): number {
  const status = fs.readFileSync(`/proc/${pid}/status`, "utf8");
  const peak = Number(/VmHWM:\s*(\d+) kB/.exec(status)?.[1] ?? NaN) / 1_000;
  fs.writeFileSync(`/proc/${pid}/clear_refs`, "5");
  return peak;
}
