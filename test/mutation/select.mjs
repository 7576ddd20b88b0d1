// Which faults are tried: for each area of the sources the same number, of all kinds alike, those that the compiler lets
// through. The choice hangs on the seed and on the lines themselves, so that a change elsewhere leaves it alone.
import ts from "typescript";
import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { faultsIn, faultText, replaced } from "./mutators.mjs";

/** Folders under server/src that belong to the area of another one. */
const AREAS = {
  features: "graph",
  layers: "graph",
  topology: "graph",
  values: "eval",
  languages: "eval",
  project: "ide",
  analysis: "ide",
};

/** What runs in an editor alone: the tests of test/electron see to it. */
const NOT_IN_UNIT_TESTS = [
  "client/src",
  "client/webview/panel.tsx",
  "client/webview/page",
  "client/webview/charts/draw.ts",
  "server/src/main.ts",
];

/** Candidates that are put before the compiler for each fault that is wanted: about a third does not pass. */
const CANDIDATES = 2;

function areaOf(file) {
  const [first, second, third] = file.split("/");
  if (first === "client") return "webview";
  if (file.startsWith("predictors/src/train/")) return "train";
  if (first === "measurements") return "cli";
  if (first !== "server") return first;
  return third === undefined || third.endsWith(".ts") ? "server" : (AREAS[third] ?? third);
}

/** The area whose sources a test is about. */
export function areaOfTest(file) {
  const [, first, second] = file.split("/");
  if (first === "predictors" && second === "train") return "train";
  return AREAS[first] ?? first;
}

/** Sources by area. What lies right in server/src (a helper or two) is not worth an area. */
function sourcesByArea(root) {
  const areas = new Map();
  for (const file of ["cli", "client", "measurements", "predictors", "server"]
    .flatMap((folder) => sources(root, folder))
    .sort()) {
    const area = areaOf(file);
    if (area === "server" || NOT_IN_UNIT_TESTS.some((name) => file.startsWith(name))) continue;
    areas.set(area, [...(areas.get(area) ?? []), file]);
  }
  return areas;
}

function sources(root, folder) {
  return fs.readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const file = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return entry.name === "node_modules" ? [] : sources(root, file);
    return entry.name.endsWith(".ts") && !entry.name.endsWith(".d.ts") ? [file] : [];
  });
}

/**
 * `{ area, file, kind, start, end, text, original, line }` for `count` faults of each area, those of one file in no
 * other's text. Areas: those named, or all.
 */
export function selectFaults({ root, seed, count, areas }) {
  const proposed = [...sourcesByArea(root)]
    .filter(([area]) => areas === undefined || areas.includes(area))
    .flatMap(([area, files]) => proposals(root, area, files, seed, count * CANDIDATES));
  const passed = compiled(root, proposed);
  const left = new Map();
  return passed.filter(({ area }) => {
    left.set(area, (left.get(area) ?? count) - 1);
    return left.get(area) >= 0;
  });
}

/** The faults of an area in the order of the draw: one of each kind, then the next of each kind. */
function proposals(root, area, files, seed, count) {
  const kinds = new Map();
  for (const file of files) {
    const content = fs.readFileSync(path.join(root, file), "utf8");
    const lines = content.split("\n");
    const seen = new Map();
    for (const fault of faultsIn(file, content)) {
      const words = `${lines[fault.line - 1]} ${fault.original} → ${fault.text}`;
      seen.set(words, (seen.get(words) ?? 0) + 1);
      const rank = createHash("sha256")
        .update(`${seed} ${words} ${seen.get(words)}`)
        .digest("hex");
      kinds.set(fault.kind, [...(kinds.get(fault.kind) ?? []), { area, file, rank, ...fault }]);
    }
  }
  const queues = [...kinds.entries()]
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([, faults]) => faults.sort((a, b) => (a.rank < b.rank ? -1 : 1)));
  const chosen = [];
  while (chosen.length < count && queues.some((queue) => queue.length > 0))
    for (const queue of queues) {
      const fault = queue.shift();
      if (fault !== undefined && !chosen.some((other) => overlaps(fault, other))) chosen.push(fault);
    }
  return chosen.slice(0, count);
}

function overlaps(a, b) {
  return a.file === b.file && a.start < b.end && b.start < a.end;
}

/**
 * Those without an error that the file has not by itself. All are checked by one compiler: each as a file of its own
 * beside the original, whose neighbours are the real ones.
 */
function compiled(root, faults) {
  const contents = new Map(
    [...new Set(faults.map(({ file }) => file))].map((file) => [file, fs.readFileSync(path.join(root, file), "utf8")]),
  );
  const virtual = new Map();
  const beside = (file, name) => path.join(root, file.replace(/\.ts$/, `.${name}.ts`));
  for (const [file, content] of contents) virtual.set(beside(file, "same"), content);
  faults.forEach((fault, index) => {
    virtual.set(beside(fault.file, `fault${index}`), replaced(contents.get(fault.file), [[fault, faultText(fault)]]));
  });
  const program = createProgram(root, virtual);
  const errors = (name) =>
    program
      .getSemanticDiagnostics(program.getSourceFile(name))
      .map(({ code, messageText }) => `${code} ${ts.flattenDiagnosticMessageText(messageText, "\n")}`);
  const usual = new Map([...contents.keys()].map((file) => [file, new Set(errors(beside(file, "same")))]));
  return faults.filter(({ file }, index) => {
    const name = beside(file, `fault${index}`);
    const { parseDiagnostics } = program.getSourceFile(name);
    return parseDiagnostics.length === 0 && errors(name).every((error) => usual.get(file).has(error));
  });
}

function createProgram(root, virtual) {
  const { config } = ts.readConfigFile(path.join(root, "test/tsconfig.json"), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(
    { ...config, include: [], files: [] },
    ts.sys,
    path.join(root, "test"),
  );
  const alone = {
    ...options,
    composite: false,
    incremental: false,
    noEmit: true,
    emitDeclarationOnly: false,
    declaration: false,
    tsBuildInfoFile: undefined,
  };
  const host = ts.createCompilerHost(alone, true);
  const { readFile, fileExists } = host;
  host.readFile = (name) => virtual.get(name) ?? readFile(name);
  host.fileExists = (name) => virtual.has(name) || fileExists(name);
  const getSourceFile = host.getSourceFile.bind(host);
  host.getSourceFile = (name, languageVersion, ...rest) => {
    const content = virtual.get(name);
    return content === undefined
      ? getSourceFile(name, languageVersion, ...rest)
      : ts.createSourceFile(name, content, languageVersion, true);
  };
  const ambient = path.join(root, "server/src/zoo.d.ts");
  return ts.createProgram({ rootNames: [...virtual.keys(), ambient], options: alone, host });
}
