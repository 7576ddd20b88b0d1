/**
 * Runs that are on a board, one file each in the store: when this program is ended in the middle of one, the next knows what to go
 * on with or to clean up.
 */
import * as fs from "node:fs";
import * as path from "node:path";
import * as v from "valibot";
import { featuresSchema } from "../row";
import { addressSchema } from "./address";

const text = v.nullable(v.string());
const figure = v.nullable(v.number());

/** All that a label needs, so that the run can be ended without the source that it came from. */
const runSchema = v.object({
  format: v.literal("latency-lens-run"),
  version: v.literal(1),
  id: v.pipe(v.string(), v.regex(/^[0-9a-f]{16}$/)),
  address: addressSchema,
  /** Process that follows it. */
  follower: v.number(),
  startedAt: v.string(),
  before: v.object({
    model: text,
    release: text,
    mode: v.nullable(v.object({ name: v.string(), id: figure })),
    clock: v.nullable(v.object({ now: v.number(), highest: v.number() })),
    memory: figure,
    disk: figure,
    cuda: text,
    nvprof: text,
    nsys: text,
    python: text,
    tensorflow: text,
  }),
  network: v.object({
    recorded: v.object({
      model: v.string(),
      convolutions: v.number(),
      depthwise: v.number(),
      products: v.number(),
      hasTransposed: v.boolean(),
      inputBytes: figure,
    }),
    features: featuresSchema,
  }),
  /** What the predictors said, by device. */
  predicted: v.record(v.string(), v.object({ ms: v.number(), low: figure, high: figure })),
});

export type RememberedRun = v.InferOutput<typeof runSchema>;

/** "a run of unet on tx2-lab from 2026-01-02T03:04:05.000Z" */
export function runText({ network, address, startedAt }: RememberedRun): string {
  return `a run of ${network.recorded.model} on ${address.name} from ${startedAt}`;
}

/** In place of the process that follows a run. */
export const NOBODY = 0;

export class RememberedRuns {
  readonly #folder: string;

  /** `store`: the user's store. */
  constructor(store: string) {
    this.#folder = path.join(store, "runs");
  }

  remember(run: RememberedRun): void {
    fs.mkdirSync(this.#folder, { recursive: true });
    const file = this.file(run.id);
    const partial = `${file}.${process.pid}.part`;
    fs.writeFileSync(partial, JSON.stringify(run), { flush: true });
    fs.renameSync(partial, file);
  }

  forget(id: string): void {
    fs.rmSync(this.file(id), { force: true });
  }

  /** Oldest first; a file that cannot be read is none. */
  all(): readonly RememberedRun[] {
    const runs = namesIn(this.#folder)
      .filter((name) => name.endsWith(".json"))
      .flatMap((name) => readRun(path.join(this.#folder, name)) ?? []);
    return runs.sort((a, b) => (a.startedAt < b.startedAt ? -1 : 1));
  }

  /** Those that no living program follows. What a program was writing when it ended goes away. */
  left(): readonly RememberedRun[] {
    for (const name of namesIn(this.#folder)) {
      const writer = /\.(\d+)\.part$/.exec(name)?.[1];
      if (writer !== undefined && !isAlive(Number(writer))) fs.rmSync(path.join(this.#folder, name), { force: true });
    }
    return this.all().filter(({ follower }) => follower !== process.pid && !isAlive(follower));
  }

  private file(id: string): string {
    return path.join(this.#folder, `${id}.json`);
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return fs.readdirSync(folder);
  } catch {
    return [];
  }
}

function readRun(file: string): RememberedRun | null {
  try {
    const parsed = v.safeParse(runSchema, JSON.parse(fs.readFileSync(file, "utf8")));
    return parsed.success ? parsed.output : null;
  } catch {
    return null;
  }
}

/** NOBODY is no process; to the system it would be our own group. */
function isAlive(process_: number): boolean {
  if (process_ === NOBODY) return false;
  try {
    process.kill(process_, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
