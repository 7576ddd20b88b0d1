/** Python's arithmetic of integers and floats, as far as doubles carry it exactly. */

/** Why an operation has no exact result here; `type` is the Python error, null where only we cannot do it. */
export interface Failure {
  readonly type: string | null;
  readonly message: string;
}

const TOO_LARGE: Failure = { type: null, message: "integer too large: beyond 2^53" };
const ZERO_DIVISION: Failure = { type: "ZeroDivisionError", message: "division by zero" };
const COMPLEX: Failure = { type: null, message: "a complex number" };

export interface Numeric {
  readonly kind: "integer" | "float";
  readonly value: number;
}

export function arithmetic(operator: string, left: Numeric, right: Numeric): Numeric | Failure {
  const isInteger = left.kind === "integer" && right.kind === "integer";
  switch (operator) {
    case "+":
      return isInteger ? whole(left.value + right.value) : real(left.value + right.value);
    case "-":
      return isInteger ? whole(left.value - right.value) : real(left.value - right.value);
    case "*":
      return isInteger ? whole(left.value * right.value) : real(left.value * right.value);
    case "/":
      return right.value === 0 ? ZERO_DIVISION : real(left.value / right.value);
    case "//":
      if (right.value === 0) return ZERO_DIVISION;
      return isInteger
        ? whole(floorDivideIntegers(left.value, right.value))
        : real(floorDivide(left.value, right.value));
    case "%":
      if (right.value === 0) return ZERO_DIVISION;
      return isInteger ? whole(modulo(left.value, right.value)) : real(modulo(left.value, right.value));
    case "**":
      return power(left, right);
    default:
      return isInteger
        ? bitwise(operator, left.value, right.value)
        : { type: "TypeError", message: `${operator} of a float` };
  }
}

export function isFailure(result: Numeric | Failure): result is Failure {
  return "message" in result;
}

function whole(value: number): Numeric | Failure {
  return Number.isSafeInteger(value) ? { kind: "integer", value: value === 0 ? 0 : value } : TOO_LARGE;
}

function real(value: number): Numeric {
  return { kind: "float", value };
}

function floorDivideIntegers(left: number, right: number): number {
  return Number(bigFloorDivide(BigInt(left), BigInt(right)));
}

function bigFloorDivide(left: bigint, right: bigint): bigint {
  const quotient = left / right;
  return left % right !== 0n && left < 0n !== right < 0n ? quotient - 1n : quotient;
}

/** The remainder has the sign of the divisor, as in CPython's `float_rem`. */
function modulo(left: number, right: number): number {
  const remainder = left % right;
  if (remainder === 0) return right < 0 ? -0 : 0;
  return remainder < 0 !== right < 0 ? remainder + right : remainder;
}

/** CPython's `_float_div_mod`. */
function floorDivide(left: number, right: number): number {
  let remainder = left % right;
  let quotient = (left - remainder) / right;
  if (remainder !== 0 && right < 0 !== remainder < 0) {
    remainder += right;
    quotient -= 1;
  }
  if (quotient === 0) return left / right < 0 || Object.is(left / right, -0) ? -0 : 0;
  const floor = Math.floor(quotient);
  return quotient - floor > 0.5 ? floor + 1 : floor;
}

function power(base: Numeric, exponent: Numeric): Numeric | Failure {
  if (base.kind === "integer" && exponent.kind === "integer" && exponent.value >= 0)
    return integerPower(base.value, exponent.value);
  if (base.value === 0 && exponent.value < 0)
    return { type: "ZeroDivisionError", message: "0.0 cannot be raised to a negative power" };
  // JavaScript differs from C here: 1 ** NaN and 1 ** Infinity are NaN, which Python holds to be 1.
  if (base.value === 1 || exponent.value === 0) return real(1);
  if (base.value === -1 && Math.abs(exponent.value) === Infinity) return real(1);
  if (base.value < 0 && !Number.isInteger(exponent.value) && Number.isFinite(base.value)) return COMPLEX;
  const value = realPower(base.value, exponent.value);
  if (!Number.isFinite(value) && Number.isFinite(base.value) && Number.isFinite(exponent.value))
    return { type: "OverflowError", message: "the result is too large for a float" };
  return real(value);
}

function integerPower(base: number, exponent: number): Numeric | Failure {
  if (base === 0 || base === 1) return whole(exponent === 0 ? 1 : base);
  if (base === -1) return whole(exponent % 2 === 0 ? 1 : -1);
  // |base| ≥ 2: more than 53 doublings leave the exact range.
  if (exponent > 53) return TOO_LARGE;
  return whole(Number(BigInt(base) ** BigInt(exponent)));
}

/**
 * V8's `**` can be off by one unit in the last place, where glibc's `pow` nearly never is. Whole exponents, which code for
 * networks uses (`0.9 ** 3`), go through exact products in twice the precision; square roots through `sqrt`.
 */
function realPower(base: number, exponent: number): number {
  // The root of -0.0 is 0.0 for `pow`.
  if (exponent === 0.5 && base >= 0) return Math.sqrt(base) + 0;
  if (!Number.isInteger(exponent) || Math.abs(exponent) > 256 || !Number.isFinite(base)) return base ** exponent;
  let [high, low] = [1, 0];
  for (let count = 0; count < Math.abs(exponent); count += 1) [high, low] = multiply(high, low, base);
  if (!Number.isFinite(high) || Math.abs(high) < 1e-200 || Math.abs(high) > 1e200) return base ** exponent;
  if (exponent > 0) return high + low;
  const quotient = 1 / high;
  const [product, error] = exactProduct(quotient, high);
  return quotient + (1 - product - error - quotient * low) / high;
}

