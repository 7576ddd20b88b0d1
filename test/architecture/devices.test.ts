import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { DEVICES } from "../../predictors/src/devices";
import { ROOT } from "../support/paths";

/** Facts of the paper about its own two boards: figures to compare with, and settings that its authors found. */
const OF_THE_PAPER = ["cli/train.ts", "measurements/dataset.ts", "predictors/src/train/train-totals.ts"];

const TABLE = "predictors/src/devices.ts";

describe("devices", () => {
  it("are named in one table", () => {
    const ids = Object.keys(DEVICES).join("|");
    const named = new RegExp(`["'\`](${ids})["'\`]|^\\s*(${ids}):`, "m");
    const files = ["protocol", "predictors", "server", "client", "measurements", "cli"].flatMap((folder) =>
      fs
        .readdirSync(path.join(ROOT, folder), { recursive: true, encoding: "utf8" })
        .filter((name) => name.endsWith(".ts"))
        .map((name) => `${folder}/${name.split(path.sep).join("/")}`),
    );
    const naming = files.filter((file) => named.test(withoutComments(fs.readFileSync(path.join(ROOT, file), "utf8"))));
    assert.deepEqual(naming.sort(), [...OF_THE_PAPER, TABLE].sort());
  });
});

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "");
}
