/** `sys`, `os.path`, `json`, `string`, `re`: what of them depends on nothing but their arguments. */
import type { Interpreter } from "../../../eval/interpreter";
import { asString } from "../../../values/ask";
import { boolean, dictionary, float, integer, list, NONE, string, tuple, unknown } from "../../../values/make";
import { describe } from "../../../values/describe";
import type { UnknownValue, Value } from "../../../values/value";
import { builtin } from "../helpers";
import type { Arguments } from "../helpers";
import { constant, simple } from "./members";
import type { Member } from "./members";
import { reprFloat } from "../numbers";

// ---------------------------------------------------------------- os.path

export const PATHS: ReadonlyMap<string, Member> = new Map<string, Member>([
  constant("sep", string("/")),
  simple("join", [1, 100], (given) => onTexts(given, (...parts) => string(joined(parts)))),
  simple("basename", [1, 1], (given) => onTexts(given, (path) => string(path.slice(path.lastIndexOf("/") + 1)))),
  simple("dirname", [1, 1], (given) => onTexts(given, (path) => string(directory(path)))),
  simple("split", [1, 1], (given) =>
    onTexts(given, (path) => tuple([string(directory(path)), string(path.slice(path.lastIndexOf("/") + 1))])),
  ),
  simple("splitext", [1, 1], (given) =>
    onTexts(given, (path) => {
      const name = path.slice(path.lastIndexOf("/") + 1);
      const point = name.replace(/^\.+/, (dots) => "_".repeat(dots.length)).lastIndexOf(".");
      const cut = point < 0 ? path.length : path.length - name.length + point;
      return tuple([string(path.slice(0, cut)), string(path.slice(cut))]);
    }),
  ),
]);

function onTexts(given: Arguments, body: (first: string, ...rest: readonly string[]) => Value): Value {
  const texts: string[] = [];
  for (const value of given.context.positional) {
    const text = asString(value);
    if (text === null) return value.kind === "unknown" ? value : given.unknown(`a path that is ${describe(value)}`);
    texts.push(text);
  }
  const [first, ...rest] = texts;
  return first === undefined ? given.typeError("needs a path") : body(first, ...rest);
}

function joined(parts: readonly string[]): string {
  return parts.reduce((path, part) => {
    if (part.startsWith("/")) return part;
    return path === "" || path.endsWith("/") ? path + part : `${path}/${part}`;
  });
}

