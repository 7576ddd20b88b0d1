/** Python's format mini-language: `format(value, spec)`, `"…".format(…)` and `"…" % values`. */
import { exponentDigits, exponentText, placePoint, scaledDigits } from "./numbers";

export interface FormatFailure {
  readonly message: string;
}

export interface Specification {
  readonly fill: string;
  readonly align: "<" | ">" | "^" | "=" | "";
  readonly sign: "+" | "-" | " ";
  readonly alternate: boolean;
  readonly width: number;
  readonly grouping: "" | "," | "_";
  readonly precision: number | null;
  readonly type: string;
}

const PATTERN = /^(?:(.)?([<>=^]))?([-+ ])?(z)?(#)?(0)?(\d+)?([,_])?(?:\.(\d+))?([a-zA-Z%])?$/su;

/** Wider fields and more digits are refused: no real code needs them, and they cost memory. */
const WIDEST = 10_000;

export function parseSpecification(text: string): Specification | FormatFailure {
  const match = PATTERN.exec(text);
  if (match === null) return { message: `the format '${text}' is not known` };
  const [, fill, align, sign, negativeZero, alternate, zero, width, grouping, precision, type] = match;
  if (negativeZero !== undefined) return { message: "the format option z is not supported" };
  const specification: Specification = {
    fill: fill ?? (zero !== undefined && align === undefined ? "0" : zero !== undefined ? "0" : " "),
    align: isAlign(align) ? align : zero !== undefined ? "=" : "",
    sign: sign === "+" || sign === " " ? sign : "-",
    alternate: alternate !== undefined,
    width: Number(width ?? 0),
    grouping: grouping === "," || grouping === "_" ? grouping : "",
    precision: precision === undefined ? null : Number(precision),
    type: type ?? "",
  };
  if (specification.width > WIDEST || (specification.precision ?? 0) > WIDEST)
    return { message: `the format '${text}' is too wide` };
  return specification;
}

export function isFormatFailure(result: string | Specification | FormatFailure): result is FormatFailure {
  return typeof result === "object" && "message" in result;
}

export function formatText(value: string, specification: Specification): string | FormatFailure {
  if (!["", "s"].includes(specification.type)) return { message: `the format type ${specification.type} of a text` };
  if (specification.align === "=" && specification.fill !== "0") return { message: "the alignment = of a text" };
  if (specification.sign !== "-" || specification.grouping !== "" || specification.alternate)
    return { message: "a number's format for a text" };
  const characters = Array.from(value);
  const cut = specification.precision === null ? value : characters.slice(0, specification.precision).join("");
  return pad("", cut, specification, "<");
}

export function formatInteger(value: number, specification: Specification): string | FormatFailure {
  const { type, precision } = specification;
  if ("eEfFgG%".includes(type) && type !== "") return formatFloat(value, specification);
  if (precision !== null) return { message: "a precision in an integer's format" };
  const magnitude = Math.abs(value);
  const sign = signOf(value < 0, specification);
  switch (type) {
    case "":
    case "d":
    case "n":
      return padNumber(sign, String(magnitude), "", specification);
    case "b":
      return padNumber(sign + (specification.alternate ? "0b" : ""), magnitude.toString(2), "", specification);
    case "o":
      return padNumber(sign + (specification.alternate ? "0o" : ""), magnitude.toString(8), "", specification);
    case "x":
      return padNumber(sign + (specification.alternate ? "0x" : ""), magnitude.toString(16), "", specification);
    case "X":
      return padNumber(
        sign + (specification.alternate ? "0X" : ""),
        magnitude.toString(16).toUpperCase(),
        "",
        specification,
      );
    case "c":
      return value >= 0 && value <= 0x10ffff
        ? pad("", String.fromCodePoint(value), specification, "<")
        : { message: `no character has the code ${value}` };
    default:
      return { message: `the format type ${type} of an integer` };
  }
}

/** `plain` is `repr(value)`, which a format without type and precision keeps. */
export function formatFloat(value: number, specification: Specification, plain?: string): string | FormatFailure {
  const { type, precision } = specification;
  const negative = value < 0 || Object.is(value, -0);
  const sign = signOf(negative, specification);
  const magnitude = Math.abs(value);
  if (!["", "e", "E", "f", "F", "g", "G", "n", "%"].includes(type))
    return { message: `the format type ${type} of a float` };
  if (!Number.isFinite(magnitude)) {
    const text = (Number.isNaN(magnitude) ? "nan" : "inf") + (type === "%" ? "%" : "");
    const shown = type === "F" || type === "E" || type === "G" ? text.toUpperCase() : text;
    return padNumber(Number.isNaN(magnitude) ? signOf(false, specification) : sign, shown, "", {
      ...specification,
      grouping: "",
    });
  }
  switch (type) {
    case "f":
    case "F":
      return splitAndPad(sign, fixed(magnitude, precision ?? 6, specification.alternate), specification);
    case "%":
      return splitAndPad(sign, `${fixed(magnitude * 100, precision ?? 6, specification.alternate)}%`, specification);
    case "e":
    case "E": {
      const text = exponential(magnitude, precision ?? 6, specification.alternate);
      return splitAndPad(sign, type === "E" ? text.toUpperCase() : text, specification);
    }
    case "g":
    case "G":
    case "n": {
      const text = general(magnitude, precision ?? 6, specification.alternate);
      return splitAndPad(sign, type === "G" ? text.toUpperCase() : text, specification);
    }
    case "": {
      if (precision !== null) return splitAndPad(sign, shortest(magnitude, precision), specification);
      if (plain === undefined) return { message: "a number's format" };
      return splitAndPad(sign, plain.replace(/^-/, ""), specification);
    }
    default:
      return { message: `the format type ${type} of a float` };
  }
}

function isAlign(text: string | undefined): text is "<" | ">" | "^" | "=" {
  return text === "<" || text === ">" || text === "^" || text === "=";
}

function signOf(negative: boolean, specification: Specification): string {
  return negative ? "-" : specification.sign === "-" ? "" : specification.sign;
}

function fixed(magnitude: number, precision: number, alternate: boolean): string {
  const digits = scaledDigits(magnitude, precision)
    .toString()
    .padStart(precision + 1, "0");
  const integral = digits.slice(0, digits.length - precision);
  if (precision === 0) return alternate ? `${integral}.` : integral;
  return `${integral}.${digits.slice(digits.length - precision)}`;
}

function exponential(magnitude: number, precision: number, alternate: boolean): string {
  const { digits, exponent } = exponentDigits(magnitude, precision);
  const point = precision > 0 || alternate ? "." : "";
  return `${digits[0] ?? "0"}${point}${digits.slice(1)}e${exponentText(exponent)}`;
}

function general(magnitude: number, precision: number, alternate: boolean): string {
  const significant = Math.max(precision, 1);
  const { digits, exponent } = exponentDigits(magnitude, significant - 1);
  const kept = alternate ? digits : digits.replace(/0+$/, "") || "0";
  const text = placePoint(kept, exponent, significant, false);
  return alternate && !text.includes(".") ? text.replace(/(e|$)/, ".$1") : text;
}

/** The format of a float without a type but with a precision: like `g`, but with at least one digit behind the point. */
function shortest(magnitude: number, precision: number): string {
  const significant = Math.max(precision, 1);
  const { digits, exponent } = exponentDigits(magnitude, significant - 1);
  const kept = digits.replace(/0+$/, "") || "0";
  return placePoint(kept, exponent, significant - 1, true);
}

function splitAndPad(sign: string, text: string, specification: Specification): string {
  const match = /^(\d+)(.*)$/.exec(text);
  return padNumber(sign, match?.[1] ?? text, match?.[2] ?? "", specification);
}

/** `digits` may be grouped, `rest` (fraction, exponent, percent sign) is kept. */
function padNumber(sign: string, digits: string, rest: string, specification: Specification): string {
  const { grouping, fill, align, width } = specification;
  const size = "boxX".includes(specification.type) && specification.type !== "" ? 4 : 3;
  let integral = digits;
  // Zeros that fill a number are grouped with it.
  if (grouping !== "" && fill === "0" && align === "=") {
    const room = width - sign.length - rest.length;
    while (group(integral, grouping, size).length < room) integral = `0${integral}`;
  }
  return pad(sign, group(integral, grouping, size) + rest, specification, ">");
}

function group(digits: string, grouping: string, size: number): string {
  if (grouping === "") return digits;
  let text = "";
  for (let end = digits.length; end > 0; end -= size)
    text = digits.slice(Math.max(0, end - size), end) + (text === "" ? "" : grouping + text);
  return text;
}

function pad(sign: string, text: string, specification: Specification, usual: "<" | ">"): string {
  const { fill, width } = specification;
  const missing = Math.max(0, width - Array.from(sign + text).length);
  const align = specification.align === "" ? usual : specification.align;
  const filling = (count: number): string => fill.repeat(count);
  switch (align) {
    case "<":
      return sign + text + filling(missing);
    case ">":
      return filling(missing) + sign + text;
    case "=":
      return usual === "<" ? text + filling(missing) : sign + filling(missing) + text;
    case "^": {
      const before = Math.floor(missing / 2);
      return filling(before) + sign + text + filling(missing - before);
    }
  }
}

/** `%d` of a float cuts the fraction. */
export function truncated(value: number): number | null {
  const whole = Math.trunc(value);
  return Number.isSafeInteger(whole) ? whole : null;
}
