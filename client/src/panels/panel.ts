import { randomBytes } from "node:crypto";
import * as vscode from "vscode";
import type {
  ComparedStates,
  FromPanel,
  PanelData,
  PanelState,
  PanelTab,
  StateSource,
  ToPanel,
} from "../../../protocol/panel";
import type { PanelParams, PanelResult } from "../../../protocol/requests";
import type { LatencyServer } from "../latency-server";
import type { WhatIfEditParams, WhatIfParams } from "../../../protocol/what-if";
import { applyEdits } from "../apply-edits";
import { openForServer } from "../notebooks";
import { putCaret } from "../reveal";
import type { TargetAtCursor } from "../target";
import { panelHtml } from "./html";
import { askForFile, ComparedSources } from "./states";

const VIEW_TYPE = "latencyLens.panel";

/** What stands on the panel after a command. */
export interface Shown {
  readonly tab: PanelTab;
  readonly rows: number;
  /** The first row's name. */
  readonly first: string;
}

/** What a command wants to see. */
export interface Wanted {
  readonly tab: PanelTab;
  /** Device beside the primary one; null leaves the choice. */
  readonly device?: string;
  /** Compare with the last commit. */
  readonly head?: boolean;
}

/** How long a command waits for the panel's page; it stays open, and the command answers without a count. */
const PATIENCE_MS = 10_000;

/** The one panel; a command shows its model in the panel that is there. */
export class Panels implements vscode.Disposable, vscode.WebviewPanelSerializer {
  private view: PanelView | undefined;
  private readonly sources = new ComparedSources();
  private readonly registration: vscode.Disposable;

  constructor(
    private readonly extension: vscode.Uri,
    private readonly server: LatencyServer,
  ) {
    this.registration = vscode.window.registerWebviewPanelSerializer(VIEW_TYPE, this);
  }

  async show(found: TargetAtCursor | undefined, wanted: Wanted): Promise<Shown | undefined> {
    if (found === undefined) {
      tell("open a file that builds a Keras or TensorFlow.js model first.");
      return undefined;
    }
    // The server knows the documents that are open.
    await openForServer(vscode.Uri.parse(found.target.uri));
    // Asked before the panel opens, so that a file without a model opens none.
    const result = await this.server.panel(found);
    if (result.kind === "nothing") {
      tell(result.why);
      return undefined;
    }
    this.view ??= this.open();
    return this.view.show(found, result.panel, wanted);
  }

  /** After a restart of the window: the page knows what it showed. */
  deserializeWebviewPanel(panel: vscode.WebviewPanel): Promise<void> {
    this.view?.dispose();
    this.view = this.viewOf(panel);
    return Promise.resolve();
  }

  dispose(): void {
    this.view?.dispose();
    this.registration.dispose();
  }

  private open(): PanelView {
    const panel = vscode.window.createWebviewPanel(
      VIEW_TYPE,
      "Latency Lens",
      { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true },
      { enableScripts: true, localResourceRoots: [scriptsOf(this.extension)] },
    );
    return this.viewOf(panel);
  }

  private viewOf(panel: vscode.WebviewPanel): PanelView {
    const view = new PanelView(panel, this.extension, this.server, this.sources, () => {
      if (this.view === view) this.view = undefined;
    });
    return view;
  }
}

function scriptsOf(extension: vscode.Uri): vscode.Uri {
  return vscode.Uri.joinPath(extension, "dist", "webview");
}

function tell(text: string): void {
  void vscode.window.showInformationMessage(`Latency Lens: ${text}`);
}

class PanelView {
  private readonly subscriptions: vscode.Disposable[];
  private params: PanelParams | null = null;
  private result: PanelResult | null = null;
  private states: ComparedStates | null = null;
  /** The tab that a command asked for while the page was not there yet. */
  private tab: PanelTab | null = null;
  private ready = false;
  private waiting: ((shown: Shown | undefined) => void)[] = [];
  /** Counts comparisons, so that a late answer does not replace a newer one. */
  private compared = 0;
  /** The same for what-if curves. */
  private asked = 0;

