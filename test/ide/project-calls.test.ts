/** Calls of a document's functions in other files of its project, and files of JavaScript that import each other. */
import assert from "node:assert/strict";
import type { Report } from "../../protocol/report";
import { LIMITS } from "../../server/src/eval/limits";
import { analyse } from "../../server/src/analysis/analysis";
import { languageOf, parseDocument } from "../../server/src/project/language";
import { ProjectModules } from "../../server/src/project/modules";
import { importsOfFramework } from "../../server/src/project/relevant";
import type { Parsers } from "../../server/src/syntax/parser";
import { MemoryFiles } from "../support/memory-files";
import { loadTestParsers } from "../support/parsers";

const NETS = `from keras import Input, Model, Sequential, layers
def build(units, classes=10):
    return Sequential([Input((4,)), layers.Dense(units), layers.Dense(classes)])
`;

describe("calls in other files of the project", () => {
  let parsers: Parsers;
  before(async () => {
    parsers = await loadTestParsers();
  });

  function reportOf(path: string, files: Readonly<Record<string, string>>, text = files[path] ?? ""): Report {
    const modules = new ProjectModules(MemoryFiles.of({ "/code/.git/HEAD": "", ...files }), (source, of) =>
      parseDocument(parsers, source, languageOf(of)),
    );
    const environment = { parsers, devices: [], limits: LIMITS, now: () => 0, modules };
    const uri = `file://${path}`;
    return analyse(environment, { uri, version: null, text, inputShape: null, cancelled: () => false });
  }

  /** Name, parameters and place of the call of each model. */
  function models(path: string, files: Readonly<Record<string, string>>): readonly string[] {
    return reportOf(path, files).models.map(({ name, parameters, calledAt, location }) => {
      assert.equal(location.uri, `file://${path}`);
      const at =
        calledAt === undefined ? "" : ` ${calledAt.uri.replace("file:///code/", "")}:${calledAt.range.start.line + 1}`;
      return `${name} ${parameters.total}${at}`;
    });
  }

  it("give a function its arguments, at its own definition", () => {
    const files = {
      "/code/nets.py": NETS,
      "/code/train.py": "from nets import build\nmodel = build(8)\n",
      "/code/notes.py": "build = 'nets'\n",
    };
    assert.deepEqual(models("/code/nets.py", files), ["build 130 train.py:2"]);
  });

  it("also within functions, under other names and from a package", () => {
    const files = {
      "/code/networks/nets.py": NETS,
      "/code/networks/__init__.py": "from .nets import build\n",
      "/code/scripts/train.py":
        "import networks.nets as n\ndef main(arguments):\n    for units in (8, 16):\n        n.build(units, classes=2).fit(arguments)\n",
    };
    assert.deepEqual(models("/code/networks/nets.py", files), [
      "build(units=8) 58 scripts/train.py:4",
      "build(units=16) 114 scripts/train.py:4",
    ]);
  });

  it("are not asked where the file itself calls the function", () => {
    const files = {
      "/code/nets.py": `${NETS}def main(data):\n    build(2)\n`,
      "/code/train.py": "from nets import build\nmodel = build(8)\n",
    };
    assert.deepEqual(models("/code/nets.py", files), ["build 40 nets.py:5"]);
  });

  it("leave open what is no literal there", () => {
    const files = {
      "/code/nets.py": NETS,
      "/code/train.py": "from nets import build\nmodel = build(open('u').read())\n",
    };
    const { models: none, candidates = [] } = reportOf("/code/nets.py", files);
    assert.deepEqual([none.length, candidates.map(({ name }) => name)], [0, ["build"]]);
  });

  it("are those of files that import each other, too", () => {
    const files = {
      "/code/nets.py": `import train\n${NETS}`,
      "/code/train.py": "import nets\ndef run():\n    return nets.build(8)\n",
    };
    assert.deepEqual(models("/code/nets.py", files), ["build 130 train.py:3"]);
  });

  it("make the report rest on those files", () => {
    const files = { "/code/nets.py": NETS, "/code/train.py": "from nets import build\n" };
    assert.ok(reportOf("/code/nets.py", files).consulted?.includes("file:///code/train.py"));
  });

  it("stay within the project", () => {
    const files = { "/code/nets.py": NETS, "/other/train.py": "from nets import build\nmodel = build(8)\n" };
    assert.deepEqual(models("/code/nets.py", files), []);
  });

  describe("JavaScript and TypeScript", () => {
    const LAYERS = `import * as tf from "@tensorflow/tfjs";
export const UNITS = 3;
export function dense(units: number, inputShape?: number[]) {
  return inputShape ? tf.layers.dense({units, inputShape}) : tf.layers.dense({units});
}
export default function net() { return tf.sequential({layers: [dense(UNITS, [4])]}); }
`;
    const main = (head: string, body: string): string => `import * as tf from "@tensorflow/tfjs";\n${head}\n${body}\n`;
    const BODY = "const model = tf.sequential({layers: [dense(UNITS, [4]), dense(2)]});";

    for (const [title, head, others, body] of [
      ["a file without its extension", 'import { dense, UNITS } from "./layers";', {}, BODY],
      ["a file by what it compiles to", 'import { dense, UNITS } from "./layers.js";', {}, BODY],
      [
        "everything of a file",
        'import * as l from "./layers";',
        {},
        BODY.replaceAll("dense(", "l.dense(").replace("UNITS", "l.UNITS"),
      ],
      [
        "a folder's index",
        'import { dense, UNITS } from "./parts";',
        { "/code/parts/index.ts": 'export * from "../layers";' },
        BODY,
      ],
      [
        "a name that is handed on",
        'import { fully as dense, UNITS } from "./parts";',
        { "/code/parts.js": 'export { dense as fully, UNITS } from "./layers";' },
        BODY,
      ],
      ["require", 'const { dense, UNITS } = require("./layers");', {}, BODY],
    ] as const)
      it(`imports ${title}`, () => {
        const files = { "/code/layers.ts": LAYERS, ...others, "/code/main.ts": main(head, body) };
        assert.deepEqual(reportOf("/code/main.ts", files).problems, []);
        assert.deepEqual(models("/code/main.ts", files), ["model 23"]);
      });

    it("imports a default", () => {
      const files = {
        "/code/layers.ts": LAYERS,
        "/code/main.js": main('import build from "./layers";', "const model = build();"),
      };
      assert.deepEqual(models("/code/main.js", files), ["model 15"]);
    });

    it("says which file there is not, and reads no package", () => {
      for (const [module, why] of [
        ["./nothing", /the module \.\/nothing is not found: there is no \/code\/nothing with \.js, \.ts or \/index/],
        ["../outside", /the module \.\.\/outside is not found: it would be outside the project/],
        [
          "some-package",
          /the module some-package is not found: it is no file beside this one; installed packages are not read/,
        ],
      ] as const) {
        const files = {
          "/code/main.ts": main(`import { dense, UNITS } from "${module}";`, BODY),
          "/outside.ts": LAYERS,
        };
        assert.match(
          reportOf("/code/main.ts", files)
            .problems.map(({ message }) => message)
            .join("\n"),
          why,
        );
      }
    });

    it("takes arguments from the calls in other files", () => {
      const files = {
        "/code/nets.ts": `${LAYERS}export function build(units: number) { return tf.sequential({layers: [dense(units, [4])]}); }\n`,
        "/code/app.ts": 'import { build } from "./nets";\nexport function start() { return build(5); }\n',
      };
      assert.deepEqual(models("/code/nets.ts", files), ["net 15", "build 25 app.ts:2"]);
    });

    it("a file that imports TensorFlow.js by way of another one is looked at", () => {
      const text = 'import build from "./layers";\nexport const model = build();\n';
      const textOf = ({ module }: { readonly module: string }): { uri: string; text: string } | undefined =>
        module === "./layers" ? { uri: "file:///code/layers.ts", text: LAYERS } : undefined;
      assert.equal(importsOfFramework("file:///code/main.ts", text, textOf), true);
      assert.equal(importsOfFramework("file:///code/main.ts", text.replace("./layers", "./others"), textOf), false);
    });
  });
});
