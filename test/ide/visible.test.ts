import assert from "node:assert/strict";
import fc from "fast-check";
import { visible, visibleJson, visibleLines, visibleTexts } from "../../server/src/ide/visible";
import { UNSEEN, unseenIn } from "../support/unseen-signs";

describe("visible", () => {
  it("writes signs that cannot be seen as Python writes them", () => {
    assert.equal(visible("\x1b[31mred\x9b\x7f"), "\\x1b[31mred\\x9b\\x7f");
    assert.equal(visible("a\n\r\tb"), "a\\n\\r\\tb");
    assert.equal(visible("abc\u202edef\u2066\ud800"), "abc\\u202edef\\u2066\\ud800");
  });

  it("leaves every script and every picture as it is", () => {
    for (const text of ["conv2d_1/kernel:0", "größe", "層", "слой", "طبقة", "שכבה", "👩‍🔬", "56×56×64 · 0.42 ms"])
      assert.equal(visible(text), text);
  });

  it("leaves no such sign in any text", () => {
    const sign = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom(...UNSEEN).map((code) => String.fromCodePoint(code)),
    );
    fc.assert(
      fc.property(fc.array(sign), (parts) => {
        const text = parts.join("");
        assert.deepEqual(unseenIn(visible(text)), []);
        assert.deepEqual(unseenIn(visibleLines(text), "\n"), []);
        assert.deepEqual(unseenIn(visibleJson({ [text]: [text] }), "\n"), []);
        assert.deepEqual(JSON.parse(visibleJson({ [text]: [text] })), { [text]: [text] });
        assert.equal(visibleLines(text).split("\n").length, text.split("\n").length);
      }),
      { seed: 9, numRuns: 300 },
    );
  });

  it("reaches every text of plain data but what programs tell things apart by", () => {
    const data = { id: "a\n", uri: "b\n", name: "c\n", rows: [{ class: "d\x1b", ms: 1, none: null }] };
    const shown = { id: "a\n", uri: "b\n", name: "c\\n", rows: [{ class: "d\\x1b", ms: 1, none: null }] };
    assert.deepEqual(visibleTexts(data), shown);
  });

  it("copies nothing of data that is visible as it is", () => {
    const data = { id: "a\n", name: "größe 56×56", rows: [{ class: "Conv2D", ms: 1, none: null }] };
    assert.equal(visibleTexts(data), data);
  });
});
