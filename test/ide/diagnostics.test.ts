import assert from "node:assert/strict";
import { diagnostics } from "../../server/src/ide/diagnostics";
import { at, problem, smallReport, view } from "../support/report";

describe("diagnostics", () => {
  const related = [{ message: "called from here", location: at("block(x, 64)") }];
  const report = smallReport({}, [problem({ severity: "error", code: "shape", related })]);

  it("keep code, severity, place and related places", () => {
    assert.deepEqual(diagnostics(view(report)), [
      {
        range: at("layers.Add()").range,
        severity: "error",
        code: "shape",
        message: "Lambda is not a layer that Latency Lens knows.",
        related,
      },
    ]);
  });

  it("leave out what stands in another document", () => {
    const elsewhere = problem({ location: { ...at("layers.Add()"), uri: "file:///other.py" } });
    assert.deepEqual(diagnostics(view(smallReport({}, [elsewhere]))), []);
  });

  it("leave syntax errors to the language's own extension", () => {
    assert.deepEqual(diagnostics(view(smallReport({}, [problem({ severity: "error", code: "syntax" })]))), []);
  });

  it("can be turned off", () => {
    assert.deepEqual(diagnostics(view(report, { diagnostics: false })), []);
    assert.deepEqual(diagnostics(view(report, { enabled: false })), []);
  });
});
