/** From source text to layers and shapes, beside TensorFlow.js building the same network. */
import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { performance } from "node:perf_hooks";
import { networksIn, totalParameters } from "../test/support/networks";
import { ROOT } from "../test/support/paths";
import type { BenchResult } from "./result";

const WARM_UP = 30;
const REPEATS = 100;
const PARAMETERS = 25_636_712;

/** Milliseconds of the fastest build, with its own initializers and with zeros in their place. */
interface Peer {
  readonly version: string;
  readonly parameters: number;
  readonly own: number;
  readonly zeros: number;
}

export async function network(): Promise<BenchResult> {
  const ours = await ownMs();
  const peer = measurePeer();
  return {
    title: "ResNet-50 from source to layers, shapes and parameters, warm",
    figures: [
      { name: "ours", value: ours, unit: "ms" },
      ...(peer === null
        ? []
        : [
            { name: `TensorFlow.js ${peer.version}, building it`, value: peer.own, unit: "ms" },
            { name: "TensorFlow.js, weights of zeros", value: peer.zeros, unit: "ms" },
            { name: "times faster than building", value: peer.own / ours, unit: "×" },
            { name: "times faster than building with zeros", value: peer.zeros / ours, unit: "×" },
          ]),
    ],
    goal: { figure: "times faster than building", sense: "at least", value: 50 },
    skipped: peer === null ? ["TensorFlow.js: npm could not install bench/package.json"] : [],
  };
}

/** The fastest run, as of the peer. */
async function ownMs(): Promise<number> {
  const source = fs.readFileSync(path.join(ROOT, "zoo/keras/resnet50.py"), "utf8");
  const times: number[] = [];
  for (let index = 0; index < WARM_UP + REPEATS; index++) {
    const started = performance.now();
    const { networks } = await networksIn(source);
    times.push(performance.now() - started);
    const [network] = networks;
    if (network === undefined || totalParameters(network.graph) !== PARAMETERS) throw new Error("it is no ResNet-50");
  }
  return Math.min(...times.slice(WARM_UP));
}

/** Null where the package cannot be installed. */
function measurePeer(): Peer | null {
  const folder = path.join(ROOT, "bench");
  if (!fs.existsSync(path.join(folder, "node_modules/@tensorflow/tfjs"))) {
    process.stderr.write("Installing the packages of bench/package-lock.json …\n");
    const install = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
    const { status } = spawnSync("npm", install, { cwd: folder, stdio: ["ignore", 2, 2] });
    if (status !== 0) return null;
  }
  const { status, stdout, stderr } = spawnSync(process.execPath, [path.join(folder, "peers/tfjs.cjs")], {
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`TensorFlow.js failed: ${stderr}`);
  const peer = JSON.parse(stdout) as Peer;
  if (peer.parameters !== PARAMETERS) throw new Error(`TensorFlow.js built ${peer.parameters} parameters`);
  return peer;
}
