// Packs the extension into one .vsix, from a finished build.
//   node scripts/vsix.mjs [FILE]
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";

const root = path.resolve(import.meta.dirname, "..");

/** What the extension is made of. `files` in package.json says it for the npm package, which is the command line. */
const SHIPPED = [
  "README.md",
  "CHANGELOG.md",
  "LICENSE",
  "dist/THIRD-PARTY-NOTICES.txt",
  "dist/client.js",
  "dist/server.js",
  "dist/webview/*.js",
  "dist/wasm/*.wasm",
  "dist/models/*.json",
  "syntaxes/*.json",
  "zoo/**/*.py",
  "zoo/**/*.ts",
  "zoo/**/*.js",
];

/** Writes the .vsix to `file`. Throws with the packager's words when it fails or leaves no file. */
export function packVsix(file) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "latency-lens-vsix-"));
  try {
    stage(folder);
    pack(folder, file);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** A copy with a manifest of its own: the packager takes one list of files, and that of package.json is npm's. */
function stage(folder) {
  const manifest = JSON.parse(fs.readFileSync(path.join(root, "package.json"), "utf8"));
  for (const key of ["bin", "devDependencies", "overrides", "private", "scripts"]) delete manifest[key];
  fs.writeFileSync(path.join(folder, "package.json"), JSON.stringify({ ...manifest, files: SHIPPED }, null, 2));
  for (const name of new Set(SHIPPED.map((pattern) => pattern.split("/")[0])))
    fs.cpSync(path.join(root, name), path.join(folder, name), { recursive: true });
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
