/**
 * The stage of a network that takes most of its time: the layers, one after the other, whose images have one size. A network may have no slow
 * layer because each of fifty takes its small share; then this says where they are.
 */
import type { DeviceId, LayerReport, ModelReport } from "../../../protocol/report";
import type { Settings } from "../../../protocol/settings";
import type { Range } from "../../../protocol/source";
import { countOf, shape } from "./format";
import { framesIn } from "./layers-by-line";
import { sumTimes, WHOLE_MODEL } from "./times";

export interface Stage {
  readonly layers: readonly LayerReport[];
  /** Height and width, or the length of a sequence: "14×14". */
  readonly size: string;
  /** The outermost call in the document that makes some of it and not the whole model. */
  readonly range: Range;
}

/** Null where no stage of several layers is over the threshold, or where one is the whole model. */
export function slowStage(
  uri: string,
  model: ModelReport,
  device: DeviceId,
  { share, minimumMilliseconds }: Settings["slowLayer"],
): Stage | null {
  const measured = stagesOf(model.layers)
    .filter(({ layers }) => layers.length > 1)
    .map((stage) => ({ ...stage, sum: sumTimes(stage.layers, device) }))
    .filter(({ sum }) => sum.share >= share && sum.share <= WHOLE_MODEL && sum.ms >= minimumMilliseconds);
  const [largest] = measured.sort((a, b) => b.sum.ms - a.sum.ms);
  if (largest === undefined) return null;
  const { layers, size } = largest;
  const range = placeOf(uri, model, layers, device);
  return range === null ? null : { layers, size, range };
}

/** "62 layers at 14×14" */
export function stageText({ layers, size }: Stage): string {
  return `${countOf(layers.length, "layer")} at ${size}`;
}

function stagesOf(layers: readonly LayerReport[]): readonly Pick<Stage, "layers" | "size">[] {
  const stages: { readonly layers: LayerReport[]; readonly size: string }[] = [];
  for (const layer of layers) {
    const size = sizeOf(layer);
    const last = stages.at(-1);
    if (size === null) continue;
    if (last?.size === size) last.layers.push(layer);
    else stages.push({ layers: [layer], size });
  }
  return stages;
}

/** Null for a vector, and where it is not known: such layers belong to no stage. */
function sizeOf({ outputShape }: LayerReport): string | null {
  if (outputShape === null || outputShape.length < 2 || outputShape.includes(null)) return null;
  return shape(outputShape.slice(0, -1));
}

function placeOf(uri: string, model: ModelReport, layers: readonly LayerReport[], device: DeviceId): Range | null {
  const [first] = layers.filter((layer) => framesIn(uri, layer).length > 0);
  if (first === undefined) return null;
  const frames = [...framesIn(uri, first)].reverse();
  const isPart = (range: Range): boolean => {
    const through = model.layers.filter((layer) =>
      framesIn(uri, layer).some(({ location }) => location.range.start.line === range.start.line),
    );
    return sumTimes(through, device).share <= WHOLE_MODEL;
  };
  const ranges = frames.map(({ location }) => location.range);
  return ranges.find(isPart) ?? ranges.at(-1) ?? null;
}
