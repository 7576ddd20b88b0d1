/** Where a board is and how one works on it, as the user added it. What is in here goes to ssh and to a shell of the board. */
import * as v from "valibot";

/** An alias of the user's ssh configuration, a name or an address, with a user before it; never what ssh could take for an option. */
const HOST = /^[A-Za-z0-9_][A-Za-z0-9_.@:%-]{0,252}$/;
/** For menus, file names and the command line. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9_-]{0,31}$/;
/** A command that the board finds by itself, or the absolute path of one. */
const PROGRAM = /^(\/[^\p{Cc}]{1,1000}|[A-Za-z0-9][A-Za-z0-9_.-]{0,63})$/u;
const NO_CONTROL = /^[^\p{Cc}]{1,1000}$/u;

export const addressSchema = v.object({
  name: v.pipe(v.string(), v.regex(NAME)),
  host: v.pipe(v.string(), v.regex(HOST)),
  port: v.nullable(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65_535))),
  /** Python with the board's TensorFlow. */
  python: v.nullable(v.pipe(v.string(), v.regex(PROGRAM))),
  /** Whether the profiler is started by `sudo -n`, which most Jetsons ask for. */
  sudo: v.boolean(),
  /** An ssh configuration in place of the user's own. */
  config: v.nullable(v.pipe(v.string(), v.regex(NO_CONTROL))),
});

export type BoardAddress = v.InferOutput<typeof addressSchema>;

const WRONG: Readonly<Record<string, string>> = {
  name: "a board's name is made of letters, digits, - and _ (at most 32)",
  host: "this is no host name: give one of your ssh configuration, a name or an address, with user@ before it where it needs one",
  port: "a port is a number from 1 to 65535",
  python: "give Python as a command (python3) or by its absolute path on the board",
  config: "this is no path of an ssh configuration",
};

/** The reason, where it cannot be one. */
export function checkedAddress(given: unknown): BoardAddress | string {
  const parsed = v.safeParse(addressSchema, given);
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  const part = v.getDotPath(issue) ?? "";
  return WRONG[part] ?? `${part}: ${issue.message}`;
}
