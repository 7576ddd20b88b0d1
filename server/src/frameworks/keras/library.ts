/** What names of Keras and TensorFlow mean to the evaluator. */
import type { ModuleRequest, ModuleSource } from "../../eval/evaluate";
import { NONE, unknown } from "../../eval/read";
import type {
  CallContext,
  InstanceValue,
  Interpreter,
  Library,
  LayerValue,
  ModelValue,
  TensorValue,
  Value,
} from "../../eval/values";
import { callApplication } from "./applications";
import { callActivation, callBackend, callFunction, callKeras1Merge, callMerge, sourceInputs } from "./functions";
import { FUNCTIONAL_MERGES } from "./constructors";
import { constructInput, constructLayer } from "./layers";
import { applyModel, constructModel, constructSequential, layerAttribute, modelAttribute } from "./models";
import { applyLambda } from "./lambda";
import { canonicalPath, isHarmless, isOffered } from "./names";
import { shapeTuple, tensorAttribute, tensorOperator, tensorSlice } from "./tensors";
import { inputArgument, Tracer } from "./tracer";
import type { ZooSources } from "./zoo-sources";

/** A library for one analysis; it remembers tensors by the layers that made them. `zoo` outlives it. */
export function createKerasLibrary(zoo: ZooSources): Library {
  return new KerasLibrary(zoo);
}

class KerasLibrary implements Library {
  private readonly tracer = new Tracer();
  /** Every attribute of a library name asks here, most of them many times. */
  private readonly resolved = new Map<string, Value | undefined>();
  private readonly built = new WeakSet<InstanceValue>();
  readonly injected = INJECTED;

  constructor(private readonly zoo: ZooSources) {}

  bundled(request: ModuleRequest): ModuleSource | undefined {
    return this.zoo.module(request);
  }

  resolve(path: string): Value | undefined {
    let value = this.resolved.get(path);
    if (value === undefined && !this.resolved.has(path)) {
      const canonical = canonicalPath(path);
      if (canonical !== undefined && isOffered(canonical)) value = { kind: "library", path: canonical };
      this.resolved.set(path, value);
    }
    return value;
  }

  call(path: string, call: CallContext): Value | undefined {
    if (path.startsWith("keras.layers.")) return this.callLayers(path.slice("keras.layers.".length), call);
    if (path === "keras.utils.get_source_inputs") return sourceInputs(call);
    if (path === "keras.utils.multi_gpu_model" || path === "keras.models.clone_model") return call.positional[0];
    // The answer of such a call is only passed on, so it is as opaque as the name itself.
    if (isHarmless(path)) return { kind: "library", path };
    if (path === "keras.Input") return this.input(call);
    if (path === "keras.Model") return constructModel(call, this.tracer);
    if (path === "keras.Sequential") return constructSequential(call);
    if (path.startsWith("keras.activations.")) {
      return callActivation(path.slice("keras.activations.".length), call, this.tracer);
    }
    if (path.startsWith("keras.applications.")) return callApplication(path, call);
    if (path.startsWith("keras_applications.")) {
      return unknown(`the network ${lastName(path)} of keras_applications is not followed`, call.location);
    }
    if (path.startsWith("keras.models.")) {
      return unknown(`${path} reads a saved model, which is not followed`, call.location);
    }
    if (path.startsWith("keras.backend.")) {
      const answer = callBackend(path.slice("keras.backend.".length), call, this.tracer);
      if (answer !== undefined) return answer;
    }
    return callFunction(path, call, this.tracer);
  }

  apply(callee: LayerValue | ModelValue, call: CallContext): Value {
    if (callee.kind === "model") return applyModel(callee, call, this.tracer);
    const inputs = this.tracer.tensorsOf(inputArgument(call) ?? NONE, call);
    if (callee.class === "Lambda") return applyLambda(callee, inputs, call, this.tracer);
    return this.tracer.applyLayer(callee, inputs, call.frames);
  }

  attribute(
    receiver: LayerValue | TensorValue | ModelValue,
    name: string,
    interpreter: Interpreter,
  ): Value | undefined {
    const asking = askingContext(receiver, interpreter);
    switch (receiver.kind) {
      case "tensor":
        return tensorAttribute(receiver, name, this.tracer, asking);
      case "layer":
        return layerAttribute(receiver, name, this.tracer, asking);
      case "model":
        return modelAttribute(receiver, name, this.tracer, asking);
    }
  }

