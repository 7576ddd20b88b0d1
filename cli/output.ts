/** The terminal, or whatever else stands behind the standard streams: no control character of a name reaches it. */
import { visibleLines } from "../server/src/ide/visible";

export function writeOut(text: string): void {
  process.stdout.write(visibleLines(text));
}

export function writeError(text: string): void {
  process.stderr.write(visibleLines(text));
}
