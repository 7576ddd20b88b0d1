/** What the copies to the board before each run say of the input: another size, a batch, another precision. */
import type { CopyIn } from "./trace";

const SIZE_TOLERANCE = 1e-3;
/** Smaller copies are parameters of a kernel or a flag. */
const LEAST_BYTES = 1024;
const LARGEST_BATCH = 4096;

export function isCopyOf({ bytes, step }: CopyIn, inputBytes: number): boolean {
  return bytes.some((count) => near(count, inputBytes, step));
}

/**
 * Why the copies are not those of the network's input; null where they are, or where none comes back often enough to be an input.
 * `often` is the number of copies of one size that marks an input.
 */
export function anotherInput(copies: readonly CopyIn[], inputBytes: number, often: number): string | null {
  if (copies.filter((copy) => isCopyOf(copy, inputBytes)).length >= often) return null;
  const largest = largestOften(copies, often);
  if (largest === null) return null;
  const { bytes: input, step } = largest;
  const batch = input
    .map((bytes) => Math.round(bytes / inputBytes))
    .find((n, i) => n > 1 && n <= LARGEST_BATCH && near(input[i] ?? 0, n * inputBytes, step));
  if (batch !== undefined)
    return `it was recorded with a batch of ${batch}: ${batch} times the input is copied to the board before a run; record batch 1`;
  if (input.some((bytes) => near(bytes, inputBytes / 2, step)))
    return "its input is copied with 2 bytes an element, half precision (FP16); a measurement is of FP32";
  if (input.some((bytes) => near(bytes, inputBytes / 4, step)))
    return "its input is copied with 1 byte an element, INT8 precision or an image of bytes; a measurement is of FP32 input";
  const [bytes = 0] = input;
  return `it is of another input size: ${count(bytes)} bytes are copied to the board before a run, the network's input has ${count(inputBytes)}; give the recorded size (--input)`;
}

function largestOften(copies: readonly CopyIn[], often: number): CopyIn | null {
  const counts = new Map<string, { readonly copy: CopyIn; count: number }>();
  for (const copy of copies) {
    const known = counts.get(String(copy.bytes));
    if (known === undefined) counts.set(String(copy.bytes), { copy, count: 1 });
    else known.count += 1;
  }
  const regular = [...counts.values()].filter(
    ({ copy, count }) => count >= often && (copy.bytes[0] ?? 0) >= LEAST_BYTES,
  );
  return regular.sort((a, b) => (b.copy.bytes[0] ?? 0) - (a.copy.bytes[0] ?? 0))[0]?.copy ?? null;
}

function near(bytes: number, wanted: number, step: number): boolean {
  return Math.abs(bytes - wanted) <= Math.max(SIZE_TOLERANCE * wanted, step);
}

function count(bytes: number): string {
  return Math.round(bytes).toLocaleString("en-US");
}
