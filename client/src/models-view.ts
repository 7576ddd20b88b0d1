/** The list of the workspace's models, by time or by file. It looks through the workspace once somebody opens it, one file after the other. */
import * as vscode from "vscode";
import { exceededBudget } from "../../protocol/budgets";
import { COMMANDS } from "../../protocol/commands";
import type { ModelRow } from "../../protocol/features";
import { milliseconds } from "../../protocol/figures";
import { DEFAULT_SETTINGS, parseSettings, SETTINGS_SECTION } from "../../protocol/settings";
import type { Settings } from "../../protocol/settings";
import { shortLineText } from "../../protocol/source";
import { EXAMPLE_SCHEME } from "./example";
import type { LatencyServer } from "./latency-server";
import type { ModelFiles } from "./model-files";
import { isCell } from "./notebooks";
import { isOpen } from "./open-document";
import { MOST_FILES, networkSource, sourceFiles, SOURCES } from "./source-files";

type Order = "time" | "file";

/** Also a ModelTarget, so that the commands of a row take it as it is. */
interface ModelNode {
  readonly kind: "model";
  readonly uri: string;
  readonly model: string;
  readonly row: ModelRow;
}

interface FileNode {
  readonly kind: "file";
  readonly uri: string;
  readonly models: readonly ModelNode[];
}

type Node = ModelNode | FileNode;

/** VS Code keeps it for `when` clauses of package.json. */
const ORDER_CONTEXT = "latencyLens.modelsOrder";

export class ModelsView implements vscode.TreeDataProvider<Node>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChangeTreeData = this.changed.event;
  private readonly view: vscode.TreeView<Node>;
  private readonly subscriptions: { dispose(): unknown }[];
  /** Of each file that has models. */
  private readonly rows = new Map<string, readonly ModelRow[]>();
  private order: Order = "time";
  /** Ends the look through the workspace that goes on; null before the first one. */
  private search: vscode.CancellationTokenSource | null = null;

  constructor(
    private readonly server: LatencyServer,
    private readonly modelFiles: ModelFiles,
  ) {
    this.view = vscode.window.createTreeView("latencyLens.models", { treeDataProvider: this });
    const watcher = vscode.workspace.createFileSystemWatcher(SOURCES);
    const read = (uri: vscode.Uri): void => void this.readAgain(uri);
    this.subscriptions = [
      this.view,
      this.changed,
      watcher,
      watcher.onDidChange(read),
      watcher.onDidCreate(read),
      watcher.onDidDelete((uri) => {
        this.put(uri.toString(), []);
      }),
      this.view.onDidChangeVisibility(({ visible }) => {
        if (visible && this.search === null) void this.refresh();
      }),
      // What was typed and not saved is gone with it.
      vscode.workspace.onDidCloseTextDocument(({ uri }) => {
        read(uri);
      }),
      server.onDidAnalyse((uri) => void this.readOpen(uri)),
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration(SETTINGS_SECTION)) this.changed.fire();
      }),
    ];
    this.sort("time");
    if (this.view.visible) void this.refresh();
  }

  dispose(): void {
    this.search?.cancel();
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  sort(order: Order): void {
    this.order = order;
    void vscode.commands.executeCommand("setContext", ORDER_CONTEXT, order);
    this.changed.fire();
  }

  /** Looks through the workspace anew; resolves with the names of its models, as they are listed, once it has been. */
  async refresh(): Promise<readonly string[]> {
    this.search?.cancel();
    const search = new vscode.CancellationTokenSource();
    this.search = search;
    this.rows.clear();
    this.changed.fire();
    const files = await this.files();
    for (const [index, file] of files.entries()) {
      if (search.token.isCancellationRequested) return [];
      this.view.message = `Looking through file ${index + 1} of ${files.length} …`;
      await this.read(file, search.token);
    }
    if (!search.token.isCancellationRequested) this.view.message = messageAfter(files.length);
    return this.getChildren().flatMap((node) =>
      (node.kind === "file" ? node.models : [node]).map(({ row }) => row.name),
    );
  }

  getTreeItem(node: Node): vscode.TreeItem {
    return node.kind === "file" ? fileItem(node) : modelItem(node, this.order);
  }

  getChildren(node?: Node): Node[] {
    if (node !== undefined) return node.kind === "file" ? [...node.models] : [];
    const files = [...this.rows].map(([uri, rows]): FileNode => ({
      kind: "file",
      uri,
      models: rows.map((row) => nodeOf(uri, row)),
    }));
    if (this.order === "file") return files.sort((a, b) => a.uri.localeCompare(b.uri));
    const device = vscode.workspace
      .getConfiguration(SETTINGS_SECTION)
      .get("primaryDevice", DEFAULT_SETTINGS.primaryDevice);
    const ms = ({ row }: ModelNode): number => row.totals.find((total) => total.device === device)?.ms ?? -1;
    return files.flatMap(({ models }) => models).sort((a, b) => ms(b) - ms(a));
  }

  /** Without a search, what is open is all that there is. */
  private async files(): Promise<readonly vscode.Uri[]> {
    const open = vscode.workspace.textDocuments.filter(({ uri }) => uri.scheme === "file").map(({ uri }) => uri);
    try {
      const found = await sourceFiles();
      const known = new Set(open.map(String));
      return [...open, ...found.filter((uri) => !known.has(uri.toString()))];
    } catch {
      return open;
    }
  }

  private async read(uri: vscode.Uri, token: vscode.CancellationToken): Promise<void> {
    const text = await networkSource(uri);
    if (text === null) return;
    const name = uri.toString();
    try {
      this.put(name, await this.server.models({ uri: name, text: isOpen(name) ? null : text }, token));
    } catch {
      // Cancelled, or the server is being restarted; the next look finds it.
    }
  }

  /** A file changed on disk; one that is open is reported by the server. */
  private async readAgain(uri: vscode.Uri): Promise<void> {
    if (this.search === null || isOpen(uri.toString())) return;
    this.put(uri.toString(), []);
    await this.read(uri, this.search.token);
  }

  private async readOpen(uri: string): Promise<void> {
    // A cell's models are those of its notebook.
    if (this.search === null || isCell(uri) || vscode.Uri.parse(uri).scheme === EXAMPLE_SCHEME) return;
    try {
      this.put(uri, await this.server.models({ uri, text: null }, this.search.token));
    } catch {
      // As above.
    }
  }

  private put(uri: string, rows: readonly ModelRow[]): void {
    this.modelFiles.put(uri, rows.length > 0);
    if (rows.length === 0 && !this.rows.has(uri)) return;
    if (rows.length === 0) this.rows.delete(uri);
    else this.rows.set(uri, rows);
    this.changed.fire();
  }
}