  constructor(
    private readonly panel: vscode.WebviewPanel,
    extension: vscode.Uri,
    private readonly server: LatencyServer,
    private readonly sources: ComparedSources,
    closed: () => void,
  ) {
    const scripts = scriptsOf(extension);
    const { webview } = panel;
    webview.options = { enableScripts: true, localResourceRoots: [scripts] };
    panel.iconPath = vscode.Uri.joinPath(extension, "media", "icon.png");
    this.subscriptions = [
      webview.onDidReceiveMessage((message: FromPanel) => void this.receive(message)),
      server.onDidAnalyse((uri) => void this.refresh(uri)),
      vscode.window.onDidChangeTextEditorSelection(() => {
        this.sendCaret();
      }),
      vscode.window.onDidChangeActiveTextEditor(() => {
        this.sendCaret();
      }),
      panel.onDidDispose(() => {
        this.release(undefined);
        for (const subscription of this.subscriptions) subscription.dispose();
        closed();
      }),
    ];
    const at = (name: string): string => webview.asWebviewUri(vscode.Uri.joinPath(scripts, name)).toString();
    webview.html = panelHtml({
      title: "Latency Lens",
      cspSource: webview.cspSource,
      nonce: randomBytes(16).toString("hex"),
      script: at("panel.js"),
      style: at("panel.css"),
    });
  }

  /** Resolves with what stands on the page once it shows the result. */
  async show(found: TargetAtCursor, data: PanelData, wanted: Wanted): Promise<Shown | undefined> {
    this.panel.reveal(undefined, true);
    const shown = new Promise<Shown | undefined>((resolve) => {
      this.waiting.push(resolve);
      setTimeout(() => {
        resolve(undefined);
      }, PATIENCE_MS);
    });
    this.tab = wanted.tab;
    if (wanted.tab === "compare" || data.uri !== this.params?.target.uri) this.states = statesOf(data, wanted);
    this.present(found, { kind: "panel", panel: data });
    await this.compare();
    return shown;
  }

  dispose(): void {
    this.panel.dispose();
  }

  private async receive(message: FromPanel): Promise<void> {
    switch (message.type) {
      case "ready":
        await this.start(message.state);
        return;
      case "rendered":
        this.release(message);
        return;
      case "reveal":
        await putCaret(message.uri, message.position);
        return;
      case "chooseModel":
        if (this.params !== null)
          await this.request({ ...this.params, target: { ...this.params.target, model: message.model } });
        return;
      case "compare":
        // A page that has just opened asks before it knows what the command wanted.
        this.states =
          message.states ?? this.states ?? (this.result?.kind === "panel" ? statesOf(this.result.panel, null) : null);
        await this.compare();
        return;
      case "whatIf":
        await this.whatIf(message);
        return;
      case "applyWhatIf":
        await this.applyWhatIf(message.values);
        return;
      case "pin":
        await this.pin();
        return;
      case "chooseFile":
        await this.chooseFile(message.side, message.states);
        return;
    }
  }

  /** The page runs: for the first time, again after it was hidden, or after a restart of the window. */
  private async start(state: PanelState | null): Promise<void> {
    this.ready = true;
    if (this.params === null && state?.target) {
      this.states = state.states;
      // The document is opened for the server, not shown.
      const uri = vscode.Uri.parse(state.target.uri);
      const isThere = await openForServer(uri).then(
        () => true,
        () => false,
      );
      if (!isThere) {
        this.present({ target: state.target, position: null }, { kind: "nothing", why: "The file is gone." });
        return;
      }
      await this.request({ target: state.target, position: null });
    } else this.send();
    await this.compare();
  }

  private async whatIf({ vary, at }: Pick<WhatIfParams, "vary" | "at">): Promise<void> {
    const { params } = this;
    if (params === null) return;
    const turn = ++this.asked;
    try {
      const result = await this.server.whatIf({ ...params, vary, at });
      if (turn === this.asked) this.post({ type: "whatIf", result });
    } catch {
      // A newer question has replaced this one, or the server is being restarted.
    }
  }

