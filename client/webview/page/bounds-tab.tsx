import type { PanelData } from "../../../protocol/panel";
import { barChart } from "../charts/bars";
import { rooflineChart, roofOf } from "../charts/roofline";
import type { RoofPoint } from "../charts/roofline";
import { ChartView } from "./chart-view";
import { reveal } from "./host";
import { causeRows } from "./time-rows";
import { seriesOf } from "./time-tab";

/** Layers above the roof that are named; the others are counted. */
const MOST_NAMES = 4;

/** What bounds the layers: a roofline for each device, and the time by its causes. */
export function BoundsTab({ data }: { readonly data: PanelData }) {
  return (
    <section>
      <h2>
        What holds the time back <span class="dim">(the largest term of the estimate of each layer)</span>
      </h2>
      <ChartView widest={900} chart={(width) => barChart(causeRows(data), seriesOf(data), width)} />
      <div class="beside">
        {data.devices.map((device, index) => (
          <RoofView key={device.id} data={data} index={index} />
        ))}
      </div>
    </section>
  );
}

function RoofView({ data, index }: { readonly data: PanelData; readonly index: number }) {
  const device = data.devices[index];
  if (device === undefined) return null;
  const roof = roofOf(data.layers, device, index);
  const choose = (key: string): void => {
    reveal(data.layers[Number(key)]?.location);
  };
  const above = roof.points.filter(({ why }) => why !== null);
  const reasons = new Map<string, RoofPoint[]>();
  for (const point of above) reasons.set(point.why ?? "", [...(reasons.get(point.why ?? "") ?? []), point]);
  const left = roof.left === 0 ? "" : `; ${roof.left} layers without FLOPs or with hardly any time are not drawn`;
  return (
    <div>
      <h2>
        {`Roofline of the ${device.name} `}
        <span class="dim">{`(${device.roof.gbytes} GB/s; area: time${left})`}</span>
      </h2>
      {roof.points.length === 0 ? (
        <p>No layer can be drawn: FLOPs, bytes or times are not known.</p>
      ) : (
        <ChartView
          widest={620}
          chart={(width) => rooflineChart(roof, device, { index, width })}
          onChoose={choose}
          hint="Choose a point to go to its line. A triangle lies above the roof."
        />
      )}
      {above.length === 0 ? null : (
        <>
          <h2>{`Above the roof (${above.length})`}</h2>
          {[...reasons].map(([why, points]) => (
            <p key={why} class="why">
              <b>{namesOf(points)}</b>
              {`: ${why}.`}
            </p>
          ))}
        </>
      )}
    </div>
  );
}

function namesOf(points: readonly RoofPoint[]): string {
  const names = points.slice(0, MOST_NAMES).map(({ layer }) => layer.name);
  const more = points.length - names.length;
  return `${names.join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}
