import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { ROOT } from "../support/paths";
import { importsOf, sourceFiles } from "../support/source-files";
import type { Import } from "../support/source-files";

/**
 * Who may import whom. A folder's rule holds for its files and for folders below it that have no rule of their own.
 * `node` stands for Node's built-in modules; every other name is an npm package or a folder of this repository.
 */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  protocol: [],
  "predictors/src": ["valibot"],
  "predictors/src/train": ["predictors/src", "ml-matrix"],
  "server/src/syntax": ["protocol", "web-tree-sitter"],
  "server/src/values": ["protocol", "server/src/syntax"],
  // The machine stands behind the door of eval, and nobody else knows it.
  "server/src/eval": ["protocol", "server/src/syntax", "server/src/values", "server/src/eval/machine"],
  "server/src/eval/machine": ["protocol", "server/src/syntax", "server/src/values", "server/src/eval"],
  "server/src/languages": ["protocol", "server/src/syntax", "server/src/values", "server/src/eval", "re2js"],
  // Kernels are made beside shapes and parameters, one family of layers a file: their type is the predictors' schema.
  "server/src/layers": ["protocol", "predictors/src", "server/src/values"],
  "server/src/graph": ["protocol", "server/src/values", "server/src/layers", "valibot"],
  "server/src/features": ["protocol", "predictors/src", "server/src/graph", "server/src/layers"],
  // Symbolic tensors and models, which belong to no framework. The frameworks spell, and do not know each other.
  "server/src/frameworks/tracing": [
    "protocol",
    "server/src/values",
    "server/src/eval",
    "server/src/languages",
    "server/src/layers",
    "server/src/graph",
  ],
  "server/src/frameworks/keras": [
    "protocol",
    "server/src/syntax",
    "server/src/values",
    "server/src/eval",
    "server/src/languages",
    "server/src/layers",
    "server/src/graph",
    "server/src/frameworks/tracing",
  ],
  "server/src/frameworks/tfjs": [
    "protocol",
    "server/src/values",
    "server/src/eval",
    "server/src/languages",
    "server/src/layers",
    "server/src/frameworks/tracing",
  ],
  // The table of frameworks, and several libraries as one.
  "server/src/frameworks": [
    "server/src/syntax",
    "server/src/values",
    "server/src/eval",
    "server/src/languages",
    "server/src/frameworks/tracing",
    "server/src/frameworks/keras",
    "server/src/frameworks/tfjs",
  ],
  // What finds models asks the library of the file.
  "server/src/frameworks/roots": [
    "protocol",
    "server/src/syntax",
    "server/src/values",
    "server/src/eval",
    "server/src/languages",
    "server/src/layers",
    "server/src/graph",
    "server/src/frameworks/tracing",
  ],
  "server/src/project": [
    "protocol",
    "server/src/syntax",
    "server/src/values",
    "server/src/eval",
    "server/src/languages",
    "server/src/layers",
    "server/src/frameworks",
    "server/src/frameworks/keras",
    "server/src/frameworks/tracing",
    "server/src/frameworks/roots",
  ],
  "server/src/analysis": [
    "protocol",
    "predictors/src",
    "server/src/syntax",
    "server/src/values",
    "server/src/eval",
    "server/src/languages",
    "server/src/layers",
    "server/src/graph",
    "server/src/features",
    "server/src/frameworks/roots",
    "server/src/project",
  ],
  // A feature answers from a report; the few that read text (directives, sizes) are tasks like an analysis.
  "server/src/ide": [
    "protocol",
    "server/src/syntax",
    "server/src/frameworks/roots",
    "server/src/graph",
    "server/src/project",
    "server/src/analysis",
  ],
  "server/src/lsp": [
    "protocol",
    "predictors/src",
    "server/src/project",
    "server/src/ide",
    "vscode-languageserver",
    "vscode-languageserver-textdocument",
  ],
  "server/src/node": [
    "node",
    "protocol",
    "predictors/src",
    "server/src/syntax",
    "server/src/values",
    "server/src/eval",
    "server/src/languages",
    "server/src/project",
    "server/src/analysis",
    "server/src/ide",
    "server/src/lsp",
  ],
  "server/src/board": [
    "node",
    "valibot",
    "protocol",
    "predictors/src",
    "predictors/src/train",
    "server/src/analysis",
    "server/src/ide",
    "server/src/node",
  ],
  "server/src": [
    "node",
    "vscode-languageserver",
    "server/src/board",
    "server/src/ide",
    "server/src/lsp",
    "server/src/node",
  ],
  "client/src": ["node", "vscode", "vscode-languageclient", "protocol"],
  "client/webview": ["protocol", "preact", "@observablehq/plot", "@vscode-elements/elements"],
  measurements: [
    "node",
    "csv-parse",
    "protocol",
    "predictors/src",
    "predictors/src/train",
    "server/src/values",
    "server/src/eval",
    "server/src/languages",
    "server/src/layers",
    "server/src/graph",
    "server/src/features",
    "server/src/analysis",
    "server/src/ide",
    "server/src/node",
  ],
  cli: [
    "node",
    "commander",
    "@modelcontextprotocol/sdk",
    "measurements",
    "protocol",
    "predictors/src",
    "predictors/src/train",
    "server/src/syntax",
    "server/src/values",
    "server/src/eval",
    "server/src/languages",
    "server/src/layers",
    "server/src/graph",
    "server/src/features",
    "server/src/project",
    "server/src/analysis",
    "server/src/ide",
    "server/src/board",
    "server/src/node",
  ],
};

