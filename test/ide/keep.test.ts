import assert from "node:assert/strict";
import { keepFigures, withoutErrors } from "../../server/src/ide/keep";
import { beforeError } from "../../server/src/ide/view";
import type { ModelReport, Report } from "../../protocol/report";
import { at, estimate, problem, smallModel, smallReport, URI, view } from "../support/report";

/** A report while a syntax error stands at a piece of the source. */
function broken(models: readonly ModelReport[], where: string): Report {
  const error = problem({ code: "syntax", severity: "error", message: "expected )", location: at(where) });
  return { ...smallReport({}, [error]), models };
}

function keptIn(old: readonly ModelReport[], report: Report): readonly string[] {
  return [...keepFigures(URI, old, report).kept];
}

const slower = smallModel({ estimates: { agx: estimate(50), tx2: estimate(125) } });

describe("figures while the syntax is broken", () => {
  it("stay where the model is gone", () => {
    const result = keepFigures(URI, [smallModel()], broken([], "def block"));
    assert.deepEqual([...result.kept], ["small"]);
    assert.deepEqual(result.models, [smallModel()]);
  });

  it("go where the model's name itself was deleted", () => {
    const { location } = smallModel();
    const { start } = location.range;
    const deleted = smallModel({ location: { ...location, range: { start, end: start } } });
    assert.deepEqual(keptIn([deleted], broken([], "def block")), []);
  });

  it("stay where they changed and the error is in the model's own code, a helper's too", () => {
    for (const where of ["for index", "y = layers.Conv2D", "return keras.Model"])
      assert.deepEqual(keptIn([smallModel()], broken([slower], where)), ["small"], where);
  });

  it("are new where they changed and the error is elsewhere, or where they did not change", () => {
    assert.deepEqual(keptIn([smallModel()], broken([slower], "from tensorflow import keras")), []);
    assert.deepEqual(keptIn([smallModel()], broken([smallModel()], "for index")), []);
  });

  it("stay where less is understood, wherever the error is", () => {
    const less = [smallModel({ partial: true }), smallModel({ layers: smallModel().layers.slice(1) })];
    for (const model of less) assert.deepEqual(keptIn([smallModel()], broken([model], "from tensorflow")), ["small"]);
  });

  it("stay under the old name where the model is renamed as well", () => {
    const result = keepFigures(URI, [smallModel()], broken([{ ...slower, id: "tiny", name: "tiny" }], "for index"));
    assert.deepEqual(
      result.models.map(({ id }) => id),
      ["small"],
    );
  });

  it("of another model are new", () => {
    const other = smallModel({ id: "other", name: "other", location: at("return keras.Model") });
    const report = broken(
      [
        { ...smallModel(), partial: true },
        { ...other, flops: 1 },
      ],
      "from tensorflow import keras",
    );
    const result = keepFigures(URI, [smallModel(), other], report);
    assert.deepEqual([...result.kept], ["small"]);
    assert.equal(result.models[1]?.flops, 1);
  });
});

describe("figures of before an error", () => {
  const error = problem({ severity: "error", message: "padding must be one of valid, same." });
  const now = smallModel({ error });
  const lastOf = (before: readonly ModelReport[], model = now): ModelReport | null =>
    beforeError({ ...view(), before }, model);

  it("are the last ones without it, under a new name too", () => {
    assert.deepEqual(lastOf([smallModel()]), smallModel());
    assert.deepEqual(lastOf([smallModel({ id: "other", name: "other" })])?.id, "other");
  });

  it("are none where there were none, where they have an error themselves, and where there is no error now", () => {
    assert.equal(lastOf([]), null);
    assert.equal(lastOf([now]), null);
    assert.equal(lastOf([smallModel()], smallModel()), null);
  });

  it("are what the models were before", () => {
    assert.deepEqual(withoutErrors([smallModel()], [now]), [smallModel()]);
    assert.deepEqual(withoutErrors([slower], [smallModel()]), [smallModel()]);
  });
});
