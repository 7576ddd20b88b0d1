/** A framework that does not exist, as small as one can be: two layers, an input, a model, and words of its own. */
import type { Library } from "../../server/src/eval/host";
import { integer, NONE, unknown } from "../../server/src/values/make";
import type { CallContext, Value } from "../../server/src/values/value";
import { constructInput } from "../../server/src/frameworks/tracing/inputs";
import { makeLayer } from "../../server/src/frameworks/tracing/layers";
import { applyModel, layersOf, sequentialModel } from "../../server/src/frameworks/tracing/models";
import type { Framework, Shared } from "../../server/src/frameworks/tracing/framework";
import { Tracer } from "../../server/src/frameworks/tracing/tracer";
import type { Spelling } from "../../server/src/frameworks/tracing/tracer";
import { KERAS_VOCABULARY } from "../../server/src/layers/vocabulary";

export const TOY: Framework = {
  language: "python",
  vocabulary: KERAS_VOCABULARY,
  homes: ["toy"],
  mayHoldNetwork: (_, packages) => packages.has("toy"),
  createLibrary: createToyLibrary,
};

const SPELLING: Spelling = {
  asPart: () => null,
  reapply: (layer, inputs, call, tracer) => tracer.applyLayer(layer, inputs, call.frames),
  application: ({ name }) => `${name}(x)`,
};

function createToyLibrary({ heap, layers }: Shared): Library {
  const tracer = new Tracer(heap, SPELLING, layers);
  return {
    heap,
    resolve: (path) => (/^toy(\.|$)/.test(path) ? { kind: "library", path } : undefined),
    call: (path, call) => made(path.slice("toy.".length), call, tracer),
    apply: (callee, call) => {
      const [input = unknown("an input", call.location)] = call.positional;
      const inputs = tracer.tensorsOf(input, call);
      if (callee.kind === "model") return applyModel(callee, inputs, call, tracer);
      return tracer.applyLayer(callee, inputs, call.frames);
    },
    attribute: (receiver, name, interpreter) => {
      if (receiver.kind !== "model" || name !== "depth") return undefined;
      const frames = receiver.construction;
      const [frame] = frames;
      if (frame === undefined) return undefined;
      const asking = { positional: [], keywords: new Map(), location: frame.location, frames, interpreter };
      return integer(layersOf(receiver, tracer, asking).length);
    },
    binary: () => undefined,
    subscript: () => undefined,
  };
}

function made(name: string, call: CallContext, tracer: Tracer): Value | undefined {
  const [first] = call.positional;
  switch (name) {
    case "entry": {
      const shape = new Map(first === undefined ? [] : [["shape", first] as const]);
      return tracer.applyLayer(constructInput({ ...call, positional: [], keywords: shape }), [], call.frames);
    }
    case "full":
      return makeLayer("Dense", new Map(first === undefined ? [] : [["units", first]]), call);
    case "rectify":
      return makeLayer("ReLU", new Map(), call);
    case "chain":
      return sequentialModel({ name: null, layers: first ?? NONE }, call, tracer);
    default:
      return undefined;
  }
}
