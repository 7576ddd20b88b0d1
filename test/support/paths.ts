import * as fs from "node:fs";
import * as path from "node:path";

/** Root of the repository; `test/unit.mjs` sets it. */
export const ROOT = process.env["LATENCY_LENS_ROOT"] ?? process.cwd();

/** Folder of the public measurements, or null where this machine does not have them (tests then skip). */
export function dataFolder(): string | null {
  const folder = process.env["LATENCY_LENS_DATA"];
  return folder !== undefined && fs.existsSync(path.join(folder, "time")) ? path.resolve(folder) : null;
}

/** Source of keras-applications 1.0.8 (Debian: python3-keras-applications); `npm test` unpacks it and says where it lies. */
export const KERAS_APPLICATIONS =
  process.env["LATENCY_LENS_KERAS_APPLICATIONS"] ?? "/usr/lib/python3/dist-packages/keras_applications";
