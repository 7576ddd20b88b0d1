import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { EMBEDDED_DEVICES } from "../../predictors/src/devices";
import { COMMANDS, compareOnCommand } from "../../protocol/commands";
import {
  DEFAULT_SETTINGS,
  GUTTER_MODES,
  HINT_MODES,
  parseSettings,
  settingProblems,
  SETTINGS_SECTION,
  SLOW_LAYER_CHANNELS,
} from "../../protocol/settings";
import { TOOLS } from "../../protocol/tools";
import { ROOT } from "../support/paths";

interface Manifest {
  readonly icon: string;
  readonly activationEvents: readonly string[];
  readonly extensionKind: readonly string[];
  readonly capabilities: {
    readonly untrustedWorkspaces: {
      readonly supported: boolean;
      readonly restrictedConfigurations: readonly string[];
    };
    readonly virtualWorkspaces: { readonly supported: string; readonly description: string };
  };
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly category: string }[];
    readonly configuration: { readonly properties: Readonly<Record<string, Setting>> };
    readonly languageModelTools: readonly {
      readonly name: string;
      readonly modelDescription: string;
      readonly inputSchema: unknown;
    }[];
    readonly grammars: readonly { readonly path: string; readonly scopeName: string }[];
  };
}

interface Setting {
  readonly scope: string;
  readonly default: unknown;
  readonly enum?: readonly string[];
  readonly enumDescriptions?: readonly string[];
}

describe("package.json", () => {
  const manifest = JSON.parse(fs.readFileSync(path.join(ROOT, "package.json"), "utf8")) as Manifest;
  const { commands, configuration, grammars } = manifest.contributes;

  it("declares the commands that the code names, and no other", () => {
    const named = [...Object.values(COMMANDS), ...EMBEDDED_DEVICES.map(({ id }) => compareOnCommand(id))];
    assert.deepEqual(commands.map(({ command }) => command).sort(), named.sort());
    for (const { category } of commands) assert.equal(category, "Latency Lens");
  });

  it("declares the settings that the code reads, with the same defaults", () => {
    const declared = Object.entries(configuration.properties).map(([key, setting]) => [key, setting.default]);
    assert.deepEqual(Object.fromEntries(declared), flat(SETTINGS_SECTION, DEFAULT_SETTINGS));
  });

  it("declares the tools of assistants as the code describes them", () => {
    assert.deepEqual(
      manifest.contributes.languageModelTools.map(({ name, modelDescription, inputSchema }) => [
        name,
        modelDescription,
        inputSchema,
      ]),
      TOOLS.map(({ name, description, inputSchema }) => [name, description, inputSchema]),
    );
  });

  it("offers the values that the code accepts", () => {
    assert.deepEqual(configuration.properties["latencyLens.hints"]?.enum, HINT_MODES);
    assert.deepEqual(configuration.properties["latencyLens.slowLayer.show"]?.enum, SLOW_LAYER_CHANNELS);
    assert.deepEqual(configuration.properties["latencyLens.gutter"]?.enum, GUTTER_MODES);
    const primary = configuration.properties["latencyLens.primaryDevice"];
    assert.deepEqual(
      primary?.enum,
      EMBEDDED_DEVICES.map(({ id }) => id),
    );
    assert.deepEqual(
      primary.enumDescriptions,
      EMBEDDED_DEVICES.map(({ name }) => name),
    );
  });

  it("lets every setting of what a file shows differ by folder", () => {
    const whole = Object.entries(configuration.properties).filter(([, { scope }]) => scope !== "resource");
    assert.deepEqual(
      whole.map(([name, { scope }]) => `${name}: ${scope}`),
      ["latencyLens.enabled: window", "latencyLens.primaryDevice: window", "latencyLens.boards: machine"],
    );
  });

  it("starts on a language, never on start-up, beside the workspace", () => {
    assert.deepEqual(
      manifest.activationEvents,
      ["python", "javascript", "javascriptreact", "typescript", "typescriptreact"].map((id) => `onLanguage:${id}`),
    );
    assert.deepEqual(manifest.extensionKind, ["workspace"]);
  });

  it("says what works in a workspace that is not trusted, and in a virtual one", () => {
    const { untrustedWorkspaces, virtualWorkspaces } = manifest.capabilities;
    assert.equal(untrustedWorkspaces.supported, true);
    // A host's name is no business of a workspace, trusted or not.
    assert.deepEqual(untrustedWorkspaces.restrictedConfigurations, ["latencyLens.boards"]);
    assert.equal(virtualWorkspaces.supported, "limited");
    assert.match(virtualWorkspaces.description, /imports cannot be read/);
  });

  it("has an icon in a size that the marketplaces take", () => {
    const png = fs.readFileSync(path.join(ROOT, manifest.icon));
    assert.equal(png.subarray(1, 4).toString("latin1"), "PNG");
    // Width and height of a PNG's header; at least 128 pixels are asked for.
    assert.deepEqual([png.readUInt32BE(16), png.readUInt32BE(20)], [256, 256]);
  });

  it("points to grammars that exist under their scope", () => {
    for (const { path: file, scopeName } of grammars) {
      const grammar = JSON.parse(fs.readFileSync(path.join(ROOT, file), "utf8")) as { scopeName: string };
      assert.equal(grammar.scopeName, scopeName);
    }
  });
});

