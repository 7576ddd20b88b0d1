/**
 * The user's own measurements and the predictors fitted to them, as files: `rows.jsonl`, which only grows, `figures.jsonl`, and per device the
 * retrained models `models/layered-DEVICE.N.json` with a pointer to those in use, oldest first. This file knows files; what a
 * row or a model means is the business of `board`.
 */
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

export interface StoredLines {
  readonly values: readonly unknown[];
  /** Where each value stands: "line 3 of rows.jsonl". */
  readonly places: readonly string[];
  /** One sentence per line that could not be read. */
  readonly problems: readonly string[];
}

export type StoredModel =
  | { readonly kind: "none" }
  | { readonly kind: "model"; readonly version: number; readonly name: string; readonly text: string }
  | { readonly kind: "unreadable"; readonly name: string; readonly why: string };

/** What the disk refuses, as one sentence without its full stop: no fault of ours, and only the user can change it. */
export class StoreError extends Error {}

/** The disk, or what stands for it in tests. */
export type Disk = Pick<
  typeof fs,
  | "closeSync"
  | "fsyncSync"
  | "mkdirSync"
  | "openSync"
  | "readFileSync"
  | "readdirSync"
  | "renameSync"
  | "rmSync"
  | "writeFileSync"
  | "writeSync"
>;

const ROWS = "rows.jsonl";
const FIGURES = "figures.jsonl";
const MODELS = "models";
/** Holds the number of the process that writes. */
const LOCK = "lock";
/** Writing takes milliseconds, so that two seconds are long. */
const LOCK_LOOKS = 40;
const BETWEEN_LOOKS_MS = 50;

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

/** Step by step: Node's own way never ends where a folder is there and nothing can be made in it, as in /proc. */
function makeFolder(disk: Disk, folder: string): void {
  try {
    disk.mkdirSync(folder);
  } catch (error) {
    const code = codeOf(error);
    // Also where a file is in the way: what is written next says so.
    if (code === "EEXIST") return;
    if (code !== "ENOENT" || path.dirname(folder) === folder) throw error;
    makeFolder(disk, path.dirname(folder));
    disk.mkdirSync(folder);
  }
}

/** Every method but `model` throws a StoreError where the disk does not let it do its work. */
export class Store {
  constructor(
    readonly folder: string,
    private readonly disk: Disk = fs,
  ) {}

  /** Every line that can be read; a torn one (a crash while it was written) costs itself alone. */
  lines(): StoredLines {
    return this.linesOf(ROWS);
  }

  /** The same of the figures that scale a board. */
  figures(): StoredLines {
    return this.linesOf(FIGURES);
  }

  /** Takes out every row that is meant, and says how many; what cannot be read stays as it is. */
  removeRows(isMeant: (value: unknown) => boolean): number {
    return this.removeFrom(ROWS, isMeant);
  }

  /** The same of the figures. */
  removeFigures(isMeant: (value: unknown) => boolean): number {
    return this.removeFrom(FIGURES, isMeant);
  }

  private removeFrom(file: string, isMeant: (value: unknown) => boolean): number {
    return this.locked(() => {
      const lines = (this.read(file) ?? "").split("\n");
      const kept = lines.filter((line) => {
        const value = jsonOf(line);
        return value === undefined || !isMeant(value);
      });
      if (kept.length < lines.length) this.write(this.folder, file, kept.join("\n"));
      return lines.length - kept.length;
    });
  }

  private linesOf(file: string): StoredLines {
    const text = this.read(file) ?? "";
    const values: unknown[] = [];
    const places: string[] = [];
    const problems: string[] = [];
    text.split("\n").forEach((line, index) => {
      if (line.trim() === "") return;
      const value = jsonOf(line);
      const place = `line ${index + 1} of ${file}`;
      if (value === undefined) problems.push(`${place} is torn or damaged and left out`);
      else {
        values.push(value);
        places.push(place);
      }
    });
    return { values, places, problems };
  }

