/** What `latency-lens check` prints for people: text, Markdown, and annotations of GitHub. */
import { shortLineText } from "../protocol/source";
import * as format from "../server/src/ide/format";
import { table } from "../server/src/ide/table";
import { visible } from "../server/src/ide/visible";
import { findings, withCell } from "./check-findings";
import type { Finding } from "./check-findings";
import type { FileVerdict, Verdict } from "./check-verdicts";

const HEAD = ["model", "board", "estimate", "budget", ""];

export function checkText(files: readonly FileVerdict[]): string {
  const rows = files.flatMap(({ file, verdicts }) =>
    verdicts.map((verdict) => [`${file}:${shortLineText(verdict.location)}`, ...cells(verdict)].map(visible)),
  );
  const notes = [...layerFindings(files), ...missingFindings(files)].map(
    ({ file, location, message }) => `${visible(file)}:${shortLineText(location)}: ${visible(message)}`,
  );
  const lines = rows.length === 0 ? [] : table([["place", ...HEAD], ...rows], 6);
  return [lines, notes, [summary(files), `${format.CONDITIONS}.`]]
    .filter((block) => block.length > 0)
    .map((block) => `${block.join("\n")}\n`)
    .join("\n");
}

export function checkMarkdown(files: readonly FileVerdict[]): string {
  const rows = files.flatMap(({ file, verdicts }) =>
    verdicts.map((verdict) => [`${file}:${shortLineText(verdict.location)}`, ...cells(verdict)]),
  );
  const line = (row: readonly string[]): string => `| ${row.map(inCell).join(" | ")} |`;
  const body =
    rows.length === 0 ? [] : [line(["place", ...HEAD]), line(["", ...HEAD].map(() => "---")), ...rows.map(line), ""];
  const notes = [...layerFindings(files), ...missingFindings(files)].map(
    ({ file, location, message }) => `- ${inCell(`${file}:${shortLineText(location)}`)}: ${inCell(message)}`,
  );
  const rest = notes.length === 0 ? [] : [...notes, ""];
  return `${["### Latency Lens", "", ...body, ...rest, summary(files), "", `${format.CONDITIONS}.`].join("\n")}\n`;
}

/** Workflow commands: each becomes an annotation at its line, or at its file where that is a notebook. */
export function checkAnnotations(files: readonly FileVerdict[]): string {
  const commands = { error: "error", warning: "warning", note: "notice" } as const;
  const lines = findings(files)
    .map(withCell)
    .map(({ level, rule, file, message, location: { range, cell } }) => {
      const line = cell === undefined ? `,line=${range.start.line + 1},col=${range.start.character + 1}` : "";
      const place = `file=${property(file)}${line}`;
      return `::${commands[level]} ${place},title=${property(`Latency Lens: ${rule}`)}::${data(message)}`;
    });
  return [...lines, summary(files), ""].join("\n");
}

/** "2 within their budget, 1 over, 1 not known." */
function summary(files: readonly FileVerdict[]): string {
  const verdicts = files.flatMap((file) => file.verdicts);
  const count = (kind: Verdict["kind"]): number => verdicts.filter((verdict) => verdict.kind === kind).length;
  const unknown = count("unknown") + files.flatMap(({ notEstimated }) => notEstimated).length;
  const models = files.reduce((sum, file) => sum + file.models, 0);
  if (verdicts.length + unknown === 0)
    return models === 0 ? "No model found." : `${format.countOf(models, "model")} without a budget: nothing to check.`;
  return `${count("within")} within budget, ${count("over")} over, ${unknown} not known.`;
}

function cells({ model, device, shown, budget, kind, why }: Verdict): readonly string[] {
  const word = kind === "over" ? "✗ over" : kind === "within" ? "✓ within" : `? not known: ${why ?? ""}`;
  return [model, device.shortName, shown ?? "no estimate", format.milliseconds(budget), word];
}

function layerFindings(files: readonly FileVerdict[]): readonly Finding[] {
  return findings(files).filter(({ level }) => level === "note");
}

/** Definitions without any figure; models that have a row say there why they are not known. */
function missingFindings(files: readonly FileVerdict[]): readonly Finding[] {
  return findings(files.map((file) => ({ ...file, verdicts: [], problems: [] })));
}

/** No name of a source ends the cell, begins a link or is HTML. */
function inCell(text: string): string {
  return visible(text).replace(/[\\`*_[\]<>|#&~@]/g, (sign) =>
    sign === "@" ? "&#64;" : sign === "#" ? "&#35;" : `\\${sign}`,
  );
}

function data(text: string): string {
  return text.replace(/%/g, "%25").replace(/\r/g, "%0D").replace(/\n/g, "%0A");
}

function property(text: string): string {
  return data(text).replace(/:/g, "%3A").replace(/,/g, "%2C");
}