function directory(path: string): string {
  const head = path.slice(0, path.lastIndexOf("/") + 1);
  return /^\/*$/.test(head) ? head : head.replace(/\/+$/, "");
}

// ---------------------------------------------------------------- sys

export const SYS: ReadonlyMap<string, Member> = new Map<string, Member>([
  ["path", (interpreter): Value => inertList(interpreter)],
  ["version_info", (): Value => tuple([integer(3), integer(11), integer(0), string("final"), integer(0)])],
  constant("byteorder", string("little")),
  simple("exit", [0, 1], (given) => given.interpreter.fail("SystemExit", "sys.exit()", given.location)),
  simple("setrecursionlimit", [1, 1], () => NONE),
  simple("getrecursionlimit", [0, 0], () => integer(1000)),
]);

/** Where modules are looked for: what is added to it changes nothing here. */
function inertList(interpreter: Interpreter): Value {
  const quiet = (name: string): Value => builtin(interpreter, name, [0, 2], () => NONE);
  return {
    kind: "builtin",
    name: "sys.path",
    call: (call) => unknown("a call of sys.path", call.location),
    attribute: (name) => (["append", "insert", "extend", "remove"].includes(name) ? quiet(name) : undefined),
    inert: true,
  };
}

/** The document is taken to run as a program without arguments. */
export function commandLine(interpreter: Interpreter): Value {
  const message = "the program is started without arguments";
  interpreter.assume({ message, short: "no arguments", location: interpreter.place });
  return list([unknown("the name of the program", interpreter.place)]);
}

/** `sys.modules`, with the modules that are loaded now. */
export function loadedModules(interpreter: Interpreter): Value {
  const entries = [...interpreter.names.modules].flatMap((scope) => {
    const name = scope.own("__name__");
    return name?.kind === "string" ? [[name, { kind: "module", name: name.value, scope }] as const] : [];
  });
  return dictionary(entries);
}

// ---------------------------------------------------------------- json

export const JSON_MODULE: ReadonlyMap<string, Member> = new Map<string, Member>([
  simple("loads", [1, 8], loads),
  simple("dumps", [1, 12], dumps),
  simple("load", [1, 8], (given) => given.unknown("the content of a file")),
  simple("dump", [2, 12], () => NONE),
]);

function loads(given: Arguments): Value {
  const text = given.need(0, "s");
  if (text.kind !== "string") return text.kind === "unknown" ? text : given.unknown("such a json.loads()");
  if (given.context.keywords.size > 0) return given.unknown("json.loads() with options");
  const reader = new JsonReader(given, text.value);
  return reader.whole();
}

/** JSON with Python's numbers: whole ones are integers. */
class JsonReader {
  private position = 0;

  constructor(
    private readonly given: Arguments,
    private readonly text: string,
  ) {
    given.interpreter.budget.checkCharacters(text.length);
  }

  whole(): Value {
    const value = this.value();
    this.skip();
    return value === null || this.position < this.text.length
      ? this.given.interpreter.fail("ValueError", "a text that is no JSON", this.given.location)
      : value;
  }

  /** Null where there is none. */
  private value(): Value | null {
    this.skip();
    const start = this.text[this.position];
    if (start === "{" || start === "[") return this.nested(start);
    const token = /(?:"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?|true|false|null)/y;
    token.lastIndex = this.position;
    const found = token.exec(this.text)?.[0];
    if (found === undefined) return null;
    this.position += found.length;
    return leafOf(found, this.given);
  }

  private nested(open: "{" | "["): Value | null {
    this.given.interpreter.budget.enter();
    this.position += 1;
    const items: Value[] = [];
    const close = open === "{" ? "}" : "]";
    while (this.next() !== close) {
      if (items.length > 0 && !this.take(",")) return null;
      const first = this.value();
      if (first === null) return null;
      if (open === "{" && (first.kind !== "string" || !this.take(":"))) return null;
      const second = open === "{" ? this.value() : first;
      if (second === null) return null;
      items.push(open === "{" ? tuple([first, second]) : second);
    }
    this.position += 1;
    this.given.interpreter.budget.leave();
    if (open === "[") return list(items);
    return dictionary(
      items.flatMap((item) => (item.kind === "tuple" ? [[item.items[0] ?? NONE, item.items[1] ?? NONE] as const] : [])),
    );
  }

  /** The next character that is no white space. */
  private next(): string | undefined {
    this.skip();
    return this.text[this.position];
  }

  private take(token: string): boolean {
    this.skip();
    if (this.text[this.position] !== token) return false;
    this.position += 1;
    return true;
  }

  private skip(): void {
    while (" \t\n\r".includes(this.text[this.position] ?? "x")) this.position += 1;
  }
}

function leafOf(token: string, given: Arguments): Value | null {
  let parsed: unknown;
  try {
    parsed = JSON.parse(token);
  } catch {
    return null;
  }
  if (parsed === null) return NONE;
  if (typeof parsed === "boolean") return boolean(parsed);
  if (typeof parsed === "string") return string(parsed);
  const number = Number(token);
  if (/[.eE]/.test(token)) return float(number);
  return Number.isSafeInteger(number) ? integer(number) : given.unknown("integer too large: beyond 2^53");
}

function dumps(given: Arguments): Value {
  if (given.context.keywords.size > 0 || given.count > 1) return given.unknown("json.dumps() with options");
  const text = jsonText(given, given.need(0));
  return typeof text === "string" ? string(text) : text;
}

function jsonText(given: Arguments, value: Value): string | UnknownValue {
  given.interpreter.budget.enter();
  const text = jsonOf(given, value);
  given.interpreter.budget.leave();
  if (typeof text === "string") given.interpreter.budget.checkCharacters(text.length);
  return text;
}

function jsonOf(given: Arguments, value: Value): string | UnknownValue {
  switch (value.kind) {
    case "none":
      return "null";
    case "boolean":
      return String(value.value);
    case "integer":
      return String(value.value);
    case "float":
      return Number.isFinite(value.value) ? reprFloat(value.value) : given.unknown("such a number as JSON");
    case "string":
      return JSON.stringify(value.value).replace(
        /[\u0080-\uffff]/g,
        (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`,
      );
    case "list":
    case "tuple": {
      const items: string[] = [];
      for (const item of value.items) {
        const text = jsonText(given, item);
        if (typeof text !== "string") return text;
        items.push(text);
      }
      return `[${items.join(", ")}]`;
    }
    case "dictionary": {
      const parts: string[] = [];
      for (const entry of value.entries.values()) {
        const text = jsonText(given, entry.value);
        if (typeof text !== "string") return text;
        if (entry.key.kind !== "string") return given.unknown("such a key as JSON");
        parts.push(`${JSON.stringify(entry.key.value)}: ${text}`);
      }
      return `{${parts.join(", ")}}`;
    }
    case "unknown":
      return value;
    default:
      return given.unknown(`${describe(value)} as JSON`);
  }
}

// ---------------------------------------------------------------- string

const LOWER = "abcdefghijklmnopqrstuvwxyz";

export const STRING_MODULE: ReadonlyMap<string, Member> = new Map<string, Member>([
  constant("ascii_lowercase", string(LOWER)),
  constant("ascii_uppercase", string(LOWER.toUpperCase())),
  constant("ascii_letters", string(LOWER + LOWER.toUpperCase())),
  constant("digits", string("0123456789")),
  constant("hexdigits", string("0123456789abcdefABCDEF")),
  constant("octdigits", string("01234567")),
  constant("punctuation", string("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")),
  constant("whitespace", string(" \t\n\r\v\f")),
]);
