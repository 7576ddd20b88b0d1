import * as assert from "node:assert/strict";
import { assertNoZero, closeEditors, diagnostic, diagnostics, lenses, modelLens, open } from "./support";

describe("a program that never ends", () => {
  afterEach(closeEditors);

  it("is reported, shows no number, and other files are answered as before", async () => {
    const endless = await open("endless.py");
    const tiny = await open("tiny.py");
    assert.match((await modelLens(tiny)).title, /params$/);
    await diagnostic(endless, /stopped after .* without end/);
    const titles = (await lenses(endless)).map(({ title }) => title);
    assert.ok(titles.length > 0, "no lens on the endless function");
    for (const text of [...titles, ...diagnostics(endless).map(({ message }) => message)]) assertNoZero(text);
    assert.match((await modelLens(tiny)).title, /params$/);
  });
});
