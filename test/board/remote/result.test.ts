import assert from "node:assert/strict";
import { readProgress, readResult } from "../../../server/src/board/remote/result";

const RESULT = {
  format: "latency-lens-result",
  version: 1,
  id: "00",
  kind: "done",
  message: "",
  warmUp: 10,
  wallMs: [1.5, 2],
  software: { python: "3.6.9", tensorflow: "1.15.0", gpus: null },
};

describe("what the runner says", () => {
  it("is read", () => {
    assert.deepEqual(readResult(Buffer.from(JSON.stringify(RESULT)))?.wallMs, [1.5, 2]);
    assert.deepEqual(readProgress('{"phase":"measuring","done":20,"of":110}'), {
      phase: "measuring",
      done: 20,
      of: 110,
    });
  });
  it("is nothing where it is something else", () => {
    for (const change of [
      { format: "x" },
      { version: 2 },
      { kind: "fine" },
      { wallMs: [Number.NaN] },
      { wallMs: [-1] },
      { wallMs: "1" },
      { message: null },
      { software: null },
    ])
      assert.equal(readResult(Buffer.from(JSON.stringify({ ...RESULT, ...change }))), null, JSON.stringify(change));
    for (const text of ["", "{", "null", "[]", '{"phase":1,"done":0,"of":0}'])
      assert.equal(readProgress(text), null, text);
  });
});
