/** The client's folders, and what changes in them behind the open documents. */
import { DidChangeWatchedFilesNotification } from "vscode-languageserver";
import type { Connection, InitializeParams, ServerCapabilities } from "vscode-languageserver";
import { withoutExcess } from "../project/document-size";
import { inputSettingsFor } from "../project/input-settings";
import type { InputSettings } from "../project/input-settings";
import { isInside } from "../project/modules";
import type { Project } from "../project/modules";
import { PROJECT_FILES } from "../project/project-file";
import type { InputsByFile } from "../../../protocol/settings";
import type { AnalysedDocuments } from "./analysed-documents";

/** Source files that an import may mean. */
const WATCHED = "**/*.{py,js,jsx,mjs,cjs,ts,tsx,mts,cts}";

export class Workspace {
  private folders: readonly string[] = [];
  private watchesFiles = false;
  private tellsFolders = false;

  constructor(
    private readonly connection: Connection,
    private readonly documents: AnalysedDocuments,
    /** Other folders have other settings. */
    private readonly foldersChanged: () => Promise<void>,
    /** A file that has settings of the project is another one. */
    private readonly projectFileChanged: () => void,
  ) {}

  /** URIs of the folders, without a slash at their ends. */
  get folderUris(): readonly string[] {
    return this.folders;
  }

  initialize({ capabilities: { workspace }, workspaceFolders }: InitializeParams): ServerCapabilities {
    this.folders = (workspaceFolders ?? []).map(({ uri }) => withoutSlash(uri));
    this.watchesFiles = workspace?.didChangeWatchedFiles?.dynamicRegistration === true;
    this.tellsFolders = workspace?.workspaceFolders === true;
    return { workspace: { workspaceFolders: { supported: true, changeNotifications: true } } };
  }

  async initialized(): Promise<void> {
    if (this.tellsFolders) {
      this.connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
        const gone = new Set(removed.map(({ uri }) => withoutSlash(uri)));
        const kept = this.folders.filter((folder) => !gone.has(folder));
        this.folders = [...kept, ...added.map(({ uri }) => withoutSlash(uri))];
        void this.foldersChanged().then(() => {
          this.refresh(this.documents.analyseAgain(this.documents.uris()));
        });
      });
    }
    if (!this.watchesFiles) return;
    await this.connection.client.register(DidChangeWatchedFilesNotification.type, {
      watchers: [{ globPattern: WATCHED }, ...PROJECT_FILES.map((name) => ({ globPattern: `**/${name}` }))],
    });
  }

  listen(): void {
    this.connection.onDidChangeWatchedFiles(({ changes }) => {
      const isOfProject = (uri: string): boolean => PROJECT_FILES.some((name) => uri.endsWith(`/${name}`));
      this.changed(changes.map(({ uri }) => uri));
      if (changes.some(({ uri }) => isOfProject(uri))) this.projectFileChanged();
    });
  }

  /** What the setting says of the inputs of a document's functions. */
  inputSettings(document: string, inputs: InputsByFile): InputSettings {
    return inputSettingsFor(document, this.folders, inputs);
  }

  /** The folders matter to documents inside them; what lies elsewhere finds its modules beside itself. */
  project(document: string): Project {
    const roots = this.folders.some((folder) => isInside(document, folder)) ? this.folders : [];
    const others = this.documents.uris().filter((uri) => uri !== document);
    const open = new Map(others.map((uri) => [uri, withoutExcess(this.documents.document(uri)?.getText() ?? "")]));
    return { roots, open };
  }

  /** Another text stands in these files, on disk or in the editor: whatever imports them is analysed again. */
  changed(files: readonly string[]): void {
    this.refresh(this.documents.analyseAgain(this.documents.restingOn(files)));
  }

  /** Every open document has other figures although no text has changed; resolves once they are there. */
  async analyseEverything(): Promise<void> {
    const analyses = this.documents.analyseAgain(this.documents.uris());
    await Promise.all(analyses);
    this.refresh(analyses);
  }

  /** The editor asks again only for the document that is edited. */
  private refresh(analyses: readonly Promise<unknown>[]): void {
    if (analyses.length === 0) return;
    void Promise.all(analyses).then(() =>
      Promise.allSettled([
        this.connection.languages.inlayHint.refresh(),
        this.connection.sendRequest("workspace/codeLens/refresh"),
      ]),
    );
  }
}

function withoutSlash(uri: string): string {
  return uri.replace(/\/$/, "");
}
