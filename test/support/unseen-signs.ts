/** Signs that no output may hold: C0 and C1 (Unicode's category Cc), separators of lines, and the signs of direction (UAX #9, Bidi_Control). */

function between(first: number, last: number): readonly number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

const CONTROLS: readonly number[] = [...between(0x00, 0x1f), ...between(0x7f, 0x9f)];

const DIRECTIONS: readonly number[] = [0x61c, 0x200e, 0x200f, ...between(0x202a, 0x202e), ...between(0x2066, 0x2069)];

export const UNSEEN: readonly number[] = [...CONTROLS, 0x2028, 0x2029, ...DIRECTIONS];

/** The signs of the list that stand in the text, as hexadecimal numbers. */
export function unseenIn(text: string, ...allowed: readonly string[]): readonly string[] {
  const found = Array.from(text).filter(
    (sign) => UNSEEN.includes(sign.codePointAt(0) ?? -1) && !allowed.includes(sign),
  );
  return found.map((sign) => (sign.codePointAt(0) ?? -1).toString(16));
}

/** As Python and JavaScript write the sign in a literal. */
export function literal(code: number): string {
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, "0")}` : `\\u${code.toString(16).padStart(4, "0")}`;
}
