/** Source files of `test/fixtures/idioms`: what their models are is asked of our chain, and each of them of both sides. */
import * as fs from "node:fs";
import * as path from "node:path";
import type { OracleProgram } from "../program";

export function fixturePrograms(
  root: string,
  namesIn: (source: string) => readonly string[],
): readonly OracleProgram[] {
  const folder = path.join(root, "test/fixtures/idioms");
  if (!fs.existsSync(folder)) return [];
  return fs
    .readdirSync(folder)
    .filter((name) => name.endsWith(".py"))
    .sort()
    .map((name) => {
      const source = fs.readFileSync(path.join(folder, name), "utf8");
      return { id: `idioms/${name}`, source, models: namesIn(source) };
    });
}
