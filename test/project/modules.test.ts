import assert from "node:assert/strict";
import { isInside, NO_PROJECT, ProjectModules } from "../../server/src/project/modules";
import type { DocumentModules, Project } from "../../server/src/project/modules";
import type { Program } from "../../server/src/syntax/program";
import { MemoryFiles } from "../support/memory-files";

/** What an import of `from` at /code/app/train.py (or `document`) finds: the path of the module's file, or why there is none. */
function found(
  files: Readonly<Record<string, string | null>>,
  statement: string,
  { document = "/code/app/train.py", from = document, roots = [], open = {} }: Options = {},
): string {
  const [, dots = "", module = ""] = /^(\.*)(.*)$/.exec(statement) ?? [];
  const project: Project = { roots: roots.map((root) => `file://${root}`), open: new Map(Object.entries(open)) };
  const answer = modulesOf(files)
    .of(`file://${document}`, project)
    .read({ module, level: dots.length, from: `file://${from}` });
  assert.ok(answer !== undefined);
  return "missing" in answer ? answer.missing : answer.uri.replace("file://", "");
}

interface Options {
  readonly document?: string;
  readonly from?: string;
  readonly roots?: readonly string[];
  readonly open?: Readonly<Record<string, string>>;
}

const TRAIN = "file:///code/train.py";

/** The parsed module, which nobody parses before it is wanted. */
function programOf(modules: DocumentModules, module: string): Program {
  const answer = modules.read({ module, level: 0, from: TRAIN });
  assert.ok(answer !== undefined && "program" in answer);
  return answer.program;
}

function modulesOf(files: Readonly<Record<string, string | null>>, parsed: string[] = []): ProjectModules {
  return new ProjectModules(MemoryFiles.of(files), (text) => {
    parsed.push(text);
    return { language: "python", body: [], errors: [], directives: [] };
  });
}

