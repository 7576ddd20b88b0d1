import * as assert from "node:assert/strict";
import { directiveFor } from "../../server/src/syntax/directives";
import type { Parsers } from "../../server/src/syntax/parser";
import type { Statement } from "../../server/src/syntax/program";
import { parseJavaScript } from "../../server/src/syntax/javascript";
import { parsePython } from "../../server/src/syntax/python";
import { loadTestParsers } from "../support/parsers";
import { printArgument } from "../../server/src/syntax/print-program";

describe("directives", () => {
  let parsers: Parsers;
  before(async () => {
    parsers = await loadTestParsers();
  });

  it("of more than ten thousand characters are not read, and say so", () => {
    const comment = (values: number): string => `# latency: a=[${"1, ".repeat(values)}]\nx = 1\n`;
    const [small] = parsePython(parsers, comment(3_000)).directives;
    assert.equal(small?.error, null);
    const [large] = parsePython(parsers, comment(4_000)).directives;
    assert.match(large?.error ?? "", /^this comment has more than 10,000 characters: write name=value pairs/);
  });

  describe("are read", () => {
    function expectArguments(comment: string, expected: string): void {
      it(comment, () => {
        const [directive, ...others] = parsePython(parsers, `${comment}\nx = 1\n`).directives;
        assert.equal(directive?.error, null);
        assert.equal(directive.arguments.map(printArgument).join(", "), expected);
        assert.deepEqual(directive.range, {
          start: { line: 0, character: 0 },
          end: { line: 0, character: comment.length },
        });
        assert.deepEqual(others, []);
      });
    }
    expectArguments("# latency: input_shape=(224, 224, 3)", "input_shape=(224, 224, 3)");
    expectArguments("#latency:a=1,b=2,", "a=1, b=2");
    expectArguments("#   latency:   a = -1.5", "a=(-1.5)");
    expectArguments("# latency: a='b', c=\"d\"", 'a="b", c="d"');
    expectArguments("# latency: a=True, b=False, c=None", "a=true, b=false, c=None");
    expectArguments("# latency: a=[1, (2, 3)], b={'k': [1], 2: ()}", 'a=[1, (2, 3)], b={"k": [1], 2: ()}');
    expectArguments("# latency: a=(1)", "a=1");
    expectArguments("# latency: a=(None, 224, 224, 3)", "a=(None, 224, 224, 3)");
    expectArguments("# latency: a=Input((8, 8, 3)), b=1", "a=Input((8, 8, 3)), b=1");
    expectArguments("# latency: a=[Input(shape=(8,)), keras.Input((4,))]", "a=[Input(shape=(8,)), keras.Input((4,))]");
    expectArguments("# latency: a=1, b=…, c=2", "a=1, c=2");
    expectArguments("# latency: a=…", "");
  });

  describe("say what is allowed", () => {
    function expectError(comment: string, expected: RegExp): void {
      it(comment, () => {
        const [directive] = parsePython(parsers, `${comment}\nx = 1\n`).directives;
        assert.match(directive?.error ?? "", expected);
        assert.deepEqual(directive?.arguments, []);
      });
    }
    const pairs = /write name=value pairs with commas between/;
    expectError("# latency:", pairs);
    expectError("# latency: 224", /an argument has no name/);
    expectError("# latency: a=b", /the value of "a" is not a literal/);
    expectError("# latency: a=open('x')", /the value of "a" is not a literal/);
    expectError("# latency: a=Input(size)", /the value of "a" is not a literal/);
    expectError("# latency: a=layers.Dense(2)", /the value of "a" is not a literal/);
    expectError("# latency: a=…, a=2", /"a" stands here twice/);
    expectError("# latency: a=2**99", /the value of "a" is not a literal/);
    expectError("# latency: a=f'{b}'", /the value of "a" is not a literal/);
    expectError("# latency: a={1, 2}", /the value of "a" is not a literal/);
    expectError("# latency: a={**b}", /the value of "a" is not a literal/);
    expectError("# latency: *a", /an argument has no name/);
    expectError("# latency: **a", /an argument has no name/);
    expectError("# latency: a=1, a=2", /"a" stands here twice/);
    expectError("# latency: a=(1, 2", pairs);
    expectError("# latency: a=1)(b=2", pairs);
    expectError("# latency: a=1); f(b=2", pairs);
    expectError("# latency: a=1) # (", pairs);
  });

  describe("are read in JavaScript", () => {
    function expectArguments(comment: string, expected: string): void {
      it(comment, () => {
        const [directive, ...others] = parseJavaScript(parsers, `${comment}\nconst x = 1;\n`, "typescript").directives;
        assert.equal(directive?.error, null);
        assert.equal(directive.arguments.map(printArgument).join(", "), expected);
        assert.deepEqual(others, []);
      });
    }
    expectArguments("// latency: inputShape=[224, 224, 3], classes=10", "inputShape=[224, 224, 3], classes=10");
    expectArguments("//latency:a=1,b=-2.5,", "a=1, b=(-2.5)");
    expectArguments("// latency: a='b', c=\"d\", e=`f`", 'a="b", c="d", e="f"');
    expectArguments("// latency: a=tf.input({shape: [8]}), b=…", 'a=tf.input({"shape": [8]})');
    expectArguments("// latency: a=Input([8])", 'a=Input({"shape": [8]})');
    expectArguments("// latency: a=true, b=false, c=null", "a=true, b=false, c=None");
    expectArguments("// latency: a={b: [1, {'c': 2}], 3: null}", 'a={"b": [1, {"c": 2}], "3": None}');

    function expectError(comment: string, expected: RegExp): void {
      it(comment, () => {
        const [directive] = parseJavaScript(parsers, `${comment}\nconst x = 1;\n`, "javascript").directives;
        assert.match(directive?.error ?? "", expected);
        assert.deepEqual(directive?.arguments, []);
      });
    }
    expectError("// latency:", /write name=value pairs .* true, false, null, arrays, objects and tf\.input/);
    expectError("// latency: 224", /an argument has no name/);
    expectError("// latency: a=b", /the value of "a" is not a literal/);
    expectError("// latency: a=f(1)", /the value of "a" is not a literal/);
    expectError("// latency: a=(224, 224, 3)", /"a" is not a literal: write .* "inputShape=\[224, 224, 3\]/);
    expectError("// latency: a=True", /"a" is not a literal: .* true, false/);
    expectError("// latency: a={...b}", /the value of "a" is not a literal/);
    expectError("// latency: a=undefined", /the value of "a" is not a literal/);
    expectError("// latency: a+=1", /an argument has no name/);
    expectError("// latency: a=1, a=2", /"a" stands here twice/);
    expectError("// latency: a=[1, 2", /write name=value pairs/);
    expectError("// latency: a=1)(b=2", /write name=value pairs/);

    it("stand in comments alone", () => {
      const source =
        's = "// latency: a=1";\nt = `\n// latency: b=1\n`;\n// see latency: c=1\nx = 1; // latency: d=1\n';
      const directives = parseJavaScript(parsers, source, "javascript").directives;
      assert.deepEqual(
        directives.map((directive) => directive.arguments.map(printArgument).join()),
        ["d=1"],
      );
    });

    it("belong to the statement below, wherever functions are hoisted to", () => {
      const source =
        "// latency: a=1\nconst f = (x) => x;\nf(1); // latency: b=1\n" +
        "// latency: c=1\nexport function g(\n  x, // latency: d=1\n) {\n  return x;\n}\n";
      const program = parseJavaScript(parsers, source, "javascript");
      const owners = program.body.map((statement) => {
        const name = directiveFor(program, statement.range)?.arguments[0]?.name ?? "-";
        return `${statement.kind} ${statement.range.start.line}: ${name}`;
      });
      assert.deepEqual(owners, ["function 4: d", "function 1: a", "expression-statement 2: b"]);
    });
  });

  it("stand in comments alone", () => {
    const source = 's = "# latency: a=1"\nt = """\n# latency: b=1\n"""\n# see latency: c=1\nx = 1  # latency: d=1\n';
    const directives = parsePython(parsers, source).directives;
    assert.deepEqual(
      directives.map((directive) => directive.arguments.map(printArgument).join()),
      ["d=1"],
    );
  });

  it("stay in half-typed code", () => {
    const source = "# latency: a=1\ndef f(x):\n    y = g(\n    return y\n";
    const program = parsePython(parsers, source);
    const [definition] = program.body;
    assert.ok(definition);
    assert.equal(directiveFor(program, definition.range)?.arguments[0]?.name, "a");
  });

  describe("belong to a definition", () => {
    /** `expected` has the directive's first name for each statement of the source, in order. */
    function expectOwners(source: string, expected: readonly string[]): void {
      it(JSON.stringify(source), () => {
        const program = parsePython(parsers, source);
        assert.deepEqual(program.errors, []);
        const owners = flatten(program.body).map(
          (statement) => directiveFor(program, statement.range)?.arguments[0]?.name ?? "-",
        );
        assert.deepEqual(owners, expected);
      });
    }
    expectOwners("# latency: a=1\ndef f(): x", ["a", "-"]);
    expectOwners("# latency: a=1\n\n# why\n@b\n@c\ndef f():\n  x", ["a", "-"]);
    expectOwners("@b\n# latency: a=1\ndef f():\n  x", ["a", "-"]);
    expectOwners("def f():  # latency: a=1\n  x", ["a", "-"]);
    expectOwners("def f(x,  # latency: a=1\n      y):\n  x", ["a", "-"]);
    expectOwners("def f():\n  # latency: a=1\n  x", ["-", "a"]);
    expectOwners("class A:\n  # latency: a=1\n  def f(self):\n    x", ["-", "a", "-"]);
    expectOwners("x = 1\n# latency: a=1\ny = 2\nz = 3", ["-", "a", "-"]);
    expectOwners("x = 1  # latency: a=1\ny = 2", ["a", "-"]);
    expectOwners("m = f([\n  a,  # latency: a=1\n])\ny = 2", ["a", "-"]);
    expectOwners("# latency: a=1\n# latency: b=2\nx = 1", ["b"]);
    expectOwners("x = 1\n# latency: a=1", ["-"]);
  });
});

function flatten(statements: readonly Statement[]): readonly Statement[] {
  return statements.flatMap((statement) =>
    statement.kind === "function" || statement.kind === "class" ? [statement, ...flatten(statement.body)] : [statement],
  );
}
