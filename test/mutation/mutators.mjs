// Faults that a slip of the hand makes, in the text of one file: each replaces the text of one node.
import ts from "typescript";

/** Operators that are easily mistaken for each other. */
const MISTAKEN = new Map([
  [ts.SyntaxKind.LessThanToken, ["boundary", "<="]],
  [ts.SyntaxKind.LessThanEqualsToken, ["boundary", "<"]],
  [ts.SyntaxKind.GreaterThanToken, ["boundary", ">="]],
  [ts.SyntaxKind.GreaterThanEqualsToken, ["boundary", ">"]],
  [ts.SyntaxKind.EqualsEqualsEqualsToken, ["equality", "!=="]],
  [ts.SyntaxKind.ExclamationEqualsEqualsToken, ["equality", "==="]],
  [ts.SyntaxKind.AmpersandAmpersandToken, ["logic", "||"]],
  [ts.SyntaxKind.BarBarToken, ["logic", "&&"]],
  [ts.SyntaxKind.PlusToken, ["arithmetic", "-"]],
  [ts.SyntaxKind.MinusToken, ["arithmetic", "+"]],
  [ts.SyntaxKind.AsteriskToken, ["arithmetic", "/"]],
  [ts.SyntaxKind.SlashToken, ["arithmetic", "*"]],
]);

/** Names of members that are easily mistaken for each other. */
const SIMILAR = new Map([
  ["some", "every"],
  ["every", "some"],
  ["min", "max"],
  ["max", "min"],
  ["floor", "ceil"],
  ["ceil", "floor"],
  ["startsWith", "endsWith"],
  ["endsWith", "startsWith"],
  ["indexOf", "lastIndexOf"],
  ["lastIndexOf", "indexOf"],
]);

/** Functions whose arguments may stand in any order. */
const IN_ANY_ORDER = /^Math\.(min|max|hypot)$/;

/** Calls that give back something of the type of their receiver: leaving one out is no error of types. */
const LEFT_OUT = new Set([
  "filter",
  "sort",
  "toSorted",
  "reverse",
  "toReversed",
  "trim",
  "toLowerCase",
  "replace",
  "replaceAll",
  "slice",
  "flat",
]);

/** Faults at the node itself, as `[kind, text]`. A fault of kind "statement" replaces by no text at all. */
function faultsAt(node, source) {
  const text = (part) => part.getText(source);
  if (ts.isBinaryExpression(node)) return binaryFaults(node, text);
  if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.ExclamationToken)
    return [["negation", `(${text(node.operand)})`]];
  if (ts.isNumericLiteral(node)) return [["constant", String(Number(node.text) + 1)]];
  if (node.kind === ts.SyntaxKind.TrueKeyword) return [["constant", "false"]];
  if (node.kind === ts.SyntaxKind.FalseKeyword) return [["constant", "true"]];
  if (ts.isConditionalExpression(node))
    return [["branches", `${text(node.condition)} ? ${text(node.whenFalse)} : ${text(node.whenTrue)}`]];
  if (ts.isArrayLiteralExpression(node)) return listFaults(node.elements.map(text));
  if (ts.isObjectLiteralExpression(node)) return swappedProperties(node, text);
  if (ts.isCallExpression(node)) return callFaults(node, text);
  if (ts.isExpressionStatement(node) && !ts.isStringLiteral(node.expression)) return [["statement", ""]];
  if (ts.isIfStatement(node) && node.elseStatement === undefined && leaves(node.thenStatement)) return [["guard", ""]];
  if (isCondition(node) && !ts.isBinaryExpression(node)) return [["negation", `!(${text(node)})`]];
  return [];
}

function binaryFaults(node, text) {
  const [left, right] = [text(node.left), text(node.right)];
  const [kind, operator] = MISTAKEN.get(node.operatorToken.kind) ?? [];
  if (kind === undefined) return [];
  const faults = [[kind, `${left} ${operator} ${right}`]];
  if (kind === "logic" || kind === "arithmetic") faults.push(["dropped operand", left], ["dropped operand", right]);
  return faults;
}

/** Two neighbours swapped, or one left out. */
function listFaults(items) {
  if (items.length < 2) return [];
  return [
    ...swaps(items).map((swapped) => ["swapped items", `[${swapped.join(", ")}]`]),
    ...items.map((_, index) => ["dropped item", `[${items.filter((_item, other) => other !== index).join(", ")}]`]),
  ];
}

