/** Which arguments the setting `latencyLens.inputs` gives to the functions of one document. */
import type { InputsByFile } from "../../../protocol/settings";
import type { InputSettings } from "../frameworks/root-model";

export type { InputSettings } from "../frameworks/root-model";

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

function matches(pattern: string, path: string): boolean {
  const anywhere = pattern.includes("/") ? pattern.replace(/^\.?\//, "") : `**/${pattern}`;
  return new RegExp(
    `^${anywhere
      .split(/(\*\*\/|\*\*|\*|\?)/)
      .map(part)
      .join("")}$`,
  ).test(path);
}

function part(text: string): string {
  switch (text) {
    case "**/":
      return "(?:.*/)?";
    case "**":
      return ".*";
    case "*":
      return "[^/]*";
    case "?":
      return "[^/]";
    default:
      return text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
  }
}
