import { scan } from "./scanner";

/** `%magic`, `!shell`, `?help` and `help?` at the start of a statement. */
const COMMAND = /^([ \t]*)(?:[%!?].*|[\w.*]+\?\??[ \t]*|(?:pip|conda|mamba)[ \t]+[a-z-].*)$/;

/** `files = !ls`, `took = %timeit -o f()`: neither sign can start a value of Python's. */
const ASSIGNED = /^([ \t]*[\w.,[\]'"* \t]+=[ \t]*)[%!].*$/;

/** Magics of a whole cell under which Python stands; under any other stands something else. */
const WITH_PYTHON = /^%%(?:time|timeit|capture|prun|memit|mprun|debug)\b/;

/** Runs a statement among the others; as long as what takes its place, so that columns stay. */
const TIMED = /^([ \t]*)%time (?=[ \t]*[^ \t-])/;
const TIMED_AS = "if 1: ";

const IN_PLACE = "pass";

/** What nobody knows here: a name that `IPYTHON_NAMES` imports. */
const UNKNOWN_VALUE = "get_ipython()";

/** Names that every cell sees, as Python. */
export const IPYTHON_NAMES = "from IPython.display import display; from IPython import get_ipython";

/**
 * The Python of a notebook's cell: commands of IPython and of the shell give way to statements that do nothing, so that every line
 * stays where it is. A line inside a string or between brackets is no command.
 */
export function withoutMagics(cell: string): string {
  const lines = cell.split("\n");
  const first = lines.findIndex((line) => line.trim() !== "");
  if (lines[first]?.startsWith("%%")) {
    if (!WITH_PYTHON.test(lines[first])) return lines.map(() => "").join("\n");
    lines[first] = "";
  }
  let statement = "";
  let isCommand = false;
  return lines
    .map((line) => {
      const continues = isCommand;
      isCommand = (continues || isStart(line, statement)) && endsOpen(line);
      if (continues) return "";
      const found = isStart(line, statement) ? inPlaceOf(line) : null;
      statement = found === null ? `${statement}${line}\n` : "";
      return found ?? line;
    })
    .join("\n");
}

function inPlaceOf(line: string): string {
  if (TIMED.test(line)) return line.replace(TIMED, `$1${TIMED_AS}`);
  const assigned = ASSIGNED.exec(line)?.[1];
  return assigned === undefined ? `${COMMAND.exec(line)?.[1] ?? ""}${IN_PLACE}` : `${assigned}${UNKNOWN_VALUE}`;
}

/** `before`: what was read since the last command. */
function isStart(line: string, before: string): boolean {
  if (!COMMAND.test(line) && !ASSIGNED.test(line)) return false;
  const kind = scan(before).flaw?.kind;
  return kind !== "unclosed bracket" && kind !== "unclosed triple string" && !endsOpen(before.trimEnd());
}

function endsOpen(line: string): boolean {
  return /\\\r?$/.test(line);
}
