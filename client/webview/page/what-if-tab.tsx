import { useLayoutEffect } from "preact/hooks";
import { digits } from "../../../protocol/figures";
import type { PanelData } from "../../../protocol/panel";
import type { WhatIfParameter, WhatIfPoint, WhatIfResult } from "../../../protocol/what-if";
import { curveChart, figureText } from "../charts/curves";
import type { Curves } from "../charts/curves";
import { ChartView } from "./chart-view";
import { post } from "./host";

/** What the reader has set: the number that the curve runs over, and those that differ from the source. */
export interface WhatIfState {
  /** The model that it was set for. */
  readonly of: string;
  readonly vary: string;
  readonly values: Readonly<Record<string, number>>;
}

interface WhatIfTabProps {
  readonly data: PanelData;
  readonly result: WhatIfResult | null;
  readonly state: WhatIfState;
  readonly onChange: (state: WhatIfState) => void;
}

/** Sliders over the numbers of the source: each point is the edited source, analysed. */
export function WhatIfTab({ data, result, state: kept, onChange }: WhatIfTabProps) {
  const of = `${data.uri}#${data.model.id}`;
  // Another model has other numbers.
  const state = kept.of === of ? kept : { of, vary: "", values: {} };
  const { vary, values } = state;
  const others = Object.fromEntries(Object.entries(values).filter(([name]) => name !== varied(result, vary)));
  const asked = JSON.stringify([vary, others]);
  // Asked anew when the source was, too.
  useLayoutEffect(() => {
    post({ type: "whatIf", vary, at: others });
  }, [asked, data]);
  if (result === null) return <p>Analysing the source at other sizes …</p>;
  if (result.kind === "nothing") return <p>{result.why}</p>;
  return <CurvesView data={data} curves={result} state={state} onChange={onChange} />;
}

function varied(result: WhatIfResult | null, vary: string): string {
  return result?.kind === "curves" && vary === "" ? result.vary : vary;
}

interface CurvesViewProps {
  readonly data: PanelData;
  readonly curves: Curves;
  readonly state: WhatIfState;
  readonly onChange: (state: WhatIfState) => void;
}

function CurvesView({ data, curves, state, onChange }: CurvesViewProps) {
  const { parameters, points, vary } = curves;
  const parameter = parameters.find(({ name }) => name === vary);
  const source = parameter?.value ?? points[0]?.value ?? 0;
  const point = nearest(points, state.values[vary] ?? source);
  const choose = (value: number): void => {
    onChange({ ...state, vary, values: { ...state.values, [vary]: value } });
  };
  return (
    <section>
      <div class="sliders">
        {parameters.map((one) => (
          <Slider
            key={one.name}
            parameter={one}
            value={one.name === vary ? (point?.value ?? one.value) : (state.values[one.name] ?? one.value)}
            isVaried={one.name === vary}
            onVary={() => {
              onChange({ ...state, vary: one.name });
            }}
            onValue={(value) => {
              onChange({ ...state, vary, values: { ...state.values, [one.name]: value } });
            }}
          />
        ))}
      </div>
      {point === undefined ? null : <Chosen data={data} point={point} vary={vary} />}
      <ChartView
        widest={820}
        chart={(width) => curveChart(curves, data.devices, { chosen: point?.value ?? source, source, width })}
        onChoose={(key) => {
          const value = Number(key.slice(key.lastIndexOf(" ") + 1));
          if (points.some((one) => one.value === value)) choose(value);
        }}
        hint="Each point is your source with that number, analysed. Shaded: sizes that were measured. Grey line: your source. Choose a point."
      />
      <Apply
        curves={curves}
        values={point === undefined ? state.values : { ...state.values, [vary]: point.value }}
        onReset={() => {
          onChange({ ...state, vary, values: {} });
        }}
      />
      <NotBuilt points={points} vary={vary} />
    </section>
  );
}

