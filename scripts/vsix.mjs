// Packs the extension into one .vsix, from a finished build.
//   node scripts/vsix.mjs [FILE]
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";

const root = path.resolve(import.meta.dirname, "..");

/**
 * Writes the .vsix of the project in `source` to `file`: what `.vscodeignore` there lets through.
 * Throws with the packager's words when it fails or leaves no file.
 */
export function packVsix(file, source = root) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "latency-lens-vsix-"));
  try {
    stage(source, folder);
    pack(folder, file);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * A copy whose manifest says nothing of npm: the packager refuses `files` beside a `.vscodeignore`. It holds only the top-level
 * names that `.vscodeignore` asks for, because the packager compares every file that it finds with every line.
 */
function stage(source, folder) {
  const manifest = JSON.parse(fs.readFileSync(path.join(source, "package.json"), "utf8"));
  for (const key of ["bin", "devDependencies", "files", "overrides", "private", "scripts"]) delete manifest[key];
  const lines = fs.readFileSync(path.join(source, ".vscodeignore"), "utf8").split(/\r?\n/);
  const names = lines.filter((line) => line.startsWith("!")).map((line) => line.slice(1).split("/")[0]);
  for (const name of new Set([".vscodeignore", ...names]))
    fs.cpSync(path.join(source, name), path.join(folder, name), { recursive: true });
  fs.writeFileSync(path.join(folder, "package.json"), JSON.stringify(manifest, null, 2));
}

function pack(folder, file) {
  const vsce = path.join(root, "node_modules/@vscode/vsce/vsce");
  // The repository has no public address yet, so relative links of the README have nothing to point at.
  const args = [
    vsce,
    "package",
    "--no-dependencies",
    "--allow-missing-repository",
    "--no-rewrite-relative-links",
    "--out",
    path.resolve(file),
  ];
  const { status, stdout, stderr, error } = spawnSync(process.execPath, args, { cwd: folder, encoding: "utf8" });
  if (status !== 0 || !fs.existsSync(file))
    throw new Error(`The extension could not be packed: ${error?.message ?? `${stdout}${stderr}`}`);
}

if (process.argv[1] === import.meta.filename) {
  const { version } = JSON.parse(fs.readFileSync(path.join(root, "package.json"), "utf8"));
  const file = path.resolve(process.argv[2] ?? path.join(root, `latency-lens-${version}.vsix`));
  packVsix(file);
  console.log(`Packed ${path.relative(process.cwd(), file)} (${Math.round(fs.statSync(file).size / 1000)} kB)`);
}
