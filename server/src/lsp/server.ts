/** The language server: protocol in, features' plain data out. The only file that wires the two. */
import {
  DidChangeConfigurationNotification,
  LSPErrorCodes,
  ResponseError,
  TextDocumentSyncKind,
  TextDocuments,
} from "vscode-languageserver";
import type {
  CancellationToken,
  Connection,
  InitializeParams,
  InitializeResult,
  TextDocumentContentChangeEvent,
} from "vscode-languageserver";
import { TextDocument } from "vscode-languageserver-textdocument";
import type { Problem, Report } from "../../../protocol/report";
import { ANALYSED_NOTIFICATION, COMPARE_REQUEST, REASONS_REQUEST, SUMMARY_REQUEST } from "../../../protocol/requests";
import type {
  AnalysedParams,
  CompareParams,
  CompareResult,
  ReasonsParams,
  ReasonsResult,
  SummaryParams,
  SummaryResult,
} from "../../../protocol/requests";
import { DEFAULT_SETTINGS, parseSettings, settingProblems, SETTINGS_SECTION } from "../../../protocol/settings";
import type { Settings } from "../../../protocol/settings";
import { analyse, analyseNetworks } from "../ide/analysis";
import type { AnalysisEnvironment } from "../ide/analysis";
import { compare } from "../ide/compare";
import { diagnostics } from "../ide/diagnostics";
import { hints } from "../ide/hints";
import { hover } from "../ide/hover";
import { languageOf } from "../ide/language";
import { lenses } from "../ide/lenses";
import type { Measurements } from "../ide/measurements";
import { modelAt, modelsIn } from "../ide/places";
import { editOf } from "../ide/shift";
import type { Edit } from "../ide/shift";
import { importsFramework, importsOfFramework } from "../ide/relevant";
import { reasons, summary } from "../ide/summary";
import type { View } from "../ide/view";
import { AnalysedDocuments } from "./analysed-documents";
import { Analyses } from "./analyses";
import type { Background, DocumentText, RunningAnalysis } from "./analyses";
import { toCodeLens, toDiagnostic, toHover, toInlayHint } from "./convert";
import { answerDirectives, COMPLETION_TRIGGERS } from "./directives";
import { answerMeasurements } from "./own-measurements";
import { Wall } from "./wall";
import { Workspace } from "./workspace";

/** Serves one client on the connection until it disconnects. Without a background, long analyses hold up what comes behind them. */
export function startServer(
  connection: Connection,
  environment: AnalysisEnvironment,
  background: Background | null = null,
  measurements: Measurements | null = null,
): void {
  new Server(connection, environment, background, measurements).listen();
}

class Server {
  private readonly wall = new Wall((message) => {
    this.connection.console.error(message);
  });
  private readonly analyses: Analyses;
  private readonly analysed: AnalysedDocuments;
  private readonly workspace: Workspace;
  private settings: Settings = DEFAULT_SETTINGS;
  /** Messages about settings that the author has seen. */
  private readonly warned = new Set<string>();
  private readsConfiguration = false;
  private watchesConfiguration = false;

