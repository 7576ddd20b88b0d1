/** What wakes the editor is what a library knows: one list of packages for both. */
import assert from "node:assert/strict";
import type { Library } from "../../server/src/eval/host";
import { frameworksOf } from "../../server/src/frameworks/frameworks";
import { createLibrary, createZoo } from "../../server/src/project/language";
import { importsFramework } from "../../server/src/project/relevant";
import { mentionsFramework } from "../../client/src/framework-words";
import { loadTestParsers } from "../support/parsers";

describe("packages of frameworks", () => {
  let python: Library;
  let script: Library;
  before(async () => {
    const zoo = createZoo(await loadTestParsers());
    python = createLibrary("python", zoo);
    script = createLibrary("typescript", zoo);
  });

  for (const name of frameworksOf("python").flatMap(({ homes }) => homes))
    it(`${name} in Python`, () => {
      const text = `from ${name}.layers import Dense`;
      assert.ok(importsFramework(text, "python"));
      assert.ok(mentionsFramework(text));
      assert.notEqual(python.resolve(name), undefined);
    });

  for (const name of ["@tensorflow/tfjs", "@tensorflow/tfjs-node", "@tensorflow/tfjs-layers"])
    it(`${name} in scripts`, () => {
      const text = `import * as tf from '${name}';`;
      assert.ok(importsFramework(text, "typescript"));
      assert.ok(mentionsFramework(text));
      assert.notEqual(script.resolve(name), undefined);
      assert.equal(python.resolve(name), undefined);
    });

  it("what is none", () => {
    for (const name of ["numpy", "torch", "kerastuner", "tf"]) {
      assert.ok(!importsFramework(`import ${name}`, "python"), name);
      assert.equal(python.resolve(name), undefined, name);
    }
  });
});
