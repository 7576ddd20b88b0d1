/** A recording of any profiler, told apart by its first bytes and its column names → a label, or the reason why not. */
import { labelTimings } from "./from-timings";
import { labelTotals } from "./from-totals";
import { labelTrace } from "./from-trace";
import type { Label, Recorded } from "./label";
import { readNsysCsv } from "./nsys/csv";
import { readNvprof } from "./nvprof/import";
import { notImported, type NotImported } from "./refusal";
import { recordingText } from "./recording-text";
import { isSqlite } from "./sqlite/file";
import { readSqlite } from "./sqlite/recording";
import { readTrtexec } from "./trtexec/timings";
import type { Timings, Totals, Trace } from "./trace";

export function importRecording(bytes: Uint8Array, recorded: Recorded): Label | NotImported {
  const read = readRecording(bytes);
  if (recorded.isTensorRt === true && (read.kind === "trace" || read.kind === "totals"))
    return notImported(
      "this is no file of trtexec: what nvprof and nsys record of TensorRT has fused kernels; give trtexec --exportTimes FILE",
    );
  switch (read.kind) {
    case "refused":
      return read;
    case "trace":
      return labelTrace(read, recorded);
    case "totals":
      return labelTotals(read, recorded);
    case "timings":
      return labelTimings(read, recorded);
  }
}

function readRecording(bytes: Uint8Array): Trace | Totals | Timings | NotImported {
  if (isSqlite(bytes)) return readSqlite(bytes);
  const text = recordingText(bytes);
  if (text === null) return notImported("this is no recording: its text is in no known encoding");
  return readTrtexec(text) ?? readNsysCsv(text) ?? readNvprof(text);
}
