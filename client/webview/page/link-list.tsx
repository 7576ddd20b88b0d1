import { lineText } from "../../../protocol/source";
import type { Location } from "../../../protocol/source";
import { reveal } from "./host";
import { moveFocus } from "./roving";

interface Item {
  readonly key: string;
  readonly name: string;
  readonly text: string;
  readonly location: Location | null;
}

/** Names that lead to the source, each with a sentence. Nothing where there is none. */
export function LinkList({ title, items }: { readonly title: string; readonly items: readonly Item[] }) {
  if (items.length === 0) return null;
  const first = items.findIndex(({ location }) => location !== null);
  return (
    <>
      <h2>{title}</h2>
      <ul class="plain" onKeyDown={pressInList}>
        {items.map(({ key, name, text, location }, index) => (
          <li key={key}>
            {location === null ? (
              <b>{name}</b>
            ) : (
              <button
                class="link"
                tabIndex={index === first ? 0 : -1}
                onClick={() => {
                  reveal(location);
                }}
              >
                {name}
              </button>
            )}
            {` (${location === null ? "elsewhere" : lineText(location)}): ${text}`}
          </li>
        ))}
      </ul>
    </>
  );
}

/** The arrow keys move between the buttons of a list or a table's body. */
export function pressInList(event: KeyboardEvent & { readonly currentTarget: EventTarget | null }): void {
  const { target, currentTarget } = event;
  if (!(target instanceof HTMLElement) || !(currentTarget instanceof HTMLElement)) return;
  if (event.key === "ArrowLeft" || event.key === "ArrowRight") return;
  const items = [...currentTarget.querySelectorAll<HTMLElement>("button.link")];
  if (items.includes(target) && moveFocus(items, target, event.key)) event.preventDefault();
}
