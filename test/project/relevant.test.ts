import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { LIMITS } from "../../server/src/eval/limits";
import { analyse } from "../../server/src/analysis/analysis";
import { languageOf } from "../../server/src/project/language";
import type { DocumentLanguage } from "../../server/src/project/language";
import { importsFramework, importsOfFramework } from "../../server/src/project/relevant";
import type { Parsers } from "../../server/src/syntax/parser";
import { loadTestParsers } from "../support/parsers";
import { ROOT } from "../support/paths";

describe("a document matters where it imports another file that imports a framework", () => {
  const files = new Map([
    ["/nets", "import keras"],
    ["/.nets", "import os, tensorflow as tf"],
    ["/pkg", ""],
    ["/pkg.small", "from .nets import *"],
    ["/plain", "import numpy, loop"],
    ["/loop", "import plain"],
    ["/handed", "_KERAS_LAYERS = None"],
  ]);
  for (const [text, expected] of [
    ["import nets", true],
    ["import os, nets as n", true],
    ["from nets import a", true],
    ["from nets import (", true],
    ["from nets import (\n  a,  # the first\n  b,\n)", true],
    ["from pkg import (\n  large,  # not this one, see: small\n  small,\n)", true],
    ["from . import (\n  nets,\n)", true],
    ["from.nets import a", true],
    ["from \\\n  nets import a", true],
    ["from . import nets", true],
    ["from .nets import (a,\n  b)", true],
    ["from pkg import small", true],
    ["import pkg", false],
    ["import plain", false],
    ["from elsewhere import a", false],
    ["from handed import net", true],
    ["# import nets", false],
    ["import importlib\nnets = importlib.import_module('nets')", true],
  ] as const)
    it(`${JSON.stringify(text)}: ${expected ? "yes" : "no"}`, () => {
      const found = importsOfFramework("file:///main.py", text, ({ module, level }) => {
        const uri = `/${".".repeat(level)}${module}`;
        const content = files.get(uri);
        return content === undefined ? undefined : { uri, text: content };
      });
      assert.equal(found, expected);
    });
});

describe("a document matters where it imports a framework", () => {
  const check = (text: string, expected: boolean, language: DocumentLanguage = "python"): void => {
    it(`${JSON.stringify(text)}: ${expected ? "yes" : "no"}`, () => {
      assert.equal(importsFramework(text, language), expected);
    });
  };
  check("import keras", true);
  check("import os, tensorflow as tf", true);
  check("import os, \\\n  tensorflow as tf", true);
  check("from tensorflow.keras import layers", true);
  check("from tensorflow.keras import (\n  layers,\n)", true);
  check("from tf_keras import layers", true);
  check("import tensorflow_addons as tfa", true);
  check("def f():\n    from keras.layers import Dense", true);
  check("import os; import keras", true);
  check("try: import keras\nexcept ImportError: pass", true);
  check("k = __import__('keras')", true);
  check("from importlib import import_module\nk = import_module(\n'tensorflow.keras')", true);
  check("import numpy", false);
  check("# import keras", false);
  check("x = 1  # or: import keras", false);
  check("import kerastuner", false);
  check("from .keras import a", false);
  check("text = 'keras'", false);
  check("import * as tf from '@tensorflow/tfjs';", true, "typescript");
  check("const tf = require('@tensorflow/tfjs-node');", true, "javascript");
  check("const model = tf.sequential();", true, "javascript");
  check("const { sequential, layers } = tf;", true, "javascript");
  check("import keras", false, "javascript");
  check("const tf = 1;", false, "javascript");
});

describe("scripts matter where they load one that uses TensorFlow.js", () => {
  for (const text of [
    "const nets = require('./nets');",
    'const { net } = require ( "./nets" );',
    "const nets = await import(`./nets`);",
    "import { net } from './nets';",
    "import {\n  net,\n} from './nets';",
    "export * from './nets';",
    "import './nets';",
  ])
    it(text, () => {
      const nets = { uri: "file:///nets.js", text: "tf.sequential()" };
      assert.ok(importsOfFramework("file:///main.js", text, ({ module }) => (module === "./nets" ? nets : undefined)));
    });
});

describe("what holds a network", () => {
  let parsers: Parsers;
  before(async () => {
    parsers = await loadTestParsers();
  });

  for (const folder of ["test/fixtures/idioms", "zoo/keras", "zoo/tfjs"])
    it(`is never left alone: ${folder}`, () => {
      const names = readdirSync(path.join(ROOT, folder)).filter((name) => /\.(py|[jt]s)$/.test(name));
      const environment = { parsers, devices: [], limits: LIMITS, now: () => 0 };
      const holding = names.filter((name) => {
        const text = readFileSync(path.join(ROOT, folder, name), "utf8");
        const input = { uri: `file:///${name}`, version: null, text, inputShape: null, cancelled: () => false };
        if (analyse(environment, input).models.length === 0) return false;
        assert.ok(importsFramework(text, languageOf(input.uri)), name);
        return true;
      });
      assert.ok(holding.length > 1, `${holding.length} of ${names.length}`);
    });
});

describe("the test of relevance", () => {
  // Each of these made an expression with two ways to read the same characters take minutes.
  for (const text of [
    `from ${".".repeat(500_000)}`,
    `from${" ".repeat(500_000)}x`,
    `from ${"a.".repeat(250_000)}`,
    "import a;".repeat(20_000),
    "import (".repeat(60_000),
    "from \\\n".repeat(40_000),
    "require(".repeat(60_000),
  ])
    it(`is fast on ${JSON.stringify(text.slice(0, 20))}…`, () => {
      const started = process.cpuUsage();
      assert.equal(
        importsOfFramework("file:///main.py", text, () => undefined),
        false,
      );
      assert.equal(
        importsOfFramework("file:///main.js", text, () => undefined),
        false,
      );
      const { user } = process.cpuUsage(started);
      assert.ok(user < 2_000_000, `${user / 1000} ms`);
    });
});
