import * as assert from "node:assert/strict";
import type { Frame } from "../../protocol/report";
import type { Evaluation, Finished } from "../../server/src/eval/evaluate";
import type { Host } from "../../server/src/eval/host";
import { LIMITS } from "../../server/src/eval/limits";
import { integer, NONE, unknown } from "../../server/src/values/make";
import { startEvaluation } from "../../server/src/languages/start";
import type { CallContext, FunctionValue, Value } from "../../server/src/values/value";
import type { Library } from "../../server/src/eval/host";
import type { Argument } from "../../server/src/syntax/program";
import type { Parsers } from "../../server/src/syntax/parser";
import { parsePython } from "../../server/src/syntax/python";
import { loadTestParsers } from "./parsers";

export const URI = "file:///model.py";

let parsers: Parsers | null = null;

/** Call from `before`: the helpers below need the grammars. */
export async function prepareEvaluation(): Promise<void> {
  parsers ??= await loadTestParsers();
}

/** A small framework: `lib.Layer(n)` makes a layer, `lib.note(x)` keeps the frames of its call, `lib.nothing()` is None. */
export class TestLibrary implements Library {
  readonly notes: { readonly value: Value | undefined; readonly frames: CallContext["frames"] }[] = [];

  resolve(path: string): Value | undefined {
    return path === "lib" || path.startsWith("lib.") ? { kind: "library", path } : undefined;
  }

  call(path: string, call: CallContext): Value | undefined {
    switch (path) {
      case "lib.Layer":
        return {
          kind: "layer",
          class: "Layer",
          name: `layer_${call.interpreter.nextIndex("layer")}`,
          arguments: call.keywords,
          unknown: null,
          construction: call.frames,
        };
      case "lib.Sequential": {
        const model: Value = {
          kind: "model",
          form: "sequential",
          name: "sequential",
          inputs: [],
          outputs: [],
          layers: [],
          construction: call.frames,
        };
        call.interpreter.models.push(model);
        return model;
      }
      case "lib.note":
        this.notes.push({ value: call.positional[0], frames: call.frames });
        return call.positional[0] ?? NONE;
      case "lib.nothing":
        return NONE;
      default:
        return undefined;
    }
  }

  apply(_callee: unknown, call: CallContext): Value {
    return unknown("an application", call.location);
  }

  attribute(receiver: Value, name: string, interpreter: CallContext["interpreter"]): Value | undefined {
    if (receiver.kind !== "model" || name !== "add") return undefined;
    return {
      kind: "builtin",
      name: "add",
      call: (call) => {
        const [layer] = call.positional;
        interpreter.touch(receiver);
        if (layer?.kind === "layer") receiver.layers.push(layer);
        return NONE;
      },
    };
  }

  binary(): undefined {
    return undefined;
  }

  subscript(): undefined {
    return undefined;
  }
}

export function evaluateSource(source: string, overrides: Partial<Host> = {}): Evaluation {
  assert.ok(parsers !== null, "prepareEvaluation() has to run before");
  const host: Host = {
    library: new TestLibrary(),
    inputShape: null,
    limits: { ...LIMITS, milliseconds: 20_000 },
    now: () => performance.now(),
    cancelled: () => false,
    ...overrides,
  };
  return startEvaluation(URI, parsePython(parsers, source), host);
}

export function parseForTest(source: string): ReturnType<typeof parsePython> {
  assert.ok(parsers !== null, "prepareEvaluation() has to run before");
  return parsePython(parsers, source);
}

/** Runs a function of the source as a root. What is read of the result outside of `take` are numbers and messages. */
export function callRoot<T>(
  evaluation: Evaluation,
  name: string,
  {
    given = {},
    directive = [],
    take,
  }: {
    readonly given?: Readonly<Record<string, number>>;
    readonly directive?: readonly Argument[];
    readonly take: (finished: Finished) => T;
  },
): T {
  const target = functionOf(evaluation, name);
  const values = new Map(Object.entries(given).map(([key, value]) => [key, integer(value)] as const));
  return evaluation.run({ kind: "call", target, given: values, directive, inputShape: null }, take);
}

/** The value of the variable `r`, or of the last line where the source has no `r`. */
export function resultOf(source: string, overrides: Partial<Host> = {}): Value {
  const evaluation = evaluateSource(asProgram(source), overrides);
  const value = evaluation.scope.own("r");
  assert.ok(value !== undefined, `r is not assigned in:\n${source}`);
  return value;
}

/** The source, with its last line assigned to `r` where it has no `r`. */
export function asProgram(source: string): string {
  if (/(^|\n|;)\s*r\b.*=/.test(source)) return source;
  const lines = source.split("\n");
  const last = lines.pop() ?? "";
  return [...lines, `r = (${last})`].join("\n");
}

/** What Python's `repr` gives for the result, or "unknown: WHY". */
export function shown(source: string, overrides: Partial<Host> = {}): string {
  const value = resultOf(source, overrides);
  if (value.kind === "unknown") return `unknown: ${value.why}`;
  if ("poison" in value) return `unknown: ${value.poison.why}`;
  const text = evaluateSource(`${asProgram(source)}\nr_text = repr(r)`, overrides).scope.own("r_text");
  if (text?.kind === "string") return text.value;
  return text?.kind === "unknown" ? `unknown: ${text.why}` : "no text";
}

/** One line, one test: the source is the test's name. */
export function check(source: string, expected: string): void {
  it(source, () => {
    assert.equal(shown(source), expected);
  });
}

function functionOf(evaluation: Evaluation, name: string): FunctionValue {
  const value = evaluation.scope.own(name);
  assert.ok(value?.kind === "function", `${name} is no function`);
  return value;
}

/** "build:3[0,1] module:9": function, line (from 1) and loop indexes of each frame, innermost first. */
export function framesText(frames: readonly Frame[]): string {
  return frames
    .map((frame) => {
      const loops = frame.iterations.length === 0 ? "" : `[${frame.iterations.join(",")}]`;
      return `${frame.function ?? "module"}:${frame.location.range.start.line + 1}${loops}`;
    })
    .join(" ");
}
