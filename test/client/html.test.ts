import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { panelHtml } from "../../client/src/panels/html";
import { ROOT } from "../support/paths";

describe("panel page", () => {
  const html = panelHtml({
    title: "a < b",
    cspSource: "https://panel.test",
    nonce: "abc123",
    script: "https://panel.test/panel.js",
    style: "https://panel.test/panel.css",
  });

  it("lets nothing run or load but its own script and style", () => {
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1] ?? "";
    assert.equal(policy, "default-src 'none'; script-src 'nonce-abc123'; style-src https://panel.test");
    assert.match(html, /<script nonce="abc123" src="https:\/\/panel\.test\/panel\.js">/);
    assert.match(html, /<link rel="stylesheet" href="https:\/\/panel\.test\/panel\.css">/);
    assert.match(html, /<title>a &lt; b<\/title>/);
  });

  it("takes every colour from the theme, and none that a theme lacks", () => {
    const style = fs.readFileSync(path.join(ROOT, "client/webview/panel.css"), "utf8").replace(/\/\*.*?\*\//gs, "");
    assert.doesNotMatch(style, /#[0-9a-f]{3,8}\b|rgba?\(|hsla?\(/i);
    assert.doesNotMatch(style, /charts-orange/);
  });
});
