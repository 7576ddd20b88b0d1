import type { Note } from "../../../protocol/report";
import { buildGraph } from "./build";
import type { Graph } from "./graph";

/** Notes of a graph's layers, and of the functions of the user's within it; once for each place. */
export function notesOfGraph({ nodes }: Graph): readonly Note[] {
  const found = nodes.flatMap(({ layer }): readonly Note[] => [
    ...(layer.notes ?? []),
    ...(layer.rules.body === undefined ? [] : notesOfGraph(buildGraph(layer.rules.body))),
  ]);
  return [...new Map(found.map((note) => [JSON.stringify(note), note])).values()];
}
