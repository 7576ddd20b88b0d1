/** A language client without an editor: the real server behind real messages, over two streams in one process. */
import { PassThrough } from "node:stream";
import type { Readable, Writable } from "node:stream";
import { CancellationToken, createProtocolConnection, ProgressType } from "vscode-languageserver/node";
import type {
  CodeLens,
  ConfigurationParams,
  Hover,
  InitializeResult,
  InlayHint,
  ProtocolConnection,
  PublishDiagnosticsParams,
} from "vscode-languageserver/node";
import { ANALYSED_NOTIFICATION, HEAT_REQUEST } from "../../protocol/requests";
import type { ProfileProgress } from "../../protocol/boards";
import type { AnalysedParams, HeatResult } from "../../protocol/requests";
import type { Position, Range } from "../../protocol/source";
import type { AnalysisEnvironment } from "../../server/src/analysis/analysis";
import type { BoardRuns } from "../../server/src/ide/board-runs";
import type { Measurements } from "../../server/src/ide/measurements";
import type { Background } from "../../server/src/lsp/background";
import { streamConnection } from "../../server/src/lsp/connection";
import { startServer } from "../../server/src/lsp/server";
import type { Host } from "../../server/src/lsp/server";
import { Here } from "./here";

/** Looks at a broken server for so long. Each look comes late where the machine is busy, so that no test fails for that. */
const LOOKS = 100;
const BETWEEN_LOOKS_MS = 100;

/** What the promise gives, or an error in a server that does not answer. */
async function inTime<T>(answer: Promise<T>, what: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    let left = LOOKS;
    timer = setInterval(() => {
      if (--left === 0) reject(new Error(`the server does not answer: ${what}`));
    }, BETWEEN_LOOKS_MS);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearInterval(timer);
  }
}

/** The connection to a server that answers each request, or fails. */
class Requests {
  constructor(private readonly inner: ProtocolConnection) {}

  sendRequest<T>(method: string, params?: object, token?: CancellationToken): Promise<T> {
    const answer =
      params === undefined
        ? this.inner.sendRequest<T>(method, token ?? CancellationToken.None)
        : this.inner.sendRequest<T>(method, params, token ?? CancellationToken.None);
    return inTime(answer, method);
  }

  async sendNotification(method: string, params: object): Promise<void> {
    await this.inner.sendNotification(method, params);
  }

  dispose(): void {
    this.inner.dispose();
  }
}

export class LanguageClient {
  private readonly published = new Map<string, PublishDiagnosticsParams>();
  private readonly analyses = new Map<string, number>();
  private waiting: (() => void)[] = [];
  private version = 1;
  /** Of folders whose settings are not those of the window. */
  readonly folderSettings = new Map<string, object>();
  readonly log: string[] = [];

  /** Warnings that an editor would show its author. */
  readonly warnings: string[] = [];
  readonly connection: Requests;
  /** What the server said that it does. */
  initialized: InitializeResult | null = null;

  private constructor(
    private readonly inner: ProtocolConnection,
    private settings: object,
  ) {
    this.connection = new Requests(inner);
  }

  static async start(
    environment: AnalysisEnvironment,
    settings: object = {},
    background: Background | null = null,
    folders: readonly string[] = [],
    measurements: Measurements | null = null,
    boards: BoardRuns | null = null,
    projectSettings: Host["projectSettings"] | null = null,
  ): Promise<LanguageClient> {
    const [toServer, toClient] = [new PassThrough(), new PassThrough()];
    startServer(streamConnection(toServer, toClient), {
      background: background ?? new Here(environment, measurements),
      devices: environment.devices.map(({ info }) => info),
      now: environment.now,
      ...(boards !== null && { boards }),
      ...(projectSettings !== null && { projectSettings }),
    });
    return LanguageClient.connect(toClient, toServer, settings, folders);
  }

  /** A client of a server that listens at the other ends of the two streams. */
  static async connect(
    fromServer: Readable,
    toServer: Writable,
    settings: object = {},
    folders: readonly string[] = [],
  ): Promise<LanguageClient> {
    const client = new LanguageClient(createProtocolConnection(fromServer, toServer), settings);
    client.listen();
    const capabilities = {
      workspace: {
        configuration: true,
        didChangeConfiguration: { dynamicRegistration: true },
        didChangeWatchedFiles: { dynamicRegistration: true },
        workspaceFolders: true,
      },
    };
    const workspaceFolders = folders.map((uri) => ({ uri, name: uri }));
    client.initialized = await client.connection.sendRequest<InitializeResult>("initialize", {
      processId: null,
      rootUri: null,
      workspaceFolders,
      capabilities,
    });
    await client.connection.sendNotification("initialized", {});
    return client;
  }

  /** Hears what the server tells under the token. */
  onProgress(token: string, listener: (share: number) => void): void {
    this.inner.onProgress(new ProgressType<number>(), token, listener);
  }

  async open(uri: string, text: string, languageId = "python"): Promise<void> {
    const textDocument = { uri, languageId, version: this.version, text };
    await this.connection.sendNotification("textDocument/didOpen", { textDocument });
  }

