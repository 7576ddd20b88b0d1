/** Layers are known by their families alone: what stands around them asks their rules and names none. */
import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { constructorOf, CONSTRUCTOR_NAMES } from "../../server/src/frameworks/keras/constructors";
import { layerClasses } from "../../server/src/layers/registry";
import { ROOT } from "../support/paths";
import { sourceFiles } from "../support/source-files";

/** Classes that no constructor of a source makes: a saved topology, another layer or the framework does. */
const WITHOUT_CONSTRUCTOR: ReadonlyMap<string, string> = new Map([
  ["Constant", "made by the framework"],
  ["DeclaredLayer", "made by the framework"],
  ["FixedDropout", "a class of EfficientNet's own, in saved topologies"],
  ["FurtherOutput", "made by the framework"],
  ["Operation", "made by the framework"],
  ["OwnWeights", "made by the framework"],
  ["SlicingOpLambda", "made by the framework"],
  ["TFOpLambda", "made by the framework"],
  ["Weight", "made by the framework"],
]);

function classesIn(text: string): readonly string[] {
  const known = new Set(layerClasses());
  return [...new Set([...text.matchAll(/\w+/g)].map(([word]) => word))].filter((word) => known.has(word));
}

/** Those in strings and regular expressions. */
function quotedIn(text: string): readonly string[] {
  const code = text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "");
  return [...code.matchAll(/"[^"\n]*"|`[^`]*`|\/[^/\n]+\//g)].flatMap(([quoted]) => classesIn(quoted));
}

function textOf(file: string): string {
  return fs.readFileSync(path.join(ROOT, file), "utf8");
}

describe("layers", () => {
  it("are named by nothing in graph and features", () => {
    const named = ["server/src/graph", "server/src/features"]
      .flatMap(sourceFiles)
      .flatMap((file) => classesIn(textOf(file)).map((name) => `${file}: ${name}`));
    assert.deepEqual(named, []);
  });

  it("are named by no code that finds, traces or guesses networks, but for those that it makes itself", () => {
    const files = ["server/src/frameworks/roots", "server/src/frameworks/tracing"].flatMap(sourceFiles);
    const named = [...files, "measurements/guessed-topology.ts"].flatMap((file) =>
      quotedIn(textOf(file))
        .filter((name) => WITHOUT_CONSTRUCTOR.get(name) !== "made by the framework")
        .map((name) => `${file}: ${name}`),
    );
    assert.deepEqual(named, []);
  });

  it("are found where they are named", () => {
    assert.deepEqual(classesIn('if (layer.class === "Conv2D" || /Dense/.test(name)) return Denser;'), [
      "Conv2D",
      "Dense",
    ]);
    assert.deepEqual(
      quotedIn('/** A Dense. */ if (name === "Conv2D" || /^Max(Pool|Pooling)2D$|Add/.test(name)) Flatten(); // "Dot"'),
      ["Conv2D", "Add"],
    );
  });

  it("belong to one family each", () => {
    const classes = layerClasses();
    assert.ok(classes.length > 130, `${classes.length} classes`);
    assert.deepEqual(
      classes.filter((name, index) => classes.indexOf(name) !== index),
      [],
    );
  });

  it("have a constructor or a reason why not", () => {
    const made = new Set(CONSTRUCTOR_NAMES.map((name) => constructorOf(name)?.class));
    assert.deepEqual(
      layerClasses()
        .filter((name) => !made.has(name))
        .sort(),
      [...WITHOUT_CONSTRUCTOR.keys()],
    );
  });
});
