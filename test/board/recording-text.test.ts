import assert from "node:assert/strict";
import { recordingText } from "../../server/src/board/recording-text";

describe("board/recording-text", () => {
  const text = '"Start","Duration"\nµs,“k”\n';
  const utf16 = Buffer.from(`\ufeff${text}`, "utf16le");
  it("reads UTF-8 and, as PowerShell writes it, UTF-16", () => {
    assert.equal(recordingText(Buffer.from(text)), text);
    assert.equal(recordingText(Buffer.from(`\ufeff${text}`)), text);
    assert.equal(recordingText(utf16), text);
    assert.equal(recordingText(Buffer.from(utf16).swap16()), text);
  });
  it("reads the rest of UTF-8 with a damaged byte, also where it is a half of a mark", () => {
    for (const damaged of [0xfe, 0xff, 0x80])
      assert.equal(recordingText(Uint8Array.of(97, damaged, 98, 99)), "a\ufffdbc");
  });
  it("takes no other bytes for text", () => {
    assert.equal(recordingText(Uint8Array.of(97, 0, 98)), null);
  });
});
