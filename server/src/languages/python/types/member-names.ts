import type { Value } from "../../../values/value";

/** What `dir()` of CPython 3.12 has for a value of each type, without the names between two underscores at each end. */
const NAMES: ReadonlyMap<Value["kind"], string> = new Map([
  [
    "string",
    "capitalize casefold center count encode endswith expandtabs find format format_map index isalnum isalpha isascii isdecimal isdigit " +
      "isidentifier islower isnumeric isprintable isspace istitle isupper join ljust lower lstrip maketrans partition removeprefix " +
      "removesuffix replace rfind rindex rjust rpartition rsplit rstrip split splitlines startswith strip swapcase title translate upper zfill",
  ],
  ["list", "append clear copy count extend index insert pop remove reverse sort"],
  ["tuple", "count index"],
  ["dictionary", "clear copy fromkeys get items keys pop popitem setdefault update values"],
  [
    "set",
    "add clear copy difference difference_update discard intersection intersection_update isdisjoint issubset issuperset pop remove " +
      "symmetric_difference symmetric_difference_update union update",
  ],
  [
    "integer",
    "as_integer_ratio bit_count bit_length conjugate denominator from_bytes imag is_integer numerator real to_bytes",
  ],
  [
    "boolean",
    "as_integer_ratio bit_count bit_length conjugate denominator from_bytes imag is_integer numerator real to_bytes",
  ],
  ["float", "as_integer_ratio conjugate fromhex hex imag is_integer real"],
  ["range", "count index start step stop"],
  ["slice", "indices start step stop"],
  ["iterator", "close gi_code gi_frame gi_running gi_suspended gi_yieldfrom send throw"],
  ["none", ""],
  ["instance", ""],
  ["class", "mro"],
]);

/** Whether Python may have the attribute although it is not followed here: then that it is missing here is no error of the program. */
export function mayHave({ kind }: Value, name: string): boolean {
  if (/^__\w+__$/.test(name)) return true;
  const names = NAMES.get(kind);
  return names === undefined || names.split(" ").includes(name);
}
