import type { LabelledRow } from "../../server/src/board/row";

/** A stored row of no kernels, with what a test cares about in place of what it has. */
export function labelled(changes: Partial<LabelledRow> = {}): LabelledRow {
  return {
    format: "latency-lens-row",
    version: 1,
    model: "net",
    device: "tx2",
    ms: 11.4,
    runs: 100,
    kernelsPerRun: 56.7,
    confidence: "high",
    how: "by the copies of the input",
    deviation: 0.04,
    features: { inputWidth: 224, aggregate: {}, kernels: [] },
    source: { sha256: "", tool: "nvprof", form: "gpu-trace" },
    importedAt: "2020-01-01T00:00:00.000Z",
    ...changes,
  };
}
