import type { CommandId } from "../../../protocol/commands";

/** Text that came from the source, safe between markdown's and a table's signs. */
export function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*_[\]<>|~&]/g, "\\$&").replace(/\s+/g, " ");
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