  constructor(
    private readonly connection: Connection,
    private environment: AnalysisEnvironment,
    private readonly background: Background | null,
    private readonly measurements: Measurements | null,
  ) {
    const analyseHere = this.analyseHere.bind(this);
    this.analyses = new Analyses(analyseHere, background, environment.now);
    this.analysed = new AnalysedDocuments({
      analyse: (document, tookMs) => this.analyse(document, tookMs),
      analysed: (uri) => {
        this.publish(uri);
      },
      changedUnasked: () => void this.refresh(),
      matters: (document) => this.matters(document),
      now: environment.now,
    });
    this.workspace = new Workspace(connection, this.analysed);
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
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
        codeLensProvider: { resolveProvider: false },
        inlayHintProvider: true,
        hoverProvider: true,
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
    if (!this.readsConfiguration) return;
    const section: unknown = await this.connection.workspace.getConfiguration(SETTINGS_SECTION);
    const before = JSON.stringify(this.settings.inputs);
    this.settings = parseSettings(section);
    for (const problem of settingProblems(section)) this.warnOnce(problem);
    // Other arguments make other networks.
    if (JSON.stringify(this.settings.inputs) !== before) await this.workspace.analyseEverything();
    // What is not analysed yet has nothing to take back, and reports in a moment.
    for (const uri of this.analysed.uris()) if (this.analysed.current(uri) !== null) this.publish(uri);
    await this.refresh();
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
      if (made !== undefined) this.analysed.edited(document, made);
      this.workspace.changed([document.uri]);
    });
    documents.onDidClose(({ document }) => {
      this.analysed.closed(document.uri);
      this.workspace.changed([document.uri]);
      void this.connection.sendDiagnostics({ uri: document.uri, diagnostics: [] });
    });
    documents.listen(this.connection);
  }

  /** What imports no framework itself may do so by way of other files of its project. */
  private matters({ uri, text, language }: DocumentText): boolean {
    if (importsFramework(text, language)) return true;
    const modules = this.environment.modules?.of(uri, this.workspace.project(uri));
    return modules !== undefined && importsOfFramework(uri, text, modules.textOf);
  }

  private analyse(document: DocumentText, tookMs: number): Report | RunningAnalysis {
    const answer = this.analyses.start({ ...document, ...this.context(document.uri) }, tookMs);
    if (!("cancel" in answer)) return answer;
    const report = answer.report.catch((error: unknown) => {
      this.wall.report(analysisOf(document), error);
      return this.failed(document);
    });
    return { ...answer, report };
  }

  /** What an analysis of the document rests on beside its text. */
  private context(uri: string): Required<Pick<DocumentText, "project" | "settings">> {
    return { project: this.workspace.project(uri), settings: this.workspace.inputSettings(uri, this.settings.inputs) };
  }

  private analyseHere(document: DocumentText, cancelled: () => boolean): Report {
    const report = this.wall.run(analysisOf(document), null, () =>
      analyse(this.environment, { ...document, inputShape: null, cancelled }),
    );
    return report ?? this.failed(document);
  }

  /** Nothing shown is explained: a fault of ours is a problem of the document like any other. */
  private failed({ uri, version }: DocumentText): Report {
    const start = { line: 0, character: 0 };
    const problem: Problem = {
      severity: "warning",
      code: "limit",
      message: "Latency Lens failed on this file through a fault of its own; “Latency Lens: Show Log” has the details.",
      location: { uri, range: { start, end: start } },
      related: [],
    };
    const devices = this.environment.devices.map(({ info }) => info);
    return { uri, version, devices, models: [], problems: [problem] };
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
    return current === null ? null : { ...current, settings: this.settings };
  }

  // -------------------------------------------------------------- answers

  private answerChannels(): void {
    this.connection.onCodeLens(({ textDocument }, token) =>
      this.answer("lenses", textDocument.uri, token, [], (view) => lenses(view).map(toCodeLens)),
    );
    this.connection.languages.inlayHint.on(({ textDocument, range }, token) =>
      this.answer("hints", textDocument.uri, token, [], (view) =>
        hints(view, range, (line) => this.lineLength(textDocument.uri, line)).map(toInlayHint),
      ),
    );
    this.connection.onHover(({ textDocument, position }, token) =>
      this.answer("hover", textDocument.uri, token, null, (view) => {
        const found = hover(view, position);
        return found === null ? null : toHover(found);
      }),
    );
  }

  private answerRequests(): void {
    this.connection.onRequest(COMPARE_REQUEST, (params: CompareParams, token: CancellationToken) => {
      const nothing: CompareResult = { kind: "nothing", why: "There is no Keras model in this file." };
      return this.answer<CompareResult>("compare", params.target.uri, token, nothing, (view) =>
        comparison(view, params),
      );
    });
    this.connection.onRequest(SUMMARY_REQUEST, ({ uri, position }: SummaryParams, token: CancellationToken) =>
      this.answer<SummaryResult>("summary", uri, token, { kind: "nothing" }, (view) => summary(view, position)),
    );
    this.connection.onRequest(REASONS_REQUEST, ({ target }: ReasonsParams, token: CancellationToken) =>
      this.answer<ReasonsResult>("reasons", target.uri, token, [], (view) => reasons(view, target.model)),
    );
    answerDirectives(this.connection, {
      environment: () => this.environment,
      document: (uri) => this.analysed.document(uri),
      view: async (uri) => {
        await this.analysed.settled(uri);
        return this.view(uri);
      },
      guard: (feature, otherwise, answer) => this.wall.run(feature, otherwise, answer),
    });
    if (this.measurements === null) return;
    answerMeasurements(this.connection, this.measurements, {
      networks: (uri) => this.networks(uri),
      usePredictors: (devices) => this.usePredictors(devices),
      guard: (feature, otherwise, run) => this.wall.run(feature, otherwise, run),
    });
  }

  private networks(uri: string): ReturnType<typeof analyseNetworks> | null {
    const document = this.analysed.document(uri);
    if (document === undefined) return null;
    return analyseNetworks(this.environment, {
      uri,
      version: document.version,
      text: document.getText(),
      language: languageOf(uri, document.languageId),
      ...this.context(uri),
      inputShape: null,
      cancelled: () => false,
    });
  }

  private async usePredictors(devices: AnalysisEnvironment["devices"]): Promise<void> {
    this.environment = { ...this.environment, devices };
    await this.background?.renew?.();
    await this.workspace.analyseEverything();
  }

  /** Waits for the analysis that is due, then answers behind the wall; a cancelled request is refused, never answered emptily. */
  private async answer<T>(
    feature: string,
    uri: string,
    token: CancellationToken,
    otherwise: T,
    from: (view: View) => T,
  ): Promise<T | ResponseError> {
    await Promise.race([
      this.analysed.settled(uri),
      new Promise<void>((resolve) => {
        token.onCancellationRequested(() => {
          resolve();
        });
      }),
    ]);
    if (token.isCancellationRequested) return new ResponseError(LSPErrorCodes.RequestCancelled, "cancelled");
    const view = this.view(uri);
    return view === null ? otherwise : this.wall.run(feature, otherwise, () => from(view));
  }

  private lineLength(uri: string, line: number): number {
    const document = this.analysed.document(uri);
    if (document === undefined) return 0;
    const text = document.getText({ start: { line, character: 0 }, end: { line: line + 1, character: 0 } });
    return text.replace(/[\r\n]+$/, "").length;
  }
}

function analysisOf({ uri }: DocumentText): string {
  return `the analysis of ${uri}`;
}

function comparison(view: View, { target, position, devices }: CompareParams): CompareResult {
  const { uri, models } = view.report;
  const model = modelsIn(uri, models).find(({ id }) => id === target.model) ?? modelAt(uri, models, position);
  if (model === undefined) return { kind: "nothing", why: reasons(view, null)[0]?.message ?? "No model found." };
  return { kind: "panel", panel: compare(view, model, devices) };
}

/** The change as an edit of places; a change without a range replaces the whole text. */
function toEdit(document: TextDocument, change: TextDocumentContentChangeEvent): Edit {
  if ("range" in change) return editOf(change.range, change.text);
  const end = document.positionAt(document.getText().length);
  return editOf({ start: { line: 0, character: 0 }, end }, change.text);
}
