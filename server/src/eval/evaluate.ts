/**
 * Program → values. `startIn` runs a module's top level; `Evaluation.callFunction` then runs its functions as roots.
 * Never throws for the user's code: problems come back as data, and what is not known is Unknown with its reason.
 */
import type { Assumption, Frame } from "../../../protocol/report";
import { suggestion } from "../closest";
import type { Location } from "../../../protocol/source";
import type { Argument, Expression, Program } from "../syntax/program";
import { Stopped } from "./budget";
import { callFunction, callValue } from "./calls";
import { directiveValue } from "./directive-values";
import { evaluate } from "./expressions";
import { runTopLevel } from "./imports";
import { restore } from "./journal";
import type { Journal, States, Tracked } from "./journal";
import type { Host } from "./host";
import type { Language } from "./language";
import { Machine, topLevel } from "./machine";
import type { Activation, WatchedCall } from "./machine";
import { string, unknown } from "./read";
import { contentOf, isTracked } from "./reach";
import { Scope } from "./scope";
import { MOST_LEVELS } from "./walk";
import type { EvaluationProblem, FunctionValue, Interpreter, ModelValue, Value } from "./values";

export type { WatchedCall } from "./machine";

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
   * Runs one function as a root, on its own budget of steps and time, with its own problems and assumptions.
   * `given` holds values by parameter name, `directive` the literal arguments of a directive, `inputShape` what takes
   * the place of the source's image sizes (null: nothing does).
   * `calledAt` are the frames of a call in the user's code that the root stands for.
   * What the function changes outside itself is undone afterwards: roots do not see each other.
   */
  callFunction(
    target: FunctionValue,
    given: ReadonlyMap<string, Value>,
    directive: readonly Argument[],
    inputShape?: readonly number[] | null,
    calledAt?: readonly Frame[],
  ): RootResult;
  /** The same for anything that is not one call of a function. `place` is where it stands. */
  run(root: Root, place: Location, inputShape: readonly number[] | null): RootResult;
  /** Evaluates an expression of another text, named `uri`, in the module's scope; `names` are known there besides. */
  evaluateExpression(
    expression: Expression,
    uri: string,
    names: ReadonlyMap<string, Value>,
    inputShape: readonly number[] | null,
  ): RootResult;
}

export type Root = (interpreter: Interpreter) => Value;

export interface RootResult {
  readonly value: Value;
  readonly models: readonly ModelValue[];
  /** Layers and tensors that the function made: a result that is not understood may still be a network. */
  readonly layers: number;
  readonly problems: readonly EvaluationProblem[];
  readonly assumptions: readonly Assumption[];
  /** Calls of watched functions, the root's own one left out. */
  readonly calls: readonly WatchedCall[];
}

/** Makes the language of a program, for one evaluation. */
export type CreateLanguage = (machine: Machine) => Language;

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
    callFunction: (target, given, directive, inputShape, calledAt = []) => {
      machine.startRun(inputShape ?? null);
      const [site, ...callers] = calledAt;
      return runRoot(machine, target.name, target.location, () => {
        const keywords = acceptable(machine, target, given, directive);
        if (site !== undefined) machine.activation = standingAt(uri, site, callers);
        const place = site?.location ?? target.location;
        const passed = { positional: [], keywords, rest: null, keywordRest: null };
        const wrapper = machine.decorated.get(target);
        const value =
          wrapper === undefined
            ? callFunction(machine, target, passed, place)
            : callValue(machine, wrapper, passed, place);
        return asNetwork(machine, value, place);
      });
    },
    run: (root, place, inputShape) => {
      machine.startRun(inputShape);
      return runRoot(machine, "this", place, () => asNetwork(machine, root(machine), place));
    },
    evaluateExpression: (expression, text, names, inputShape) => {
      machine.startRun(inputShape);
      machine.activation = topLevel(text);
      const inner = new Scope(scope, "comprehension");
      for (const [name, value] of names) inner.set(name, value);
      const place = { uri: text, range: expression.range };
      return runRoot(machine, "the call", place, () => asNetwork(machine, evaluate(machine, expression, inner), place));
    },
  };
}

/** An instance of a class of models that a root gives is the network that it stands for. */
function asNetwork(machine: Machine, value: Value, place: Location): Value {
  return value.kind === "instance" ? (machine.networkOf(value, place) ?? value) : value;
}

/** Where the call of a root stands. */
function standingAt(uri: string, site: Frame, callerFrames: readonly Frame[]): Activation {
  return { ...topLevel(uri), uri: site.location.uri, function: site.function, loops: site.iterations, callerFrames };
}

function runRoot(machine: Machine, name: string, place: Location, root: () => Value): RootResult {
  const journal = machine.openJournal();
  machine.rootJournal = journal;
  const value = guard(machine, root) ?? unknown(machine.problems.at(-1)?.message ?? "the evaluation stopped", place);
  const after = journal.presentOf(({ kind }) => kind === "model");
  machine.rootJournal = null;
  machine.closeJournal(journal);
  const restored = undo([...machine.scopes.values()], journal);
  const keep = keeper(restored, after);
  const kept = keep(value);
  const models = machine.models.map((model) => keep(model)).filter((model) => model.kind === "model");
  reportUnknown(machine, name, kept);
  const { problems, assumptions, calls } = machine;
  const layers = machine.budget.layerCount;
  return { value: kept, models, layers, problems: [...problems], assumptions: [...assumptions], calls: [...calls] };
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
      accepted.set(argument.name, directiveValue(machine, argument.value));
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

/**
 * Gives back to everything that can be reached from the modules what it held before. What the root made itself cannot be
 * reached from there any more, and stays as it is.
 */
function undo(scopes: readonly Scope[], journal: Journal): ReadonlySet<Tracked> {
  const restored = new Set<Tracked>();
  // Most functions only make things: of a file with hundreds, all that can be reached would be looked at for each.
  if (journal.before.size === 0) return restored;
  const seen = new Set<Tracked | Value>();
  const waiting: (Tracked | Value)[] = [...scopes];
  for (let tracked = waiting.pop(); tracked !== undefined; tracked = waiting.pop()) {
    if (seen.has(tracked)) continue;
    seen.add(tracked);
    const before = isTracked(tracked) ? journal.before.get(tracked) : undefined;
    if (before !== undefined && isTracked(tracked)) {
      restore(tracked, before);
      restored.add(tracked);
    }
    for (const inner of contentOf(tracked)) waiting.push(inner);
  }
  return restored;
}

/**
 * A Sequential of the module that the root grew has been cut back: the root's result keeps a copy as the root left it. Each tuple is
 * entered once, however often others hold it, and none that lies deeper than anybody returns models.
 */
function keeper(restored: ReadonlySet<Tracked>, after: States): (value: Value) => Value {
  const copies = new Map<Value, Value>();
  const copyOf = (value: Value, levels: number): Value => {
    if (value.kind === "tuple" && levels < MOST_LEVELS) {
      const items = value.items.map((item) => keep(item, levels + 1));
      return items.every((item, index) => item === value.items[index]) ? value : { ...value, items };
    }
    if (value.kind !== "model" || !restored.has(value)) return value;
    return { ...value, layers: [...(after.get(value)?.layers ?? value.layers)] };
  };
  const keep = (value: Value, levels: number): Value => {
    if (value.kind !== "tuple" && value.kind !== "model") return value;
    const copy = copies.get(value) ?? copyOf(value, levels);
    copies.set(value, copy);
    return copy;
  };
  return (value) => keep(value, 0);
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
