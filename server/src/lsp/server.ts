/** The language server: protocol in, features' plain data out. The only file that wires the two. */
import {
  CodeActionKind,
  CodeActionTriggerKind,
  DidChangeConfigurationNotification,
  LSPErrorCodes,
  ResponseError,
  TextDocumentSaveReason,
  TextDocumentSyncKind,
  TextDocuments,
} from "vscode-languageserver";
import type {
  CancellationToken,
  CodeAction,
  CodeActionParams,
  CodeLens,
  Connection,
  InitializeParams,
  InitializeResult,
  TextDocumentContentChangeEvent,
} from "vscode-languageserver";
import { TextDocument } from "vscode-languageserver-textdocument";
import type { DeviceInfo, Problem, Report } from "../../../protocol/report";
import {
  ANALYSED_NOTIFICATION,
  CARET_NOTIFICATION,
  HEAT_REQUEST,
  MODELS_REQUEST,
  REASONS_REQUEST,
  SUMMARY_REQUEST,
} from "../../../protocol/requests";
import type {
  AnalysedParams,
  CaretParams,
  HeatParams,
  HeatResult,
  ModelsParams,
  ModelsResult,
  ReasonsParams,
  ReasonsResult,
  SummaryParams,
  SummaryResult,
} from "../../../protocol/requests";
import { parseSettings, SETTINGS_SECTION } from "../../../protocol/settings";
import { assertNever } from "../assert-never";
import { diagnostics } from "../ide/diagnostics";
import { quickFixes } from "../ide/quick-fixes";
import { withoutExcess } from "../project/document-size";
import { hints } from "../ide/hints";
import { hover } from "../ide/hover";
import { languageOf } from "../project/language";
import { sourceOfFile } from "../project/notebook-file";
import type { ProjectSettings } from "../project/project-file";
import { heat } from "../ide/heat";
import { modelRows } from "../ide/model-rows";
import { editOf } from "../ide/shift";
import type { Edit } from "../ide/shift";
import { reasons, summary } from "../ide/summary";
import type { Analysis, DocumentText, TaskKind, Tasks } from "../ide/tasks";
import { primaryDevice } from "../ide/view";
import type { View } from "../ide/view";
import { CalmLenses } from "./calm-lenses";
import { AnalysedDocuments } from "./analysed-documents";
import type { FinishedAnalysis, RunningAnalysis } from "./analysed-documents";
import type { Background, Outcome } from "./background";
import { toCodeAction, toCodeLens, toDiagnostic, toHover, toImprovement, toInlayHint } from "./convert";
import { answerDirectives, COMPLETION_TRIGGERS } from "./directives";
import { FolderSettings } from "./folder-settings";
import { answerTools } from "./assistant-tools";
import type { BoardRuns } from "../ide/board-runs";
import { answerBoards } from "./boards";
import { answerPanels } from "./panels";
import { answerMeasurements } from "./own-measurements";
import { answerWhatIf } from "./what-if";
import { Wall } from "./wall";
import { Workspace } from "./workspace";

/** What the server needs from outside. */
export interface Host {
  /** Does whatever reads source text; nothing of it is done by the thread that speaks the protocol. */
  readonly background: Background;
  /** In the order in which they are shown. */
  readonly devices: readonly DeviceInfo[];
  /** Milliseconds of a monotonic clock. */
  readonly now: () => number;
  /** What a settings file in a folder (a uri) or above it says; absent where none is read. */
  readonly projectSettings?: (folder: string) => ProjectSettings;
  /** Absent where no board is served. */
  readonly boards?: BoardRuns;
}

/** Serves one client on the connection until it disconnects. */
export function startServer(connection: Connection, host: Host): void {
  new Server(connection, host).listen();
}

/**
 * So long a hover waits for an analysis that is due before it tells what was known before the last edit: a reader notices more,
 * and another document may hold the analysis up.
 */
const HOVER_PATIENCE_MS = 150;

class Server {
  private readonly wall = new Wall((message) => {
    this.connection.console.error(message);
  });
  private readonly analysed: AnalysedDocuments;
  private readonly calm: CalmLenses;
  private readonly workspace: Workspace;
  private readonly settings: FolderSettings;
  /** Messages about settings that the author has seen. */
  private readonly warned = new Set<string>();
  private readsConfiguration = false;
  private watchesConfiguration = false;

