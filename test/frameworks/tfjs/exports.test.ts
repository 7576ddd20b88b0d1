/** Ways to define and export a network: what we show is what the same file gives in node, with TensorFlow.js itself. */
import assert from "node:assert/strict";
import { buildWithTfjs } from "../../support/tfjs";
import { scriptNetworksIn, totalParameters } from "../../support/networks";

const REQUIRE = "const tf = require('@tensorflow/tfjs');\n";
const NET = "tf.sequential({ layers: [tf.layers.dense({ units: u, inputShape: [4] })] })";

/** The source, the name that we show, and what node calls to get the network. */
const WAYS: readonly (readonly [source: string, name: string, call: string])[] = [
  [`exports.build = function () { const u = 3; return ${NET}; };`, "build", "module.exports.build()"],
  [`exports.build = (u = 4) => ${NET};`, "build", "module.exports.build()"],
  [`exports.build = async function named(u = 5) { return ${NET}; };`, "build", "module.exports.build()"],
  [`module.exports.build = function (u = 6) { return ${NET}; };`, "build", "module.exports.build()"],
  [`module.exports = function (u = 7) { return ${NET}; };`, "module.exports", "module.exports()"],
  [`module.exports = (u = 8) => ${NET};`, "module.exports", "module.exports()"],
  [`exports = module.exports = function (u = 9) { return ${NET}; };`, "module.exports", "module.exports()"],
  [`module.exports = { build(u = 10) { return ${NET}; } };`, "build", "module.exports.build()"],
  [`module.exports = { build: function (u = 11) { return ${NET}; } };`, "build", "module.exports.build()"],
  [`module.exports = { build: (u = 12) => ${NET} };`, "build", "module.exports.build()"],
  [`function build(u = 13) { return ${NET}; }\nmodule.exports = { build };`, "build", "module.exports.build()"],
  [`function build(u = 14) { return ${NET}; }\nmodule.exports = { make: build };`, "build", "module.exports.make()"],
  [`function build(u = 15) { return ${NET}; }\nmodule.exports = build;`, "build", "module.exports()"],
  [`function build(u = 16) { return ${NET}; }\nexports.build = build;`, "build", "module.exports.build()"],
  [
    `class Net { build(u = 17) { return ${NET}; } }\nmodule.exports = Net;`,
    "Net.build",
    "new module.exports().build()",
  ],
  [
    `class Net { build(u = 18) { return ${NET}; } }\nmodule.exports = { Net };`,
    "Net.build",
    "new module.exports.Net().build()",
  ],
  [
    `class Net { static build(u = 19) { return ${NET}; } }\nexports.Net = Net;`,
    "Net.build",
    "module.exports.Net.build()",
  ],
  [`const u = 20;\nmodule.exports = ${NET};`, "module.exports", "module.exports"],
  [`const u = 21;\nexports.model = ${NET};`, "model", "module.exports.model"],
];

/** Other ways to get at the library. */
const LIBRARIES: readonly string[] = [
  "let tf;\ntry { tf = require('@tensorflow/tfjs-node'); } catch (error) { tf = require('@tensorflow/tfjs'); }\n",
  "var tf = require('@tensorflow/tfjs-node-gpu');\n",
  "let tf = null;\ntf = require('@tensorflow/tfjs');\n",
];

async function shown(source: string): Promise<readonly string[]> {
  const { networks } = await scriptNetworksIn(source, "javascript");
  return networks.map(({ root, graph }) => `${root.name} ${totalParameters(graph) ?? "?"}`);
}

/** The parameters of what node gives; a promise is awaited by nobody here, so an `async` is left out. */
function inNode(source: string, call: string): number {
  const plain = source.replaceAll("async ", "");
  const answer = buildWithTfjs(
    `const module = { exports: {} }; let exports = module.exports; const require = () => tf;
     (() => { ${plain.replace(REQUIRE, "")} })(); return ${call};`,
  );
  assert.ok(answer.kind === "built", answer.kind === "refused" ? answer.message : "");
  return answer.parameters;
}

describe("ways to define and export a network", () => {
  for (const [source, name, call] of WAYS) {
    it(source.replace(NET, "…").replace("\n", " "), async () => {
      assert.deepEqual(await shown(REQUIRE + source), [`${name} ${inNode(source, call)}`]);
    });
  }

  for (const library of LIBRARIES) {
    it(library.replaceAll("\n", " ").trim(), async () => {
      assert.deepEqual(await shown(`${library}exports.build = (u = 3) => ${NET};`), ["build 15"]);
    });
  }

  it("a variable of the module keeps its value where another one is exported under its name", async () => {
    const source = `${REQUIRE}const units = 3;\nfunction build() { const u = units; return ${NET}; }\nmodule.exports = { units: 9, build };`;
    assert.deepEqual(await shown(source), ["build 15"]);
  });
});
