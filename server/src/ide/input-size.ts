/** "Set input size…": the comment that gives a definition the size of its images, as an edit of the document. */
import type { InputSizeEdit } from "../../../protocol/features";
import type { Location } from "../../../protocol/source";
import { inputText, isTensor } from "../frameworks/roots/assumed-inputs";
import { inputForm, inputShapeName, isInputShape } from "../frameworks/roots/input-parameters";
import { GAP } from "../syntax/directive-gaps";
import { directiveFor } from "../syntax/directives";
import type { Argument, Directive, Language, Program } from "../syntax/program";
import { targetAt } from "../analysis/directive-target";
import type { DirectiveTarget, TargetParameter } from "../analysis/directive-target";

/** Height, width and channels. */
export type Size = readonly [number, number, number];

const SIZE = /^\s*(\d{1,5})\s*[x×,\s]\s*(\d{1,5})\s*[x×,\s]\s*(\d{1,4})\s*$/i;

/** "224×224×3", with ×, x or a comma between; null for anything else. */
export function parseSize(text: string): Size | null {
  const [height, width, channels] = (SIZE.exec(text) ?? []).slice(1).map(Number);
  if (height === undefined || width === undefined || channels === undefined) return null;
  return height > 0 && width > 0 && channels > 0 ? [height, width, channels] : null;
}

/**
 * Writes the comment above the definition at the location, or changes the one that is there. Other parameters that need a
 * value get a gap, and the caret stands on the first one. Null where the location is no definition.
 */
export function inputSizeEdit(program: Program, text: string, { range }: Location, size: Size): InputSizeEdit | null {
  const target = targetAt(program, range.start);
  if (target === null) return null;
  const { language } = program;
  const directive = directiveFor(program, target.range);
  const sized = sizeArguments(target, size, language);
  if (directive !== null) return changed(directive, sized, language);
  const others = target.parameters
    .filter(({ name, default: value }) => value === null && !sized.some(([sizedName]) => sizedName === name))
    .map(({ name }) => [name, GAP] as const);
  return inserted(text, target, [...sized, ...others], language);
}

type Written = readonly [name: string, value: string];

/** By the parameters that take the size, in their form, or by a tensor; else as the size of the images in the definition. */
function sizeArguments(target: DirectiveTarget, size: Size, language: Language): readonly Written[] {
  const [height, width, channels] = size;
  const { parameters } = target;
  const shape = parameters.find(({ name }) => inputForm(name) === "shape" && !/size$/i.test(name));
  if (shape !== undefined) return [[shape.name, likeDefault(shape, size, language) ?? shapeText(size, language)]];
  const parts = parameters.flatMap((parameter): readonly Written[] => {
    const { name } = parameter;
    switch (inputForm(name)) {
      case "shape":
        return [[name, likeDefault(parameter, size, language) ?? String(height)]];
      case "height":
        return [[name, String(height)]];
      case "width":
        return [[name, String(width)]];
      case "channels":
        return [[name, String(channels)]];
      case null:
        return [];
    }
  });
  if (parts.some(([name]) => inputForm(name) !== "channels")) return parts;
  const tensor = parameters.find(({ name, default: value }) => value === null && isTensor(name));
  if (target.kind === "function" && tensor !== undefined)
    return [[tensor.name, inputText(shapeText(size, language), language)]];
  return [[inputShapeName(language), shapeText(size, language)]];
}

/** Height and width alone, or the batch in front, where the parameter's default has as many sides; null where it says nothing of that. */
function likeDefault({ default: value }: TargetParameter, size: Size, language: Language): string | null {
  if (value?.kind !== "sequence") return null;
  const [height, width] = size;
  const batch = language === "python" ? "None" : "null";
  switch (value.items.length) {
    case 2:
      return shapeText([height, width], language);
    case 4:
      return shapeText([batch, ...size], language);
    default:
      return shapeText(size, language);
  }
}

function shapeText(size: readonly (number | string)[], language: Language): string {
  return language === "python" ? `(${size.join(", ")})` : `[${size.join(", ")}]`;
}

/** The arguments that are there keep their place and text. */
function changed(directive: Directive, sized: readonly Written[], language: Language): InputSizeEdit {
  const { range } = directive;
  if (directive.error !== null) return withCaret(range.start, { range, text: comment(sized, language) });
  const gaps = sized.flatMap(([name, value]) =>
    directive.gaps.filter((gap) => isFor(gap, name)).map((gap) => ({ range: gap.range, text: `${gap.name}=${value}` })),
  );
  const there = [...directive.arguments, ...directive.gaps];
  const added = sized.filter(([name]) => !there.some((one) => isFor(one, name)));
  const kept = sized.filter(([name]) => directive.arguments.some((argument) => isFor(argument, name)));
  const edits = kept.flatMap(([name, value]) =>
    directive.arguments
      .filter((argument) => isFor(argument, name))
      .map(({ value: old }) => ({ range: old.range, text: value })),
  );
  const ends = there.map((one) => one.range.end).sort((left, right) => left.character - right.character);
  const last = ends.at(-1) ?? range.end;
  const more =
    added.length === 0
      ? []
      : [{ range: { start: last, end: last }, text: added.map(([name, value]) => `, ${name}=${value}`).join("") }];
  return { edits: [...edits, ...gaps, ...more], caret: null };
}

function isFor({ name }: Pick<Argument, "name">, wanted: string): boolean {
  return name === wanted || (isInputShape(name) && isInputShape(wanted));
}

function inserted(
  text: string,
  { range }: DirectiveTarget,
  written: readonly Written[],
  language: Language,
): InputSizeEdit {
  const lines = text.split(/\r\n|\r|\n/);
  const line = lines[range.start.line] ?? "";
  const indent = /^\s*/.exec(line)?.[0] ?? "";
  const start = { line: range.start.line, character: 0 };
  const end = /\r\n/.test(text) ? "\r\n" : "\n";
  const edit = { range: { start, end: start }, text: `${indent}${comment(written, language)}${end}` };
  return withCaret({ ...start, character: indent.length }, edit);
}

/** On the first gap, else at the first value. */
function withCaret(
  start: { readonly line: number; readonly character: number },
  edit: InputSizeEdit["edits"][number],
): InputSizeEdit {
  const content = edit.text.trimStart();
  const gap = content.indexOf("…");
  const at = gap >= 0 ? gap : content.indexOf("=") + 1;
  const caret = { line: start.line, character: start.character + at };
  return {
    edits: [edit],
    caret: { start: caret, end: gap >= 0 ? { ...caret, character: caret.character + 1 } : caret },
  };
}

function comment(written: readonly Written[], language: Language): string {
  const marks = language === "python" ? "#" : "//";
  return `${marks} latency: ${written.map(([name, value]) => `${name}=${value}`).join(", ")}`;
}
