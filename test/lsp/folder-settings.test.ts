/** A window with several folders, each with settings of its own. */
import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { pathToFileURL } from "node:url";
import { FolderSettings } from "../../server/src/lsp/folder-settings";
import { loadEnvironment } from "../../server/src/node/environment";
import { projectSettings } from "../../server/src/node/project-settings";
import { LanguageClient } from "../support/language-client";

const RESOURCES = path.resolve(__dirname, "..");

const SOURCE = `from tensorflow import keras

def build(units, side):
    i = keras.Input((side, side, 3))
    return keras.Model(i, keras.layers.Conv2D(units, 1)(i))
`;

const A = "file:///a/models/net.py";
const B = "file:///b/models/net.py";
const DEEP = "file:///b/deep/net.py";
const OUTSIDE = "file:///elsewhere/net.py";

const inputs = (pattern: string, units: number): object => ({ inputs: { [pattern]: { units, side: 8 } } });

describe("settings of folders", () => {
  let client: LanguageClient;
  beforeEach(async () => {
    client = await LanguageClient.start(await loadEnvironment(RESOURCES), inputs("net.py", 2), null, [
      "file:///a",
      "file:///b",
      "file:///b/deep",
    ]);
  });
  afterEach(async () => {
    assert.deepEqual(client.log, []);
    await client.stop();
  });

  /** Output of the only layer, as the hint shows it. */
  async function output(uri: string): Promise<string | undefined> {
    return (await client.hints(uri)).map((label) => label.split(" · ")[1]).at(-1);
  }

  /** Asks again until the settings of all folders have come and gone through an analysis; the test's time limit ends it. */
  async function shows(uri: string, expected: string): Promise<void> {
    while ((await output(uri)) !== expected) await new Promise(setImmediate);
  }

  async function configure(folders: Readonly<Record<string, object>>): Promise<void> {
    for (const [folder, settings] of Object.entries(folders)) client.folderSettings.set(folder, settings);
    await client.configure(inputs("net.py", 2));
  }

  it("ask for no analysis where a folder comes that gives no function an argument", async () => {
    const given = new Map<string, object>([["file:///a", { inputs: { "net.py": { units: 2 } } }]]);
    const settings = new FolderSettings((items) =>
      Promise.resolve(items.map(({ scopeUri }) => given.get(scopeUri ?? "") ?? {})),
    );
    assert.equal((await settings.read(["file:///a"])).inputs, true);
    assert.equal((await settings.read(["file:///a", "file:///b"])).inputs, false);
    given.set("file:///b", { inputs: { "net.py": { units: 3 } } });
    assert.equal((await settings.read(["file:///a", "file:///b"])).inputs, true);
  });

  it("are those of the innermost folder, with patterns relative to it, and those of the window elsewhere", async () => {
    for (const uri of [A, B, DEEP, OUTSIDE]) await client.open(uri, SOURCE);
    await configure({
      "file:///a": inputs("models/*.py", 3),
      "file:///b": inputs("/models/*.py", 4),
      "file:///b/deep": inputs("/net.py", 5),
    });
    await shows(A, "8×8×3");
    await shows(B, "8×8×4");
    await shows(DEEP, "8×8×5");
    await shows(OUTSIDE, "8×8×2");
  });

  it("change for their folder alone, channels too", async () => {
    for (const uri of [A, B]) await client.open(uri, SOURCE);
    await configure({ "file:///b": { ...inputs("net.py", 6), lenses: false } });
    await shows(B, "8×8×6");
    await shows(A, "8×8×2");
    assert.deepEqual(await client.lenses(B), []);
    assert.notDeepEqual(await client.lenses(A), []);
  });

  it("leave with their folder", async () => {
    await client.open(B, SOURCE);
    await configure({ "file:///b": inputs("net.py", 6) });
    await shows(B, "8×8×6");
    await client.moveFolders([], ["file:///b", "file:///b/deep"]);
    await shows(B, "8×8×2");
  });
});

describe("settings in a file of the project's folder", () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "latency-lens-project-"));
  const uri = pathToFileURL(folder).href;
  const file = path.join(folder, "latency-lens.toml");
  after(() => {
    fs.rmSync(folder, { recursive: true });
  });

  it("hold where the editor has none, follow the file, and are warned of where they cannot be used", async () => {
    fs.writeFileSync(file, `inputs."net.py" = { units = 3, side = 8 }\n`);
    const environment = await loadEnvironment(RESOURCES);
    const client = await LanguageClient.start(environment, {}, null, [uri], null, null, projectSettings);
    const shows = async (expected: string): Promise<void> => {
      while (!(await client.hints(`${uri}/net.py`)).some((hint) => hint.endsWith(expected)))
        await new Promise(setImmediate);
    };
    await client.open(`${uri}/net.py`, SOURCE);
    await shows("8×8×3");
    fs.writeFileSync(file, `inputs."net.py" = { units = 5, side = 8 }\nboards = []\n`);
    await client.touch(pathToFileURL(file).href);
    await shows("8×8×5");
    assert.deepEqual(
      client.warnings.map((warning) => /^latency-lens\.toml: "boards" is no setting/.test(warning)),
      [true],
    );
    assert.deepEqual(client.log, []);
    await client.stop();
  });
});
