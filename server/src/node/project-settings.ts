/** The settings file of a project on disk. */
import * as fs from "node:fs";
import * as path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { NO_PROJECT_SETTINGS, PROJECT_FILES, readProjectFile } from "../project/project-file";
import type { ProjectSettings } from "../project/project-file";

/** A file of settings is not longer, and another file is not read whole. */
const LARGEST_FILE = 1_000_000;

export interface FoundSettings extends ProjectSettings {
  /** Uri of the folder that the file lies in; patterns of files start there. Null where there is no file. */
  readonly folder: string | null;
}

/** Of the folder or the nearest one above it whose file says something of Latency Lens; `folder` is a uri. Never throws. */
export function projectSettings(folder: string): FoundSettings {
  if (!folder.startsWith("file:")) return { ...NO_PROJECT_SETTINGS, folder: null };
  for (let place = fileURLToPath(folder); ; place = path.dirname(place)) {
    const found = PROJECT_FILES.map((name) => readIn(place, name)).find((settings) => settings !== null);
    if (found !== undefined) return { ...found, folder: pathToFileURL(place).href.replace(/\/$/, "") };
    if (place === path.dirname(place)) return { ...NO_PROJECT_SETTINGS, folder: null };
  }
}

function readIn(folder: string, name: string): ProjectSettings | null {
  const file = path.join(folder, name);
  const stat = fs.statSync(file, { throwIfNoEntry: false });
  if (stat?.isFile() !== true || stat.size > LARGEST_FILE) return null;
  try {
    return readProjectFile(name, fs.readFileSync(file, "utf8").replace(/^\uFEFF/, ""));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { section: {}, problems: [`${name} cannot be read: ${why}`] };
  }
}
