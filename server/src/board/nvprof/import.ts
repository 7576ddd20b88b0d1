/** nvprof's printed output → what it recorded, or why it is no measurement. */
import { labelTotals } from "../from-totals";
import { labelTrace } from "../from-trace";
import type { Label, Recorded } from "../label";
import { notImported, type NotImported } from "../refusal";
import type { Totals, Trace } from "../trace";
import { activitiesOf } from "./activities";
import { totalsOf } from "./summary";
import { readTables, type Output, type Table } from "./tables";
import { isTextTrace, readTextTrace } from "./text";
import { profilerRefusal } from "./warnings";

export function importNvprof(text: string, recorded: Recorded): Label | NotImported {
  const read = readNvprof(text);
  if (read.kind === "refused") return read;
  return read.kind === "trace" ? labelTrace(read, recorded) : labelTotals(read, recorded);
}

export function readNvprof(text: string): Trace | Totals | NotImported {
  if (text.trim() === "") return notImported("the file is empty");
  const otherForm = wrongForm(text);
  if (otherForm !== null) return notImported(otherForm);
  const output = readTables(text);
  const complaint = profilerRefusal(output.messages);
  if (complaint !== null) return notImported(complaint);
  if (isTextTrace(text)) return textTraceOf(text, output);
  const table = chooseTable(output);
  if ("kind" in table && table.kind === "refused") return table;
  const [line] = output.broken;
  if (line !== undefined) {
    return notImported(
      line === output.lines
        ? `the file is cut off: its last line (${line}) is no complete row`
        : `line ${line} is no complete row: the file is damaged`,
    );
  }
  return table.kind === "gpu-trace" ? traceOf(table, output) : totalsOf(table, output.messages);
}

function wrongForm(text: string): string | null {
  if (/^\s*<\?xml|^\s*<!DOCTYPE/i.test(text))
    return "this is an XML file; give the output of nvprof --csv --print-gpu-trace";
  if (/^\s*(?:Type\s+)?Time\(%\)\s+Time\s+Calls/m.test(text))
    return "this is the text form of nvprof's summary, which does not show single runs; record with --print-gpu-trace or --csv";
  return null;
}

/** The first table of the GPU: under NVTX ranges the same kernels are listed again. */
function chooseTable({ tables }: Output): Table | NotImported {
  if (tables.some(({ kind }) => kind === "metrics"))
    return notImported(
      "these are metrics of replayed kernels, not times of a run; record without --metrics and --events",
    );
  const own = tables.filter(({ nvtx }) => !nvtx);
  const ofKind = (wanted: Table["kind"]): readonly Table[] => own.filter(({ kind }) => kind === wanted);
  const [traces, summaries] = [ofKind("gpu-trace"), ofKind("gpu-summary")];
  const filled = (traces.length > 0 ? traces : summaries).filter(({ rows }) => rows.length > 0);
  const processes = new Set(filled.map(({ process }) => process));
  if (processes.size > 1)
    return notImported(
      `it is of ${processes.size} processes (${[...processes].join(", ")}); record the one that runs the network alone`,
    );
  if (filled.length > 1) return notImported("it holds the same kind of table twice: was it pasted together?");
  const chosen = filled[0] ?? traces[0] ?? summaries[0];
  if (chosen !== undefined) {
    return chosen.rows.length === 0 ? notImported("the file is cut off: its table has a heading and no rows") : chosen;
  }
  if (tables.some(({ kind }) => kind === "api-trace" || kind === "api-summary"))
    return notImported("these are API calls of the host, not times of the GPU; record with --print-gpu-trace");
  return notImported("no table of nvprof was found; record with nvprof --csv --print-gpu-trace");
}

function textTraceOf(text: string, { messages }: Output): Trace | NotImported {
  const activities = readTextTrace(text);
  if ("kind" in activities) return activities;
  return { kind: "trace", tool: "nvprof", hardware: [], messages, ...activities };
}

function traceOf(table: Table, { messages }: Output): Trace | NotImported {
  const activities = activitiesOf(table);
  if ("kind" in activities) return activities;
  return { kind: "trace", tool: "nvprof", hardware: [], messages, ...activities };
}