function messageAfter(files: number): string {
  return files < MOST_FILES ? "" : `The first ${MOST_FILES} source files of the workspace were looked through.`;
}

function nodeOf(uri: string, row: ModelRow): ModelNode {
  return { kind: "model", uri, model: row.id, row };
}

function fileItem({ uri, models }: FileNode): vscode.TreeItem {
  const item = new vscode.TreeItem(vscode.Uri.parse(uri), vscode.TreeItemCollapsibleState.Expanded);
  item.description = models.length === 1 ? "1 model" : `${models.length} models`;
  return item;
}

function modelItem({ uri, row }: ModelNode, order: Order): vscode.TreeItem {
  const { name, totals, marks, tooltip, location } = row;
  const item = new vscode.TreeItem(name);
  const budgets = budgetsOf(vscode.Uri.parse(uri));
  const exceeded = totals.map(({ device, ms, budget }) =>
    exceededBudget(ms, { comment: budget, setting: budgets[device] }),
  );
  const place =
    order === "file" ? [] : [`${vscode.workspace.asRelativePath(vscode.Uri.parse(uri))}:${shortLineText(location)}`];
  const figures = totals.map(({ text }, index) => {
    const budget = exceeded[index] ?? null;
    return budget === null ? text : `${text}, over its budget of ${milliseconds(budget)}`;
  });
  item.description = [...figures, ...marks, ...place].join(" · ");
  item.tooltip = new vscode.MarkdownString([tooltip, ...place].join("\n\n"));
  item.iconPath = iconOf(
    row,
    exceeded.some((budget) => budget !== null),
  );
  item.contextValue = "model";
  item.accessibilityInformation = { label: `${name}: ${item.description}` };
  item.command = { command: COMMANDS.goTo, title: "Go to the Definition", arguments: [location] };
  return item;
}

/** Whatever stands there: nobody has looked at it yet. */
function budgetsOf(uri: vscode.Uri): Settings["budget"] {
  const budget: unknown = vscode.workspace.getConfiguration(SETTINGS_SECTION, uri).get("budget");
  return parseSettings({ budget }).budget;
}

/** A shape of its own for each; the description says the same in words. */
function iconOf({ isWhole }: ModelRow, isOverBudget: boolean): vscode.ThemeIcon {
  if (isOverBudget) return new vscode.ThemeIcon("flame", new vscode.ThemeColor("list.warningForeground"));
  return new vscode.ThemeIcon(isWhole ? "dashboard" : "warning");
}
