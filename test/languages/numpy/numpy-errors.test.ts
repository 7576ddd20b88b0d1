/** What numpy refuses is not known, with numpy's own reason. */
import { check, prepareEvaluation } from "../../support/eval";

before(prepareEvaluation);

describe("numpy refuses", () => {
  check("import numpy as np\nr = np.arange(0, 5, 0)", "unknown: ZeroDivisionError: numpy.arange() with the step 0");
});
