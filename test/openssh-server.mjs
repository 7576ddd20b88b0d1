// Debian's sshd, for the test that measures over it. It needs root: only root may give it, in a space of its own, an account that the machine has not.
import fs from "node:fs";
import path from "node:path";
import { unpackDebian } from "./debian.mjs";

const UNPACKED = path.resolve(import.meta.dirname, "../out/openssh-server");

/** The folder in which usr/sbin/sshd lies; null where there is none. */
export function opensshServer() {
  return ["/", UNPACKED].find((folder) => fs.existsSync(path.join(folder, "usr/sbin/sshd"))) ?? null;
}

export function unpackOpensshServer() {
  if (process.getuid?.() !== 0 || opensshServer() !== null) return;
  unpackDebian(UNPACKED, ["openssh-server", "libwrap0"]);
}
