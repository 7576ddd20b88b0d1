import assert from "node:assert/strict";
import { exceededBudget } from "../../protocol/budgets";

describe("exceededBudget", () => {
  it("takes the comment's before the setting's, and nothing for what is not known", () => {
    assert.equal(exceededBudget(24, { comment: undefined, setting: 20 }), 20);
    assert.equal(exceededBudget(20, { comment: undefined, setting: 20 }), null);
    assert.equal(exceededBudget(24, { comment: 30, setting: 20 }), null);
    assert.equal(exceededBudget(24, { comment: 10, setting: undefined }), 10);
    assert.equal(exceededBudget(24, { comment: null, setting: undefined }), null);
    assert.equal(exceededBudget(null, { comment: 10, setting: 20 }), null);
  });
});
