import assert from "node:assert/strict";
import { describe as described } from "../../../server/src/syntax/javascript/heal-statements";

describe("what is said of code that cannot be read", () => {
  const said = (text: string, change: { readonly missing?: boolean; readonly named?: boolean } = {}): string =>
    described(text, { type: ")", named: true, missing: false, start: 0, end: text.length, ...change });

  it("quotes its first line, of which 30 characters", () => {
    assert.equal(said("\n  foo bar\nbaz"), '"foo bar" was not expected here');
    assert.equal(said("x".repeat(30)), `"${"x".repeat(30)}" was not expected here`);
    assert.equal(said("x".repeat(31)), `"${"x".repeat(30)}…" was not expected here`);
  });

  it("names what is missing, and has words for what has no text", () => {
    assert.equal(said("", { missing: true, named: false }), '")" is missing here');
    assert.equal(said("", { missing: true }), "an expression is missing here");
    assert.equal(said(" \n "), "this code could not be read");
  });
});
