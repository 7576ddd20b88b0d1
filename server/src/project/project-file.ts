/** Settings that a project keeps in a file, so that the editor and the command line work with the same ones. */
import { parse, TomlError } from "smol-toml";
import { settingProblems } from "../../../protocol/settings";

/** In the order in which they are looked for in a folder. */
export const PROJECT_FILES = ["latency-lens.toml", "pyproject.toml"] as const;

/** The top-level keys that a file may have: the settings' names without `latencyLens.`. What belongs to a machine, such as its boards, is none of them. */
const KEYS: readonly string[] = ["budget", "inputs", "slowLayer", "lenses", "hints", "diagnostics"];

export interface ProjectSettings {
  /** In the form in which an editor sends its settings. */
  readonly section: Readonly<Record<string, unknown>>;
  /** What of it cannot be used, in the author's words, each with the name of the file. */
  readonly problems: readonly string[];
}

export const NO_PROJECT_SETTINGS: ProjectSettings = { section: {}, problems: [] };

/** `name` is one of `PROJECT_FILES`. Null where the file says nothing of Latency Lens. */
export function readProjectFile(name: string, text: string): ProjectSettings | null {
  const isPython = name === "pyproject.toml";
  let section: unknown;
  try {
    const document = parse(text);
    section = isPython ? member(document["tool"], "latency-lens") : document;
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    // A file of Python's own that is broken is told of by others, where nobody speaks of Latency Lens in it.
    if (isPython && !text.includes("latency-lens")) return null;
    const why = error.message.split("\n")[0]?.replace("Invalid TOML document: ", "") ?? "";
    return {
      section: {},
      problems: [`${name}: line ${error.line} is no TOML (${why}), so none of its settings are used`],
    };
  }
  if (section === undefined) return null;
  if (!isTable(section))
    return { section: {}, problems: [`${name}: tool.latency-lens has to be a table, [tool.latency-lens]`] };
  const known = Object.entries(section).filter(([key]) => KEYS.includes(key));
  const others = Object.keys(section).filter((key) => !KEYS.includes(key));
  const used = Object.fromEntries(known);
  return {
    section: used,
    problems: [
      ...others.map((key) => `${name}: "${key}" is no setting of a project; there are ${KEYS.join(", ")}`),
      ...settingProblems(used).map((problem) => `${name}: ${problem.replaceAll("latencyLens.", "")}`),
    ],
  };
}

/**
 * What the editor sends, and where that is the default, what the project's file says. Budgets, inputs and slow layers are put together key by key.
 * `defaults` is the section of an author who has set nothing.
 */
export function withProjectSettings(
  editor: unknown,
  project: Readonly<Record<string, unknown>>,
  defaults: unknown,
): unknown {
  const own = isTable(editor) ? editor : {};
  const merged = Object.entries(project).map(([key, value]) => {
    const [mine, usual] = [own[key], member(defaults, key)];
    if (isTable(value) && isTable(mine)) return [key, { ...mine, ...value, ...changed(mine, usual) }] as const;
    return [key, mine === undefined || mine === null || isSame(mine, usual) ? value : mine] as const;
  });
  return { ...own, ...Object.fromEntries(merged) };
}

/** The entries that are not the default. */
function changed(mine: Readonly<Record<string, unknown>>, usual: unknown): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(mine).filter(([key, value]) => !isSame(value, member(usual, key))));
}

function isSame(left: unknown, right: unknown): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}

function member(value: unknown, key: string): unknown {
  return isTable(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

function isTable(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date);
}
