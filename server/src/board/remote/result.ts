/** What the runner on the board says of its run. It is read as data from outside. */
import * as v from "valibot";

/** Kinds of a run that did not end well, beside those of the runner. */
const KINDS = [
  "done",
  "cancelled",
  "out of memory",
  "topology",
  "carries code",
  "no tensorflow",
  "request",
  "crashed",
] as const;

const milliseconds = v.pipe(v.number(), v.finite(), v.minValue(0));

const resultSchema = v.object({
  format: v.literal("latency-lens-result"),
  version: v.literal(1),
  id: v.nullable(v.string()),
  kind: v.picklist(KINDS),
  message: v.string(),
  /** Of the inferences behind the warm-up. */
  wallMs: v.array(milliseconds),
  software: v.object({
    python: v.string(),
    tensorflow: v.nullable(v.string()),
    /** How many GPUs TensorFlow sees. */
    gpus: v.nullable(v.number()),
  }),
});

export type RunResult = v.InferOutput<typeof resultSchema>;

const progressSchema = v.object({ phase: v.string(), done: v.number(), of: v.number() });

export type RunProgress = v.InferOutput<typeof progressSchema>;

/** Null where it is none. */
export function readResult(printed: Uint8Array): RunResult | null {
  return read(resultSchema, new TextDecoder().decode(printed));
}

/** Null where the runner has said nothing yet. */
export function readProgress(text: string): RunProgress | null {
  return read(progressSchema, text);
}

function read<Schema extends v.GenericSchema>(schema: Schema, text: string): v.InferOutput<Schema> | null {
  try {
    const parsed = v.safeParse(schema, JSON.parse(text));
    return parsed.success ? parsed.output : null;
  } catch {
    return null;
  }
}
