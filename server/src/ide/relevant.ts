import type { ModuleRequest } from "../eval/evaluate";
import { languageOf } from "./language";
import type { DocumentLanguage } from "./language";

/** An import of a framework, alone on its line or among others: `import os, keras`, `from tensorflow.keras import …`. */
const PYTHON_IMPORT = /^[ \t]*(?:from[ \t]+(?:keras|tensorflow)\b|import[ \t][^\n#]*\b(?:keras|tensorflow)\b)/m;

/** An import of TensorFlow.js in any form, or its global `tf` where it makes layers and models. */
const JAVASCRIPT_USE = /@tensorflow\/tfjs|\btf\s*\.\s*(?:layers|sequential|model|input)\b/;

/** Whether a document can hold a network at all. Everything else is left alone: no analysis, no status, no problem. */
export function importsFramework(text: string, language: DocumentLanguage = "python"): boolean {
  return language === "python" ? PYTHON_IMPORT.test(text) : JAVASCRIPT_USE.test(text);
}

/** How many files are looked through for an import of a framework. */
const FILES_READ = 40;

/** Whether a document that imports no framework imports a file that does, directly or by way of others. */
export function importsOfFramework(
  uri: string,
  text: string,
  textOf: (request: ModuleRequest) => { readonly uri: string; readonly text: string } | undefined,
): boolean {
  const seen = new Set([uri]);
  const waiting = [{ uri, text }];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    const language = languageOf(file.uri);
    if (importsFramework(file.text, language) || HANDED_IN.test(file.text)) return true;
    const requests = language === "python" ? requestsIn(file.uri, file.text) : scriptRequestsIn(file.uri, file.text);
    for (const request of requests) {
      const module = textOf(request);
      if (module === undefined || seen.has(module.uri) || seen.size > FILES_READ) continue;
      seen.add(module.uri);
      waiting.push(module);
    }
  }
  return false;
}

/** keras-applications and its relatives import no framework: they are handed one. */
const HANDED_IN = /^_KERAS_LAYERS\b/m;

const FROM = /^[ \t]*from[ \t]+(\.*)([\w.]*)[ \t]+import[ \t]+\(?([\w, \t]*)/gm;
const IMPORT = /^[ \t]*import[ \t]+([\w., \t]+)/gm;

/** `from a import b` may mean a name of a or a file in it. */
function requestsIn(from: string, text: string): readonly ModuleRequest[] {
  const named = [...text.matchAll(FROM)].flatMap(([, dots = "", module = "", names = ""]) => {
    const inner = wordsOf(names).map((name) => (module === "" ? name : `${module}.${name}`));
    return [module, ...inner].map((path) => ({ module: path, level: dots.length, from }));
  });
  const whole = [...text.matchAll(IMPORT)].flatMap(([, modules = ""]) =>
    wordsOf(modules).map((module) => ({ module, level: 0, from })),
  );
  return [...named, ...whole].filter(({ module, level }) => module !== "" || level > 0);
}

/** Relative imports of JavaScript, in any form; an installed package is no file of the project. */
const SCRIPT_IMPORT = /\b(?:from|import|require\s*\(|import\s*\()\s*["'](\.[^"'\n]*)["']/g;

function scriptRequestsIn(from: string, text: string): readonly ModuleRequest[] {
  return [...text.matchAll(SCRIPT_IMPORT)].map(([, module = ""]) => ({ module, level: 0, from }));
}

/** The first word of each part of `a as b, c.d`. */
function wordsOf(list: string): readonly string[] {
  return list.split(",").flatMap((part) => /[\w.]+/.exec(part)?.slice(0, 1) ?? []);
}
