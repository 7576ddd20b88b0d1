/** Rewritings that give things other names. */
import type { FunctionDeclaration, Name, Parameter } from "../../../server/src/syntax/program";
import { one } from "./rewriting";
import type { Rewriting } from "./rewriting";
import { edited, functionsIn, nodesIn, replace, textAt } from "./source";
import type { PlacedNode, Source } from "./source";

export const NAME_REWRITINGS: readonly Rewriting[] = [
  {
    name: "a local renamed",
    rewrite: (source, random) => {
      const found = functionsIn(source).flatMap((declaration) =>
        localsOf(declaration).map((name) => ({ declaration, name })),
      );
      const chosen = one(found, random);
      return chosen === undefined ? null : renamed(source, chosen.declaration.body, chosen.name);
    },
  },
  {
    name: "a constant renamed",
    rewrite: (source, random) => {
      const { body } = source.program;
      const constants = body.flatMap((statement) =>
        statement.kind === "assignment" && statement.targets.length === 1 && statement.targets[0]?.kind === "name"
          ? [statement.targets[0].name]
          : [],
      );
      const free = constants.filter((name) => /^[A-Z][A-Z0-9_]+$/.test(name) && !isBoundIn(body, name));
      const chosen = one(free, random);
      return chosen === undefined || readsNames(source.text) ? null : renamed(source, body, chosen);
    },
  },
];

/** Names that a function assigns to and that nothing else in it is called by. */
function localsOf({ parameters, body }: FunctionDeclaration): readonly string[] {
  const nodes = nodesIn(body);
  // Their names are no nodes, or their text is read.
  if (nodes.some(({ kind }) => ["scope", "match", "import", "class", "broken", "broken-statement"].includes(kind)))
    return [];
  const assigned = nodes.flatMap((node) => ("targets" in node && Array.isArray(node.targets) ? [node.targets] : []));
  const names = nodesIn(assigned)
    .filter(isName)
    .map(({ name }) => name);
  const taken = new Set([...parameterNames(parameters), ...names.filter((name) => isBoundIn(body, name))]);
  return [...new Set(names)].filter((name) => !taken.has(name));
}

/** Whether a parameter, a function or a handler in the code has the name. */
function isBoundIn(body: object, name: string): boolean {
  return nodesIn(body).some(
    (node) =>
      ("parameters" in node && Array.isArray(node.parameters) && parameterNames(node.parameters).includes(name)) ||
      ("handlers" in node && Array.isArray(node.handlers) && JSON.stringify(node.handlers).includes(`"${name}"`)) ||
      (node.kind === "function" && "name" in node && node.name === name),
  );
}

function parameterNames(parameters: readonly Parameter[]): readonly string[] {
  return parameters.flatMap(({ target }) => (target.kind === "name" ? [target.name] : []));
}

function renamed(source: Source, body: object, name: string): string | null {
  const fresh = `${name}_renamed`;
  const places = nodesIn(body).filter((node) => isName(node) && node.name === name);
  if (readsNames(source.text) || source.text.includes(fresh)) return null;
  if (places.some(({ range }) => textAt(source, range) !== name)) return null;
  // A target may stand in two lists of the Program.
  const unique = new Map(places.map((place) => [JSON.stringify(place.range), place]));
  return edited(
    source,
    [...unique.values()].map(({ range }) => replace(source, range, fresh)),
  );
}

function readsNames(text: string): boolean {
  return /\b(locals|globals|vars|eval|exec|getattr)\(/.test(text);
}

function isName(node: PlacedNode): node is PlacedNode & Name {
  return node.kind === "name";
}
