/** The page of the panel: shows what the extension sends, and reports what the reader chooses. */
import "@vscode-elements/elements/dist/vscode-button/index.js";
import "@vscode-elements/elements/dist/vscode-tab-header/index.js";
import "@vscode-elements/elements/dist/vscode-tab-panel/index.js";
import "@vscode-elements/elements/dist/vscode-tabs/index.js";
import "@vscode-elements/elements/dist/vscode-textfield/index.js";
import { render } from "preact";
import type { PanelData, ToPanel } from "../../protocol/panel";
import type { WhatIfResult } from "../../protocol/what-if";
import type { ComparisonMessage } from "./page/compare-tab";
import { keptState, post } from "./page/host";
import type { PageState } from "./page/host";
import { Page } from "./page/page";
import { timeRows } from "./page/time-rows";
import "./panel.css";

const kept = keptState();
const main = document.getElementById("panel");
let state: PageState = kept;
let data: PanelData | null = null;
let comparison: ComparisonMessage | null = null;
let whatIf: WhatIfResult | null = null;
let caret: number | null = null;

function draw(): void {
  if (main !== null && data !== null)
    render(<Page data={data} comparison={comparison} whatIf={whatIf} caret={caret} state={state} />, main);
}

function receive(message: ToPanel): void {
  switch (message.type) {
    case "show":
      if (data === null) main?.replaceChildren();
      data = message.panel;
      if (message.tab !== null) state = { ...state, tab: message.tab };
      draw();
      rendered(message.panel);
      return;
    case "empty":
      // What stood there stays, marked as old: a file that cannot be read for a moment empties nothing.
      if (data === null) main?.replaceChildren(`Nothing to show: ${message.why}`);
      else data = { ...data, isStale: true, warnings: [`These figures are old: ${message.why}`] };
      draw();
      return;
    case "comparison":
      comparison = message;
      draw();
      return;
    case "whatIf":
      whatIf = message.result;
      draw();
      return;
    case "caret":
      caret = message.line;
      draw();
      return;
  }
}

function rendered(panel: PanelData): void {
  const first = timeRows(panel, "call", null)[0]?.name ?? "";
  post({ type: "rendered", tab: state.tab, rows: panel.layers.length, first });
}

window.addEventListener("message", ({ data: message }: MessageEvent<ToPanel>) => {
  receive(message);
});
post({ type: "ready", state: kept.target === null ? null : kept });
