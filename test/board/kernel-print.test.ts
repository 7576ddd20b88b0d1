import assert from "node:assert/strict";
import { isSameRecording, kernelPrint } from "../../server/src/board/kernel-print";
import { Random } from "../../predictors/src/train/random";

describe("what a recording is known by", () => {
  const random = new Random(3);
  const kernels = Array.from({ length: 500 }, () => 0.05 + random.next());

  it("stays where the times are printed with five digits, and in a summary", () => {
    const printed = kernels.map((ms) => Number(ms.toPrecision(5)));
    assert.equal(isSameRecording(kernelPrint(kernels), kernelPrint(printed)), true);
    const summary = { ...kernelPrint(printed), some: [] };
    assert.equal(isSameRecording(summary, kernelPrint(kernels)), true);
  });

  it("differs for another recording of the same network", () => {
    const again = kernels.map((ms) => ms * (0.99 + 0.02 * random.next()));
    assert.equal(isSameRecording(kernelPrint(kernels), kernelPrint(again)), false);
  });

  it("differs where single kernels do although the total is the same", () => {
    const moved = [...kernels].reverse();
    assert.equal(isSameRecording(kernelPrint(kernels), kernelPrint(moved)), false);
  });

  it("differs where one run is missing", () => {
    assert.equal(isSameRecording(kernelPrint(kernels), kernelPrint(kernels.slice(5))), false);
  });
});
