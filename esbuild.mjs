// Builds everything that ships: client, server, command line, webviews, parser wasm, predictors and licences, into dist/.
//   node esbuild.mjs [--production] [--out FOLDER]
import * as esbuild from "esbuild";
import fs from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { thirdPartyNotices } from "./scripts/notices.mjs";

const root = import.meta.dirname;

export const common = {
  absWorkingDir: root,
  bundle: true,
  target: "node20",
  logLevel: "warning",
  // The ES module of web-tree-sitter asks for import.meta, which a CommonJS bundle does not have.
  alias: { "web-tree-sitter": path.join(root, "node_modules/web-tree-sitter/web-tree-sitter.cjs") },
  // Network definitions that `frameworks` bundles as text, and the code of exported predictors.
  loader: { ".py": "text", ".c": "text" },
};

export function copyAssets(destination) {
  const grammars = path.join(root, "node_modules/@vscode/tree-sitter-wasm/wasm");
  const files = [
    [path.join(root, "node_modules/web-tree-sitter/web-tree-sitter.wasm"), "wasm/web-tree-sitter.wasm"],
    ...["python", "typescript", "tsx"].map((name) => [
      path.join(grammars, `tree-sitter-${name}.wasm`),
      `wasm/tree-sitter-${name}.wasm`,
    ]),
    // The program that measures on a board.
    [path.join(root, "server/board-runner/runner.py"), "board/runner.py"],
    ...fs
      .readdirSync(path.join(root, "predictors/models"))
      .filter((name) => name.endsWith(".json"))
      .map((name) => [path.join(root, "predictors/models", name), `models/${name}`]),
  ];
  for (const [from, to] of files) {
    fs.mkdirSync(path.dirname(path.join(destination, to)), { recursive: true });
    fs.copyFileSync(from, path.join(destination, to));
  }
}

async function build({ production, out }) {
  fs.rmSync(out, { recursive: true, force: true });
  const options = { ...common, sourcemap: !production, minify: production, metafile: true };
  const bundles = await Promise.all([
    esbuild.build({
      ...options,
      platform: "node",
      format: "cjs",
      entryPoints: {
        client: "client/src/extension.ts",
        server: "server/src/main.ts",
        cli: "cli/main.ts",
        mcp: "cli/mcp.ts",
        "explore-thread": "cli/explore/thread.ts",
      },
      outdir: out,
      external: ["vscode"],
    }),
    esbuild.build({
      ...options,
      platform: "browser",
      format: "iife",
      target: "es2022",
      entryPoints: { panel: "client/webview/panel.tsx" },
      jsx: "automatic",
      jsxImportSource: "preact",
      outdir: path.join(out, "webview"),
    }),
  ]);
  copyAssets(out);
  fs.writeFileSync(
    path.join(out, "THIRD-PARTY-NOTICES.txt"),
    thirdPartyNotices(bundles.map(({ metafile }) => metafile)),
  );
}

if (process.argv[1] === import.meta.filename) {
  const { values } = parseArgs({ options: { production: { type: "boolean" }, out: { type: "string" } } });
  await build({ production: values.production ?? false, out: path.resolve(root, values.out ?? "dist") });
}
