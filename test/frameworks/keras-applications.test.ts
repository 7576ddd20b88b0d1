/** keras-applications 1.0.8 (Debian: python3-keras-applications) from its own source, by way of the command line. */
import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { estimate } from "../../cli/estimate";
import { KERAS_APPLICATIONS } from "../support/paths";

/** Parameters with 1000 classes as keras.io documents them. */
const DOCUMENTED = {
  "vgg16.py": [["VGG16", 138_357_544]],
  "mobilenet_v2.py": [["MobileNetV2", 3_538_984]],
  "densenet.py": [
    ["DenseNet121", 8_062_504],
    ["DenseNet169", 14_307_880],
    ["DenseNet201", 20_242_984],
  ],
  "resnet.py": [
    ["ResNet50", 25_636_712],
    ["ResNet101", 44_707_176],
    ["ResNet152", 60_419_944],
  ],
  "vgg19.py": [["VGG19", 143_667_240]],
  "xception.py": [["Xception", 22_910_480]],
  "inception_v3.py": [["InceptionV3", 23_851_784]],
  "inception_resnet_v2.py": [["InceptionResNetV2", 55_873_736]],
  "mobilenet.py": [["MobileNet", 4_253_864]],
  "nasnet.py": [
    ["NASNet", 88_949_818],
    ["NASNetLarge", 88_949_818],
    ["NASNetMobile", 5_326_716],
  ],
  "resnet_v2.py": [
    ["ResNet50V2", 25_613_800],
    ["ResNet101V2", 44_675_560],
    ["ResNet152V2", 60_380_648],
  ],
  "resnext.py": [
    ["ResNeXt50", 25_097_128],
    ["ResNeXt101", 44_315_560],
  ],
} as const;

/** Sides of the square input where they are not 224. */
const SIDES: Readonly<Record<string, number>> = {
  InceptionResNetV2: 299,
  InceptionV3: 299,
  NASNet: 331,
  NASNetLarge: 331,
  Xception: 299,
};

interface Estimated {
  readonly models: readonly {
    readonly name: string;
    readonly partial: boolean;
    readonly parameters: { readonly total: number };
    readonly inputShapes: readonly unknown[];
    readonly assumptions: readonly unknown[];
  }[];
  readonly problems: readonly unknown[];
}

describe("keras-applications", () => {
  before(function () {
    if (!fs.existsSync(KERAS_APPLICATIONS)) {
      console.log(`    keras-applications is not installed (${KERAS_APPLICATIONS}): its networks are not checked`);
      this.skip();
    }
  });

  for (const [file, networks] of Object.entries(DOCUMENTED))
    it(`${file} has ${networks.map(([name]) => name).join(", ")} as documented`, async () => {
      const { models, problems } = await estimated(path.join(KERAS_APPLICATIONS, file));
      assert.deepEqual(problems, []);
      assert.deepEqual(
        models.map(({ name, parameters, inputShapes, partial, assumptions }) => [
          name,
          parameters.total,
          inputShapes,
          partial,
          assumptions,
        ]),
        networks.map(([name, total]) => {
          const side = SIDES[name] ?? 224;
          return [name, total, [[side, side, 3]], false, []];
        }),
      );
    });
});

async function estimated(file: string): Promise<Estimated> {
  let output = "";
  // The bundle lies one folder below the parsers and the predictors.
  const resources = path.join(__dirname, "..");
  const status = await estimate({ file, format: "json", resources, write: (text) => void (output += text) });
  assert.equal(status, 0);
  return JSON.parse(output) as Estimated;
}
