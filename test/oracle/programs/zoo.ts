/** The networks of `zoo/networks.json`, at one of their sizes. */
import * as fs from "node:fs";
import * as path from "node:path";
import type { OracleProgram } from "../program";

interface Table {
  readonly sizes: Readonly<Record<string, readonly number[]>>;
  readonly networks: readonly {
    readonly network: string;
    readonly file: string;
    readonly call: string;
    readonly sizes: string | readonly number[];
  }[];
}

/** Name under which both sides find the folder `zoo/keras` as a package. */
export const ZOO_PACKAGE = "latency_zoo";

export function zooPrograms(root: string): readonly OracleProgram[] {
  const table = JSON.parse(fs.readFileSync(path.join(root, "zoo/networks.json"), "utf8")) as Table;
  return table.networks.map(({ network, file, call, sizes }) => {
    const measured = typeof sizes === "string" ? (table.sizes[sizes] ?? []) : sizes;
    const size = measured.includes(224) ? 224 : (measured[Math.floor(measured.length / 2)] ?? 224);
    return {
      id: `zoo/${network}`,
      source: `from ${ZOO_PACKAGE}.${file.replace(/\.py$/, "")} import *\ninput_shape = (${size}, ${size}, 3)\nmodel = ${call}\n`,
      models: ["model"],
    };
  });
}
