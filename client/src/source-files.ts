/** Files of the workspace that may build a network, read as the disk has them. */
import * as vscode from "vscode";
import { mentionsFramework } from "./framework-words";

export const SOURCES = "**/*.{py,ipynb,js,cjs,mjs,jsx,ts,cts,mts,tsx}";
export const SKIPPED = "**/{node_modules,site-packages,dist-packages,.*,venv,env,__pycache__,dist,build,out}/**";
/** What others wrote, or programs did, is skipped; a folder of more sources than this is looked through in part. */
export const MOST_FILES = 400;
/** Bytes; what is larger is no source that somebody wrote. Most of a notebook is pictures that its cells drew. */
const LARGEST_FILE = 1_000_000;
const LARGEST_NOTEBOOK = 20_000_000;

/** Without a folder, those of the whole workspace. Rejected where this VS Code cannot search. */
export async function sourceFiles(folder: vscode.Uri | null = null): Promise<readonly vscode.Uri[]> {
  const pattern = folder === null ? SOURCES : new vscode.RelativePattern(folder, SOURCES);
  return vscode.workspace.findFiles(pattern, SKIPPED, MOST_FILES);
}

/** The text of a file that names a framework; null for any other, and where it cannot be read. */
export async function networkSource(file: vscode.Uri): Promise<string | null> {
  try {
    const { size } = await vscode.workspace.fs.stat(file);
    if (size > (file.path.endsWith(".ipynb") ? LARGEST_NOTEBOOK : LARGEST_FILE)) return null;
    const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
    return mentionsFramework(text) ? text : null;
  } catch {
    // It went away meanwhile, or may not be read.
    return null;
  }
}
