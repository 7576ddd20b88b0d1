import * as vscode from "vscode";
import {
  CloseAction,
  ErrorAction,
  LanguageClient,
  ProgressType,
  State,
  TransportKind,
} from "vscode-languageclient/node";
import type { CloseHandlerResult, ErrorHandler } from "vscode-languageclient/node";
import { COMMANDS } from "../../protocol/commands";
import {
  ANALYSED_NOTIFICATION,
  CALIBRATE_REQUEST,
  CARET_NOTIFICATION,
  COMPARE_REQUEST,
  FORGET_CALIBRATION_REQUEST,
  HEAT_REQUEST,
  IMPORT_REQUEST,
  INPUT_SIZE_REQUEST,
  MODELS_REQUEST,
  PANEL_REQUEST,
  REASONS_REQUEST,
  RETRAIN_REQUEST,
  ROLLBACK_REQUEST,
  SUMMARY_REQUEST,
  TOOL_REQUEST,
  WHAT_IF_EDIT_REQUEST,
  WHAT_IF_REQUEST,
} from "../../protocol/requests";
import type {
  AnalysedParams,
  BoardParams,
  BoardResult,
  CalibrateParams,
  CalibrateResult,
  CaretParams,
  CompareParams,
  CompareResult,
  HeatParams,
  HeatResult,
  ImportParams,
  ImportResult,
  InputSizeParams,
  InputSizeResult,
  ModelsParams,
  ModelsResult,
  PanelParams,
  PanelResult,
  ReasonsParams,
  ReasonsResult,
  SummaryParams,
  SummaryResult,
  ToolParams,
  ToolResult,
} from "../../protocol/requests";
import {
  BOARDS_REQUEST,
  CLEAN_RUN_REQUEST,
  KEEP_RUN_REQUEST,
  PROFILE_PROGRESS_NOTIFICATION,
  PROFILE_REQUEST,
  RESUME_RUN_REQUEST,
} from "../../protocol/boards";
import type { BoardsResult, ProfileParams, ProfileProgress, ProfileResult, RunParams } from "../../protocol/boards";
import type { WhatIfEditParams, WhatIfEditResult, WhatIfParams, WhatIfResult } from "../../protocol/what-if";
import { EXAMPLE_SCHEME } from "./example";
import { CELL_SCHEME } from "./notebooks";
import { Crashes, MOST_CRASHES, WITHIN_MINUTES } from "./crashes";

/** Documents that are analysed. Other schemes hold copies (a diff's old side, an output channel) that nobody edits. */
export const SELECTOR = [
  ...["python", "javascript", "javascriptreact", "typescript", "typescriptreact"].flatMap((language) =>
    ["file", "untitled", "vscode-vfs", CELL_SCHEME].map((scheme) => ({ language, scheme })),
  ),
  { language: "python", scheme: EXAMPLE_SCHEME },
];

const SHARE_DONE = new ProgressType<number>();

const SHOW_LOG = "Show Log";
const RESTART = "Restart Server";

/**
 * Megabytes: what the analysis of a long network makes fits, and is garbage when it ends; else V8 copies most of it twice on its way to
 * the old generation.
 */
const ROOM: readonly string[] = ["--max-semi-space-size=64"];

/** The language server's process and the questions that only this extension asks it. */
export class LatencyServer implements vscode.Disposable {
  private readonly client: LanguageClient;
  private readonly analysed = new vscode.EventEmitter<string>();
  /** Fired with the URI of a document that has a new report. */
  readonly onDidAnalyse = this.analysed.event;
  private readonly gaveUp = new vscode.EventEmitter<void>();
  /** Fired when the server has stopped for good: no estimate comes any more. */
  readonly onDidGiveUp = this.gaveUp.event;
  private readonly started = new vscode.EventEmitter<void>();
  /** Fired whenever a process answers: the first one, and each after a crash or a restart. */
  readonly onDidStart = this.started.event;
  private readonly crashes = new Crashes(Date.now);
  /** Names the progress of each. */
  private retrainings = 0;
  /** True while the process ends because the author wants another one: no crash. */
  private isRestarting = false;

