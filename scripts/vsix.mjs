// Packs what ships into one .vsix, from a finished build.
//   node scripts/vsix.mjs [FILE]
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";

const root = path.resolve(import.meta.dirname, "..");

/** Writes the .vsix to `file`. Throws with the packager's words when it fails or leaves no file. */
export function packVsix(file) {
  const vsce = path.join(root, "node_modules/@vscode/vsce/vsce");
  // The repository has no public address yet, so relative links of the README have nothing to point at.
  const args = [
    vsce,
    "package",
    "--no-dependencies",
    "--allow-missing-repository",
    "--no-rewrite-relative-links",
    "--out",
    file,
  ];
  const { status, stdout, stderr, error } = spawnSync(process.execPath, args, { cwd: root, encoding: "utf8" });
  if (status !== 0 || !fs.existsSync(file))
    throw new Error(`The extension could not be packed: ${error?.message ?? `${stdout}${stderr}`}`);
}

if (process.argv[1] === import.meta.filename) {
  const { version } = JSON.parse(fs.readFileSync(path.join(root, "package.json"), "utf8"));
  const file = path.resolve(process.argv[2] ?? path.join(root, `latency-lens-${version}.vsix`));
  packVsix(file);
  console.log(`Packed ${path.relative(process.cwd(), file)} (${Math.round(fs.statSync(file).size / 1000)} kB)`);
}
