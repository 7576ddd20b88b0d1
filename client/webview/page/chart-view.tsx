/** A chart in the page: drawn for the width that it has, so that text keeps its size, and drawn anew without losing the reader's place. */
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Chart } from "../charts/chart";
import { drawChart, markOf, marksIn, markWith } from "../charts/draw";
import { moveFocus } from "./roving";

const NARROWEST = 300;

interface ChartViewProps {
  readonly chart: (width: number) => Chart;
  readonly widest: number;
  readonly onChoose?: (key: string) => void;
  /** Stands under the chart until the mouse or the focus is on a mark, whose words then take its place. */
  readonly hint?: string;
}

export function ChartView({ chart, widest, onChoose, hint }: ChartViewProps) {
  const place = useRef<HTMLDivElement>(null);
  const words = useRef<HTMLParagraphElement>(null);
  const [width, setWidth] = useState<number | null>(null);
  useLayoutEffect(() => {
    const host = place.current;
    if (host === null) return undefined;
    const measure = (): void => {
      // A hidden tab has no width.
      if (host.clientWidth > 0) setWidth(Math.round(Math.min(widest, Math.max(NARROWEST, host.clientWidth))));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(host);
    return () => {
      observer.disconnect();
    };
  }, [widest]);
  useLayoutEffect(() => {
    const host = place.current;
    if (host === null || width === null) return;
    const focused = document.activeElement;
    const key = focused !== null && host.contains(focused) ? focused.getAttribute("data-key") : null;
    const stop = host.querySelector("[data-key][tabindex='0']")?.getAttribute("data-key") ?? null;
    host.replaceChildren(document.adoptNode(drawChart(chart(width), document.implementation.createHTMLDocument(""))));
    const kept = stop === null ? null : markWith(host, stop);
    if (kept !== null) for (const mark of marksIn(host)) mark.setAttribute("tabindex", mark === kept ? "0" : "-1");
    if (key !== null) markWith(host, key)?.focus();
  });
  const choose = (event: Event): void => {
    const found = markOf(event);
    if (found?.mark.getAttribute("role") === "button") onChoose?.(found.key);
  };
  const press = (event: KeyboardEvent): void => {
    const found = markOf(event);
    if (found === null || place.current === null) return;
    if (event.key === "Enter" || event.key === " ") choose(event);
    else if (!moveFocus(marksIn(place.current), found.mark, event.key)) return;
    event.preventDefault();
  };
  // Written past Preact: to draw the chart anew under the mouse would take the mark away from it.
  const look = (event: Event): void => {
    const label = markOf(event)?.mark.getAttribute("aria-label");
    if (words.current !== null && label) words.current.textContent = label;
  };
  return (
    <>
      <div class="chart" ref={place} onClick={choose} onKeyDown={press} onMouseOver={look} onFocusIn={look} />
      {hint === undefined ? null : (
        <p class="words dim" ref={words}>
          {hint}
        </p>
      )}
    </>
  );
}
