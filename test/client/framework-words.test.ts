import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { mayImportProject, mentionsFramework } from "../../client/src/framework-words";
import { importsFramework } from "../../server/src/project/relevant";
import { languageOf } from "../../server/src/project/language";
import { ROOT } from "../support/paths";

describe("a first look at a text", () => {
  for (const text of [
    "from tensorflow.keras import layers",
    "import tensorflow as tf",
    "import keras",
    "import tf_keras as k",
    "const tf = require('@tensorflow/tfjs-node')",
    "export const net = () => tf.sequential()",
    "m = import_module('tensorflow.keras')",
    "_KERAS_LAYERS = None",
  ]) {
    it(`wakes the server for ${text}`, () => {
      assert.equal(mentionsFramework(text), true);
    });
  }

  for (const text of ["import numpy as np", "const draft = input.layers;", "print('hello')", ""]) {
    it(`lets it sleep for ${JSON.stringify(text)}`, () => {
      assert.equal(mentionsFramework(text), false);
    });
  }

  it("misses no network that the server would find", () => {
    const folder = path.join(ROOT, "zoo");
    const files = fs
      .readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.(py|[jt]s)$/.test(entry.name))
      .map((entry) => path.join(entry.parentPath, entry.name));
    const relevant = files.filter((file) => importsFramework(fs.readFileSync(file, "utf8"), languageOf(file)));
    assert.ok(relevant.length > 20);
    for (const file of relevant) assert.ok(mentionsFramework(fs.readFileSync(file, "utf8")), file);
  });

  for (const [text, languageId, expected] of [
    ["from models.resnet import build", "python", true],
    ["from . import nets", "python", true],
    ["import nets", "python", true],
    ["build = importlib.import_module('nets').build", "python", true],
    ["x = 1", "python", false],
    ["import { build } from './nets';", "typescript", true],
    ["const nets = require('../nets');", "javascript", true],
    ["const nets = await import(`./nets.js`);", "javascript", true],
    ["import fs from 'node:fs';", "javascript", false],
  ] as const) {
    it(`${text} may ${expected ? "" : "not "}lead to a file of the project`, () => {
      assert.equal(mayImportProject(text, languageId), expected);
    });
  }
});
