import * as assert from "node:assert/strict";
import * as path from "node:path";
import { WHAT_IF_EDIT_REQUEST, WHAT_IF_REQUEST } from "../../protocol/requests";
import type { WhatIfEditParams, WhatIfEditResult, WhatIfParams, WhatIfResult } from "../../protocol/what-if";
import { LSPErrorCodes, ResponseError } from "vscode-languageserver";
import { loadEnvironment } from "../../server/src/node/environment";
import { POOL_LIMITS } from "../../server/src/node/pool-limits";
import { WorkerPool } from "../../server/src/node/worker-pool";
import { LanguageClient } from "../support/language-client";
import { buildServer } from "../support/server-process";

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

  it("ends a question that a newer one replaces, and answers that one", async () => {
    const pool = new WorkerPool(await buildServer("server/src/main.ts"), { ...POOL_LIMITS, memory: Infinity });
    const watched = await LanguageClient.start(await loadEnvironment(path.join(__dirname, "..")), {}, pool);
    try {
      // Each value takes some tens of milliseconds.
      await watched.open(
        URI,
        SOURCE.replace("size = 64", "size = 64, rounds = 19000").replace(
          "  const model",
          "  let sum = 0;\n  for (let i = 0; i < rounds; i++) sum += i;\n  const model",
        ),
        "javascript",
      );
      const ask = (vary: string): Promise<WhatIfResult> => {
        const params: WhatIfParams = { target: { uri: URI, model: null }, position: null, vary, at: {} };
        return watched.connection.sendRequest(WHAT_IF_REQUEST, params);
      };
      const [first, second] = await Promise.allSettled([ask("size"), ask("filters")]);
      assert.ok(first.status === "rejected" && first.reason instanceof ResponseError);
      assert.equal(first.reason.code, LSPErrorCodes.RequestCancelled);
      assert.ok(second.status === "fulfilled" && second.value.kind === "curves");
      assert.equal(second.value.vary, "filters");
    } finally {
      await watched.stop();
      await pool.stop();
    }
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
