/** Which numbers layers compute with: the policy that a source sets for all layers made after it. */
import { Cell } from "../../values/cell";
import type { Heap } from "../../values/heap";
import { joinValues } from "../../values/journal";
import { NONE, string } from "../../values/make";
import type { ArgumentPlace, ArgumentPlaces, CallContext, Value } from "../../values/value";
import { argumentPlace, withPlace } from "../../values/written";
import { dtypeName, isOrdinaryDtype, POLICY } from "../../graph/notes";

export class Precision {
  private readonly state: Cell<Value>;
  /** Where policies are named in the source. */
  private readonly places = new WeakMap<Value, ArgumentPlace>();

  constructor(heap: Heap) {
    this.state = new Cell<Value>(heap, ORDINARY, joinValues);
  }

  /** A call that makes, sets or asks for a policy; undefined for any other. */
  answer(path: string, call: CallContext): Value | undefined {
    const name = path.slice(path.lastIndexOf(".") + 1);
    if (SETTERS.has(name) && HOMES.test(path)) return this.set(call);
    if (POLICIES.has(name) && POLICY_HOMES.test(path)) return this.policy(call);
    if (path === "keras.backend.floatx" || path === "keras.config.floatx") return this.floatx();
    if (!GRAPH_REWRITE.test(path)) return undefined;
    this.keep({ kind: "library", path: `${POLICY}(mixed_float16)` }, null, call);
    return call.positional[0] ?? call.keywords.get("optimizer") ?? NONE;
  }

  /** Arguments of a layer, with the policy where the layer does not say itself what it computes with. */
  complete<Bound extends { readonly arguments: ReadonlyMap<string, Value>; readonly places: Places }>(
    bound: Bound,
  ): Bound {
    const { value: policy } = this.state;
    const told = bound.arguments.get("dtype");
    if (told !== undefined && told.kind !== "none") return this.withPlace(bound, told);
    if (policy.kind === "unknown" || isOrdinaryDtype(dtypeName(policy))) return bound;
    return this.withPlace({ ...bound, arguments: new Map([...bound.arguments, ["dtype", policy]]) }, policy);
  }

  /** A policy is named where it is made, or where it is set. */
  private withPlace<Bound extends { readonly places: Places }>(bound: Bound, dtype: Value): Bound {
    const place = this.places.get(dtype);
    return place === undefined ? bound : { ...bound, places: withPlace(bound.places, "dtype", place) };
  }

  private set(call: CallContext): Value {
    const [first, second] = [argumentPlace(call, 0), call.keywords.keys().next().value];
    const value = call.positional[0] ?? [...call.keywords.values()][0] ?? NONE;
    this.keep(value, first ?? (second === undefined ? null : argumentPlace(call, second)), call);
    return NONE;
  }

  private keep(value: Value, place: ArgumentPlace | null, call: CallContext): void {
    call.interpreter.setForAll();
    const known = this.places.get(value);
    // The same word may be set in several places.
    const policy: Value = value.kind === "string" ? string(value.value) : value;
    const named = known ?? place ?? { location: call.location, name: null, value: null };
    this.places.set(policy, named);
    this.state.value = policy;
  }

  private policy(call: CallContext): Value {
    const given = call.positional[0] ?? call.keywords.get("name") ?? NONE;
    const policy: Value = { kind: "library", path: `${POLICY}(${given.kind === "string" ? given.value : "…"})` };
    const place = argumentPlace(call, 0) ?? argumentPlace(call, "name");
    if (place !== null) this.places.set(policy, place);
    return policy;
  }

  private floatx(): Value {
    const { value } = this.state;
    if (value.kind === "unknown") return value;
    const name = dtypeName(value);
    return string(name === null || name.startsWith("mixed_") ? "float32" : name);
  }
}

type Places = ArgumentPlaces | null;

const ORDINARY = string("float32");
const SETTERS: ReadonlySet<string> = new Set([
  "set_global_policy",
  "set_policy",
  "set_dtype_policy",
  "set_global_dtype_policy",
  "set_floatx",
]);
const HOMES = /^keras\.(mixed_precision|config|backend|dtype_policies)\b/;
const POLICIES: ReadonlySet<string> = new Set(["Policy", "DTypePolicy", "FloatDTypePolicy"]);
const POLICY_HOMES = /^keras\.((mixed_precision|dtype_policies)\b|DTypePolicy$|FloatDTypePolicy$)/;
/** `tf.train.experimental.enable_mixed_precision_graph_rewrite(optimizer)` and its like. */
const GRAPH_REWRITE = /^tensorflow\..*\benable_mixed_precision_graph_rewrite(_v1)?$/;
