import * as fs from "node:fs";

/** Arguments that cannot be used. The message says what to do; the command line ends with status 2. */
export class UsageError extends Error {}

export function requireFormat(format: string): void {
  if (format !== "text" && format !== "json") throw new UsageError(`--format ${format}: give text or json`);
}

/** The folder of `--out`; throws UsageError where there cannot be one. */
export function makeFolder(folder: string): void {
  try {
    fs.mkdirSync(folder, { recursive: true });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new UsageError(`--out ${folder}: this folder cannot be made (${why}); give another one`);
  }
}

/** The value of an option; both ends are allowed. Throws UsageError for anything else. */
export function wholeNumber(option: string, text: string, low: number, high: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < low || value > high)
    throw new UsageError(`${option} ${text}: give a whole number from ${low} to ${high}`);
  return value;
}
