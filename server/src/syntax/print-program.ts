import { assertNever } from "../assert-never";
import type { Argument, Expression, Parameter, Pattern, Program, Statement, Target } from "./program";

/** The Program in a compact form with every grouping spelt out, one statement a line, blocks indented by two spaces. */
export function printProgram(program: Program): string {
  return printStatements(program.body, "").join("\n");
}

function printStatements(statements: readonly Statement[], indent: string): string[] {
  return statements.flatMap((statement) => printStatement(statement, indent));
}

function block(header: string, statements: readonly Statement[], indent: string): string[] {
  return [`${indent}${header}:`, ...printStatements(statements, `${indent}  `)];
}

function orElse(header: string, statements: readonly Statement[], indent: string): string[] {
  return statements.length === 0 ? [] : block(header, statements, indent);
}

function printStatement(statement: Statement, indent: string): string[] {
  const line = (text: string) => [indent + text];
  switch (statement.kind) {
    case "assignment": {
      const value = statement.value === null ? "" : ` = ${printExpression(statement.value)}`;
      return line(statement.targets.map(printTarget).join(" = ") + (value || " declared"));
    }
    case "augmented-assignment":
      return line(`${printTarget(statement.target)} ${statement.operator}= ${printExpression(statement.value)}`);
    case "expression-statement":
      return line(printExpression(statement.expression));
    case "function": {
      const star = statement.isGenerator ? "*" : "";
      const header = `def${star} ${statement.name}(${statement.parameters.map(printParameter).join(", ")})`;
      return [...printDecorators(statement.decorators, indent), ...block(header, statement.body, indent)];
    }
    case "class": {
      const header = `class ${statement.name}(${statement.bases.map(printArgument).join(", ")})`;
      return [...printDecorators(statement.decorators, indent), ...block(header, statement.body, indent)];
    }
    case "return":
      return line(statement.value === null ? "return" : `return ${printExpression(statement.value)}`);
    case "if":
      return [
        ...block(`if ${printExpression(statement.condition)}`, statement.then, indent),
        ...orElse("else", statement.otherwise, indent),
      ];
    case "for-each":
      return [
        ...block(
          `for ${printTarget(statement.target)} in ${statement.over === "keys" ? "keys of " : ""}${printExpression(statement.iterable)}`,
          statement.body,
          indent,
        ),
        ...orElse("else", statement.otherwise, indent),
      ];
    case "while":
      return [
        ...block(`while ${printExpression(statement.condition)}`, statement.body, indent),
        ...orElse("else", statement.otherwise, indent),
        ...orElse("update", statement.update, indent),
      ];
    case "break":
    case "continue":
      return line(statement.kind);
    case "import": {
      const module = ".".repeat(statement.level) + statement.module;
      const alias = (name: string | null) => (name === null ? "" : ` as ${name}`);
      if (statement.names === null) return line(`import ${module}${alias(statement.alias)}`);
      const names = statement.names.map((imported) => imported.name + alias(imported.alias));
      return line(`from ${module} import ${names.join(", ")}`);
    }
    case "with": {
      const items = statement.items.map(
        (item) => printExpression(item.context) + (item.target === null ? "" : ` as ${printTarget(item.target)}`),
      );
      return block(`with ${items.join(", ")}`, statement.body, indent);
    }
    case "try":
      return [
        ...block("try", statement.body, indent),
        ...statement.handlers.flatMap((handler) =>
          block(
            `except${handler.type === null ? "" : ` ${printExpression(handler.type)}`}${handler.name === null ? "" : ` as ${handler.name}`}`,
            handler.body,
            indent,
          ),
        ),
        ...orElse("else", statement.otherwise, indent),
        ...orElse("finally", statement.finally, indent),
      ];
    case "match":
      return [
        ...line(`match ${printExpression(statement.subject)}`),
        ...statement.cases.flatMap(({ pattern, guard, body }) =>
          block(
            `case ${printPattern(pattern)}${guard === null ? "" : ` if ${printExpression(guard)}`}`,
            body,
            `${indent}  `,
          ),
        ),
      ];
    case "raise":
      return line(statement.value === null ? "raise" : `raise ${printExpression(statement.value)}`);
    case "assert":
      return line(`assert ${printExpression(statement.condition)}`);
    case "delete":
      return line(`del ${statement.targets.map(printTarget).join(", ")}`);
    case "scope":
      return line(`${statement.scope} ${statement.names.join(", ")}`);
    case "broken-statement":
      return line(`<broken statement: ${statement.why}; ${statement.names.join(" ") || "no names"}>`);
    default:
      return assertNever(statement);
  }
}

function printDecorators(decorators: readonly Expression[], indent: string): string[] {
  return decorators.map((decorator) => `${indent}@${printExpression(decorator)}`);
}

function printTarget(target: Target): string {
  switch (target.kind) {
    case "sequence-target":
      return `[${target.items.map(printTarget).join(", ")}]`;
    case "spread-target":
      return `*${printTarget(target.target)}`;
    case "object-target": {
      const entries = target.entries.map(
        (entry) =>
          `${entry.key}: ${printTarget(entry.target)}` +
          (entry.default === null ? "" : ` = ${printExpression(entry.default)}`),
      );
      return `{${[...entries, ...(target.rest === null ? [] : [`...${printTarget(target.rest)}`])].join(", ")}}`;
    }
    default:
      return printExpression(target);
  }
}

