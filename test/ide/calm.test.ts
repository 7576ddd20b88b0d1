import assert from "node:assert/strict";
import type { Lens } from "../../protocol/features";
import {
  calmed,
  editedLines,
  isInEdited,
  lineAfter,
  placesAfter,
  placesOf,
  warnedLines,
} from "../../server/src/ide/calm";
import { lenses } from "../../server/src/ide/lenses";
import { editOf } from "../../server/src/ide/shift";
import { DEFAULT_SETTINGS } from "../../protocol/settings";
import { lineOf, smallModel, smallReport, view } from "../support/report";

const MODEL = lineOf("def small");
const STEM = lineOf("x = layers.Conv2D");

/** The report, where the stem takes another share of the time. */
function stemTakes(share: number): ReturnType<typeof view> {
  const layers = smallModel().layers.map((layer) =>
    layer.name === "stem" ? { ...layer, times: { agx: { ms: 1, share, heldBackBy: "weights" as const } } } : layer,
  );
  return view(smallReport({ layers }));
}

function shown(found: readonly Lens[], kind: Lens["kind"]): [number, string][] {
  return found.filter((lens) => lens.kind === kind).map(({ range, title }) => [range.start.line, title]);
}

const before = placesOf(lenses(view()));
const stemWarning = shown(lenses(view()), "warning").find(([line]) => line === STEM);

describe("lenses while one types", () => {
  it("stand where they stood, with the present figures", () => {
    const now = stemTakes(0.3);
    const { lenses: found, held: kinds } = calmed("everything", before, lenses(now), now);
    assert.deepEqual(
      found.map(({ range }) => range.start.line),
      lenses(view()).map(({ range }) => range.start.line),
    );
    assert.match(shown(found, "warning").find(([line]) => line === STEM)?.[1] ?? "", /^⚠ 30 % of AGX time/);
    assert.deepEqual([...kinds], []);
  });

  it("keep a line that is slow no more, with its present share", () => {
    const now = stemTakes(0.02);
    for (const hold of ["everything", "warnings"] as const) {
      const { lenses: found, held: kinds } = calmed(hold, before, lenses(now), now);
      assert.deepEqual(
        shown(found, "warning").find(([line]) => line === STEM),
        [STEM, "2.0 % of AGX time · 1.0 ms"],
      );
      assert.deepEqual([...kinds], ["warning"]);
    }
    assert.deepEqual(calmed("nothing", before, lenses(now), now).lenses, lenses(now));
  });

  it("withhold a warning that is new, and have it once nothing is held", () => {
    assert.ok(stemWarning);
    const held = before.filter(({ line }) => line !== STEM);
    const { lenses: found, held: kinds } = calmed("everything", held, lenses(view()), view());
    assert.deepEqual(
      shown(found, "warning").map(([line]) => line),
      [lineOf("x = block(x, 64)")],
    );
    assert.deepEqual([...kinds], ["warning"]);
    assert.deepEqual(calmed("nothing", held, lenses(view()), view()).lenses, lenses(view()));
  });

  it("keep a model that is gone, marked once, until it is quiet", () => {
    const gone = calmed("everything", before, [], null);
    const again = calmed("everything", gone.places, [], null);
    assert.deepEqual(again.lenses, gone.lenses);
    const [[line, title] = []] = shown(again.lenses, "definition");
    assert.equal(line, MODEL);
    assert.match(title ?? "", /^AGX 5\.4 ms .* params · from before the unfinished code$/);
    assert.match(stemTitle(gone.lenses), /· old$/);
    assert.deepEqual(shown(calmed("warnings", before, [], null).lenses, "definition"), []);
  });

  it("stay warned of near the threshold: under 10 %, gone under 9 %", () => {
    const at = (share: number): boolean =>
      lenses(stemTakes(share), new Set([STEM])).some(({ range }) => range.start.line === STEM);
    assert.deepEqual([0.1, 0.0901, 0.0899].map(at), [true, true, false]);
    assert.equal(
      lenses(stemTakes(0.0901)).some(({ range }) => range.start.line === STEM),
      false,
    );
    assert.deepEqual([...warnedLines(before)].sort(), [STEM, lineOf("x = block(x, 64)")].sort());
  });

  it("are none where slow layers are told by hints", () => {
    const slowLayer = { ...DEFAULT_SETTINGS.slowLayer, show: "hint" as const };
    assert.deepEqual(shown(lenses(view(smallReport(), { slowLayer })), "warning"), []);
    assert.equal(
      shown(lenses(view(smallReport(), { slowLayer: { ...slowLayer, show: "both" } })), "warning").length,
      2,
    );
  });
});

function stemTitle(found: readonly Lens[]): string {
  return shown(found, "warning").find(([line]) => line === STEM)?.[1] ?? "";
}

describe("a line after an edit", () => {
  const range = (a: number, b: number, c: number, d: number): Parameters<typeof editOf>[0] => ({
    start: { line: a, character: b },
    end: { line: c, character: d },
  });
  const cases: readonly [string, ReturnType<typeof editOf>, number | null][] = [
    ["typing in it", editOf(range(5, 3, 5, 3), "x"), 5],
    ["typing over all of it", editOf(range(5, 0, 5, 9), "x"), 5],
    ["a new line at its end", editOf(range(5, 9, 5, 9), "\n"), 5],
    ["a new line at its start", editOf(range(5, 0, 5, 0), "\n"), 6],
    ["a letter at its start", editOf(range(5, 0, 5, 0), "x"), 5],
    ["two lines above", editOf(range(2, 0, 2, 0), "a\nb\n"), 7],
    ["below it", editOf(range(6, 0, 7, 0), ""), 5],
    ["the line above deleted", editOf(range(4, 0, 5, 0), ""), 4],
    ["deleted", editOf(range(5, 0, 6, 0), ""), null],
    ["deleted with all around it", editOf(range(2, 0, 9, 0), ""), null],
    ["replaced with all around it", editOf(range(2, 0, 9, 0), "a\nb\nc\nd\ne\nf\ng\n"), 5],
  ];
  for (const [name, edit, expected] of cases) {
    it(`${name}: ${expected === null ? "gone" : String(expected)}`, () => {
      assert.equal(lineAfter(5, edit), expected);
      const place = { line: 5, kind: "warning", lenses: [] } as const;
      assert.deepEqual(placesAfter([place], edit), expected === null ? [] : [{ ...place, line: expected }]);
    });
  }
});

describe("the caret", () => {
  it("is where the author edits in the lines typed, their model and the line behind, and nowhere else", () => {
    const typed = editOf({ start: { line: STEM, character: 4 }, end: { line: STEM, character: 5 } }, "y\n");
    const edited = editedLines(null, typed);
    assert.deepEqual(edited, { first: STEM, last: STEM + 1 });
    const last = lineOf("return keras.Model");
    const there = [MODEL - 1, MODEL, STEM, last, last + 1, last + 2].filter((line) => isInEdited(edited, line, view()));
    assert.deepEqual(there, [MODEL, STEM, last, last + 1]);
  });

  it("is in a model, too, where the line right behind it is written, and in none where one is left free", () => {
    const behind = lineOf("return keras.Model") + 1;
    const isInModel = (line: number): boolean => isInEdited({ first: line, last: line }, MODEL, view());
    assert.deepEqual([behind, behind + 1].map(isInModel), [true, false]);
  });

  it("goes on with lines that move", () => {
    const above = editOf({ start: { line: 0, character: 0 }, end: { line: 0, character: 0 } }, "\n\n");
    assert.deepEqual(editedLines({ first: 7, last: 9 }, above), { first: 0, last: 11 });
  });
});
