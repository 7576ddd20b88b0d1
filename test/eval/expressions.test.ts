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
});
