/**
 * The small common language that Python and JavaScript are lowered to. The evaluator sees only this.
 *
 * Every node carries the range it came from. What the lowering does not know becomes `Broken` with the reason, so that
 * one unsupported or half-typed construct costs its own value and nothing else.
 */
import type { Range } from "../../../protocol/source";

export type Language = "python" | "javascript";

export interface Program {
  readonly language: Language;
  readonly body: readonly Statement[];
  /** Syntax errors, one per broken place. */
  readonly errors: readonly SyntaxProblem[];
  /** `# latency: …` and `// latency: …` directives in source order. */
  readonly directives: readonly Directive[];
  /** `# latency: budget …` comments in source order. */
  readonly budgets?: readonly Budget[];
}

/** What one inference of the definition below may take. */
export interface Budget {
  readonly range: Range;
  readonly parts: readonly {
    readonly device: string;
    /** Null where it is no time. */
    readonly milliseconds: number | null;
    readonly range: Range;
  }[];
}

export interface SyntaxProblem {
  readonly message: string;
  readonly range: Range;
}

/** The arguments of a `latency:` comment; it belongs to the definition on its line or on the next line that holds code. */
export interface Directive {
  readonly range: Range;
  readonly arguments: readonly Argument[];
  /** Arguments that are to be filled in (`classes=…`): they give nothing. */
  readonly gaps: readonly Gap[];
  /** Why it could not be read; its arguments are then empty. */
  readonly error: string | null;
}

export interface Gap {
  readonly name: string;
  readonly range: Range;
}

// ---------------------------------------------------------------- statements

export type Statement =
  | Assignment
  | AugmentedAssignment
  | ExpressionStatement
  | FunctionDeclaration
  | ClassDeclaration
  | Return
  | If
  | ForEach
  | While
  | Break
  | Continue
  | Import
  | With
  | Try
  | Match
  | Raise
  | Assert
  | Delete
  | ScopeDeclaration
  | BrokenStatement;

interface Node {
  readonly range: Range;
}

/**
 * `a = b = value`, `a: T = value`, `const {a} = value`. `value` is null for a bare declaration of Python; `let a` assigns
 * undefined. Variables of JavaScript live in their function, not in their block; where one of a block has the name of one
 * around it, assignments to names in parentheses keep that one's value. A function that assigns to variables of
 * those around it says so in `ScopeDeclaration`s at the start of its body, as one of Python does.
 */
export interface Assignment extends Node {
  readonly kind: "assignment";
  readonly targets: readonly Target[];
  readonly value: Expression | null;
  /** Text of the type that Python code gives a name (`a: T = value`): classes of records are made by it. */
  readonly annotation?: string;
}

export interface AugmentedAssignment extends Node {
  readonly kind: "augmented-assignment";
  readonly target: Target;
  readonly operator: BinaryOperator;
  readonly value: Expression;
}

export interface ExpressionStatement extends Node {
  readonly kind: "expression-statement";
  readonly expression: Expression;
}

/**
 * Also `const f = (x) => …` and `const f = function () { … }` of JavaScript. Its function declarations stand before the
 * other statements of their block, since they can be called there. In a JavaScript class the modifiers `static`, `get` and
 * `set` are decorators, and the constructor is the method "constructor"; it also does what the class's fields do.
 */
export interface FunctionDeclaration extends Node {
  readonly kind: "function";
  readonly name: string;
  readonly nameRange: Range;
  readonly parameters: readonly Parameter[];
  readonly body: readonly Statement[];
  readonly decorators: readonly Expression[];
  readonly isGenerator: boolean;
  /** False for an arrow function: `this` is that of the code around it. Python has no `this`. */
  readonly ownThis: boolean;
}

/** How the names of methods begin that are static blocks of a class of JavaScript; no source can write such names. */
export const STATIC_BLOCK = "(static block) ";

/** A static field of JavaScript is an assignment in the body, a static block a static method of a name of its own. */
export interface ClassDeclaration extends Node {
  readonly kind: "class";
  readonly name: string;
  readonly nameRange: Range;
  readonly bases: readonly Argument[];
  readonly body: readonly Statement[];
  readonly decorators: readonly Expression[];
}

