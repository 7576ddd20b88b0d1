import type { LibraryValue } from "../../eval/values";
import type { Language } from "../../syntax/program";

/** Names that an input of a network is made by where no name of a file is seen, or none is bound. */
export function inputNames(language: Language): ReadonlyMap<string, LibraryValue> {
  return language === "python" ? PYTHON : JAVASCRIPT;
}

const PYTHON = paths({ Input: "keras.Input", keras: "keras", layers: "keras.layers", tf: "tensorflow" });

const JAVASCRIPT = paths({ Input: "tf.input", tf: "tf" });

function paths(names: Readonly<Record<string, string>>): ReadonlyMap<string, LibraryValue> {
  return new Map(Object.entries(names).map(([name, path]) => [name, { kind: "library", path }]));
}
