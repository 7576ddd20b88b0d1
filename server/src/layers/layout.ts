/**
 * Channels-first layers. Rules are written for channels last; a layer that keeps its channels in front has the same weights and
 * FLOPs, so its shapes are turned before and after.
 */
import type { Shape } from "../../../protocol/report";
import type { OutputShape } from "./arithmetic";
import type { Rules } from "./rules";

/** Rules that are written for channels last, of a layer that says where its channels stand. Costs are those of turned shapes already. */
export function laidOut(channelsFirst: boolean, rules: Rules): Rules {
  if (!channelsFirst) return rules;
  const { lastKernelSide } = rules;
  return {
    ...rules,
    channels: "first",
    ...(lastKernelSide && { lastKernelSide: (inputs) => lastKernelSide(inputs.map(toChannelsLast)) }),
    output: (inputs) => turned(rules.output(inputs.map(toChannelsLast))),
    parameters: (inputs) => rules.parameters(inputs.map(toChannelsLast)),
  };
}

function turned(output: OutputShape): OutputShape {
  return output.kind === "shape" ? { kind: "shape", shape: toChannelsFirst(output.shape) } : output;
}

export function toChannelsLast<Side>(sides: readonly Side[]): readonly Side[] {
  return sides.length < 2 ? sides : [...sides.slice(1), ...sides.slice(0, 1)];
}

function toChannelsFirst(sides: Shape): Shape {
  return sides.length < 2 ? sides : [...sides.slice(-1), ...sides.slice(0, -1)];
}

/** Whether the layer's tensors have their channels in front; `inputHas`: those of its first input do. */
export function hasChannelsFirst({ channels }: Rules, input: Shape | undefined, inputHas: boolean): boolean {
  if (typeof channels === "function") return channels(input?.length ?? 0);
  return channels === "first" || (channels === "inherited" && inputHas);
}
