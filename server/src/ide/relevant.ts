/** An import of a framework, alone on its line or among others: `import os, keras`, `from tensorflow.keras import …`. */
const PYTHON_IMPORT = /^[ \t]*(?:from[ \t]+(?:keras|tensorflow)\b|import[ \t][^\n#]*\b(?:keras|tensorflow)\b)/m;

/** Whether a document can hold a network at all. Everything else is left alone: no analysis, no status, no problem. */
export function importsFramework(text: string): boolean {
  return PYTHON_IMPORT.test(text);
}
