/** Versions that compare: `packaging.version`, `distutils.version`, `pkg_resources.parse_version`. */
import type { ComparisonOperator } from "../../../syntax/program";
import { FALSE, integer, list, NONE, string, TRUE, tuple } from "../../../values/make";
import type { InstanceValue, Value } from "../../../values/value";
import type { Arguments } from "../helpers";
import { simple } from "./members";
import type { Member } from "./members";
import { nativeClass, nativeInstance } from "../types/native-class";
import type { NativeMethod } from "../types/native-class";

interface Kind {
  readonly name: string;
  /** What is compared, and the attributes; null for a text that is no version. */
  readonly parse: (text: string) => { readonly order: Value; readonly attributes: readonly Attribute[] } | null;
  /** Whether it can be compared with a text as it stands. */
  readonly takesTexts: boolean;
}

type Attribute = readonly [name: string, value: Value];

/** The numbers, and what stands behind them: `2.16.0-rc1.dev3+cpu`. */
const PUBLIC_VERSION =
  /^v?(?<release>\d+(?:\.\d+)*)(?:[-_.]?(?<phase>a|b|c|rc|alpha|beta|pre|preview)[-_.]?(?<step>\d*))?(?:[-_.]?post[-_.]?(?<post>\d*))?(?:[-_.]?dev[-_.]?(?<dev>\d*))?(?:\+[\w.]+)?$/i;

const PHASES: ReadonlyMap<string, number> = new Map([
  ["a", 0],
  ["alpha", 0],
  ["b", 1],
  ["beta", 1],
  ["c", 2],
  ["rc", 2],
  ["pre", 2],
  ["preview", 2],
]);

/** A version in development comes before its first alpha, a finished one after the last candidate. */
const IN_DEVELOPMENT = -1;
const FINISHED = 3;

const PACKAGED: Kind = {
  name: "Version",
  takesTexts: false,
  parse: (text) => {
    const groups = PUBLIC_VERSION.exec(text.trim())?.groups;
    if (groups === undefined) return null;
    const { release = "", phase, step, post, dev } = groups;
    const numbers = release.split(".").map(Number);
    const rank = phase === undefined ? undefined : PHASES.get(phase.toLowerCase());
    const isInDevelopment = dev !== undefined;
    const stage = rank ?? (isInDevelopment && post === undefined ? IN_DEVELOPMENT : FINISHED);
    const [major = 0, minor = 0, micro = 0] = numbers;
    const end = [
      stage,
      Number(step ?? 0),
      post === undefined ? -1 : Number(post),
      isInDevelopment ? 0 : 1,
      Number(dev ?? 0),
    ];
    return {
      order: tuple([whole(withoutZeros(numbers)), whole(end)]),
      attributes: [
        ["major", integer(major)],
        ["minor", integer(minor)],
        ["micro", integer(micro)],
        ["release", whole(numbers)],
        ["public", string(text.trim().replace(/\+.*$/, ""))],
        ["base_version", string(numbers.join("."))],
        ["is_prerelease", rank !== undefined || isInDevelopment ? TRUE : FALSE],
      ],
    };
  },
};

const STRICT: Kind = {
  ...PACKAGED,
  name: "StrictVersion",
  takesTexts: true,
  parse: (text) => {
    const packaged = /^\d+\.\d+(\.\d+)?([ab]\d+)?$/.test(text.trim()) ? PACKAGED.parse(text) : null;
    const [major = 0, minor = 0, patch = 0] = text.split(".").map((part) => Number.parseInt(part, 10));
    return packaged === null ? null : { ...packaged, attributes: [["version", whole([major, minor, patch])]] };
  },
};

const LOOSE: Kind = {
  name: "LooseVersion",
  takesTexts: true,
  parse: (text) => {
    const parts = (text.match(/\d+|[a-z]+|[^\da-z.]+/g) ?? []).map((part) =>
      /^\d/.test(part) ? integer(Number(part)) : string(part),
    );
    return {
      order: list(parts),
      attributes: [
        ["vstring", string(text)],
        ["version", list(parts)],
      ],
    };
  },
};

function whole(numbers: readonly number[]): Value {
  return tuple(numbers.map(integer));
}

/** 2.15 is the same version as 2.15.0. */
function withoutZeros(numbers: readonly number[]): readonly number[] {
  let length = numbers.length;
  while (length > 0 && numbers[length - 1] === 0) length -= 1;
  return numbers.slice(0, length);
}

function versionOf(kind: Kind, given: Arguments): Value {
  const text = given.need(0);
  if (text.kind === "unknown") return text;
  if (text.kind === "instance" && text.base !== undefined) return text;
  if (text.kind !== "string") return given.typeError("needs a text");
  const parsed = kind.parse(text.value);
  const { interpreter, location } = given;
  if (parsed === null) return interpreter.fail("ValueError", `'${text.value}' is no version`, location);
  const carry = (value: Value): Value => interpreter.carry([text], value);
  const methods: readonly NativeMethod[] = [
    ...ORDERS.map(([name, operator]): NativeMethod => [
      name,
      [1, 1],
      (self, asked) => compared(kind, operator, self, asked),
    ]),
    ["__str__", [0, 0], () => text],
  ];
  return nativeInstance(
    interpreter,
    nativeClass(interpreter, kind.name, methods),
    parsed.attributes.map(([name, value]) => [name, carry(value)] as const),
    location,
    parsed.order,
  );
}

const ORDERS: readonly (readonly [method: string, operator: ComparisonOperator])[] = [
  ["__lt__", "<"],
  ["__le__", "<="],
  ["__gt__", ">"],
  ["__ge__", ">="],
  ["__eq__", "=="],
];

function compared(kind: Kind, operator: ComparisonOperator, self: InstanceValue, given: Arguments): Value {
  const other = given.need(0);
  const order =
    other.kind === "string" && kind.takesTexts
      ? kind.parse(other.value)?.order
      : other.kind === "instance"
        ? other.base
        : undefined;
  if (order !== undefined)
    return given.interpreter.language.compare(operator, self.base ?? NONE, order, given.location);
  if (other.kind === "unknown") return other;
  return operator === "==" ? FALSE : given.typeError("compares a version with what is none");
}

function maker(name: string, kind: Kind): [string, Member] {
  return simple(name, [1, 1], (given) => versionOf(kind, given));
}

/** Members of the modules by the modules' names. */
export const VERSION_MODULES: readonly (readonly [string, ReadonlyMap<string, Member>])[] = [
  ["packaging", new Map()],
  ["packaging.version", new Map([maker("parse", PACKAGED), maker("Version", PACKAGED)])],
  ["pkg_resources", new Map([maker("parse_version", PACKAGED)])],
  ["distutils", new Map()],
  ["distutils.version", new Map([maker("LooseVersion", LOOSE), maker("StrictVersion", STRICT)])],
];
