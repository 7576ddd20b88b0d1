/** A recording of any profiler, told apart by its first bytes and its column names → a label, or the reason why not. */
import { labelTotals } from "./from-totals";
import { labelTrace } from "./from-trace";
import type { Label, Recorded } from "./label";
import { readNsysCsv } from "./nsys/csv";
import { readNvprof } from "./nvprof/import";
import { notImported, type NotImported } from "./refusal";
import { recordingText } from "./recording-text";
import { isSqlite } from "./sqlite/file";
import { readSqlite } from "./sqlite/recording";
import type { Totals, Trace } from "./trace";

export function importRecording(bytes: Uint8Array, recorded: Recorded): Label | NotImported {
  const read = readRecording(bytes);
  switch (read.kind) {
    case "refused":
      return read;
    case "trace":
      return labelTrace(read, recorded);
    case "totals":
      return labelTotals(read, recorded);
  }
}

function readRecording(bytes: Uint8Array): Trace | Totals | NotImported {
  if (isSqlite(bytes)) return readSqlite(bytes);
  const text = recordingText(bytes);
  if (text === null) return notImported("this is no recording: its text is in no known encoding");
  return readNsysCsv(text) ?? readNvprof(text);
}
