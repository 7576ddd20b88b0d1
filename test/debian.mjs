// Packages of Debian for tests that need one: unpacked into a folder, never installed, so that nothing else of the machine changes.
// Where they cannot be had, nothing is there afterwards, and the tests say so and are skipped.
import { spawnSync } from "node:child_process";
import fs from "node:fs";

export function unpackDebian(folder, packages) {
  const runs = (program, args) => spawnSync(program, args, { cwd: folder, stdio: "ignore" }).status === 0;
  fs.mkdirSync(folder, { recursive: true });
  if (!runs("apt-get", ["--version"]) || !runs("dpkg-deb", ["--version"])) return;
  const download = () => runs("apt-get", ["download", "-q", ...packages]);
  // The package lists of a fresh machine are empty; only then are they fetched.
  const prefix = process.getuid?.() === 0 ? [] : ["sudo", "-n"];
  const [update, ...rest] = [...prefix, "apt-get", "update", "-q"];
  if (!download() && !(runs(update, rest) && download())) return;
  for (const archive of fs.readdirSync(folder).filter((name) => name.endsWith(".deb")))
    runs("dpkg-deb", ["-x", archive, "."]);
}
