/** Arrays whose shape is known and whose numbers are not. */
import * as assert from "node:assert/strict";
import { prepareEvaluation, shown } from "../../support/eval";

const table = "import numpy as np; a = np.zeros((300, 200)); ";
const powers = "import numpy as np; a = 10000 ** (np.arange(8, dtype='float32') / 8); ";

describe("numpy arrays of unknown numbers", () => {
  before(prepareEvaluation);

  const shapes: readonly (readonly [program: string, expected: string])[] = [
    [`${table}r = a.shape`, "(300, 200)"],
    [`${table}r = (1 - a[None] * 2).shape`, "(1, 300, 200)"],
    [`${table}r = a[:, None, ::2].shape`, "(300, 1, 100)"],
    [`${table}r = np.stack([a, a], axis=-1).reshape([-1, 4]).T.shape`, "(4, 30000)"],
    [`${table}r = np.concatenate([a, np.ones((1, 200))], axis=0).sum(axis=1).shape`, "(301,)"],
    [`${table}r = np.repeat(a.astype('float32'), 3, axis=1).shape`, "(300, 600)"],
    [`${table}r = np.tile(a, [1, 2, 1]).shape`, "(1, 600, 200)"],
    [`${table}r = np.expand_dims(a, 0).squeeze().shape`, "(300, 200)"],
    [`${table}r = len(a)`, "300"],
    [`${table}r = np.tri(200).shape, np.arange(30000).shape`, "((200, 200), (30000,))"],
    [`${table}r = np.ones((5, 7))[np.arange(30000)].shape`, "(30000, 7)"],
    [`${powers}r = np.sin(a[:, None] / a).shape`, "(8, 8)"],
    [`import numpy as np; r = np.repeat([[1, 2], [3, 4]], 2, axis=0).tolist()`, "[[1, 2], [1, 2], [3, 4], [3, 4]]"],
    [`import numpy as np; r = np.repeat([[1, 2], [3, 4]], 2, axis=-1).tolist()`, "[[1, 1, 2, 2], [3, 3, 4, 4]]"],
    [`import numpy as np; r = np.tile([[1, 2]], (2, 2)).tolist()`, "[[1, 2, 1, 2], [1, 2, 1, 2]]"],
    [`import numpy as np; r = np.tri(2, 3, 1).tolist()`, "[[1.0, 1.0, 0.0], [1.0, 1.0, 1.0]]"],
  ];
  for (const [program, expected] of shapes)
    it(program, () => {
      assert.equal(shown(program), expected);
    });

  const numbers: readonly string[] = [
    `${table}r = a[0, 0]`,
    `${table}r = int(a.sum())`,
    `${table}r = a.max()`,
    `${table}r = float(a[0][0])`,
    `${table}r = bool(a[0, :1])`,
    `${table}r = 0 in a`,
    `${table}r = np.argsort(a[0])`,
    `${table}r = np.where(a[0] == 0)`,
    `${table}r = np.unique(a)`,
    `${table}r = a.argmax()`,
    `${table}a[0, 0] = 1; r = a[0, 0]`,
    `${table}b = np.ones(200); b[:] = a[0]; r = b[0]`,
    `${table}b = np.ones(200); b += a[0]; r = b[0]`,
    `${table}r = np.zeros(int(a[0, 0]) + 1).shape`,
    `${table}r = [x for x in a[0]][0]`,
    `${table}r = np.array_equal(a, a)`,
    `${powers}r = a[1]`,
    `${powers}r = a.tolist()[1]`,
    `${powers}r = a.sum()`,
  ];
  for (const program of numbers)
    it(`${program}: unknown`, () => {
      assert.match(shown(program), /^unknown: /);
    });
});
