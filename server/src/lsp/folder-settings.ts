/** The author's settings, which may differ from folder to folder of the workspace. */
import type { ConfigurationItem } from "vscode-languageserver";
import { DEFAULT_SETTINGS, parseSettings, settingProblems, SETTINGS_SECTION } from "../../../protocol/settings";
import type { Settings } from "../../../protocol/settings";
import { isInside } from "../project/modules";
import { NO_PROJECT_SETTINGS, withProjectSettings } from "../project/project-file";
import type { ProjectSettings } from "../project/project-file";

export interface SettingsChange {
  /** Whether functions of some folder get other arguments. */
  readonly inputs: boolean;
  /** Messages for the author about what cannot be used, each once. */
  readonly problems: readonly string[];
}

export class FolderSettings {
  /** Of documents outside every folder. */
  private outside: Settings = DEFAULT_SETTINGS;
  private byFolder: ReadonlyMap<string, Settings> = new Map();

  /** `ask` gives what the client has for each of the items, `project` what a file of the folder says where the client has the defaults. */
  constructor(
    private readonly ask: (items: ConfigurationItem[]) => Promise<readonly unknown[]>,
    private readonly project: (folder: string) => ProjectSettings = () => NO_PROJECT_SETTINGS,
  ) {}

  /** Those of the innermost folder around the document. */
  of(uri: string): Settings {
    const around = [...this.byFolder.keys()].filter((folder) => isInside(uri, folder));
    const innermost = around.sort((a, b) => b.length - a.length)[0];
    return this.byFolder.get(innermost ?? "") ?? this.outside;
  }

  /** Asks the client for the settings of every folder in one request. */
  async read(folders: readonly string[]): Promise<SettingsChange> {
    const section = SETTINGS_SECTION;
    const asked = [{ section }, ...folders.map((folder) => ({ section, scopeUri: folder }))];
    const [outside, ...answers] = await this.ask(asked);
    const projects = folders.map((folder) => this.project(folder));
    const before = this.inputs();
    this.outside = parseSettings(outside);
    this.byFolder = new Map(
      folders.map((folder, index) => {
        const section = projects[index]?.section ?? {};
        return [folder, parseSettings(withProjectSettings(answers[index], section, DEFAULT_SETTINGS))];
      }),
    );
    const own = [outside, ...answers].flatMap(settingProblems);
    return {
      inputs: this.inputs() !== before,
      problems: [...new Set([...own, ...projects.flatMap(({ problems }) => problems)])],
    };
  }

  private inputs(): string {
    const given = [...this.byFolder].filter(([, { inputs }]) => Object.keys(inputs).length > 0);
    const folders = given.map(([folder, { inputs }]) => [folder, inputs]);
    return JSON.stringify([this.outside.inputs, folders]);
  }
}
