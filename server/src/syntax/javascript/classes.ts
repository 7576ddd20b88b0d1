import { rangeOf, textOf } from "../context";
import type { Argument, Expression, FunctionDeclaration, Name, Parameter, Statement } from "../program";
import { afterToken, childOfType, hasToken, hasUnreadable, namedChildren, type Span, type TreeNode } from "../tree";
import { inFunction, type ScriptContext } from "./context";
import { lowerChild, lowerExpression, propertyName } from "./expressions";
import { lowerNamedFunction } from "./functions";
import { declaredNames } from "./names";
import { STATIC_BLOCK } from "../program";
import { brokenStatement, lowerStatements, unreadable } from "./statements";

/** Where a class gets its name from, if not from itself. */
export interface Naming {
  readonly name: TreeNode;
  /** The whole declaration. */
  readonly whole: TreeNode;
}

export function lowerClass(context: ScriptContext, node: TreeNode, naming: Naming | null = null): Statement {
  const name = naming?.name ?? childOfType(node, "type_identifier");
  const body = childOfType(node, "class_body");
  if (name === null || body === null || hasUnreadable(node)) return unreadable(context, node);
  const bases = basesOf(context, node);
  const members = new MemberLowering(context, name, bases.length > 0).lower(namedChildren(body));
  return {
    kind: "class",
    name: textOf(context, name),
    nameRange: rangeOf(context, name),
    bases,
    body: members,
    decorators: decoratorsOf(context, node),
    range: rangeOf(context, naming?.whole ?? node),
  };
}

function basesOf(context: ScriptContext, node: TreeNode): readonly Argument[] {
  const heritage = childOfType(node, "class_heritage");
  const clause = heritage === null ? null : (childOfType(heritage, "extends_clause") ?? heritage);
  const base = clause === null ? null : afterToken(clause, "extends");
  if (clause === null || base === null) return [];
  const value = lowerChild(context, clause, base);
  return [{ form: "positional", name: null, value, range: value.range }];
}

function decoratorsOf(context: ScriptContext, node: TreeNode): readonly Expression[] {
  return node.children
    .filter((child) => child.type === "decorator")
    .map((decorator) => lowerChild(context, decorator, afterToken(decorator, "@")));
}

const MODIFIERS = ["static", "get", "set"];

/** Members of a class body. Fields become statements of the constructor. */
class MemberLowering {
  private readonly members: Statement[] = [];
  /** What each instance gets when it is constructed. */
  private readonly fields: Statement[] = [];

  constructor(
    private readonly context: ScriptContext,
    private readonly className: TreeNode,
    private readonly isDerived: boolean,
  ) {}

  lower(nodes: readonly TreeNode[]): readonly Statement[] {
    let decorators: readonly TreeNode[] = [];
    let constructor: TreeNode | null = null;
    for (const node of nodes) {
      // The decorators of a method stand before it.
      if (node.type === "decorator") {
        decorators = [...decorators, node];
        continue;
      }
      if (isConstructor(this.context, node)) constructor = node;
      else this.lowerMember(node, decorators);
      decorators = [];
    }
    const initializer = constructor === null ? this.impliedConstructor() : this.lowerConstructor(constructor);
    return initializer === null ? this.members : [initializer, ...this.members];
  }

  private lowerMember(node: TreeNode, decorators: readonly TreeNode[]): void {
    const { context } = this;
    switch (node.type) {
      case "method_definition":
        this.members.push(this.lowerMethod(node, decorators));
        return;
      case "public_field_definition":
        this.lowerField(node);
        return;
      case "class_static_block": {
        const [keyword, block] = [childOfType(node, "static"), childOfType(node, "statement_block")];
        if (keyword !== null && block !== null) this.members.push(this.lowerStaticBlock(keyword, block));
        return;
      }
      case "method_signature":
      case "abstract_method_signature":
      case "index_signature":
      case "class_body":
        return;
      default:
        this.members.push(node.type === "ERROR" ? unreadable(context, node) : brokenStatement(context, node, UNKNOWN));
    }
  }

  /** It runs once the class is there, as a method of the class. */
  private lowerStaticBlock(keyword: TreeNode, block: TreeNode): Statement {
    const range = rangeOf(this.context, block);
    const inside = inFunction(this.context, block, declaredNames(this.context, [block]), () =>
      lowerStatements(this.context, block.children),
    );
    return {
      kind: "function",
      name: `${STATIC_BLOCK}${this.members.length}`,
      nameRange: range,
      parameters: [],
      body: inside.statements,
      decorators: [{ kind: "name", name: "static", range: rangeOf(this.context, keyword) }],
      isGenerator: false,
      ownThis: true,
      range,
    };
  }

  private lowerMethod(node: TreeNode, decorators: readonly TreeNode[]): Statement {
    const { context } = this;
    const name = memberName(node);
    if (name === null || propertyName(context, name) === null)
      return brokenStatement(context, node, "methods with computed names are not evaluated");
    const modifiers = node.children
      .filter((child) => !child.named && MODIFIERS.includes(child.type))
      .map((child): Expression => ({ kind: "name", name: child.type, range: rangeOf(context, child) }));
    const written = decorators.map((decorator) => lowerChild(context, decorator, afterToken(decorator, "@")));
    const method = lowerNamedFunction(context, node, name, node, [...written, ...modifiers]);
    if (method?.kind !== "function") return unreadable(context, node);
    return { ...method, name: propertyName(context, name) ?? method.name, nameRange: rangeOf(context, nameSpan(name)) };
  }

