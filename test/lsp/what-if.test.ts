import * as assert from "node:assert/strict";
import * as path from "node:path";
import { WHAT_IF_EDIT_REQUEST, WHAT_IF_REQUEST } from "../../protocol/requests";
import type { WhatIfEditParams, WhatIfEditResult, WhatIfParams, WhatIfResult } from "../../protocol/what-if";
import { loadEnvironment } from "../../server/src/node/environment";
import { LanguageClient } from "../support/language-client";

const URI = "file:///net.js";

const SOURCE = `import * as tf from "@tensorflow/tfjs";

export function build({ size = 64, filters = 8 } = {}) {
  const model = tf.sequential();
  model.add(tf.layers.conv2d({ inputShape: [size, size, 3], filters, kernelSize: 3 }));
  model.add(tf.layers.flatten());
  model.add(tf.layers.dense({ units: 10 }));
  return model;
}
`;

describe("What if over the protocol", () => {
  let client: LanguageClient;
  before(async () => {
    client = await LanguageClient.start(await loadEnvironment(path.join(__dirname, "..")));
    await client.open(URI, SOURCE, "javascript");
  });
  after(() => client.stop());

  function curves(params: Partial<WhatIfParams>): Promise<WhatIfResult> {
    const target = { uri: URI, model: "build" };
    return client.connection.sendRequest(WHAT_IF_REQUEST, { target, position: null, vary: "", at: {}, ...params });
  }

  it("draws a curve with both boards over what the parameters of a function take", async () => {
    const result = await curves({});
    assert.ok(result.kind === "curves", JSON.stringify(result));
    assert.deepEqual(
      result.parameters.map(({ name, value, isSize }) => [name, value, isSize]),
      [
        ["size", 64, true],
        ["filters", 8, false],
      ],
    );
    assert.equal(result.vary, "size");
    for (const { devices } of result.points) {
      assert.deepEqual(Object.keys(devices), ["agx", "tx2"]);
      for (const { low, ms, high } of Object.values(devices)) assert.ok(0 < low && low < ms && ms < high);
    }
  });

  it("writes the chosen numbers, for the version that was asked about", async () => {
    const params: WhatIfEditParams = {
      target: { uri: URI, model: null },
      position: { line: 3, character: 0 },
      values: { size: 96 },
    };
    const start = { line: 2, character: SOURCE.split("\n")[2]?.indexOf("64") ?? -1 };
    assert.deepEqual(await client.connection.sendRequest<WhatIfEditResult>(WHAT_IF_EDIT_REQUEST, params), {
      kind: "edit",
      uri: URI,
      version: 1,
      edits: [{ range: { start, end: { ...start, character: start.character + 2 } }, text: "96" }],
    });
  });

  it("says why there is nothing to vary or to write", async () => {
    assert.deepEqual(await curves({ target: { uri: "file:///other.py", model: null } }), {
      kind: "nothing",
      why: "The file is not open.",
    });
    const params: WhatIfEditParams = { target: { uri: URI, model: null }, position: null, values: { depth: 3 } };
    assert.deepEqual(await client.connection.sendRequest<WhatIfEditResult>(WHAT_IF_EDIT_REQUEST, params), {
      kind: "nothing",
      why: "There is no number depth in this file any more.",
    });
  });
});
