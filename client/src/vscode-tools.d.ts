/** Tools for language models came to VS Code with 1.95: what an older one lacks is undefined. */
import "vscode";

declare module "vscode" {
  interface AssistantToolCall {
    readonly input: unknown;
  }

  interface AssistantTool {
    invoke(call: AssistantToolCall, token: CancellationToken): Promise<object>;
  }

  namespace lm {
    const registerTool: ((name: string, tool: AssistantTool) => Disposable) | undefined;
  }

  const LanguageModelTextPart: (new (text: string) => object) | undefined;
  const LanguageModelToolResult: (new (parts: readonly object[]) => object) | undefined;
}