/** Helpers and tables without imports of their own that any file may use. */
const SHARED = [
  "server/src/assert-never",
  "server/src/closest",
  "predictors/src/assert-never",
  "predictors/src/devices",
  // Its version.
  "package.json",
];

/** What built-ins and libraries may know of the evaluation that runs them. */
const INTERFACES_OF_EVAL = ["host", "interpreter", "language", "limits"];

/** Roots are run by whoever starts an evaluation. */
function mayStart(file: string, part: string): boolean {
  return (
    part === "evaluate" && (file === "server/src/languages/start.ts" || file.startsWith("server/src/frameworks/roots/"))
  );
}

const NODE_BUILTIN = /^node:/;

/** The rule's folder that a path belongs to: the longest one above it. */
function ruleOf(file: string): string | undefined {
  return Object.keys(ALLOWED)
    .filter((folder) => file.startsWith(`${folder}/`))
    .sort((a, b) => b.length - a.length)[0];
}

/** What the import reaches: a rule's folder, "node", or a package's name; null for the importing folder itself. */
function reached({ file, specifier }: Import): string | null {
  if (NODE_BUILTIN.test(specifier)) return "node";
  if (!specifier.startsWith(".")) return /^(@[^/]+\/[^/]+|[^/]+)/.exec(specifier)?.[0] ?? specifier;
  const target = path.posix.normalize(path.posix.join(path.posix.dirname(file), specifier));
  if (SHARED.includes(target) || target.startsWith("zoo/")) return null;
  const folder = ruleOf(`${target}.ts`) ?? target;
  return folder === ruleOf(file) ? null : folder;
}

function violations(imports: readonly Import[]): string[] {
  return imports.flatMap((entry) => {
    const own = ruleOf(entry.file);
    const target = reached(entry);
    if (own === undefined) return [`${entry.file}: no rule covers this file`];
    if (target === null || (ALLOWED[own] ?? []).includes(target)) return [];
    return [`${entry.file}:${entry.line}: ${own} must not import ${target} ("${entry.specifier}")`];
  });
}

describe("architecture", () => {
  const files = ["protocol", "predictors", "server", "client", "measurements", "cli"].flatMap(sourceFiles);

  it("imports only what the table allows", () => {
    const found = violations(files.flatMap((file) => importsOf(file, fs.readFileSync(path.join(ROOT, file), "utf8"))));
    assert.deepEqual(found, []);
  });

  it("reads the source of every part", () => {
    for (const folder of Object.keys(ALLOWED)) {
      assert.ok(
        files.some((file) => ruleOf(file) === folder),
        `${folder} has no source file: drop its rule or mend the walk`,
      );
    }
  });

  it("lets languages and frameworks into eval by its interfaces alone", () => {
    const inner = ["server/src/languages", "server/src/frameworks"].flatMap(sourceFiles).flatMap((file) =>
      importsOf(file, fs.readFileSync(path.join(ROOT, file), "utf8")).flatMap(({ specifier }) => {
        const part = /(?:^|\/)eval\/(.+)$/.exec(specifier)?.[1];
        return part === undefined || INTERFACES_OF_EVAL.includes(part) || mayStart(file, part)
          ? []
          : [`${file}: ${part}`];
      }),
    );
    assert.deepEqual(inner, []);
  });

  it("finds a forbidden import when there is one", () => {
    const source =
      'import * as fs from "node:fs";\nimport { x } from "../lsp/server";\nconst v = await import("vscode");';
    assert.deepEqual(violations(importsOf("server/src/values/value.ts", source)), [
      'server/src/values/value.ts:1: server/src/values must not import node ("node:fs")',
      'server/src/values/value.ts:2: server/src/values must not import server/src/lsp ("../lsp/server")',
      'server/src/values/value.ts:3: server/src/values must not import vscode ("vscode")',
    ]);
  });

  it("keeps zoo free of everything but network definitions", () => {
    const strangers = fs
      .readdirSync(path.join(ROOT, "zoo"), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !/\.(py|ts|js|md)$|^networks\.json$/.test(entry.name))
      .map((entry) => entry.name);
    assert.deepEqual(strangers, []);
  });
});
