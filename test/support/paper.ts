/** Draws a chart without a browser: what Plot would put on the page, as plain data. */
import * as Plot from "@observablehq/plot";
import type { Chart } from "../../client/webview/charts/chart";

export interface Shape {
  /** "rect", "text", "path", … */
  readonly element: string;
  /** Class of the mark that drew it; empty for axes and grids. */
  readonly mark: string;
  /** Its own, and those of the mark. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly text: string;
}

/** In the order in which they are drawn. */
export function shapesOf({ plot }: Chart): readonly Shape[] {
  const paper = new Paper();
  // Plot's type asks for a whole document; it makes elements with it and nothing else.
  Plot.plot({ ...plot, document: paper as unknown as Document });
  return paper.drawing === null ? [] : paper.drawing.children.flatMap((child) => shapesIn(child, new Map()));
}

function shapesIn(element: PaperElement, outer: ReadonlyMap<string, string>): readonly Shape[] {
  const { name, children, text } = element;
  if (name === "style") return [];
  const all = new Map([...outer, ...element.attributes]);
  if (name === "g") return children.flatMap((child) => shapesIn(child, all));
  const { class: mark = "", ...attributes } = Object.fromEntries(all);
  return [{ element: name, mark, attributes, text }];
}

class Paper {
  /** The first SVG element that was made. */
  drawing: PaperElement | null = null;
  readonly documentElement = new PaperElement("html", this);

  createElementNS(_space: string, name: string): PaperElement {
    const element = new PaperElement(name, this);
    if (name === "svg") this.drawing ??= element;
    return element;
  }

  createTextNode(text: string): PaperElement {
    const node = new PaperElement("#text", this);
    node.textContent = text;
    return node;
  }
}

class PaperElement {
  readonly attributes = new Map<string, string>();
  readonly children: PaperElement[] = [];
  readonly namespaceURI = "http://www.w3.org/2000/svg";
  textContent = "";

  constructor(
    readonly name: string,
    readonly ownerDocument: Paper,
  ) {}

  get text(): string {
    return this.textContent + this.children.map(({ text }) => text).join("");
  }

  setAttribute(name: string, value: unknown): void {
    this.attributes.set(name, String(value));
  }

  removeAttribute(name: string): void {
    this.attributes.delete(name);
  }

  appendChild(child: PaperElement): PaperElement {
    this.children.push(child);
    return child;
  }

  insertBefore(child: PaperElement, next: PaperElement | null): PaperElement {
    const place = next === null ? -1 : this.children.indexOf(next);
    this.children.splice(place < 0 ? this.children.length : place, 0, child);
    return child;
  }

  querySelectorAll(): readonly PaperElement[] {
    return [];
  }
}
