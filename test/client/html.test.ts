import assert from "node:assert/strict";
import { COMPARE_STYLE } from "../../client/src/panels/compare-style";
import { panelHtml } from "../../client/src/panels/html";

describe("panel page", () => {
  const html = panelHtml({
    title: "a < b",
    cspSource: "https://panel.test",
    nonce: "abc123",
    script: "https://panel.test/compare.js",
    style: COMPARE_STYLE,
  });

  it("lets nothing run or load but its own script and style", () => {
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1] ?? "";
    assert.equal(
      policy,
      "default-src 'none'; img-src https://panel.test; script-src 'nonce-abc123'; style-src 'nonce-abc123'",
    );
    assert.match(html, /<script nonce="abc123" src="https:\/\/panel\.test\/compare\.js">/);
    assert.match(html, /<title>a &lt; b<\/title>/);
  });

  it("takes every colour from the theme", () => {
    assert.doesNotMatch(COMPARE_STYLE, /#[0-9a-f]{3,8}\b|rgba?\(|hsla?\(/i);
  });
});
