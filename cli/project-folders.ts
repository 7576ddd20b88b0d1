/** Settings of the projects that files belong to, each file of settings read once. */
import { parseSettings } from "../protocol/settings";
import type { Settings } from "../protocol/settings";
import { projectSettings } from "../server/src/node/project-settings";
import { UsageError } from "./usage";

export interface FolderOfProject {
  readonly settings: Settings;
  /** Uris of the folders that patterns of files start from; none where there is no file of settings. */
  readonly folders: readonly string[];
}

export class ProjectFolders {
  readonly #known = new Map<string, FolderOfProject>();

  /** Throws UsageError where the file has settings that cannot be used. */
  of(uri: string): FolderOfProject {
    const beside = new URL(".", uri).href;
    const known = this.#known.get(beside);
    if (known !== undefined) return known;
    const { section, problems, folder } = projectSettings(beside);
    if (problems.length > 0) throw new UsageError(problems.join("\n"));
    const found = { settings: parseSettings(section), folders: folder === null ? [] : [folder] };
    this.#known.set(beside, found);
    return found;
  }
}
