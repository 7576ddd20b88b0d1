import { check, prepareEvaluation } from "../support/eval";
import { STATEMENTS, CLASSES } from "./one-liners";

before(prepareEvaluation);

describe("statements", () => {
  for (const [source, expected] of STATEMENTS) check(source, expected);
});

describe("classes", () => {
  for (const [source, expected] of CLASSES) check(source, expected);
});
