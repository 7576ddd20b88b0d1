/** Bytes of a printed recording → its text: PowerShell's `>` writes UTF-16. */

const ENCODINGS = [
  { mark: [0xff, 0xfe], name: "utf-16le" },
  { mark: [0xfe, 0xff], name: "utf-16be" },
] as const;

/** Null where the bytes are no text. A mark of the byte order is left out. */
export function recordingText(bytes: Uint8Array): string | null {
  const marked = ENCODINGS.find(({ mark }) => mark.every((byte, i) => bytes[i] === byte));
  const text = new TextDecoder(marked?.name ?? "utf-8").decode(bytes);
  return text.includes("\0") ? null : text;
}
