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
  it("takes no other bytes for text", () => {
    assert.equal(recordingText(Uint8Array.of(97, 0, 98)), null);
  });
});
