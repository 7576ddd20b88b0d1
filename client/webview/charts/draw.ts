/**
 * A chart as SVG in a page whose policy allows no style but its own sheet's. Plot writes a style element into what it draws; one that
 * is made in a document without a window is subject to no policy, and is taken out before the drawing enters the page. Its few rules
 * stand in panel.css.
 */
import * as Plot from "@observablehq/plot";
import { TARGET } from "./chart";
import type { Chart } from "./chart";

const CHOSEN = "data-key";

/** `paper`: a document without a window. */
export function drawChart({ label, plot, targets }: Chart, paper: Document): SVGSVGElement {
  const drawing = Plot.plot({ ...plot, document: paper, className: "plot" });
  const svg = drawing instanceof SVGSVGElement ? drawing : drawing.querySelector("svg");
  if (svg === null) throw new Error("Plot drew no SVG");
  for (const style of svg.querySelectorAll("style")) style.remove();
  // Names for whoever reads the markup: without a role, a screen reader has no use for them.
  for (const group of svg.querySelectorAll("g[aria-label]")) group.removeAttribute("aria-label");
  const marks = [...svg.querySelectorAll<SVGElement>(`.${TARGET} > *`)].sort((a, b) => datumOf(a) - datumOf(b));
  svg.setAttribute("role", marks.length > 0 ? "group" : "img");
  svg.setAttribute("aria-label", label);
  for (const mark of marks) {
    const target = targets[datumOf(mark)];
    if (target === undefined) continue;
    mark.setAttribute("role", target.leads ? "button" : "img");
    mark.setAttribute("aria-label", target.label);
    mark.setAttribute("tabindex", mark === marks[0] ? "0" : "-1");
    mark.setAttribute(CHOSEN, target.key);
  }
  return svg;
}

/** Plot leaves the index of what a mark was drawn from on its element. */
function datumOf(mark: SVGElement): number {
  const { __data__: index } = mark as SVGElement & { readonly __data__?: unknown };
  return typeof index === "number" ? index : -1;
}

/** The mark that an event is about. */
export function markOf(event: Event): { readonly mark: SVGElement; readonly key: string } | null {
  const mark = event.target instanceof Element ? event.target.closest<SVGElement>(`[${CHOSEN}]`) : null;
  const key = mark?.getAttribute(CHOSEN);
  return mark === null || key === null || key === undefined ? null : { mark, key };
}

export function markWith(within: Element, key: string): SVGElement | null {
  return within.querySelector<SVGElement>(`[${CHOSEN}="${CSS.escape(key)}"]`);
}

/** In the order in which the reader meets them: of rows from top to bottom, of points from the left to the right. */
export function marksIn(within: Element): SVGElement[] {
  const marks = [...within.querySelectorAll<SVGElement>(`[${CHOSEN}]`)];
  return marks.sort((a, b) => datumOf(a) - datumOf(b));
}
