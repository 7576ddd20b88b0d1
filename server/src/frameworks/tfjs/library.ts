/** What names of TensorFlow.js mean to the evaluator. */
import { Heap } from "../../eval/heap";
import { inputNames } from "../roots/input-names";
import { NONE, string, unknown } from "../../eval/read";
import type { Library } from "../../eval/host";
import type { CallContext, Interpreter, LayerValue, ModelValue, TensorValue, Value } from "../../eval/values";
import type { KnownLayers } from "../../layers/known-layers";
import { constructModel, constructSequential } from "../keras/models";
import { Tracer } from "../keras/tracer";
import { memberOf } from "../members";
import { constructInputLayer, constructLayer, nameIn, optionsIn } from "./layers";
import { layerMember, modelMember, tensorMember } from "./members";
import { canonicalPath, globalPath } from "./names";

/** A library for one analysis; it remembers tensors by the layers that made them. */
export function createTfjsLibrary(layers: KnownLayers): Library {
  const heap = new Heap();
  return new TfjsLibrary(heap, new Tracer(heap, layers));
}

class TfjsLibrary implements Library {
  readonly inputNames = inputNames("javascript");
  constructor(
    readonly heap: Heap,
    private readonly tracer: Tracer,
  ) {}

  resolve(path: string): Value | undefined {
    const canonical = canonicalPath(path);
    return canonical === undefined ? undefined : { kind: "library", path: canonical };
  }

  global(name: string): Value | undefined {
    const path = globalPath(name);
    return path === undefined ? undefined : { kind: "library", path };
  }

  call(path: string, call: CallContext): Value {
    switch (path) {
      case "tf.sequential":
      case "tf.Sequential":
        return constructSequential(withKeywords(call, "sequential_", "layers"), this.tracer);
      case "tf.model":
      case "tf.LayersModel":
        return constructModel(withKeywords(call, "model", "outputs"), this.tracer);
      case "tf.input":
      case "tf.layers.input":
        return this.tracer.applyLayer(constructInputLayer(call), [], call.frames);
      case "tf.tidy":
        return tidy(call);
      case "tf.loadLayersModel":
      case "tf.loadGraphModel":
      case "tf.models.modelFromJSON":
        return unknown(`${path} reads a saved model, which is not followed`, call.location);
    }
    if (path === "tf.layers.Layer.apply") return this.unknownFunction("a layer of a class of this file", call);
    if (/^tf\.layers\.[a-z]\w*$/.test(path)) return constructLayer(path.slice("tf.layers.".length), call);
    const [tensor] = call.positional.filter((value) => value.kind === "tensor");
    if (tensor !== undefined) return this.unknownFunction(`${path} of a symbolic tensor`, call);
    return opaque(path, call);
  }

  /** TF.js' layers and models are applied by a method. */
  apply(callee: LayerValue | ModelValue, call: CallContext): Value {
    return unknown(`a call of ${callee.name}: a layer or model of TF.js is applied with .apply(x)`, call.location);
  }

  attribute(
    receiver: LayerValue | TensorValue | ModelValue,
    name: string,
    interpreter: Interpreter,
  ): Value | undefined {
    return memberOf(receiver, interpreter, {
      tensor: (tensor, asking) => tensorMember(tensor, name, this.tracer, asking),
      layer: (layer, asking) => layerMember(layer, name, this.tracer, asking),
      model: (model, asking) => modelMember(model, name, this.tracer, asking),
    });
  }

  /** A symbolic tensor of TF.js has no operators. */
  binary(): undefined {
    return undefined;
  }

  subscript(receiver: TensorValue, index: Value, call: CallContext): Value | undefined {
    return index.kind === "string" ? this.attribute(receiver, index.value, call.interpreter) : undefined;
  }

  /** Nothing that is written to a layer or model changes the network, except which weights are trained. */
  assignAttribute(_receiver: LayerValue | TensorValue | ModelValue, name: string): boolean {
    return ["trainable", "name", "stopTraining", "optimizer", "isTraining"].includes(name);
  }

  private unknownFunction(what: string, call: CallContext): Value {
    const inputs = call.positional.flatMap((value) => (value.kind === "tensor" ? [value] : []));
    return this.tracer.unknownTensor(unknown(`${what} is not known yet`, call.location), inputs, call);
  }
}

/** The options as the keywords of Keras' constructors; `main` takes the reason where they are not known. */
function withKeywords(call: CallContext, prefix: string, main: string): CallContext {
  const options = optionsIn(call);
  const keywords = "kind" in options ? new Map<string, Value>([[main, options]]) : new Map(options);
  if (nameIn(options) === null) keywords.set("name", string(`${prefix}${call.interpreter.nextIndex(prefix) + 1}`));
  return { ...call, positional: [], keywords };
}

/** `tf.tidy(() => …)` gives what its function gives. */
function tidy(call: CallContext): Value {
  const body = call.positional.at(-1);
  return body === undefined ? NONE : call.interpreter.call(body, [], new Map(), call.location);
}

/** Numbers, optimizers, data sets: what such a call gives is only passed on. Functions that it is given may run. */
function opaque(path: string, call: CallContext): Value {
  const why = unknown(`when ${path} calls it`, call.location);
  for (const value of call.positional) call.interpreter.mayCall(value, why);
  return { kind: "library", path: `${path}(…)` };
}
