/** How large a source may be. What is larger is refused before it is parsed: a tree of it costs gigabytes and many seconds. */

/** The largest module of 341 public projects had a third of this. */
export const LARGEST_SOURCE = 1_000_000;

/** Four times as many as the longest of the same modules. A line that says little costs as much to parse as one that says much. */
export const MOST_LINES = 20_000;

/** Why a text is not looked at, as the end of a sentence about it; null where it is. */
export function whyTooLarge(text: string): string | null {
  if (text.length > LARGEST_SOURCE) return "is larger than 1 MB";
  return hasMoreLines(text) ? `has more than ${MOST_LINES.toLocaleString("en-US")} lines` : null;
}

/** As much of a text as another thread needs: one that is too large stays so, and is not copied whole with every key. */
export function withoutExcess(text: string): string {
  return text.length > LARGEST_SOURCE ? text.slice(0, LARGEST_SOURCE + 1) : text;
}

function hasMoreLines(text: string): boolean {
  let at = -1;
  for (let lines = 1; lines <= MOST_LINES; lines += 1) {
    at = text.indexOf("\n", at + 1);
    if (at < 0) return false;
  }
  return true;
}
