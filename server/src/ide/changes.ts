/** What lies between two states of the same sources, or two files: which models belong together, and what became of each. */
import type { DeviceInfo, ModelReport, Report } from "../../../protocol/report";
import { layerChanges } from "./layer-changes";
import type { LayerChange } from "./layer-changes";
import { verdictOf } from "./verdict";
import type { Verdict } from "./verdict";

/** A model that both states have, or one of them alone. */
export type ModelChange =
  | {
      readonly kind: "both";
      readonly before: ModelReport;
      readonly after: ModelReport;
      readonly devices: readonly DeviceChange[];
      readonly layers: readonly LayerChange[];
    }
  | { readonly kind: "before" | "after"; readonly model: ModelReport };

export interface DeviceChange {
  readonly device: DeviceInfo;
  /** Milliseconds; null where there is no estimate. */
  readonly before: number | null;
  readonly after: number | null;
  /** Null where there is nothing to compare. */
  readonly verdict: Verdict | null;
}

/** Models of the same name belong together; where each side has one alone, these do. */
export function modelChanges(before: Report, after: Report): readonly ModelChange[] {
  const [one, other] = [before.models[0], after.models[0]];
  if (before.models.length === 1 && after.models.length === 1 && one !== undefined && other !== undefined)
    return [changeOf(one, other, after.devices)];
  const left = [...after.models];
  const changes = before.models.map((model): ModelChange => {
    const index = left.findIndex(({ name }) => name === model.name);
    const present = index < 0 ? undefined : left.splice(index, 1)[0];
    return present === undefined ? { kind: "before", model } : changeOf(model, present, after.devices);
  });
  return [...changes, ...left.map((model): ModelChange => ({ kind: "after", model }))];
}

function changeOf(before: ModelReport, after: ModelReport, devices: readonly DeviceInfo[]): ModelChange {
  return {
    kind: "both",
    before,
    after,
    devices: devices.map((device) => deviceChange(before, after, device)),
    layers: layerChanges(before.layers, after.layers),
  };
}

function deviceChange(before: ModelReport, after: ModelReport, device: DeviceInfo): DeviceChange {
  const [old, present] = [before, after].map(({ estimates }) => {
    const estimate = estimates[device.id];
    return estimate?.kind === "estimate" && estimate.ms > 0 ? estimate.ms : null;
  });
  const [first, second] = [old ?? null, present ?? null];
  return {
    device,
    before: first,
    after: second,
    verdict: first === null || second === null ? null : verdictOf(first, second),
  };
}

/** Whether the layer is new, gone, or takes another time on one of the devices. */
export function takesAnotherTime({ before, after }: LayerChange, devices: readonly DeviceInfo[]): boolean {
  return before === null || after === null || devices.some(({ id }) => before.times[id]?.ms !== after.times[id]?.ms);
}