  constructor(
    module: vscode.Uri,
    private readonly log: vscode.LogOutputChannel,
  ) {
    const server = { module: module.fsPath, transport: TransportKind.ipc, options: { execArgv: [...ROOM] } };
    this.client = new LanguageClient(
      "latencyLens",
      "Latency Lens",
      { run: server, debug: { ...server, options: { execArgv: [...ROOM, "--nolazy", "--inspect=6009"] } } },
      {
        documentSelector: SELECTOR,
        outputChannel: log,
        errorHandler: this.errorHandler(),
        // The links of a hover run these commands and no others.
        markdown: { isTrusted: { enabledCommands: [COMMANDS.compare, COMMANDS.breakdown] }, supportHtml: false },
      },
    );
    this.client.onDidChangeState(({ newState }) => {
      if (newState === State.Running) this.started.fire();
    });
    this.client.onNotification(ANALYSED_NOTIFICATION, ({ uri }: AnalysedParams) => {
      this.analysed.fire(uri);
    });
  }

  /** False before a document has needed it, and after it has stopped for good. */
  isRunning(): boolean {
    return this.client.isRunning();
  }

  /** As the end of a sentence that starts with "the server". */
  state(): string {
    switch (this.client.state) {
      case State.Running:
        return "is running";
      case State.Starting:
        return "is starting";
      case State.StartFailed:
        return "could not be started";
      case State.Stopped:
        return "is not running";
    }
  }

  async start(): Promise<void> {
    await this.client.start();
  }

  async stop(): Promise<void> {
    if (this.client.needsStop()) await this.client.stop();
  }

  /**
   * Another process, whatever state this one is in: one that hangs answers no request to stop, and nothing is lost with one that
   * does not. Resolves once the new one answers.
   */
  async restart(): Promise<void> {
    this.crashes.forget();
    const running = this.client.needsStop() ? this.client.serverProcess : undefined;
    if (running === undefined) {
      await this.client.start();
      return;
    }
    this.log.info("The server is restarted by command.");
    const answers = new Promise<void>((resolve) => {
      const listener = this.client.onDidChangeState(({ newState }) => {
        if (newState !== State.Running) return;
        listener.dispose();
        resolve();
      });
    });
    this.isRestarting = true;
    running.kill("SIGKILL");
    await answers;
  }

  dispose(): void {
    this.analysed.dispose();
    this.started.dispose();
    this.gaveUp.dispose();
    void this.stop();
  }

  tool(params: ToolParams, token: vscode.CancellationToken): Promise<ToolResult> {
    return this.client.sendRequest<ToolResult>(TOOL_REQUEST, params, token);
  }

  caret(params: CaretParams): void {
    void this.client.sendNotification(CARET_NOTIFICATION, params);
  }

  heat(params: HeatParams): Promise<HeatResult> {
    return this.client.sendRequest<HeatResult>(HEAT_REQUEST, params);
  }

  panel(params: PanelParams): Promise<PanelResult> {
    return this.client.sendRequest<PanelResult>(PANEL_REQUEST, params);
  }

  whatIf(params: WhatIfParams): Promise<WhatIfResult> {
    return this.client.sendRequest<WhatIfResult>(WHAT_IF_REQUEST, params);
  }

  whatIfEdit(params: WhatIfEditParams): Promise<WhatIfEditResult> {
    return this.client.sendRequest<WhatIfEditResult>(WHAT_IF_EDIT_REQUEST, params);
  }

  compare(params: CompareParams): Promise<CompareResult> {
    return this.client.sendRequest<CompareResult>(COMPARE_REQUEST, params);
  }

  summary(params: SummaryParams, token: vscode.CancellationToken): Promise<SummaryResult> {
    return this.client.sendRequest<SummaryResult>(SUMMARY_REQUEST, params, token);
  }

  models(params: ModelsParams, token: vscode.CancellationToken): Promise<ModelsResult> {
    return this.client.sendRequest<ModelsResult>(MODELS_REQUEST, params, token);
  }

  importRecording(params: ImportParams): Promise<ImportResult> {
    return this.client.sendRequest<ImportResult>(IMPORT_REQUEST, params);
  }

