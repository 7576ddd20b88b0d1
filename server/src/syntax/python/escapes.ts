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

const ESCAPE = /\\(?:[0-7]{1,3}|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[^]?)/g;

/** Text of a string literal without its escape sequences; null where one needs a table of names (`\N{BULLET}`) or is malformed. */
export function decodeEscapes(source: string): string | null {
  if (!source.includes("\\")) return source;
  let text = "";
  let from = 0;
  for (const { 0: sequence, index } of source.matchAll(ESCAPE)) {
    const decoded = decodeSequence(sequence);
    if (decoded === null) return null;
    text += source.slice(from, index) + decoded;
    from = index + sequence.length;
  }
  return text + source.slice(from);
}

function decodeSequence(sequence: string): string | null {
  const kind = sequence.charAt(1);
  if (/[0-7]/.test(kind)) return String.fromCodePoint(parseInt(sequence.slice(1), 8));
  if (/[xuUN]/.test(kind)) {
    const code = sequence.length > 2 ? parseInt(sequence.slice(2), 16) : Infinity;
    return code <= 0x10ffff ? String.fromCodePoint(code) : null;
  }
  // Python keeps the backslash of a sequence that it does not know.
  return SIMPLE.get(kind) ?? sequence;
}
