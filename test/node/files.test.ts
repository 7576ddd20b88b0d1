import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { LARGEST_SOURCE } from "../../server/src/project/document-size";
import { DiskFiles } from "../../server/src/node/files";

describe("files on disk", () => {
  const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "latency-lens-files-")));
  const root = path.join(folder, "project");
  const files = new DiskFiles();
  before(() => {
    fs.mkdirSync(path.join(root, "a folder"), { recursive: true });
    fs.writeFileSync(path.join(folder, "secret.py"), "secret");
  });
  after(() => {
    fs.rmSync(folder, { recursive: true });
  });

  function uri(...parts: string[]): string {
    return pathToFileURL(path.join(...parts)).href;
  }

  function read(...parts: string[]): string | null {
    const file = files.readFile(uri(root, ...parts), uri(root));
    return file === null ? null : file.kind === "text" ? file.text : file.why.replaceAll(folder, "");
  }

  it("are read, without a byte order mark", () => {
    fs.writeFileSync(path.join(root, "a folder", "net.py"), "\uFEFFx = 1\n");
    assert.equal(read("a folder", "net.py"), "x = 1\n");
  });

  it("are read again once they change", () => {
    const file = path.join(root, "net.py");
    fs.writeFileSync(file, "one");
    assert.equal(read("net.py"), "one");
    fs.writeFileSync(file, "four");
    assert.equal(read("net.py"), "four");
    fs.rmSync(file);
    assert.equal(read("net.py"), null);
  });

  it("are not there: names of nothing, folders, other machines, names below a file", () => {
    fs.writeFileSync(path.join(root, "plain"), "");
    assert.equal(read("none.py"), null);
    assert.equal(read("a folder"), null);
    assert.equal(read("plain", "net.py"), null);
    assert.equal(files.readFile("vscode-vfs://github/net.py", uri(root)), null);
  });

  it("outside the root are refused, however they are reached", () => {
    fs.symlinkSync(path.join(folder, "secret.py"), path.join(root, "link.py"));
    fs.symlinkSync(folder, path.join(root, "up"));
    assert.equal(read("link.py"), "/project/link.py leads outside /project");
    assert.equal(read("up", "secret.py"), "/project/up/secret.py leads outside /project");
    assert.equal(read("..", "secret.py"), "/secret.py leads outside /project");
    assert.equal(files.isFolder(uri(root, "up"), uri(root)), false);
    assert.equal(files.isFolder(uri(root, "a folder"), uri(root)), true);
  });

  it("are read through links that stay inside", () => {
    fs.writeFileSync(path.join(root, "real.py"), "real");
    fs.symlinkSync(path.join(root, "real.py"), path.join(root, "inner.py"));
    assert.equal(read("inner.py"), "real");
  });

  it("that are too large are refused", () => {
    fs.writeFileSync(path.join(root, "large.py"), "#".repeat(LARGEST_SOURCE));
    assert.equal(read("large.py")?.length, LARGEST_SOURCE);
    fs.writeFileSync(path.join(root, "large.py"), "#".repeat(LARGEST_SOURCE + 1));
    assert.equal(read("large.py"), "/project/large.py is larger than 1 MB");
  });

  it("tell what a folder holds", () => {
    fs.mkdirSync(path.join(root, ".git"));
    assert.equal(files.holds(uri(root), ".git"), true);
    assert.equal(files.holds(uri(root), "setup.py"), false);
  });

  describe("that are listed", () => {
    let listed = "";
    beforeEach(() => {
      listed = fs.mkdtempSync(path.join(folder, "listed-"));
    });
    const write = (...parts: string[]): void => {
      const file = path.join(listed, ...parts);
      fs.mkdirSync(path.dirname(file), { recursive: true });
      fs.writeFileSync(file, "");
    };
    const names = (): string[] =>
      files.list(uri(listed), ["py", "js"]).map((found) => path.relative(listed, fileURLToPath(found)));

    it("are sources of the folder and of those in it, nearest first, but for what others or programs wrote", () => {
      for (const name of ["b.py", "a.JS", "notes.txt", "inner/c.py", "inner/deep/d.py"]) write(name);
      for (const name of ["node_modules", "site-packages", "dist-packages", "__pycache__", "venv", "env"])
        write(name, "x.py");
      for (const name of ["dist", "build", "out", ".git", ".venv"]) write(name, "x.py");
      assert.deepEqual(names(), ["a.JS", "b.py", path.join("inner", "c.py"), path.join("inner", "deep", "d.py")]);
    });

    it("are no links, which may lead out of the folder", () => {
      write("a.py");
      fs.symlinkSync(path.join(listed, "a.py"), path.join(listed, "b.py"));
      assert.deepEqual(names(), ["a.py"]);
    });

    it("are at most 400, in at most 200 folders", () => {
      for (let index = 0; index < 201; index += 1) write(`folder${index}`, "net.py");
      // The first of the 200 is the folder itself.
      assert.equal(names().length, 199);
      for (let index = 0; index < 401; index += 1) write(`net${index}.py`);
      assert.equal(names().length, 400);
    });
  });
});
