// Debian's python3-keras-applications, for the tests that read its source: unpacked into out/, never installed, so that nothing
// else of the machine changes. Where it cannot be had, those tests say so and are skipped.
import fs from "node:fs";
import path from "node:path";
import { unpackDebian } from "./debian.mjs";

const root = path.resolve(import.meta.dirname, "..");
const PACKAGE = "python3-keras-applications";
const INSTALLED = "/usr/lib/python3/dist-packages/keras_applications";
const UNPACKED = path.join(root, "out/keras-applications");

/** The folder of the package's source; null where it is neither installed nor unpacked. */
export function kerasApplications() {
  return [INSTALLED, path.join(UNPACKED, INSTALLED)].find((folder) => fs.existsSync(folder)) ?? null;
}

export function unpackKerasApplications() {
  if (kerasApplications() === null) unpackDebian(UNPACKED, [PACKAGE]);
}
