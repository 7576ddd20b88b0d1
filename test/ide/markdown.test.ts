/** What a source or a folder is called never becomes a picture, a link to elsewhere or a format: asked of a reader of markdown. */
import { fileName } from "../../protocol/source";
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import * as path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import fc from "fast-check";
import { hover } from "../../server/src/ide/hover";
import { hints } from "../../server/src/ide/hints";
import { escapeMarkdown, fileLink } from "../../server/src/ide/markdown";
import { summary } from "../../server/src/ide/summary";
import { ROOT } from "../support/paths";
import { lineLength, positionOf, smallModel, smallReport, view } from "../support/report";
import { UNSEEN, unseenIn } from "../support/unseen-signs";

interface Token {
  readonly type: string;
  readonly content: string;
  readonly attrs: readonly (readonly [string, string])[] | null;
  readonly children: readonly Token[] | null;
}

interface MarkdownReader {
  validateLink: (target: string) => boolean;
  readonly linkify: { readonly set: (options: object) => void };
  readonly parse: (text: string, environment: object) => readonly Token[];
}

/** @vscode/vsce brings it along. */
const markdownIt = createRequire(path.join(ROOT, "package.json"))("markdown-it") as (options: object) => MarkdownReader;

/** Bare addresses are links, as in the editor; names of files that end like a country (`.py`) are none there. */
const reader = markdownIt({ html: true, linkify: true });
reader.linkify.set({ fuzzyLink: false });
reader.validateLink = () => true;

function tokensOf(markdown: string): readonly Token[] {
  const all = (tokens: readonly Token[]): readonly Token[] =>
    tokens.flatMap((token) => [token, ...all(token.children ?? [])]);
  return all(reader.parse(markdown, {}));
}

function textOf(markdown: string): string {
  return tokensOf(markdown)
    .filter(({ type }) => type === "text" || type === "text_special")
    .map(({ content }) => content)
    .join("");
}

function targetsOf(markdown: string): readonly string[] {
  return tokensOf(markdown).flatMap(({ attrs }) =>
    (attrs ?? []).filter(([name]) => name === "href" || name === "src").map(([, value]) => value),
  );
}

/** Names that try each sign that markdown, or the editor's table, reads. */
const NAMES = [
  ")![](https:evil.example",
  "![x](https://evil.example/x.png)",
  "[click](command:workbench.action.quit)",
  "<img src=x onerror=alert(1)>",
  "https://evil.example and www.evil.example and mail@evil.example and FTP://evil.example",
  "`code` **bold** _em_ ~~gone~~ a|b &lt; \\",
  "# heading",
  "- item",
  "=====",
];

describe("markdown of a hover", () => {
  for (const name of NAMES) {
    it(`shows ${name} as it is written`, () => {
      const markdown = escapeMarkdown(name);
      const types = new Set(tokensOf(markdown).map(({ type }) => type));
      assert.deepEqual(
        [...types].filter((type) => !/^(paragraph_(open|close)|inline|text|text_special)$/.test(type)),
        [],
      );
      assert.equal(textOf(markdown), name);
    });
  }

  it("breaks what the editor takes for an address without a scheme", () => {
    assert.equal(escapeMarkdown("WWW.evil.example"), "WWW\\.evil.example");
  });

  it("makes no link, picture or format of any text, and shows no sign that cannot be seen", () => {
    const part = fc.oneof(
      fc.constantFrom(...NAMES),
      fc.string({ maxLength: 8 }),
      fc.constantFrom(...UNSEEN).map((code) => String.fromCodePoint(code)),
    );
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 4 }), (parts) => {
        const markdown = `name ${escapeMarkdown(parts.join(""))}`;
        assert.deepEqual(targetsOf(markdown), []);
        assert.deepEqual(unseenIn(markdown), []);
        assert.deepEqual(
          tokensOf(markdown).filter(({ type }) => /image|link|html|strong|em_|code/.test(type)),
          [],
        );
      }),
      { seed: 9, numRuns: 300 },
    );
  });
});

