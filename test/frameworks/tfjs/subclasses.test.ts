/** Layers and models of a file's own, run in TensorFlow.js and read by us. */
import assert from "node:assert/strict";
import { buildWithTfjs } from "../../support/tfjs";
import { answersOf, difference } from "./answers";

const SCALE = `
  class Scale extends tf.layers.Layer {
    static className = 'Scale';
    build(shape) { this.w = this.addWeight('w', [shape[shape.length - 1]], 'float32', tf.initializers.ones()); }
    computeOutputShape(shape) { return shape; }
    call(x) { return tf.mul(Array.isArray(x) ? x[0] : x, this.w.read()); }
  }`;

const PROGRAMS: readonly (readonly [title: string, body: string])[] = [
  [
    "a layer with a weight within a Sequential",
    `${SCALE} return tf.sequential({layers: [tf.layers.dense({units: 3, inputShape: [4]}), new Scale({}), tf.layers.dense({units: 2})]});`,
  ],
  [
    "a layer of two inputs, whose output has the shape of the first",
    `class Sample extends tf.layers.Layer {
       computeOutputShape(shapes) { return shapes[0]; }
       call([mean, logVar]) { return tf.add(mean, tf.exp(tf.mul(logVar, 0.5))); }
       getClassName() { return 'Sample'; }
     }
     const x = tf.input({shape: [10]});
     const mean = tf.layers.dense({units: 2}).apply(x), logVar = tf.layers.dense({units: 2}).apply(x);
     return tf.model({inputs: x, outputs: [mean, logVar, new Sample({}).apply([mean, logVar])]});`,
  ],
  [
    "without computeOutputShape the shape stays",
    `class Half extends tf.layers.Layer { static className = 'Half'; call(x) { return tf.mul(x[0] ?? x, 0.5); } }
     const x = tf.input({shape: [6, 4]});
     return tf.model({inputs: x, outputs: tf.layers.flatten().apply(new Half({name: 'h'}).apply(x))});`,
  ],
  [
    "a weight that is not trained, and one that is",
    `class Both extends tf.layers.Layer {
       static className = 'Both';
       constructor(options) { super(options); this.units = options.units; }
       build(shape) {
         this.a = this.addWeight('a', [shape[1], this.units], 'float32', tf.initializers.ones());
         this.b = this.addWeight('b', [this.units], 'float32', tf.initializers.zeros(), null, false);
         super.build(shape);
       }
       computeOutputShape(shape) { return [shape[0], this.units]; }
       call(x) { return tf.add(tf.matMul(Array.isArray(x) ? x[0] : x, this.a.read()), this.b.read()); }
     }
     const x = tf.input({shape: [4]});
     return tf.model({inputs: x, outputs: new Both({units: 7}).apply(x)});`,
  ],
  [
    "one layer in two places has its weights once",
    `${SCALE} const x = tf.input({shape: [5]}); const s = new Scale({}); return tf.model({inputs: x, outputs: s.apply(s.apply(x))});`,
  ],
  [
    "a class of Sequentials that fills itself",
    `class Net extends tf.Sequential {
       constructor(units) { super(); this.add(tf.layers.dense({units, inputShape: [4]})); this.add(tf.layers.dense({units: 2})); }
     }
     return new Net(3);`,
  ],
  [
    "a class of models of inputs and outputs",
    `class Net extends tf.LayersModel {
       constructor(units) { const x = tf.input({shape: [4]}); super({inputs: x, outputs: tf.layers.dense({units}).apply(x)}); }
     }
     return new Net(3);`,
  ],
];

describe("layers and models of a file's own", () => {
  for (const [title, body] of PROGRAMS) {
    it(title, async () => {
      const [ours] = await answersOf([body.replace(/\s*\n\s*/g, " ")]);
      assert.ok(ours);
      assert.equal(difference(buildWithTfjs(body), ours), null);
    });
  }

  it("two layers of one name are an error", async () => {
    const dense = (name: string, more = ""): string => `tf.layers.dense({units: 3, name: '${name}'${more}})`;
    const bodies = ["x", "y"].flatMap((name) => [
      `return tf.sequential({layers: [${dense("x", ", inputShape: [4]")}, ${dense(name)}]});`,
      `const i = tf.input({shape: [4]}); return tf.model({inputs: i, outputs: ${dense("x")}.apply(${dense(name)}.apply(i))});`,
    ]);
    const ours = await answersOf(bodies);
    const differences = bodies.map((body, index) => {
      const answer = ours[index];
      assert.ok(answer);
      return difference(buildWithTfjs(body), answer);
    });
    assert.deepEqual(differences, [null, null, null, null]);
  });

  it("an output that is not understood leaves the reason", async () => {
    const body =
      "class Odd extends tf.layers.Layer { computeOutputShape(shape) { return later(shape); } }" +
      " const x = tf.input({shape: [4]}); return tf.model({inputs: x, outputs: new Odd({}).apply(x)});";
    const [ours] = await answersOf([body]);
    assert.match(ours?.unknown ?? "", /later/);
  });
});
