import assert from "node:assert/strict";
import { describe as described } from "../../../server/src/syntax/python/heal-line";

describe("what is said of a line that cannot be read", () => {
  const said = (
    text: string,
    start: number,
    end: number,
    change: { readonly missing?: boolean; readonly named?: boolean } = {},
  ) => described(text, { type: ")", named: true, missing: false, start, end, ...change });

  it("quotes what was not expected, of which 30 characters", () => {
    assert.equal(said("x = 1  $ y", 5, 8), '"$" was not expected here');
    const long = "x".repeat(31);
    assert.equal(said(`a ${long.slice(1)}`, 2, 32), `"${long.slice(1)}" was not expected here`);
    assert.equal(said(`a ${long}`, 2, 33), `"${long.slice(1)}…" was not expected here`);
  });

  it("names what is missing, and has words for all of the line", () => {
    assert.equal(said("f(", 2, 2, { missing: true, named: false }), '")" is missing here');
    assert.equal(said("x =", 3, 3, { missing: true }), "an expression is missing here");
    assert.equal(described("x =", undefined), "an expression is missing here");
    assert.equal(said(" $ ", 0, 3), "this line could not be read");
  });
});