function callFaults(node, text) {
  const callee = node.expression;
  const items = node.arguments.map(text);
  if (node.questionDotToken !== undefined || ts.isOptionalChain(node)) return [];
  const swapped = IN_ANY_ORDER.test(text(callee)) ? [] : swaps(items);
  const faults = swapped.map((order) => ["swapped arguments", `${text(callee)}(${order.join(", ")})`]);
  if (ts.isIdentifier(callee) && items.length === 1) faults.push(["dropped call", items[0]]);
  if (!ts.isPropertyAccessExpression(callee)) return faults;
  const receiver = text(callee.expression);
  const similar = SIMILAR.get(callee.name.text);
  if (similar !== undefined) faults.push(["similar call", `${receiver}.${similar}(${items.join(", ")})`]);
  if (LEFT_OUT.has(callee.name.text)) faults.push(["dropped call", receiver]);
  return faults;
}

function swappedProperties(node, text) {
  const properties = node.properties;
  return properties.slice(1).flatMap((second, index) => {
    const first = properties[index];
    if (!ts.isPropertyAssignment(first) || !ts.isPropertyAssignment(second)) return [];
    if (text(first.initializer) === text(second.initializer)) return [];
    const swapped = properties.map((property) => {
      if (property === first) return `${text(first.name)}: ${text(second.initializer)}`;
      if (property === second) return `${text(second.name)}: ${text(first.initializer)}`;
      return text(property);
    });
    return [["swapped properties", `{ ${swapped.join(", ")} }`]];
  });
}

function swaps(items) {
  return items.slice(1).flatMap((second, index) => {
    if (items[index] === second) return [];
    const swapped = [...items];
    [swapped[index], swapped[index + 1]] = [second, items[index]];
    return [swapped];
  });
}

/** `return`, `continue` or `break`, alone or as the only statement of a block. */
function leaves(statement) {
  if (ts.isBlock(statement)) return statement.statements.length === 1 && leaves(statement.statements[0]);
  return ts.isReturnStatement(statement) || ts.isContinueStatement(statement) || ts.isBreakStatement(statement);
}

function isCondition(node) {
  const { parent } = node;
  if (parent === undefined || ts.isPrefixUnaryExpression(node)) return false;
  return (
    ((ts.isIfStatement(parent) || ts.isWhileStatement(parent)) && parent.expression === node) ||
    (ts.isConditionalExpression(parent) && parent.condition === node)
  );
}

/** Whether a switch may stand around the node's text: no type, no name, no target, not within a chain of `?.`. */
function isReplaceable(node) {
  const { parent } = node;
  if (ts.isOptionalChain(node)) return false;
  if (ts.isPropertyAccessExpression(parent) && ts.isOptionalChain(parent)) return false;
  if (ts.isBinaryExpression(parent) && parent.left === node && parent.operatorToken.kind === ts.SyntaxKind.EqualsToken)
    return false;
  if ((ts.isPropertyAssignment(parent) || ts.isEnumMember(parent)) && parent.name === node) return false;
  return !(ts.isForOfStatement(parent) && parent.initializer === node);
}

/** Every fault in a file: `{ kind, start, end, text, original, line }`, the text without what stands around it. */
export function faultsIn(name, content) {
  const source = ts.createSourceFile(name, content, ts.ScriptTarget.ES2022, true);
  const found = [];
  const visit = (node) => {
    if (ts.isTypeNode(node) || ts.isImportDeclaration(node) || ts.isInterfaceDeclaration(node)) return;
    if (ts.isTypeAliasDeclaration(node)) return;
    if (node.parent !== undefined && isReplaceable(node)) {
      const start = node.getStart(source);
      for (const [kind, text] of faultsAt(node, source))
        found.push({
          kind,
          start,
          end: node.getEnd(),
          text,
          original: node.getText(source),
          line: source.getLineAndCharacterOfPosition(start).line + 1,
        });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

const STATEMENTS = new Set(["statement", "guard"]);

/** The text of a fault by itself, where it stands for good. */
export function faultText({ kind, text }) {
  return STATEMENTS.has(kind) ? ";" : `(${text})`;
}

/** The text of a fault behind a switch: the original stands beside it. */
export function switchedText({ kind, text, original }, isOn) {
  return STATEMENTS.has(kind) ? `{ if (!${isOn}) { ${original} } }` : `(${isOn} ? (${text}) : (${original}))`;
}

/** The content with each `[fault, text]` in its place; faults overlap nowhere. */
export function replaced(content, changes) {
  const sorted = [...changes].sort(([a], [b]) => b.start - a.start);
  return sorted.reduce((text, [{ start, end }, by]) => text.slice(0, start) + by + text.slice(end), content);
}
