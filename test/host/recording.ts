/** A recording of a network of a file, for a window in which it is imported. */
import * as fs from "node:fs";
import { pathToFileURL } from "node:url";
import { analyseNetworks } from "../../server/src/analysis/analysis";
import { loadEnvironment } from "../../server/src/node/environment";
import { gpuTrace } from "../support/nvprof";

/** As nvprof prints it, of the file's first network, which takes as long as is estimated. `dist`: where the parsers and predictors lie. */
export async function recordingOf(dist: string, file: string): Promise<string> {
  const text = fs.readFileSync(file, "utf8");
  const input = { uri: pathToFileURL(file).href, version: null, text, inputShape: null, cancelled: () => false };
  const [network] = analyseNetworks(await loadEnvironment(dist), input).networks;
  const answer = network?.estimates[0]?.answer;
  if (network === undefined || answer?.kind !== "estimate") throw new Error(`no network in ${file}`);
  return gpuTrace(network.features, { ms: answer.ms, runs: 40 });
}
