import { useMemo, useState } from "preact/hooks";
import type { PanelData } from "../../../protocol/panel";
import { reveal } from "./host";
import { asCsv, asMarkdown, chosenLayers, layerColumns } from "./layer-columns";
import type { Column, Sort } from "./layer-columns";
import { pressInList } from "./link-list";

interface LayersTabProps {
  readonly data: PanelData;
  readonly caret: number | null;
  readonly filter: string;
  readonly sort: Sort;
  readonly onFilter: (filter: string) => void;
  readonly onSort: (sort: Sort) => void;
}

/** Every layer, to sort, filter and copy. */
export function LayersTab({ data, caret, filter, sort, onFilter, onSort }: LayersTabProps) {
  const [copied, setCopied] = useState("");
  const columns = useMemo(() => layerColumns(data), [data]);
  const rows = useMemo(() => chosenLayers(data.layers, columns, { filter, sort }), [data, columns, filter, sort]);
  const copy = (text: string, form: string): void => {
    void navigator.clipboard.writeText(text).then(
      () => {
        setCopied(`${rows.length} rows copied as ${form}`);
      },
      () => {
        setCopied("The clipboard refused the text");
      },
    );
  };
  return (
    <section>
      <div class="tools">
        <vscode-textfield
          placeholder="Filter by name, class, output …"
          aria-label="Filter layers by name, class, output or what holds them back"
          value={filter}
          onInput={({ currentTarget }) => {
            if ("value" in currentTarget) onFilter(String(currentTarget.value));
          }}
        />
        <vscode-button
          secondary
          onClick={() => {
            copy(asCsv(rows, columns), "CSV");
          }}
        >
          Copy as CSV
        </vscode-button>
        <vscode-button
          secondary
          onClick={() => {
            copy(asMarkdown(rows, columns), "Markdown");
          }}
        >
          Copy as Markdown
        </vscode-button>
        <span class="dim" role="status">
          {copied === "" ? `${rows.length} of ${data.layers.length} layers` : copied}
        </span>
      </div>
      <table class="layers">
        <thead>
          <tr>
            {columns.map((column) => (
              <Head key={column.id} column={column} sort={sort} onSort={onSort} />
            ))}
          </tr>
        </thead>
        <tbody onKeyDown={pressInList}>
          {rows.map((layer, place) => {
            const isAtCaret = caret !== null && layer.lines.includes(caret);
            return (
              <tr key={`${layer.name} ${data.layers.indexOf(layer)}`} class={isAtCaret ? "caret" : ""}>
                {columns.map((column) => (
                  <td key={column.id} class={classOf(column)} title={layer.why ?? column.text(layer)}>
                    {column.id === "name" && layer.location !== null ? (
                      <button
                        class="link"
                        tabIndex={place === 0 ? 0 : -1}
                        onClick={() => {
                          reveal(layer.location);
                        }}
                      >
                        {layer.name}
                      </button>
                    ) : (
                      column.text(layer)
                    )}
                  </td>
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}

interface HeadProps {
  readonly column: Column;
  readonly sort: Sort;
  readonly onSort: (sort: Sort) => void;
}

function Head({ column, sort, onSort }: HeadProps) {
  const { id, head, isNumber } = column;
  const isSorted = sort.column === id;
  const direction = !isSorted ? "none" : sort.isDescending ? "descending" : "ascending";
  return (
    <th scope="col" class={classOf(column)} aria-sort={direction}>
      <button
        class="sort"
        onClick={() => {
          onSort({ column: id, isDescending: isSorted ? !sort.isDescending : isNumber });
        }}
      >
        {head}
        <span aria-hidden="true">{isSorted ? (sort.isDescending ? " ↓" : " ↑") : ""}</span>
      </button>
    </th>
  );
}

function classOf({ isNumber, rank, id }: Column): string {
  return `${isNumber ? "figure " : ""}rank-${rank} column-${id === "primary" || isNumber ? (id === "output" ? "output" : "number") : id}`;
}