describe("settings", () => {
  it("read what the editor sends", () => {
    const sent = {
      enabled: false,
      primaryDevice: "tx2",
      hints: "slow",
      lenses: false,
      diagnostics: false,
      slowLayer: { share: 0.2, milliseconds: 1.5, minimumMilliseconds: 0, show: "both" },
      gutter: "ruler",
      budget: { tx2: 50 },
      inputs: { "*.py#build": { depth: 20, input_shape: [32, 32, 3] } },
      boards: [{ name: "tx2-lab", host: "nvidia@tx2" }],
    };
    assert.deepEqual(parseSettings(sent), sent);
  });

  for (const sent of [
    null,
    7,
    {},
    {
      hints: "loud",
      primaryDevice: 3,
      slowLayer: { share: -1, milliseconds: "2", minimumMilliseconds: -1 },
      enabled: "yes",
    },
  ]) {
    it(`take the defaults instead of ${JSON.stringify(sent)}`, () => {
      assert.deepEqual(parseSettings(sent), DEFAULT_SETTINGS);
    });
  }

  it("say what is wrong with budgets, and leave it out", () => {
    const sent = { budget: { agx: 20, tx2: "fast", tx3: 5 } };
    assert.deepEqual(parseSettings(sent).budget, { agx: 20 });
    assert.deepEqual(settingProblems(sent), [
      'latencyLens.budget: "tx2" has to be a number of milliseconds above 0, e.g. { "agx": 50, "tx2": 50 }',
      'latencyLens.budget: "tx3" is no device, e.g. { "agx": 50, "tx2": 50 }',
    ]);
    assert.match(settingProblems({ budget: 3 })[0] ?? "", /^latencyLens\.budget has to be milliseconds by device/);
  });

  it("say what is wrong with the inputs of functions, and leave it out", () => {
    const sent = { inputs: { "a.py": 3, "b.py": { input_shape: [224, 224] }, "c.py#f": { classes: 2 } } };
    assert.deepEqual(parseSettings(sent).inputs, { "b.py": { input_shape: [224, 224] }, "c.py#f": { classes: 2 } });
    const [first, second, ...others] = settingProblems(sent);
    assert.match(first ?? "", /^latencyLens\.inputs: "a\.py" has to hold an object of arguments, e\.g\. \{/);
    assert.match(
      second ?? "",
      /^latencyLens\.inputs: the input_shape of "b\.py" has to be \[height, width, channels\]/,
    );
    assert.deepEqual(others, []);
    assert.match(settingProblems({ inputs: [1] })[0] ?? "", /^latencyLens\.inputs has to be an object/);
    assert.deepEqual(settingProblems({ inputs: { "*.py": { input_shape: [8, 8, 1], depth: 3 } } }), []);
    assert.deepEqual(settingProblems(null), []);
  });
});

/** {a: {b: 1}} → {"section.a.b": 1} */
function flat(prefix: string, value: object): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const [key, item] of Object.entries(value) as [string, unknown][]) {
    if (typeof item === "object" && item !== null && Object.keys(item).length > 0)
      Object.assign(result, flat(`${prefix}.${key}`, item));
    else result[`${prefix}.${key}`] = item;
  }
  return result;
}
