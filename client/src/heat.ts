/** Draws beside each line how much of its model's time it takes: a bar that grows with the share, and a mark in the overview ruler. */
import * as vscode from "vscode";
import type { LineHeat } from "../../protocol/features";
import { DEFAULT_SETTINGS, GUTTER_MODES, SETTINGS_SECTION } from "../../protocol/settings";
import type { GutterMode } from "../../protocol/settings";
import { SELECTOR } from "./latency-server";
import type { LatencyServer } from "./latency-server";
import { isCell } from "./notebooks";

/** Declared in package.json for every kind of theme. */
const COLOR = new vscode.ThemeColor("latencyLens.heat");

/** Pixels of the bar at each step: the width says what the colour says. */
const BAR_WIDTHS = [2, 3, 5, 8];

/** Where in the ruler: the mark of the hottest lines spans all of it. */
const LANES = [
  vscode.OverviewRulerLane.Left,
  vscode.OverviewRulerLane.Left,
  vscode.OverviewRulerLane.Center,
  vscode.OverviewRulerLane.Full,
];

export class HeatBars implements vscode.Disposable {
  private readonly bars = BAR_WIDTHS.map((width) => barType(`0 0 0 ${width}px`));
  /** A cell's text begins at its left edge, so its bars stand at the right one. */
  private readonly cellBars = BAR_WIDTHS.map((width) => barType(`0 ${width}px 0 0`));
  private readonly marks = LANES.map((overviewRulerLane) =>
    vscode.window.createTextEditorDecorationType({ overviewRulerColor: COLOR, overviewRulerLane }),
  );
  private readonly subscriptions: readonly vscode.Disposable[];

  constructor(private readonly server: LatencyServer) {
    this.subscriptions = [
      ...this.bars,
      ...this.cellBars,
      ...this.marks,
      vscode.window.onDidChangeVisibleTextEditors((editors) => {
        for (const editor of editors) void this.draw(editor);
      }),
      server.onDidAnalyse((uri) => {
        for (const editor of vscode.window.visibleTextEditors)
          if (editor.document.uri.toString() === uri) void this.draw(editor);
      }),
    ];
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  private async draw(editor: vscode.TextEditor): Promise<void> {
    const { document } = editor;
    if (!this.server.isRunning() || vscode.languages.match(SELECTOR, document) === 0) return;
    const { version } = document;
    let found: readonly LineHeat[];
    try {
      found = await this.server.heat({ uri: document.uri.toString() });
    } catch {
      // The server is being restarted and reports anew.
      return;
    }
    // The editor moves what is drawn with the text; figures of an older text would stand at other lines.
    if (document.version !== version) return;
    const mode = modeOf(document);
    const bars = isCell(document.uri.toString()) ? this.cellBars : this.bars;
    this.set(editor, bars, mode === "bar" || mode === "both" ? found : []);
    this.set(editor, this.marks, mode === "ruler" || mode === "both" ? found : []);
  }

  private set(
    editor: vscode.TextEditor,
    types: readonly vscode.TextEditorDecorationType[],
    found: readonly LineHeat[],
  ): void {
    types.forEach((type, index) => {
      const lines = found.filter(({ step, line }) => step === index + 1 && line < editor.document.lineCount);
      editor.setDecorations(
        type,
        lines.map(({ line }) => editor.document.lineAt(line).range),
      );
    });
  }
}

function barType(borderWidth: string): vscode.TextEditorDecorationType {
  return vscode.window.createTextEditorDecorationType({
    isWholeLine: true,
    rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
    borderStyle: "solid",
    borderColor: COLOR,
    borderWidth,
  });
}

function modeOf({ uri }: vscode.TextDocument): GutterMode {
  const set = vscode.workspace.getConfiguration(SETTINGS_SECTION, uri).get<string>("gutter");
  return GUTTER_MODES.find((mode) => mode === set) ?? DEFAULT_SETTINGS.gutter;
}
