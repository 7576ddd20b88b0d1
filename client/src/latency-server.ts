import * as vscode from "vscode";
import { LanguageClient, State, TransportKind } from "vscode-languageclient/node";
import { COMMANDS } from "../../protocol/commands";
import { ANALYSED_NOTIFICATION, COMPARE_REQUEST, REASONS_REQUEST, SUMMARY_REQUEST } from "../../protocol/requests";
import type {
  AnalysedParams,
  CompareParams,
  CompareResult,
  ReasonsParams,
  ReasonsResult,
  SummaryParams,
  SummaryResult,
} from "../../protocol/requests";

/** Documents that are analysed. Other schemes hold copies (a diff's old side, an output channel) that nobody edits. */
export const SELECTOR = [
  { language: "python", scheme: "file" },
  { language: "python", scheme: "untitled" },
  { language: "python", scheme: "vscode-vfs" },
];

/** The language server's process and the questions that only this extension asks it. */
export class LatencyServer implements vscode.Disposable {
  private readonly client: LanguageClient;
  private readonly analysed = new vscode.EventEmitter<string>();
  /** Fired with the URI of a document that has a new report. */
  readonly onDidAnalyse = this.analysed.event;
  private toldOfRestart = false;
  private stopping = false;

  constructor(
    module: vscode.Uri,
    private readonly log: vscode.LogOutputChannel,
  ) {
    const server = { module: module.fsPath, transport: TransportKind.ipc };
    this.client = new LanguageClient(
      "latencyLens",
      "Latency Lens",
      { run: server, debug: { ...server, options: { execArgv: ["--nolazy", "--inspect=6009"] } } },
      {
        documentSelector: SELECTOR,
        outputChannel: log,
        // The links of a hover run these commands and no others.
        markdown: { isTrusted: { enabledCommands: [COMMANDS.compare, COMMANDS.breakdown] }, supportHtml: false },
      },
    );
    this.client.onNotification(ANALYSED_NOTIFICATION, ({ uri }: AnalysedParams) => {
      this.analysed.fire(uri);
    });
    this.client.onDidChangeState(({ oldState, newState }) => {
      if (oldState === State.Running && newState !== State.Running && !this.stopping) this.tellOfRestart();
    });
  }

  async start(): Promise<void> {
    await this.client.start();
  }

  async stop(): Promise<void> {
    this.stopping = true;
    if (this.client.needsStop()) await this.client.stop();
  }

  dispose(): void {
    this.analysed.dispose();
    void this.stop();
  }

  compare(params: CompareParams): Promise<CompareResult> {
    return this.client.sendRequest<CompareResult>(COMPARE_REQUEST, params);
  }

  summary(params: SummaryParams, token: vscode.CancellationToken): Promise<SummaryResult> {
    return this.client.sendRequest<SummaryResult>(SUMMARY_REQUEST, params, token);
  }

  reasons(params: ReasonsParams): Promise<ReasonsResult> {
    return this.client.sendRequest<ReasonsResult>(REASONS_REQUEST, params);
  }

  /** The client restarts a crashed server by itself; the author is told the first time, and finds the rest in the log. */
  private tellOfRestart(): void {
    this.log.warn("The server stopped unexpectedly.");
    if (this.toldOfRestart) return;
    this.toldOfRestart = true;
    const showLog = "Show Log";
    void vscode.window
      .showWarningMessage(
        "The Latency Lens server stopped and is being restarted. Estimates return in a moment.",
        showLog,
      )
      .then((chosen) => {
        if (chosen === showLog) this.log.show();
      });
  }
}
