import type { Program } from "../../server/src/syntax/program";

/** Reasons of everything broken in a program. */
export function brokenNodes(program: Program): readonly string[] {
  const reasons: string[] = [];
  JSON.stringify(program.body, (_, value: unknown) => {
    if (typeof value === "object" && value !== null && "why" in value) reasons.push(String(value.why));
    return value;
  });
  return reasons;
}
