import * as fc from "fast-check";

/** Programs whose effects are kept in a log, in the order in which they happen. The same program in both languages. */
export interface EffectProgram {
  readonly python: string;
  readonly javascript: string;
}

type Step =
  | { readonly kind: "log"; readonly word: number }
  | { readonly kind: "count" }
  | { readonly kind: "yield"; readonly value: number }
  | { readonly kind: "delegate"; readonly to: number }
  | { readonly kind: "loop"; readonly times: number; readonly body: readonly Step[] }
  | { readonly kind: "try"; readonly body: readonly Step[]; readonly last: readonly Step[] }
  | { readonly kind: "raise"; readonly body: readonly Step[]; readonly word: number };

type Use =
  | { readonly kind: "list" | "hold"; readonly of: number }
  | { readonly kind: "leave"; readonly of: number; readonly at: number }
  | { readonly kind: "next"; readonly held: number };

const GENERATORS = 3;

const step: fc.Memo<Step> = fc.memo((depth) => {
  const plain: fc.Arbitrary<Step> = fc.oneof(
    fc.record({ kind: fc.constant("log" as const), word: fc.nat(9) }),
    fc.record({ kind: fc.constant("yield" as const), value: fc.nat(3) }),
    fc.record({ kind: fc.constant("yield" as const), value: fc.nat(3) }),
    fc.record({ kind: fc.constant("count" as const) }),
    fc.record({ kind: fc.constant("delegate" as const), to: fc.nat(GENERATORS - 1) }),
  );
  if (depth <= 1) return plain;
  const body = fc.array(step(depth - 1), { minLength: 1, maxLength: 3 });
  return fc.oneof(
    plain,
    plain,
    fc.record({ kind: fc.constant("loop" as const), times: fc.nat(3), body }),
    fc.record({ kind: fc.constant("try" as const), body, last: body }),
    fc.record({ kind: fc.constant("raise" as const), body, word: fc.nat(9) }),
  );
});

const use: fc.Arbitrary<Use> = fc.oneof(
  fc.record({ kind: fc.constantFrom("list" as const, "hold" as const), of: fc.nat(GENERATORS - 1) }),
  fc.record({ kind: fc.constant("leave" as const), of: fc.nat(GENERATORS - 1), at: fc.nat(3) }),
  fc.record({ kind: fc.constant("next" as const), held: fc.nat(4) }),
  fc.record({ kind: fc.constant("next" as const), held: fc.nat(4) }),
);

export function effectPrograms(seed: number, count: number): EffectProgram[] {
  const program = fc
    .tuple(
      fc.array(fc.array(step(3), { minLength: 1, maxLength: 4 }), { minLength: GENERATORS, maxLength: GENERATORS }),
      fc.array(use, { minLength: 2, maxLength: 7 }),
    )
    .map(([bodies, uses]) => ({ python: inPython(bodies, uses), javascript: inJavaScript(bodies, uses) }));
  return fc.sample(program, { seed, numRuns: count });
}

/** A generator hands on to those before it alone: so every one ends. */
function isBefore(to: number, own: number): boolean {
  return to < own;
}

// ---------------------------------------------------------------- Python

function inPython(bodies: readonly (readonly Step[])[], uses: readonly Use[]): string {
  const head = "log = []\nn = [0]\ndef count():\n  n[0] += 1\n  log.append(100 + n[0])";
  const functions = bodies.map((body, own) => `def g${own}():\n${pythonBody(body, own, "  ")}\n  if False: yield 0`);
  let held = 0;
  const calls = uses.map((one): string => {
    switch (one.kind) {
      case "list":
        return `log.append(list(g${one.of}()))`;
      case "hold":
        return `h${held++} = g${one.of}()`;
      case "leave":
        return `for v in g${one.of}():\n  log.append(200 + v)\n  if v == ${one.at}: break`;
      case "next":
        return held === 0 ? "log.append(0)" : `log.append(next(h${one.held % held}, -1))`;
    }
  });
  return [head, ...functions, ...calls, "r = repr(log)"].join("\n");
}

function pythonBody(steps: readonly Step[], own: number, indent: string): string {
  const inner = (body: readonly Step[]): string => pythonBody(body, own, `${indent}  `);
  return steps
    .map((one): string => {
      switch (one.kind) {
        case "log":
          return `${indent}log.append(${one.word})`;
        case "count":
          return `${indent}count()`;
        case "yield":
          return `${indent}yield ${one.value}`;
        case "delegate":
          return isBefore(one.to, own) ? `${indent}yield from g${one.to}()` : `${indent}log.append(50)`;
        case "loop":
          return `${indent}for i in range(${one.times}):\n${inner(one.body)}`;
        case "try":
          return `${indent}try:\n${inner(one.body)}\n${indent}finally:\n${inner(one.last.filter(isPlain))}\n${indent}  log.append(60)`;
        case "raise":
          return `${indent}try:\n${inner(one.body)}\n${indent}  raise ValueError()\n${indent}except ValueError:\n${indent}  log.append(${one.word})`;
      }
    })
    .filter((text) => text !== "")
    .join("\n");
}

/** What an end in the middle of a generator may run: a `yield` there is an error. */
function isPlain({ kind }: Step): boolean {
  return kind === "log" || kind === "count";
}

// ---------------------------------------------------------------- JavaScript

function inJavaScript(bodies: readonly (readonly Step[])[], uses: readonly Use[]): string {
  const head = "const log = []; let n = 0;\nfunction count() { n += 1; log.push(100 + n); }";
  const functions = bodies.map((body, own) => `function* g${own}() {\n${scriptBody(body, own)}\n}`);
  let held = 0;
  const calls = uses.map((one): string => {
    switch (one.kind) {
      case "list":
        return `log.push("[" + [...g${one.of}()].join() + "]");`;
      case "hold":
        return `const h${held++} = g${one.of}();`;
      case "leave":
        return `for (const v of g${one.of}()) { log.push(200 + v); if (v === ${one.at}) break; }`;
      case "next":
        return held === 0 ? "log.push(0);" : `log.push(h${one.held % held}.next().value ?? -1);`;
    }
  });
  return [head, ...functions, ...calls, "const r = log.join();"].join("\n");
}

function scriptBody(steps: readonly Step[], own: number): string {
  return steps
    .map((one): string => {
      switch (one.kind) {
        case "log":
          return `log.push(${one.word});`;
        case "count":
          return "count();";
        case "yield":
          return `yield ${one.value};`;
        case "delegate":
          return isBefore(one.to, own) ? `yield* g${one.to}();` : "log.push(50);";
        case "loop":
          return `for (let i = 0; i < ${one.times}; i++) {\n${scriptBody(one.body, own)}\n}`;
        case "try":
          return `try {\n${scriptBody(one.body, own)}\n} finally {\n${scriptBody(one.last.filter(isPlain), own)}\nlog.push(60);\n}`;
        case "raise":
          return `try {\n${scriptBody(one.body, own)}\nthrow new Error();\n} catch (e) {\nlog.push(${one.word});\n}`;
      }
    })
    .join("\n");
}
