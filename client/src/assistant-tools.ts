/** Tools for the assistants in VS Code: what they ask is answered from the texts as the editor has them. */
import * as path from "node:path";
import * as vscode from "vscode";
import { badCall, ESTIMATE_TOOL, stateName, toolCall, TOOLS } from "../../protocol/tools";
import type { SourceState } from "../../protocol/tools";
import type { ToolParams, ToolText } from "../../protocol/requests";
import type { LatencyServer } from "./latency-server";
import { notebookText, openNotebook } from "./notebooks";
import { openDocument } from "./open-document";

/** Nothing in a VS Code that has no such tools yet. */
export function registerTools(server: LatencyServer): vscode.Disposable {
  const { LanguageModelToolResult: Result, LanguageModelTextPart: Part } = vscode;
  const register = vscode.lm.registerTool;
  if (register === undefined || Result === undefined || Part === undefined) return vscode.Disposable.from();
  const tools = TOOLS.map(({ name }) =>
    register(name, {
      invoke: async ({ input }, token) => {
        const params = await paramsOf(name, input);
        const { text, isError } = await server.tool(params, token);
        // An assistant reads what is thrown as why the tool failed.
        if (isError) throw new Error(text);
        return new Result([new Part(text)]);
      },
    }),
  );
  return vscode.Disposable.from(...tools);
}

async function paramsOf(name: string, input: unknown): Promise<ToolParams> {
  const call = toolCall(name, input);
  if (call === null) throw new Error(badCall(name));
  if (call.tool === ESTIMATE_TOOL)
    return { kind: "estimate", state: await textOf(call.state), inputSize: call.inputSize };
  const [before, after] = await Promise.all([textOf(call.before), textOf(call.after)]);
  return { kind: "compare", before, after };
}

async function textOf(state: SourceState): Promise<ToolText> {
  const { file, source } = state;
  const uri = uriOf(file);
  return { file: stateName(state), uri: uri.toString(), text: source ?? (await read(uri, file)) };
}

/** An assistant names files by URI, by path, or by their path in the first folder of the workspace. */
function uriOf(file: string): vscode.Uri {
  if (/^[a-z][\w+.-]+:/i.test(file)) return vscode.Uri.parse(file);
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  return path.isAbsolute(file) || folder === undefined ? vscode.Uri.file(file) : vscode.Uri.joinPath(folder, file);
}

async function read(uri: vscode.Uri, file: string): Promise<string> {
  const open = openDocument(uri.toString());
  if (open !== undefined) return open.getText();
  const notebook = openNotebook(uri);
  if (notebook !== undefined) return notebookText(notebook);
  try {
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  } catch {
    throw new Error(`${file} cannot be read; give the path of a file that is there, or its text as "source".`);
  }
}
