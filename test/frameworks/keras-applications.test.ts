/** keras-applications 1.0.8 (Debian: python3-keras-applications) from its own source, by way of the command line. */
import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { estimate } from "../../cli/estimate";

const PACKAGE = "/usr/lib/python3/dist-packages/keras_applications";

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
} as const;

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
    if (!fs.existsSync(PACKAGE)) {
      console.log(`    keras-applications is not installed (${PACKAGE}): its networks are not checked`);
      this.skip();
    }
  });

  for (const [file, networks] of Object.entries(DOCUMENTED))
    it(`${file} has ${networks.map(([name]) => name).join(", ")} as documented`, async () => {
      const { models, problems } = await estimated(path.join(PACKAGE, file));
      assert.deepEqual(problems, []);
      assert.deepEqual(
        models.map(({ name, parameters, inputShapes, partial, assumptions }) => [
          name,
          parameters.total,
          inputShapes,
          partial,
          assumptions,
        ]),
        networks.map(([name, total]) => [name, total, [[224, 224, 3]], false, []]),
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
