import type {
  ComparedRow,
  ComparedState,
  ComparedStates,
  Comparison,
  PanelData,
  ToPanel,
} from "../../../protocol/panel";
import { barChart } from "../charts/bars";
import type { Bar, Series } from "../charts/bars";
import { toneOfDevice } from "../charts/chart";
import { ChartView } from "./chart-view";
import { post, reveal } from "./host";
import { pressInList } from "./link-list";
import { Verdict, Warnings } from "./parts";

export type ComparisonMessage = Extract<ToPanel, { readonly type: "comparison" }>;

/** Bars above the table; the table has every layer. */
const MOST_BARS = 12;

/** Two states beside one another: each side has pickers for source, model and device. */
export function CompareTab({ data, shown }: { readonly data: PanelData; readonly shown: ComparisonMessage | null }) {
  if (shown === null) return <p class="dim">Comparing …</p>;
  const { states, result } = shown;
  return (
    <section>
      <div class="sides">
        <SideView data={data} shown={shown} side={0} />
        <SideView data={data} shown={shown} side={1} />
      </div>
      <div class="tools">
        <vscode-button
          secondary
          onClick={() => {
            post({ type: "compare", states: [states[1], states[0]] });
          }}
        >
          Swap
        </vscode-button>
        <vscode-button
          secondary
          onClick={() => {
            post({ type: "pin" });
          }}
        >
          Pin this state
        </vscode-button>
      </div>
      {result.kind === "nothing" ? (
        <p>{`No comparison: ${result.why}`}</p>
      ) : (
        <Changes data={data} comparison={result.comparison} />
      )}
    </section>
  );
}

interface SideProps {
  readonly data: PanelData;
  readonly shown: ComparisonMessage;
  readonly side: 0 | 1;
}

function SideView({ data, shown, side }: SideProps) {
  const { states, sources, result } = shown;
  const state = states[side];
  const found = result.kind === "comparison" ? result.comparison.sides[side] : null;
  const where = side === 0 ? "left" : "right";
  const change = (part: Partial<ComparedState>): void => {
    const changed = { ...state, ...part };
    const next: ComparedStates = side === 0 ? [changed, states[1]] : [states[0], changed];
    post({ type: "compare", states: next });
  };
  const chosen = sources.findIndex(({ source }) => sameSource(source, state.source));
  const device = found?.device ?? state.device ?? data.primary;
  const tone = data.devices.findIndex(({ id }) => id === device);
  return (
    <div class="side">
      <div class="pickers">
        <select
          aria-label={`Source on the ${where}`}
          value={String(chosen)}
          onChange={({ currentTarget: { value } }) => {
            const choice = sources[Number(value)];
            if (choice === undefined) post({ type: "chooseFile", side, states });
            else change({ source: choice.source });
          }}
        >
          {sources.map(({ name }, index) => (
            <option key={name} value={String(index)} selected={index === chosen}>
              {name}
            </option>
          ))}
          <option value="-1" selected={chosen < 0}>
            another file …
          </option>
        </select>
        {found === null ? null : (
          <select
            aria-label={`Model on the ${where}`}
            value={found.model.id}
            onChange={({ currentTarget: { value } }) => {
              change({ model: value });
            }}
          >
            {found.models.map(({ id, name }) => (
              <option key={id} value={id} selected={id === found.model.id}>
                {name}
              </option>
            ))}
          </select>
        )}
        <select
          aria-label={`Device on the ${where}`}
          value={device}
          onChange={({ currentTarget: { value } }) => {
            change({ device: value });
          }}
        >
          {data.devices.map(({ id, name }) => (
            <option key={id} value={id} selected={id === device}>
              {name}
            </option>
          ))}
        </select>
      </div>
      <span class={`key tone-${Math.max(0, tone)}`} /> <span class="big">{found?.total ?? "–"}</span>{" "}
      <span class="dim">{found?.detail ?? ""}</span>
      <div class="dim">{found?.size ?? ""}</div>
    </div>
  );
}

