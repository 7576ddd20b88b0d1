/** FLOPs of the convolutions of six networks at 224×224, as TensorFlow's profiler counted them (Bouzidi et al., 2020, Table I). */
import assert from "node:assert/strict";
import { openZooFile, zooRows } from "../support/zoo";

const CONVOLUTIONS = [
  ["ResNet-50", "7.71"],
  ["DenseNet-121", "5.67"],
  ["DPN-98", "23.34"],
  ["Inception-v1", "3.00"],
  ["ResNet-101V2", "14.38"],
  ["Inception-v3", "5.67"],
] as const;

describe("convolutions of the paper's Table I", () => {
  for (const [network, billions] of CONVOLUTIONS)
    it(`${network}: ${billions} GFLOPs`, async () => {
      const row = zooRows().find((candidate) => candidate.network === network);
      assert.ok(row !== undefined);
      const { nodes } = (await openZooFile(row.file)).network(row.call, 224);
      const flops = nodes
        .filter(({ layer }) => layer.class === "Conv2D")
        .reduce((total, { cost }) => total + 2 * (cost?.macs ?? NaN), 0);
      assert.equal((flops / 1e9).toFixed(2), billions);
    });
});