  /** On the disk when it returns. */
  append(value: unknown): void {
    this.appendTo(ROWS, [value]);
  }

  /** The same for many at once. */
  appendAll(values: readonly unknown[]): void {
    if (values.length > 0) this.appendTo(ROWS, values);
  }

  /** The same for a figure. */
  appendFigure(value: unknown): void {
    this.appendTo(FIGURES, [value]);
  }

  private appendTo(file: string, values: readonly unknown[]): void {
    this.locked(() => {
      this.appendLines(file, values);
    });
  }

  private appendLines(file: string, values: readonly unknown[]): void {
    // Behind a torn line the new one begins on a line of its own.
    const torn = !(this.read(file) ?? "\n").endsWith("\n");
    this.writing(() => {
      makeFolder(this.disk, this.folder);
      const handle = this.disk.openSync(path.join(this.folder, file), "a");
      try {
        this.disk.writeSync(handle, (torn ? "\n" : "") + values.map((value) => `${JSON.stringify(value)}\n`).join(""));
        this.disk.fsyncSync(handle);
      } finally {
        this.disk.closeSync(handle);
      }
    });
  }

  /** The retrained model in use. An estimate needs no store: what cannot be read is an answer like any other. */
  model(device: string): StoredModel {
    try {
      return this.readModel(device);
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      return { kind: "unreadable", name: pointerName(device), why: error.message };
    }
  }

  private readModel(device: string): StoredModel {
    const versions = this.versions(device);
    if (versions === null) return { kind: "unreadable", name: pointerName(device), why: "it is damaged" };
    const version = versions.at(-1);
    if (version === undefined) return { kind: "none" };
    const name = modelName(device, version);
    const text = this.read(path.join(MODELS, name));
    if (text === null) return { kind: "unreadable", name, why: "it cannot be read" };
    return { kind: "model", version, name, text };
  }

  /** Devices that a retrained model was ever put in use for, in the order of their names. */
  modelDevices(): readonly string[] {
    const names = this.reading([], () => this.disk.readdirSync(path.join(this.folder, MODELS)));
    return names.flatMap((name) => /^layered-(.+)\.current\.json$/.exec(name)?.[1] ?? []).sort();
  }

  /** The number of the next model; numbers of models that were rolled back are not used again. */
  nextVersion(device: string): number {
    const names = this.reading([], () => this.disk.readdirSync(path.join(this.folder, MODELS)));
    const taken = names.map((name) => Number(name.slice(`layered-${device}.`.length, -".json".length)));
    return 1 + Math.max(0, ...taken.filter((version, i) => names[i] === modelName(device, version)));
  }

  /** Puts a model in use. The file is whole before the pointer names it. */
  addModel(device: string, version: number, text: string): void {
    const models = path.join(this.folder, MODELS);
    this.locked(() => {
      this.write(models, modelName(device, version), text);
      const versions = [...(this.versions(device) ?? []), version];
      this.write(models, pointerName(device), `${JSON.stringify({ versions })}\n`);
    });
  }

  /** Takes the model in use out of it, one step back; its file stays. A damaged pointer is put right by forgetting it. */
  rollBack(device: string): void {
    this.locked(() => {
      const versions = this.versions(device) ?? [];
      const pointer = `${JSON.stringify({ versions: versions.slice(0, -1) })}\n`;
      this.write(path.join(this.folder, MODELS), pointerName(device), pointer);
    });
  }

