import assert from "node:assert/strict";
import { otherWork } from "../../server/src/board/kernel-work";

describe("a kernel that is no inference's", () => {
  const named = (length: number): string => "dgrad".padEnd(length, "x");
  const why = (name: string): string | null => otherWork([name], false);
  const told = (shown: string): string =>
    `it is of training steps: it has kernels that compute gradients; record the inference alone (kernel “${shown}”)`;

  it("is told by its name, of which 60 characters are shown", () => {
    assert.equal(why(named(60)), told(named(60)));
    assert.equal(why(named(61)), told(`${named(59)}…`));
  });

  it("may be a transposed convolution's where the network has one", () => {
    assert.equal(otherWork([named(60)], true), null);
  });
});
