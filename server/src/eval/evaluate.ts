/**
 * Program → values. `startIn` runs a module's top level; `Evaluation.run` then runs its functions as roots.
 * Never throws for the user's code: problems come back as data, and what is not known is Unknown with its reason.
 */
import type { Assumption, Frame } from "../../../protocol/report";
import { suggestion } from "../closest";
import type { Location } from "../../../protocol/source";
import type { Argument, Expression, Program } from "../syntax/program";
import { Stopped } from "./budget";
import { callFunction, callValue } from "./machine/calls";
import { evaluate } from "./machine/expressions";
import { runTopLevel } from "./machine/imports";
import type { Host } from "./host";
import type { Language } from "./language";
import type { Interpreter } from "./interpreter";
import { Machine, topLevel } from "./machine/machine";
import type { Activation, WatchedCall } from "./machine/machine";
import { string, unknown } from "../values/make";
import { Scope } from "../values/scope";
import type { EvaluationProblem, FunctionValue, Running, ModelValue, Value } from "../values/value";

export type { WatchedCall } from "./machine/machine";

export interface Evaluation {
  readonly scope: Scope;
  /** Models constructed while the top level ran, in order. */
  readonly models: readonly ModelValue[];
  readonly problems: readonly EvaluationProblem[];
  /** What the modules assume, whatever rests on it. */
  readonly assumptions: readonly Assumption[];
  /** What a model of the top level rests on that the source does not say. */
  assumptionsOf(model: ModelValue): readonly Assumption[];
  /** Places of the imports that were not found, so far: what is unknown for their sake has one of them as its place. */
  readonly missingImports: readonly Location[];
  /** Calls of watched functions while the top level ran, in order. */
  readonly calls: readonly WatchedCall[];
  /** What stands in the place of functions of modules and classes that a decorator wraps: `callFunction` calls it in their place. */
  readonly decorated: ReadonlyMap<FunctionValue, Value>;
  /**
   * Runs a root, on its own budget of steps and time, with its own problems and assumptions. `take` reads the result while all that the
   * root did still holds; then everything that it wrote is given back, so that roots do not see each other. What `take` answers must hold
   * no value that can change.
   */
  run<T>(root: Root, take: (finished: Finished) => T): T;
}

export type Root = CallRoot | ExpressionRoot | MadeRoot;

/** A call of a function of the module. */
export interface CallRoot {
  readonly kind: "call";
  readonly target: FunctionValue;
  /** Values by parameter name. */
  readonly given: ReadonlyMap<string, Value>;
  /** The literal arguments of a directive. */
  readonly directive: readonly Argument[];
  /** What takes the place of the source's image sizes; null: nothing does. */
  readonly inputShape: readonly number[] | null;
  /** A call in the user's code that the root stands for. */
  readonly site?: Pick<WatchedCall, "frames" | "after">;
}

/** An expression of another text, named `uri`, in the module's scope. */
export interface ExpressionRoot {
  readonly kind: "expression";
  readonly expression: Expression;
  readonly uri: string;
  /** What is known there besides. */
  readonly names: ReadonlyMap<string, Value>;
  readonly inputShape: readonly number[] | null;
}

/** Anything that is not one call of a function. */
export interface MadeRoot {
  readonly kind: "made";
  readonly make: (interpreter: Running) => Value;
  readonly place: Location;
  readonly inputShape: readonly number[] | null;
}

/** What a root gave; the values in it hold until `take` ends. */
export interface Finished {
  readonly value: Value;
  readonly models: readonly ModelValue[];
  /** Layers and tensors that it made: a result that is not understood may still be a network. */
  readonly layers: number;
  readonly problems: readonly EvaluationProblem[];
  readonly assumptions: readonly Assumption[];
  /** Calls of watched functions, the root's own one left out. */
  readonly calls: readonly WatchedCall[];
}

/** Makes the language of a program, for one evaluation. */
export type CreateLanguage = (interpreter: Interpreter) => Language;

export function startIn(createLanguage: CreateLanguage, uri: string, program: Program, host: Host): Evaluation {
  const machine = new Machine(uri, host, createLanguage);
  const scope = new Scope(null, "module");
  machine.scopes.set(uri, scope);
  scope.set("__name__", string("__main__"));
  scope.set("__file__", unknown("the path of the file", machine.place));
  host.library.reads?.(uri, program);
  guard(machine, () => {
    machine.running.add(scope);
    machine.grounds.startModule();
    runTopLevel(machine, program.body, scope);
    return null;
  });
  const { models, problems } = machine;
  return {
    scope,
    models: [...models],
    problems: [...problems],
    assumptions: machine.grounds.ofModules(),
    assumptionsOf: (model) => machine.grounds.ofModel(model),
    missingImports: machine.missingImports,
    calls: [...machine.calls],
    decorated: machine.decorated,
    run: (root, take) => runRoot(machine, scope, root, take),
  };
}

function runRoot<T>(machine: Machine, scope: Scope, root: Root, take: (finished: Finished) => T): T {
  machine.startRun(root.inputShape);
  const after = root.kind === "call" ? (root.site?.after ?? null) : null;
  const modules = machine.modulesRead();
  try {
    return machine.heap.within(after, () => take(finish(machine, scope, root)));
  } finally {
    machine.forgetOthers(modules);
  }
}

