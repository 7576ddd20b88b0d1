import { randomBytes } from "node:crypto";
import * as vscode from "vscode";
import type { FromPanel, ToPanel } from "../../../protocol/panel";
import type { DeviceId } from "../../../protocol/report";
import type { CompareParams, CompareResult } from "../../../protocol/requests";
import type { LatencyServer } from "../latency-server";
import { reveal } from "../reveal";
import type { TargetAtCursor } from "../target";
import { COMPARE_STYLE } from "./compare-style";
import { panelHtml } from "./html";

export type Purpose = "compare" | "breakdown";

/** What stands on a panel after a command. */
export interface Shown {
  readonly rows: number;
}

/** How long a command waits for the panel's page; it stays open, and the command answers without a count. */
const PATIENCE_MS = 10_000;

/** One panel for comparisons and one for breakdowns; a second command shows its model in the panel that is there. */
export class ComparePanels implements vscode.Disposable {
  private readonly panels = new Map<Purpose, ComparePanelView>();

  constructor(
    private readonly extension: vscode.Uri,
    private readonly server: LatencyServer,
  ) {}

  async show(found: TargetAtCursor | undefined, purpose: Purpose): Promise<Shown | undefined> {
    if (found === undefined) {
      void vscode.window.showInformationMessage(
        "Latency Lens: open a file that builds a Keras or TensorFlow.js model first.",
      );
      return undefined;
    }
    // Asked before the panel opens, so that a file without a model opens none.
    const params: CompareParams = { ...found, devices: await this.devices(found, purpose) };
    const result = await this.server.compare(params);
    if (result.kind === "nothing") {
      void vscode.window.showInformationMessage(`Latency Lens: ${result.why}`);
      return undefined;
    }
    return this.panel(purpose).show(params, result);
  }

  dispose(): void {
    for (const panel of [...this.panels.values()]) panel.dispose();
  }

  private panel(purpose: Purpose): ComparePanelView {
    const existing = this.panels.get(purpose);
    if (existing !== undefined) return existing;
    const panel = new ComparePanelView(this.extension, this.server, purpose, () => this.panels.delete(purpose));
    this.panels.set(purpose, panel);
    return panel;
  }

  /** A breakdown is the primary device on both sides; a comparison leaves the choice to the server. */
  private async devices(found: TargetAtCursor, purpose: Purpose): Promise<CompareParams["devices"]> {
    if (purpose === "compare") return [null, null];
    const result = await this.server.compare({ ...found, devices: [null, null] });
    const primary = result.kind === "panel" ? (result.panel.sides.at(-1)?.device ?? null) : null;
    return [primary, primary];
  }
}

class ComparePanelView {
  private readonly panel: vscode.WebviewPanel;
  private readonly subscriptions: vscode.Disposable[];
  private params: CompareParams | null = null;
  private result: CompareResult | null = null;
  private ready = false;
  private waiting: ((shown: Shown | undefined) => void)[] = [];

  constructor(
    extension: vscode.Uri,
    private readonly server: LatencyServer,
    purpose: Purpose,
    closed: () => void,
  ) {
    const scripts = vscode.Uri.joinPath(extension, "dist", "webview");
    this.panel = vscode.window.createWebviewPanel(
      `latencyLens.${purpose}`,
      purpose === "compare" ? "Compare" : "Breakdown",
      { viewColumn: vscode.ViewColumn.Beside, preserveFocus: false },
      { enableScripts: true, localResourceRoots: [scripts] },
    );
    this.subscriptions = [
      this.panel.webview.onDidReceiveMessage((message: FromPanel) => void this.receive(message)),
      server.onDidAnalyse((uri) => {
        if (uri === this.params?.target.uri) void this.refresh();
      }),
      this.panel.onDidDispose(() => {
        this.release(undefined);
        for (const subscription of this.subscriptions) subscription.dispose();
        closed();
      }),
    ];
    this.panel.webview.html = panelHtml({
      title: "Latency Lens",
      cspSource: this.panel.webview.cspSource,
      nonce: randomBytes(16).toString("hex"),
      script: this.panel.webview.asWebviewUri(vscode.Uri.joinPath(scripts, "compare.js")).toString(),
      style: COMPARE_STYLE,
    });
  }

  /** Resolves with the number of rows once the page shows the result. */
  async show(params: CompareParams, result: CompareResult): Promise<Shown | undefined> {
    this.panel.reveal(undefined, false);
    const shown = new Promise<Shown | undefined>((resolve) => {
      this.waiting.push(resolve);
      setTimeout(() => {
        resolve(undefined);
      }, PATIENCE_MS);
    });
    this.present(params, result);
    return shown;
  }

  dispose(): void {
    this.panel.dispose();
  }

  private async receive(message: FromPanel): Promise<void> {
    switch (message.type) {
      case "ready":
        this.ready = true;
        this.send();
        return;
      case "rendered":
        this.release({ rows: message.rows });
        return;
      case "reveal":
        await reveal(message.location);
        return;
      case "choose":
        await this.choose(message.side, message.device);
        return;
      case "chooseModel":
        if (this.params === null) return;
        await this.request({ ...this.params, target: { ...this.params.target, model: message.model } });
        return;
    }
  }

  private async choose(side: number, device: DeviceId): Promise<void> {
    if (this.params === null || this.result?.kind !== "panel") return;
    const { sides } = this.result.panel;
    const devices: [DeviceId | null, DeviceId | null] = [sides[0]?.device ?? null, sides.at(-1)?.device ?? null];
    if (sides.length === 1) devices.fill(device);
    // The device of the other side: the two change places, which is what the author means.
    else if (devices[1 - side] === device) devices.reverse();
    else devices[side === 0 ? 0 : 1] = device;
    await this.request({ ...this.params, devices });
  }

  /** The document has changed: the same model again, by its id, wherever the cursor is by now. */
  private async refresh(): Promise<void> {
    if (this.params !== null) await this.request(this.params);
  }

  private async request(params: CompareParams): Promise<void> {
    try {
      this.present(params, await this.server.compare(params));
    } catch {
      // The server is being restarted; what stands on the page stays until it reports anew.
    }
  }

  private present(params: CompareParams, result: CompareResult): void {
    if (result.kind === "panel") {
      const { model, sides } = result.panel;
      this.params = { ...params, target: { ...params.target, model: model.id } };
      const [first] = sides;
      this.panel.title = sides.length > 1 ? `${model.name} on ${first?.shortName ?? ""}` : `${model.name}: breakdown`;
    } else {
      this.params = params;
    }
    this.result = result;
    this.send();
  }

  private send(): void {
    if (!this.ready || this.result === null) return;
    const message: ToPanel =
      this.result.kind === "panel"
        ? { type: "show", panel: this.result.panel }
        : { type: "empty", why: this.result.why };
    void this.panel.webview.postMessage(message);
  }

  private release(shown: Shown | undefined): void {
    const waiting = this.waiting;
    this.waiting = [];
    for (const resolve of waiting) resolve(shown);
  }
}