describe("a link to a file", () => {
  const folder = path.resolve("/", "projects", "net", ")![](https:evil.example");
  const file = path.join(folder, "p.png).py");

  it("stays a link to that file whatever the folder is called", () => {
    for (const uri of [
      pathToFileURL(file).href,
      // As the makers of URIs leave brackets: Node before 20.12, and VS Code.
      `file://${file.replaceAll("\\", "/")}`,
      `file://${encodeURIComponent(file).replaceAll("%2F", "/")}`,
    ]) {
      const markdown = `As called in ${fileLink(uri, 6)}`;
      const [target = "", ...others] = targetsOf(markdown);
      assert.deepEqual(others, []);
      assert.match(target, /#L7$/);
      assert.equal(fileURLToPath(target.replace(/#L7$/, "")), file);
      assert.equal(textOf(markdown), "As called in p.png).py, line 7");
    }
  });

  it("encodes what markdown reads, and nothing twice", () => {
    assert.equal(
      fileLink("file:///a%20b/(c)[d]!<e>'f'*g*|h`i.py", 0),
      "[(c)\\[d\\]!\\<e\\>'f'\\*g\\*\\|h\\`i.py, line 1](file:///a%20b/%28c%29%5Bd%5D%21%3Ce%3E%27f%27%2Ag%2A%7Ch%60i.py#L1)",
    );
    assert.deepEqual(targetsOf(fileLink("file:///%E5%B1%A4/ü.py", 0)), ["file:///%E5%B1%A4/%C3%BC.py#L1"]);
  });

  it("names what cannot be decoded as it stands", () => {
    assert.equal(fileName("file:///a/100%.py"), "100%.py");
    assert.equal(fileName("untitled:Untitled-1"), "Untitled-1");
  });

  it("stands in the hover of a model that is called elsewhere", () => {
    const calledAt = {
      uri: `file://${file}`,
      range: { start: { line: 2, character: 0 }, end: { line: 2, character: 4 } },
    };
    const markdown = hover(view(smallReport({ calledAt })), positionOf("def small", 5))?.markdown ?? "";
    const targets = targetsOf(markdown).filter((target) => !target.startsWith("command:latencyLens."));
    assert.deepEqual(targets, [`${pathToFileURL(folder).href.replace(/[!()[\]]/g, encoded)}/p.png%29.py#L3`]);
  });
});

describe("names in what the editor shows", () => {
  it("hold no sign that cannot be seen and make no link, in hovers, tooltips and the status bar", () => {
    for (const name of [...NAMES, ...UNSEEN.map((code) => `a${String.fromCodePoint(code)}b`)]) {
      const layers = smallModel().layers.map((layer) => ({ ...layer, name, class: name, notEstimated: name }));
      const assumptions = [{ message: name, short: name, location: smallModel().location }];
      const shown = view(smallReport({ name, layers, assumptions }));
      const whole = { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } };
      const status = summary(shown, positionOf("def small", 5));
      const texts = [
        hover(shown, positionOf("def small", 5))?.markdown ?? "",
        hover(shown, positionOf("layers.Conv2D(64, 7", 8))?.markdown ?? "",
        hover(shown, positionOf("block(x, 64)", 1))?.markdown ?? "",
        ...hints(shown, whole, lineLength).map(({ tooltip }) => tooltip),
        status.kind === "estimate" ? status.tooltip : "",
      ];
      assert.ok(texts.filter((text) => text !== "").length > 3);
      for (const text of texts) {
        assert.deepEqual(unseenIn(text, "\n"), [], text);
        assert.deepEqual(
          targetsOf(text).filter((target) => !target.startsWith("command:latencyLens.")),
          [],
          text,
        );
      }
    }
  });
});

function encoded(sign: string): string {
  return `%${sign.charCodeAt(0).toString(16).toUpperCase()}`;
}
