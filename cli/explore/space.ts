/** The networks that are looked at: a function of a source, and the combinations of its arguments. */
import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { Random } from "../../predictors/src/train/random";
import { analyse } from "../../server/src/analysis/analysis";
import type { AnalysisEnvironment } from "../../server/src/analysis/analysis";
import { Store, storeFolder } from "../../server/src/node/store";
import { readSource } from "../source";
import { UsageError, wholeNumber } from "../usage";
import type { Key } from "./part";
import type { Space } from "./row";
import { combinations, parseVary } from "./vary";
import type { Combination } from "./vary";

export interface SpaceOptions {
  readonly file: string;
  readonly vary: string;
  /** The function that gives the model; without it, the only one of the file that does. */
  readonly call?: string;
  /** So many of the combinations, drawn at random; without it all. */
  readonly sample?: string;
  readonly seed: string;
}

/** With what its rows depend on. Throws UsageError for what cannot be explored. */
export function openSpace(
  environment: AnalysisEnvironment,
  options: SpaceOptions,
  about: { readonly version: string; readonly resources: string; readonly store: string | undefined },
): { readonly space: Space; readonly combinations: readonly Combination[]; readonly key: Key } {
  const varied = parseVary(options.vary);
  const source = readSource(options.file);
  if (source.language !== "python") throw new UsageError(`${options.file}: explore reads Python; give a .py file`);
  const seed = wholeNumber("--seed", options.seed, 0, 0xffffffff);
  const sample =
    options.sample === undefined ? null : wholeNumber("--sample", options.sample, 1, Number.MAX_SAFE_INTEGER);
  const uri = pathToFileURL(path.resolve(options.file)).href;
  const report = analyse(environment, { uri, version: null, ...source, inputShape: null, cancelled: () => false });
  const { models, candidates = [], consulted = [], devices } = report;
  const names = [...models, ...candidates.filter(({ kind }) => kind === "network")].map(({ name }) => name);
  const name = options.call ?? onlyFunction(names, options.file);
  const space = { uri, ...source, function: name, varied };
  const key = {
    version: about.version,
    file: path.basename(options.file),
    source: sourceHash(source.text, consulted),
    function: name,
    varied,
    sample,
    seed: sample === null ? null : seed,
    devices,
    predictors: predictorsHash(
      devices.map(({ id }) => id),
      about,
    ),
  };
  return { space, combinations: drawn(combinations(varied), sample, seed), key };
}

/** In their order. */
function drawn(all: readonly Combination[], sample: number | null, seed: number): readonly Combination[] {
  if (sample === null) return all;
  const chosen = new Set(new Random(seed).permutation(all.length).subarray(0, sample));
  return all.filter((_, index) => chosen.has(index));
}

function onlyFunction(found: readonly string[], file: string): string {
  const [name, ...others] = new Set(found.map((one) => one.replace(/[(:].*$/s, "")));
  if (name !== undefined && others.length === 0) return name;
  const there =
    name === undefined ? "no function that gives a model was found" : `there are ${[name, ...others].join(", ")}`;
  throw new UsageError(`${file}: ${there}; name one with --call`);
}

/** Of the file and of the files of its project that it rests on. */
function sourceHash(text: string, consulted: readonly string[]): string {
  const others = consulted.flatMap((uri) => {
    const file = fileURLToPath(uri);
    return fs.statSync(file, { throwIfNoEntry: false })?.isFile() === true ? [fs.readFileSync(file, "utf8")] : [];
  });
  return hash([text, ...others.sort()]);
}

/** Of the model files, those of the user's own store included, and of the figures that scale a board. */
function predictorsHash(
  devices: readonly string[],
  { resources, store }: { readonly resources: string; readonly store: string | undefined },
): string {
  const folder = path.join(resources, "models");
  const embedded = fs
    .readdirSync(folder)
    .filter((name) => devices.some((id) => name.endsWith(`-${id}.json`)))
    .sort()
    .map((name) => `${name}\n${fs.readFileSync(path.join(folder, name), "utf8")}`);
  const own = new Store(storeFolder(store));
  return hash([...embedded, ...devices.map((id) => JSON.stringify(own.model(id))), JSON.stringify(own.figures())]);
}

function hash(texts: readonly string[]): string {
  const sum = createHash("sha256");
  // The lengths keep two texts apart from one.
  for (const text of texts) sum.update(`${text.length}\n${text}`);
  return sum.digest("hex");
}
