import assert from "node:assert/strict";
import { importRecording } from "../../../server/src/board/import-recording";
import { nsysCsv, recordedNetwork } from "../../support/recordings";
import { ownNetworks, type OwnNetwork } from "../../support/own-networks";

const MS = 11.404;

describe("board/nsys/csv", () => {
  let network: OwnNetwork;
  before(async () => {
    const found = (await ownNetworks()).find(({ model }) => model === "residual_c");
    assert(found !== undefined);
    network = found;
  });

  const answerOf = (text: string) => importRecording(Buffer.from(text), recordedNetwork(network, null));
  const refusal = (text: string): string => {
    const answer = answerOf(text);
    assert(answer.kind === "refused", JSON.stringify(answer));
    return answer.why;
  };

  for (const old of [false, true])
    it(`reads the report ${old ? "gputrace of older versions" : "cuda_gpu_trace"}, with its board`, () => {
      const label = answerOf(nsysCsv(network.network, { ms: MS }, old));
      assert(label.kind === "label", JSON.stringify(label));
      assert.ok(Math.abs(label.ms / MS - 1) < 1e-3, `${label.ms} ms`);
      const { tool, device, confidence, runs } = label;
      assert.deepEqual([tool, device, confidence, runs], ["nsys", "tx2", "high", 100]);
    });

  it("finds the copies of an input that is printed rounded to a kilobyte", () => {
    assert.match(nsysCsv(network.network, { ms: MS }), /,0\.111,/);
    const half = nsysCsv(network.network, { ms: MS }).replaceAll(",0.111,", ",0.055,");
    assert.match(refusal(half), /2 bytes an element.*FP16/);
  });

  it("refuses other reports with the one to export", () => {
    assert.match(
      refusal(
        "Time (%),Total Time (ns),Instances,Avg (ns),Med (ns),Min (ns),Max (ns),StdDev (ns),Name\n100.0,5,1,5.0,5.0,5,5,0.0,k\n",
      ),
      /summary of nsys.*--report cuda_gpu_trace --format csv/,
    );
    assert.match(refusal("Start (ns),Duration (ns),Name,Result\n1,2,cudaLaunchKernel,0\n"), /another report of nsys/);
  });

  it("refuses columns for the eye, whose figures follow the language", () => {
    const column = " Start (ns)   Duration (ns)  CorrId   GrdX\n ----------   -----\n 4.995.450,0   1.234,0   12   1\n";
    assert.match(refusal(column), /language of the machine.*--format csv/);
  });

  it("refuses what is cut off, damaged, without rows or pasted together", () => {
    const text = nsysCsv(network.network, { ms: MS });
    const lines = text.split("\n");
    assert.match(refusal(text.slice(0, text.lastIndexOf(",1,,7,"))), /cut off: its last line/);
    assert.match(
      refusal(lines.map((line, i) => (i === 50 ? line.slice(5, 30) : line)).join("\n")),
      /line 51 is no complete row/,
    );
    assert.match(refusal(lines.slice(0, 4).join("\n")), /no rows/);
    assert.match(refusal(text + text), /same kind of table twice/);
  });
});
