/** What users get: by npm a working command line, as a .vsix the extension, and nothing of the workshop. And what both say of others' work. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import { createRequire } from "node:module";
import * as os from "node:os";
import * as path from "node:path";
import { pathToFileURL } from "node:url";
import { ROOT } from "../support/paths";

const WASM = ["python", "tsx", "typescript"].map((name) => `tree-sitter-${name}.wasm`).concat("web-tree-sitter.wasm");

describe("the packages", () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "latency-lens-pack-"));
  const models = fs.readdirSync(path.join(ROOT, "predictors/models")).filter((name) => name.endsWith(".json"));
  let files: readonly string[] = [];
  let tarball = "";

  before(() => {
    const source = [
      "package.json",
      ".vscodeignore",
      "README.md",
      "LICENSE",
      "CHANGELOG.md",
      "docs",
      "media",
      "syntaxes",
      "zoo",
    ];
    for (const name of source) fs.cpSync(path.join(ROOT, name), path.join(folder, name), { recursive: true });
    run(ROOT, process.execPath, "esbuild.mjs", "--out", path.join(folder, "dist"));
    const packed = run(folder, "npm", "pack", "--ignore-scripts", "--json");
    const [answer] = JSON.parse(packed) as { filename: string; files: { path: string }[] }[];
    files = answer?.files.map((file) => file.path).sort() ?? [];
    tarball = path.join(folder, answer?.filename ?? "");
  });
  after(() => {
    fs.rmSync(folder, { recursive: true, force: true });
  });

  it("npm's holds the command line with its grammars, predictors, program for boards, licences and pages, and nothing else", () => {
    const docs = fs.readdirSync(path.join(ROOT, "docs"));
    assert.deepEqual(
      files,
      [
        ...["CHANGELOG.md", "LICENSE", "README.md", "package.json"],
        ...[
          "dist/THIRD-PARTY-NOTICES.txt",
          "dist/board/runner.py",
          "dist/cli.js",
          "dist/explore-thread.js",
          "dist/mcp.js",
        ],
        ...WASM.map((name) => `dist/wasm/${name}`),
        ...models.map((name) => `dist/models/${name}`),
        ...docs.map((name) => `docs/${name}`),
      ].sort(),
    );
  });

  it("the .vsix holds the extension with the same and its example networks, and nothing else", async () => {
    for (const stray of ["zoo/keras/__pycache__/vgg16.cpython-311.pyc", "zoo/notes.txt", "dist/.env"]) {
      fs.mkdirSync(path.join(folder, path.dirname(stray)), { recursive: true });
      fs.writeFileSync(path.join(folder, stray), "");
    }
    const file = path.join(folder, "latency-lens.vsix");
    const { href } = pathToFileURL(path.join(ROOT, "scripts", "vsix.mjs"));
    const { packVsix } = (await import(href)) as { readonly packVsix: (file: string, source: string) => void };
    packVsix(file, folder);
    const networks = fs
      .readdirSync(path.join(ROOT, "zoo"), { recursive: true, encoding: "utf8" })
      .filter((name) => /\.(py|ts|js)$/.test(name));
    assert.ok(networks.length > 40, networks.join());
    const extension = [
      "package.json",
      // The packager writes these names its own way.
      ...["changelog.md", "LICENSE.txt", "readme.md"],
      ...[
        ...["THIRD-PARTY-NOTICES.txt", "board/runner.py"],
        ...["client.js", "server.js", "webview/panel.js", "webview/panel.css"],
      ].map((name) => `dist/${name}`),
      ...WASM.map((name) => `dist/wasm/${name}`),
      ...models.map((name) => `dist/models/${name}`),
      "media/icon.png",
      ...["compare", "editor", "what-if"].map((name) => `media/pictures/${name}.png`),
      ...["layers", "yours"].map((step) => `media/walkthrough/${step}.md`),
      "syntaxes/latency-directive.injection.json",
      ...networks.map((name) => `zoo/${name.replaceAll("\\", "/")}`),
    ];
    assert.deepEqual(
      namesInZip(file),
      ["[Content_Types].xml", "extension.vsixmanifest", ...extension.map((name) => `extension/${name}`)].sort(),
    );
  });

  it("npm's installs without a network and estimates a network", () => {
    const home = path.join(folder, "home");
    fs.mkdirSync(home);
    fs.writeFileSync(path.join(home, "package.json"), "{}");
    run(home, "npm", "install", "--offline", "--no-audit", "--no-fund", "--cache", path.join(folder, "cache"), tarball);
    const source = path.join(home, "net.py");
    fs.writeFileSync(
      source,
      "import keras\nmodel = keras.Sequential([keras.Input((8, 8, 3)), keras.layers.Conv2D(4, 3)])\n",
    );
    const command = path.join(home, "node_modules", ".bin", "latency-lens");
    const store = path.join(home, "store");
    const report = JSON.parse(run(home, command, "estimate", source, "--format", "json", "--store", store)) as {
      readonly models: readonly { readonly parameters: { readonly total: number } }[];
    };
    // 3 × 3 × 3 × 4 weights and 4 biases.
    assert.deepEqual(
      report.models.map(({ parameters }) => parameters.total),
      [112],
    );
  });

  it("have a licence for every package that a bundle holds", () => {
    const notices = fs.readFileSync(path.join(folder, "dist", "THIRD-PARTY-NOTICES.txt"), "utf8");
    const bundles = fs
      .readdirSync(path.join(folder, "dist"), { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".js"));
    assert.ok(bundles.length >= 4, bundles.join());
    // Above each module of a build for development stands where it comes from.
    const bundled = bundles.flatMap((name) => [
      ...fs
        .readFileSync(path.join(folder, "dist", name), "utf8")
        .matchAll(/^ *\/\/ (.*\bnode_modules\/(?:@[^/\n]+\/)?[^/\n]+)\//gm),
    ]);
    const folders = bundled.map(([, name]) => path.resolve(ROOT, name ?? ""));
    const packages = new Map(
      [...folders, path.join(ROOT, "node_modules/@vscode/tree-sitter-wasm")].map((one) => [one, manifestOf(one)]),
    );
    const names = new Set([...packages.values()].map(({ name }) => name));
    assert.ok(names.has("vscode-languageclient") && names.has("commander"), [...names].join());
    for (const { name, version } of packages.values()) {
      const heading = new RegExp(`^={80}\n${name} ${version} \\(.+\\)\n={80}\n\n(?:.*\n)*?.*Copyright`, "m");
      assert.match(notices, name === "minimatch" ? /Blue Oak Model License/ : heading, name);
    }
  });

  it("are not built with a package whose licence is missing", async () => {
    const nameless = path.join(folder, "node_modules", "nameless");
    fs.mkdirSync(nameless, { recursive: true });
    fs.writeFileSync(path.join(nameless, "package.json"), '{ "name": "nameless", "version": "1.0.0" }');
    const metafile = (bytesInOutput: number): object => ({
      outputs: { "dist/cli.js": { inputs: { [path.join(nameless, "index.js")]: { bytesInOutput } } } },
    });
    const { href } = pathToFileURL(path.join(ROOT, "scripts", "notices.mjs"));
    const { thirdPartyNotices } = (await import(href)) as {
      readonly thirdPartyNotices: (metafiles: object[]) => string;
    };
    assert.throws(() => thirdPartyNotices([metafile(10)]), /nameless is bundled and its package has no licence text/);
    assert.doesNotMatch(thirdPartyNotices([metafile(0)]), /nameless/);
  });
});

describe("development tools", () => {
  it("run on the Node that README names", () => {
    const readme = fs.readFileSync(path.join(ROOT, "README.md"), "utf8");
    const named = /with Node (\d+)\.(\d+) or later/.exec(readme);
    assert.ok(named, "README.md names no version of Node for development");
    const node = `${named[1] ?? ""}.${named[2] ?? ""}.0`;
    const lock = JSON.parse(fs.readFileSync(path.join(ROOT, "package-lock.json"), "utf8")) as {
      readonly packages: Readonly<Record<string, { readonly engines?: { readonly node?: string } }>>;
    };
    const wanted = Object.entries(lock.packages).map(([name, { engines }]) => ({ name, range: engines?.node ?? "*" }));
    const refusing = wanted.filter(({ range }) => !admits(range, node));
    assert.deepEqual(refusing, []);
    assert.ok(wanted.some(({ range }) => range.startsWith("^20.")));
  });

  it("are compared with ranges as npm compares them", () => {
    assert.ok(admits("^18.18.0 || ^20.9.0 || >=21.1.0", "20.19.0"));
    assert.ok(admits(">= 0.4", "20.19.0"));
    assert.ok(!admits("^20.19.1 || >=22", "20.19.0"));
    assert.ok(!admits(">=22.0.0", "20.19.0"));
  });
});

/** From the directory at the end of a zip file: an entry has the lengths of its three texts at 28, 30 and 32, and its name at 46. */
function namesInZip(file: string): string[] {
  const bytes = fs.readFileSync(file);
  const end = bytes.lastIndexOf("PK\x05\x06", undefined, "latin1");
  assert.notEqual(end, -1, "not a zip file");
  const names: string[] = [];
  let at = bytes.readUInt32LE(end + 16);
  while (at < end) {
    const length = bytes.readUInt16LE(at + 28);
    names.push(bytes.toString("utf8", at + 46, at + 46 + length));
    at += 46 + length + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  return names.sort();
}

/** As npm compares: vscode-languageclient brings its package along. */
function admits(range: string, version: string): boolean {
  const semver = createRequire(path.join(ROOT, "package.json"))("semver") as {
    readonly satisfies: (version: string, range: string) => boolean;
  };
  return semver.satisfies(version, range);
}

function manifestOf(folder: string): { readonly name: string; readonly version: string } {
  return JSON.parse(fs.readFileSync(path.join(folder, "package.json"), "utf8")) as {
    readonly name: string;
    readonly version: string;
  };
}

function run(folder: string, program: string, ...args: readonly string[]): string {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    cwd: folder,
    encoding: "utf8",
    // Tests run by npm hand its settings on to those that they start.
    env: Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name))),
    shell: process.platform === "win32",
  });
  assert.equal(status, 0, error?.message ?? `${program} ${args.join(" ")}:\n${stdout}${stderr}`);
  return stdout;
}
