import assert from "node:assert/strict";
import { analyse } from "../../server/src/analysis/analysis";
import type { DocumentLanguage } from "../../server/src/project/language";
import { quickFixes } from "../../server/src/ide/quick-fixes";
import { LIMITS } from "../../server/src/eval/limits";
import { DEFAULT_SETTINGS } from "../../protocol/settings";
import { loadTestParsers } from "../support/parsers";
import { DEVICES } from "../support/report";

/** Each fix as it changes its line: "before → after". */
async function fixesOf(text: string, language: DocumentLanguage = "python"): Promise<string[]> {
  const environment = {
    parsers: await loadTestParsers(),
    devices: DEVICES.map((info) => ({ info, predictors: [] })),
    limits: LIMITS,
    now: () => 0,
  };
  const input = { uri: "file:///net", version: 1, text, language, inputShape: null, cancelled: () => false };
  const report = analyse(environment, input);
  const view = { report, settings: DEFAULT_SETTINGS, stale: new Set<string>(), before: [] };
  const lines = text.split("\n");
  return lines.flatMap((line, number) =>
    quickFixes(view, {
      start: { line: number, character: 0 },
      end: { line: number, character: line.length },
    }).map(({ range, text: changed, title }) => {
      const [from, to] = [range.start.character, range.end.character];
      assert.equal(range.start.line, number);
      return `${title}: ${line.slice(0, from)}[${line.slice(from, to)} → ${changed}]${line.slice(to)}`;
    }),
  );
}

const HEAD = `from tensorflow.keras import Input, Sequential, layers
m = Sequential([Input((32, 32, 3))])
`;

describe("quick fixes", () => {
  for (const [what, written, fixed] of [
    [
      "a keyword",
      "m.add(layers.Conv2D(8, 3, activaton='relu'))",
      "m.add(layers.Conv2D(8, 3, [activaton → activation]='relu'))",
    ],
    [
      "a word by keyword",
      "m.add(layers.Conv2D(8, 3, padding='smae'))",
      "m.add(layers.Conv2D(8, 3, padding='[smae → same]'))",
    ],
    [
      "a word by position",
      'm.add(layers.MaxPooling2D(2, 2, "vlaid"))',
      'm.add(layers.MaxPooling2D(2, 2, "[vlaid → valid]"))',
    ],
    [
      "a data format",
      "m.add(layers.Conv2D(8, 3, data_format='chanels_last'))",
      "m.add(layers.Conv2D(8, 3, data_format='[chanels_last → channels_last]'))",
    ],
    [
      "an interpolation",
      "m.add(layers.UpSampling2D(2, interpolation='bilinaer'))",
      "m.add(layers.UpSampling2D(2, interpolation='[bilinaer → bilinear]'))",
    ],
    [
      "an activation",
      "m.add(layers.Conv2D(8, 3, activation='rleu'))",
      "m.add(layers.Conv2D(8, 3, activation='[rleu → relu]'))",
    ],
    ["a layer by case", "m.add(layers.Conv2d(8, 3))", "m.add(layers.[Conv2d → Conv2D](8, 3))"],
    ["a layer", "m.add(layers.Dens(8))", "m.add(layers.[Dens → Dense](8))"],
  ] as const)
    it(`change ${what} to what was meant`, async () => {
      const [fix, ...others] = await fixesOf(`${HEAD}${written}\n`);
      assert.deepEqual(others, []);
      assert.equal(fix, `Change to '${/→ (\w+)\]/.exec(fixed)?.[1] ?? ""}': ${fixed}`);
    });

  for (const [what, written] of [
    ["what is near to nothing", "m.add(layers.Conv2D(8, 3, frobnicate=1, padding='around'))"],
    ["a word that comes from elsewhere", "pad = 'smae'\nm.add(layers.Conv2D(8, 3, padding=pad))"],
    ["a word that is put together", "m.add(layers.Conv2D(8, 3, padding='sm' + 'ae'))"],
    ["an imported name, which its import would not follow", "from keras.layers import Conv2d\nm.add(Conv2d(8, 3))"],
    ["what is right", "m.add(layers.Conv2D(8, 3, padding='same'))"],
  ] as const)
    it(`leave alone ${what}`, async () => {
      assert.deepEqual(await fixesOf(`${HEAD}${written}\n`), []);
    });

  it("change every mistake of a chain, those behind another one too", async () => {
    const found = await fixesOf(`${HEAD}m.add(layers.Conv2d(8, 3))\nm.add(layers.Dens(8))\n`);
    assert.equal(found.length, 2);
  });

  it("change options, words and factories of TensorFlow.js", async () => {
    const text = `import * as tf from "@tensorflow/tfjs";
const m = tf.sequential();
m.add(tf.layers.conv2d({ inputShape: [8, 8, 3], filters: 8, kernelSize: 3, stride: 2 }));
m.add(tf.layers.conv2d({ filters: 8, kernelSize: 3, padding: "smae" }));
m.add(tf.layers.dens({ units: 3 }));
`;
    assert.deepEqual(await fixesOf(text, "javascript"), [
      "Change to 'strides': m.add(tf.layers.conv2d({ inputShape: [8, 8, 3], filters: 8, kernelSize: 3, [stride → strides]: 2 }));",
      `Change to 'same': m.add(tf.layers.conv2d({ filters: 8, kernelSize: 3, padding: "[smae → same]" }));`,
      "Change to 'dense': m.add(tf.layers.[dens → dense]({ units: 3 }));",
    ]);
  });
});