  private lowerField(node: TreeNode): void {
    const { context } = this;
    const name = memberName(node);
    if (hasToken(node, "declare") || hasToken(node, "abstract") || name === null) return;
    const range = rangeOf(context, node);
    const attribute = propertyName(context, name);
    const nameRange = rangeOf(context, nameSpan(name));
    if (hasToken(node, "static")) {
      const value = this.fieldValue(node);
      if (attribute === null)
        this.members.push(brokenStatement(context, node, "fields with computed names are not evaluated"));
      else
        this.members.push({
          kind: "assignment",
          targets: [{ kind: "name", name: attribute, range: nameRange }],
          value,
          range,
        });
      return;
    }
    const inside = inFunction(context, node, new Set(), () => [
      { kind: "expression-statement", expression: this.fieldValue(node), range },
    ]);
    const last = inside.statements.at(-1);
    if (attribute === null || last?.kind !== "expression-statement") return;
    this.fields.push(...inside.statements.slice(0, -1), this.initialize(attribute, nameRange, last.expression, range));
  }

  private fieldValue(node: TreeNode): Expression {
    const value = afterToken(node, "=");
    if (value !== null) return lowerChild(this.context, node, value);
    return { kind: "literal", type: "undefined", value: null, range: rangeOf(this.context, node) };
  }

  /** `this.name = value` */
  private initialize(name: string, nameRange: Name["range"], value: Expression, range: Name["range"]): Statement {
    const object: Name = { kind: "name", name: "this", range: nameRange };
    const target = { kind: "attribute", object, name, nameRange, optional: false, range: nameRange } as const;
    return { kind: "assignment", targets: [target], value, range };
  }

  // ---------------------------------------------------------------- constructors

  private lowerConstructor(node: TreeNode): Statement {
    const { context } = this;
    const name = memberName(node);
    const method = name === null ? null : lowerNamedFunction(context, node, name, node);
    if (method?.kind !== "function") return unreadable(context, node);
    const initial = [...this.fields, ...this.parameterProperties(node, method)];
    // Fields come into being when `super()` returns.
    const call = method.body.findIndex(isSuperCall);
    return { ...method, body: [...method.body.slice(0, call + 1), ...initial, ...method.body.slice(call + 1)] };
  }

  /** `constructor(private readonly size: number)` also is a field. */
  private parameterProperties(node: TreeNode, method: FunctionDeclaration): readonly Statement[] {
    const list = childOfType(node, "formal_parameters");
    const properties = namedChildren(list ?? node).filter(
      (parameter) => childOfType(parameter, "accessibility_modifier") !== null || hasToken(parameter, "readonly"),
    );
    return properties.flatMap((property) => {
      const name = childOfType(property, "identifier");
      if (name === null || method.parameters.length === 0) return [];
      const range = rangeOf(this.context, name);
      return [this.initialize(textOf(this.context, name), range, lowerExpression(this.context, name), range)];
    });
  }

  /** The constructor of a class that has fields, but wrote none; null where there is nothing to do. */
  private impliedConstructor(): Statement | null {
    if (this.fields.length === 0) return null;
    const range = rangeOf(this.context, this.className);
    const given: Name = { kind: "name", name: "args", range };
    const rest: Parameter = { target: given, default: null, form: "rest", range };
    const superCall: Statement = {
      kind: "expression-statement",
      expression: {
        kind: "call",
        callee: { kind: "name", name: "super", range },
        arguments: [{ form: "spread", name: null, value: given, range }],
        construct: false,
        optional: false,
        range,
      },
      range,
    };
    return {
      kind: "function",
      name: "constructor",
      nameRange: range,
      parameters: this.isDerived ? [rest] : [],
      body: this.isDerived ? [superCall, ...this.fields] : this.fields,
      decorators: [],
      isGenerator: false,
      ownThis: true,
      range,
    };
  }
}

const UNKNOWN = "this member of a class is not evaluated";

function memberName(node: TreeNode): TreeNode | null {
  return node.children.find((child) => NAMES.has(child.type)) ?? null;
}

/** A name may stand in quotes. */
function nameSpan(name: TreeNode): Span {
  return name.type === "string" ? { start: name.start + 1, end: name.end - 1 } : name;
}

const NAMES = new Set([
  "property_identifier",
  "private_property_identifier",
  "computed_property_name",
  "string",
  "number",
]);

function isConstructor(context: ScriptContext, node: TreeNode): boolean {
  const name = node.type === "method_definition" && !hasToken(node, "static") ? memberName(node) : null;
  return name !== null && textOf(context, name) === "constructor";
}

function isSuperCall(statement: Statement): boolean {
  if (statement.kind !== "expression-statement" || statement.expression.kind !== "call") return false;
  const { callee } = statement.expression;
  return callee.kind === "name" && callee.name === "super";
}
