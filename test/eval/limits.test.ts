import * as assert from "node:assert/strict";
import { Deadline } from "../../server/src/eval/budget";
import type { Evaluation, Finished } from "../../server/src/eval/evaluate";
import type { Host } from "../../server/src/eval/host";
import { LIMITS } from "../../server/src/eval/limits";
import type { CallContext, Value } from "../../server/src/values/value";
import { evaluateSource, callRoot, prepareEvaluation, TestLibrary } from "../support/eval";

before(prepareEvaluation);

function problemsOf(evaluation: Evaluation): string[] {
  return evaluation.problems.map((problem) => `${problem.code}: ${problem.message}`);
}

function reaches(source: string, message: string, overrides: Partial<Host> = {}): void {
  it(`${source.replaceAll("\n", "⏎").slice(0, 70)}: ${message}`, () => {
    const evaluation = evaluateSource(`before = 1\n${source}`, overrides);
    assert.deepEqual(problemsOf(evaluation), [`limit: ${message}`]);
    assert.equal(evaluation.scope.own("before")?.kind, "integer", "what came before is kept");
  });
}

describe("limits", () => {
  reaches("while True: pass", "stopped after 20,000 iterations of one loop: it may run without end");
  reaches(
    "def f():\n  for i in range(900):\n    for j in range(900): x = i * j\nf()",
    "stopped after 400,000 steps: the code may run without end",
  );
  reaches("def f(): return f()\nf()", "stopped at 64 nested calls: a function may call itself without end");
  reaches(
    "f = lambda x: f(x)\nr = list(map(f, [1]))",
    "stopped at 64 nested calls: a function may call itself without end",
  );
  reaches(`def f(): return ${"-".repeat(40)}f()\nf()`, "stopped: the code is nested more than 1,200 levels deep");
  reaches("a = [0] * 1000000", "stopped: a value of more than 100,000 items");
  reaches("a = list(range(10 ** 9))", "stopped: a value of more than 100,000 items");
  reaches("a = [1]\nwhile True: a += a", "stopped: a value of more than 100,000 items");
  reaches("from itertools import count\na = list(count())", "stopped: a value of more than 100,000 items");
  reaches("a = 'x' * 10000000", "stopped: a text of more than 1,000,000 characters");
  reaches("a = '{:>9999}'.format(1) * 1000", "stopped: a text of more than 1,000,000 characters");
  reaches(
    "import lib\nfor i in range(300):\n  for j in range(100): lib.Layer()",
    "stopped after 15,000 layers and tensors: a loop may add layers without end",
  );
  reaches(
    "def g():\n  while True: yield 1\nr = list(g())",
    "stopped after 20,000 iterations of one loop: it may run without end",
  );

  /** Two functions that no limit foresees. */
  class Overflowing extends TestLibrary {
    override call(path: string, call: CallContext): Value | undefined {
      if (path === "lib.deep") return this.call(path, { ...call }) ?? this.call("lib.nothing", call);
      return path === "lib.long" ? { kind: "string", value: "x".repeat(2 ** 30) } : super.call(path, call);
    }
  }
  reaches("import lib\nr = lib.deep()", "stopped: the code is nested too deeply", { library: new Overflowing() });
  reaches("import lib\nr = lib.long()", "stopped: a text of the code is too long", { library: new Overflowing() });

  it("cost one root where something overflows that they do not foresee", () => {
    const source = "import lib\ndef f(): return lib.deep()\ndef g(): return 3";
    const evaluation = evaluateSource(source, { library: new Overflowing() });
    const run = (name: string): unknown => {
      const take = ({ value, problems }: Finished): unknown => [value.kind, problems.map(({ message }) => message)];
      return callRoot(evaluation, name, { take });
    };
    assert.deepEqual(run("f"), ["unknown", ["stopped: the code is nested too deeply"]]);
    assert.deepEqual(run("g"), ["integer", []]);
  });

  it("stop after a second of wall-clock, read every 256 steps", () => {
    let clock = 0;
    const evaluation = evaluateSource("for i in range(9000): pass", {
      now: () => (clock += 100),
      limits: { ...LIMITS },
    });
    assert.deepEqual(problemsOf(evaluation), ["limit: stopped after 1,000 milliseconds: the code takes too long"]);
    assert.equal(clock, 1200);
  });

  it("stop what all roots of a file may take together", () => {
    let clock = 0;
    const now = (): number => (clock += 100);
    const deadline = new Deadline({ ...LIMITS, allMilliseconds: 500 }, now);
    const evaluation = evaluateSource("for i in range(9000): pass", { now, deadline });
    assert.deepEqual(problemsOf(evaluation), ["limit: stopped: all models of the file together take too long"]);
    // Three quarters of the time, that is 375: the rest is for figures.
    assert.equal(clock, 500);
  });

  it("keep a quarter of a file's time for the figures of what was found", () => {
    let clock = 0;
    const deadline = new Deadline({ ...LIMITS, allMilliseconds: 400 }, () => clock);
    const at = (milliseconds: number): readonly boolean[] => {
      clock = milliseconds;
      return [deadline.hasPassed(), deadline.isOver()];
    };
    assert.deepEqual([300, 301, 400, 401].map(at), [
      [false, false],
      [true, false],
      [true, false],
      [true, true],
    ]);
  });

  describe("of the models of one file", () => {
    /** Counts of layers, each of one model; the layers that are made until a further one is refused. */
    function made(layers: readonly number[]): number {
      const deadline = new Deadline({ ...LIMITS, layersOfSeveral: 100 }, () => 0);
      let count = 0;
      try {
        for (const ofModel of layers) {
          for (let layer = 0; layer < ofModel; layer++, count++) deadline.countLayer();
          deadline.countModel();
        }
      } catch (error) {
        assert.match(
          String(error),
          /stopped after [\d,]+ layers and tensors: the models of this file are too many together/,
        );
      }
      return count;
    }

    it("begin none once there are many layers", () => {
      assert.equal(made([40, 40, 40, 40]), 120);
    });

    it("bring the last one to its end", () => {
      assert.equal(made([40, 40, 200, 1]), 280);
    });

    it("take one network, however large, and what is built on it", () => {
      assert.equal(made([500, 3]), 503);
    });
  });

  it("give what builds layers more time", () => {
    const stopped = (source: string): readonly string[] => {
      let clock = 0;
      const limits = { ...LIMITS, allMilliseconds: 500, layerMilliseconds: 100 };
      const now = (): number => (clock += 20);
      return problemsOf(evaluateSource(source, { now, limits, deadline: new Deadline(limits, now) }));
    };
    assert.equal(stopped("for i in range(9000): pass").length, 1);
    assert.deepEqual(stopped("import lib\nfor i in range(9000):\n  if i < 500: lib.Layer()"), []);
  });

  it("give a document more time for each file that it brings in, once", () => {
    let clock = 0;
    const deadline = new Deadline({ ...LIMITS, allMilliseconds: 100, moduleMilliseconds: 50 }, () => clock);
    const isOverWith = (uri: string, at: number): boolean => {
      deadline.countModule(uri);
      clock = at;
      return deadline.isOver();
    };
    assert.deepEqual(
      [isOverWith("a", 149), isOverWith("a", 151), isOverWith("b", 199), isOverWith("a", 201)],
      [false, true, false, true],
    );
  });

  it("stop soon after the answer is no longer wanted", () => {
    let asked = 0;
    const evaluation = evaluateSource("for i in range(9000): pass", { cancelled: () => ++asked > 3 });
    assert.deepEqual(problemsOf(evaluation), ["limit: stopped: the answer is no longer wanted"]);
    assert.equal(asked, 4);
  });

  it("stand at the statement that ran", () => {
    const [problem] = evaluateSource("x = 1\nwhile True:\n  x += 1").problems;
    assert.equal(problem?.location.range.start.line, 2);
  });

  it("stop one root and leave the next its own budget", () => {
    const evaluation = evaluateSource(
      "a = []\ndef endless():\n  a.append(1)\n  while True: pass\ndef fine(): return len(a)",
    );
    const take = ({ value, problems }: Finished): unknown => [value, problems.map(({ code }) => code)];
    const endless = callRoot(evaluation, "endless", { take: ({ value, problems }) => [value.kind, problems[0]?.code] });
    assert.deepEqual(endless, ["unknown", "limit"]);
    assert.deepEqual(callRoot(evaluation, "fine", { take }), [{ kind: "integer", value: 0 }, []]);
  });
});
