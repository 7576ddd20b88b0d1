/** What can be written in a `latency:` comment: the parameters of the definition below, with likely values. */
import type { Completion } from "../../../protocol/features";
import type { Position, Range } from "../../../protocol/source";
import { EMBEDDED_DEVICES } from "../../../predictors/src/devices";
import { isTensor, likelyInput, likelySize } from "../frameworks/roots/assumed-inputs";
import { isInputShape } from "../frameworks/roots/input-parameters";
import { literalText } from "../frameworks/roots/literals";
import { splitArguments } from "../syntax/directive-gaps";
import { statementFor } from "../syntax/directives";
import type { Program } from "../syntax/program";
import { targetOf } from "../analysis/directive-target";
import type { DirectiveTarget, TargetParameter } from "../analysis/directive-target";

/** The comment up to the cursor, its arguments apart. */
const BEFORE = /(?:#|\/\/)\s*latency:(.*)$/;

/** True where the cursor stands in such a comment, so that the document is worth parsing. */
export function isInDirective(line: string, { character }: Position): boolean {
  return BEFORE.test(line.slice(0, character));
}

/** What can be written at the position of the text; nothing outside such a comment. */
export function completionsAt(program: Program, text: string, position: Position): readonly Completion[] {
  const lines = text.split(/\r\n|\r|\n/);
  const textOf = ({ default: value }: TargetParameter): string | null =>
    value === null ? null : textIn(lines, value.range);
  return directiveCompletions(program, lines[position.line] ?? "", position, textOf);
}

function textIn(lines: readonly string[], { start, end }: Range): string {
  const parts = lines.slice(start.line, end.line + 1);
  return parts
    .map((line, index) => {
      const from = index === 0 ? start.character : 0;
      return index === parts.length - 1 ? line.slice(from, end.character) : line.slice(from);
    })
    .join("\n");
}

/** `line` is the text of the position's line; `textOf` cuts a default out of the source. */
export function directiveCompletions(
  program: Program,
  line: string,
  position: Position,
  textOf: (parameter: TargetParameter) => string | null,
): readonly Completion[] {
  const before = BEFORE.exec(line.slice(0, position.character))?.[1];
  const budget = before === undefined ? null : budgetCompletions(before, position);
  if (budget !== null && budget.isAll) return budget.found;
  const statement = statementFor(program, position.line);
  const target = statement === null ? null : targetOf(program, statement);
  if (before === undefined || target === null) return [];
  const pieces = splitArguments(before);
  const current = pieces.pop() ?? "";
  if (current.includes("=")) return [];
  const typed = current.trimStart();
  const written = new Set([...pieces, ...splitArguments(line.slice(position.character)).slice(1)].map(nameOf));
  const range = { start: { ...position, character: position.character - typed.length }, end: position };
  const own = choices(target, program, textOf)
    .filter(({ name }) => !written.has(name))
    .map(({ name, value, detail }, index) => ({
      label: name,
      detail,
      range,
      text: `${name}=${value}`,
      order: String(index).padStart(3, "0"),
    }));
  return [...own, ...(budget?.found ?? [])];
}

/** `budget` as the first word, and behind it the devices that are not there yet. */
function budgetCompletions(
  before: string,
  position: Position,
): { readonly found: readonly Completion[]; readonly isAll: boolean } {
  const at = (typed: string): Range => ({
    start: { ...position, character: position.character - typed.length },
    end: position,
  });
  const detail = "milliseconds that one inference may take";
  const devices = /^\s*budget\s(?:.*\s)?(\w*)$/.exec(before);
  const parts = EMBEDDED_DEVICES.filter(({ id }) => !before.includes(`${id}=`)).map(({ id }) => `${id}=50ms`);
  if (devices !== null) {
    const found = parts.map((text, index) => ({
      label: text.split("=")[0] ?? text,
      detail,
      range: at(devices[1] ?? ""),
      text,
      order: String(index),
    }));
    return { found, isAll: true };
  }
  const typed = /^\s*(\w*)$/.exec(before)?.[1];
  if (typed === undefined) return { found: [], isAll: false };
  const whole = { label: "budget", detail, range: at(typed), text: `budget ${parts.join(" ")}`, order: "zzz" };
  return { found: [whole], isAll: false };
}

interface Choice {
  readonly name: string;
  /** As a literal of the language; empty where nothing is likely. */
  readonly value: string;
  readonly detail: string;
}

/** Required parameters first, as the author has to give them. */
function choices(
  { parameters, kind, name: definition }: DirectiveTarget,
  { language }: Program,
  textOf: (parameter: TargetParameter) => string | null,
): readonly Choice[] {
  const names = parameters.map(({ name }) => name);
  const own = parameters.map((parameter): Choice & { readonly isRequired: boolean } => {
    const { name } = parameter;
    const likely = likelySize(name, names, language);
    const written = parameter.default === null ? null : textOf(parameter);
    const open = isTensor(name) ? likelyInput(language) : "";
    const value = written ?? (likely === null ? open : (literalText(likely, language) ?? ""));
    const detail = written === null ? `required by ${definition}` : `default of ${definition}: ${written}`;
    return { name, value, detail, isRequired: parameter.default === null };
  });
  const sorted = [...own.filter(({ isRequired }) => isRequired), ...own.filter(({ isRequired }) => !isRequired)];
  if (kind !== "import" && own.some(({ name }) => isInputShape(name))) return sorted;
  const [name, value] = language === "python" ? ["input_shape", "(224, 224, 3)"] : ["inputShape", "[224, 224, 3]"];
  return [...sorted, { name, value, detail: "size of the images: height, width, channels" }];
}

function nameOf(argument: string): string {
  return argument.split("=")[0]?.trim() ?? "";
}
