/** Which models of the top level a file shows: wholes, and parts of them that the author knows by a name of their own. */
import { comparePositions, type Location } from "../../../../protocol/source";
import type { Evaluation } from "../../eval/evaluate";
import type { ModelValue, Value } from "../../values/value";
import type { Program, Statement } from "../../syntax/program";
import { topLevelStatements } from "./bindings";
import { isWithin } from "./networks";
import type { Networks } from "./networks";
import { compareStarts, isSameModel, MODELS_CONSIDERED, wholeModels } from "./whole-models";
import type { Built } from "./whole-models";

export interface TopLevelModel {
  readonly model: ModelValue;
  /** The method that builds it, of one that no variable holds. */
  readonly method: { readonly name: string; readonly location: Location } | null;
}

/**
 * A generator stays a model of the file although the whole of the training is built around it: where the top level holds it in a
 * variable, or a method that needs nothing builds it. A library's network that another one is built on is no model of its own.
 */
export function topLevelModels(
  evaluation: Evaluation,
  { program, uri, networks }: { readonly program: Program; readonly uri: string; readonly networks: Networks },
): readonly TopLevelModel[] {
  const models = evaluation.models.filter((model) => isWithin(uri, model)).slice(-MODELS_CONSIDERED);
  const built = models.map((model) => ({ model, ...networks.built(model) }));
  const wholes = new Set(wholeModels(built).map(({ model }) => model));
  const named = new Set<Value>();
  for (const [, value] of evaluation.scope.entries()) named.add(value);
  const methodOf = (model: ModelValue): TopLevelModel["method"] =>
    named.has(model) ? null : methodAround(model, program, uri);
  const shown: TopLevelModel[] = [...wholes].map((model) => {
    const isOneOfSeveral = models.some((other) => other !== model && isOfSameCall(other, model));
    return { model, method: isOneOfSeveral ? methodOf(model) : null };
  });
  for (const { model, ...own } of built) {
    if (wholes.has(model)) continue;
    const method = methodOf(model);
    if ((!named.has(model) && method === null) || own.isReadyMade) continue;
    // Without an input of its own it is a part of the other and nothing else.
    if (own.layers.size === 0 || own.clarity === 0) continue;
    const isShown = built.some((other) => shown.some(({ model: one }) => one === other.model) && isEqual(other, own));
    if (!isShown) shown.push({ model, method });
  }
  return shown.sort((left, right) => models.indexOf(left.model) - models.indexOf(right.model));
}

/** Whether one call of the top level made both, so that its variable names neither. */
function isOfSameCall(left: ModelValue, right: ModelValue): boolean {
  const [one, other] = [left.construction.at(-1)?.location, right.construction.at(-1)?.location];
  return one !== undefined && other !== undefined && compareStarts(one, other) === 0;
}

/** The same layers, or equal ones of the same definition. */
function isEqual(left: Built, right: Built): boolean {
  const [one, other] = [left.layers, right.layers];
  return (one.size === other.size && [...one.keys()].every((layer) => other.has(layer))) || isSameModel(left, right);
}

/** The method of a class of the file that constructs the model and needs nothing but its receiver. */
function methodAround(model: ModelValue, program: Program, uri: string): TopLevelModel["method"] {
  const [frame] = model.construction;
  if (frame === undefined || frame.location.uri !== uri || frame.function === null) return null;
  const { start } = frame.location.range;
  for (const statement of topLevelStatements(program.body)) {
    if (statement.kind !== "class") continue;
    const method = statement.body.find((member) => isMethod(member, frame.function) && isAround(member, start));
    if (method?.kind === "function")
      return { name: `${statement.name}.${method.name}`, location: { uri, range: method.nameRange } };
  }
  return null;
}

function isMethod(member: Statement, name: string | null): boolean {
  if (member.kind !== "function" || member.name !== name || /^(__.*__|constructor)$/.test(member.name)) return false;
  const required = member.parameters.filter((one) => one.default === null && !/rest$/.test(one.form));
  // Python's receiver is the first of them.
  return required.every((one) => one.target.kind === "name" && one.target.name === "self");
}

function isAround({ range }: Statement, place: Location["range"]["start"]): boolean {
  return comparePositions(range.start, place) <= 0 && comparePositions(place, range.end) <= 0;
}
