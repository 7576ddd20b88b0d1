import type { LineHeat } from "../../../protocol/features";
import { hasTotal, percent } from "./format";
import { layersByLine, modelsIn } from "./layers-by-line";
import { sumTimes } from "./times";
import { beforeError, primaryDevice } from "./view";
import type { View } from "./view";

/** Shares of the model from which a line is one step hotter. Under the first one a line is not worth a look. */
const STEPS = [0.02, 0.05, 0.1, 0.2];

/** The heat of each line that makes layers; where models share a line, that of the model in which it is hottest. An error leaves what was there. */
export function heat(view: View): readonly LineHeat[] {
  const { report, settings } = view;
  const device = primaryDevice(view);
  if (!settings.enabled || settings.gutter === "off" || device === undefined) return [];
  const shares = new Map<number, number>();
  const models = modelsIn(report.uri, report.models).map((model) => beforeError(view, model) ?? model);
  for (const model of models.filter(hasTotal)) {
    for (const { line, layers } of layersByLine(report.uri, model)) {
      shares.set(line, Math.max(shares.get(line) ?? 0, sumTimes(layers, device.id).share));
    }
  }
  return [...shares]
    .map(([line, share]) => ({
      line,
      step: STEPS.filter((least) => share >= least).length,
      text: `${percent(share)} of ${device.shortName} time`,
    }))
    .filter(({ step }) => step > 0)
    .sort((a, b) => a.line - b.line);
}
