/** Calls of a function that give it a model: which of them say enough, and how they are told apart. */
import type { Assumption } from "../../../../protocol/report";
import type { WatchedCall } from "../../eval/evaluate";
import { leavesOf } from "../../values/leaves";
import { describe } from "../../values/describe";
import type { FunctionValue, ModelValue, Value } from "../../values/value";
import type { Language, Statement } from "../../syntax/program";
import { isInputLayer } from "../tracing/layers";
import { isKnown, missing } from "./function-arguments";
import { literalText } from "./literals";
import { NO_CLASS_DEFAULTS } from "./root-model";
import type { ClassDefaults, FoundCall } from "./root-model";

/** A model of one function for each way in which it is called. */
export interface CallSite {
  readonly given: ReadonlyMap<string, Value>;
  readonly frames: WatchedCall["frames"];
  readonly after: WatchedCall["after"];
  readonly classDefaults: ClassDefaults;
  readonly assumptions: WatchedCall["assumptions"];
}

/** Ways to call one function that are shown. */
const SITES_SHOWN = 8;

/** Calls with arguments that are all known and no tensors from within a network, each way once. */
export function knownSites(
  target: FunctionValue,
  calls: readonly FoundCall[],
  language: Language,
): readonly CallSite[] {
  const sites = sitesOf(target, calls).filter(
    ({ given }) =>
      missing(target).every((name) => given.has(name)) &&
      [...given.values()].every((value) => isKnown(value) && !isPart(value)),
  );
  const distinct = new Map<string, CallSite>();
  for (const site of sites) if (!distinct.has(key(site, language))) distinct.set(key(site, language), site);
  return [...distinct.values()].slice(0, SITES_SHOWN);
}

/** The call that says the most of what the function needs, once for each way in which the defaults of classes differ; none where none says anything. */
export function bestSites(target: FunctionValue, calls: readonly FoundCall[], language: Language): readonly CallSite[] {
  const best = bestSite(target, calls);
  if (best === undefined) return [];
  if (best.classDefaults.size === 0) return [best];
  const others = sitesOf(target, calls).filter(
    ({ given, classDefaults }) => classDefaults.size > 0 && ![...given.values()].some(isPart),
  );
  const distinct = new Map<string, CallSite>();
  for (const site of [best, ...others]) {
    const text = key(withDefaults(site), language);
    if (!distinct.has(text)) distinct.set(text, site);
  }
  return [...distinct.values()].slice(0, SITES_SHOWN);
}

function bestSite(target: FunctionValue, calls: readonly FoundCall[]): CallSite | undefined {
  const said = ({ given, classDefaults }: CallSite): number =>
    missing(target).filter((name) => isKnown(given.get(name)) || classDefaults.has(name)).length;
  const sites = sitesOf(target, calls).filter(({ given }) => ![...given.values()].some(isPart));
  return sites.sort((left, right) => said(right) - said(left))[0];
}

/** What was assumed before a function was called, and within it; each once. */
export function assumedAt(site: CallSite | undefined, own: CallSite["assumptions"]): CallSite["assumptions"] {
  const isOwn = ({ message }: Assumption): boolean => own.some((other) => other.message === message);
  return [...(site?.assumptions ?? []).filter((one) => !isOwn(one)), ...own];
}

/** What the class says stands among the arguments. */
export function withDefaults(site: CallSite): CallSite {
  const defaults = [...site.classDefaults].map(([name, { value }]) => [name, value] as const);
  return { ...site, given: new Map([...site.given, ...defaults]) };
}

function sitesOf(target: FunctionValue, calls: readonly FoundCall[]): CallSite[] {
  return calls.flatMap((call) => {
    const { target: called, given, frames, after, assumptions, gave: models, classDefaults = NO_CLASS_DEFAULTS } = call;
    if (given === null || !isSame(called, target)) return [];
    // What is handed through was built elsewhere: before the call, or deeper within it.
    const isHanded = (model: ModelValue): boolean =>
      [...given.values()].includes(model) ||
      calls.some((other) => other.frames.length > frames.length && other.gave.includes(model));
    return models.length > 0 && models.every(isHanded) ? [] : [{ given, frames, after, classDefaults, assumptions }];
  });
}

/** The same definition, although another evaluation may have made the value. */
function isSame(left: FunctionValue, right: FunctionValue): boolean {
  const [a, b] = [left.location, right.location];
  return left === right || (left.name === right.name && a.uri === b.uri && a.range.start.line === b.range.start.line);
}

