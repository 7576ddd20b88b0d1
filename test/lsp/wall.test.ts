import assert from "node:assert/strict";
import { Wall } from "../../server/src/lsp/wall";

describe("wall", () => {
  it("turns a bug into the other answer and logs it once", () => {
    const log: string[] = [];
    const wall = new Wall((message) => log.push(message));
    const bug = new Error("index out of range");
    const broken = (): string => {
      throw bug;
    };
    assert.equal(wall.run("hover", "nothing", broken), "nothing");
    assert.equal(wall.run("hover", "nothing", broken), "nothing");
    assert.equal(
      wall.run("hover", "nothing", () => "something"),
      "something",
    );
    assert.equal(log.length, 1);
    assert.match(log[0] ?? "", /^hover failed: Error: index out of range/);
  });
});
