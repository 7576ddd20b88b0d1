import * as assert from "node:assert/strict";
import { assertNoZero, closeEditors, diagnostic, hints, hoverAt, lenses, open, until } from "./support";

describe("an installation with damaged predictor files", () => {
  afterEach(closeEditors);

  it("says which file is damaged and what to do, and shows no number in its place", async () => {
    const document = await open("tiny.py");
    const problem = await diagnostic(document, /layered-agx\.json/);
    assert.match(problem.message, /damaged.*reinstall Latency Lens/);

    const title = await until("a lens", async () => (await lenses(document))[0]?.title);
    assert.match(title, /not estimated: .*damaged/);
    assertNoZero(title.replace(/^.* · (?=[\d.]+ [MGk]?FLOPs)/, ""));
    for (const hint of await hints(document)) assert.doesNotMatch(hint.title, /\d ms/);
    const text = await hoverAt(document, "def tiny", 5, /tiny/);
    assert.doesNotMatch(text, /\d ms\b/);
  });

  it("keeps the server alive: shapes are still shown", async () => {
    const document = await open("resnet50.py");
    const found = await until("hints with shapes", async () => {
      const all = await hints(document);
      return all.some(({ title }) => title === "not estimated · 112×112×64") ? all : undefined;
    });
    for (const { title } of found) assertNoZero(title);
  });
});