  /** Models in use, the last one answers; null where the pointer is damaged. */
  private versions(device: string): readonly number[] | null {
    const text = this.read(path.join(MODELS, pointerName(device)));
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

  private write(folder: string, name: string, text: string): void {
    const file = path.join(folder, name);
    const temporary = `${file}.${process.pid}.tmp`;
    this.writing(() => {
      makeFolder(this.disk, folder);
      try {
        const handle = this.disk.openSync(temporary, "w");
        try {
          this.disk.writeFileSync(handle, text);
          // The new name must not stand on the disk before what it names.
          this.disk.fsyncSync(handle);
        } finally {
          this.disk.closeSync(handle);
        }
        this.disk.renameSync(temporary, file);
      } catch (error) {
        this.disk.rmSync(temporary, { force: true });
        throw error;
      }
    });
  }

  /** Null where there is no such file. */
  private read(name: string): string | null {
    return this.reading(null, () => this.disk.readFileSync(path.join(this.folder, name), "utf8"));
  }

  /** `otherwise` where nothing has been stored yet. */
  private reading<T>(otherwise: T, read: () => T): T {
    try {
      return read();
    } catch (error) {
      if (codeOf(error) === "ENOENT") return otherwise;
      throw this.refusal("read from", error);
    }
  }

  /** One program at a time reads and then writes. Nobody is waited for longer than a moment. */
  private locked<T>(work: () => T): T {
    const file = path.join(this.folder, LOCK);
    this.writing(() => {
      makeFolder(this.disk, this.folder);
    });
    for (let left = LOCK_LOOKS; !this.takeLock(file); left--) {
      if (left === 0)
        throw new StoreError(
          `another program is writing to your measurements in ${this.folder}; try again, or remove ${LOCK} there if none is`,
        );
      pause(BETWEEN_LOOKS_MS);
    }
    try {
      return work();
    } finally {
      this.disk.rmSync(file, { force: true });
    }
  }

  /** False while a program that still runs holds it; the lock of one that was killed is none. */
  private takeLock(file: string): boolean {
    try {
      this.disk.writeFileSync(file, String(process.pid), { flag: "wx" });
      return true;
    } catch (error) {
      if (codeOf(error) !== "EEXIST") throw this.refusal("written to", error);
    }
    const holder = Number(this.read(LOCK) ?? "");
    if (holder > 0 && !isRunning(holder)) this.disk.rmSync(file, { force: true });
    return false;
  }

  private writing(write: () => void): void {
    try {
      write();
    } catch (error) {
      throw this.refusal("written to", error);
    }
  }

  private refusal(verb: string, error: unknown): StoreError {
    const why = REASONS.get(codeOf(error)) ?? `${codeOf(error)}; ${OTHER_FOLDER}`;
    return new StoreError(`your measurements cannot be ${verb} ${this.folder}: ${why}`);
  }
}

/** Undefined where the line is no JSON. */
function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return codeOf(error) === "EPERM";
  }
}

/** The thread sleeps: what waits here is no editor's. */
function pause(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)), 0, 0, ms);
}

function modelName(device: string, version: number): string {
  return `layered-${device}.${version}.json`;
}

function pointerName(device: string): string {
  return `layered-${device}.current.json`;
}

const OTHER_FOLDER = "set LATENCY_LENS_STORE to another folder";
const NO_FOLDER = `a file is in the way of the folder; move it, or ${OTHER_FOLDER}`;
const NO_RIGHTS = `you may not do that there; change the rights of the folder, or ${OTHER_FOLDER}`;
const FULL = `the disk is full; free some space, or ${OTHER_FOLDER}`;

/** Why, and what to do, by the code of the error. */
const REASONS: ReadonlyMap<string, string> = new Map([
  ["ENOTDIR", NO_FOLDER],
  ["EEXIST", NO_FOLDER],
  ["EACCES", NO_RIGHTS],
  ["EPERM", NO_RIGHTS],
  ["EROFS", `the disk is read-only; ${OTHER_FOLDER}`],
  ["ENOSPC", FULL],
  ["EDQUOT", FULL],
  ["ENOENT", `the folder cannot be made there; ${OTHER_FOLDER}`],
  ["EISDIR", `a folder stands in the place of a file; move it, or ${OTHER_FOLDER}`],
]);

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : String(error);
}
