import * as assert from "node:assert/strict";
import { assertNoZero, closeEditors, diagnostics, lenses, modelLens, open, until } from "./support";

describe("a program that never ends", () => {
  afterEach(closeEditors);

  it("is reported, shows no number, and other files are answered as before", async () => {
    const endless = await open("endless.py");
    const tiny = await open("tiny.py");
    assert.match((await modelLens(tiny)).title, /params$/);
    const said = await until("a word about the endless file", async () => {
      const titles = (await lenses(endless)).map(({ title }) => title);
      const messages = diagnostics(endless).map(({ message }) => message);
      return titles.length + messages.length > 0 ? [...titles, ...messages] : undefined;
    });
    for (const text of said) assertNoZero(text);
    assert.match((await modelLens(tiny)).title, /params$/);
  });
});
