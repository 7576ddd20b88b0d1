const SIMPLE: ReadonlyMap<string, string> = new Map([
  ["\n", ""],
  ["\\", "\\"],
  ["'", "'"],
  ['"', '"'],
  ["a", "\x07"],
  ["b", "\b"],
  ["f", "\f"],
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
  ["v", "\v"],
]);

const ESCAPE = /\\(?:([0-7]{1,3})|x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([^]?))/g;

/** Text of a string literal without its escape sequences; null where one needs a table of names (`\N{BULLET}`) or is malformed. */
export function decodeEscapes(source: string): string | null {
  if (!source.includes("\\")) return source;
  let valid = true;
  const text = source.replace(
    ESCAPE,
    (whole: string, octal?: string, byte?: string, short?: string, long?: string, simple = "") => {
      if (octal !== undefined) return String.fromCodePoint(parseInt(octal, 8));
      const hexadecimal = byte ?? short ?? long;
      if (hexadecimal !== undefined) {
        const code = parseInt(hexadecimal, 16);
        if (code <= 0x10ffff) return String.fromCodePoint(code);
        valid = false;
      }
      if (simple === "N" || simple === "x" || simple === "u" || simple === "U") valid = false;
      // Python keeps the backslash of a sequence that it does not know.
      return SIMPLE.get(simple) ?? whole;
    },
  );
  return valid ? text : null;
}
