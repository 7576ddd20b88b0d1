import Mocha from "mocha";
import * as fs from "node:fs";

/**
 * Entry point for every host: VS Code calls it because this bundle is its `extensionTestsPath`.
 * Writes the results file that the launcher requires; throws when a test failed.
 */
export async function run(): Promise<void> {
  const resultsFile = process.env["LATENCY_LENS_TEST_RESULTS"];
  if (resultsFile === undefined) throw new Error("LATENCY_LENS_TEST_RESULTS must name the results file");
  const grep = process.env["LATENCY_LENS_TEST_GREP"];
  const mocha = new Mocha({
    ui: "bdd",
    timeout: 60_000,
    color: false,
    reporter: "spec",
    forbidOnly: Boolean(process.env["CI"]),
    ...(grep === undefined || grep === "" ? {} : { grep }),
  });
  mocha.suite.emit("pre-require", globalThis, "", mocha);
  await loadSuite(process.env["LATENCY_LENS_SUITE"]);
  const results = await runMocha(mocha);
  fs.writeFileSync(resultsFile, JSON.stringify(results));
  if (results.failed.length > 0) throw new Error(`${results.failed.length} tests failed`);
}

interface Results {
  readonly passed: string[];
  readonly failed: string[];
  readonly skipped: string[];
}

/** Loading a suite registers its tests; only the one that fits the prepared extension is loaded. */
async function loadSuite(name: string | undefined): Promise<void> {
  switch (name) {
    case "features":
      await import("./activation");
      await import("./channels");
      await import("./edits");
      await import("./notebooks");
      await import("./calm");
      await import("./input-size");
      await import("./robustness");
      await import("./settings");
      await import("./commands");
      await import("./panel");
      await import("./quick-fixes");
      await import("./models-view");
      await import("./assistant-tools");
      // Last: it kills the server.
      await import("./restart");
      return;
    case "corrupt-model":
      await import("./corrupt-model");
      return;
    case "restricted":
      await import("./restricted");
      return;
    default:
      throw new Error(`LATENCY_LENS_SUITE names no suite: ${String(name)}`);
  }
}

function runMocha(mocha: Mocha): Promise<Results> {
  const results: Results = { passed: [], failed: [], skipped: [] };
  return new Promise((resolve) => {
    const runner = mocha.run(() => {
      resolve(results);
    });
    runner.on("pass", (test) => results.passed.push(test.fullTitle()));
    runner.on("fail", (test) => results.failed.push(test.fullTitle()));
    runner.on("pending", (test) => results.skipped.push(test.fullTitle()));
  });
}