  async edit(uri: string, range: Range, text: string): Promise<void> {
    this.version += 1;
    const textDocument = { uri, version: this.version };
    await this.connection.sendNotification("textDocument/didChange", {
      textDocument,
      contentChanges: [{ range, text }],
    });
  }

  async close(uri: string): Promise<void> {
    await this.connection.sendNotification("textDocument/didClose", { textDocument: { uri } });
  }

  /** Files that changed on disk. */
  async touch(...uris: readonly string[]): Promise<void> {
    const changes = uris.map((uri) => ({ uri, type: 2 }));
    await this.connection.sendNotification("workspace/didChangeWatchedFiles", { changes });
  }

  /** Folders that join and leave the workspace. */
  async moveFolders(added: readonly string[], removed: readonly string[]): Promise<void> {
    const named = (uris: readonly string[]): object[] => uris.map((uri) => ({ uri, name: uri }));
    const event = { added: named(added), removed: named(removed) };
    await this.connection.sendNotification("workspace/didChangeWorkspaceFolders", { event });
  }

  /** The next analysis of the document that comes to its end. */
  async nextAnalysis(uri: string): Promise<void> {
    const count = this.analyses.get(uri) ?? 0;
    while ((this.analyses.get(uri) ?? 0) === count) await this.news(`the analysis of ${uri}`);
  }

  async configure(settings: object): Promise<void> {
    this.settings = settings;
    await this.connection.sendNotification("workspace/didChangeConfiguration", { settings: null });
  }

  async lenses(uri: string): Promise<string[]> {
    const lenses = await this.connection.sendRequest<CodeLens[]>("textDocument/codeLens", { textDocument: { uri } });
    return lenses.map(({ command }) => command?.title ?? "");
  }

  async hints(uri: string): Promise<string[]> {
    const range = { start: { line: 0, character: 0 }, end: { line: 9999, character: 0 } };
    const params = { textDocument: { uri }, range };
    const hints = await this.connection.sendRequest<InlayHint[]>("textDocument/inlayHint", params);
    return hints.map(({ label }) => (typeof label === "string" ? label : label.map(({ value }) => value).join("")));
  }

  heat(uri: string): Promise<HeatResult> {
    return this.connection.sendRequest<HeatResult>(HEAT_REQUEST, { uri });
  }

  async hover(uri: string, position: Position): Promise<string | null> {
    const params = { textDocument: { uri }, position };
    const hover = await this.connection.sendRequest<Hover | null>("textDocument/hover", params);
    return hover === null ? null : (hover.contents as { value: string }).value;
  }

  /** Messages of the latest problems, once there are some that `accept` takes. */
  async problems(uri: string, accept: (messages: readonly string[]) => boolean): Promise<readonly string[]> {
    for (;;) {
      const messages = this.published
        .get(uri)
        ?.diagnostics.map(({ message }) => (typeof message === "string" ? message : message.value));
      if (messages !== undefined && accept(messages)) return messages;
      await this.news(`problems of ${uri}, there are ${JSON.stringify(messages)}`);
    }
  }

  /** A request that may take as long as what stands behind it. */
  ask<T>(request: string, params: object, token: CancellationToken = CancellationToken.None): Promise<T> {
    return this.inner.sendRequest<T>(request, params, token);
  }

  /** The last listener of a notification is the one that hears it. */
  hear(notification: string, listener: (params: ProfileProgress) => void): void {
    this.inner.onNotification(notification, listener);
  }

  async stop(): Promise<void> {
    await this.connection.sendRequest("shutdown");
    this.connection.dispose();
  }

  private listen(): void {
    this.inner.onRequest("workspace/configuration", ({ items }: ConfigurationParams) =>
      items.map(({ scopeUri }) => this.folderSettings.get(scopeUri ?? "") ?? this.settings),
    );
    for (const method of ["client/registerCapability", "workspace/codeLens/refresh", "workspace/inlayHint/refresh"])
      this.inner.onRequest(method, () => null);
    this.inner.onNotification("window/logMessage", ({ message }: { message: string }) => {
      this.log.push(message);
    });
    this.inner.onRequest("window/showMessageRequest", ({ message }: { message: string }) => {
      this.warnings.push(message);
      return null;
    });
    this.inner.onNotification("textDocument/publishDiagnostics", (params: PublishDiagnosticsParams) => {
      this.published.set(params.uri, params);
      this.wake();
    });
    this.inner.onNotification(ANALYSED_NOTIFICATION, ({ uri }: AnalysedParams) => {
      this.analyses.set(uri, (this.analyses.get(uri) ?? 0) + 1);
      this.wake();
    });
    this.inner.listen();
  }

  /** The server's next word. */
  private async news(expected: string): Promise<void> {
    await inTime(new Promise<void>((resolve) => this.waiting.push(resolve)), expected);
  }

  private wake(): void {
    const waiting = this.waiting;
    this.waiting = [];
    for (const resolve of waiting) resolve();
  }
}
