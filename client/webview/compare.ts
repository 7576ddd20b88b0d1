/** The page of the comparison panel: shows what the extension sends, and reports clicks and choices. */
import type { FromPanel, PanelLayer, ToPanel } from "../../protocol/panel";
import { render, renderEmpty } from "./render";

const vscode = acquireVsCodeApi();
let layers: readonly PanelLayer[] = [];

function post(message: FromPanel): void {
  vscode.postMessage(message);
}

function show(message: ToPanel): void {
  const page = document.getElementById("panel");
  if (page === null) return;
  const focused = focusedRow();
  layers = message.type === "show" ? message.panel.layers : [];
  page.innerHTML = message.type === "show" ? render(message.panel) : renderEmpty(message.why);
  // An update while the author moves through the rows must not throw the focus away.
  if (focused !== null) page.querySelector<HTMLElement>(focused)?.focus();
  post({ type: "rendered", rows: page.querySelectorAll("tbody tr").length });
}

function focusedRow(): string | null {
  const row = document.activeElement?.closest("[data-layer]");
  if (!row) return null;
  return `${row.tagName.toLowerCase()}[data-layer="${row.getAttribute("data-layer") ?? ""}"]`;
}

/** Goes to the source of the row that an event came from. */
function reveal(event: Event): void {
  const target = event.target instanceof Element ? event.target.closest("[data-layer], [data-model-place]") : null;
  if (target === null) return;
  const index = target.getAttribute("data-layer");
  const location = index === null ? place(target) : layers[Number(index)]?.location;
  if (!location) return;
  event.preventDefault();
  post({ type: "reveal", location });
}

function place(target: Element): PanelLayer["location"] {
  return JSON.parse(target.getAttribute("data-model-place") ?? "null") as PanelLayer["location"];
}

document.addEventListener("click", reveal);
document.addEventListener("keydown", (event) => {
  // Buttons turn both keys into clicks by themselves.
  if ((event.key === "Enter" || event.key === " ") && !(event.target instanceof HTMLButtonElement)) reveal(event);
});
document.addEventListener("change", (event) => {
  if (!(event.target instanceof HTMLSelectElement)) return;
  const { dataset, value } = event.target;
  if (dataset["side"] !== undefined) post({ type: "choose", side: Number(dataset["side"]), device: value });
  else post({ type: "chooseModel", model: value });
});
window.addEventListener("message", (event: MessageEvent<ToPanel>) => {
  show(event.data);
});
post({ type: "ready" });
