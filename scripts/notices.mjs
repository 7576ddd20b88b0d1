// The licences of what others wrote and the bundles hold: read from esbuild's own list of what it bundled, so that none is forgotten.
import fs from "node:fs";
import path from "node:path";

const root = path.resolve(import.meta.dirname, "..");

/** What is copied beside the bundles and therefore on no list of esbuild's. */
const COPIED = ["web-tree-sitter", "@vscode/tree-sitter-wasm"].map((name) => path.join(root, "node_modules", name));

/** The grammars inside @vscode/tree-sitter-wasm, whose package does not hold their licences. */
const GRAMMARS = [
  { title: "tree-sitter-python (MIT)", years: "2016" },
  { title: "tree-sitter-typescript (MIT)", years: "2017" },
].map(({ title, years }) => ({ title, texts: [mit(`Copyright (c) ${years} Max Brunsfeld`)] }));

/** Text of THIRD-PARTY-NOTICES.txt for bundles with these metafiles. Throws where a package has no licence text. */
export function thirdPartyNotices(metafiles) {
  const packages = bundledPackages(metafiles).map((folder) => describe(folder));
  const sections = [...new Map([...packages, ...GRAMMARS].map((section) => [section.title, section])).values()];
  sections.sort((a, b) => (a.title < b.title ? -1 : 1));
  const head =
    "Latency Lens holds software that others wrote. What it is, and under which licence each part may be used:\n\n";
  const list = sections.map(({ title }) => `  ${title}\n`).join("");
  const rule = "=".repeat(80);
  return `${head}${list}${sections.map(({ title, texts }) => `\n${rule}\n${title}\n${rule}\n\n${texts.join("\n\n")}\n`).join("")}`;
}

/** Folders of the packages that a bundle took at least one byte from, and of those that are copied. */
function bundledPackages(metafiles) {
  const inputs = metafiles.flatMap(({ outputs }) =>
    Object.values(outputs).flatMap((output) =>
      Object.entries(output.inputs).flatMap(([input, { bytesInOutput }]) => (bytesInOutput > 0 ? [input] : [])),
    ),
  );
  const folders = inputs.flatMap((input) => {
    const match = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input);
    return match === null ? [] : [path.resolve(root, match[0])];
  });
  return [...new Set([...folders, ...COPIED])];
}

function describe(folder) {
  const { name, version, license } = JSON.parse(fs.readFileSync(path.join(folder, "package.json"), "utf8"));
  const files = fs
    .readdirSync(folder)
    .filter((file) => /^(licen[cs]e|copying|notice|third-?party-?notices)/i.test(file));
  if (!files.some((file) => /^(licen[cs]e|copying)/i.test(file)))
    throw new Error(
      `${name} is bundled and its package has no licence text; look for it where the package comes from.`,
    );
  const texts = files
    .sort()
    .map((file) => fs.readFileSync(path.join(folder, file), "utf8").replace(/\r\n/g, "\n").trim());
  return { title: `${name} ${version} (${license})`, texts };
}

function mit(copyright) {
  return `The MIT License (MIT)

${copyright}

Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.`;
}