  constructor(
    private readonly connection: Connection,
    private readonly host: Host,
  ) {
    this.analysed = new AnalysedDocuments({
      analyse: (document, always) => this.analyse(document, always),
      analysed: (uri) => {
        this.publish(uri);
      },
      changedUnasked: () => void this.refresh(),
      now: host.now,
    });
    this.calm = new CalmLenses({
      view: (uri) => this.view(uri),
      isDue: (uri) => this.analysed.isDue(uri),
      released: () => void this.refresh(),
      later: (ms, run) => {
        const timer = setTimeout(run, ms);
        timer.unref();
        return () => {
          clearTimeout(timer);
        };
      },
    });
    this.settings = new FolderSettings((items) => connection.workspace.getConfiguration(items), host.projectSettings);
    this.workspace = new Workspace(
      connection,
      this.analysed,
      async () => {
        await this.updateSettings();
      },
      () => void this.readSettings(),
    );
  }

  listen(): void {
    this.connection.onInitialize((params) => this.initialize(params));
    this.connection.onInitialized(() => this.initialized());
    this.connection.onDidChangeConfiguration(() => this.readSettings());
    this.listenToDocuments();
    this.workspace.listen();
    this.answerChannels();
    this.answerRequests();
    this.connection.listen();
  }

  // -------------------------------------------------------------- life

