import assert from "node:assert/strict";
import { DEFAULT_SETTINGS } from "../../protocol/settings";
import { readProjectFile, withProjectSettings } from "../../server/src/project/project-file";

const TOML = "latency-lens.toml";
const PYTHON = "pyproject.toml";

describe("settings in a file of the project", () => {
  it("are the editor's names, in a file of their own or below tool.latency-lens", () => {
    const section = {
      budget: { tx2: 50 },
      slowLayer: { share: 0.2 },
      inputs: { "models/*.py": { input_shape: [96, 96, 3] } },
    };
    const own = `slowLayer.share = 0.2\n[budget]\ntx2 = 50\n[inputs]\n"models/*.py" = { input_shape = [96, 96, 3] }\n`;
    assert.deepEqual(plain(readProjectFile(TOML, own)), { section, problems: [] });
    const python = `[project]\nname = "nets"\n[tool.latency-lens]\nslowLayer.share = 0.2\nbudget = { tx2 = 50 }\ninputs."models/*.py".input_shape = [96, 96, 3]\n`;
    assert.deepEqual(plain(readProjectFile(PYTHON, python)), { section, problems: [] });
  });

  it("are none where pyproject.toml does not speak of Latency Lens, broken or not", () => {
    assert.equal(readProjectFile(PYTHON, `[tool.black]\nline-length = 100\n`), null);
    assert.equal(readProjectFile(PYTHON, `[tool.black\n`), null);
  });

  for (const [name, text, problem] of [
    [TOML, "[budget]\ntx2 = \n", /^latency-lens\.toml: line 2 is no TOML \(.+\), so none of its settings are used$/],
    [TOML, "boards = []\n", /^latency-lens\.toml: "boards" is no setting of a project; there are budget, inputs, /],
    [TOML, "[budget]\ntx3 = 5\n", /^latency-lens\.toml: budget: "tx3" is no device, e\.g\./],
    [TOML, `budget = "50ms"\n`, /^latency-lens\.toml: budget has to be milliseconds by device/],
    [PYTHON, "tool.latency-lens = 3\n", /^pyproject\.toml: tool\.latency-lens has to be a table/],
  ] as const)
    it(`says what is wrong: ${text.split("\n").join(" ")}`, () => {
      const { problems = [], section } = readProjectFile(name, text) ?? {};
      assert.equal(problems.length, 1);
      assert.match(problems[0] ?? "", problem);
      assert.equal(Object.hasOwn(section ?? {}, "boards"), false);
    });

  it("stand behind what the author has changed in the editor, key by key", () => {
    const project = {
      budget: { tx2: 50, agx: 20 },
      lenses: false,
      hints: "slow",
      slowLayer: { share: 0.2, minimumMilliseconds: 1 },
    };
    const editor = {
      ...DEFAULT_SETTINGS,
      budget: { tx2: 30 },
      hints: "off",
      slowLayer: { ...DEFAULT_SETTINGS.slowLayer, share: 0.3 },
    };
    assert.deepEqual(withProjectSettings(editor, project, DEFAULT_SETTINGS), {
      ...DEFAULT_SETTINGS,
      budget: { tx2: 30, agx: 20 },
      lenses: false,
      hints: "off",
      slowLayer: { ...DEFAULT_SETTINGS.slowLayer, share: 0.3, minimumMilliseconds: 1 },
    });
    assert.deepEqual(withProjectSettings(undefined, project, DEFAULT_SETTINGS), project);
  });
});

/** Tables of TOML have no prototype. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value)) as unknown;
}