  private async applyWhatIf(values: WhatIfEditParams["values"]): Promise<void> {
    const { params } = this;
    if (params === null) return;
    const answer = await this.server.whatIfEdit({ ...params, values });
    if (answer.kind === "nothing") tell(answer.why);
    else if (!(await applyEdits(answer))) tell("the source has changed meanwhile; choose again.");
  }

  private async pin(): Promise<void> {
    if (this.result?.kind !== "panel") return;
    const { uri } = this.result.panel;
    const source = await this.sources.pin(uri);
    const states = this.states ?? statesOf(this.result.panel, null);
    this.states = [
      { ...states[1], source },
      { ...states[1], source: { kind: "document", uri } },
    ];
    await this.compare();
  }

  private async chooseFile(side: 0 | 1, states: ComparedStates): Promise<void> {
    const uri = await askForFile();
    if (uri !== undefined) {
      this.sources.addFile(uri);
      const chosen = { ...states[side], source: { kind: "document", uri } satisfies StateSource, model: null };
      this.states = side === 0 ? [chosen, states[1]] : [states[0], chosen];
    }
    await this.compare();
  }

  /** A document has changed: the same model again, by its id, wherever the cursor is by now. */
  private async refresh(uri: string): Promise<void> {
    if (uri === this.params?.target.uri) await this.request(this.params);
    if (this.states?.some(({ source }) => source.uri === uri) === true) await this.compare();
  }

  private async request(params: PanelParams): Promise<void> {
    try {
      this.present(params, await this.server.panel(params));
    } catch {
      // The server is being restarted; what stands on the page stays until it reports anew.
    }
  }

  private present(params: PanelParams, result: PanelResult): void {
    if (result.kind === "panel") {
      const { model } = result.panel;
      this.params = { ...params, target: { ...params.target, model: model.id } };
      this.panel.title = `Latency: ${model.name}`;
    } else {
      this.params = params;
    }
    this.result = result;
    this.send();
  }

  private send(): void {
    if (!this.ready || this.result === null) return;
    if (this.result.kind === "nothing") {
      this.post({ type: "empty", why: this.result.why });
      return;
    }
    this.post({ type: "show", panel: this.result.panel, tab: this.tab });
    this.tab = null;
    this.sendCaret();
  }

  private async compare(): Promise<void> {
    const { states, params } = this;
    if (!this.ready || states === null || params === null) return;
    const turn = ++this.compared;
    try {
      const [request, sources] = await Promise.all([
        this.sources.request(states),
        this.sources.choices(params.target.uri),
      ]);
      const result =
        typeof request === "string" ? { kind: "nothing" as const, why: request } : await this.server.compare(request);
      if (turn === this.compared) this.post({ type: "comparison", states, sources, result });
    } catch {
      // The server is being restarted; what stands on the page stays until it reports anew.
    }
  }

  private sendCaret(): void {
    if (!this.ready) return;
    const editor = vscode.window.activeTextEditor;
    const isHere = editor?.document.uri.toString() === this.params?.target.uri;
    // A reader who clicks into the panel leaves the editor, but not the line.
    if (editor !== undefined) this.post({ type: "caret", line: isHere ? editor.selection.active.line : null });
  }

  private post(message: ToPanel): void {
    void this.panel.webview.postMessage(message);
  }

  private release(shown: Shown | undefined): void {
    const waiting = this.waiting;
    this.waiting = [];
    for (const resolve of waiting) resolve(shown);
  }
}

/** The model on the other device beside what is shown; or the last commit beside the document. */
function statesOf({ uri, model, compared, primary }: PanelData, wanted: Wanted | null): ComparedStates {
  const here = { source: { kind: "document", uri }, model: model.id, device: primary } as const;
  if (wanted?.head === true) return [{ ...here, source: { kind: "head", uri } }, here];
  const device = wanted?.device ?? compared;
  // The device that is shown already is compared with the other one.
  const [left, right] = device === primary ? [primary, compared ?? primary] : [device, primary];
  return [
    { ...here, device: left },
    { ...here, device: right },
  ];
}