export interface Return extends Node {
  readonly kind: "return";
  readonly value: Expression | null;
}

/** `elif` is an `If` alone in `otherwise`. */
export interface If extends Node {
  readonly kind: "if";
  readonly condition: Expression;
  readonly then: readonly Statement[];
  readonly otherwise: readonly Statement[];
}

export interface ForEach extends Node {
  readonly kind: "for-each";
  readonly target: Target;
  readonly iterable: Expression;
  /** "keys" is `for (key in object)` of JavaScript: property names, as strings. */
  readonly over: "items" | "keys";
  readonly body: readonly Statement[];
  /** Python's `else` of a loop: runs where no `break` left it. */
  readonly otherwise: readonly Statement[];
}

/**
 * `update` is what a `for (;;)` of JavaScript runs after each iteration, also after `continue`; a `break` in it ends the
 * loop. `do … while (c)` is an endless loop with the update `if (!c) break`.
 */
export interface While extends Node {
  readonly kind: "while";
  readonly condition: Expression;
  readonly body: readonly Statement[];
  readonly otherwise: readonly Statement[];
  readonly update: readonly Statement[];
}

export interface Break extends Node {
  readonly kind: "break";
}

export interface Continue extends Node {
  readonly kind: "continue";
}

/**
 * `import a.b as c`: names = null, alias = "c" (without an alias, `a` is bound). `from ..a import b as c`: level = 2,
 * names = [{name: "b", alias: "c"}]. `from a import *`: names = [{name: "*"}].
 *
 * JavaScript: `module` is the string as it stands ("@tensorflow/tfjs", "./layers"), level = 0.
 * - `import * as c from M`, `const c = require(M)`, `const c = await import(M)`: names = null, alias = "c"
 * - `import c, {a as b} from M`: names = [{name: "default", alias: "c"}, {name: "a", alias: "b"}]
 * - `const {a: b} = require(M)`: names = [{name: "a", alias: "b"}]; `import M`: names = []
 * - `export * from M`: names = [{name: "*"}]; `export {a as b} from M` also binds b here
 *
 * A module's exports are its variables: `export default value` assigns to a variable "default", `export {a as b}` to b.
 */
export interface Import extends Node {
  readonly kind: "import";
  readonly module: string;
  readonly level: number;
  readonly alias: string | null;
  readonly names: readonly ImportedName[] | null;
}

export interface ImportedName {
  readonly name: string;
  readonly alias: string | null;
  readonly range: Range;
}

export interface With extends Node {
  readonly kind: "with";
  readonly items: readonly { readonly context: Expression; readonly target: Target | null }[];
  readonly body: readonly Statement[];
}

export interface Try extends Node {
  readonly kind: "try";
  readonly body: readonly Statement[];
  readonly handlers: readonly Handler[];
  readonly otherwise: readonly Statement[];
  readonly finally: readonly Statement[];
}

export interface Handler {
  /** What it catches: a class, or a tuple of them; null for everything. */
  readonly type: Expression | null;
  readonly name: string | null;
  readonly body: readonly Statement[];
}

/** Python's `match`: the first case that fits runs. */
export interface Match extends Node {
  readonly kind: "match";
  readonly subject: Expression;
  readonly cases: readonly MatchCase[];
}

export interface MatchCase {
  readonly pattern: Pattern;
  readonly guard: Expression | null;
  readonly body: readonly Statement[];
}

