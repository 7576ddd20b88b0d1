import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { ROOT } from "../support/paths";
import { importsOf, sourceFiles } from "../support/source-files";
import type { Import } from "../support/source-files";

/**
 * Who may import whom. A folder's rule holds for its files and for folders below it that have no rule of their own.
 * `node` stands for Node's built-in modules; every other name is an npm package, a folder of this repository, or one file of a
 * folder where that is all that may be known of it. What nobody imports any more is not allowed either.
 */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  protocol: [],
  // Model files are checked when they are read.
  "predictors/src": ["valibot"],
  "predictors/src/train": ["predictors/src", "ml-matrix"],
  "server/src/syntax": ["protocol/source", "web-tree-sitter"],
  // Values carry the nodes and places that they come from, and assumptions in the words of a report.
  "server/src/values": ["protocol/source", "protocol/report", "server/src/syntax/program"],
  // The machine stands behind the door of eval, and nobody else knows it.
  "server/src/eval": [
    "protocol/source",
    "protocol/report",
    "server/src/syntax/program",
    "server/src/values",
    "server/src/eval/machine",
  ],
  "server/src/eval/machine": [
    "protocol/source",
    "protocol/report",
    "server/src/syntax/program",
    "server/src/syntax/blocks",
    "server/src/values",
    "server/src/eval",
  ],
  // Regular expressions of the source run in an engine that always ends.
  "server/src/languages": [
    "protocol/source",
    "server/src/syntax/program",
    "server/src/values",
    "server/src/eval",
    "re2js",
  ],
  // Kernels are made beside shapes and parameters, one family of layers a file: their type is the predictors' schema.
  "server/src/layers": ["protocol/source", "protocol/report", "predictors/src/kernels", "server/src/values"],
  // A topology that was saved is read with the checks of its file, and its arguments become the values that a source would give.
  "server/src/graph": [
    "protocol/source",
    "protocol/report",
    "server/src/values/value",
    "server/src/values/written",
    "server/src/layers",
    "valibot",
  ],
  "server/src/features": [
    "predictors/src/predictor",
    "server/src/graph/graph",
    "server/src/layers/arithmetic",
    "server/src/layers/rules",
  ],
  // Symbolic tensors and models, which belong to no framework. The frameworks spell, and do not know each other. A tensor's
  // constant may be an array of numpy, and its operations are tried on the graph's rules while the source runs.
  "server/src/frameworks/tracing": [
    "protocol/source",
    "protocol/report",
    "server/src/values",
    "server/src/eval/host",
    "server/src/eval/limits",
    "server/src/languages/numpy/array",
    "server/src/layers",
    "server/src/graph/infer",
    "server/src/graph/notes",
    "server/src/graph/order",
  ],
  // Keras says what it converts in notes of the graph, and reads the arguments of operations on tensors.
  "server/src/frameworks/keras": [
    "protocol/source",
    "protocol/report",
    "server/src/syntax/program",
    "server/src/values",
    "server/src/eval/host",
    "server/src/layers/vocabulary",
    "server/src/layers/tensor/read",
    "server/src/layers/tensor/shapes",
    "server/src/graph/notes",
    "server/src/frameworks/tracing",
  ],
  "server/src/frameworks/tfjs": [
    "server/src/values",
    "server/src/eval/host",
    "server/src/layers/vocabulary",
    "server/src/frameworks/tracing",
  ],
  // The table of frameworks, and several libraries as one.
  "server/src/frameworks": [
    "server/src/syntax/program",
    "server/src/values",
    "server/src/eval/host",
    "server/src/frameworks/tracing/framework",
    "server/src/frameworks/keras/framework",
    "server/src/frameworks/tfjs/framework",
  ],
  // The other way round: a network is written for a board, with the names that Keras saves.
  "server/src/topology": [
    "server/src/values/ask",
    "server/src/values/make",
    "server/src/values/value",
    "server/src/layers/activation-arguments",
    "server/src/layers/activation-functions",
    "server/src/layers/arithmetic",
    "server/src/layers/known-layers",
    "server/src/layers/rules",
    "server/src/graph",
  ],
  // What finds models asks the library of the file, runs each root, and makes a graph of what it gives.
  "server/src/frameworks/roots": [
    "protocol/source",
    "protocol/report",
    "server/src/syntax",
    "server/src/values",
    "server/src/eval/evaluate",
    "server/src/eval/host",
    "server/src/layers/known-layers",
    "server/src/graph/build",
    "server/src/graph/graph",
    "server/src/topology/write",
    "server/src/frameworks/tracing",
  ],
  // `language` puts a document's parser, library and words together; the others only look at texts and paths.
  "server/src/project": [
    "smol-toml",
    "protocol/source",
    "protocol/settings",
    "server/src/syntax",
    "server/src/values/heap",
    "server/src/eval/host",
    "server/src/layers/known-layers",
    "server/src/layers/vocabulary",
    "server/src/frameworks",
    "server/src/frameworks/keras/zoo-sources",
    "server/src/frameworks/tracing/framework",
    "server/src/frameworks/roots/root-model",
  ],
  // The steps in their order: it calls one function of each.
  "server/src/analysis": [
    "protocol/source",
    "protocol/report",
    "predictors/src/consumption",
    "predictors/src/predictor",
    "server/src/syntax",
    "server/src/values",
    "server/src/eval",
    "server/src/languages/start",
    "server/src/layers/arithmetic",
    "server/src/layers/known-layers",
    "server/src/layers/rules",
    "server/src/graph",
    "server/src/features/features",
    "server/src/frameworks/roots",
    "server/src/project",
  ],
  // A feature answers from a report; the few that read text (directives, sizes) are tasks like an analysis.
  "server/src/ide": [
    "protocol",
    "server/src/syntax/directive-gaps",
    "server/src/syntax/directives",
    "server/src/syntax/program",
    "server/src/frameworks/roots",
    "server/src/project",
    "server/src/analysis",
  ],
  "server/src/lsp": [
    "protocol",
    "server/src/project",
    "server/src/ide",
    "vscode-languageserver",
    "vscode-languageserver-textdocument",
  ],
  // Threads know tasks by their names and types; the environment loads parsers and predictors.
  "server/src/node": [
    "node",
    "protocol/report",
    "predictors/src",
    "server/src/syntax/parser",
    "server/src/eval/limits",
    "server/src/project",
    "server/src/analysis/analysis",
    "server/src/analysis/estimate",
    "server/src/ide/tasks",
    "server/src/lsp/background",
  ],
  // Rows lie in the store of `node`; what is told of them is written like the other figures of `ide`.
  "server/src/board": [
    "node",
    "valibot",
    "protocol",
    "predictors/src",
    "predictors/src/train",
    "server/src/analysis",
    "server/src/ide/board-runs",
    "server/src/ide/format",
    "server/src/ide/measurements",
    "server/src/ide/tasks",
    "server/src/node",
  ],
  // `main` alone: the server's parts are put together.
  "server/src": [
    "node",
    "server/src/board/measurement-desk",
    "server/src/board/remote/board-desk",
    "server/src/board/remote/board-thread",
    "server/src/ide/tasks",
    "server/src/lsp/connection",
    "server/src/lsp/server",
    "server/src/node",
  ],
  "client/src": ["node", "vscode", "vscode-languageclient", "protocol"],
  "client/webview": ["protocol", "preact", "@observablehq/plot", "@vscode-elements/elements"],
  // Saved topologies go through the graph like a source's models; where one is guessed, the registry says what a name may mean.
  measurements: [
    "node",
    "csv-parse",
    "protocol/report",
    "predictors/src/consumption",
    "predictors/src/predictor",
    "predictors/src/train/metrics",
    "server/src/values/value",
    "server/src/layers/registry",
    "server/src/layers/rules",
    "server/src/graph",
    "server/src/features/features",
    "server/src/analysis/estimate",
    "server/src/board",
  ],
  // `explain` prints what stands between the steps, which no other command looks into.
  cli: [
    "node",
    "commander",
    "@modelcontextprotocol/sdk",
    "measurements",
    "protocol",
    "predictors/src",
    "predictors/src/train",
    "server/src/syntax/print-program",
    "server/src/values/describe",
    "server/src/eval/limits",
    "server/src/graph/graph",
    "server/src/project/document-size",
    "server/src/project/input-settings",
    "server/src/project/language",
    "server/src/project/notebook-file",
    "server/src/project/relevant",
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

/**
 * What the import reaches: a rule's folder and the file in it, "node", or a package's name; nothing for the importing folder
 * itself and what all may use.
 */
function reached({ file, specifier }: Import): readonly string[] {
  if (NODE_BUILTIN.test(specifier)) return ["node"];
  if (!specifier.startsWith(".")) return [/^(@[^/]+\/[^/]+|[^/]+)/.exec(specifier)?.[0] ?? specifier];
  const target = path.posix.normalize(path.posix.join(path.posix.dirname(file), specifier));
  // Networks and programs that are bundled as text are no modules.
  if (SHARED.includes(target) || /\.(py|c)$/.test(target)) return [];
  const folder = ruleOf(`${target}.ts`) ?? target;
  return folder === ruleOf(file) ? [] : [folder, target];
}

function violations(imports: readonly Import[]): string[] {
  return imports.flatMap((entry) => {
    const own = ruleOf(entry.file);
    if (own === undefined) return [`${entry.file}: no rule covers this file`];
    const targets = reached(entry);
    const last = targets.at(-1);
    if (last === undefined || targets.some((target) => ALLOWED[own]?.includes(target) === true)) return [];
    return [`${entry.file}:${entry.line}: ${own} must not import ${last} ("${entry.specifier}")`];
  });
}

/** What the table allows and no file makes use of, as "FOLDER: IMPORT". */
function unused(imports: readonly Import[]): string[] {
  const used = new Set(imports.flatMap((entry) => reached(entry).map((target) => `${ruleOf(entry.file)}: ${target}`)));
  return Object.entries(ALLOWED).flatMap(([folder, targets]) =>
    targets.map((target) => `${folder}: ${target}`).filter((entry) => !used.has(entry)),
  );
}

describe("architecture", () => {
  const files = ["protocol", "predictors", "server", "client", "measurements", "cli"].flatMap(sourceFiles);

  const imports = files.flatMap((file) => importsOf(file, fs.readFileSync(path.join(ROOT, file), "utf8")));

  it("imports only what the table allows", () => {
    assert.deepEqual(violations(imports), []);
  });

  it("allows nothing that no file imports", () => {
    assert.deepEqual(unused(imports), []);
    const others = imports.filter(({ specifier }) => specifier !== "web-tree-sitter");
    assert.deepEqual(unused(others), ["server/src/syntax: web-tree-sitter"]);
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
      'server/src/values/value.ts:2: server/src/values must not import server/src/lsp/server ("../lsp/server")',
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
