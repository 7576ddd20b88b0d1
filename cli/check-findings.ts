/** What is wrong at a place, in the order of the files: the form that SARIF and GitHub's annotations share. */
import { fileURLToPath } from "node:url";
import type { Problem } from "../protocol/report";
import { lineText } from "../protocol/source";
import type { Location } from "../protocol/source";
import { milliseconds } from "../server/src/ide/format";
import type { FileVerdict, NotEstimated, Verdict } from "./check-verdicts";

export interface Finding {
  readonly rule: keyof typeof RULES;
  readonly level: "error" | "warning" | "note";
  readonly message: string;
  readonly file: string;
  readonly location: Location;
}

/** What each rule means, in one sentence. */
export const RULES = {
  budget: "A model takes longer on a board than its budget allows.",
  "no-estimate": "Whether a model keeps its budget is not known.",
} as const;

export function findings(files: readonly FileVerdict[]): readonly Finding[] {
  return files.flatMap((file) => [
    ...file.problems.map((problem) => ofProblem(file, problem)),
    ...file.verdicts.filter(({ kind }) => kind === "unknown").map((verdict) => ofUnknown(file, verdict)),
    ...file.notEstimated.map((missing) => ofMissing(file, missing)),
  ]);
}

/** With the place in the message where the file has no lines that its author knows: in a notebook. */
export function withCell(finding: Finding): Finding {
  const { location, message } = finding;
  return location.cell === undefined ? finding : { ...finding, message: `${lineText(location)}: ${message}` };
}

function ofProblem(file: FileVerdict, { severity, message, location }: Problem): Finding {
  const level = severity === "information" ? "note" : "error";
  return { rule: "budget", level, message, file: fileOf(file, location), location };
}

function ofMissing(file: FileVerdict, { message, location }: NotEstimated): Finding {
  return { rule: "no-estimate", level: "warning", message, file: fileOf(file, location), location };
}

function ofUnknown(file: FileVerdict, { model, device, budget, shown, why, location }: Verdict): Finding {
  const known = shown === null ? "" : ` (${shown})`;
  const message = `Whether ${model} keeps its budget of ${milliseconds(budget)} on ${device.name} is not known${known}: ${why ?? ""}.`;
  return { rule: "no-estimate", level: "warning", message, file: fileOf(file, location), location };
}

function fileOf({ file, uri }: FileVerdict, location: Location): string {
  return location.uri === uri || !location.uri.startsWith("file:") ? file : fileURLToPath(location.uri);
}