export type Pattern =
  /** `_`, or a name that everything is bound to. */
  | { readonly kind: "any"; readonly name: string | null }
  /** None, True and False are compared by identity. */
  | { readonly kind: "value"; readonly value: Expression; readonly isIdentity: boolean }
  | { readonly kind: "either"; readonly patterns: readonly Pattern[] }
  | { readonly kind: "as"; readonly pattern: Pattern; readonly name: string }
  /** `[a, *rest, b]` */
  | { readonly kind: "items"; readonly items: readonly Pattern[] }
  | { readonly kind: "rest"; readonly name: string | null }
  /** `{"key": pattern, **rest}` */
  | {
      readonly kind: "entries";
      readonly entries: readonly { readonly key: Expression; readonly pattern: Pattern }[];
      readonly rest: string | null;
    }
  /** `Point(1, y=2)` */
  | {
      readonly kind: "instance";
      readonly class: Expression;
      readonly positional: readonly Pattern[];
      readonly keywords: readonly { readonly name: string; readonly pattern: Pattern }[];
    }
  | { readonly kind: "broken"; readonly why: string };

export interface Raise extends Node {
  readonly kind: "raise";
  readonly value: Expression | null;
}

export interface Assert extends Node {
  readonly kind: "assert";
  readonly condition: Expression;
}

export interface Delete extends Node {
  readonly kind: "delete";
  readonly targets: readonly Target[];
}

export interface ScopeDeclaration extends Node {
  readonly kind: "scope";
  readonly scope: "global" | "nonlocal";
  readonly names: readonly string[];
}

/** Names that the broken text may assign become unknown: `names` lists those that could be read. */
export interface BrokenStatement extends Node {
  readonly kind: "broken-statement";
  readonly why: string;
  readonly names: readonly string[];
}

// ---------------------------------------------------------------- targets and parameters

export type Target = Name | Attribute | Subscript | SequenceTarget | SpreadTarget | ObjectTarget | BrokenExpression;

export interface SequenceTarget extends Node {
  readonly kind: "sequence-target";
  readonly items: readonly Target[];
}

export interface SpreadTarget extends Node {
  readonly kind: "spread-target";
  readonly target: Target;
}

/** `{a, b: c = 1, ...rest}` of JavaScript; also `[a = 1, b]`, with the keys "0" and "1". A default counts where the value is undefined. */
export interface ObjectTarget extends Node {
  readonly kind: "object-target";
  readonly entries: readonly {
    readonly key: string;
    readonly target: Target;
    readonly default: Expression | null;
  }[];
  readonly rest: Target | null;
  /** Of an array's pattern: how many items stand before the rest, holes included. */
  readonly before?: number;
}

export interface Parameter extends Node {
  /** A plain name, or a pattern in JavaScript. */
  readonly target: Target;
  /** Python evaluates it once, at the definition; JavaScript at each call, where the parameters before it are known. */
  readonly default: Expression | null;
  readonly form: "positional-only" | "ordinary" | "keyword-only" | "rest" | "keyword-rest";
}

// ---------------------------------------------------------------- expressions

export type Expression =
  | Literal
  | FormattedString
  | Name
  | Attribute
  | Subscript
  | Slice
  | Call
  | Sequence
  | Dictionary
  | Unary
  | Binary
  | Logical
  | Comparison
  | Conditional
  | Lambda
  | Comprehension
  | Spread
  | AssignmentExpression
  | Yield
  | Await
  | BrokenExpression;

/** `integer` is exact only up to 2^53; a larger literal is lowered to `Broken`. `hole` is the second item of JavaScript's `[1, , 3]`. */
export interface Literal extends Node {
  readonly kind: "literal";
  readonly type: "none" | "undefined" | "hole" | "boolean" | "integer" | "float" | "string" | "ellipsis";
  readonly value: null | boolean | number | string;
}

export interface FormattedString extends Node {
  readonly kind: "formatted-string";
  readonly parts: readonly (string | FormattedPart)[];
}

export interface FormattedPart {
  readonly expression: Expression;
  readonly conversion: "s" | "r" | "a" | null;
  readonly format: FormattedString | null;
}

export interface Name extends Node {
  readonly kind: "name";
  readonly name: string;
}

export interface Attribute extends Node {
  readonly kind: "attribute";
  readonly object: Expression;
  readonly name: string;
  readonly nameRange: Range;
  /** `a?.b`; where a is nothing, all that follows is: `a?.b.c[0]` is undefined as a whole. */
  readonly optional: boolean;
}

