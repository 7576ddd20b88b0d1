/** Imports end to end: files of a project → the models of one of them. */
import assert from "node:assert/strict";
import * as path from "node:path";
import { pathToFileURL } from "node:url";
import * as fs from "node:fs";
import type { ModelReport, Report } from "../../protocol/report";
import type { Location } from "../../protocol/source";
import { LIMITS } from "../../server/src/eval/limits";
import { analyse } from "../../server/src/analysis/analysis";
import { languageOf, parseDocument } from "../../server/src/project/language";
import { diagnostics } from "../../server/src/ide/diagnostics";
import { ProjectModules } from "../../server/src/project/modules";
import type { ProjectFiles } from "../../server/src/project/modules";
import { layersByLine, modelsIn } from "../../server/src/ide/layers-by-line";
import { DiskFiles } from "../../server/src/node/files";
import type { Parsers } from "../../server/src/syntax/parser";
import { MemoryFiles } from "../support/memory-files";
import { loadTestParsers } from "../support/parsers";
import { ROOT } from "../support/paths";
import { view } from "../support/report";

const FIXTURE = path.join(ROOT, "test/fixtures/project");

describe("a project of several files", () => {
  let parsers: Parsers;
  before(async () => {
    parsers = await loadTestParsers();
  });

  function reportOf(files: ProjectFiles, uri: string, text: string): Report {
    const modules = new ProjectModules(files, (source, of) => parseDocument(parsers, source, languageOf(of)));
    const environment = { parsers, devices: [], limits: LIMITS, now: () => 0, modules };
    return analyse(environment, { uri, version: null, text, inputShape: null, cancelled: () => false });
  }

  /** A file of the fixture, with the disk as it is. */
  function fixture(file: string): Report {
    const place = path.join(FIXTURE, file);
    return reportOf(new DiskFiles(), pathToFileURL(place).href, fs.readFileSync(place, "utf8"));
  }

  /** `source` as /code/main.py, beside other files. */
  function among(files: Readonly<Record<string, string>>, source: string): Report {
    return reportOf(MemoryFiles.of(files), "file:///code/main.py", source);
  }

  describe("the fixture", () => {
    // 432 + 64, 4,608 + 128, 18,432 + 256 of three blocks, 650 of the classifier; 216 + 32, 4,608 + 256 of two blocks;
    // 80 of the convolution, 32 of the normalization, 54,090 behind 26·26·8 values.
    for (const [file, models] of [
      ["networks/small.py", [["small_net", 24_570]]],
      ["networks/injected.py", [["injected_net", 54_202]]],
      ["networks/__init__.py", [["small_net", 24_570]]],
      [
        "train.py",
        [
          ["base", 24_570],
          ["two_blocks", 5_112],
        ],
      ],
      [
        "experiments/run.py",
        [
          ["net", 54_202],
          ["small_net", 24_570],
        ],
      ],
    ] as const)
      it(`${file} has its models, whole`, () => {
        const report = fixture(file);
        assert.deepEqual(report.problems, []);
        assert.deepEqual(
          report.models.map(({ name, parameters }) => [name, parameters.total]),
          models,
        );
        assert.ok(report.models.every((model) => !model.partial && model.assumptions.length === 0));
      });
  });

  it("shows of an imported block what the document's own lines make", () => {
    const { uri, models } = fixture("train.py");
    const lines = new Map(
      modelsIn(uri, models).map((model) => [
        model.name,
        layersByLine(uri, model).map(({ line, layers }) => [line + 1, layers.length]),
      ]),
    );
    assert.deepEqual(lines.get("two_blocks"), [
      [13, 1],
      [14, 3],
      [15, 3],
    ]);
    assert.deepEqual(sources(models[1]), ["blocks.py", "train.py"]);
  });

  it("stands a model that is only imported at the import of its name", () => {
    const { uri, models } = fixture("experiments/run.py");
    assert.deepEqual(
      models.map(({ location }) => [
        location.uri === uri,
        location.range.start.line + 1,
        location.range.start.character,
      ]),
      [
        [true, 3, 30],
        [true, 4, 21],
      ],
    );
  });

  describe("a package's own file", () => {
    const HEAD = "from tensorflow.keras import layers, Sequential\n";
    const NET = "def net():\n  return Sequential([layers.Input((8, 8, 3)), layers.Conv2D(FILTERS, 3)])\n";
    const filtersWith = (files: Readonly<Record<string, string>>, imports: string): unknown =>
      among(files, `${HEAD}${imports}${NET}`).models[0]?.outputShapes[0]?.[2];

    it("does not run for the sake of its modules", () => {
      const parts = Object.fromEntries(
        Array.from({ length: LIMITS.modules + 5 }, (_, index) => [`/code/pkg/part${index}.py`, ""]),
      );
      const everything = Object.keys(parts).map((file) => `from . import ${file.slice("/code/pkg/".length, -3)}`);
      const files = { ...parts, "/code/pkg/__init__.py": everything.join("\n"), "/code/pkg/config.py": "N = 7\n" };
      assert.equal(filtersWith(files, "from pkg import config\nFILTERS = config.N\n"), 7);
      assert.equal(filtersWith(files, "import pkg.config\nFILTERS = pkg.config.N\n"), 7);
      assert.equal(filtersWith(files, "from pkg.config import N as FILTERS\n"), 7);
    });

    it("brings in only the modules of the names that are asked for", () => {
      const names = Array.from({ length: LIMITS.modules + 5 }, (_, index) => `part${index}`);
      const files = {
        ...Object.fromEntries(names.map((name, index) => [`/code/pkg/${name}.py`, `size_of_${name} = ${index + 1}\n`])),
        "/code/pkg/__init__.py": names.map((name) => `from .${name} import size_of_${name}\n`).join(""),
      };
      assert.equal(filtersWith(files, "from pkg import size_of_part44 as FILTERS\n"), 45);
      assert.equal(filtersWith(files, "import pkg\nFILTERS = pkg.size_of_part2 + pkg.size_of_part3\n"), 7);
    });

    it("gives as attributes the modules that it imports, one by one", () => {
      const files = {
        "/code/pkg/__init__.py": "from . import broken, sizes\nif True:\n  from . import more\n",
        "/code/pkg/broken.py": "raise ValueError('not needed')\n",
        "/code/pkg/sizes.py": "N = 5\n",
        "/code/pkg/more.py": "N = 6\n",
      };
      assert.equal(filtersWith(files, "import pkg\ndef size():\n  return pkg.sizes.N\nFILTERS = size()\n"), 5);
      assert.equal(filtersWith(files, "import pkg\nFILTERS = pkg.more.N\n"), 6);
    });

    it("is found by importlib under a name that is a text", () => {
      const files = { "/code/pkg/__init__.py": "", "/code/pkg/sizes.py": "N = 5\n" };
      const imported = "import importlib\nname = 'sizes'\n";
      assert.equal(filtersWith(files, `${imported}FILTERS = importlib.import_module(f'pkg.{name}').N\n`), 5);
      assert.equal(filtersWith(files, `${imported}FILTERS = importlib.import_module('.' + name, 'pkg').N\n`), 5);
    });

    it("runs for a name that is its own, also where a module has that name", () => {
      const files = {
        "/code/pkg/__init__.py": "from .config import config\nSIZE = 5\ndef half():\n  return SIZE // 2\n",
        "/code/pkg/config.py": "def config():\n  return 9\n",
      };
      assert.equal(filtersWith(files, "from pkg import config\nFILTERS = config()\n"), 9);
      assert.equal(filtersWith(files, "import pkg.config\nFILTERS = pkg.config()\n"), 9);
      assert.equal(filtersWith(files, "import pkg\nFILTERS = pkg.SIZE\n"), 5);
      assert.equal(filtersWith(files, "from pkg import half\nFILTERS = half()\n"), 2);
      assert.equal(filtersWith(files, "from pkg import *\nFILTERS = SIZE\n"), 5);
    });

    it("runs where something is missing that it may bring about", () => {
      const files = {
        "/code/pkg/__init__.py": "from . import nets\n",
        "/code/pkg/nets/__init__.py": "from .wide import wide\n",
        "/code/pkg/nets/wide.py": "import pkg.registry\ndef wide():\n  return 6\nsetattr(pkg.registry, 'wide', wide)\n",
        "/code/pkg/registry.py": "",
      };
      assert.equal(filtersWith(files, "import pkg.registry\nFILTERS = pkg.registry.wide()\n"), 6);
      assert.equal(filtersWith(files, "import pkg\nFILTERS = pkg.registry.wide()\n"), 6);
    });

    it("runs whole for a name whose value depends on what was called", () => {
      const set = "SIZE = 5\ndef choose(size):\n  global SIZE\n  SIZE = size\nchoose(8)\n";
      const files = { "/code/pkg/__init__.py": set, "/code/pkg/other.py": "" };
      assert.equal(filtersWith(files, "from pkg import SIZE as FILTERS\n"), 8);
    });

    it("runs before a module that it brings in where only running tells what it binds", () => {
      const files = {
        "/code/pkg/__init__.py": "def scale():\n  return 3\nfrom .nets import *\n",
        "/code/pkg/nets.py": "from .parts import part\nfrom . import scale\nN = part() * scale()\n",
        "/code/pkg/parts.py": "from . import scale\ndef part():\n  return 2\n",
      };
      assert.equal(filtersWith(files, "from pkg.parts import part\nFILTERS = part()\n"), 2);
      assert.equal(filtersWith(files, "from pkg.nets import N as FILTERS\n"), 6);
    });
  });

  describe("an import that is not found", () => {
    const HEAD = "from tensorflow.keras import layers, Sequential\n";
    const build = (filters: string) =>
      `def net():\n  return Sequential([layers.Input((8, 8, 3)), layers.Conv2D(${filters}, 3)])\n`;

    it("is no problem where no network needs it", () => {
      const report = among({}, `${HEAD}from plots import show\nimport metrics\n${build("4")}show(metrics.f())\n`);
      assert.deepEqual(report.problems, []);
      assert.equal(report.models[0]?.partial, false);
    });

    it("is information where a network needs it, at the import, with the places that were looked at", () => {
      const report = among({}, `${HEAD}from config import FILTERS\n${build("FILTERS")}`);
      assert.deepEqual(
        report.problems.map(({ severity, code, message, location }) => [
          severity,
          code,
          message,
          location.range.start.line,
        ]),
        [
          [
            "information",
            "import",
            "Conv2D: filters is not known: the module config is not found: there is no config.py or config/__init__.py in /code; installed packages are not read. The total is a lower bound.",
            1,
          ],
        ],
      );
      assert.equal(report.models[0]?.partial, true);
    });

    it("of everything stands for any name that is nowhere else", () => {
      for (const head of [`${HEAD}from config import *\n`, `from config import *\n${HEAD}`]) {
        const { problems, models } = among({}, `${head}${build("FILTERS")}`);
        assert.deepEqual(
          problems.map(({ severity, code }) => [severity, code]),
          [["information", "import"]],
        );
        assert.match(
          problems[0]?.message ?? "",
          /filters is not known: the module config is not found: there is no config.py/,
        );
        assert.deepEqual(
          models.map(({ layers }) => layers.length),
          [2],
        );
      }
    });

    it("of a name says what the module lacks", () => {
      const report = among({ "/code/config.py": "A = 1\n" }, `${HEAD}from config import FILTERS\n${build("FILTERS")}`);
      assert.match(report.problems[0]?.message ?? "", /the module config has no 'FILTERS'\./);
    });

    it("of a name that comes later in a cycle says so", () => {
      const files = { "/code/a.py": "from b import B\nA = B\n", "/code/b.py": "from a import A\nB = 3\n" };
      const report = among(files, `${HEAD}from b import A\n${build("A")}`);
      assert.match(report.problems[0]?.message ?? "", /the module b has no 'B' yet: the two files import each other\./);
    });
  });

  it("links a problem to where its layer is constructed, applied and called, across files", () => {
    const files = {
      "/code/parts.py": "from tensorflow.keras import layers\nwide = layers.Conv2D(4, 99)\n",
      "/code/blocks.py": "from parts import wide\ndef block(x):\n  return wide(x)\n",
    };
    const report = among(
      files,
      "from tensorflow.keras import Input, Model\nfrom blocks import block\ni = Input((8, 8, 3))\nmodel = Model(i, block(i))\n",
    );
    const [problem, ...others] = report.problems;
    assert.deepEqual(others, []);
    const place = ({ uri, range }: Location): string => `${uri.replace("file:///code/", "")}:${range.start.line + 1}`;
    assert.equal(problem === undefined ? "" : place(problem.location), "blocks.py:3");
    assert.deepEqual(
      problem?.related.map(({ message, location }) => `${message} ${place(location)}`),
      ["called from here main.py:4", "Conv2D is constructed here parts.py:2"],
    );
  });

  it("keeps a problem of another file, at the call that leads there", () => {
    const files = {
      "/code/blocks.py": "from tensorflow.keras.layers import *\ndef block(x):\n  return Conv2D(4, 99)(x)\n",
    };
    const report = among(
      files,
      "from tensorflow.keras import Input, Model\nfrom blocks import block\ni = Input((8, 8, 3))\nmodel = Model(i, block(i))\n",
    );
    assert.deepEqual(
      report.problems.map(({ code, location }) => [code, location.uri, location.range.start.line]),
      [["shape", "file:///code/blocks.py", 2]],
    );
    const [shown] = diagnostics(view(report));
    assert.deepEqual([shown?.code, shown?.range.start.line], ["shape", 3]);
    assert.equal(shown?.related[0]?.location.uri, "file:///code/blocks.py");
  });

  it("shows no model that an imported file builds for itself", () => {
    const files = {
      "/code/other.py":
        "from tensorflow.keras import layers, Sequential\nm = Sequential([layers.Dense(3, input_shape=(4,))])\n",
    };
    const source =
      "import other\nfrom tensorflow.keras import layers, Sequential\nnet = Sequential([layers.Dense(5, input_shape=(4,))])\n";
    assert.deepEqual(
      among(files, source).models.map(({ name }) => name),
      ["net"],
    );
    assert.deepEqual(
      among(files, "from other import m as imported\n").models.map(({ name, location }) => [name, location.uri]),
      [["imported", "file:///code/main.py"]],
    );
  });

  it("keeps what an endless module leaves, and says so at its import", () => {
    const files = { "/code/endless.py": "A = 3\nwhile True: A = 3\n", "/code/through.py": "import endless\n" };
    const report = among(
      files,
      "from tensorflow.keras import layers, Sequential\nnet = Sequential([layers.Dense(3, input_shape=(4,))])\nimport through\n",
    );
    assert.deepEqual(
      report.models.map(({ name, parameters }) => [name, parameters.total]),
      [["net", 15]],
    );
    const [shown] = diagnostics(view(report));
    assert.deepEqual([shown?.code, shown?.range.start.line], ["limit", 2]);
    assert.deepEqual(
      shown?.related.map(({ location }) => location.uri),
      ["file:///code/endless.py", "file:///code/through.py"],
    );
  });

  it("brings in no more modules than the limit", () => {
    const files = Object.fromEntries(
      Array.from({ length: LIMITS.modules + 2 }, (_, index) => [
        `/code/m${index}.py`,
        `import m${index + 1}\nN = ${index}\n`,
      ]),
    );
    const source = (index: number) =>
      `import m0\nfrom m${index} import N\nfrom tensorflow.keras import layers, Sequential\nnet = Sequential([layers.Dense(N, input_shape=(4,))])\n`;
    assert.deepEqual(among(files, source(LIMITS.modules - 1)).problems, []);
    assert.match(
      among(files, source(LIMITS.modules)).problems[0]?.message ?? "",
      /the module m40 is not read: a document brings in 40 at most\./,
    );
  });

  it("tells which files the report rests on", () => {
    const report = among({ "/code/a.py": "from b import B\n" }, "from a import B\n");
    assert.deepEqual(
      report.consulted,
      ["a/__init__.py", "a.py", "b/__init__.py", "b.py"].map((file) => `file:///code/${file}`),
    );
  });
});

/** Names of the files that the layers are constructed in. */
function sources(model: ModelReport | undefined): readonly string[] {
  const files = model?.layers
    .flatMap(({ construction }) => construction.slice(0, 1))
    .map(({ location }) => location.uri);
  return [...new Set(files?.map((uri) => path.posix.basename(uri)))].sort();
}
