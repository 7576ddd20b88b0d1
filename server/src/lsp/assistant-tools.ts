/** The request behind the tools of assistants: texts that the client read, answered where analyses are made. */
import type { CancellationToken, Connection } from "vscode-languageserver";
import { LSPErrorCodes, ResponseError } from "vscode-languageserver";
import { TOOL_REQUEST } from "../../../protocol/requests";
import type { ToolParams, ToolResult, ToolText } from "../../../protocol/requests";
import { withoutExcess } from "../project/document-size";
import { sourceOfFile } from "../project/notebook-file";
import type { DocumentText } from "../ide/tasks";
import type { ToolQuestion, ToolState } from "../ide/tools";
import type { Background } from "./background";
import type { Wall } from "./wall";

export interface ToolHost {
  readonly background: Background;
  /** What an analysis rests on beside the text. */
  readonly context: (uri: string) => Pick<DocumentText, "project" | "settings">;
  readonly wall: Wall;
}

export function answerTools(connection: Connection, { background, context, wall }: ToolHost): void {
  const documentOf = (uri: string, file: string): ToolState["document"] => {
    const { text, language } = sourceOfFile(uri, file);
    return { uri, version: null, text: withoutExcess(text), language, ...context(uri) };
  };
  const stateOf = ({ file, uri, text }: ToolText): ToolState => ({
    file,
    document: documentOf(uri, text),
  });
  connection.onRequest(TOOL_REQUEST, async (params: ToolParams, token: CancellationToken) => {
    const { outcome, cancel } = background.run("tool", questionOf(params, stateOf));
    token.onCancellationRequested(cancel);
    const ended = await outcome;
    switch (ended.kind) {
      case "done":
        return ended.result satisfies ToolResult;
      case "cancelled":
        return new ResponseError(LSPErrorCodes.RequestCancelled, "cancelled");
      case "stopped":
        return { text: `The analysis was stopped as it took more than ${ended.after}.`, isError: true };
      case "failed":
        wall.report("a tool of an assistant", ended.error);
        return { text: "Latency Lens failed through a fault of its own; its log has the details.", isError: true };
    }
  });
}

function questionOf(params: ToolParams, stateOf: (text: ToolText) => ToolState): ToolQuestion {
  return params.kind === "estimate"
    ? { ...params, state: stateOf(params.state) }
    : { ...params, before: stateOf(params.before), after: stateOf(params.after) };
}