/** A tensor in the middle of a network: what takes it is a block, not a network. */
function isPart(value: Value): boolean {
  return leavesOf(value).some(
    (leaf) => leaf.kind === "tensor" && (leaf.producer.layer.kind === "model" || !isInputLayer(leaf.producer.layer)),
  );
}

function key({ given }: CallSite, language: Language): string {
  return JSON.stringify([...given].map(([name, value]) => [name, textOf(value, language)]).sort());
}

/** `resnet_v1(depth=20)`: the arguments by which the sites differ; the plain name where there is one site. */
export function siteNames(target: FunctionValue, sites: readonly CallSite[], language: Language): readonly string[] {
  if (sites.length < 2) return sites.map(() => target.name);
  const names = [...new Set(sites.flatMap(({ given }) => [...given.keys()]))];
  const texts = (name: string): readonly string[] => sites.map(({ given }) => shown(given.get(name), language));
  const different = names.filter((name) => new Set(texts(name)).size > 1);
  return sites.map(({ given }) => {
    const parts = different.flatMap((name) => (given.has(name) ? [`${name}=${shown(given.get(name), language)}`] : []));
    return `${target.name}(${parts.join(", ")})`;
  });
}

const LONGEST_ARGUMENT = 24;

function shown(value: Value | undefined, language: Language): string {
  const text = value === undefined ? "" : textOf(value, language);
  return text.length > LONGEST_ARGUMENT ? `${text.slice(0, LONGEST_ARGUMENT - 1)}…` : text;
}

function textOf(value: Value, language: Language): string {
  const literal = literalText(value, language);
  if (literal !== null) return literal;
  return "name" in value && typeof value.name === "string" && value.name !== "" ? value.name : describe(value);
}

// ---------------------------------------------------------------- who calls

/** Code that speaks of one of the names anywhere in it. */
export function mentions(code: unknown, names: ReadonlySet<string>): boolean {
  const waiting: unknown[] = [code];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (typeof next !== "object" || next === null) continue;
    if (isNamed(next, names)) return true;
    for (const part of Object.values(next)) if (typeof part === "object") waiting.push(part);
  }
  return false;
}

/** Whether the value of the name decides what the code does: it is compared, matched, or looks something up. */
export function choosesBy(code: FunctionValue["body"], name: string): boolean {
  const names = new Set([name]);
  const waiting: unknown[] = [code];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (typeof next !== "object" || next === null) continue;
    const kind = "kind" in next ? next.kind : null;
    const deciding =
      kind === "comparison"
        ? next
        : kind === "match" && "subject" in next
          ? next.subject
          : kind === "subscript" && "index" in next
            ? next.index
            : null;
    if (deciding !== null && mentions(deciding, names)) return true;
    for (const part of Object.values(next)) if (typeof part === "object") waiting.push(part);
  }
  return false;
}

/** Whether a call in the statements makes a model, or calls a function that does. */
export function constructsModel(statements: readonly Statement[], builders: ReadonlySet<string>): boolean {
  const waiting: unknown[] = [statements];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (typeof next !== "object" || next === null) continue;
    const callee = "kind" in next && next.kind === "call" && "callee" in next ? next.callee : null;
    if (typeof callee === "object" && callee !== null && makesModel(callee, builders)) return true;
    for (const part of Object.values(next)) if (typeof part === "object") waiting.push(part);
  }
  return false;
}

function makesModel(callee: object, builders: ReadonlySet<string>): boolean {
  if (!("kind" in callee) || !("name" in callee) || typeof callee.name !== "string") return false;
  if (callee.kind === "name") return CONSTRUCTORS.has(callee.name) || builders.has(callee.name);
  return callee.kind === "attribute" && (CONSTRUCTORS.has(callee.name) || MEMBERS.has(callee.name));
}

const CONSTRUCTORS = new Set(["Model", "Sequential", "Functional"]);

/** Of `tf` in TensorFlow.js, and of modules of Keras. */
const MEMBERS = new Set(["model", "sequential"]);

function isNamed(node: object, names: ReadonlySet<string>): boolean {
  if (!("kind" in node) || !("name" in node) || typeof node.name !== "string") return false;
  return (node.kind === "name" || node.kind === "attribute") && names.has(node.name);
}