  private initialize(params: InitializeParams): InitializeResult {
    const { capabilities } = params;
    this.readsConfiguration = capabilities.workspace?.configuration === true;
    this.watchesConfiguration = capabilities.workspace?.didChangeConfiguration?.dynamicRegistration === true;
    return {
      capabilities: {
        ...this.workspace.initialize(params),
        textDocumentSync: {
          openClose: true,
          change: TextDocumentSyncKind.Incremental,
          willSave: true,
          save: { includeText: false },
        },
        // Without a choice of cells: those that hold no code count as well.
        notebookDocumentSync: { notebookSelector: [{ notebook: { notebookType: "jupyter-notebook" } }], save: true },
        codeLensProvider: { resolveProvider: false },
        inlayHintProvider: true,
        hoverProvider: true,
        codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix] },
        completionProvider: { triggerCharacters: COMPLETION_TRIGGERS },
      },
      serverInfo: { name: "Latency Lens" },
    };
  }

  private async initialized(): Promise<void> {
    if (this.watchesConfiguration) {
      await this.connection.client.register(DidChangeConfigurationNotification.type, { section: SETTINGS_SECTION });
    }
    await this.workspace.initialized();
    await this.readSettings();
  }

  /** All channels change together, so a new setting refreshes every one of them. */
  private async readSettings(): Promise<void> {
    // Other arguments make other networks.
    if (await this.updateSettings()) await this.workspace.analyseEverything();
    // What is not analysed yet has nothing to take back, and reports in a moment.
    for (const uri of this.analysed.uris()) this.calm.forget(uri);
    for (const uri of this.analysed.uris()) if (this.analysed.current(uri) !== null) this.publish(uri);
    await this.refresh();
  }

  /** Whether functions have other arguments than before. */
  private async updateSettings(): Promise<boolean> {
    if (!this.readsConfiguration) return false;
    const { inputs, problems } = await this.settings.read(this.workspace.folderUris);
    for (const problem of problems) this.warnOnce(problem);
    return inputs;
  }

  private warnOnce(message: string): void {
    if (this.warned.has(message)) return;
    this.warned.add(message);
    this.connection.window.showWarningMessage(message);
  }

  private async refresh(): Promise<void> {
    await Promise.allSettled([
      this.connection.languages.inlayHint.refresh(),
      this.connection.sendRequest("workspace/codeLens/refresh"),
    ]);
  }

  // -------------------------------------------------------------- documents

  private listenToDocuments(): void {
    const edits = new Map<string, readonly Edit[]>();
    const documents = new TextDocuments<TextDocument>({
      create: (uri, languageId, version, content) => TextDocument.create(uri, languageId, version, content),
      update: (document, changes, version) => {
        edits.set(
          document.uri,
          changes.map((change) => toEdit(document, change)),
        );
        return TextDocument.update(document, changes, version);
      },
    });
    documents.onDidOpen(({ document }) => {
      this.analysed.opened(document);
    });
    documents.onDidChangeContent(({ document }) => {
      // Also fired on opening, when there is nothing to move yet.
      const made = edits.get(document.uri);
      edits.delete(document.uri);
      if (made !== undefined) {
        this.analysed.edited(document, made);
        this.calm.edited(document.uri, made);
      }
      this.workspace.changed([document.uri]);
    });
    // A save that the author did not ask for comes in the middle of a thought.
    const asked = new Set<string>();
    documents.onWillSave(({ document, reason }) => {
      if (reason !== TextDocumentSaveReason.AfterDelay) asked.add(document.uri);
    });
    documents.onDidSave(({ document }) => {
      if (asked.delete(document.uri)) this.calm.saved(document.uri);
    });
    documents.onDidClose(({ document }) => {
      this.analysed.closed(document.uri);
      this.calm.forget(document.uri);
      this.workspace.changed([document.uri]);
      void this.connection.sendDiagnostics({ uri: document.uri, diagnostics: [] });
    });
    documents.listen(this.connection);
  }

  private analyse(text: DocumentText, always: boolean): RunningAnalysis {
    const document = { ...text, ...this.context(text.uri) };
    const { outcome, cancel } = this.host.background.run("analyse", { document, always });
    return { cancel, analysis: outcome.then((ended) => this.finished(text, ended)) };
  }

  /** Nothing shown is explained: what went wrong is a problem of the document like any other. */
  private finished({ uri, version }: DocumentText, outcome: Outcome<Analysis>): FinishedAnalysis | null {
    switch (outcome.kind) {
      case "done":
        return outcome.result;
      case "cancelled":
        return null;
      case "stopped": {
        this.connection.console.warn(`The analysis of ${uri} was stopped after ${outcome.after}.`);
        return { mayHoldNetwork: true, report: this.failure(uri, version, stoppedText(outcome)), isSetAside: true };
      }
      case "failed":
        this.wall.report(`the analysis of ${uri}`, outcome.error);
        return { mayHoldNetwork: true, report: this.failure(uri, version, FAULT) };
      default:
        return assertNever(outcome);
    }
  }

  /** What an analysis of the document rests on beside its text. */
  private context(uri: string): Required<Pick<DocumentText, "project" | "settings">> {
    return {
      project: this.workspace.project(uri),
      settings: this.workspace.inputSettings(uri, this.settings.of(uri).inputs),
    };
  }

  private failure(uri: string, version: number, message: string): Report {
    const start = { line: 0, character: 0 };
    const location = { uri, range: { start, end: start } };
    const problem: Problem = { severity: "warning", code: "limit", message, location, related: [] };
    return { uri, version, devices: this.host.devices, models: [], problems: [problem] };
  }

  private publish(uri: string): void {
    const view = this.view(uri);
    const problems = view === null ? [] : this.wall.run("diagnostics", [], () => diagnostics(view).map(toDiagnostic));
    const version = this.analysed.document(uri)?.version;
    void this.connection.sendDiagnostics({
      uri,
      diagnostics: [...problems],
      ...(version === undefined ? {} : { version }),
    });
    const params: AnalysedParams = { uri };
    void this.connection.sendNotification(ANALYSED_NOTIFICATION, params);
  }

  private view(uri: string): View | null {
    const current = this.analysed.current(uri);
    const settings = this.settings.of(uri);
    return current === null ? null : { ...current, before: this.analysed.before(uri), settings };
  }

  // -------------------------------------------------------------- answers

  private answerChannels(): void {
    this.connection.onCodeLens(async ({ textDocument: { uri } }, token) => {
      const view = await this.settledView(uri, token);
      if (view instanceof ResponseError) return view;
      return this.wall.run<CodeLens[]>("lenses", [], () => this.calm.lenses(uri, view).map(toCodeLens));
    });
    this.connection.languages.inlayHint.on(({ textDocument, range }, token) =>
      this.answer("hints", textDocument.uri, token, [], (view) =>
        hints(view, range, (line) => this.lineLength(textDocument.uri, line)).map(toInlayHint),
      ),
    );
    this.connection.onCodeAction((params, token) => this.codeActions(params, token));
    this.connection.onHover(({ textDocument, position }, token) => {
      const from = (view: View): ReturnType<typeof toHover> | null => {
        const found = hover(view, position);
        return found === null ? null : toHover(found);
      };
      return this.answer("hover", textDocument.uri, token, null, from, HOVER_PATIENCE_MS);
    });
  }

  /** Changes that make a network faster are tried only for an author who asks: a caret that moves on costs nothing. */
  private async codeActions(
    { textDocument: { uri }, range, context }: CodeActionParams,
    token: CancellationToken,
  ): Promise<CodeAction[] | ResponseError> {
    const fixes = await this.answer<CodeAction[]>("quick fixes", uri, token, [], (view) =>
      quickFixes(view, range).map((fix) => toCodeAction(uri, fix)),
    );
    const isAsked = context.triggerKind !== CodeActionTriggerKind.Automatic && isForFixes(context.only);
    if (fixes instanceof ResponseError || !isAsked) return fixes;
    const view = this.view(uri);
    const document = this.documentText(uri);
    const device = view === null || !view.settings.enabled ? undefined : primaryDevice(view)?.id;
    if (document === null || device === undefined) return fixes;
    const running = this.host.background.run("improve", { document, range, device });
    const cancelling = token.onCancellationRequested(running.cancel);
    const outcome = await running.outcome;
    cancelling.dispose();
    if (token.isCancellationRequested) return new ResponseError(LSPErrorCodes.RequestCancelled, "cancelled");
    if (outcome.kind === "failed") this.wall.report("improvements", outcome.error);
    // What was tried on another text may not fit this one.
    if (outcome.kind !== "done" || this.analysed.document(uri)?.version !== document.version) return fixes;
    return [...fixes, ...outcome.result.map((improvement) => toImprovement(uri, improvement))];
  }

  private answerRequests(): void {
    this.connection.onRequest(SUMMARY_REQUEST, ({ uri, position }: SummaryParams, token: CancellationToken) =>
      this.answer<SummaryResult>("summary", uri, token, { kind: "nothing" }, (view) => summary(view, position)),
    );
    this.connection.onRequest(MODELS_REQUEST, (params: ModelsParams, token: CancellationToken) =>
      this.models(params, token),
    );
    this.connection.onRequest(HEAT_REQUEST, ({ uri }: HeatParams, token: CancellationToken) =>
      this.answer<HeatResult>("heat", uri, token, [], heat),
    );
    this.connection.onNotification(CARET_NOTIFICATION, (caret: CaretParams) => {
      this.calm.moved(caret);
    });
    this.connection.onRequest(REASONS_REQUEST, ({ target }: ReasonsParams, token: CancellationToken) =>
      this.answer<ReasonsResult>("reasons", target.uri, token, [], (view) => reasons(view, target.model)),
    );
    const view = async (uri: string): Promise<View | null> => {
      await this.analysed.settled(uri);
      return this.view(uri);
    };
    answerDirectives(this.connection, {
      run: (kind, task, otherwise) => this.run(kind, task, otherwise),
      document: (uri) => this.analysed.document(uri),
      view,
    });
    answerMeasurements(this.connection, {
      background: this.host.background,
      document: (uri) => this.documentText(uri),
      predictorsChanged: () => {
        this.host.background.renew();
        return this.workspace.analyseEverything();
      },
      wall: this.wall,
    });
    answerBoards(this.connection, {
      runs: this.host.boards ?? null,
      document: (uri) => this.documentText(uri),
      // As they are now: a board may be asked for before the first settings are read.
      settings: async () =>
        this.readsConfiguration
          ? parseSettings(await this.connection.workspace.getConfiguration(SETTINGS_SECTION)).boards
          : [],
      wall: this.wall,
    });
    answerPanels(this.connection, {
      view,
      document: (uri) => this.analysed.document(uri),
      analyse: (uri, text) => this.report(uri, text),
      wall: this.wall,
    });
    answerWhatIf(this.connection, {
      background: this.host.background,
      document: (uri) => this.documentText(uri),
      wall: this.wall,
    });
    answerTools(this.connection, {
      background: this.host.background,
      context: (uri) => this.context(uri),
      wall: this.wall,
    });
  }

  /** Of an open document what is known of it anyway; another file is analysed for the answer alone. */
  private async models({ uri, text }: ModelsParams, token: CancellationToken): Promise<ModelsResult | ResponseError> {
    if (text === null) return this.answer<ModelsResult>("models", uri, token, [], (view) => modelRows(view.report));
    const document = this.elsewhere(uri, text);
    const { outcome, cancel } = this.host.background.run("analyse", { document, always: false });
    token.onCancellationRequested(cancel);
    const ended = await outcome;
    if (ended.kind === "cancelled") return new ResponseError(LSPErrorCodes.RequestCancelled, "cancelled");
    if (ended.kind === "failed") this.wall.report(`the models of ${uri}`, ended.error);
    return ended.kind === "done" && ended.result.report !== null ? modelRows(ended.result.report) : [];
  }

  private async run<K extends TaskKind>(
    kind: K,
    task: Tasks[K]["task"],
    otherwise: Tasks[K]["result"],
  ): Promise<Tasks[K]["result"]> {
    const outcome = await this.host.background.run(kind, task).outcome;
    if (outcome.kind === "done") return outcome.result;
    if (outcome.kind === "failed") this.wall.report(kind, outcome.error);
    return otherwise;
  }

  /** Of a text that is open nowhere; null where it could not be analysed. */
  private async report(uri: string, text: string): Promise<Report | null> {
    const document = this.elsewhere(uri, text);
    const { report } = await this.run("analyse", { document, always: true }, { mayHoldNetwork: false, report: null });
    return report;
  }

  /** A text that is open nowhere. */
  private elsewhere(uri: string, text: string): DocumentText {
    const source = sourceOfFile(uri, text);
    return { uri, version: 0, ...source, text: withoutExcess(source.text), ...this.context(uri) };
  }

  private documentText(uri: string): DocumentText | null {
    const document = this.analysed.document(uri);
    if (document === undefined) return null;
    const language = languageOf(uri, document.languageId);
    return { uri, version: document.version, text: withoutExcess(document.getText()), language, ...this.context(uri) };
  }

  /** Answers behind the wall from what the text says now. */
  private async answer<T>(
    feature: string,
    uri: string,
    token: CancellationToken,
    otherwise: T,
    from: (view: View) => T,
    patienceMs = Infinity,
  ): Promise<T | ResponseError> {
    const view = await this.settledView(uri, token, patienceMs);
    if (view === null || view instanceof ResponseError) return view ?? otherwise;
    return this.wall.run(feature, otherwise, () => from(view));
  }

  /** Waits for the analysis that is due; a cancelled request is refused, never answered emptily. */
  private async settledView(
    uri: string,
    token: CancellationToken,
    patienceMs = Infinity,
  ): Promise<View | null | ResponseError> {
    let timer: NodeJS.Timeout | undefined;
    await Promise.race([
      this.analysed.settled(uri),
      new Promise<void>((resolve) => {
        token.onCancellationRequested(() => {
          resolve();
        });
        // Before the first analysis there is nothing else to answer from.
        if (patienceMs < Infinity && this.view(uri) !== null) timer = setTimeout(resolve, patienceMs);
      }),
    ]);
    clearTimeout(timer);
    if (token.isCancellationRequested) return new ResponseError(LSPErrorCodes.RequestCancelled, "cancelled");
    const view = this.view(uri);
    return view !== null && this.analysed.isDue(uri) ? outOfDate(view) : view;
  }

  private lineLength(uri: string, line: number): number {
    const document = this.analysed.document(uri);
    if (document === undefined) return 0;
    const text = document.getText({ start: { line, character: 0 }, end: { line: line + 1, character: 0 } });
    return text.replace(/[\r\n]+$/, "").length;
  }
}

const FAULT = "Latency Lens failed on this file through a fault of its own; “Latency Lens: Show Log” has the details.";

function isForFixes(only: readonly string[] | undefined): boolean {
  return only === undefined || only.some((kind) => kind === "" || kind === CodeActionKind.QuickFix);
}

function stoppedText({ by, after }: Extract<Outcome<unknown>, { kind: "stopped" }>): string {
  const why = by === "time" ? `after ${after}` : `as it took more than ${after} of memory`;
  return `Latency Lens stopped analysing this file ${why}. It tries again when the file changes.`;
}

function outOfDate(view: View): View {
  return { ...view, stale: new Set(view.report.models.map(({ id }) => id)) };
}

/** The change as an edit of places; a change without a range replaces the whole text. */
function toEdit(document: TextDocument, change: TextDocumentContentChangeEvent): Edit {
  if ("range" in change) return editOf(change.range, change.text);
  const end = document.positionAt(document.getText().length);
  return editOf({ start: { line: 0, character: 0 }, end }, change.text);
}
