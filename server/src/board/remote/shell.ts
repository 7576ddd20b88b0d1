/** The one place that makes text for a shell of the board. */

/** One word, whatever it holds. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** ssh gives its command to the login shell of the account, which may be any: what we write is for `sh`. */
export function forLoginShell(script: string): string {
  return `exec sh -c ${quoted(script)}`;
}