  boards(): Promise<BoardsResult> {
    return this.client.sendRequest<BoardsResult>(BOARDS_REQUEST);
  }

  profile(params: ProfileParams, token: vscode.CancellationToken): Promise<ProfileResult> {
    return this.client.sendRequest<ProfileResult>(PROFILE_REQUEST, params, token);
  }

  resumeRun(params: RunParams, token: vscode.CancellationToken): Promise<ProfileResult> {
    return this.client.sendRequest<ProfileResult>(RESUME_RUN_REQUEST, params, token);
  }

  cleanRun(params: RunParams): Promise<BoardResult> {
    return this.client.sendRequest<BoardResult>(CLEAN_RUN_REQUEST, params);
  }

  keepRun(params: RunParams): Promise<BoardResult> {
    return this.client.sendRequest<BoardResult>(KEEP_RUN_REQUEST, params);
  }

  /** Hears how far a run on a board is. */
  onRunProgress(hear: (progress: ProfileProgress) => void): vscode.Disposable {
    return this.client.onNotification(PROFILE_PROGRESS_NOTIFICATION, hear);
  }

  /** `told` hears the share that is done. */
  async retrain(device: string, token: vscode.CancellationToken, told: (share: number) => void): Promise<BoardResult> {
    const progress = `${RETRAIN_REQUEST}/${++this.retrainings}`;
    const listener = this.client.onProgress(SHARE_DONE, progress, told);
    try {
      return await this.client.sendRequest<BoardResult>(RETRAIN_REQUEST, { device, progress }, token);
    } finally {
      listener.dispose();
    }
  }

  calibrate(params: CalibrateParams): Promise<CalibrateResult> {
    return this.client.sendRequest<CalibrateResult>(CALIBRATE_REQUEST, params);
  }

  forgetCalibration(params: BoardParams): Promise<BoardResult> {
    return this.client.sendRequest<BoardResult>(FORGET_CALIBRATION_REQUEST, params);
  }

  rollBack(params: BoardParams): Promise<BoardResult> {
    return this.client.sendRequest<BoardResult>(ROLLBACK_REQUEST, params);
  }

  inputSize(params: InputSizeParams): Promise<InputSizeResult> {
    return this.client.sendRequest<InputSizeResult>(INPUT_SIZE_REQUEST, params);
  }

  reasons(params: ReasonsParams): Promise<ReasonsResult> {
    return this.client.sendRequest<ReasonsResult>(REASONS_REQUEST, params);
  }

  /** Restarts a crashed server. All that is said is said here: `handled` keeps the client's own messages in the log. */
  private errorHandler(): ErrorHandler {
    return {
      // A broken connection closes next, and that decides.
      error: () => ({ action: ErrorAction.Continue, handled: true }),
      closed: () => this.afterCrash(),
    };
  }

  private afterCrash(): CloseHandlerResult {
    if (this.isRestarting) {
      this.isRestarting = false;
      return { action: CloseAction.Restart, handled: true };
    }
    const next = this.crashes.crashed();
    this.log.warn(`The server stopped unexpectedly: ${next}.`);
    switch (next) {
      case "restart and tell":
        void this.tell(
          vscode.window.showWarningMessage(
            "The Latency Lens server stopped and is being restarted. Estimates return in a moment.",
            SHOW_LOG,
          ),
        );
        return { action: CloseAction.Restart, handled: true };
      case "restart":
        return { action: CloseAction.Restart, handled: true };
      case "give up":
        this.gaveUp.fire();
        void this.tell(
          vscode.window.showErrorMessage(
            `The Latency Lens server stopped ${MOST_CRASHES} times within ${WITHIN_MINUTES} minutes and is not started again: there are no estimates. One of the open files may be the cause. Close it and restart the server, or see the log.`,
            RESTART,
            SHOW_LOG,
          ),
        );
        return { action: CloseAction.DoNotRestart, handled: true };
    }
  }

  private async tell(message: Thenable<string | undefined>): Promise<void> {
    const chosen = await message;
    if (chosen === SHOW_LOG) this.log.show();
    if (chosen === RESTART) await this.restart();
  }
}
