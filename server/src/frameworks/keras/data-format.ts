/** Where images keep their channels: what `keras.backend.set_image_data_format` sets for all layers made after it. */
import { NONE, string } from "../../eval/read";
import type { CallContext, ListValue, Value } from "../../eval/values";

export class DataFormat {
  /** A list of one, so that the evaluator undoes and joins what branches write to it. */
  private readonly state: ListValue = { kind: "list", items: [string("channels_last")] };

  /** "channels_last", "channels_first", or Unknown where a condition that is not known decides. */
  get current(): Value {
    return this.state.poison ?? this.state.items[0] ?? string("channels_last");
  }

  get isChannelsFirst(): boolean {
    const { current } = this;
    return current.kind === "string" && current.value === "channels_first";
  }

  /** A call that asks for or sets the format, in `keras.backend` or `keras.config`; undefined for any other. */
  answer(path: string, call: CallContext): Value | undefined {
    const name = path.slice(path.lastIndexOf(".") + 1);
    if (!HOMES.test(path)) return undefined;
    switch (name) {
      case "image_data_format":
        return this.current;
      case "image_dim_ordering":
        return this.current.kind === "string" ? string(this.isChannelsFirst ? "th" : "tf") : this.current;
      case "normalize_data_format": {
        const given = call.positional[0] ?? call.keywords.get("value") ?? NONE;
        return given.kind === "none"
          ? this.current
          : given.kind === "string"
            ? string(given.value.toLowerCase())
            : given;
      }
      case "set_image_data_format":
      case "set_image_dim_ordering":
        return this.set(call.positional[0] ?? [...call.keywords.values()][0] ?? NONE, call);
      default:
        return undefined;
    }
  }

  private set(format: Value, call: CallContext): Value {
    call.interpreter.touch(this.state);
    call.interpreter.setForAll();
    const known = format.kind === "string" ? string(SPELLINGS.get(format.value) ?? format.value) : format;
    this.state.items[0] = known;
    return NONE;
  }
}

const HOMES = /^keras\.(backend|config|utils\.conv_utils)\./;

const SPELLINGS: ReadonlyMap<string, string> = new Map([
  ["tf", "channels_last"],
  ["th", "channels_first"],
]);
