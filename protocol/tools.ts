/** What assistants may ask: tools that only read, in the form of the Model Context Protocol; package.json declares the same to VS Code. */

export const ESTIMATE_TOOL = "estimate_latency";
export const COMPARE_TOOL = "compare_latency";

export interface ToolDescription {
  readonly name: typeof ESTIMATE_TOOL | typeof COMPARE_TOOL;
  readonly title: string;
  /** For the assistant: what the tool answers, and when to call it. */
  readonly description: string;
  /** JSON schema of the arguments. */
  readonly inputSchema: ObjectSchema;
}

export interface ObjectSchema {
  readonly type: "object";
  readonly properties: Readonly<Record<string, TextSchema | SourceSchema>>;
  readonly required: readonly string[];
}

type SourceSchema = ObjectSchema & { readonly description: string };

interface TextSchema {
  readonly type: "string";
  readonly description: string;
}

const FILE: TextSchema = {
  type: "string",
  description: "Path of a .py, .js or .ts file that builds Keras or TensorFlow.js models.",
};

const SOURCE: TextSchema = {
  type: "string",
  description:
    "Source text in place of what the file holds, for an edit that is not made yet. The file then need not exist; its name tells the language, its folder where imports lead.",
};

const STATE: ObjectSchema = { type: "object", properties: { file: FILE, source: SOURCE }, required: ["file"] };

export const TOOLS: readonly ToolDescription[] = [
  {
    name: ESTIMATE_TOOL,
    title: "Estimate latency on Jetson",
    description:
      "Estimates how many milliseconds of GPU time each convolutional network in a Keras or TensorFlow.js source file takes on an Nvidia Jetson AGX Xavier and a Jetson TX2, with FLOPs, parameters, its slowest layers and what holds them back. Reads the source and runs nothing.",
    inputSchema: {
      type: "object",
      properties: {
        file: FILE,
        source: SOURCE,
        inputSize: {
          type: "string",
          description: "Height x width x channels in place of the input size in the source, for example 224x224x3.",
        },
      },
      required: ["file"],
    },
  },
  {
    name: COMPARE_TOOL,
    title: "Compare latency on Jetson",
    description:
      "Compares two states of a network's source, for example before and after an edit that is not made yet, or two files: milliseconds on an Nvidia Jetson AGX Xavier and a Jetson TX2, whether the difference is clear, and which layers make it. Reads the sources and runs nothing.",
    inputSchema: {
      type: "object",
      properties: {
        before: { ...STATE, description: "The state to start from." },
        after: { ...STATE, description: "The state to compare with it." },
      },
      required: ["before", "after"],
    },
  },
];

/** A file, or a text that stands for what the file holds. */
export interface SourceState {
  readonly file: string;
  readonly source: string | null;
}

/** What the state is called in an answer. */
export function stateName({ file, source }: SourceState): string {
  return source === null ? file : `${file} (the given source)`;
}

/** A tool with its arguments. */
export type ToolCall =
  | { readonly tool: typeof ESTIMATE_TOOL; readonly state: SourceState; readonly inputSize: string | null }
  | { readonly tool: typeof COMPARE_TOOL; readonly before: SourceState; readonly after: SourceState };

/** The call that the arguments make; null where they do not have the tool's form. */
export function toolCall(name: string, given: unknown): ToolCall | null {
  switch (name) {
    case ESTIMATE_TOOL: {
      const state = sourceState(given);
      const inputSize = optionalText(given, "inputSize");
      return state === null || inputSize === undefined ? null : { tool: ESTIMATE_TOOL, state, inputSize };
    }
    case COMPARE_TOOL: {
      const [before, after] = [sourceState(field(given, "before")), sourceState(field(given, "after"))];
      return before === null || after === null ? null : { tool: COMPARE_TOOL, before, after };
    }
    default:
      return null;
  }
}

/** What is said to whoever called a tool in another form. */
export function badCall(name: string): string {
  const tool = TOOLS.find((one) => one.name === name);
  if (tool === undefined) return `There is no tool ${name}; there are ${TOOLS.map((one) => one.name).join(" and ")}.`;
  return `${name}: the arguments do not have the form that its schema asks for: ${JSON.stringify(tool.inputSchema)}`;
}

function sourceState(given: unknown): SourceState | null {
  const file = field(given, "file");
  const source = optionalText(given, "source");
  return typeof file !== "string" || file === "" || source === undefined ? null : { file, source };
}

/** Null where nothing is given; undefined where it is no text. */
function optionalText(given: unknown, name: string): string | null | undefined {
  const value = field(given, name) ?? null;
  return value === null || typeof value === "string" ? value : undefined;
}

function field(given: unknown, name: string): unknown {
  return typeof given === "object" && given !== null ? Reflect.get(given, name) : undefined;
}
