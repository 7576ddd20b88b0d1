/** Runs the wanted measurements one after another. */
import { parseArgs } from "node:util";
import { loadEnvironment } from "../server/src/node/environment";
import { edit } from "./edit";
import type { BenchResult } from "./result";
import { resultText } from "./table";

const MEASUREMENTS: Readonly<Record<string, () => Promise<BenchResult> | BenchResult>> = {
  edit: async () => edit(await loadEnvironment(__dirname)),
};

async function main(): Promise<void> {
  const { positionals } = parseArgs({ allowPositionals: true });
  for (const [name, measure] of Object.entries(MEASUREMENTS)) {
    if (positionals.length > 0 && !positionals.includes(name)) continue;
    process.stdout.write(`${resultText(await measure())}\n`);
  }
}

void main();
