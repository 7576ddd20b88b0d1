import assert from "node:assert/strict";
import { CalmLenses } from "../../server/src/lsp/calm-lenses";
import { editOf } from "../../server/src/ide/shift";
import type { View } from "../../server/src/ide/view";
import { lineOf, smallModel, smallReport, URI, view } from "../support/report";

const STEM = lineOf("x = layers.Conv2D");
const IN_MODEL = { uri: URI, line: STEM };
const ELSEWHERE = { uri: URI, line: 0 };
const TYPED = editOf({ start: { line: STEM, character: 9 }, end: { line: STEM, character: 9 } }, "x");

/** A window whose clock is run by hand: `quiet` is the end of the time in which nobody typed. */
class Window {
  view: View = view();
  isDue = false;
  refreshed = 0;
  private waiting: (() => void) | null = null;

  readonly calm = new CalmLenses({
    view: () => this.view,
    isDue: () => this.isDue,
    released: () => {
      this.refreshed += 1;
    },
    later: (_ms, run) => {
      this.waiting = run;
      return () => {
        this.waiting = null;
      };
    },
  });

  quiet(): void {
    const run = this.waiting;
    this.waiting = null;
    run?.();
  }

  warned(): boolean {
    return this.calm.lenses(URI, this.view).some(({ kind, range }) => kind === "warning" && range.start.line === STEM);
  }

  /** The stem is slow no more. */
  typeUntilFast(): void {
    assert.ok(this.warned());
    this.calm.edited(URI, [TYPED]);
    const layers = smallModel().layers.map((layer) =>
      layer.name === "stem"
        ? { ...layer, times: { agx: { ms: 1, share: 0.02, heldBackBy: "weights" as const } } }
        : layer,
    );
    this.view = view(smallReport({ layers }));
    assert.ok(this.warned(), "the line is held");
  }
}

describe("calm lenses", () => {
  it("hold a line until it is quiet and the caret has left the model", () => {
    const window = new Window();
    window.calm.moved(IN_MODEL);
    window.typeUntilFast();
    window.quiet();
    assert.ok(window.warned());
    window.calm.moved({ uri: URI, line: STEM + 1 });
    assert.ok(window.warned());
    assert.equal(window.refreshed, 0);
    window.calm.moved(ELSEWHERE);
    assert.equal(window.refreshed, 1);
    assert.equal(window.warned(), false);
  });

  it("hold it while the caret is elsewhere and one types", () => {
    const window = new Window();
    window.calm.moved(IN_MODEL);
    window.typeUntilFast();
    window.calm.moved(ELSEWHERE);
    assert.ok(window.warned());
    window.quiet();
    assert.equal(window.warned(), false);
  });

  it("let it go when the file is saved", () => {
    const window = new Window();
    window.calm.moved(IN_MODEL);
    window.typeUntilFast();
    window.calm.saved(URI);
    assert.equal(window.refreshed, 1);
    assert.equal(window.warned(), false);
  });

  it("wait for the analysis that is due", () => {
    const window = new Window();
    window.typeUntilFast();
    window.isDue = true;
    window.quiet();
    assert.ok(window.warned());
    window.isDue = false;
    window.quiet();
    assert.equal(window.warned(), false);
  });

  it("need no client that tells of its caret: quiet is enough", () => {
    const window = new Window();
    window.typeUntilFast();
    window.quiet();
    assert.equal(window.refreshed, 1);
    assert.equal(window.warned(), false);
  });

  it("ask for nothing where they held nothing", () => {
    const window = new Window();
    window.view = view({ ...smallReport(), models: [] });
    assert.equal(window.warned(), false);
    window.calm.edited(URI, [TYPED]);
    window.quiet();
    assert.equal(window.refreshed, 0);
  });

  it("hold nothing of a document that nobody has looked at, and forget it with other settings", () => {
    const window = new Window();
    window.calm.edited(URI, [TYPED]);
    assert.ok(window.warned());
    window.typeUntilFast();
    window.calm.forget(URI);
    assert.equal(window.warned(), false);
  });

  it("are none while they are turned off, whatever is held", () => {
    const window = new Window();
    window.typeUntilFast();
    const { settings } = window.view;
    assert.deepEqual(window.calm.lenses(URI, { ...window.view, settings: { ...settings, lenses: false } }), []);
  });
});
