import * as assert from "node:assert/strict";
import * as vscode from "vscode";
import { closeEditors, diagnostic, diagnostics, hints, lenses, modelLens, open, until } from "./support";

describe("settings", () => {
  let changed: string[] = [];

  async function set(name: string, value: unknown): Promise<void> {
    changed.push(name);
    await configuration().update(name, value, vscode.ConfigurationTarget.Global);
  }

  afterEach(async () => {
    for (const name of changed) await configuration().update(name, undefined, vscode.ConfigurationTarget.Global);
    changed = [];
    await closeEditors();
  });

  it("primaryDevice: hints and warnings are about the other board", async () => {
    const document = await open("resnet50.py");
    await modelLens(document);
    const before = await hints(document);
    await set("primaryDevice", "tx2");
    await until("warnings for TX2", async () =>
      (await warnings(document)).some((title) => title.includes(" of TX2 time")) ? true : undefined,
    );
    assert.notDeepEqual(await hints(document), before);
  });

  it("hints: off, slow lines, all", async () => {
    const document = await open("resnet50.py");
    await modelLens(document);
    const all = await until("hints", async () => atLeastOne(await hints(document)));
    await set("hints", "slow");
    await until("fewer hints", async () => {
      const slow = await hints(document);
      return slow.length > 0 && slow.length < all.length ? true : undefined;
    });
    await set("hints", "off");
    await until("no hint", async () => ((await hints(document)).length === 0 ? true : undefined));
    assert.notDeepEqual(await lenses(document), []);
  });

  it("lenses: off, and the hints stay", async () => {
    const document = await open("tiny.py");
    await modelLens(document);
    await set("lenses", false);
    await until("no lens", async () => ((await lenses(document)).length === 0 ? true : undefined));
    assert.notDeepEqual(await hints(document), []);
  });

  it("diagnostics: off, and on again", async () => {
    const document = await open("shape_error.py");
    await diagnostic(document, /shape|32/);
    await set("diagnostics", false);
    await until("no problem", () => (diagnostics(document).length === 0 ? true : undefined));
    await set("diagnostics", undefined);
    await diagnostic(document, /shape|32/);
  });

  it("enabled: off, every channel goes, and comes back", async () => {
    const document = await open("tiny.py");
    await modelLens(document);
    await set("enabled", false);
    await until("no lens and no hint", async () => {
      assert.deepEqual([...(await lenses(document)), ...(await hints(document))], []);
      return true;
    });
    await set("enabled", undefined);
    await modelLens(document);
  });

  it("budget: a model over it has a warning, and its slowest layers say what they take", async () => {
    const document = await open("tiny.py");
    await modelLens(document);
    await set("budget", { agx: 0.01 });
    const problem = await diagnostic(
      document,
      /^tiny takes [\d.]+ ms on Jetson AGX Xavier, over its budget of 0\.010 ms\.$/,
    );
    assert.equal(problem.severity, vscode.DiagnosticSeverity.Warning);
    await diagnostic(document, /^head takes [\d.]+ ms on AGX: [\d,]+ % of the budget of tiny\.$/);
    await set("budget", { agx: 1000 });
    await until("no problem", () => (diagnostics(document).length === 0 ? true : undefined));
  });

  it("inputs: what a function needs, by its file", async () => {
    const document = await open("needs_depth.py");
    await until("the lenses", async () => atLeastOne(await lenses(document)));
    await set("inputs", { "needs_depth.py": { input_shape: [32, 32, 3], depth: 2 } });
    await modelLens(document);
  });

  // What it draws, test/host/acts.mjs sees.
  it("boards: a board that is named is asked, and says why it cannot be", async () => {
    const document = await open("tiny.py");
    await modelLens(document);
    await set("boards", [{ name: "nowhere", host: "no-such-host.invalid" }]);
    const profile = async (board: string): Promise<unknown> =>
      vscode.commands.executeCommand("latencyLens.profileOnBoard", undefined, board);
    const unknown = { kind: "refused", why: "There is no board elsewhere." };
    assert.deepEqual(await profile("elsewhere"), unknown);
    const why = "There is no host no-such-host.invalid.";
    assert.deepEqual(await profile("nowhere"), { kind: "refused", why });
  });

  it("gutter: each of its values leaves the other channels", async () => {
    const document = await open("tiny.py");
    const before = await modelLens(document);
    for (const value of ["off", "bar", "ruler", "both"]) {
      await set("gutter", value);
      assert.deepEqual(await modelLens(document), before);
    }
  });

  it("slowLayer.show: at the end of the line in place of above it", async () => {
    const document = await open("tiny.py");
    await modelLens(document);
    await until("a warning", async () => atLeastOne(await warnings(document)));
    await set("slowLayer.show", "hint");
    await until("no line above", async () => ((await warnings(document)).length === 0 ? true : undefined));
    await until("a sign at the end", async () =>
      (await hints(document)).some(({ title }) => /^⚠ [\d.]+ ms · \d+/.test(title)) ? true : undefined,
    );
  });

  it("slowLayer: a share, a lower limit, and a budget in milliseconds", async () => {
    const document = await open("tiny.py");
    await modelLens(document);
    const none = async (): Promise<true | undefined> => ((await warnings(document)).length === 0 ? true : undefined);
    const some = async (): Promise<readonly string[] | undefined> => atLeastOne(await warnings(document));
    await until("a warning by the share", some);
    await set("slowLayer.minimumMilliseconds", 5);
    await until("no warning under the limit", none);
    await set("slowLayer.milliseconds", 0.001);
    const found = await until("a warning by the budget", some);
    for (const title of found) assert.match(title, / of AGX time · /);
    await set("slowLayer.milliseconds", null);
    await until("no warning without a budget", none);
    await set("slowLayer.minimumMilliseconds", 0);
    await until("a warning without a limit", some);
    await set("slowLayer.share", 1);
    await until("no warning under the share", none);
  });
});

function configuration(): vscode.WorkspaceConfiguration {
  return vscode.workspace.getConfiguration("latencyLens");
}

async function warnings(document: vscode.TextDocument): Promise<string[]> {
  return (await lenses(document)).map(({ title }) => title).filter((title) => title.startsWith("⚠"));
}

function atLeastOne<T>(items: readonly T[]): readonly T[] | undefined {
  return items.length > 0 ? items : undefined;
}