  binary(operator: string, left: Value, right: Value, call: CallContext): Value {
    return tensorOperator(operator, left, right, call, this.tracer);
  }

  subscript(receiver: TensorValue, index: Value, call: CallContext): Value {
    return tensorSlice(receiver, index, call, this.tracer);
  }

  /** Nothing that is written to a layer or model changes the network, except which weights are trained. */
  assignAttribute(_receiver: LayerValue | TensorValue | ModelValue, name: string): boolean {
    return ["trainable", "name", "_name", "training", "optimizer", "stop_training"].includes(name);
  }

  isInstance(value: Value, path: string): boolean | undefined {
    if (value.kind === "unknown" || value.kind === "library" || value.kind === "instance") return undefined;
    if (path === "keras.layers.Layer") return value.kind === "layer" || value.kind === "model";
    if (path === "keras.Model") return value.kind === "model";
    if (path === "keras.Sequential") return value.kind === "model" && value.form === "sequential";
    if (path.startsWith("keras.layers.")) return value.kind === "layer" && value.class === lastName(path);
    if (path.endsWith("Tensor") || path.endsWith("Variable")) return value.kind === "tensor";
    return undefined;
  }

  /** A user's own layer or model: its `build` once, then its `call`, as Keras' `__call__` does. */
  applyInstance(instance: InstanceValue, base: string, call: CallContext): Value | undefined {
    if (base !== "keras.layers.Layer" && base !== "keras.Model") return undefined;
    this.build(instance, call);
    const method = call.interpreter.getAttribute(instance, "call", call.location);
    const inputs = this.tracer.tensorsOf(inputArgument(call) ?? NONE, call);
    const answer =
      method.kind === "bound-method"
        ? call.interpreter.call(method, call.positional, call.keywords, call.location)
        : unknown(`the class ${instance.class.name} has no method call`, call.location);
    return answer.kind === "unknown" ? this.tracer.unknownTensor(answer, inputs, call, instance.class.name) : answer;
  }

  private build(instance: InstanceValue, call: CallContext): void {
    const argument = inputArgument(call);
    if (this.built.has(instance) || argument?.kind !== "tensor") return;
    this.built.add(instance);
    const method = call.interpreter.getAttribute(instance, "build", call.location);
    if (method.kind !== "bound-method") return;
    call.interpreter.call(method, [shapeTuple(argument, this.tracer, call)], new Map(), call.location);
  }

  private callLayers(name: string, call: CallContext): Value {
    if (name === "merge") return callKeras1Merge(call, this.tracer);
    const merge = FUNCTIONAL_MERGES.get(name);
    if (merge !== undefined) return callMerge(merge, call, this.tracer);
    if (/^[a-z]/.test(name)) return callFunction(`keras.layers.${name}`, call, this.tracer);
    return constructLayer(name, call);
  }

  /** `Input(tensor=x)` is x itself. */
  private input(call: CallContext): Value {
    const tensor = call.keywords.get("tensor");
    if (tensor?.kind === "tensor") return tensor;
    return this.tracer.applyLayer(constructInput(call), [], call.frames);
  }
}

/** keras-applications and its relatives run on whichever Keras their user hands them through these variables. */
const INJECTED: ReadonlyMap<string, Value> = new Map(
  ["backend", "layers", "models", "utils"].map((part) => [
    `_KERAS_${part.toUpperCase()}`,
    { kind: "library", path: `keras.${part}` },
  ]),
);

function lastName(path: string): string {
  return path.slice(path.lastIndexOf(".") + 1);
}

/** An attribute is read without a call: what it makes stands where its receiver was made. */
export function askingContext(receiver: LayerValue | TensorValue | ModelValue, interpreter: Interpreter): CallContext {
  const frames = receiver.kind === "tensor" ? receiver.producer.origin : receiver.construction;
  const location = frames[0]?.location ?? NOWHERE;
  return { positional: [], keywords: new Map(), location, frames, interpreter };
}

const NOWHERE = {
  uri: "",
  range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } },
};
