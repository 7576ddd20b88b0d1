/** `latency-lens generate`: random networks as Keras source and as Keras' JSON. */
import * as fs from "node:fs";
import * as path from "node:path";
import type { Command } from "commander";
import { analyseNetworks } from "../server/src/analysis/analysis";
import type { AnalysisEnvironment } from "../server/src/analysis/analysis";
import type { AnalysedModel } from "../server/src/analysis/report";
import { embeddedEnvironment } from "./environment";
import { randomNetwork, RANGES } from "./random-network";
import { makeFolder, wholeNumber } from "./usage";

export interface GenerateOptions {
  readonly count: string;
  readonly seed: string;
  readonly out: string;
  /** Folder with `wasm/` and `models/`. */
  readonly resources: string;
  readonly write: (text: string) => void;
}

/** More would fill a disk by a slip of the keyboard. */
const MOST_NETWORKS = 1_000_000;

const HELP = `
The networks have images of ${RANGES.sides.join(", ")} pixels; ${RANGES.blocks.join(" to ")} blocks: convolutions of ${[...new Set<number>(RANGES.kernels)].join(", ")}
(plain, dilated by ${RANGES.dilations.join(" or ")}, in ${RANGES.groups.join(", ")} groups), separable and depthwise ones, residual blocks, ${RANGES.branches.join(" to ")}
concatenated branches; up to ${RANGES.mostFilters} filters; pooling or strides; with or without batch normalization; ${[...new Set<string>(RANGES.activations)].join(", ")};
and ${RANGES.hidden.join(" to ")} fully connected layers before the classifier. A network
that is unlike every measured one on some board is left out, and another one drawn in its place.

Examples:
  latency-lens generate --count 100 --seed 1 --out nets
  latency-lens check nets --budget tx2=50ms --format json > nets.json`;

export function addGenerate(
  program: Command,
  given: Pick<GenerateOptions, "resources" | "write">,
  end: (status: number) => void,
): void {
  program
    .command("generate")
    .description("write random convolutional networks as Keras source (.py) and as Keras' JSON (.json)")
    .requiredOption("--count <n>", "how many networks")
    .option("--seed <n>", "other numbers give other networks, the same number always the same ones", "1")
    .requiredOption("--out <dir>", "folder for the files; it is made where there is none")
    .addHelpText("after", HELP)
    .action(async (options: Omit<GenerateOptions, keyof typeof given>) => {
      end(await generate({ ...options, ...given }));
    });
}

/** Writes the files, and says where. Exit status 0. Throws UsageError for arguments that cannot be used, before anything is written. */
async function generate({ count, seed, out, resources, write }: GenerateOptions): Promise<number> {
  const number = wholeNumber("--count", count, 1, MOST_NETWORKS);
  const seeded = wholeNumber("--seed", seed, 0, 0xffffffff);
  makeFolder(out);
  const environment = await embeddedEnvironment(resources);
  let drawn = 0;
  for (let index = 0; index < number; index += 1) {
    const network = generated(environment, seeded, index);
    drawn += network.attempts;
    const file = path.join(out, `net_${seeded}_${String(index).padStart(6, "0")}`);
    fs.writeFileSync(`${file}.py`, network.source);
    fs.writeFileSync(`${file}.json`, `${network.topology}\n`);
  }
  write(
    `${number} networks, each as .py and .json, are in ${out}; ${drawn - number} others were unlike every measured one and left out.\n`,
  );
  return 0;
}

export interface GeneratedNetwork {
  readonly source: string;
  /** What `model.to_json()` gives, on one line. */
  readonly topology: string;
  /** How many were drawn for it. */
  readonly attempts: number;
}

/** About one of six is left out, so that so many in a row are a fault of ours. */
const MOST_ATTEMPTS = 50;

/** The first network drawn for the place that no board's predictor calls unlike every measured one. */
export function generated(environment: AnalysisEnvironment, seed: number, index: number): GeneratedNetwork {
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt += 1) {
    const source = randomNetwork(seed, index, attempt);
    const network = networkOf(environment, source);
    const { topology } = network.root.network;
    if (topology?.kind !== "topology") throw new Error(`${topology?.why ?? "no topology"}\n${source}`);
    const isLikeMeasured = network.estimates.every(
      ({ answer }) => answer.kind === "estimate" && !answer.outsideMeasuredRange,
    );
    if (isLikeMeasured) return { source, topology: topology.json, attempts: attempt + 1 };
  }
  throw new Error(`seed ${seed}, network ${index}: ${MOST_ATTEMPTS} networks were unlike every measured one`);
}

function networkOf(environment: AnalysisEnvironment, text: string): AnalysedModel {
  const place = { uri: "file:///generated.py", version: null, inputShape: null };
  const analysed = analyseNetworks(environment, { ...place, text, withTopologies: true, cancelled: () => false });
  const [network] = analysed.networks;
  if (network === undefined) throw new Error(`no network was found in\n${text}`);
  return network;
}
