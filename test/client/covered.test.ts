/** Whatever package.json offers is tried in a real window. */
import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { TABS } from "../../protocol/panel";
import { ROOT } from "../support/paths";

interface Manifest {
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly title: string }[];
    readonly configuration: { readonly properties: Readonly<Record<string, unknown>> };
    readonly languageModelTools: readonly { readonly name: string }[];
  };
}

/** The suite in the editor, and what a person does in a window; pictures are looked at, not checked. */
function windowTests(): string {
  const suite = fs.readdirSync(path.join(ROOT, "test/electron")).filter((name) => name.endsWith(".ts"));
  const files = [...suite.map((name) => `test/electron/${name}`), "test/host/acts.mjs"];
  return files.map((file) => fs.readFileSync(path.join(ROOT, file), "utf8")).join("\n");
}

describe("tests in a window", () => {
  const tests = windowTests();
  const { contributes } = JSON.parse(fs.readFileSync(path.join(ROOT, "package.json"), "utf8")) as Manifest;

  for (const { command, title } of contributes.commands)
    it(`run ${command}`, () => {
      const short = command.replace("latencyLens.", "");
      const names = [`"${command}"`, `"${short}"`, `\`${command}\``, `"Latency Lens: ${title}"`];
      assert.ok(
        names.some((name) => tests.includes(name)),
        `none of ${names.join(", ")} is in test/electron or test/host/acts.mjs`,
      );
    });

  for (const setting of Object.keys(contributes.configuration.properties))
    it(`change ${setting}`, () => {
      const names = [`set("${setting.replace("latencyLens.", "")}"`, `"${setting}"`];
      assert.ok(
        names.some((name) => tests.includes(name)),
        `none of ${names.join(", ")} is in test/electron or test/host/acts.mjs`,
      );
    });

  it("open every tab of the panel", () => {
    const titles = {
      time: "Time",
      bounds: "What bounds it",
      layers: "Layers",
      compare: "Compare",
      "what-if": "What if",
    };
    for (const tab of TABS) assert.ok(tests.includes(`["${titles[tab]}", panel.`), tab);
  });

  it("ask the tools of assistants", () => {
    assert.deepEqual(contributes.languageModelTools.map(({ name }) => name).sort(), [
      "compare_latency",
      "estimate_latency",
    ]);
    assert.match(tests, /ask\(ESTIMATE_TOOL/);
    assert.match(tests, /ask\(COMPARE_TOOL/);
  });
});
