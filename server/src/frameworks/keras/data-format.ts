/** Where images keep their channels: what `keras.backend.set_image_data_format` sets for all layers made after it. */
import { Cell } from "../../values/cell";
import type { Heap } from "../../values/heap";
import { joinValues } from "../../values/journal";
import { NONE, string } from "../../values/make";
import type { CallContext, Value } from "../../values/value";

export class DataFormat {
  private readonly state: Cell<Value>;

  constructor(heap: Heap) {
    this.state = new Cell<Value>(heap, string("channels_last"), joinValues);
  }

  /** "channels_last", "channels_first", or Unknown where a condition that is not known decides. */
  get current(): Value {
    return this.state.value;
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
    call.interpreter.setForAll();
    this.state.value = format.kind === "string" ? string(SPELLINGS.get(format.value) ?? format.value) : format;
    return NONE;
  }
}

const HOMES = /^keras\.(backend|config|utils\.conv_utils)\./;

const SPELLINGS: ReadonlyMap<string, string> = new Map([
  ["tf", "channels_last"],
  ["th", "channels_first"],
]);
