/** What one combination of arguments gives. */
import type { DeviceInfo, ModelReport } from "../../protocol/report";
import { analyseCall } from "../../server/src/analysis/analysis";
import type { AnalysisEnvironment } from "../../server/src/analysis/analysis";
import { errorText } from "../../server/src/analysis/errors";
import { refusal } from "../../server/src/ide/format";
import type { SourceText } from "../../server/src/project/notebook-file";
import { INPUT } from "./vary";
import type { Combination, Varied } from "./vary";

/** Plain data: threads work on it. */
export interface Space extends SourceText {
  readonly uri: string;
  /** Its calls give the networks. */
  readonly function: string;
  readonly varied: readonly Varied[];
}

/** Figures that are not known are null, with the reason in `why`. Plain data: it is a line of a file. */
export interface Row {
  readonly values: Combination;
  readonly parameters: number | null;
  readonly flops: number | null;
  /** True where something was not understood, so that the figures are lower bounds. */
  readonly partial: boolean | null;
  /** By device. */
  readonly ms: Readonly<Record<string, Milliseconds | null>>;
  readonly why: string | null;
}

/** With the interval that holds the measured time of 9 of 10 networks like this one. */
export interface Milliseconds {
  readonly ms: number;
  readonly low: number;
  readonly high: number;
}

export function rowOf(environment: AnalysisEnvironment, space: Space, values: Combination): Row {
  const { uri, text, language } = space;
  const pairs = space.varied.map((one, index) => [one.name, values[index] ?? ""] as const);
  const side = pairs.find(([key]) => key === INPUT)?.[1];
  const inputShape = side === undefined ? null : [Number(side), Number(side), 3];
  const input = { uri, version: null, text, language, inputShape, cancelled: () => false };
  const report = analyseCall(environment, input, callOf(space.function, pairs));
  if ("kind" in report) return unknownRow(values, report.why);
  const [model, ...others] = report.models;
  if (model === undefined) return unknownRow(values, report.problems[0]?.message ?? "the call gives no model");
  if (others.length > 0) return unknownRow(values, "the call gives several models");
  if (model.error !== null) return unknownRow(values, errorText(model.error, uri));
  return knownRow(values, model, report.devices);
}

function callOf(name: string, pairs: readonly (readonly [string, string])[]): string {
  const args = pairs.filter(([key]) => key !== INPUT).map(([key, value]) => `${key}=${value}`);
  return `${name}(${args.join(", ")})`;
}

function knownRow(values: Combination, model: ModelReport, devices: readonly DeviceInfo[]): Row {
  const ms = devices.map(({ id }) => {
    const estimate = model.estimates[id];
    const figures = estimate?.kind === "estimate" ? { ms: estimate.ms, low: estimate.low, high: estimate.high } : null;
    return [id, figures] as const;
  });
  const refused = ms.find(([, figures]) => figures === null);
  const { partial, flops, parameters } = model;
  const why = refused === undefined ? null : refusal(model, refused[0]);
  return { values, parameters: parameters.total, flops, partial, ms: Object.fromEntries(ms), why };
}

export function unknownRow(values: Combination, why: string): Row {
  return { values, parameters: null, flops: null, partial: null, ms: {}, why };
}
