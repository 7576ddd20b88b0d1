import assert from "node:assert/strict";
import * as esbuild from "esbuild";
import { ROOT } from "../support/paths";

/** Kilobytes of the page's script as it ships: Plot, Preact, controls and our own. Who works on a remote machine waits for them. */
const MOST_KB = 420;

describe("the panel's script", () => {
  it("stays within its budget", async () => {
    const { outputFiles } = await esbuild.build({
      absWorkingDir: ROOT,
      entryPoints: ["client/webview/panel.tsx"],
      bundle: true,
      minify: true,
      write: false,
      outdir: "out",
      format: "iife",
      target: "es2022",
      jsx: "automatic",
      jsxImportSource: "preact",
    });
    const script = outputFiles.find(({ path }) => path.endsWith(".js"));
    assert.ok(script);
    const kilobytes = script.contents.length / 1000;
    assert.ok(kilobytes <= MOST_KB, `${kilobytes.toFixed(0)} kB`);
    assert.ok(kilobytes > MOST_KB / 2, `${kilobytes.toFixed(0)} kB: lower the budget`);
  });
});
