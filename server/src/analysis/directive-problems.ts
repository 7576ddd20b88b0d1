/** What is wrong with the `latency:` comments of a document, beside what cannot be read at all. */
import type { Problem } from "../../../protocol/report";
import type { Range } from "../../../protocol/source";
import { suggestion } from "../closest";
import { anyShapeIn, inputShapeIn, isInputShape } from "../frameworks/roots/input-parameters";
import { directivesFor, statementFor } from "../syntax/directives";
import type { Directive, Program } from "../syntax/program";
import { targetOf } from "./directive-target";
import type { DirectiveTarget } from "./directive-target";

export function directiveProblems(uri: string, program: Program): readonly Problem[] {
  return program.directives.flatMap((directive) =>
    findings(program, directive).map(({ message, range }) => ({
      severity: "warning",
      code: "directive",
      message,
      location: { uri, range },
      related: [],
    })),
  );
}

interface Finding {
  readonly message: string;
  readonly range: Range;
}

function findings(program: Program, directive: Directive): readonly Finding[] {
  const { range, error } = directive;
  if (error !== null) return [{ message: error, range }];
  const statement = statementFor(program, range.start.line);
  const target = statement === null ? null : targetOf(program, statement);
  if (statement === null || target === null) return [{ message: WRONG_PLACE, range }];
  if (directivesFor(program, statement.range).at(-1) !== directive)
    return [{ message: `this comment has no effect: of several for ${target.name} the last one counts`, range }];
  const given = [...directive.arguments, ...directive.gaps];
  const wrong = given.flatMap(({ name, range }): readonly Finding[] => {
    const message = name === null ? null : wrongName(name, directive, target, program);
    return message === null ? [] : [{ message, range }];
  });
  const gaps = directive.gaps.map(({ name, range }) => ({ message: `write a value for ${name}`, range }));
  return [...wrong, ...gaps.filter((gap) => !wrong.some(({ range }) => range === gap.range))];
}

const WRONG_PLACE =
  "this comment has no effect here: it belongs above a function or class of the file's own level, or above the variable of a model";

function wrongName(name: string, directive: Directive, target: DirectiveTarget, { language }: Program): string | null {
  const names = target.parameters.map((parameter) => parameter.name);
  if (names.includes(name) || target.takesAny) return null;
  if (isInputShape(name)) {
    const isGap = directive.gaps.some((gap) => gap.name === name);
    const shape = target.kind === "class" ? anyShapeIn(directive) : inputShapeIn(directive);
    return isGap || shape !== null ? null : notASize(target, language);
  }
  const shape = language === "python" ? "input_shape" : "inputShape";
  if (target.kind === "variable") return `${target.name} is a variable: the comment above it can only give ${shape}`;
  return `${target.name} has no parameter '${name}'${suggestion(name, [...names, shape])}`;
}

function notASize({ name }: DirectiveTarget, language: Program["language"]): string {
  const example = language === "python" ? "(224, 224, 3)" : "[224, 224, 3]";
  return `${name} has no such parameter; as the size of its images write height, width and channels, e.g. ${example}`;
}
