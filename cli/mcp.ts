/**
 * `latency-lens mcp`: the tools of assistants over the Model Context Protocol, on standard input and output. A bundle of its own, so that
 * the other commands do not load the protocol.
 */
import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { StdioServerTransport } from "@modelcontextprotocol/sdk/server/stdio.js";
import { CallToolRequestSchema, ListToolsRequestSchema } from "@modelcontextprotocol/sdk/types.js";
import type { CallToolResult } from "@modelcontextprotocol/sdk/types.js";
import * as path from "node:path";
import { pathToFileURL } from "node:url";
import { badCall, ESTIMATE_TOOL, stateName, toolCall, TOOLS } from "../protocol/tools";
import type { SourceState } from "../protocol/tools";
import type { AnalysisEnvironment } from "../server/src/analysis/analysis";
import { answerTool } from "../server/src/ide/tools";
import type { ToolAnswer, ToolState } from "../server/src/ide/tools";
import { ownEnvironment } from "./environment";
import { readSource, sourceOf } from "./source";
import { UsageError } from "./usage";

export interface McpOptions {
  /** Folder of the user's own measurements in place of the usual one. */
  readonly store?: string;
  /** Folder with `wasm/` and `models/`. */
  readonly resources: string;
  readonly version: string;
}

/** Serves one client until it closes standard input. */
export async function serveMcp({ store, resources, version }: McpOptions): Promise<void> {
  const environment = await ownEnvironment(resources, store);
  const { server } = new McpServer({ name: "latency-lens", version }, { capabilities: { tools: {} } });
  server.setRequestHandler(ListToolsRequestSchema, () => ({
    tools: TOOLS.map(({ name, title, description, inputSchema }) => ({
      name,
      title,
      description,
      inputSchema: { ...inputSchema, required: [...inputSchema.required] },
      annotations: { readOnlyHint: true, openWorldHint: false },
    })),
  }));
  server.setRequestHandler(CallToolRequestSchema, ({ params }, { signal }): CallToolResult => {
    const { text, isError } = answer(environment, params.name, params.arguments, () => signal.aborted);
    return { content: [{ type: "text", text }], isError };
  });
  const closed = new Promise<void>((resolve) => {
    server.onclose = resolve;
    process.stdin.once("end", resolve);
  });
  await server.connect(new StdioServerTransport());
  await closed;
}

function answer(environment: AnalysisEnvironment, name: string, given: unknown, cancelled: () => boolean): ToolAnswer {
  const call = toolCall(name, given);
  if (call === null) return { text: badCall(name), isError: true };
  try {
    const question =
      call.tool === ESTIMATE_TOOL
        ? ({ kind: "estimate", state: stateOf(call.state), inputSize: call.inputSize } as const)
        : ({ kind: "compare", before: stateOf(call.before), after: stateOf(call.after) } as const);
    return answerTool(environment, question, cancelled);
  } catch (error) {
    if (error instanceof UsageError) return { text: error.message, isError: true };
    throw error;
  }
}

function stateOf(state: SourceState): ToolState {
  const { file, source } = state;
  const uri = pathToFileURL(path.resolve(file)).href;
  const text = source === null ? readSource(file) : sourceOf(file, source);
  return { file: stateName(state), document: { uri, version: null, ...text } };
}
