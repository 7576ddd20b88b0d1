/** One stop of the tab key a list; the arrow keys move within it, as in VS Code's own lists. */

interface Focusable extends Element {
  focus(): void;
}

/** The item to go to; undefined where the key means nothing here. */
export function itemAfter<Item>(items: readonly Item[], present: Item, key: string): Item | undefined {
  const index = items.indexOf(present);
  switch (key) {
    case "ArrowDown":
    case "ArrowRight":
      return items[Math.min(index + 1, items.length - 1)];
    case "ArrowUp":
    case "ArrowLeft":
      return items[Math.max(index - 1, 0)];
    case "Home":
      return items[0];
    case "End":
      return items.at(-1);
    default:
      return undefined;
  }
}

/** Moves the focus and, with it, the list's one stop. True where the key was one that moves. */
export function moveFocus(items: readonly Focusable[], present: Focusable, key: string): boolean {
  const next = itemAfter(items, present, key);
  if (next === undefined) return false;
  for (const item of items) item.setAttribute("tabindex", item === next ? "0" : "-1");
  next.focus();
  return true;
}
