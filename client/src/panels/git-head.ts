/** A file's text as the last commit of its repository has it, by VS Code's own Git extension. */
import * as vscode from "vscode";

/** Of the API of `vscode.git`, version 1, what is used here. */
interface GitApi {
  getRepository(uri: vscode.Uri): { show(ref: string, path: string): Promise<string> } | null;
}

interface GitExtension {
  readonly enabled: boolean;
  getAPI(version: 1): GitApi;
}

/** Null where there is no repository, no Git, or no commit that has the file. */
export async function textAtHead(uri: vscode.Uri): Promise<string | null> {
  if (uri.scheme !== "file") return null;
  const extension = vscode.extensions.getExtension<GitExtension>("vscode.git");
  if (extension === undefined) return null;
  try {
    const git = await extension.activate();
    if (!git.enabled) return null;
    const repository = git.getAPI(1).getRepository(uri);
    return repository === null ? null : await repository.show("HEAD", uri.fsPath);
  } catch {
    // No commit has the file.
    return null;
  }
}