function printParameter(parameter: Parameter): string {
  const name = printTarget(parameter.target) + (parameter.default ? `=${printExpression(parameter.default)}` : "");
  switch (parameter.form) {
    case "ordinary":
      return name;
    case "positional-only":
      return `${name}/`;
    case "keyword-only":
      return `*, ${name}`;
    case "rest":
      return `*${name}`;
    case "keyword-rest":
      return `**${name}`;
    default:
      return assertNever(parameter.form);
  }
}

export function printArgument(argument: Argument): string {
  const value = printExpression(argument.value);
  switch (argument.form) {
    case "positional":
      return value;
    case "keyword":
      return `${argument.name ?? "?"}=${value}`;
    case "spread":
      return `*${value}`;
    case "keyword-spread":
      return `**${value}`;
    default:
      return assertNever(argument.form);
  }
}

function printExpression(expression: Expression): string {
  const print = printExpression;
  const items = (expressions: readonly Expression[]) => expressions.map(print).join(", ");
  switch (expression.kind) {
    case "literal":
      return printLiteral(expression.type, expression.value);
    case "formatted-string": {
      const parts = expression.parts.map((part) => {
        if (typeof part === "string") return JSON.stringify(part);
        const conversion = part.conversion === null ? "" : `!${part.conversion}`;
        return `{${print(part.expression)}${conversion}${part.format === null ? "" : `:${print(part.format)}`}}`;
      });
      return `f<${parts.join(" ")}>`;
    }
    case "name":
      return expression.name;
    case "attribute":
      return `${print(expression.object)}${expression.optional ? "?" : ""}.${expression.name}`;
    case "subscript":
      return `${print(expression.object)}${expression.optional ? "?." : ""}[${print(expression.index)}]`;
    case "slice":
      return [expression.start, expression.stop, expression.step].map((bound) => (bound ? print(bound) : "")).join(":");
    case "call":
      return `${expression.construct ? "new " : ""}${print(expression.callee)}${expression.optional ? "?." : ""}(${expression.arguments.map(printArgument).join(", ")})`;
    case "sequence": {
      if (expression.type === "list") return `[${items(expression.items)}]`;
      if (expression.type === "set") return `{${items(expression.items)}}`;
      return `(${items(expression.items)}${expression.items.length === 1 ? "," : ""})`;
    }
    case "dictionary": {
      const entries = expression.entries.map((entry) =>
        entry.key === null ? `**${print(entry.value)}` : `${print(entry.key)}: ${print(entry.value)}`,
      );
      return `{${entries.join(", ")}}`;
    }
    case "unary":
      return `(${expression.operator}${/[a-z]/.test(expression.operator) ? " " : ""}${print(expression.operand)})`;
    case "binary":
    case "logical":
      return `(${print(expression.left)} ${expression.operator} ${print(expression.right)})`;
    case "comparison":
      return `(${print(expression.first)}${expression.rest.map((link) => ` ${link.operator} ${print(link.operand)}`).join("")})`;
    case "conditional":
      return `(${print(expression.then)} if ${print(expression.condition)} else ${print(expression.otherwise)})`;
    case "lambda": {
      const parameters = expression.parameters.map(printParameter).join(", ");
      const body = "kind" in expression.body ? print(expression.body) : printStatements(expression.body, "").join("; ");
      return `(${expression.ownThis ? "function" : "lambda"} ${parameters}: ${body})`;
    }
    case "comprehension": {
      const element = print(expression.element) + (expression.value === null ? "" : `: ${print(expression.value)}`);
      const clauses = expression.clauses.map(
        (clause) =>
          ` for ${printTarget(clause.target)} in ${print(clause.iterable)}` +
          clause.conditions.map((condition) => ` if ${print(condition)}`).join(""),
      );
      return `${expression.type}<${element}${clauses.join("")}>`;
    }
    case "spread":
      return `*${print(expression.value)}`;
    case "assignment-expression":
      return `(${printTarget(expression.target)} ${expression.operator ?? ":"}= ${print(expression.value)})`;
    case "yield":
      return `(yield${expression.delegate ? " from" : ""}${expression.value ? ` ${print(expression.value)}` : ""})`;
    case "await":
      return `(await ${print(expression.value)})`;
    case "broken":
      return `<${expression.why}>`;
    default:
      return assertNever(expression);
  }
}

function printPattern(pattern: Pattern): string {
  switch (pattern.kind) {
    case "any":
      return pattern.name ?? "_";
    case "value":
      return `${pattern.isIdentity ? "is " : ""}${printExpression(pattern.value)}`;
    case "either":
      return `(${pattern.patterns.map(printPattern).join(" | ")})`;
    case "as":
      return `(${printPattern(pattern.pattern)} as ${pattern.name})`;
    case "items":
      return `[${pattern.items.map(printPattern).join(", ")}]`;
    case "rest":
      return `*${pattern.name ?? "_"}`;
    case "entries": {
      const entries = pattern.entries.map((entry) => `${printExpression(entry.key)}: ${printPattern(entry.pattern)}`);
      return `{${[...entries, ...(pattern.rest === null ? [] : [`**${pattern.rest}`])].join(", ")}}`;
    }
    case "instance": {
      const keywords = pattern.keywords.map((one) => `${one.name}=${printPattern(one.pattern)}`);
      return `${printExpression(pattern.class)}(${[...pattern.positional.map(printPattern), ...keywords].join(", ")})`;
    }
    case "broken":
      return `<${pattern.why}>`;
  }
}

function printLiteral(type: string, value: null | boolean | number | string): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (type === "float" && Number.isInteger(value)) return `${String(value)}.0`;
  if (type === "none") return "None";
  if (type === "undefined") return "undefined";
  if (type === "ellipsis") return "...";
  return String(value);
}
