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

  // Of Input((4,)), Dense(units): 4 * units + units.
  describe("of methods that need no instance", () => {
    const net = (...lines: readonly string[]): string =>
      `from keras import Input, Sequential, layers\nclass Net:\n${lines.map((line) => `    ${line}\n`).join("")}`;
    const BODY = "    return Sequential([Input((4,)), layers.Dense(units)])";

    for (const [title, file, call, expected] of [
      ["a static one", net("@staticmethod", "def build(units):", BODY), "Net.build(8)", ["Net.build 40 train.py:2"]],
      [
        "a class method",
        net("@classmethod", "def build(cls, units):", BODY),
        "Net.build(8)",
        ["Net.build 40 train.py:2"],
      ],
      [
        "by keyword, and of an instance",
        net("@staticmethod", "def build(units):", BODY),
        "Net().build(units=8)",
        ["Net.build 40 train.py:2"],
      ],
      [
        "each way of calling it",
        net("@classmethod", "def build(cls, units):", BODY),
        "Net.build(8), Net.build(16), Net.build(8)",
        ["Net.build(units=8) 40 train.py:2", "Net.build(units=16) 80 train.py:2"],
      ],
      [
        "behind what the author wrote",
        net("# latency: units=2", "@staticmethod", "def build(units):", BODY),
        "Net.build(8)",
        ["Net.build 10"],
      ],
      [
        "one with defaults alone is not asked",
        net("@staticmethod", "def build(units=3):", BODY),
        "Net.build(8)",
        ["Net.build 15"],
      ],
      ["an ordinary method is not", net("def build(self, units):", BODY), "Net().build(8)", []],
    ] as const)
      it(title, () => {
        const files = { "/code/nets.py": file, "/code/train.py": `from nets import Net\nmodels = [${call}]\n` };
        assert.deepEqual(models("/code/nets.py", files), expected);
      });

    it("within functions that nobody calls", () => {
      const files = {
        "/code/nets.py": net("@classmethod", "def build(cls, units):", BODY),
        "/code/train.py": "import nets\ndef main(arguments):\n    nets.Net.build(8).fit(arguments)\n",
      };
      assert.deepEqual(models("/code/nets.py", files), ["Net.build 40 train.py:3"]);
    });

    it("with what each class that calls has by default, marked", () => {
      const user = (units: number, name: string): string =>
        `class ${name}:\n    def __init__(self, units=${units}):\n        self.model = Net.build(units)\n`;
      const files = {
        "/code/nets.py": net("@staticmethod", "def build(units):", BODY),
        "/code/train.py": `from nets import Net\n${user(8, "Small")}${user(16, "Large")}`,
      };
      const { models: found } = reportOf("/code/nets.py", files);
      assert.deepEqual(
        found.map(({ name, assumptions }) => [name, ...assumptions.map(({ message }) => message)]),
        [
          ["Net.build(units=8)", "units of Net.build is 8, as Small has it by default"],
          ["Net.build(units=16)", "units of Net.build is 16, as Large has it by default"],
        ],
      );
    });

    it("fill in what they know, and leave the rest open", () => {
      const call = "from nets import Net\nmodel = Net.build(8, open('r').read())\n";
      const files = {
        "/code/nets.py": net("@staticmethod", "def build(units, extra):", BODY.replace("(units)", "(units + extra)")),
        "/code/train.py": call,
      };
      const { candidates = [], models: found } = reportOf("/code/nets.py", files);
      assert.deepEqual([found.length, candidates.map(({ missing }) => missing)], [0, [["units", "extra"]]]);
    });

    it("are those of the class and not of a function of the same name", () => {
      const files = {
        "/code/nets.py": `${net("@staticmethod", "def build(units):", BODY)}def build(units):\n${BODY}\n`,
        "/code/train.py": "import nets\nmodels = [nets.build(2), nets.Net.build(8)]\n",
      };
      assert.deepEqual(models("/code/nets.py", files), ["Net.build 40 train.py:2", "build 10 train.py:2"]);
    });
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

    it("takes arguments of static methods from the calls in other files", () => {
      const files = {
        "/code/net.js": `import * as tf from "@tensorflow/tfjs";
export class Net {
  static build(units) { return tf.sequential({layers: [tf.layers.dense({units, inputShape: [4]})]}); }
}
`,
        "/code/main.js": 'import { Net } from "./net";\nconst model = Net.build(8);\n',
      };
      assert.deepEqual(models("/code/net.js", files), ["Net.build 40 main.js:2"]);
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
