/** The terminal, or whatever else stands behind the standard streams: no control character of a name reaches it. */
import { performance } from "node:perf_hooks";
import { visibleLines } from "../server/src/ide/visible";

export function writeOut(text: string): void {
  process.stdout.write(visibleLines(text));
}

export function writeError(text: string): void {
  process.stderr.write(visibleLines(text));
}

/** Of a command's progress: a terminal's line is written over, by control characters of our own. */
export const errorProgress = {
  write: (text: string): void => void process.stderr.write(text),
  isTerminal: process.stderr.isTTY,
  now: (): number => performance.now(),
};
