import * as assert from "node:assert/strict";
import { check, evaluateSource, prepareEvaluation } from "../../support/eval";

before(prepareEvaluation);

const FLAGS = "from absl import app, flags\nFLAGS = flags.FLAGS\n";

// What absl-py 2.1 gives in a program that is started without arguments.
describe("flags of absl", () => {
  check(`${FLAGS}flags.DEFINE_integer('size', 416, 'help')\nr = FLAGS.size`, "416");
  check(`${FLAGS}flags.DEFINE_float('rate', 1, 'help')\nr = FLAGS.rate`, "1.0");
  check(`${FLAGS}flags.DEFINE_string('name', None, 'help')\nr = FLAGS.name`, "None");
  check(`${FLAGS}flags.DEFINE_bool('tiny', False, 'help')\nr = FLAGS.tiny`, "False");
  check(`${FLAGS}flags.DEFINE_boolean('tiny', 'true', 'help')\nr = FLAGS.tiny`, "True");
  check(`${FLAGS}flags.DEFINE_enum('kind', 'a', ['a', 'b'], 'help')\nr = FLAGS.kind`, "'a'");
  check(`${FLAGS}flags.DEFINE_list('sizes', '3, 4', 'help')\nr = FLAGS.sizes`, "['3', '4']");
  check(`${FLAGS}flags.DEFINE_list('sizes', [3, 4], 'help')\nr = FLAGS.sizes`, "[3, 4]");
  check(`${FLAGS}flags.DEFINE_spaceseplist('sizes', '3 4', 'help')\nr = FLAGS.sizes`, "['3', '4']");
  check(`${FLAGS}flags.DEFINE_multi_integer('sizes', 3, 'help')\nr = FLAGS.sizes`, "[3]");
  check(`${FLAGS}flags.DEFINE_multi_string('names', ['a', 'b'], 'help')\nr = FLAGS.names`, "['a', 'b']");
  check(`${FLAGS}size = flags.DEFINE_integer('size', 416, 'help')\nr = size.value`, "416");
  check(`${FLAGS}flags.DEFINE_integer('size', 416, 'help')\nFLAGS.size = 8\nr = FLAGS.size`, "8");
  check(
    `${FLAGS}flags.DEFINE_integer('size', 416, 'help')\nflags.FLAGS.set_default('size', 9)\nr = FLAGS['size']`,
    "9",
  );
  check(`${FLAGS}flags.DEFINE_integer('size', 4, 'help')\nimport sys\nFLAGS(sys.argv)\nr = FLAGS.size`, "4");
  check(
    `${FLAGS}flags.DEFINE_string('data', None, 'help')\nflags.mark_flag_as_required('data')\nr = FLAGS.data`,
    "unknown: the flag data, which whoever starts the program gives",
  );
  check(`${FLAGS}r = FLAGS.nothing`, "unknown: AttributeError: no flag is named 'nothing'");
  check("import absl.flags\nabsl.flags.DEFINE_integer('n', 3, 'help')\nr = absl.flags.FLAGS.n", "3");
  check("from absl.flags import DEFINE_integer, FLAGS\nDEFINE_integer('n', 3, 'help')\nr = FLAGS.n", "3");
  check(`${FLAGS}r = []\ndef main(argv): r.append(len(argv))\napp.run(main)`, "[1]");
  check("from absl import logging\nlogging.set_verbosity(logging.ERROR)\nr = 1", "1");

  it("are assumed to have their defaults, once", () => {
    const { assumptions } = evaluateSource(
      `${FLAGS}flags.DEFINE_integer('a', 1, 'help')\nflags.DEFINE_integer('b', 1, 'help')\nr = FLAGS.a + FLAGS.b`,
    );
    assert.deepEqual(
      assumptions.map(({ message }) => message),
      ["the program is started without arguments: each flag has its default"],
    );
  });
});

describe("modules of Python's own library that are not followed", () => {
  check("import sqlite3\nr = sqlite3.connect('x')", "unknown: the result of sqlite3.connect()");
  check("import urllib.request\nr = urllib.parse.quote('x')", "unknown: the result of urllib.parse.quote()");
  check(
    "import concurrent.futures as futures\nr = futures.wait([])",
    "unknown: the result of concurrent.futures.wait()",
  );
  check("from multiprocessing import cpu_count\nr = cpu_count()", "unknown: the result of multiprocessing.cpu_count()");
  check("import random\na = [3, 4]\nrandom.shuffle(a)\nr = len(a)", "unknown: the result of random.shuffle()");
  check("try:\n  import zlib\n  r = 1\nexcept ImportError:\n  r = 2", "1");
  check("try:\n  import cPickle as pickle\n  r = 1\nexcept ImportError:\n  r = 2", "2");

  it("are never missing", () => {
    const source =
      "import sqlite3, logging.handlers\nfrom threading import Thread\nfrom tkinter import *\nimport asyncio";
    const { missingImports, problems } = evaluateSource(source);
    assert.deepEqual([missingImports, problems], [[], []]);
  });
});
