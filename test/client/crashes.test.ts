import assert from "node:assert/strict";
import { Crashes, MOST_CRASHES, WITHIN_MINUTES } from "../../client/src/crashes";

describe("crashes of the server", () => {
  let minutes = 0;
  let crashes: Crashes;

  beforeEach(() => {
    minutes = 0;
    crashes = new Crashes(() => minutes * 60_000);
  });

  it("are told once, and end the restarts when there are too many", () => {
    const answers = Array.from({ length: MOST_CRASHES }, () => crashes.crashed());
    assert.deepEqual(answers, ["restart and tell", "restart", "restart", "restart", "give up"]);
  });

  it("of long ago do not count", () => {
    for (let count = 0; count < 3 * MOST_CRASHES; count += 1) {
      assert.notEqual(crashes.crashed(), "give up");
      minutes += (1.01 * WITHIN_MINUTES) / (MOST_CRASHES - 1);
    }
  });

  it("do not count once the author wants another try", () => {
    for (let count = 0; count < MOST_CRASHES; count += 1) crashes.crashed();
    crashes.forget();
    assert.equal(crashes.crashed(), "restart");
  });
});
