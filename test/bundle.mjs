// Bundles test files: one file for all of them, in which each is still loaded only when it is asked for. Modules that
// several tests use are in it, and are loaded, once.
import * as esbuild from "esbuild";
import fs from "node:fs";
import path from "node:path";
import { common, copyAssets } from "../esbuild.mjs";

/** The unit tests under `root`/test, by path. Those of test/electron run in a real VS Code instead. */
export function unitTests(root) {
  return testFiles(path.join(root, "test")).sort();
}

function testFiles(folder) {
  return fs.readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) return ["electron", "host", "node_modules"].includes(entry.name) ? [] : testFiles(file);
    return entry.name.endsWith(".test.ts") ? [file] : [];
  });
}

/**
 * Bundles `files` of the tree `root` into the folder `out`, beside what the server needs (parsers, predictors), and
 * gives for each the JavaScript file that mocha loads.
 */
export async function bundleTests(root, files, out, sourcemap = "inline") {
  const folder = path.join(out, "tests");
  const entries = files.map((file) => `${JSON.stringify(file)}: () => require(${JSON.stringify(file)})`);
  await esbuild.build({
    ...common,
    absWorkingDir: root,
    platform: "node",
    format: "cjs",
    sourcemap,
    outfile: path.join(folder, "all.js"),
    stdin: { contents: `module.exports = { ${entries.join(",\n")} };`, resolveDir: root },
    external: ["mocha", "esbuild", "ml-random-forest", "ssh2", "typescript"],
  });
  copyAssets(out);
  return files.map((file) => {
    const script = path.join(folder, path.relative(path.join(root, "test"), file).replace(/\.ts$/, ".js"));
    fs.mkdirSync(path.dirname(script), { recursive: true });
    fs.writeFileSync(script, `require(${JSON.stringify(path.join(folder, "all.js"))})[${JSON.stringify(file)}]();\n`);
    return script;
  });
}
