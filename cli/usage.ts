/** Arguments that cannot be used. The message says what to do; the command line ends with status 2. */
export class UsageError extends Error {}

export function requireFormat(format: string): void {
  if (format !== "text" && format !== "json") throw new UsageError(`--format ${format}: give text or json`);
}