function sameSource(a: ComparedState["source"], b: ComparedState["source"]): boolean {
  return a.kind === b.kind && a.uri === b.uri && (a.kind === "pin" ? b.kind === "pin" && a.index === b.index : true);
}

function Changes({ data, comparison }: { readonly data: PanelData; readonly comparison: Comparison }) {
  const { sides, rows, verdict, warnings } = comparison;
  const changed = rows.filter(({ difference }) => difference === null || difference !== 0);
  const same = rows.length - changed.length;
  const bars = barsOf(changed.slice(0, MOST_BARS));
  const names = headsOf(comparison);
  const series = sides.map(({ device }, side): Series => {
    const index = Math.max(
      0,
      data.devices.findIndex(({ id }) => id === device),
    );
    const isSame = sides[0].device === sides[1].device;
    // Of one device, what was before is hatched.
    return { name: names[side] ?? "", tone: isSame ? { index, isHatched: side === 0 } : toneOfDevice(index) };
  });
  return (
    <>
      <Verdict verdict={verdict} />
      <Warnings warnings={warnings} />
      <h2>
        {changed.length === 0 ? "No layer takes another time" : "Largest differences"}{" "}
        {same > 0 && changed.length > 0 ? <span class="dim">{`(${same} layers are the same)`}</span> : null}
      </h2>
      {bars.length === 0 ? null : (
        <ChartView
          widest={1180}
          chart={(width) => barChart(bars, series, width)}
          onChoose={(key) => {
            reveal(changed[Number(key)]?.location);
          }}
          hint="Choose a row to go to its line."
        />
      )}
      {changed.length === 0 ? null : <ChangeTable rows={changed} heads={names} />}
    </>
  );
}

/** What tells the two sides apart. */
function headsOf({ sides: [first, second] }: Comparison): readonly [string, string] {
  return first.device === second.device ? ["left", "right"] : [first.shortName, second.shortName];
}

function barsOf(rows: readonly ComparedRow[]): readonly Bar[] {
  return rows.map(({ name, class: kind, ms, texts, change, location }, index) => ({
    key: String(index),
    name,
    detail: kind,
    line: location?.range.start.line ?? null,
    values: [valueOf(ms[0], texts[0]), valueOf(ms[1], texts[1])],
    note: change,
    isAtCaret: false,
    leads: location !== null,
    more: change,
  }));
}

function valueOf(ms: number | null, text: string): Bar["values"][number] {
  // A layer that one side does not have takes no time there, and no bar.
  return ms === null ? (text === "–" ? { ms: 0, text: "–" } : null) : { ms, text };
}

function ChangeTable({ rows, heads }: { readonly rows: readonly ComparedRow[]; readonly heads: readonly string[] }) {
  return (
    <table class="layers">
      <thead>
        <tr>
          <th scope="col">layer</th>
          {heads.map((head) => (
            <th key={head} scope="col" class="figure column-number">{`${head} ms`}</th>
          ))}
          <th scope="col" class="figure column-number">
            change
          </th>
          <th scope="col" class="figure rank-1 column-output">
            output
          </th>
          <th scope="col" class="rank-1 column-class">
            class
          </th>
        </tr>
      </thead>
      <tbody onKeyDown={pressInList}>
        {rows.map(({ name, class: kind, output, texts, change, location }, place) => (
          <tr key={`${place} ${name}`}>
            <td class="column-name" title={name}>
              {location === null ? (
                name
              ) : (
                <button
                  class="link"
                  tabIndex={place === 0 ? 0 : -1}
                  onClick={() => {
                    reveal(location);
                  }}
                >
                  {name}
                </button>
              )}
            </td>
            {texts.map((text, side) => (
              <td key={side} class="figure column-number">
                {text.replace(/ ms$/, "")}
              </td>
            ))}
            <td class="figure column-number">{change}</td>
            <td class="figure rank-1 column-output" title={output}>
              {output}
            </td>
            <td class="rank-1 column-class" title={kind}>
              {kind}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