describe("modules", () => {
  describe("a relative import", () => {
    const files = {
      "/code/pkg/__init__.py": "",
      "/code/pkg/a.py": "",
      "/code/pkg/sub/__init__.py": "",
      "/code/pkg/sub/b.py": "",
      "/code/c.py": "",
    };
    const from = "/code/pkg/sub/b.py";
    for (const [statement, expected] of [
      [".", "/code/pkg/sub/__init__.py"],
      [".b", "/code/pkg/sub/b.py"],
      ["..a", "/code/pkg/a.py"],
      ["..sub.b", "/code/pkg/sub/b.py"],
      ["...c", "/code/c.py"],
      [".none", "the module .none is not found: there is no none.py or none/__init__.py in /code/pkg/sub"],
    ] as const)
      it(statement, () => {
        assert.equal(found(files, statement, { document: from, roots: ["/code"] }), expected);
      });

    it("starts at the package where its own file stands", () => {
      assert.equal(found(files, ".a", { from: "/code/pkg/__init__.py" }), "/code/pkg/a.py");
    });

    it("never leaves the root", () => {
      const outside = "the module ...c is not found: it would be outside the project";
      assert.equal(found(files, "...c", { document: from, roots: ["/code/pkg"] }), outside);
    });
  });

  describe("an absolute import", () => {
    it("is looked for in the file's folder first, then in those above it up to one with a marker", () => {
      const net = "net.py or net/__init__.py";
      for (const marker of ["pyproject.toml", "setup.py", "package.json", ".git/HEAD"]) {
        const files = { [`/code/${marker}`]: "", "/code/app/train.py": "" };
        assert.equal(found({ ...files, "/code/app/net.py": "", "/code/net.py": "" }, "net"), "/code/app/net.py");
        assert.equal(found({ ...files, "/code/net.py": "" }, "net"), "/code/net.py");
        assert.equal(
          found({ ...files, "/net.py": "" }, "net"),
          `the module net is not found: there is no ${net} in /code/app, /code; installed packages are not read`,
        );
      }
    });

    it("is looked for in four folders above, where none has a marker", () => {
      const document = "/1/2/3/4/5/6/train.py";
      assert.equal(found({ "/1/2/net.py": "" }, "net", { document }), "/1/2/net.py");
      assert.match(found({ "/1/net.py": "" }, "net", { document }), /is not found/);
    });

    it("is looked for in the root first, where there is one", () => {
      const files = { "/code/net.py": "", "/code/app/net.py": "", "/other/net.py": "" };
      assert.equal(found(files, "net", { roots: ["/code"] }), "/code/net.py");
      assert.equal(found(files, "net", { roots: ["/other"] }), "/other/net.py");
      assert.equal(found({ "/code/app/net.py": "" }, "net", { roots: ["/code"] }), "/code/app/net.py");
      // A marker below the root does not hide what lies between.
      const marked = { "/code/app/setup.py": "", "/code/net.py": "" };
      assert.equal(found(marked, "net", { document: "/code/app/x/train.py", roots: ["/code"] }), "/code/net.py");
    });

    it("of a module that was found elsewhere is looked for above the document", () => {
      const files = { "/code/setup.py": "", "/code/lib/blocks.py": "", "/code/app/net.py": "" };
      assert.equal(found(files, "net", { from: "/code/lib/blocks.py" }), "/code/app/net.py");
    });

    it("means a package before a file, and a folder without __init__.py last", () => {
      const file = { "/code/app/net.py": "" };
      assert.equal(found({ ...file, "/code/app/net/__init__.py": "" }, "net"), "/code/app/net/__init__.py");
      assert.equal(found({ "/code/app/net/a.py": "", "/code/net.py": "" }, "net"), "/code/net.py");
      assert.equal(found({ "/code/app/net/a.py": "" }, "net"), "/code/app/net/__init__.py");
      assert.equal(found({ "/code/app/net/a.py": "" }, "net.a"), "/code/app/net/a.py");
    });

    it("is never an installed package", () => {
      const installed = "/code/lib/site-packages/numpy/__init__.py";
      const document = "/code/lib/site-packages/mine/train.py";
      assert.match(found({ [installed]: "" }, "numpy", { document }), /is not found/);
      assert.match(found({ [installed]: "" }, "lib.site-packages.numpy", { document: "/code/x.py" }), /is not found/);
      // Its own parts it does find.
      assert.equal(
        found({ "/code/lib/dist-packages/mine/a.py": "" }, ".a", { from: "/code/lib/dist-packages/mine/b.py" }),
        "/code/lib/dist-packages/mine/a.py",
      );
    });
  });

  it("that may not be read say why", () => {
    assert.equal(
      found({ "/code/app/net.py": null }, "net"),
      "the module net is not read: file:///code/app/net.py leads outside file:///code",
    );
  });

  it("of a text that is in no file are not looked for", () => {
    const answer = modulesOf({})
      .of("untitled:Untitled-1", NO_PROJECT)
      .read({ module: "net", level: 0, from: "untitled:Untitled-1" });
    assert.deepEqual(answer, { missing: "the module net is not found: this text is not saved in a file" });
  });

  it("are open documents before files", () => {
    const parsed: string[] = [];
    const modules = modulesOf({ "/code/net.py": "saved" }, parsed).of("file:///code/train.py", {
      roots: [],
      open: new Map([
        ["file:///code/net.py", "typed"],
        ["file:///code/new.py", "never saved"],
      ]),
    });
    for (const module of ["net", "new"]) programOf(modules, module);
    assert.deepEqual(parsed, ["typed", "never saved"]);
  });

  it("are parsed once per content", () => {
    const parsed: string[] = [];
    const modules = modulesOf({ "/code/a.py": "same", "/code/b.py": "same", "/code/c.py": "other" }, parsed);
    const programs = ["a", "b", "c", "a"].map((module) => programOf(modules.of(TRAIN, NO_PROJECT), module));
    assert.deepEqual(parsed, ["same", "other"]);
    assert.equal(programs[0], programs[3]);
  });

  it("tell the files that were looked for, in vain or not", () => {
    const modules = modulesOf({ "/code/setup.py": "", "/code/net.py": "" }).of("file:///code/train.py", NO_PROJECT);
    for (const module of ["net", "none"]) modules.read({ module, level: 0, from: "file:///code/train.py" });
    assert.deepEqual(
      [...modules.consulted],
      ["net/__init__.py", "net.py", "none/__init__.py", "none.py"].map((file) => `file:///code/${file}`),
    );
  });

  it("isInside compares whole names", () => {
    assert.equal(isInside("file:///code/app.py", "file:///code"), true);
    assert.equal(isInside("file:///code/app.py", "file:///code/"), true);
    assert.equal(isInside("file:///workshop/app.py", "file:///code"), false);
  });
});
