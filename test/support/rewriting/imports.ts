/** Rewritings of imports: other spellings of the same names. */
import type { Import } from "../../../server/src/syntax/program";
import type { Random } from "../../syntax/mutants";
import { some } from "./rewriting";
import type { Rewriting } from "./rewriting";
import { edited, replace } from "./source";
import type { Source } from "./source";

export const IMPORT_REWRITINGS: readonly Rewriting[] = [
  onImports("one import a name", ({ names }, from) =>
    (names ?? []).length < 2 ? null : (names ?? []).map((one) => `from ${from} import ${spelt(one)}`).join("\n"),
  ),
  onImports(
    "an import over several lines",
    ({ names }, from) => `from ${from} import (\n${(names ?? []).map((one) => `    ${spelt(one)},\n`).join("")})`,
  ),
  onImports("names imported by another name first", ({ names }, from) =>
    [
      `from ${from} import ${(names ?? []).map(({ name }) => `${name} as _imported_${name}`).join(", ")}`,
      ...(names ?? []).map(({ name, alias }) => `${alias ?? name} = _imported_${name}`),
    ].join("\n"),
  ),
  onImports("names of a module imported whole", ({ names, level }, from) =>
    level > 0 || !from.startsWith("tensorflow.keras")
      ? null
      : [
          "import tensorflow as _tensorflow",
          ...(names ?? []).map(
            ({ name, alias }) => `${alias ?? name} = ${from.replace("tensorflow", "_tensorflow")}.${name}`,
          ),
        ].join("\n"),
  ),
  onImports(
    "imports that are tried",
    ({ names }, from) =>
      `try:\n    from ${from} import ${(names ?? []).map(spelt).join(", ")}\nexcept ImportError:\n    raise`,
  ),
];

function spelt({ name, alias }: { readonly name: string; readonly alias: string | null }): string {
  return alias === null ? name : `${name} as ${alias}`;
}

/** Of the top level's `from … import a, b`. */
function onImports(name: string, textOf: (statement: Import, from: string) => string | null): Rewriting {
  const rewrite = (source: Source, random: Random): string | null => {
    const possible = source.program.body.flatMap((statement) => {
      if (statement.kind !== "import" || !isOfNames(statement)) return [];
      const text = textOf(statement, ".".repeat(statement.level) + statement.module);
      return text === null ? [] : [replace(source, statement.range, text)];
    });
    const chosen = some(possible, random);
    return chosen.length === 0 ? null : edited(source, chosen);
  };
  return { name, rewrite };
}

function isOfNames({ names, module }: Import): boolean {
  return module !== "__future__" && names !== null && names.length > 0 && !names.some(({ name }) => name === "*");
}
