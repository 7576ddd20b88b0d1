import path from "node:path";

/** A fault's words, which stay when lines or files move. */
export function wordsOf({ file, original, text }) {
  return [path.basename(file), original, text].map((part) => part.replace(/\s+/g, " ")).join(" | ");
}
