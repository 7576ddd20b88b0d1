/** What the models of a file are said to rest on, where modules assume something. */
import assert from "node:assert/strict";
import { LIMITS } from "../../server/src/eval/limits";
import { analyse } from "../../server/src/analysis/analysis";
import { languageOf, parseDocument } from "../../server/src/project/language";
import { ProjectModules } from "../../server/src/project/modules";
import type { Parsers } from "../../server/src/syntax/parser";
import { MemoryFiles } from "../support/memory-files";
import { loadTestParsers } from "../support/parsers";

const HEAD = `import argparse, os
import tensorflow as tf
from tensorflow.keras import Input, Model, Sequential, layers
def net(width, depth=1):
    image = Input((16, 16, 3))
    x = layers.Conv2D(width, 3)(image)
    return Model(image, layers.Dense(depth)(x))
`;
const FLAGS = `parser = argparse.ArgumentParser()
parser.add_argument("--width", type=int, default=8)
parser.add_argument("--wide", action="store_true")
ARGS = parser.parse_args()
`;
const SIZE = 'SIZE = int(os.environ.get("SIZE", "9"))\n';

describe("what a model rests on", () => {
  let parsers: Parsers;
  before(async () => {
    parsers = await loadTestParsers();
  });

  /** The assumptions of each model in a few words, `-` for one without. */
  function assumed(text: string, files: Readonly<Record<string, string>> = {}): readonly string[] {
    const all = { "/code/.git/HEAD": "", "/code/model.py": text, ...files };
    const modules = new ProjectModules(MemoryFiles.of(all), (source, of) =>
      parseDocument(parsers, source, languageOf(of)),
    );
    const environment = { parsers, devices: [], limits: LIMITS, now: () => 0, modules };
    const input = { uri: "file:///code/model.py", version: null, text, inputShape: null, cancelled: () => false };
    return analyse(environment, input).models.map(
      ({ name, assumptions }) =>
        `${name}: ${
          assumptions
            .map(({ short }) => short)
            .sort()
            .join(", ") || "-"
        }`,
    );
  }

  function check(title: string, source: string, expected: readonly string[], files?: Record<string, string>): void {
    it(title, () => {
      assert.deepEqual(assumed(HEAD + source, files), expected, source);
    });
  }

  const FLAG = "no arguments";
  const VARIABLE = "SIZE not set";

  describe("in a function", () => {
    const build = (width: string): string => `def build():\n    return net(${width})\n`;
    check("is a flag of the module that it reads", FLAGS + build("ARGS.width"), [`build: ${FLAG}`]);
    check("is no flag that it does not read", FLAGS + build("8"), ["build: -"]);
    check(
      "is a flag read through another function",
      `${FLAGS}def width():\n    return ARGS.width\n${build("width()")}`,
      [`build: ${FLAG}`],
    );
    check("is one of two", FLAGS + SIZE + build("SIZE"), [`build: ${VARIABLE}`]);
    check("is both of two", FLAGS + SIZE + build("SIZE + ARGS.width"), [`build: ${VARIABLE}, ${FLAG}`]);
    check("is its default", `${SIZE}def build(size=SIZE):\n    return net(size)\n`, [`build: ${VARIABLE}`]);
    check("is a name computed from one", `${SIZE}HALF = SIZE // 2\nWIDE = [HALF, 1]\n${build("WIDE[0]")}`, [
      `build: ${VARIABLE}`,
    ]);
    check(
      "is what an inner container was filled with",
      `${FLAGS}CONFIG = {"net": {"width": 3}}\nnet_config = CONFIG["net"]\nnet_config["width"] = ARGS.width\n${build('CONFIG["net"]["width"]')}`,
      [`build: ${FLAG}`],
    );
    check("is no name of its own that is spelt the same", `${SIZE}def build():\n    SIZE = 4\n    return net(SIZE)\n`, [
      "build: -",
    ]);
    check("is no name that has been bound anew", `${SIZE}SIZE = 4\n${build("SIZE")}`, ["build: -"]);
    check(
      "is a condition that leads past an assignment",
      `${FLAGS}WIDTH = 3\nif ARGS.wide:\n    WIDTH = 5\n${build("WIDTH")}`,
      [`build: ${FLAG}`],
    );
    check(
      "is the version by which a name was chosen",
      `if tf.__version__ >= "2.2":\n    WIDTH = 3\nelse:\n    WIDTH = 5\n${build("WIDTH")}`,
      ["build: TensorFlow 2.15"],
    );
    check(
      "is the version, for each name that it chose",
      `A = 1 if tf.__version__ >= "2" else 2\nB = 1 if tf.__version__ >= "2" else 2\n${build("B")}`,
      ["build: TensorFlow 2.15"],
    );
    check(
      "is an unread part of try, for what stands in it",
      `import mystery\nWIDTH = 3\ntry:\n    mystery.load()\n    WIDTH = 5\nexcept OSError:\n    pass\n${build("WIDTH")}`,
      ["build: no error in a try block"],
    );
    check(
      "is no part of try that has nothing to do with it",
      `import mystery\ntry:\n    import tensorflow as tf\n    mystery.load()\nexcept OSError:\n    pass\ndef build():\n    return tf.keras.Sequential([tf.keras.Input((4,)), tf.keras.layers.Dense(2)])\n`,
      ["build: -"],
    );
    check(
      "is what a setting of the library's was told",
      `tf.keras.backend.set_image_data_format(os.environ.get("FORMAT", "channels_last"))\n${build("3")}`,
      ["build: FORMAT not set"],
    );
  });

  describe("in a class", () => {
    const body = `    def __init__(self):
        super().__init__()
        self.conv = layers.Conv2D(WIDTH, 3)
    def call(self, x):
        return self.conv(x)
`.replaceAll("WIDTH", "self.width");
    check("is a member of it", `${SIZE}class Net(Model):\n    width = SIZE\n${body}`, [`Net: 224×224×3, ${VARIABLE}`]);
    check(
      "is none that another class has",
      `${SIZE}class Other:\n    width = SIZE\nclass Net(Model):\n    width = 3\n${body}`,
      ["Net: 224×224×3"],
    );
  });

  describe("at the top level", () => {
    check("is what its own statement reads", `${FLAGS}one = net(ARGS.width)\nother = net(8)\n`, [
      `one: ${FLAG}`,
      "other: -",
    ]);
    check(
      "is what a layer that it holds reads",
      `${SIZE}x = image = Input((8, 8, 3))\nx = layers.Conv2D(SIZE, 3)(x)\nmodel = Model(image, x)\n`,
      [`model: ${VARIABLE}`],
    );
    check(
      "is what it was grown by",
      `${SIZE}model = Sequential([Input((4,))])\nmodel.add(layers.Dense(3))\nmodel.add(layers.Dense(SIZE))\n`,
      [`model: ${VARIABLE}`],
    );
    check(
      "is what may have grown it",
      `${FLAGS}model = Sequential([Input((4,)), layers.Dense(3)])\nif ARGS.wide:\n    model.add(layers.Dense(5))\n`,
      [`model: ${FLAG}`],
    );
    check("is what decides whether it is built", `${FLAGS}if not ARGS.wide:\n    model = net(3)\n`, [`model: ${FLAG}`]);
    check(
      "is no statement beside it",
      `if __name__ == "__main__":\n    args = argparse.ArgumentParser().parse_args()\n    model = net(3)\n`,
      ["model: -"],
    );
    check(
      "is what a call gives a function",
      `def build(width):\n    return net(width)\n${FLAGS}build(ARGS.width).summary()\n`,
      [`build: ${FLAG}`],
    );
    check(
      "is what a function gives another one",
      `def build(width):\n    return net(width)\ndef main():\n    args = argparse.ArgumentParser().parse_args()\n    build(args.width or 3).fit()\n`.replace(
        "args.width or 3",
        'int(os.environ.get("SIZE", "3"))',
      ),
      [`net: ${VARIABLE}, ${FLAG}`],
    );
  });

  describe("in other files", () => {
    const CONFIG = { "/code/config.py": `import os\n${SIZE}CLASSES = 4\nclass Config:\n    size = SIZE\n` };
    const reads = (imports: string, width: string, expected: string): void => {
      check(
        `${imports}: ${width}`,
        `${imports}\ndef build():\n    return net(${width})\n`,
        [`build: ${expected}`],
        CONFIG,
      );
    };
    reads("from config import SIZE", "SIZE", VARIABLE);
    reads("from config import SIZE as width", "width", VARIABLE);
    reads("from config import *", "SIZE", VARIABLE);
    reads("from config import *", "CLASSES", "-");
    reads("import config", "config.SIZE", VARIABLE);
    reads("import config", "config.CLASSES", "-");
    reads("import config", "getattr(config, 'SIZE')", VARIABLE);
    reads("from config import Config", "Config.size", VARIABLE);
    check(
      "is what a call there gives it",
      "def build(width):\n    return net(width)\n",
      [`net: ${FLAG}`, `build: ${FLAG}`],
      {
        "/code/train.py": `import argparse\nfrom model import build\n${FLAGS}build(ARGS.width)\n`,
      },
    );
  });
});
