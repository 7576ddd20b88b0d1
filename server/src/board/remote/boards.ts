/** The boards that the user added on the command line: one file in the store. */
import * as fs from "node:fs";
import * as path from "node:path";
import * as v from "valibot";
import { addressSchema, type BoardAddress } from "./address";

const fileSchema = v.object({
  format: v.literal("latency-lens-boards"),
  version: v.literal(1),
  boards: v.array(addressSchema),
});

export class Boards {
  readonly #file: string;

  /** `store`: the user's store. */
  constructor(store: string) {
    this.#file = path.join(store, "boards.json");
  }

  /** In the order in which they were added; the reason where the file cannot be read. */
  all(): readonly BoardAddress[] | string {
    let text: string;
    try {
      text = fs.readFileSync(this.#file, "utf8");
    } catch (error) {
      const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
      return code === "ENOENT" ? [] : `${this.#file} cannot be read (${code})`;
    }
    try {
      const parsed = v.safeParse(fileSchema, JSON.parse(text));
      return parsed.success ? parsed.output.boards : this.damaged();
    } catch {
      return this.damaged();
    }
  }

  /** In place of one of the same name. The reason where it cannot be kept. */
  add(board: BoardAddress): string | null {
    const known = this.all();
    if (typeof known === "string") return known;
    return this.write([...known.filter(({ name }) => name !== board.name), board]);
  }

  remove(name: string): string | null {
    const known = this.all();
    if (typeof known === "string") return known;
    if (!known.some((board) => board.name === name)) return `there is no board ${name}`;
    return this.write(known.filter((board) => board.name !== name));
  }

  private damaged(): string {
    return `${this.#file} is damaged: delete it and add your boards again`;
  }

  private write(boards: readonly BoardAddress[]): string | null {
    const partial = `${this.#file}.${process.pid}.part`;
    try {
      fs.mkdirSync(path.dirname(this.#file), { recursive: true });
      const text = JSON.stringify({ format: "latency-lens-boards", version: 1, boards }, null, 2);
      fs.writeFileSync(partial, `${text}\n`, { mode: 0o600 });
      fs.renameSync(partial, this.#file);
      return null;
    } catch (error) {
      const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
      return `${this.#file} cannot be written (${code})`;
    }
  }
}
