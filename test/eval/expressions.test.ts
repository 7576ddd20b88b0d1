import { check, prepareEvaluation } from "../support/eval";
import { ARITHMETIC, TEXT, CONTAINERS } from "./one-liners";

before(prepareEvaluation);

describe("arithmetic", () => {
  for (const [source, expected] of ARITHMETIC) check(source, expected);
});

describe("text", () => {
  for (const [source, expected] of TEXT) check(source, expected);
});

describe("containers", () => {
  for (const [source, expected] of CONTAINERS) check(source, expected);
  check(
    "r = [bool(range(*given)) for given in [(1,), (0,), (2, 2), (3, 1, -1), (3, 3, -1)]]",
    "[True, False, False, True, False]",
  );
  check("r = [1, 2, 1].index(1, -2), [1, 2, 1].index(2, -2)", "(2, 1)");
});
