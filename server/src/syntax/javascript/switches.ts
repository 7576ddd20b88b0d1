import { rangeOf } from "../context";
import type { Expression, Statement } from "../program";
import { afterToken, childOfType, namedChildren, type TreeNode } from "../tree";
import type { ScriptContext } from "./context";
import { lowerChild, lowerExpression, withoutWrapping } from "./expressions";
import { FUNCTIONS } from "./names";
import { brokenStatement, lowerStatement, unreadable } from "./statements";

/** Name of the value that cases are compared with, where it is not simply a variable. No program can have it. */
const SWITCH_VALUE = "(switch)";

/** Statements in the bodies of one switch, those that cases fall through to counted again. */
const MAXIMUM_STATEMENTS = 2000;

/**
 * A switch becomes a chain of `if`s. A case that falls through has the statements of the next ones, too. One that is left
 * by a `break` in the middle of a case is broken.
 */
export function lowerSwitch(context: ScriptContext, node: TreeNode): readonly Statement[] {
  const value = afterToken(node, "switch");
  const body = childOfType(node, "switch_body");
  if (value === null || body === null || body.broken) return [unreadable(context, node)];
  const cases = namedChildren(body).map((clause) => readCase(clause));
  if (cases.some(({ statements }) => hasInnerBreak(statements)))
    return [brokenStatement(context, node, 'a "break" within a statement of a case is not evaluated')];
  const bodies = lowerBodies(context, cases);
  if (bodies === null) return [brokenStatement(context, node, "a switch with this many statements is not evaluated")];

  const subject = withoutWrapping(value);
  const isName = subject.type === "identifier" || subject.type === "this";
  const range = rangeOf(context, value);
  const compared: Expression = isName ? lowerExpression(context, subject) : { kind: "name", name: SWITCH_VALUE, range };
  const initial: Statement[] = isName
    ? []
    : [
        {
          kind: "assignment",
          targets: [{ kind: "name", name: SWITCH_VALUE, range }],
          value: lowerExpression(context, value),
          range,
        },
      ];
  return [...initial, ...chain(context, cases, bodies, compared)];
}

interface Case {
  readonly node: TreeNode;
  readonly isDefault: boolean;
  /** Without the `break` at the end. */
  readonly statements: readonly TreeNode[];
  readonly fallsThrough: boolean;
}

function readCase(node: TreeNode): Case {
  const colon = node.children.findIndex((child) => !child.named && child.type === ":");
  const statements = node.children.slice(colon + 1).flatMap(withoutBlock);
  const end = statements.findIndex((statement) => ENDS.has(statement.type));
  const isDefault = node.type === "switch_default";
  if (end < 0) return { node, isDefault, statements, fallsThrough: true };
  const isBreak = statements[end]?.type === "break_statement" && namedChildren(statements[end]).length === 0;
  return { node, isDefault, statements: statements.slice(0, isBreak ? end : end + 1), fallsThrough: false };
}

/** A case's statements often stand in braces. */
function withoutBlock(node: TreeNode): readonly TreeNode[] {
  if (!node.named) return [];
  return node.type === "statement_block" ? node.children.flatMap(withoutBlock) : [node];
}

const ENDS = new Set(["break_statement", "return_statement", "throw_statement", "continue_statement"]);

const LOOPS = new Set(["for_statement", "for_in_statement", "while_statement", "do_statement", "switch_statement"]);

function hasInnerBreak(nodes: readonly TreeNode[]): boolean {
  return nodes.some((node) => {
    if (node.type === "break_statement") return true;
    return !LOOPS.has(node.type) && !FUNCTIONS.has(node.type) && hasInnerBreak(node.children);
  });
}

function lowerBodies(context: ScriptContext, cases: readonly Case[]): readonly (readonly Statement[])[] | null {
  const own = cases.map(({ statements }) => statements.flatMap((statement) => lowerStatement(context, statement)));
  const bodies: (readonly Statement[])[] = [];
  let count = 0;
  for (let index = cases.length - 1; index >= 0; index--) {
    const next = cases[index]?.fallsThrough === true ? (bodies[0] ?? []) : [];
    const body = [...(own[index] ?? []), ...next];
    count += body.length;
    if (count > MAXIMUM_STATEMENTS) return null;
    bodies.unshift(body);
  }
  return bodies;
}

function chain(
  context: ScriptContext,
  cases: readonly Case[],
  bodies: readonly (readonly Statement[])[],
  compared: Expression,
): readonly Statement[] {
  let rest: readonly Statement[] = bodies[cases.findIndex(({ isDefault }) => isDefault)] ?? [];
  for (let index = cases.length - 1; index >= 0; index--) {
    const clause = cases[index];
    if (clause === undefined || clause.isDefault) continue;
    const label = lowerChild(context, clause.node, afterToken(clause.node, "case"));
    const { body, condition } = { body: bodies[index] ?? [], condition: equals(compared, label) };
    const [next, ...others] = rest;
    // `case 1: case 2:` has one body: its condition holds for either.
    const isShared =
      clause.statements.length === 0 && clause.fallsThrough && next?.kind === "if" && others.length === 0;
    const shared = isShared && cases[index + 1]?.isDefault === false;
    const range = rangeOf(context, clause.node);
    rest = shared
      ? [{ ...next, condition: { kind: "logical", operator: "or", left: condition, right: next.condition, range } }]
      : [{ kind: "if", condition, then: body, otherwise: rest, range }];
  }
  return rest;
}

function equals(compared: Expression, label: Expression): Expression {
  return { kind: "comparison", first: compared, rest: [{ operator: "===", operand: label }], range: label.range };
}
