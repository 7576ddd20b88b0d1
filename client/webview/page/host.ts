/** The extension behind the page, and what the page keeps while it is hidden. */
import { TABS } from "../../../protocol/panel";
import type { FromPanel, PanelState } from "../../../protocol/panel";
import type { WhatIfState } from "./what-if-tab";
import type { Location } from "../../../protocol/source";

/** What only the page needs of what it keeps. */
export interface PageState extends PanelState {
  readonly grouping: "call" | "helper" | "line" | "layer";
  readonly whatIf: WhatIfState;
  readonly filter: string;
  readonly sort: { readonly column: string; readonly isDescending: boolean };
}

const FIRST: PageState = {
  target: null,
  tab: "time",
  states: null,
  grouping: "call",
  whatIf: { of: "", vary: "", values: {} },
  filter: "",
  sort: { column: "primary", isDescending: true },
};

const vscode = acquireVsCodeApi<Partial<PageState>>();

export function post(message: FromPanel): void {
  vscode.postMessage(message);
}

/** An older version of the extension may have kept something else. */
export function keptState(): PageState {
  const kept = { ...FIRST, ...vscode.getState() };
  return TABS.includes(kept.tab) ? kept : FIRST;
}

export function keep(state: PageState): void {
  vscode.setState(state);
}

export function reveal(location: Location | null | undefined): void {
  if (location) post({ type: "reveal", uri: location.uri, position: location.range.start });
}
