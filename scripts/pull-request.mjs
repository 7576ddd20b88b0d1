/**
 * `node scripts/pull-request.mjs BASE`: what the working copy changes in its networks since the commit BASE, as Markdown for a comment of a
 * pull request. In the folder of the project; needs the built command line (`dist/cli.js`) and git.
 */
import { execFileSync, spawnSync } from "node:child_process";
import * as path from "node:path";
import { fileURLToPath } from "node:url";

const SOURCE = /\.(py|[cm]?[jt]s|[jt]sx)$/;

/** By this line the next run finds the comment, and writes it anew. */
const MARK = "<!-- latency-lens -->";

const COMMAND = path.join(path.dirname(fileURLToPath(import.meta.url)), "..", "dist", "cli.js");

/**
 * The comment. `files` holds, for each changed file, what `compare FILE --git BASE --format json` prints, what
 * `estimate FILE --format json` prints where the base does not have the file, or `{ file, failed }` with the reason.
 */
export function comment(files) {
  const rows = files.flatMap(rowsOf);
  const failed = files
    .filter((file) => "failed" in file)
    .map(({ file, failed: why }) => `- ${cell(file)}: ${cell(why)}`);
  const table =
    rows.length === 0
      ? ["No network takes another time."]
      : ["| file | model | board | before | after | change |", "| --- | --- | --- | --: | --: | --- |", ...rows];
  const conditions =
    files.find((file) => "after" in file)?.after.conditions ?? files.find((file) => "models" in file)?.conditions;
  const end = [
    ...(failed.length === 0 ? [] : ["", "Not compared:", "", ...failed]),
    ...(conditions === undefined ? [] : ["", `${conditions}.`]),
  ];
  return `${[MARK, "### Latency Lens", "", ...table, ...end].join("\n")}\n`;
}

function rowsOf(file) {
  if ("changes" in file) return file.changes.flatMap((change) => changeRows(file, change));
  return (file.models ?? []).flatMap((model) => modelRows(file.file, model, "new"));
}

/** Models that take the same time have no row; one that is new or gone has one for each board. */
function changeRows({ before, after }, change) {
  if (change.devices === undefined) {
    const [state, name, word] = change.after === null ? [before, change.before, "gone"] : [after, change.after, "new"];
    return state.models.filter((model) => model.name === name).flatMap((model) => modelRows(after.file, model, word));
  }
  return Object.entries(change.devices)
    .filter(([, { before: was, after: is }]) => was !== is)
    .map(([device, { before: was, after: is, verdict }]) => {
      const isKnown = was !== null && is !== null;
      const judged = verdict !== null && is > was ? verdict.replace("faster", "slower") : verdict;
      const words = isKnown ? `${percent(is / was)}${judged === null ? "" : `, ${judged}`}` : "not known";
      const left = milliseconds(was, isPartial(before, change.before));
      return row(after.file, change.after, device, left, milliseconds(is, isPartial(after, change.after)), words);
    });
}

function isPartial({ models }, name) {
  return models.some((model) => model.name === name && model.partial);
}

function modelRows(file, { name, devices, partial }, word) {
  return Object.entries(devices).map(([device, { ms }]) => {
    const shown = milliseconds(ms, partial);
    return row(file, name, device, ...(word === "new" ? ["–", shown] : [shown, "–"]), word);
  });
}

function row(...cells) {
  return `| ${cells.map(cell).join(" | ")} |`;
}

/** No name of a source ends the cell, begins a link, calls somebody or is HTML. */
function cell(text) {
  return String(text)
    .replace(/^\.\//, "")
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu, " ")
    .replace(/[\\`*_[\]<>|&~]/g, "\\$&")
    .replace(/[@#]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

/** "≥" where a part of the network was not understood. */
function milliseconds(ms, isLowerBound) {
  if (ms === null) return "not known";
  return `${isLowerBound ? "≥ " : ""}${ms >= 100 ? Math.round(ms) : Number(ms.toPrecision(2))} ms`;
}

/** 1.5 is "+50 %". */
function percent(ratio) {
  const change = Math.round((ratio - 1) * 100);
  return `${change > 0 ? "+" : change < 0 ? "−" : "±"}${Math.abs(change)} %`;
}

/** Compares every source that is another one than in the base, those that are gone left out. */
function changes(base) {
  const names = execFileSync("git", ["diff", "--name-only", "--relative", "-z", "--diff-filter=d", base, "--"], {
    encoding: "utf8",
  });
  return names
    .split("\0")
    .filter((name) => SOURCE.test(name))
    .map((name) => {
      // A name may begin with a dash.
      const file = `./${name}`;
      const isNew = spawnSync("git", ["cat-file", "-e", `${base}:${file}`]).status !== 0;
      const argv = isNew ? ["estimate", file] : ["compare", file, "--git", base];
      const { status, stdout, stderr } = spawnSync(process.execPath, [COMMAND, ...argv, "--format", "json"], {
        encoding: "utf8",
        maxBuffer: 256_000_000,
      });
      return status === 0 ? JSON.parse(stdout) : { file, failed: stderr.trim() || `ended with status ${status}` };
    });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [base] = process.argv.slice(2);
  if (base === undefined || base.startsWith("-")) {
    process.stderr.write("pull-request.mjs BASE: give the commit to compare with\n");
    process.exitCode = 2;
  } else process.stdout.write(comment(changes(base)));
}
