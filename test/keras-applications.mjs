// Debian's python3-keras-applications, for the tests that read its source: unpacked into out/, never installed, so that nothing
// else of the machine changes. Where it cannot be had, those tests say so and are skipped.
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";

const root = path.resolve(import.meta.dirname, "..");
const PACKAGE = "python3-keras-applications";
const INSTALLED = "/usr/lib/python3/dist-packages/keras_applications";
const UNPACKED = path.join(root, "out/keras-applications");

/** The folder of the package's source; null where it is neither installed nor unpacked. */
export function kerasApplications() {
  return [INSTALLED, path.join(UNPACKED, INSTALLED)].find((folder) => fs.existsSync(folder)) ?? null;
}

export function unpackKerasApplications() {
  if (kerasApplications() !== null || !runs("apt-get", ["--version"]) || !runs("dpkg-deb", ["--version"])) return;
  const download = () => runs("apt-get", ["download", "-q", PACKAGE]);
  // The package lists of a fresh machine are empty; only then are they fetched.
  const prefix = process.getuid?.() === 0 ? [] : ["sudo", "-n"];
  const [update, ...rest] = [...prefix, "apt-get", "update", "-q"];
  if (!download() && !(runs(update, rest) && download())) return;
  const archive = fs.readdirSync(UNPACKED).find((name) => name.endsWith(".deb"));
  if (archive !== undefined) runs("dpkg-deb", ["-x", archive, "."]);
}

function runs(program, args) {
  fs.mkdirSync(UNPACKED, { recursive: true });
  return spawnSync(program, args, { cwd: UNPACKED, stdio: "ignore" }).status === 0;
}
