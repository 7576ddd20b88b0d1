import assert from "node:assert/strict";
import { check, prepareEvaluation, shown } from "../support/eval";
import { ARITHMETIC, TEXT, CONTAINERS } from "./one-liners";

before(prepareEvaluation);

describe("arithmetic", () => {
  for (const [source, expected] of ARITHMETIC) check(source, expected);
});

describe("text", () => {
  check("r = 'a' % [1], 'a' % {'b': 1}, 'a' % ()", "('a', 'a', 'a')");
  it("before % that leaves values unused is an error", () => {
    for (const values of ["(1,)", "1", "'b'"])
      assert.match(shown(`r = 'a' % ${values}`), /not all values are used/, values);
  });
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
