/** Which arguments the setting `latencyLens.inputs` gives to the functions of one document. */
import type { InputsByFile } from "../../../protocol/settings";
import type { InputSettings } from "../frameworks/roots/root-model";

export type { InputSettings } from "../frameworks/roots/root-model";

/**
 * Keys of the setting are patterns of files ("models/*.py", `*`, `**` and `?` as in other globs; one without a slash means a
 * file of that name anywhere), those of functions with `#name` behind. Later ones win. `folders` are those of the workspace.
 */
export function inputSettingsFor(uri: string, folders: readonly string[], inputs: InputsByFile): InputSettings {
  const path = pathWithin(uri, folders);
  let general: InputSettings["general"] = {};
  const named = new Map<string, InputSettings["general"]>();
  for (const [key, given] of Object.entries(inputs)) {
    const [pattern = "", name] = key.split("#");
    if (!matches(pattern === "" ? "**" : pattern, path)) continue;
    if (name === undefined) general = { ...general, ...given };
    else named.set(name, { ...named.get(name), ...given });
  }
  return { general, named };
}

/** The part of the path below the workspace folder, or below the root of the machine. */
function pathWithin(uri: string, folders: readonly string[]): string {
  const folder = folders.filter((one) => uri.startsWith(`${one}/`)).sort((a, b) => b.length - a.length)[0];
  const path = folder === undefined ? uri.replace(/^[a-z-]+:\/*/i, "") : uri.slice(folder.length + 1);
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

const ANY_FOLDERS = "**";

/** Whether a path, with "/" between its parts, is one of the pattern's: `*`, `**` and `?` as in other globs. */
export function matches(pattern: string, path: string): boolean {
  const anywhere = pattern.includes("/") ? pattern.replace(/^\.?\//, "") : `${ANY_FOLDERS}/${pattern}`;
  return fits(anywhere.split("/"), path.split("/"), ANY_FOLDERS, (part, name) =>
    fits(Array.from(part), Array.from(name), "*", (character, other) => character === "?" || character === other),
  );
}

/**
 * Whether the items are as the pattern says, in which `any` stands for any number of them. Going back to the last `any` alone is
 * enough, so that the time is the product of the two lengths at most; a regular expression would try every way to share the items
 * among all of them.
 */
function fits(
  pattern: readonly string[],
  items: readonly string[],
  any: string,
  isOne: (part: string, item: string) => boolean,
): boolean {
  let at = 0;
  let last: { readonly at: number; readonly item: number } | null = null;
  for (let index = 0; index < items.length;) {
    const part = pattern[at];
    if (part === any) {
      last = { at, item: index };
      at += 1;
    } else if (part !== undefined && isOne(part, items[index] ?? "")) {
      at += 1;
      index += 1;
    } else if (last !== null) {
      last = { at: last.at, item: last.item + 1 };
      at = last.at + 1;
      index = last.item;
    } else return false;
  }
  return pattern.slice(at).every((part) => part === any);
}