function nearest(points: readonly WhatIfPoint[], value: number): WhatIfPoint | undefined {
  return [...points].sort((a, b) => Math.abs(a.value - value) - Math.abs(b.value - value))[0];
}

interface SliderProps {
  readonly parameter: WhatIfParameter;
  readonly value: number;
  readonly isVaried: boolean;
  readonly onVary: () => void;
  readonly onValue: (value: number) => void;
}

function Slider({
  parameter: { name, value: source, low, high, step },
  value,
  isVaried,
  onVary,
  onValue,
}: SliderProps) {
  return (
    <div class="slider">
      <label class="vary">
        <input type="radio" name="vary" checked={isVaried} onChange={onVary} /> curve
      </label>
      <label for={`number-${name}`}>{name}</label>
      <input
        id={`number-${name}`}
        type="range"
        min={low}
        max={high}
        step={step}
        value={value}
        onInput={({ currentTarget }) => {
          onValue(Number(currentTarget.value));
        }}
      />
      <output for={`number-${name}`}>{number(value)}</output>
      <span class="dim">{value === source ? "as in your source" : `your source: ${number(source)}`}</span>
    </div>
  );
}

/** Without the tail that binary fractions have. */
function number(value: number): string {
  return String(Number(value.toPrecision(6)));
}

/** The figures at the value that is looked at, beside those of the source. */
function Chosen({
  data,
  point,
  vary,
}: {
  readonly data: PanelData;
  readonly point: WhatIfPoint;
  readonly vary: string;
}) {
  return (
    <div class="totals" aria-live="polite">
      {data.devices.map((device, index) => {
        const figure = point.devices[device.id];
        const change = figure === undefined || device.ms === null ? null : figure.ms / device.ms;
        return (
          <div key={device.id}>
            <span class={`key tone-${index}`} /> {`${device.name} at ${vary} ${number(point.value)}`}
            <br />
            <span class="big">{figure === undefined ? "not estimated" : figureText(figure)}</span>{" "}
            <span class="dim">{change === null ? "" : `${digits(change * 100)} % of ${device.total}`}</span>
          </div>
        );
      })}
      {point.why === null ? null : <p class="verdict">{point.why}</p>}
    </div>
  );
}

function Apply({
  curves,
  values,
  onReset,
}: {
  readonly curves: Curves;
  readonly values: Readonly<Record<string, number>>;
  readonly onReset: () => void;
}) {
  const changed = curves.parameters.flatMap(({ name, value }) => {
    const wanted = values[name];
    return wanted === undefined || wanted === value ? [] : [{ name, value, wanted }];
  });
  return (
    <div class="tools">
      <vscode-button
        disabled={changed.length === 0}
        onClick={() => {
          if (changed.length > 0)
            post({
              type: "applyWhatIf",
              values: Object.fromEntries(changed.map(({ name, wanted }) => [name, wanted])),
            });
        }}
      >
        Apply
      </vscode-button>
      <vscode-button secondary disabled={changed.length === 0} onClick={onReset}>
        Back to the source
      </vscode-button>
      <span class="dim">
        {changed.length === 0
          ? "Nothing differs from your source."
          : `Writes ${changed.map(({ name, value, wanted }) => `${name} ${number(value)} → ${number(wanted)}`).join(", ")} into your source.`}
      </span>
    </div>
  );
}

/** Values at which the source builds no network, each with its reason; one reason is said once. */
function NotBuilt({ points, vary }: { readonly points: readonly WhatIfPoint[]; readonly vary: string }) {
  const reasons = new Map<string, number[]>();
  for (const { value, why, devices } of points)
    if (why !== null && Object.keys(devices).length === 0) reasons.set(why, [...(reasons.get(why) ?? []), value]);
  if (reasons.size === 0) return null;
  return (
    <ul class="dim">
      {[...reasons].map(([why, values]) => (
        <li key={why}>{`${vary} ${values.map(number).join(", ")}: ${why}`}</li>
      ))}
    </ul>
  );
}
