/** Whether a text may have to do with a network: a quick look, before there is a server that reads it properly. */

/** Names of the frameworks, and the two forms in which code has one without naming it: the global of a script, and layers that are handed in. */
const WORDS = /keras|tensorflow|\btfjs\b|\btf\s*\.|_KERAS_LAYERS/i;

export function mentionsFramework(text: string): boolean {
  return WORDS.test(text);
}

/** An import that may lead to a file of the same project. */
const PYTHON_IMPORT = /^\s*(?:from\s+[\w.]+\s+import\b|import\s+\w)|\bimport_module\b/m;
const SCRIPT_IMPORT = /(?:\bfrom|\bimport|\brequire\s*\()\s*\(?\s*["'`](?:\.|[@~]\/)/;

export function mayImportProject(text: string, languageId: string): boolean {
  return (languageId === "python" ? PYTHON_IMPORT : SCRIPT_IMPORT).test(text);
}
