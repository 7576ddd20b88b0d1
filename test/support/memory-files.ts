/** Files of a project in memory. A file whose text is null is one that may not be read. */
import type { FileText, ProjectFiles, RefusedFile } from "../../server/src/project/modules";

export class MemoryFiles implements ProjectFiles {
  constructor(private readonly texts: ReadonlyMap<string, string | null>) {}

  /** `files` by their paths below "file://". */
  static of(files: Readonly<Record<string, string | null>>): MemoryFiles {
    return new MemoryFiles(new Map(Object.entries(files).map(([path, text]) => [`file://${path}`, text])));
  }

  readFile(uri: string, root: string): FileText | RefusedFile | null {
    const text = this.texts.get(uri);
    if (text === undefined) return null;
    if (text === null || !uri.startsWith(`${root}/`)) return { kind: "refused", why: `${uri} leads outside ${root}` };
    return { kind: "text", text };
  }

  isFolder(uri: string): boolean {
    return [...this.texts.keys()].some((file) => file.startsWith(`${uri}/`));
  }

  list(folder: string, extensions: readonly string[]): readonly string[] {
    const isWanted = (uri: string): boolean => extensions.some((extension) => uri.endsWith(`.${extension}`));
    return [...this.texts.keys()].filter((uri) => uri.startsWith(`${folder}/`) && isWanted(uri));
  }

  holds(folder: string, name: string): boolean {
    return this.texts.has(`${folder}/${name}`) || this.isFolder(`${folder}/${name}`);
  }
}