export interface Subscript extends Node {
  readonly kind: "subscript";
  readonly object: Expression;
  /** A tuple `Sequence` for `a[i, j]`. */
  readonly index: Expression;
  readonly optional: boolean;
}

export interface Slice extends Node {
  readonly kind: "slice";
  readonly start: Expression | null;
  readonly stop: Expression | null;
  readonly step: Expression | null;
}

export interface Call extends Node {
  readonly kind: "call";
  readonly callee: Expression;
  readonly arguments: readonly Argument[];
  /** `new F()` */
  readonly construct: boolean;
  readonly optional: boolean;
}

export interface Argument extends Node {
  readonly form: "positional" | "keyword" | "spread" | "keyword-spread";
  /** Of a keyword argument; null otherwise. */
  readonly name: string | null;
  readonly value: Expression;
}

export interface Sequence extends Node {
  readonly kind: "sequence";
  readonly type: "list" | "tuple" | "set";
  readonly items: readonly Expression[];
}

/** A Python dict or a JavaScript object literal, whose plain keys are string literals; `key` null is `**value` or `...value`. */
export interface Dictionary extends Node {
  readonly kind: "dictionary";
  readonly entries: readonly { readonly key: Expression | null; readonly value: Expression }[];
}

export interface Unary extends Node {
  readonly kind: "unary";
  readonly operator: "-" | "+" | "~" | "not" | "typeof" | "void";
  readonly operand: Expression;
}

export type BinaryOperator = "+" | "-" | "*" | "/" | "//" | "%" | "**" | "@" | "<<" | ">>" | ">>>" | "&" | "|" | "^";

export interface Binary extends Node {
  readonly kind: "binary";
  readonly operator: BinaryOperator;
  readonly left: Expression;
  readonly right: Expression;
}

export interface Logical extends Node {
  readonly kind: "logical";
  readonly operator: "and" | "or" | "??";
  readonly left: Expression;
  readonly right: Expression;
}

export type ComparisonOperator =
  "==" | "!=" | "===" | "!==" | "<" | "<=" | ">" | ">=" | "in" | "not in" | "is" | "is not" | "instanceof";

/** `a < b < c`: first = a, rest = [[<, b], [<, c]]. */
export interface Comparison extends Node {
  readonly kind: "comparison";
  readonly first: Expression;
  readonly rest: readonly { readonly operator: ComparisonOperator; readonly operand: Expression }[];
}

export interface Conditional extends Node {
  readonly kind: "conditional";
  readonly condition: Expression;
  readonly then: Expression;
  readonly otherwise: Expression;
}

/** Python's lambda has an expression as its body, an arrow, function or method in an expression of JavaScript may have statements. */
export interface Lambda extends Node {
  readonly kind: "lambda";
  readonly parameters: readonly Parameter[];
  readonly body: Expression | readonly Statement[];
  /** As in `FunctionDeclaration`. */
  readonly ownThis: boolean;
}

export interface Comprehension extends Node {
  readonly kind: "comprehension";
  readonly type: "list" | "set" | "dictionary" | "generator";
  /** The key where `type` is "dictionary". */
  readonly element: Expression;
  readonly value: Expression | null;
  readonly clauses: readonly {
    readonly target: Target;
    readonly iterable: Expression;
    readonly conditions: readonly Expression[];
  }[];
}

export interface Spread extends Node {
  readonly kind: "spread";
  readonly value: Expression;
}

/** `(a := b)` of Python, `a = b` and `a += b` as expressions of JavaScript (`operator` null: plain). */
export interface AssignmentExpression extends Node {
  readonly kind: "assignment-expression";
  readonly target: Target;
  readonly operator: BinaryOperator | null;
  readonly value: Expression;
}

export interface Yield extends Node {
  readonly kind: "yield";
  readonly value: Expression | null;
  /** `yield from` */
  readonly delegate: boolean;
}

export interface Await extends Node {
  readonly kind: "await";
  readonly value: Expression;
}

export interface BrokenExpression extends Node {
  readonly kind: "broken";
  readonly why: string;
}