/** (high + low) · factor in double-double arithmetic. */
function multiply(high: number, low: number, factor: number): [number, number] {
  const [product, error] = exactProduct(high, factor);
  const rest = error + low * factor;
  const sum = product + rest;
  return [sum, rest - (sum - product)];
}

/** Dekker's product: `product + error` is exactly left · right. */
function exactProduct(left: number, right: number): [number, number] {
  const product = left * right;
  const [leftHigh, leftLow] = split(left);
  const [rightHigh, rightLow] = split(right);
  const error = leftLow * rightLow - (product - leftHigh * rightHigh - leftLow * rightHigh - leftHigh * rightLow);
  return [product, error];
}

function split(value: number): [number, number] {
  const scaled = value * 134217729;
  const high = scaled - (scaled - value);
  return [high, value - high];
}

function bitwise(operator: string, left: number, right: number): Numeric | Failure {
  const [a, b] = [BigInt(left), BigInt(right)];
  switch (operator) {
    case "&":
      return whole(Number(a & b));
    case "|":
      return whole(Number(a | b));
    case "^":
      return whole(Number(a ^ b));
    case "<<":
      if (right < 0) return { type: "ValueError", message: "negative shift count" };
      if (left === 0) return whole(0);
      return right > 53 ? TOO_LARGE : whole(Number(a << b));
    case ">>":
      if (right < 0) return { type: "ValueError", message: "negative shift count" };
      return whole(right > 64 ? (left < 0 ? -1 : 0) : Number(a >> b));
    default:
      return { type: "TypeError", message: `${operator} of numbers` };
  }
}

/** `round(value)`: half to even. Null for what has no integer (infinity, NaN). */
export function roundToInteger(value: number): number | null {
  if (!Number.isFinite(value)) return null;
  const floor = Math.floor(value);
  const fraction = value - floor;
  if (fraction !== 0.5) return fraction < 0.5 ? floor : floor + 1;
  return floor % 2 === 0 ? floor : floor + 1;
}

/** `round(value, digits)` of a float. */
export function roundToDigits(value: number, digits: number): number {
  if (!Number.isFinite(value) || digits > 323) return value;
  if (digits < -309) return value < 0 ? -0 : 0;
  const text = scaledDigits(Math.abs(value), digits).toString();
  const rounded = Number(`${text}e${-digits}`);
  return value < 0 || Object.is(value, -0) ? -rounded : rounded;
}

/** The exact value · 10^digits, rounded half to even. `value` is finite and not negative. */
export function scaledDigits(value: number, digits: number): bigint {
  const { mantissa, exponent } = decompose(value);
  let numerator = mantissa;
  let denominator = 1n;
  if (exponent >= 0) numerator <<= BigInt(exponent);
  else denominator <<= BigInt(-exponent);
  if (digits >= 0) numerator *= 10n ** BigInt(digits);
  else denominator *= 10n ** BigInt(-digits);
  const quotient = numerator / denominator;
  const twice = (numerator - quotient * denominator) * 2n;
  if (twice > denominator || (twice === denominator && quotient % 2n === 1n)) return quotient + 1n;
  return quotient;
}

/** value = mantissa · 2^exponent. */
function decompose(value: number): { mantissa: bigint; exponent: number } {
  const bytes = new DataView(new ArrayBuffer(8));
  bytes.setFloat64(0, value);
  const bits = bytes.getBigUint64(0);
  const exponent = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & 0xfffffffffffffn;
  return exponent === 0
    ? { mantissa: fraction, exponent: -1074 }
    : { mantissa: fraction | 0x10000000000000n, exponent: exponent - 1075 };
}

/** Digits and exponent of `d.ddd × 10^exponent` with `precision` digits behind the point, rounded half to even. */
export function exponentDigits(value: number, precision: number): { digits: string; exponent: number } {
  if (value === 0) return { digits: "0".repeat(precision + 1), exponent: 0 };
  let exponent = Number(value.toExponential().split("e")[1]);
  let digits = scaledDigits(value, precision - exponent).toString();
  if (digits.length > precision + 1) {
    exponent += 1;
    digits = scaledDigits(value, precision - exponent).toString();
  }
  return { digits, exponent };
}

/** `repr(value)` of a float: the shortest digits that read back the same. */
export function reprFloat(value: number): string {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  if (value === 0) return Object.is(value, -0) ? "-0.0" : "0.0";
  const [mantissa = "", power = "0"] = Math.abs(value).toExponential().split("e");
  const sign = value < 0 ? "-" : "";
  return sign + placePoint(mantissa.replace(".", ""), Number(power), 16, true);
}

/**
 * Digits `d.ddd × 10^exponent` in positional notation, or with an exponent where that is below -4 or from `bound` on.
 * `withPoint` adds ".0" where there would be no point.
 */
export function placePoint(digits: string, exponent: number, bound: number, withPoint: boolean): string {
  if (exponent < -4 || exponent >= bound) {
    const fraction = digits.slice(1);
    return `${digits[0] ?? "0"}${fraction === "" ? "" : `.${fraction}`}e${exponentText(exponent)}`;
  }
  if (exponent < 0) return `0.${"0".repeat(-exponent - 1)}${digits}`;
  const integral = digits.slice(0, exponent + 1).padEnd(exponent + 1, "0");
  const fraction = digits.slice(exponent + 1);
  if (fraction === "") return withPoint ? `${integral}.0` : integral;
  return `${integral}.${fraction}`;
}

export function exponentText(exponent: number): string {
  return `${exponent < 0 ? "-" : "+"}${String(Math.abs(exponent)).padStart(2, "0")}`;
}
