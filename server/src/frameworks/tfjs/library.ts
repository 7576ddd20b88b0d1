/** What names of TensorFlow.js mean to the evaluator. */
import type { Heap } from "../../values/heap";
import type { Library } from "../../eval/host";
import { changeTo } from "../../closest";
import { NONE, unknown } from "../../values/make";
import { optionPlace } from "../../values/written";
import type {
  CallContext,
  InstanceValue,
  LibraryMember,
  Running,
  LayerValue,
  ModelValue,
  TensorValue,
  UnknownValue,
  Value,
} from "../../values/value";
import type { Shared } from "../tracing/framework";
import { memberOf } from "../tracing/members";
import { everyLayerOf, functionalModel, sequentialModel } from "../tracing/models";
import { Tracer } from "../tracing/tracer";
import type { Spelling } from "../tracing/tracer";
import { constructInputLayer, constructLayer, nameIn, optionsIn } from "./layers";
import { layerMember, modelMember, tensorMember } from "./members";
import { canonicalPath, globalPath } from "./names";
import { asPart, isModelClass, Subclasses } from "./subclasses";

/** A library for one analysis; it remembers tensors by the layers that made them. */
export function createTfjsLibrary({ heap, layers }: Shared): Library {
  return new TfjsLibrary(heap, new Tracer(heap, SPELLING, layers));
}

/** No function of the source is followed. */
const SPELLING: Spelling = {
  asPart,
  reapply: (layer, inputs, call, tracer) => tracer.applyLayer(layer, inputs, call.frames),
  application: ({ name }) => `${name}.apply(x)`,
};

class TfjsLibrary implements Library {
  readonly inputNames: ReadonlyMap<string, Value> = new Map([
    ["Input", { kind: "library", path: "tf.input" }],
    ["tf", { kind: "library", path: "tf" }],
  ]);

  private readonly subclasses: Subclasses;

  constructor(
    readonly heap: Heap,
    private readonly tracer: Tracer,
  ) {
    this.subclasses = new Subclasses(
      tracer,
      (path, call) => this.call(path, call),
      (model, name, asking) => modelMember(model, name, tracer, asking),
    );
  }

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
      case "tf.Sequential": {
        const { name, options } = namedOptions(call, "sequential_");
        const model = sequentialModel({ name, layers: optionOf(options, "layers") ?? NONE }, call, this.tracer);
        reportSameNames(model.layers, call);
        return model;
      }
      case "tf.model":
      case "tf.LayersModel": {
        const { name, options } = namedOptions(call, "model");
        if ("kind" in options) return functionalModel({ name, inputs: undefined, outputs: options }, call, this.tracer);
        const [inputs, outputs] = ["inputs", "outputs"].map((option) => endsIn(options, option, call));
        const model = functionalModel({ name, inputs, outputs }, call, this.tracer);
        reportSameNames(everyLayerOf(model, this.tracer), call);
        return model;
      }
      case "tf.input":
      case "tf.layers.input":
        return this.tracer.applyLayer(constructInputLayer("tf.input", call), [], call.frames);
      case "tf.tidy":
        return tidy(call);
      case "tf.loadLayersModel":
      case "tf.loadGraphModel":
      case "tf.models.modelFromJSON":
        return unknown(`${path} reads a saved model, which is not followed`, call.location);
    }
    if (/^tf\.layers\.[a-z]\w*$/.test(path)) return constructLayer(path.slice("tf.layers.".length), call);
    const [tensor] = call.positional.filter((value) => value.kind === "tensor");
    if (tensor !== undefined) return this.unknownFunction(`${path} of a symbolic tensor`, call);
    return opaque(path, call);
  }

  /** TF.js' layers and models are applied by a method. */
  apply(callee: LayerValue | ModelValue, call: CallContext): Value {
    return unknown(`a call of ${callee.name}: a layer or model of TF.js is applied with .apply(x)`, call.location);
  }

  attribute(receiver: LayerValue | TensorValue | ModelValue, name: string, interpreter: Running): Value | undefined {
    return memberOf(receiver, interpreter, {
      tensor: (tensor, asking) => tensorMember(tensor, name, this.tracer, asking),
      layer: (layer, asking) => layerMember(layer, name, this.tracer, asking),
      model: (model, asking) => modelMember(model, name, this.tracer, asking),
    });
  }

  member(base: string, name: string): LibraryMember | null | undefined {
    return this.subclasses.member(base, name);
  }

  applyInstance(instance: InstanceValue, base: string, call: CallContext): Value | undefined {
    return base === "tf.layers.Layer" ? this.subclasses.apply(instance, call) : undefined;
  }

  networkOf(instance: InstanceValue): ModelValue | undefined {
    return this.subclasses.network(instance);
  }

  isModelClass(path: string): boolean {
    return isModelClass(path);
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

interface NamedOptions {
  readonly name: string;
  readonly options: ReadonlyMap<string, Value> | UnknownValue;
}

/** What a model is made of, and its name, an automatic one where none is given. */
function namedOptions(call: CallContext, prefix: string): NamedOptions {
  const options = optionsIn(call);
  return { options, name: nameIn(options) ?? `${prefix}${call.interpreter.nextIndex(prefix) + 1}` };
}

/** Reports what TF.js refuses: `tf.model({ input, output })`. */
function endsIn(options: ReadonlyMap<string, Value>, option: string, call: CallContext): Value | undefined {
  const given = options.get(option);
  if (given !== undefined) return given;
  const written = option.slice(0, -1);
  const place = options.has(written) ? (optionPlace(call, written)?.name ?? null) : null;
  call.interpreter.report({
    severity: "error",
    code: "argument",
    message: options.has(written) ? `tf.model does not read ${written}: write ${option}.` : `tf.model needs ${option}.`,
    location: place ?? call.location,
    ...(place !== null && { fix: { title: changeTo(option), location: place, text: option } }),
  });
  return undefined;
}

/** TF.js makes no model in which two layers have one name. */
function reportSameNames(layers: readonly (LayerValue | ModelValue)[], call: CallContext): void {
  const names = new Map<string, LayerValue | ModelValue>();
  for (const layer of layers) {
    const other = names.get(layer.name);
    names.set(layer.name, layer);
    if (other === undefined || other === layer) continue;
    const message = `Two layers of the model have the name '${layer.name}': TF.js needs a name for each.`;
    call.interpreter.report({ severity: "error", code: "argument", message, location: call.location });
    return;
  }
}

/** The reason, where the options are not known. */
function optionOf(options: NamedOptions["options"], name: string): Value | undefined {
  return "kind" in options ? options : options.get(name);
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
