/** Arrays joined and taken apart: each text is what numpy 1.26 prints. */
import { check, prepareEvaluation } from "../../support/eval";

before(prepareEvaluation);

describe("arrays joined and taken apart", () => {
  const checkNumpy = (expression: string, expected: string): void => {
    check(`import numpy as np\nr = ${expression}`, expected);
  };
  checkNumpy("[part.tolist() for part in np.split(np.arange(6), [2, 3])]", "[[0, 1], [2], [3, 4, 5]]");
  checkNumpy(
    "[part.tolist() for part in np.split(np.linspace(0, 1, 4), np.cumsum([1, 2]))[:-1]]",
    "[[0.0], [0.3333333333333333, 0.6666666666666666]]",
  );
  checkNumpy("[part.tolist() for part in np.split(np.arange(6), 3)]", "[[0, 1], [2, 3], [4, 5]]");
  checkNumpy("[part.tolist() for part in np.split(np.arange(3), 1)]", "[[0, 1, 2]]");
  checkNumpy("[part.tolist() for part in np.split(np.arange(4), [1, 9, 2])]", "[[0], [1, 2, 3], [], [2, 3]]");
  checkNumpy(
    "[part.tolist() for part in np.split(np.arange(12).reshape(2, 6), 2, axis=1)]",
    "[[[0, 1, 2], [6, 7, 8]], [[3, 4, 5], [9, 10, 11]]]",
  );
  checkNumpy("[part.tolist() for part in np.array_split(np.arange(8), 3)]", "[[0, 1, 2], [3, 4, 5], [6, 7]]");
  checkNumpy("(int(np.argmax([1, 3, 3])), int(np.argmin([2, 1, 1])))", "(1, 1)");
  checkNumpy("(np.array([]).shape, np.array([]).tolist())", "((0,), [])");
  check(
    "import numpy as np\na = np.zeros(2)\nb, c = np.array(a), np.asarray(a)\na[0] = 5\nr = [b.tolist(), c.tolist()]",
    "[[0.0, 0.0], [5.0, 0.0]]",
  );
  checkNumpy("np.stack([[1, 2], [3, 4]], axis=-1).tolist()", "[[1, 3], [2, 4]]");
  checkNumpy("np.stack([[1, 2], [3, 4], [5, 6]], axis=1).shape", "(2, 3)");
  checkNumpy("np.hstack([[1, 2], [3]]).tolist()", "[1, 2, 3]");
  checkNumpy("np.vstack([[1, 2], [3, 4]]).tolist()", "[[1, 2], [3, 4]]");
  checkNumpy(
    "[part.tolist() for part in np.meshgrid([1, 2, 3], [4, 5])]",
    "[[[1, 2, 3], [1, 2, 3]], [[4, 4, 4], [5, 5, 5]]]",
  );
  checkNumpy(
    '[part.tolist() for part in np.meshgrid(range(2), range(3), indexing="ij")]',
    "[[[0, 0, 0], [1, 1, 1]], [[0, 1, 2], [0, 1, 2]]]",
  );
  checkNumpy(
    'np.stack(np.meshgrid(range(2), range(2), indexing="ij"), axis=-1).tolist()',
    "[[[0, 0], [0, 1]], [[1, 0], [1, 1]]]",
  );
  checkNumpy("np.insert(np.arange(3), 1, 9).tolist()", "[0, 9, 1, 2]");
  checkNumpy("np.delete(np.arange(3), -1).tolist()", "[0, 1]");
  checkNumpy("np.pad([1, 2], 1).tolist()", "[0, 1, 2, 0]");
  checkNumpy("np.pad([[1, 2]], [[0, 1], [2, 0]], constant_values=7).tolist()", "[[7, 7, 1, 2], [7, 7, 7, 7]]");
  checkNumpy("np.pad([[1, 2]], (1, 0)).tolist()", "[[0, 0, 0], [0, 1, 2]]");
  checkNumpy("np.transpose(np.arange(6).reshape(1, 2, 3), [2, 0, 1]).tolist()", "[[[0, 3]], [[1, 4]], [[2, 5]]]");
});
