/** How a figure is written wherever a user reads it, in the server's texts and on the panel's page alike. */

export const UNKNOWN = "unknown";

/** Below this a layer's time says nothing but "next to nothing". */
export const SMALLEST_MS = 0.01;
const SMALLEST_SHARE = 0.001;

/** "0.42 ms", "8.0 ms", "49 ms", "123 ms", "1,230 ms" */
export function milliseconds(ms: number): string {
  if (!isMeasurable(ms)) return UNKNOWN;
  return ms < SMALLEST_MS ? `< ${SMALLEST_MS} ms` : `${digits(ms)} ms`;
}

/** "18–21" */
export function interval(low: number, high: number): string {
  return isMeasurable(low) && isMeasurable(high) ? `${digits(low)}–${digits(high)}` : UNKNOWN;
}

/** A share from 0 to 1 as "16 %". */
export function percent(share: number): string {
  if (!isMeasurable(share)) return UNKNOWN;
  return share < SMALLEST_SHARE ? "< 0.1 %" : `${digits(share * 100)} %`;
}

/** A ratio as "2.5×". */
export function times(ratio: number): string {
  return isMeasurable(ratio) ? `${digits(ratio)}×` : UNKNOWN;
}

/** A difference with its sign: "+1.2 ms", "−0.4 ms", "same". */
export function difference(ms: number): string {
  if (!Number.isFinite(ms)) return UNKNOWN;
  const size = Math.abs(ms);
  return size < SMALLEST_MS ? (size === 0 ? "same" : "≈ same") : `${ms > 0 ? "+" : "−"}${digits(size)} ms`;
}

/** Two significant digits under 100, three from there on. */
export function digits(value: number): string {
  if (value === 0) return "0";
  if (value >= 100) return grouped(Number(value.toPrecision(3)));
  const two = Number(value.toPrecision(2));
  return two >= 10 ? String(two) : two.toFixed(Math.max(0, 1 - Math.floor(Math.log10(two))));
}

/** "1,230"; formatting by locale costs as much as a hundred small numbers. */
export function grouped(count: number): string {
  return count < 1000 ? String(count) : count.toLocaleString("en-US");
}

function isMeasurable(value: number): boolean {
  return Number.isFinite(value) && value >= 0;
}