function finish(machine: Machine, scope: Scope, root: Root): Finished {
  const { name, place } = describeRoot(root);
  const run = (): Value => {
    const value = valueOf(machine, scope, root);
    machine.runLater();
    return asNetwork(machine, value, place);
  };
  const value = guard(machine, run) ?? unknown(machine.problems.at(-1)?.message ?? "the evaluation stopped", place);
  reportUnknown(machine, name, value);
  const { models, problems, assumptions, budget } = machine;
  const effects = machine.calls.length === 0 ? null : machine.heap.effects();
  return {
    value,
    models: [...models],
    layers: budget.layerCount,
    problems: [...problems],
    assumptions: [...assumptions],
    calls: machine.calls.map((call) => ({ ...call, after: effects })),
  };
}

function describeRoot(root: Root): { readonly name: string; readonly place: Location } {
  switch (root.kind) {
    case "call":
      return { name: root.target.name, place: root.site?.frames[0]?.location ?? root.target.location };
    case "expression":
      return { name: "the call", place: { uri: root.uri, range: root.expression.range } };
    case "made":
      return { name: "this", place: root.place };
  }
}

function valueOf(machine: Machine, scope: Scope, root: Root): Value {
  switch (root.kind) {
    case "call":
      return callRoot(machine, root);
    case "expression": {
      machine.activation = topLevel(root.uri);
      const inner = new Scope(scope, "comprehension");
      for (const [name, value] of root.names) inner.set(name, value);
      return evaluate(machine, root.expression, inner);
    }
    case "made":
      return root.make(machine);
  }
}

function callRoot(machine: Machine, root: CallRoot): Value {
  const { target, given, directive } = root;
  const keywords = acceptable(machine, target, given, directive);
  const [site, ...callers] = root.site?.frames ?? [];
  if (site !== undefined) machine.activation = standingAt(machine.uri, site, callers);
  const place = site?.location ?? target.location;
  const passed = { positional: [], keywords, rest: null, keywordRest: null };
  const wrapper = machine.decorated.get(target);
  return wrapper === undefined
    ? callFunction(machine, target, passed, place)
    : callValue(machine, wrapper, passed, place);
}

/** An instance of a class of models that a root gives is the network that it stands for. */
function asNetwork(machine: Machine, value: Value, place: Location): Value {
  return value.kind === "instance" ? (machine.networkOf(value, place) ?? value) : value;
}

/** Where the call of a root stands. */
function standingAt(uri: string, site: Frame, callerFrames: readonly Frame[]): Activation {
  return { ...topLevel(uri), uri: site.location.uri, function: site.function, loops: site.iterations, callerFrames };
}

/** Runs a root; a limit that it reaches becomes a problem, and null comes back. */
function guard<T>(machine: Machine, root: () => T): T | null {
  try {
    return root();
  } catch (error) {
    const message = error instanceof Stopped ? error.message : overflowOf(error);
    if (message === null) throw error;
    machine.report({
      severity: "warning",
      code: "limit",
      message,
      location: machine.place,
      related: callers(machine),
    });
    return null;
  }
}

/**
 * What the limits count keeps well within our own stack and the longest text. This is the net below them, for a recursion or a
 * text that nobody thought of: it costs the root, not the document.
 */
function overflowOf(error: unknown): string | null {
  if (!(error instanceof RangeError)) return null;
  if (error.message === "Maximum call stack size exceeded") return "stopped: the code is nested too deeply";
  return error.message === "Invalid string length" ? "stopped: a text of the code is too long" : null;
}

/** Calls and imports on the way to where the evaluation stands, innermost first. */
function callers({ activation, importedFrom }: Machine): { readonly message: string; readonly location: Location }[] {
  const calls = activation.callerFrames.map(({ location }) => ({ message: "called from here", location }));
  const imports = importedFrom.map((location) => ({ message: "imported here", location }));
  return [...calls, ...imports.reverse()];
}

/** Only names that the function has; a directive's others are reported. */
function acceptable(
  machine: Machine,
  target: FunctionValue,
  given: ReadonlyMap<string, Value>,
  directive: readonly Argument[],
): ReadonlyMap<string, Value> {
  const names = new Set(target.parameters.map(({ target: name }) => (name.kind === "name" ? name.name : "")));
  const takesAll = target.parameters.some((parameter) => parameter.form === "keyword-rest");
  const accepted = new Map([...given].filter(([name]) => takesAll || names.has(name)));
  for (const argument of directive) {
    if (argument.form !== "keyword" || argument.name === null) continue;
    if (names.has(argument.name) || takesAll) {
      accepted.set(argument.name, machine.directiveValue(argument.value));
      continue;
    }
    machine.report({
      severity: "warning",
      code: "argument",
      message: `${target.name} has no parameter '${argument.name}'${suggestion(argument.name, names)}`,
      location: machine.location(argument.range),
    });
  }
  return accepted;
}

function reportUnknown(machine: Machine, name: string, value: Value): void {
  if (value.kind !== "unknown" || machine.problems.some((problem) => problem.code === "limit")) return;
  machine.report({
    severity: "warning",
    code: "unknown-value",
    message: `the result of ${name} is not known: ${value.why}`,
    location: value.location,
  });
}
