/** Examples in the pages of `docs/`: fenced blocks, and what the page states in comments beside their lines. */

export interface Example {
  /** Line of the page, from 1, at which the block starts. */
  readonly line: number;
  /** Of the fence: "python", "sh", "jsonc". */
  readonly language: string;
  /** Behind the language, a file that the next blocks without one can import; null for a block of its own. */
  readonly file: string | null;
  readonly text: string;
}

/** A statement of the page: `# → TEXT`, or `# = VALUE`. */
export interface Mark {
  /** Line of the block, from 0. */
  readonly line: number;
  readonly text: string;
  /** A statement about the code on its line, about the whole block, or the value that the line assigns. */
  readonly about: "line" | "whole" | "value";
}

export function examplesOf(page: string): readonly Example[] {
  const examples: Example[] = [];
  const fence = /^```(\w+)(?: (\S+))?\n([\s\S]*?)^```$/gm;
  for (const match of page.matchAll(fence)) {
    const [, language = "", file, text = ""] = match;
    const line = page.slice(0, match.index).split("\n").length;
    examples.push({ line, language, file: file ?? null, text });
  }
  return examples;
}

export function marksOf(text: string): readonly Mark[] {
  return text.split("\n").flatMap((written, line): readonly Mark[] => {
    const [, code = "", sign, said = ""] = /^(.*?)\s*# ([→=]) (.*)$/.exec(written) ?? [];
    if (sign === undefined) return [];
    if (sign === "=") return [{ line, text: said, about: "value" }];
    const about = code.trim() === "" ? "whole" : "line";
    return [{ line, text: said, about }];
  });
}

/** True where `said` is all of `text`, "…" standing for anything. */
export function saysOf(said: string, text: string): boolean {
  const parts = said.split("…").map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`, "s").test(text);
}
