// A copy of the project in which every chosen fault stands behind a switch: one build serves them all.
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { bundleTests, unitTests } from "../bundle.mjs";
import { replaced, switchedText } from "./mutators.mjs";

/** Variable that holds the number of the fault that is on, or "record". */
export const SWITCH = "LATENCY_LENS_FAULT";

/** At the head of each file with faults, on its first line, so that places stay what they are. */
const switchFunction = `function fault__(n: number): boolean { const g = globalThis as any; const s = (g.__faults ??= { hits: new Set() }); s.on ??= g.process?.env?.${SWITCH} ?? "none"; if (s.on === "record") s.hits.add(n); return s.on === String(n); } `;

/** Copies what git knows or would take, with the switches, and bundles its unit tests: `[{ file, script }]`. */
export async function buildTree(root, faults, folder) {
  const tree = path.join(folder, "tree");
  const names = execFileSync("git", ["ls-files", "-co", "--exclude-standard", "-z"], { cwd: root, encoding: "utf8" });
  for (const name of names.split("\0")) {
    if (name === "" || !fs.existsSync(path.join(root, name))) continue;
    fs.mkdirSync(path.dirname(path.join(tree, name)), { recursive: true });
    fs.copyFileSync(path.join(root, name), path.join(tree, name));
  }
  fs.symlinkSync(fs.realpathSync(path.join(root, "node_modules")), path.join(tree, "node_modules"));
  for (const file of new Set(faults.map((fault) => fault.file))) {
    const changes = faults.flatMap((fault, index) =>
      fault.file === file ? [[fault, switchedText(fault, `fault__(${index})`)]] : [],
    );
    const content = fs.readFileSync(path.join(root, file), "utf8");
    fs.writeFileSync(path.join(tree, file), switchFunction + replaced(content, changes));
  }
  const files = unitTests(tree);
  const scripts = await bundleTests(tree, files, path.join(folder, "out"), false);
  return files.map((file, index) => ({ file: path.relative(tree, file), script: scripts[index] }));
}
