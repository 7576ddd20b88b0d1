/**
 * Names and messages hold what sources, files and arguments hold: a control character would command the terminal (move its cursor, set its
 * title, hide a line), one that changes the direction of text would show another name than the one that stands there.
 */

/** Control characters (C0, C1, DEL), line separators, signs of direction, halves of a surrogate pair. */
const UNSEEN = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\p{Cs}]/gu;

/** The same without the end of a line. */
const UNSEEN_IN_LINE = /(?!\n)[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\p{Cs}]/gu;

const SHORT: ReadonlyMap<string, string> = new Map([
  ["\n", "\\n"],
  ["\r", "\\r"],
  ["\t", "\\t"],
]);

/** The text on one line, with what cannot be seen written as Python and JavaScript write it: `\x1b`, `\u202e`. */
export function visible(text: string): string {
  return text.replace(UNSEEN, escaped);
}

/** The same for a text of several lines. */
export function visibleLines(text: string): string {
  return text.replace(UNSEEN_IN_LINE, escaped);
}

/** Plain data with every text on one visible line; what programs tell things apart by (`id`, `uri`) stays. */
export function visibleTexts<T>(data: T): T;
export function visibleTexts(data: unknown): unknown {
  if (typeof data === "string") return visible(data);
  if (Array.isArray(data)) return data.map((item: unknown) => visibleTexts(item));
  if (typeof data !== "object" || data === null) return data;
  return Object.fromEntries(
    Object.entries(data).map(([key, item]) => [
      key,
      key === "id" || key === "uri" ? (item as unknown) : visibleTexts(item as unknown),
    ]),
  );
}

/** JSON of the value in ASCII's visible signs where JSON.stringify leaves an unseen one as it is; it reads back as the same value. */
export function visibleJson(value: unknown): string {
  return JSON.stringify(value, null, 2).replace(UNSEEN_IN_LINE, unicodeEscape);
}

function escaped(sign: string): string {
  const short = SHORT.get(sign);
  if (short !== undefined) return short;
  const code = sign.charCodeAt(0);
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, "0")}` : unicodeEscape(sign);
}

function unicodeEscape(sign: string): string {
  return `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
