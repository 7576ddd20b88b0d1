import type { PanelData } from "../../../protocol/panel";
import { barChart } from "../charts/bars";
import type { Series } from "../charts/bars";
import { toneOfDevice } from "../charts/chart";
import { ChartView } from "./chart-view";
import { reveal } from "./host";
import type { PageState } from "./host";
import { LinkList } from "./link-list";
import { timeRows } from "./time-rows";

const GROUPINGS: readonly { readonly value: PageState["grouping"]; readonly text: string }[] = [
  { value: "call", text: "block (your calls)" },
  { value: "helper", text: "function" },
  { value: "line", text: "line" },
  { value: "layer", text: "layer" },
];

interface TimeTabProps {
  readonly data: PanelData;
  readonly caret: number | null;
  readonly grouping: PageState["grouping"];
  readonly onGroup: (grouping: PageState["grouping"]) => void;
}

/** Where the time goes: bars by block, function, line or layer. */
export function TimeTab({ data, caret, grouping, onGroup }: TimeTabProps) {
  const rows = timeRows(data, grouping, caret);
  const primary = data.devices.find(({ id }) => id === data.primary);
  const choose = (key: string): void => {
    reveal(rows.find((row) => row.key === key)?.location);
  };
  const unknown = data.layers.filter(({ why }) => why !== null);
  return (
    <section>
      <div class="tools">
        <label for="grouping">One row for each</label>
        <select
          id="grouping"
          value={grouping}
          onChange={({ currentTarget: { value } }) => {
            onGroup(GROUPINGS.find((one) => one.value === value)?.value ?? "call");
          }}
        >
          {GROUPINGS.map(({ value, text }) => (
            <option key={value} value={value} selected={value === grouping}>
              {text}
            </option>
          ))}
        </select>
        <span class="dim">{`share of ${data.model.sign}${primary?.shortName ?? ""} time at the right`}</span>
      </div>
      {rows.length === 0 ? (
        <p>No layer takes time that is known.</p>
      ) : (
        <ChartView
          widest={1180}
          chart={(width) => barChart(rows, seriesOf(data), width)}
          onChoose={choose}
          hint="Choose a row to go to its line."
        />
      )}
      <LinkList
        title={`Not understood (${unknown.length})`}
        items={unknown.map((layer, index) => ({
          key: `${index}`,
          name: layer.name,
          text: layer.why ?? "",
          location: layer.location,
        }))}
      />
    </section>
  );
}

export function seriesOf({ devices }: PanelData): readonly Series[] {
  return devices.map(({ shortName }, index) => ({ name: shortName, tone: toneOfDevice(index) }));
}
