/** Bars and curves can be told from what lies behind them, in each theme that VS Code brings. */
import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { ROOT } from "../support/paths";

/** WCAG 2.2, 1.4.11: graphical objects. */
const LEAST = 3;

const themes = JSON.parse(fs.readFileSync(path.join(ROOT, "test/panel/themes.json"), "utf8")) as Readonly<
  Record<string, Readonly<Record<string, string>>>
>;

/** Relative luminance of "#rrggbb", by WCAG. */
function luminance(colour: string): number {
  const parts = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(colour);
  assert.ok(parts, `${colour} is no opaque colour`);
  const [red = 0, green = 0, blue = 0] = parts.slice(1).map((part) => {
    const value = parseInt(part, 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [a, b] = [luminance(one), luminance(other)];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

describe("the colours of the devices", () => {
  const css = fs.readFileSync(path.join(ROOT, "client/webview/panel.css"), "utf8");
  const tones = [...css.matchAll(/--tone-\d: var\((--vscode-[\w-]+)\);/g)].map(([, name]) => name ?? "");

  it("are those of the theme", () => {
    assert.equal(tones.length, 3);
    assert.deepEqual(Object.keys(themes), ["dark", "light", "hc-black", "hc-light"]);
  });

  for (const [theme, variables] of Object.entries(themes))
    it(`stand out from the background: ${theme}`, () => {
      for (const tone of tones.slice(0, 2)) {
        const ratio = contrast(variables[tone] ?? "", variables["--vscode-editor-background"] ?? "");
        assert.ok(ratio >= LEAST, `${tone}: ${ratio.toFixed(2)}`);
      }
    });

  it("are told from the background in the editor as well: the bars of hot lines", () => {
    const { contributes } = JSON.parse(fs.readFileSync(path.join(ROOT, "package.json"), "utf8")) as {
      readonly contributes: { readonly colors: readonly { readonly defaults: Readonly<Record<string, string>> }[] };
    };
    const names = { dark: "dark", light: "light", highContrast: "hc-black", highContrastLight: "hc-light" };
    const [heat] = contributes.colors;
    for (const [kind, theme] of Object.entries(names)) {
      const ratio = contrast(heat?.defaults[kind] ?? "", themes[theme]?.["--vscode-editor-background"] ?? "");
      assert.ok(ratio >= LEAST, `${kind}: ${ratio.toFixed(2)}`);
    }
  });

  it("are compared as WCAG does", () => {
    assert.equal(contrast("#000000", "#ffffff"), 21);
    assert.ok(Math.abs(contrast("#777777", "#ffffff") - 4.48) < 0.01);
  });
});
