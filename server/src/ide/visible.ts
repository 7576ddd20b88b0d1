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

/** Plain data with every text on one visible line; what programs tell things apart by (`id`, `uri`) stays. Data that is visible as it is comes back itself. */
export function visibleTexts<T>(data: T): T;
export function visibleTexts(data: unknown): unknown {
  if (isVisible(data)) return data;
  if (typeof data === "string") return visible(data);
  if (Array.isArray(data)) return data.map((item: unknown) => visibleTexts(item));
  if (!isFields(data)) return data;
  return Object.fromEntries(Object.entries(data).map(([key, item]) => [key, isName(key) ? item : visibleTexts(item)]));
}

/** Nearly every report is, and a copy of one of twenty thousand layers takes most of a second. */
function isVisible(data: unknown): boolean {
  if (typeof data === "string") return !/[^\x20-\x7e]/.test(data) || visible(data) === data;
  if (Array.isArray(data)) return data.every(isVisible);
  if (!isFields(data)) return true;
  for (const key in data) if (!isName(key) && !isVisible(data[key])) return false;
  return true;
}

function isFields(data: unknown): data is Readonly<Record<string, unknown>> {
  return typeof data === "object" && data !== null;
}

function isName(key: string): boolean {
  return key === "id" || key === "uri";
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
