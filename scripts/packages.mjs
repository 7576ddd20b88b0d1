import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";

const root = path.resolve(import.meta.dirname, "..");

/** Installs the packages of the lockfile on a fresh clone, so that one command does all the set-up. */
export function ensurePackages() {
  if (fs.existsSync(path.join(root, "node_modules/esbuild"))) return;
  console.log("Installing the packages of package-lock.json …");
  const { status, error } = spawnSync("npm", ["ci"], {
    cwd: root,
    stdio: ["ignore", "inherit", "inherit"],
    shell: process.platform === "win32",
  });
  if (status !== 0) throw new Error(`npm ci failed: ${error?.message ?? `exit ${status}`}`);
}
