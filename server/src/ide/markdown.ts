import { fileName } from "../../../protocol/source";
import type { CommandId } from "../../../protocol/commands";
import { visible } from "./visible";

/** Text that came from the source, safe between markdown's and a table's signs; no address in it becomes a link. */
export function escapeMarkdown(text: string): string {
  return visible(text.replace(/[\n\r\t ]+/g, " "))
    .replace(/[\\`*_[\]<>|~&@]|:(?=\/\/)|(?<=\bwww)\./gi, "\\$&")
    .replace(/^[#+=-]/, "\\$&");
}

/**
 * A link to a line (from 0) of a file. Which signs a URI's maker leaves as they are differs between versions of Node; those that markdown
 * reads are encoded here. What is encoded already stays, so that it is the same file.
 */
export function fileLink(uri: string, line: number): string {
  const target = uri.replace(/[^\w\-.~:/?#@%&=+,;$]/gu, (sign) => percentEncoded(sign));
  return `[${escapeMarkdown(fileName(uri))}, line ${line + 1}](${target}#L${line + 1})`;
}

/** encodeURIComponent leaves some signs and refuses half a surrogate pair. */
function percentEncoded(sign: string): string {
  const bytes = new TextEncoder().encode(sign);
  return [...bytes].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, "0")}`).join("");
}

/** Keeps a cell of words apart from the one before it; a hover's table has no padding of its own. */
export const GAP = "&nbsp;&nbsp;&nbsp;";

/** A table with its first column as row headings. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map((_, column) => (column === 0 ? ":--" : "--:"))), ...rows.map(line)].join("\n");
}

/** A link that runs a command of the extension. */
export function commandLink(title: string, command: CommandId, argument: unknown): string {
  // Brackets end a link's target early, and encodeURIComponent leaves them as they are.
  const encoded = encodeURIComponent(JSON.stringify([argument])).replace(/[()]/g, (sign) =>
    sign === "(" ? "%28" : "%29",
  );
  return `[${title}](command:${command}?${encoded})`;
}
