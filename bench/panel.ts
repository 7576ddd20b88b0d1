/** From the panel's data to its first picture in Chromium, beside a plain table of the same layers in the same browser. */
import { spawnSync } from "node:child_process";
import * as path from "node:path";
import { quantile } from "../predictors/src/train/statistics";
import { ROOT } from "../test/support/paths";
import type { BenchResult, Figure } from "./result";

const PAGES = 15;

/** Titles of networks of the zoo, one of them with as many layers as they have. */
const NETWORKS: Readonly<Record<string, string>> = { resnet50: "ResNet-50", densenet_unpooled: "DenseNet-161" };

/** Milliseconds that pass, and those in which the page's thread works: the second ones are the same on a busy machine. */
interface Took {
  readonly wall: number;
  readonly thread: number;
}

type Measured = Readonly<Record<string, { readonly panel: readonly Took[]; readonly table: readonly Took[] }>>;

export function panel(): readonly BenchResult[] {
  build();
  const script = path.join(ROOT, "bench/peers/panel.mjs");
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, String(PAGES), ...Object.keys(NETWORKS)], {
    encoding: "utf8",
    maxBuffer: 1e8,
  });
  if (status !== 0) throw new Error(`the panel could not be measured: ${stderr}`);
  const measured = JSON.parse(stdout) as Measured;
  return Object.entries(NETWORKS).map(([name, title]) => resultOf(title, measured[name]));
}

/** The page of the panel is what ships. */
function build(): void {
  const { status, stderr } = spawnSync(process.execPath, [path.join(ROOT, "esbuild.mjs"), "--production"], {
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`the build failed: ${stderr}`);
}

function resultOf(network: string, measured: Measured[string] | undefined): BenchResult {
  const { panel: pages = [], table = [] } = measured ?? {};
  const figure = (name: string, took: readonly number[], q: number): Figure => ({
    name,
    value: quantile(took, q),
    unit: "ms",
  });
  const wall = pages.map((page) => page.wall);
  return {
    title: `The panel's first picture of ${network} after its data`,
    figures: [
      figure("p50", wall, 0.5),
      figure("p95", wall, 0.95),
      figure(
        "p50 of the page's thread",
        pages.map(({ thread }) => thread),
        0.5,
      ),
      figure(
        "a plain table of its layers, p50",
        table.map((page) => page.wall),
        0.5,
      ),
      figure(
        "a plain table, p50 of the page's thread",
        table.map(({ thread }) => thread),
        0.5,
      ),
    ],
    goal: { figure: "p50", sense: "at most", value: 300 },
    skipped: [],
  };
}
