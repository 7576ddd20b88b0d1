/** Names that a program gives to functions and classes of its own: `get_custom_objects()`, `custom_object_scope(…)`, `custom_objects=`. */
import { Cell } from "../../values/cell";
import type { Heap } from "../../values/heap";
import { dictionary, unknown } from "../../values/make";
import { dictionaryKey } from "../../values/keys";
import type { CallContext, DictionaryValue, Value } from "../../values/value";
import { KERAS_VOCABULARY } from "../../layers/vocabulary";

export class CustomObjects {
  /** What `get_custom_objects()` gives: sources change it as they change any dict. */
  private readonly objects: DictionaryValue = dictionary([]);
  private readonly added: Cell<ReadonlySet<string>>;

  constructor(heap: Heap) {
    this.added = new Cell<ReadonlySet<string>>(heap, new Set(), (one, other) => new Set([...one, ...other]));
  }

  /** The dict, where the call asks for it; other calls are only looked at for the names that they give. */
  answer(path: string, call: CallContext): Value | undefined {
    if (path.endsWith(".get_custom_objects")) return this.objects;
    const given = call.keywords.get("custom_objects") ?? (SCOPE.test(path) ? call.positional[0] : undefined);
    // A scope ends, but what follows it would be an error without these names.
    if (given !== undefined && given.kind !== "none") this.merge(given, call);
    return undefined;
  }

  /** A name whose function is not known: `keras.activations.NAME = …`. */
  add(name: string): void {
    this.added.value = new Set([...this.added.value, name]);
  }

  /** What an argument of a layer stands for: the object where it is a name that the program gave to one. */
  meant(value: Value, call: CallContext): Value {
    if (value.kind !== "string" || KERAS_VOCABULARY.activations?.has(value.value) === true) return value;
    const object = this.objects.entries.get(dictionaryKey(value) ?? "");
    if (object !== undefined) return object.value;
    const { poison } = this.objects;
    if (poison !== undefined) return unknown(`which function is named '${value.value}' (${poison.why})`, call.location);
    const isElsewhere = this.added.value.has(value.value) || PACKAGED.test(value.value);
    return isElsewhere ? unknown(`which function is named '${value.value}'`, call.location) : value;
  }

  private merge(given: Value, call: CallContext): void {
    call.interpreter.touch(this.objects);
    if (given.kind !== "dictionary") {
      this.objects.poison ??= unknown("names that are given to functions", call.location);
      return;
    }
    for (const [key, entry] of given.entries) this.objects.entries.set(key, { ...entry });
    if (given.poison !== undefined) this.objects.poison ??= given.poison;
  }
}

const SCOPE = /\.(custom_object_scope|CustomObjectScope)$/;

/** `register_keras_serializable(package="Mine")` makes a name `Mine>swish`. */
const PACKAGED = />/;
