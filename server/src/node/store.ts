/**
 * The user's own measurements and the predictors fitted to them, as files: `rows.jsonl`, which only grows, and per device the
 * retrained models `models/layered-DEVICE.N.json` with a pointer to those in use, oldest first. This file knows files; what a
 * row or a model means is the business of `board`.
 */
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

export interface StoredLines {
  readonly values: readonly unknown[];
  /** One sentence per line that could not be read. */
  readonly problems: readonly string[];
}

export type StoredModel =
  | { readonly kind: "none" }
  | { readonly kind: "model"; readonly version: number; readonly name: string; readonly text: string }
  | { readonly kind: "unreadable"; readonly name: string; readonly why: string };

const ROWS = "rows.jsonl";
const MODELS = "models";

/** `given`, else LATENCY_LENS_STORE, else `latency-lens` in the user's data folder. */
export function storeFolder(given: string | undefined, environment: NodeJS.ProcessEnv = process.env): string {
  const named = given ?? environment["LATENCY_LENS_STORE"];
  if (named !== undefined && named !== "") return path.resolve(named);
  const home = os.homedir();
  const local = environment["LOCALAPPDATA"];
  const data = environment["XDG_DATA_HOME"];
  if (process.platform === "win32") return path.join(local ?? path.join(home, "AppData", "Local"), "latency-lens");
  // A relative XDG_DATA_HOME counts as none, says its specification.
  const isUsable = data !== undefined && path.isAbsolute(data);
  return path.join(isUsable ? data : path.join(home, ".local", "share"), "latency-lens");
}

export class Store {
  constructor(readonly folder: string) {}

  /** Every line that can be read; a torn one (a crash while it was written) costs itself alone. */
  lines(): StoredLines {
    const text = readOrNull(path.join(this.folder, ROWS)) ?? "";
    const values: unknown[] = [];
    const problems: string[] = [];
    text.split("\n").forEach((line, index) => {
      if (line.trim() === "") return;
      try {
        values.push(JSON.parse(line));
      } catch {
        problems.push(`line ${index + 1} of ${ROWS} is torn or damaged and left out`);
      }
    });
    return { values, problems };
  }

  /** On the disk when it returns. Throws where the folder cannot be written. */
  append(value: unknown): void {
    fs.mkdirSync(this.folder, { recursive: true });
    const file = path.join(this.folder, ROWS);
    // Behind a torn line the new one begins on a line of its own.
    const torn = !(readOrNull(file) ?? "\n").endsWith("\n");
    const handle = fs.openSync(file, "a");
    try {
      fs.writeSync(handle, `${torn ? "\n" : ""}${JSON.stringify(value)}\n`);
      fs.fsyncSync(handle);
    } finally {
      fs.closeSync(handle);
    }
  }

  /** The retrained model in use. */
  model(device: string): StoredModel {
    const versions = this.versions(device);
    if (versions === null) return { kind: "unreadable", name: pointerName(device), why: "it is damaged" };
    const version = versions.at(-1);
    if (version === undefined) return { kind: "none" };
    const name = modelName(device, version);
    const text = readOrNull(path.join(this.folder, MODELS, name));
    if (text === null) return { kind: "unreadable", name, why: "it cannot be read" };
    return { kind: "model", version, name, text };
  }

  /** The number of the next model; numbers of models that were rolled back are not used again. */
  nextVersion(device: string): number {
    const folder = path.join(this.folder, MODELS);
    const names = fs.existsSync(folder) ? fs.readdirSync(folder) : [];
    const taken = names.map((name) => Number(name.slice(`layered-${device}.`.length, -".json".length)));
    return 1 + Math.max(0, ...taken.filter((version, i) => names[i] === modelName(device, version)));
  }

  /** Puts a model in use. The file is whole before the pointer names it. */
  addModel(device: string, version: number, text: string): void {
    this.write(modelName(device, version), text);
    this.write(pointerName(device), `${JSON.stringify({ versions: [...(this.versions(device) ?? []), version] })}\n`);
  }

  /** Takes the model in use out of it, one step back; its file stays. A damaged pointer is put right by forgetting it. */
  rollBack(device: string): void {
    const versions = this.versions(device) ?? [];
    this.write(pointerName(device), `${JSON.stringify({ versions: versions.slice(0, -1) })}\n`);
  }

  /** Models in use, the last one answers; null where the pointer is damaged. */
  private versions(device: string): readonly number[] | null {
    const text = readOrNull(path.join(this.folder, MODELS, pointerName(device)));
    if (text === null) return [];
    try {
      const { versions } = JSON.parse(text) as { versions?: unknown };
      return Array.isArray(versions) && versions.every((version) => Number.isSafeInteger(version))
        ? (versions as number[])
        : null;
    } catch {
      return null;
    }
  }

  private write(name: string, text: string): void {
    const folder = path.join(this.folder, MODELS);
    fs.mkdirSync(folder, { recursive: true });
    const file = path.join(folder, name);
    const temporary = `${file}.${process.pid}.tmp`;
    fs.writeFileSync(temporary, text);
    fs.renameSync(temporary, file);
  }
}

function modelName(device: string, version: number): string {
  return `layered-${device}.${version}.json`;
}

function pointerName(device: string): string {
  return `layered-${device}.current.json`;
}

function readOrNull(file: string): string | null {
  try {
    return fs.readFileSync(file, "utf8");
  } catch {
    return null;
  }
}
