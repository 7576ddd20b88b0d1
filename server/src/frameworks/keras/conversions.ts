/** Conversions for another runtime: what was measured is Keras on TensorFlow. */
import type { Note } from "../../../../protocol/report";
import type { Location } from "../../../../protocol/source";
import { Cell } from "../../values/cell";
import type { Heap } from "../../values/heap";
import { ASSUMED } from "../../graph/notes";
import type { CallContext, ModelValue, Value } from "../../values/value";

export class Conversions {
  private readonly made: Cell<readonly Conversion[]>;

  constructor(heap: Heap) {
    this.made = new Cell<readonly Conversion[]>(heap, [], (present, other) => [...new Set([...present, ...other])]);
  }

  /** A call that converts a model; undefined for any other. The answer is only passed on. */
  answer(path: string, call: CallContext): Value | undefined {
    const runtime = RUNTIMES.find(([paths]) => paths.test(path))?.[1];
    if (runtime === undefined) return undefined;
    const given = [...call.positional, ...call.keywords.values()];
    const model = given.find((value) => value.kind === "model" || value.kind === "instance");
    const of = model?.kind === "model" || model?.kind === "instance" ? model.construction[0]?.location : undefined;
    const message = `The source converts it for ${runtime}: the figures are those of Keras on TensorFlow in FP32, which alone was measured.`;
    const note = { message, short: ASSUMED, location: call.location };
    this.made.value = [...this.made.value, { of: of ?? null, note }];
    return { kind: "library", path };
  }

  /** A function that makes models may have one of them converted: the place of construction tells. */
  notesOf(model: ModelValue): readonly Note[] {
    const place = JSON.stringify(model.construction[0]?.location ?? null);
    return this.made.value.flatMap(({ of, note }) => (of === null || JSON.stringify(of) === place ? [note] : []));
  }
}

interface Conversion {
  /** Where the converted model is constructed; null where the source does not say which it is. */
  readonly of: Location | null;
  readonly note: Note;
}

const RUNTIMES: readonly (readonly [paths: RegExp, runtime: string])[] = [
  [/^tensorflow\.(contrib\.)?lite\.(\w+\.)*(TFLiteConverter|TocoConverter)(V2)?\.from_\w+$/, "TensorFlow Lite"],
  [
    /^tensorflow\..*(tensorrt|trt_convert|trt)\b.*\.(TrtGraphConverter(V2)?|Converter|create_inference_graph)$/,
    "TensorRT",
  ],
];
