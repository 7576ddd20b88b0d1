import * as assert from "node:assert/strict";
import * as vscode from "vscode";
import { closeEditors, hints, lenses, modelLens, open, positionOf, replace, until } from "./support";

describe("commands", () => {
  afterEach(closeEditors);

  it("Compare opens a panel whose script shows every layer", async () => {
    const document = await open("resnet50.py");
    await modelLens(document);
    const answer = await vscode.commands.executeCommand("latencyLens.compare");
    assert.ok(rowsOf(answer) > 100, `answer: ${JSON.stringify(answer)}`);
    assert.equal((answer as { tab?: unknown }).tab, "compare");
    await until("the panel's tab", () => webviewTabs()[0]);
  });

  it("Compare takes the model that a lens names", async () => {
    const document = await open("tiny.py");
    await modelLens(document);
    const target = { uri: document.uri.toString(), model: null };
    const answer = await vscode.commands.executeCommand("latencyLens.compare", target);
    // Input, convolution, pooling, flatten, dense.
    assert.equal(rowsOf(answer), 5);
  });

  it("Switch Device changes what the warnings and hints are about", async () => {
    const document = await open("resnet50.py");
    await modelLens(document);
    await until("warnings for AGX", () => warningOn(document, "AGX"));
    await vscode.commands.executeCommand("latencyLens.switchDevice");
    try {
      await until("warnings for TX2", () => warningOn(document, "TX2"));
    } finally {
      await vscode.commands.executeCommand("latencyLens.switchDevice");
    }
    await until("warnings for AGX again", () => warningOn(document, "AGX"));
  });

  it("turning everything off takes every channel away, and on brings it back", async () => {
    const document = await open("tiny.py");
    await modelLens(document);
    await vscode.commands.executeCommand("latencyLens.toggle");
    try {
      await until("no lens and no hint", async () => {
        assert.deepEqual([...(await lenses(document)), ...(await hints(document))], []);
        return true;
      });
    } finally {
      await vscode.commands.executeCommand("latencyLens.toggle");
    }
    await modelLens(document);
  });

  it("Show Menu: the device that is chosen is the primary one", async () => {
    const document = await open("resnet50.py");
    await modelLens(document);
    const configuration = vscode.workspace.getConfiguration("latencyLens");
    await configuration.update("primaryDevice", "tx2", vscode.ConfigurationTarget.Global);
    try {
      await until("warnings for TX2", () => warningOn(document, "TX2"));
      // Its first item is the AGX.
      const menu = vscode.commands.executeCommand("latencyLens.menu");
      await untilAnswered(menu, () => vscode.commands.executeCommand("workbench.action.acceptSelectedQuickOpenItem"));
      await until("warnings for AGX", () => warningOn(document, "AGX"));
    } finally {
      await configuration.update("primaryDevice", undefined, vscode.ConfigurationTarget.Global);
    }
  });

  it("Why Is There No Complete Estimate lists the reasons; the chosen one is gone to", async () => {
    const document = await open("open_size.py");
    await until("the lenses", async () => ((await lenses(document)).length > 0 ? true : undefined));
    const explained = vscode.commands.executeCommand("latencyLens.explain");
    await untilAnswered(explained, () =>
      vscode.commands.executeCommand("workbench.action.acceptSelectedQuickOpenItem"),
    );
    const { selection } = vscode.window.activeTextEditor ?? {};
    assert.equal(selection?.active.line, positionOf(document, "def ").line);
  });

  it("Go to the Error puts the caret where it is, and selects nothing", async () => {
    const document = await open("shape_error.py");
    const lens = await until("the lens of the error", async () => {
      const found = await vscode.commands.executeCommand<vscode.CodeLens[]>(
        "vscode.executeCodeLensProvider",
        document.uri,
        100,
      );
      return found.find(({ command }) => command?.command === "latencyLens.goTo");
    });
    await vscode.commands.executeCommand("latencyLens.goTo", lens.command?.arguments?.[0]);
    const { selection } = vscode.window.activeTextEditor ?? {};
    assert.equal(selection?.active.line, positionOf(document, "layers.Add()").line);
    assert.equal(selection.isEmpty, true);
  });

  it("Show Log opens the log", async () => {
    await modelLens(await open("tiny.py"));
    await vscode.commands.executeCommand("latencyLens.showLog");
    await until("the log", () =>
      vscode.workspace.textDocuments.find(({ uri }) => uri.scheme === "output" && /Latency/.test(uri.path)),
    );
    await vscode.commands.executeCommand("workbench.action.closePanel");
  });

  it("What If opens its tab", async () => {
    await modelLens(await open("tiny.py"));
    const answer = await vscode.commands.executeCommand<{ tab: string } | undefined>("latencyLens.whatIf");
    assert.equal(answer?.tab, "what-if");
  });

  it("Compare with Git HEAD opens the comparison, once Git knows the folder", async function () {
    const git = vscode.extensions.getExtension<{ getAPI(version: 1): { repositories: unknown[] } }>("vscode.git");
    if (git === undefined) {
      this.skip();
      return;
    }
    const api = (await git.activate()).getAPI(1);
    await until("the repository", () => api.repositories[0]);
    const document = await open("tiny.py");
    await modelLens(document);
    await replace(document, "layers.Conv2D(64, 3", "layers.Conv2D(512, 3");
    await modelLens(document);
    const answer = await vscode.commands.executeCommand<{ tab: string } | undefined>("latencyLens.compareWithHead");
    assert.equal(answer?.tab, "compare");
  });

  for (const [command, why] of [
    ["retrain", /measurement/],
    ["rollback", /the embedded predictor .* answers already/],
    ["forgetCalibration", /calibrat/],
  ] as const)
    it(`${command} says what is missing where nothing was measured`, async () => {
      await modelLens(await open("tiny.py"));
      const answer = await vscode.commands.executeCommand<{ kind: string; why: string }>(
        `latencyLens.${command}`,
        "agx",
      );
      assert.equal(answer.kind, "refused");
      assert.match(answer.why, why);
    });

  it("Open Example shows a network with its estimate", async () => {
    await vscode.commands.executeCommand("latencyLens.openExample");
    const document = await until("an example", () => {
      const active = vscode.window.activeTextEditor?.document;
      return active?.languageId === "python" ? active : undefined;
    });
    assert.match(document.getText(), /tensorflow\.keras/);
    await modelLens(document);
    // Nothing that the editor would ask to be saved.
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, new vscode.Position(0, 0), "# mine\n");
    await vscode.workspace.applyEdit(edit).then(undefined, () => false);
    assert.equal(document.isDirty, false);
    assert.equal(document.isUntitled, false);
  });
});

/** Does something again until a command that asks a question has its answer. */
async function untilAnswered(command: Thenable<unknown>, answer: () => Thenable<unknown>): Promise<void> {
  let isAnswered = false;
  void command.then(() => (isAnswered = true));
  await until("an answer", async () => {
    if (!isAnswered) await answer();
    return isAnswered ? true : undefined;
  });
}

function rowsOf(answer: unknown): number {
  const rows = (answer as { rows?: unknown } | null | undefined)?.rows;
  return typeof rows === "number" ? rows : -1;
}

async function warningOn(document: vscode.TextDocument, device: string): Promise<true | undefined> {
  const found = await lenses(document);
  return found.some(({ title }) => title.startsWith("⚠") && title.includes(` of ${device} time`)) ? true : undefined;
}

function webviewTabs(): vscode.Tab[] {
  const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
  return tabs.filter(({ input }) => input instanceof vscode.TabInputWebview);
}
